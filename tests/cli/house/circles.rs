//! Who uses whom, file by file, and the circles in it.

use super::source::{Source, sources};
use super::syntax::{leading_name, words};
use std::collections::{BTreeMap, BTreeSet};

/// At most so many circles, each inside one room.
const MOST_CIRCLES: usize = 3;

/// Files by their module path, with what each gives on.
struct Map<'s> {
    files: BTreeMap<&'s [String], &'s Source>,
}

impl Map<'_> {
    /// The module that `path`, written in `from`, leads to: through `use` declarations to where the thing is defined.
    fn resolve(&self, from: &[String], path: &[String], depth: usize) -> Option<Vec<String>> {
        let (first, mut rest) = path.split_first()?;
        let mut at = match first.as_str() {
            "crate" => Vec::new(),
            "self" => from.to_vec(),
            "super" => from[..from.len().saturating_sub(1)].to_vec(),
            child => {
                let mut at = from.to_vec();
                at.push(child.to_owned());
                self.files.contains_key(&at[..]).then_some(at)?
            }
        };
        while let Some((next, after)) = rest.split_first() {
            if next == "super" {
                at.pop();
            } else {
                at.push(next.clone());
                if !self.files.contains_key(&at[..]) {
                    at.pop();
                    break;
                }
            }
            rest = after;
        }
        let source = self.files.get(&at[..])?;
        let Some(name) = rest.first().filter(|_| depth > 0) else {
            return Some(at);
        };
        let given = source.uses().into_iter().find(|u| u.name == *name);
        match given {
            Some(given) => self
                .resolve(&at, &given.path, depth - 1)
                .or(Some(at.clone())),
            None => Some(at),
        }
    }

    /// The modules that `source` needs. The `mod.rs` above it is not one: a room's door knows its files, and they know its
    /// types.
    fn needs(&self, source: &Source) -> BTreeSet<Vec<String>> {
        let mut paths: Vec<Vec<String>> = Vec::new();
        for u in source.uses() {
            // what is only given on is not needed here
            if !u.exported || words(&source.code, &u.name).count() > 1 {
                paths.push(u.path);
            }
        }
        paths.extend(inline(&source.code));
        let mut needs: BTreeSet<Vec<String>> = paths
            .iter()
            .filter_map(|path| self.resolve(&source.module, path, 4))
            .collect();
        needs.retain(|n| !source.module.starts_with(n));
        needs
    }
}

/// Paths of two or more parts in expressions and types.
fn inline(code: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let part = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let mut rest = code;
    while let Some(start) = rest.find(part) {
        let word: &str = &rest[start..];
        let end = word.find(|c| !part(c)).unwrap_or(word.len());
        if word[..end].contains("::") {
            let parts = word[..end].split("::").map(leading_name);
            found.push(parts.filter(|p| !p.is_empty()).collect());
        }
        rest = &word[end..];
    }
    found
}

/// Every module with the modules it needs, tests left out.
fn needs(sources: &[Source]) -> BTreeMap<Vec<String>, BTreeSet<Vec<String>>> {
    let files = sources.iter().map(|s| (&s.module[..], s)).collect();
    let map = Map { files };
    let real = sources.iter().filter(|s| !s.test);
    real.map(|s| (s.module.clone(), map.needs(s))).collect()
}

/// Groups of modules each of which leads to all the others.
fn circles(needs: &BTreeMap<Vec<String>, BTreeSet<Vec<String>>>) -> Vec<Vec<Vec<String>>> {
    let reach: BTreeMap<_, _> = needs.keys().map(|m| (m, reached(needs, m))).collect();
    let mut found: BTreeSet<Vec<Vec<String>>> = BTreeSet::new();
    for (module, far) in &reach {
        if far.contains(*module) {
            let both = |m: &&Vec<String>| reach.get(m).is_some_and(|r| r.contains(*module));
            found.insert(far.iter().filter(both).cloned().collect());
        }
    }
    found.into_iter().collect()
}

fn reached(
    needs: &BTreeMap<Vec<String>, BTreeSet<Vec<String>>>,
    from: &Vec<String>,
) -> BTreeSet<Vec<String>> {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(module) = open.pop() {
        for next in needs.get(module).into_iter().flatten() {
            if seen.insert(next.clone()) {
                open.push(next);
            }
        }
    }
    seen
}

#[test]
fn no_files_of_two_rooms_import_each_other_in_a_circle_and_few_of_one_room() {
    let needs = needs(sources());
    let circles = circles(&needs);
    let shown: Vec<String> = circles
        .iter()
        .map(|circle| {
            let arrows = circle.iter().map(|m| {
                let inside = needs[m].iter().filter(|n| circle.contains(n));
                let inside: Vec<String> = inside.map(|n| n.join("::")).collect();
                format!("  {} → {}", m.join("::"), inside.join(", "))
            });
            arrows.collect::<Vec<_>>().join("\n")
        })
        .collect();
    let shown = shown.join("\n\n");
    let across = circles
        .iter()
        .any(|c| c.iter().any(|m| m[..1] != c[0][..1]));
    assert!(!across, "a circle between rooms:\n{shown}");
    assert!(
        circles.len() <= MOST_CIRCLES,
        "{} circles:\n{shown}",
        circles.len()
    );
}

#[test]
fn a_circle_is_found_through_what_a_room_gives_on() {
    let source = |path: &str, code: &str| Source {
        path: path.to_owned(),
        module: path.split('/').map(str::to_owned).collect(),
        text: code.to_owned(),
        code: code.to_owned(),
        prose: String::new(),
        test: false,
    };
    let all = [
        source("a", "pub mod b;\npub mod c;\npub use b::Thing;\n"),
        source("a/b", "use super::c::other;\nstruct Thing;\n"),
        source("a/c", "fn other(x: crate::a::Thing) {}\n"),
        source("a/d", "use super::Thing;\n"),
        Source {
            module: Vec::new(),
            ..source("lib", "mod a;\n")
        },
    ];
    let found = circles(&needs(&all));
    let names: Vec<String> = found.concat().iter().map(|m| m.join("/")).collect();
    assert_eq!(names, ["a/b", "a/c"]);
}
