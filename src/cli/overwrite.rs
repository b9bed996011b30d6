//! No output takes the place of an input: refused before any work.

use super::Cli;
use crate::pipeline::RejectParams;
use crate::{Error, Result};
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command, CommandFactory};
use std::path::{Path, PathBuf};

/// Flags that name a file to write, and the command where it is only one.
const OUTPUTS: [(&str, Option<&str>); 7] = [
    ("output", None),
    ("partial", None),
    ("rejects", None),
    ("rows", Some("events")),
    ("suspects", None),
    ("to", None),
    ("write", None),
];

/// Commands that write rejected rows beside their output unasked.
const REJECTS_BESIDE: [&str; 5] = ["classify", "draw", "events", "report", "watch"];

/// An output and what is to be done where it is an input.
struct Target {
    path: PathBuf,
    next: String,
}

/// Refuses a command line on which a file is both read and written. Lists that a command adds rows to do not count.
///
/// # Errors
/// [`Error::Usage`] that names the file.
pub(super) fn refuse(matches: &ArgMatches) -> Result<()> {
    let (mut command, mut own) = (Cli::command(), matches);
    // flags of every command are then among those of each
    command.build();
    while let Some((name, inner)) = own.subcommand() {
        let Some(found) = command.find_subcommand(name).cloned() else {
            return Ok(());
        };
        (command, own) = (found, inner);
    }
    let targets = targets(&command, own);
    if targets.is_empty() {
        return Ok(());
    }
    for input in inputs(&command, own) {
        let Some(read) = place(&input).filter(|p| p.is_file()) else {
            continue;
        };
        for target in &targets {
            let shown = target.path.display();
            if Some(&read) == place(&target.path).as_ref() {
                let what = format!("{shown} is also an input and would be overwritten");
                return Err(Error::usage(what, &*target.next));
            }
            if command.get_name() == "report" && read.parent() == folder(&target.path).as_deref() {
                let input = input.display();
                return Err(Error::usage(
                    format!(
                        "{input} is in {shown}, where a table of the report could overwrite it"
                    ),
                    "Give -o a folder of its own.",
                ));
            }
        }
    }
    Ok(())
}

/// Where a path leads, links followed; the file itself need not be there.
fn place(path: &Path) -> Option<PathBuf> {
    let there = path.canonicalize();
    let beside = || {
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new(".")).canonicalize().ok()?;
        Some(folder.join(path.file_name()?))
    };
    there.ok().or_else(beside)
}

/// The folder itself, where the path is one.
fn folder(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok().filter(|p| p.is_dir())
}

/// What was given for a flag, as it was typed.
fn given<'a>(matches: &'a ArgMatches, arg: &Arg) -> Vec<&'a Path> {
    let id = arg.get_id().as_str();
    let typed = matches.value_source(id) == Some(ValueSource::CommandLine);
    let values = typed.then(|| matches.get_raw(id)).flatten();
    values.into_iter().flatten().map(Path::new).collect()
}

fn is_output(arg: &Arg, command: &Command) -> bool {
    OUTPUTS
        .iter()
        .any(|(id, only)| arg.get_id() == id && only.is_none_or(|only| only == command.get_name()))
}

/// What the command writes.
fn targets(command: &Command, matches: &ArgMatches) -> Vec<Target> {
    let flags = command.get_arguments().filter(|a| is_output(a, command));
    let mut targets = Vec::new();
    for arg in flags {
        let long = arg.get_long().unwrap_or_default();
        let flag = match arg.get_short() {
            Some(short) => format!("-{short}"),
            None => format!("--{long}"),
        };
        let next = format!("Give {flag} another name.");
        let files = given(matches, arg).into_iter();
        targets.extend(files.filter(|p| *p != Path::new("-")).map(|path| Target {
            path: path.to_path_buf(),
            next: next.clone(),
        }));
    }
    let beside = REJECTS_BESIDE.contains(&command.get_name());
    let output = given_for("output", command, matches);
    if beside && let Some(output) = output.first().and_then(|o| o.to_str()) {
        let rejects = RejectParams {
            file: given_for("rejects", command, matches)
                .first()
                .map(PathBuf::from),
            ..RejectParams::default()
        };
        targets.extend(rejects.for_output(output).file.map(|path| Target {
            path,
            next: "Give --rejects another name.".to_owned(),
        }));
    }
    targets
}

fn given_for<'a>(id: &str, command: &Command, matches: &'a ArgMatches) -> Vec<&'a Path> {
    let arg = command.get_arguments().find(|a| a.get_id() == id);
    arg.map(|a| given(matches, a)).unwrap_or_default()
}

/// What the command reads: inputs with their folders and patterns, and every file that another flag names.
fn inputs(command: &Command, matches: &ArgMatches) -> Vec<PathBuf> {
    // a description of columns may be written again with what has changed
    let rewritten = given_for("write", command, matches);
    let mut all = Vec::new();
    for arg in command.get_arguments().filter(|a| names_files(a)) {
        if is_output(arg, command) {
            continue;
        }
        let files = given(matches, arg).into_iter();
        let again = |p: &&Path| arg.get_id() == "columns" && rewritten.contains(p);
        for path in files.filter(|p| !again(p)) {
            all.extend(expanded(path));
        }
    }
    all
}

/// A file, those in a folder, those that a pattern matches. What cannot be listed is refused by who reads it.
fn expanded(path: &Path) -> Vec<PathBuf> {
    let Some(name) = path.to_str() else {
        return vec![path.to_path_buf()];
    };
    let axis = name.split_once('#').filter(|_| !path.exists());
    let name = axis.map_or(name, |(model, _)| model).to_owned();
    // a folder without tables is read as its texts
    let texts = path.is_dir().then(|| format!("{name}/*.txt"));
    let files = |name: String| crate::ingest::files(&[name]).unwrap_or_default();
    let tables = files(name);
    match texts.filter(|_| tables.is_empty()) {
        Some(texts) => files(texts),
        None => tables,
    }
}

/// Whether the values of a flag are names of files.
fn names_files(arg: &Arg) -> bool {
    let names = arg.get_value_names().unwrap_or_default().iter();
    let is_one = |n: &str| {
        ["FILE", "INPUT", "OUT", "SHEET", "EXPORT"]
            .iter()
            .any(|k| n.ends_with(k))
            || n.ends_with(".tousu")
            || n.ends_with(".csv")
    };
    names.into_iter().any(|n| is_one(n.as_str()))
}
