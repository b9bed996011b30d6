//! The crate's own source files, as the tests of the house read them: code apart from strings and comments.

use super::syntax::{Function, Use, closing, functions, leading_name, uses};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// A file below `src`.
pub(super) struct Source {
    /// Path below the project, `/` between its parts.
    pub(super) path: String,
    /// Module path: `src/causes/find.rs` is `[causes, find]`.
    pub(super) module: Vec<String>,
    /// The file as it is.
    pub(super) text: String,
    /// As long as `text`; comments, strings and tests are blank.
    pub(super) code: String,
    /// As long as `text`; all but comments and the content of strings is blank.
    pub(super) prose: String,
    /// True for a file that only tests include.
    pub(super) test: bool,
}

pub(super) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files of `src`, sorted by path.
pub(super) fn sources() -> &'static [Source] {
    static SOURCES: OnceLock<Vec<Source>> = OnceLock::new();
    SOURCES.get_or_init(|| {
        let files = rust_files(&root().join("src"));
        let mut all: Vec<Source> = files.iter().map(|path| read(path)).collect();
        let tests: Vec<Vec<String>> = all.iter().flat_map(test_modules).collect();
        for source in &mut all {
            source.test = tests.iter().any(|t| source.module.starts_with(t));
        }
        all
    })
}

pub(super) fn rust_files(dir: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn read(path: &Path) -> Source {
    let text = std::fs::read_to_string(path).unwrap();
    let parts: Vec<String> = path
        .strip_prefix(root())
        .unwrap()
        .components()
        .map(|c| c.as_os_str().to_string_lossy().into_owned())
        .collect();
    let mut module = parts[1..].to_vec();
    let file = module.pop().unwrap();
    if !["mod.rs", "lib.rs"].contains(&file.as_str()) {
        module.push(file.trim_end_matches(".rs").to_owned());
    }
    let (code, prose) = layers(&text);
    Source {
        path: parts.join("/"),
        module,
        text,
        code: without_tests(code),
        prose,
        test: false,
    }
}

impl Source {
    /// The folder or file of `src` it belongs to.
    pub(super) fn room(&self) -> &str {
        self.module.first().map_or("lib", String::as_str)
    }

    pub(super) fn functions(&self) -> Vec<Function> {
        functions(&self.code)
    }

    pub(super) fn uses(&self) -> Vec<Use> {
        uses(&self.code)
    }
}

/// Code, and prose (comments, content of strings); each as long as `text`, line ends kept.
pub(super) fn layers(text: &str) -> (String, String) {
    let chars: Vec<char> = text.chars().collect();
    let (mut code, mut prose) = (String::new(), String::new());
    let mut at = 0;
    while at < chars.len() {
        let (end, is_code) = piece(&chars, at);
        for &c in &chars[at..end] {
            let (full, blank) = if is_code {
                (&mut code, &mut prose)
            } else {
                (&mut prose, &mut code)
            };
            full.push(c);
            if c == '\n' {
                blank.push(c);
            } else {
                blank.extend(std::iter::repeat_n(' ', c.len_utf8()));
            }
        }
        at = end;
    }
    (code, prose)
}

/// Where the comment, the literal or the single character of code at `at` ends, and whether it is code.
fn piece(chars: &[char], at: usize) -> (usize, bool) {
    let until = |from: usize, end: &str| {
        let end: Vec<char> = end.chars().collect();
        let found = chars[from..].windows(end.len()).position(|w| w == end);
        found.map_or(chars.len(), |n| from + n + end.len())
    };
    let next = |n: usize| chars.get(at + n).copied().unwrap_or(' ');
    let word_before = at > 0 && (chars[at - 1].is_alphanumeric() || chars[at - 1] == '_');
    match chars[at] {
        '/' if next(1) == '/' => (until(at, "\n"), false),
        '/' if next(1) == '*' => (until(at + 2, "*/"), false),
        'r' if !word_before && matches!(next(1), '"' | '#') => {
            let hashes = chars[at + 1..].iter().take_while(|c| **c == '#').count();
            if next(hashes + 1) != '"' {
                return (at + 1, true);
            }
            let end = format!("\"{}", "#".repeat(hashes));
            (until(at + hashes + 2, &end), false)
        }
        '"' => {
            let mut end = at + 1;
            while end < chars.len() && chars[end] != '"' {
                end += 1 + usize::from(chars[end] == '\\');
            }
            ((end + 1).min(chars.len()), false)
        }
        '\'' if next(1) == '\\' => (until(at + 3, "'"), false),
        '\'' if next(2) == '\'' => (at + 3, false),
        _ => (at + 1, true),
    }
}

const TEST: &str = "#[cfg(test)]";

/// Where the item behind a `#[cfg(test)]` ends: at its `;` or with its block.
fn item_end(code: &str, from: usize) -> usize {
    for (at, c) in code[from..].char_indices() {
        match c {
            ';' => return from + at,
            '{' => return closing(code, from + at),
            _ => {}
        }
    }
    code.len()
}

fn without_tests(mut code: String) -> String {
    let mut from = 0;
    while let Some(at) = code[from..].find(TEST) {
        let start = from + at;
        let end = (item_end(&code, start + TEST.len()) + 1).min(code.len());
        let blank: String = code[start..end]
            .bytes()
            .map(|b| if b == b'\n' { '\n' } else { ' ' })
            .collect();
        if !blank_is_module_file(&code[start..end]) {
            code.replace_range(start..end, &blank);
        }
        from = end;
    }
    code
}

/// `#[cfg(test)] mod name;`: kept, for the file it names is a test.
fn blank_is_module_file(item: &str) -> bool {
    item.ends_with(';') && item.contains("mod ")
}

/// Modules with a file of their own that only tests have.
fn test_modules(source: &Source) -> Vec<Vec<String>> {
    source
        .code
        .split(TEST)
        .skip(1)
        .filter_map(|rest| {
            let item = &rest[..item_end(rest, 0)];
            let (_, name) = item.split_once("mod ")?;
            let mut module = source.module.clone();
            module.push(leading_name(name));
            Some(module)
        })
        .collect()
}

#[test]
fn code_and_prose_are_told_apart() {
    let text = "let a = 'x'; // it's\nf::<'a>(r#\"fn \"#, \"q\\\"fn\", b'\\'');\n";
    let (code, prose) = layers(text);
    assert_eq!(code.len(), text.len());
    assert_eq!(prose.len(), text.len());
    assert!(code.contains("f::<'a>("), "{code}");
    assert!(!code.contains("fn") && !code.contains("it's"), "{code}");
    assert!(prose.contains("it's") && !prose.contains("let"), "{prose}");
}
