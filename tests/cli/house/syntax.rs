//! Functions and `use` declarations found in code. A scanner of text, not a parser of Rust: it reads what rustfmt writes.

/// A function of some file.
pub(super) struct Function {
    pub(super) name: String,
    /// Line of its `fn`, from 1.
    pub(super) line: usize,
    /// Lines from `fn` to the closing brace.
    pub(super) lines: usize,
    /// Parameters, `self` among them.
    pub(super) params: usize,
}

/// A `use` declaration: whole paths, and whether others may use them from here.
pub(super) struct Use {
    pub(super) path: Vec<String>,
    /// The name it has here.
    pub(super) name: String,
    pub(super) exported: bool,
}

/// Where the bracket that opens at byte `open` closes.
pub(super) fn closing(code: &str, open: usize) -> usize {
    let mut depth = 0_i32;
    for (at, c) in code[open..].char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return open + at;
        }
    }
    code.len()
}

pub(super) fn leading_name(s: &str) -> String {
    s.chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect()
}

/// Where `word` begins as a word of its own.
pub(super) fn words<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word)
        .map(|(at, _)| at)
        .filter(move |&at| {
            !code[..at].ends_with(part) && !code[at + word.len()..].starts_with(part)
        })
}

pub(super) fn functions(code: &str) -> Vec<Function> {
    let mut found = Vec::new();
    for at in words(code, "fn") {
        let name = leading_name(code[at + 2..].trim_start());
        let Some(open) = code[at..].find('(').map(|n| at + n) else {
            continue;
        };
        if name.is_empty() {
            continue;
        }
        let head = &code[at..open];
        // generics may hold brackets of their own: `fn f<F: Fn(u8) -> u8>(…)`
        let open = if head.contains('<') {
            after_generics(code, at + head.find('<').unwrap_or(0))
        } else {
            open
        };
        let close = closing(code, open);
        let end = body_end(code, close);
        found.push(Function {
            name,
            line: 1 + code[..at].matches('\n').count(),
            lines: 1 + code[at..end].matches('\n').count(),
            params: parts(&code[open + 1..close]),
        });
    }
    found
}

/// The `(` behind the generics that open at `open`.
fn after_generics(code: &str, open: usize) -> usize {
    let (mut depth, mut before) = (0_i32, ' ');
    for (at, c) in code[open..].char_indices() {
        match c {
            '<' => depth += 1,
            '>' if before != '-' => depth -= 1,
            '(' if depth == 0 => return open + at,
            _ => {}
        }
        before = c;
    }
    code.len()
}

fn body_end(code: &str, from: usize) -> usize {
    let mut depth = 0_i32;
    for (at, c) in code[from + 1..].char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            ';' if depth == 0 => return from + 1 + at,
            '{' if depth == 0 => return closing(code, from + 1 + at),
            _ => {}
        }
    }
    code.len()
}

/// How many things stand between commas.
fn parts(list: &str) -> usize {
    let (mut depth, mut before, mut count, mut open) = (0_i32, ' ', 0, false);
    for c in list.chars() {
        match c {
            '(' | '[' | '{' | '<' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            '>' if before != '-' && before != '=' => depth -= 1,
            _ => {}
        }
        if c == ',' && depth == 0 {
            open = false;
        } else if !c.is_whitespace() && !open {
            open = true;
            count += 1;
        }
        before = c;
    }
    count
}

pub(super) fn uses(code: &str) -> Vec<Use> {
    let mut found = Vec::new();
    for at in words(code, "use") {
        let line = code[..at].rfind('\n').map_or(0, |n| n + 1);
        let before = code[line..at].trim();
        if !before.is_empty() && !before.starts_with("pub") {
            continue;
        }
        let end = code[at..].find(';').map_or(code.len(), |n| at + n);
        for (path, name) in tree(&[], code[at + 3..end].trim()) {
            found.push(Use {
                path,
                name,
                exported: !before.is_empty(),
            });
        }
    }
    found
}

/// The paths of a use tree, each with the name it gives.
fn tree(before: &[String], text: &str) -> Vec<(Vec<String>, String)> {
    let text = text.trim();
    if let Some(list) = text.strip_prefix('{') {
        let list = list.trim_end().trim_end_matches('}');
        return top_level(list)
            .iter()
            .flat_map(|part| tree(before, part))
            .collect();
    }
    let name = leading_name(text);
    let rest = text[name.len()..].trim();
    let mut path = before.to_vec();
    if name != "self" || before.is_empty() {
        path.push(name);
    }
    if let Some(rest) = rest.strip_prefix("::") {
        return tree(&path, rest);
    }
    let name = match rest.strip_prefix("as ") {
        Some(alias) => leading_name(alias.trim()),
        None => path.last().cloned().unwrap_or_default(),
    };
    vec![(path, name)]
}

fn top_level(list: &str) -> Vec<&str> {
    let (mut depth, mut start, mut found) = (0, 0, Vec::new());
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                found.push(&list[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(&list[start..]);
    found.retain(|part| !part.trim().is_empty());
    found
}

#[test]
fn functions_are_measured() {
    let code = "pub fn a<F: Fn(u8) -> (u8, u8)>(&self, f: F, m: Map<u8, u8>) -> [u8; 2] {\n 1;\n}\nfn b();";
    let found = functions(code);
    assert_eq!(found.len(), 2);
    assert_eq!((found[0].params, found[0].lines), (3, 3));
    assert_eq!((found[1].params, found[1].line), (0, 4));
}

#[test]
fn uses_are_taken_apart() {
    let code = "use crate::{Error, index::{a, b as c, self}, report};\npub(crate) use super::d;\n";
    let found: Vec<(String, String, bool)> = uses(code)
        .into_iter()
        .map(|u| (u.path.join("::"), u.name, u.exported))
        .collect();
    let wanted = [
        ("crate::Error", "Error", false),
        ("crate::index::a", "a", false),
        ("crate::index::b", "c", false),
        ("crate::index", "index", false),
        ("crate::report", "report", false),
        ("super::d", "d", true),
    ];
    assert_eq!(found.len(), wanted.len());
    for (found, (path, name, exported)) in found.iter().zip(wanted) {
        assert_eq!((&*found.0, &*found.1, found.2), (path, name, exported));
    }
}
