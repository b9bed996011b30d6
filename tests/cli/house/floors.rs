//! How long files and functions may be, what `cli` may do, and what has one definition.

use super::source::{Source, sources};
use super::syntax::words;

const FILE_LINES: usize = 400;
const FUNCTION_LINES: usize = 60;
const PARAMETERS: usize = 6;
const PIPELINE_LINES: usize = 2_500;

/// Fails where something is found: its place, and what is wrong there.
pub(super) fn none(floor: &str, found: Vec<(String, String)>) {
    let lines = found.iter().map(|(place, what)| format!("{place}: {what}"));
    let lines: Vec<String> = lines.collect();
    assert!(lines.is_empty(), "{floor}:\n{}", lines.join("\n"));
}

#[test]
fn no_file_is_longer_than_four_hundred_lines() {
    let lines = |s: &Source| s.text.lines().count();
    let long = sources()
        .iter()
        .filter(|s| lines(s) > FILE_LINES)
        .map(|s| (s.path.clone(), format!("{} lines", lines(s))));
    none("file over 400 lines", long.collect());
}

#[test]
fn no_function_is_longer_than_sixty_lines_or_takes_more_than_six_parameters() {
    let (mut long, mut many) = (Vec::new(), Vec::new());
    // a test may be a long table of cases
    for source in sources().iter().filter(|s| !s.test) {
        for f in source.functions() {
            let name = format!("{}:{}", source.path, f.name);
            if f.lines > FUNCTION_LINES {
                long.push((name.clone(), format!("line {}, {} lines", f.line, f.lines)));
            }
            if f.params > PARAMETERS {
                many.push((name, format!("line {}, {} parameters", f.line, f.params)));
            }
        }
    }
    none("function over 60 lines", long);
    none("function of more than 6 parameters", many);
}

#[test]
fn pipeline_only_orders_the_work() {
    let lines: usize = sources()
        .iter()
        .filter(|s| s.room() == "pipeline" && !s.test)
        .map(|s| s.text.lines().count())
        .sum();
    assert!(
        lines <= PIPELINE_LINES,
        "pipeline has {lines} lines; what knows more than the order of the work belongs into a room"
    );
}

#[test]
fn cli_opens_no_input_and_owns_no_policy() {
    // `config` reads flags, which are arguments
    let mut found = Vec::new();
    for source in sources().iter().filter(|s| s.room() == "cli") {
        for call in OPENS {
            if source.code.contains(call) && !source.path.ends_with("config.rs") {
                found.push((
                    format!("{} {call}", source.path),
                    "open it in `pipeline`".into(),
                ));
            }
        }
    }
    none("opened in cli", found);
}

const OPENS: [&str; 5] = [
    "ingest::open",
    "File::open",
    "fs::read",
    "AtomicFile",
    "Writer::create",
];

#[test]
fn what_only_unix_has_stands_behind_cfg() {
    let unix = [
        "os::unix",
        "os::linux",
        "libc::",
        "nix::",
        "PermissionsExt",
        "/dev/",
    ];
    let mut found = Vec::new();
    for source in sources().iter().filter(|s| !s.test) {
        let lines: Vec<&str> = source.text.lines().collect();
        for (n, line) in lines.iter().enumerate() {
            let comment = line.trim_start().starts_with("//");
            let guarded = || {
                lines[n.saturating_sub(30)..=n]
                    .iter()
                    .any(|l| l.contains("cfg("))
            };
            if !comment && unix.iter().any(|u| line.contains(u)) && !guarded() {
                found.push((source.path.clone(), format!("{}: {}", n + 1, line.trim())));
            }
        }
    }
    none("only unix has it", found);
}

/// What must be written once: what it is, and what a second definition would look like.
const ONCE: [(&str, &[&str]); 4] = [
    ("splitting at commas", &["split([',', '，'"]),
    ("quoting for a shell", &["r\"'\\''\"", "shlex::"]),
    (
        "random generator",
        &["0x2545_f491_4f6c_dd1d", "0x94d0_49bb_1331_11eb"],
    ),
    ("list of formats", &["\"parquet\","]),
];

#[test]
fn some_things_are_defined_once() {
    let mut found = Vec::new();
    for (what, signs) in ONCE {
        let here = |s: &&Source| {
            let mut code = s.text.lines().filter(|l| !l.trim_start().starts_with("//"));
            !s.test && code.any(|l| signs.iter().any(|sign| l.contains(sign)))
        };
        let files: Vec<&Source> = sources().iter().filter(here).collect();
        if files.len() > 1 {
            let named = files.iter().map(|s| format!("{what} in {}", s.path));
            found.extend(named.map(|name| (name, "it has one definition".to_owned())));
        }
    }
    none("defined again", found);
}

#[test]
fn nothing_is_left_for_later() {
    let mut found = Vec::new();
    for source in sources() {
        for word in ["TODO", "FIXME", "XXX", "todo!", "unimplemented!", "dbg!"] {
            if words(&source.text, word).next().is_some() {
                found.push((source.path.clone(), word.to_owned()));
            }
        }
    }
    none("left for later", found);
}
