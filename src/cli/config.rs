//! `--config FILE`: flags read from TOML. Top-level keys serve every command that knows them, a table named like a command
//! serves that command; flags on the command line win.

use super::Cli;
use crate::{Error, Result};
use clap::{ArgAction, Command, CommandFactory};
use std::ffi::OsString;
use std::path::Path;

/// The arguments with those of the configuration file put in after the subcommand's name.
pub(super) fn expand(args: Vec<OsString>) -> Result<Vec<OsString>> {
    let Some(path) = config_path(&args) else {
        return Ok(args);
    };
    let text = std::fs::read_to_string(&path).map_err(|e| Error::io(&path, "read", e))?;
    let table: toml::Table = toml::from_str(&text).map_err(|e| bad(&path, e.to_string()))?;
    let root = Cli::command();
    let Some((at, command)) = args
        .iter()
        .enumerate()
        .skip(1)
        .find_map(|(i, a)| root.find_subcommand(a.to_str()?).map(|c| (i, c)))
    else {
        return Ok(args);
    };
    let mut added = Vec::new();
    for (key, value) in &table {
        match (value, root.find_subcommand(key)) {
            (toml::Value::Table(own), Some(_)) if key == command.get_name() => {
                for (key, value) in own {
                    if find(&root, command, key).is_none() {
                        return Err(bad(
                            &path,
                            format!("`{key}` is no flag of {}", command.get_name()),
                        ));
                    }
                    push(&path, &root, command, &args, key, value, &mut added)?;
                }
            }
            (toml::Value::Table(_), Some(_)) => {}
            _ if find(&root, command, key).is_some() => {
                push(&path, &root, command, &args, key, value, &mut added)?;
            }
            _ if root
                .get_subcommands()
                .any(|c| find(&root, c, key).is_some()) => {}
            _ => return Err(bad(&path, format!("`{key}` is no flag of any command"))),
        }
    }
    let mut all = args;
    all.splice(at + 1..at + 1, added);
    Ok(all)
}

fn bad(path: &Path, found: String) -> Error {
    Error::data(
        path.display().to_string(),
        found,
        "TOML whose keys are flags, such as text = \"投诉内容\"",
        "`tousu COMMAND --help` lists the flags.",
    )
}

fn config_path(args: &[OsString]) -> Option<std::path::PathBuf> {
    args.iter().enumerate().find_map(|(i, a)| {
        let a = a.to_str()?;
        match a.strip_prefix("--config=") {
            Some(path) => Some(path.into()),
            None if a == "--config" => args.get(i + 1).map(Into::into),
            None => None,
        }
    })
}

fn find<'a>(root: &'a Command, command: &'a Command, key: &str) -> Option<&'a clap::Arg> {
    let named = |c: &'a Command| c.get_arguments().find(|a| a.get_long() == Some(key));
    named(command)
        .or_else(|| named(root))
        .filter(|_| key != "config")
}

fn given(args: &[OsString], arg: &clap::Arg) -> bool {
    args.iter().filter_map(|a| a.to_str()).any(|a| {
        let long = arg.get_long().is_some_and(|l| {
            a.strip_prefix("--")
                .is_some_and(|a| a.split('=').next() == Some(l))
        });
        let short = arg.get_short().is_some_and(|s| {
            a.strip_prefix('-')
                .is_some_and(|a| !a.starts_with('-') && a.starts_with(s))
        });
        long || short
    })
}

fn push(
    path: &Path,
    root: &Command,
    command: &Command,
    args: &[OsString],
    key: &str,
    value: &toml::Value,
    added: &mut Vec<OsString>,
) -> Result<()> {
    let Some(arg) = find(root, command, key).filter(|a| !given(args, a)) else {
        return Ok(());
    };
    let flag = format!("--{key}");
    let takes_value = !matches!(arg.get_action(), ArgAction::SetTrue | ArgAction::SetFalse);
    let values = match value {
        toml::Value::Array(many) => many.as_slice(),
        one => std::slice::from_ref(one),
    };
    for value in values {
        match value {
            toml::Value::Boolean(on) if !takes_value => {
                if *on {
                    added.push(flag.clone().into());
                }
            }
            toml::Value::String(s) if takes_value => added.push(format!("{flag}={s}").into()),
            toml::Value::Integer(n) if takes_value => added.push(format!("{flag}={n}").into()),
            toml::Value::Float(x) if takes_value => added.push(format!("{flag}={x}").into()),
            toml::Value::Boolean(b) if takes_value => added.push(format!("{flag}={b}").into()),
            other => return Err(bad(path, format!("`{key}` = {other}"))),
        }
    }
    Ok(())
}
