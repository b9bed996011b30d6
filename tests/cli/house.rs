//! The house keeps its shape: rooms import only what ARCHITECTURE.md allows, files import each other in no circle, nothing
//! outgrows a screen by far, what has one meaning has one definition, and the words are plain.

mod circles;
mod english;
mod floors;
mod source;
mod syntax;

use source::{Source, root, rust_files, sources};
use std::collections::{BTreeMap, BTreeSet};
use syntax::leading_name;

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

/// Rooms named as `crate::room`, in `use` declarations and elsewhere.
fn imports(source: &Source) -> BTreeSet<String> {
    let paths = source.uses().into_iter().map(|u| u.path);
    let mut found: BTreeSet<String> = paths
        .filter(|p| p[0] == "crate")
        .filter_map(|p| p.get(1).cloned())
        .collect();
    let inline = source.code.match_indices("crate::");
    found.extend(inline.map(|(at, found)| leading_name(&source.code[at + found.len()..])));
    found
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
    for source in sources().iter().filter(|s| !s.test) {
        let Some(may) = allowed.get(source.room()) else {
            continue;
        };
        for used in imports(source) {
            if rooms.contains(&used) && used != source.room() && !may.contains(&used) {
                faults.push(format!("{} imports {used}", source.path));
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
