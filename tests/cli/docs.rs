//! README and the pages under docs/, in both languages, hold: their commands run, their links lead somewhere, their flags exist.
//!
//! - A block ```` ```sh ```` is run as it stands, every page in a folder of its own that holds the files all pages speak of
//!   ([`Shelf`]), blocks in their order.
//! - In ```` ```sh no-run ```` (installing, a cluster, a build) and ```` ```powershell ````, `tousu` commands are parsed only.
//! - A block with a file's name after its language, such as ```` ```toml tousu.toml ````, is written there first.

mod pages;
#[cfg(unix)]
mod shelf;

use clap::{CommandFactory, Parser};
use pages::{Page, all};
use std::collections::BTreeSet;
use tousu::cli::Cli;

#[cfg(unix)]
#[test]
fn commands_of_english_pages_run() {
    run_all(shelf::Shelf::english(), |page| !page.chinese());
}

#[cfg(unix)]
#[test]
fn commands_of_chinese_pages_run() {
    run_all(shelf::Shelf::chinese(), Page::chinese);
}

#[cfg(unix)]
fn run_all(shelf: shelf::Shelf, wanted: fn(&Page) -> bool) {
    let mut ran = 0;
    for page in all().iter().filter(|p| p.promises_commands() && wanted(p)) {
        let folder = shelf.lend();
        for block in page.blocks() {
            if let Some(name) = block.file() {
                std::fs::write(folder.path().join(name), &block.text).unwrap();
            } else if block.runs() {
                let at = format!("{}:{}", page.name, block.line);
                shelf.run(folder.path(), &at, &block.text);
                ran += 1;
            }
        }
    }
    assert!(ran > 20, "only {ran} blocks ran");
}

#[test]
fn commands_that_are_only_shown_parse() {
    let mut seen = 0;
    for page in all().iter().filter(|p| p.promises_commands()) {
        for block in page.blocks().iter().filter(|b| b.is_shell() && !b.runs()) {
            for words in block.commands("tousu") {
                seen += 1;
                if let Err(e) = Cli::try_parse_from(&words) {
                    let help = [
                        clap::error::ErrorKind::DisplayHelp,
                        clap::error::ErrorKind::DisplayVersion,
                    ];
                    let at = block.line;
                    assert!(
                        help.contains(&e.kind()),
                        "{}:{at}: {words:?}\n{e}",
                        page.name
                    );
                }
            }
        }
    }
    assert!(seen > 4, "only {seen} commands seen");
}

#[test]
fn links_lead_somewhere() {
    let pages = all();
    let mut faults = Vec::new();
    for page in &pages {
        for (line, target) in page.links() {
            let (file, anchor) = target.split_once('#').unwrap_or((&target, ""));
            let path = page.resolve(file);
            if !path.exists() {
                faults.push(format!("{}:{line}: no file {file}", page.name));
            } else if !anchor.is_empty() && !Page::read(&path).anchors().contains(anchor) {
                faults.push(format!("{}:{line}: no heading #{anchor}", page.name));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_page_is_there_in_both_languages_and_linked() {
    let pages = all();
    let names: BTreeSet<&str> = pages.iter().map(|p| p.name.as_str()).collect();
    for page in pages.iter().filter(|p| p.name.starts_with("docs/")) {
        let twin = page.twin();
        assert!(names.contains(twin.as_str()), "{} has no {twin}", page.name);
        let linked = |from: &&Page| {
            from.chinese() == page.chinese()
                && from.name != page.name
                && from
                    .links()
                    .iter()
                    .any(|(_, t)| from.resolve(t) == page.path)
        };
        assert!(
            pages.iter().find(linked).is_some(),
            "nothing links to {}",
            page.name
        );
        let to_twin = page
            .links()
            .iter()
            .any(|(_, t)| page.resolve(t).ends_with(&twin));
        assert!(to_twin, "{} has no link to {twin}", page.name);
    }
}

#[test]
fn flags_that_are_named_exist() {
    let mut known = BTreeSet::new();
    collect(&Cli::command(), &mut known);
    let mut faults = Vec::new();
    for page in all().iter().filter(|p| p.promises_commands()) {
        for (line, flag) in page.flags() {
            if !known.contains(&flag) {
                faults.push(format!("{}:{line}: --{flag}", page.name));
            }
        }
    }
    assert!(faults.is_empty(), "no command knows\n{}", faults.join("\n"));
}

fn collect(command: &clap::Command, known: &mut BTreeSet<String>) {
    known.extend(["help", "version"].map(String::from));
    known.extend(
        command
            .get_arguments()
            .filter_map(|a| a.get_long())
            .map(String::from),
    );
    for sub in command.get_subcommands() {
        collect(sub, known);
    }
}

#[test]
fn names_of_the_glossary_are_in_the_code() {
    let mut code = String::new();
    let mut folders = vec![pages::root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                code += &std::fs::read_to_string(path).unwrap();
            }
        }
    }
    let glossary = Page::read(&pages::root().join("docs/glossary.md"));
    let names = glossary.last_cells();
    assert!(names.len() > 40, "only {} names", names.len());
    for (line, name) in names {
        assert!(
            code.contains(&name),
            "docs/glossary.md:{line}: no `{name}` in src"
        );
    }
}

/// The tour in the library's documentation runs as a test; pages quote it.
#[test]
fn rust_on_the_pages_is_quoted_from_the_tour() {
    let tour = std::fs::read_to_string(pages::root().join("src/lib.rs")).unwrap();
    let lines: BTreeSet<&str> = tour
        .lines()
        .map(|l| l.trim_start_matches("//!").trim())
        .collect();
    let mut seen = 0;
    for page in all().iter().filter(|p| p.promises_commands()) {
        for block in page.blocks().iter().filter(|b| b.is_rust()) {
            for line in block.text.lines() {
                seen += 1;
                let at = block.line;
                assert!(lines.contains(line.trim()), "{}:{at}: {line}", page.name);
            }
        }
    }
    assert!(seen > 10, "only {seen} lines seen");
}
