//! Help, version, completions, manual.

use crate::world::World;

#[test]
fn every_flag_has_help() {
    use clap::CommandFactory;
    tousu::cli::Cli::command()
        .help_expected(true)
        .debug_assert();
}

#[test]
fn help_names_every_subcommand() {
    let help = World::new().run("--help").ok().stdout();
    for name in [
        "demo",
        "train",
        "evaluate",
        "classify",
        "index",
        "search",
        "report",
        "explain",
        "inspect",
        "label",
        "dict",
        "completions",
        "man",
    ] {
        assert!(help.contains(name), "{name} is missing from --help");
    }
}

#[test]
fn completions_are_printed_for_every_shell() {
    let world = World::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = world.run(&format!("completions {shell}")).ok().stdout();
        assert!(script.contains("tousu"), "{shell}");
    }
}

#[test]
fn a_manual_page_names_only_pages_that_exist() {
    let world = World::new();
    world.run("man --all pages").ok();
    let pages = std::fs::read_dir(world.path("pages")).unwrap();
    let pages: Vec<String> = pages
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(pages.iter().any(|p| p == "tousu-dict-check.1"), "{pages:?}");
    for page in &pages {
        let text = world.read(&format!("pages/{page}")).replace("\\-", "-");
        for (at, _) in text.match_indices("(1)") {
            let start = text[..at].rfind(char::is_whitespace).map_or(0, |n| n + 1);
            let named = format!("{}.1", &text[start..at]);
            assert!(pages.contains(&named), "{page} names {named}");
        }
    }
}

#[test]
fn every_command_has_a_manual_page() {
    let world = World::new();
    assert!(world.run("man").ok().stdout().contains(".TH tousu 1"));
    let page = world.run("man dict check").ok().stdout();
    assert!(page.contains(".TH tousu-dict-check 1"), "{page}");
    world
        .run("man dict chek")
        .exits(2)
        .says("there is no command `dict chek`");
}

/// Every command with all its parents, as typed.
fn commands() -> Vec<String> {
    use clap::CommandFactory;
    fn below(command: &clap::Command, path: &str, all: &mut Vec<String>) {
        for sub in command.get_subcommands() {
            let path = format!("{path} {}", sub.get_name());
            below(sub, &path, all);
            all.push(path.trim().to_owned());
        }
    }
    let mut all = vec![String::new()];
    below(&tousu::cli::Cli::command(), "", &mut all);
    all
}

/// What a reader of `--help` sees on a terminal of some width, in a pipe, and without colours.
#[test]
fn help_fits_its_terminal() {
    let world = World::new();
    for command in commands() {
        for width in [60, 80, 160] {
            let help = world
                .shell(&format!("COLUMNS={width} tousu {command} --help"))
                .ok()
                .stdout();
            assert!(!help.contains('\u{1b}'), "{command}: colours in a pipe");
            // clap does not wrap a usage line
            for line in help.lines().filter(|l| !l.starts_with("Usage:")) {
                let columns = line.chars().count();
                assert!(columns <= width, "{command} at {width}: {line}");
            }
        }
    }
}

#[cfg(unix)]
#[test]
fn a_reader_that_leaves_early_is_no_failure() {
    let world = World::new();
    for command in ["completions bash", "man report", "report --schema"] {
        let ran = world
            .shell(&format!(
                "{{ tousu {command}; echo exit $? >&2; }} | head -n 1"
            ))
            .ok();
        assert_eq!(ran.stderr().trim(), "exit 0", "{command}");
    }
}
