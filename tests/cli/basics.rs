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
        "dict",
        "completions",
        "man",
    ] {
        assert!(help.contains(name), "{name} is missing from --help");
    }
}

#[test]
fn completions_and_manual_are_printed() {
    let world = World::new();
    assert!(
        world
            .run("completions bash")
            .ok()
            .stdout()
            .contains("tousu")
    );
    assert!(world.run("man").ok().stdout().contains(".TH tousu"));
}
