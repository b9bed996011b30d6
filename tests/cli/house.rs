//! The house keeps its shape: rooms import only what ARCHITECTURE.md allows, only `cli` prints, no function outgrows a screen
//! by far.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Room → rooms it may import, read from the table in ARCHITECTURE.md.
fn allowed() -> BTreeMap<String, BTreeSet<String>> {
    let text = std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    text.lines()
        .filter_map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            let [room, _, imports] = cells[..] else {
                return None;
            };
            let room = room.strip_prefix('`')?.strip_suffix('`')?;
            let imports = imports.split(',').map(|s| s.trim().to_owned());
            Some((room.to_owned(), imports.filter(|s| s != "–").collect()))
        })
        .collect()
}

fn rust_files(dir: &Path) -> Vec<PathBuf> {
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

/// Source lines without comments.
fn code(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines()
        .filter(|l| !l.trim_start().starts_with("//"))
        .map(|l| format!("{l}\n"))
        .collect()
}

/// Rooms named as `crate::room`, also inside `use crate::{a, b::c}`.
fn imports(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(list) = rest.strip_prefix('{') {
            found.extend(top_level_names(list));
        } else {
            found.insert(leading_name(rest));
        }
    }
    found
}

fn leading_name(s: &str) -> String {
    s.chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect()
}

fn top_level_names(list: &str) -> Vec<String> {
    let (mut depth, mut names, mut at_start) = (0, Vec::new(), true);
    for (i, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => at_start = true,
            c if at_start && depth == 0 && !c.is_whitespace() => {
                names.push(leading_name(&list[i..]));
                at_start = false;
            }
            _ => {}
        }
    }
    names
}

#[test]
fn rooms_import_only_what_the_table_allows() {
    let allowed = allowed();
    let rooms: BTreeSet<_> = allowed.keys().cloned().collect();
    let on_disk: BTreeSet<_> = std::fs::read_dir(root().join("src"))
        .unwrap()
        .filter_map(|e| {
            let e = e.unwrap();
            e.path()
                .is_dir()
                .then(|| e.file_name().into_string().unwrap())
        })
        .filter(|name| name != "types")
        .collect();
    assert_eq!(
        rooms, on_disk,
        "every folder of src has a row in ARCHITECTURE.md, and no row is stale"
    );
    let mut faults = Vec::new();
    for (room, may) in &allowed {
        for file in rust_files(&root().join("src").join(room)) {
            if file
                .file_stem()
                .is_some_and(|s| s.to_string_lossy().ends_with("tests"))
            {
                continue;
            }
            for used in imports(&code(&file)) {
                if rooms.contains(&used) && used != *room && !may.contains(&used) {
                    faults.push(format!("{} imports {used}", file.display()));
                }
            }
        }
    }
    assert!(
        faults.is_empty(),
        "see ARCHITECTURE.md:\n{}",
        faults.join("\n")
    );
}

#[test]
fn the_import_finder_finds_imports() {
    let found =
        imports("use crate::{Error, index::{a, b}, report};\nlet x = crate::similar::groups(y);");
    assert_eq!(
        found.into_iter().collect::<Vec<_>>(),
        ["Error", "index", "report", "similar"]
    );
}

#[test]
fn every_room_opens_with_given_and_gives() {
    for room in allowed().keys() {
        let text = std::fs::read_to_string(root().join("src").join(room).join("mod.rs")).unwrap();
        let first = text.lines().next().unwrap_or_default();
        assert!(
            first.starts_with(&format!("//! {room}: ")),
            "src/{room}/mod.rs opens with {first:?}"
        );
    }
}

#[test]
fn no_function_outgrows_eighty_lines() {
    let mut long = Vec::new();
    for file in rust_files(&root().join("src")) {
        let text = std::fs::read_to_string(&file).unwrap();
        let mut open: Option<(usize, usize, String)> = None;
        for (n, line) in text.lines().enumerate() {
            let indent = line.len() - line.trim_start().len();
            let head = line
                .trim_start()
                .trim_start_matches("pub ")
                .trim_start_matches("pub(crate) ");
            let head = head
                .trim_start_matches("pub(super) ")
                .trim_start_matches("const ");
            if head.starts_with("fn ") && !line.trim_end().ends_with(';') {
                open = Some((n, indent, head.to_owned()));
            } else if let Some((start, depth, name)) = &open
                && line.trim_end() == format!("{}}}", " ".repeat(*depth))
            {
                if n - start > 80 {
                    long.push(format!(
                        "{}:{} {name} has {} lines",
                        file.display(),
                        start + 1,
                        n - start
                    ));
                }
                open = None;
            }
        }
    }
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn every_test_that_security_md_names_exists() {
    let mut code = String::new();
    for folder in ["src", "tests"] {
        for path in rust_files(&root().join(folder)) {
            code += &std::fs::read_to_string(path).unwrap();
        }
    }
    let text = std::fs::read_to_string(root().join("SECURITY.md")).unwrap();
    let rows = text
        .lines()
        .filter(|l| l.starts_with("| ") && l.contains('`'));
    let named: Vec<&str> = rows
        .filter_map(|l| l.trim_end_matches(" |").rsplit_once(" | "))
        .flat_map(|(_, tests)| tests.split('`').skip(1).step_by(2))
        .collect();
    assert!(named.len() > 30, "{named:?}");
    for name in named {
        assert!(code.contains(&format!("fn {name}(")), "no test {name}");
    }
}
