//! `--config FILE`: flags read from TOML. Top-level keys serve every command that knows them, a table named like a command
//! serves that command; flags on the command line win.

use super::Cli;
use crate::project::SETTINGS;
use crate::{Error, Result};
use clap::{ArgAction, Command, CommandFactory, Parser};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The arguments with those of the configuration file put in after the subcommand's name.
pub(super) fn expand(args: Vec<OsString>) -> Result<Vec<OsString>> {
    let Some(path) = config_path(&args) else {
        return Ok(args);
    };
    let text = std::fs::read_to_string(&path).map_err(|e| Error::io(&path, "read", e))?;
    let table: toml::Table = toml::from_str(&text).map_err(|e| {
        let next = "Write one flag a line, such as: text = \"投诉内容\"";
        Error::invalid(
            path.display().to_string(),
            format!("invalid TOML: {e}"),
            next,
        )
    })?;
    let root = Cli::command();
    let Some((at, command)) = args
        .iter()
        .enumerate()
        .skip(1)
        .find_map(|(i, a)| root.find_subcommand(a.to_str()?).map(|c| (i, c)))
    else {
        return Ok(args);
    };
    let flags = Flags {
        path: &path,
        root: &root,
        command,
        typed: &args,
    };
    let added = flags.of_table(&table)?;
    let mut all = args;
    all.splice(at + 1..at + 1, added);
    Ok(all)
}

fn config_path(args: &[OsString]) -> Option<PathBuf> {
    let typed = args.iter().enumerate().find_map(|(i, a)| {
        let a = a.to_str()?;
        match a.strip_prefix("--config=") {
            Some(path) => Some(path.into()),
            None if a == "--config" => args.get(i + 1).map(Into::into),
            None => None,
        }
    });
    let settings = PathBuf::from(SETTINGS);
    typed.or_else(|| (settings.exists() && is_of_project(args)).then_some(settings))
}

/// Whether the command takes the settings of its project unasked: a month does, and watching without an input.
fn is_of_project(args: &[OsString]) -> bool {
    let root = Cli::command();
    let mut commands = args
        .iter()
        .skip(1)
        .filter_map(|a| root.find_subcommand(a.to_str()?));
    match commands.next().map(Command::get_name) {
        Some("month") => true,
        Some("watch") => Cli::try_parse_from(args).is_ok_and(
            |cli| matches!(cli.command, super::Command::Watch(watch) if watch.inputs.is_empty()),
        ),
        _ => false,
    }
}

/// The file's flags, for the command that was typed.
struct Flags<'a> {
    path: &'a Path,
    root: &'a Command,
    command: &'a Command,
    typed: &'a [OsString],
}

impl Flags<'_> {
    fn of_table(&self, table: &toml::Table) -> Result<Vec<OsString>> {
        let mut added = Vec::new();
        for (key, value) in table {
            match (value, self.root.find_subcommand(key)) {
                (toml::Value::Table(own), Some(of)) if of.get_name() == self.command.get_name() => {
                    for (key, value) in own {
                        if self.find(self.command, key).is_none() {
                            let command = self.command.get_name();
                            return Err(self.unknown(key, &format!("`tousu {command}`")));
                        }
                        self.add(key, value, &mut added)?;
                    }
                }
                (toml::Value::Table(_), Some(_)) => {}
                _ if self.find(self.command, key).is_some() => self.add(key, value, &mut added)?,
                _ => {
                    let mut commands = self.root.get_subcommands();
                    if !commands.any(|c| self.find(c, key).is_some()) {
                        return Err(self.unknown(key, "any command"));
                    }
                }
            }
        }
        Ok(added)
    }

    /// The flag `key` of a command; no file names another file.
    fn find<'c>(&'c self, command: &'c Command, key: &str) -> Option<&'c clap::Arg> {
        let named = |c: &'c Command| c.get_arguments().find(|a| a.get_long() == Some(key));
        named(command)
            .or_else(|| named(self.root))
            .filter(|_| key != "config")
    }

    /// Adds a flag as it would be typed, unless it was typed.
    fn add(&self, key: &str, value: &toml::Value, added: &mut Vec<OsString>) -> Result<()> {
        let Some(arg) = self.find(self.command, key).filter(|a| !self.is_typed(a)) else {
            return Ok(());
        };
        let takes_value = !matches!(arg.get_action(), ArgAction::SetTrue | ArgAction::SetFalse);
        let values = match value {
            toml::Value::Array(many) => many.as_slice(),
            one => std::slice::from_ref(one),
        };
        for value in values {
            let text = match value {
                toml::Value::Boolean(on) if !takes_value => {
                    added.extend(on.then(|| format!("--{key}").into()));
                    continue;
                }
                toml::Value::String(s) if takes_value => s.clone(),
                toml::Value::Integer(n) if takes_value => n.to_string(),
                toml::Value::Float(x) if takes_value => x.to_string(),
                toml::Value::Boolean(b) if takes_value => b.to_string(),
                other => {
                    let wanted = if takes_value {
                        "a text or a number"
                    } else {
                        "true or false"
                    };
                    return Err(self.invalid(format!("`{key}` is {other}, but must be {wanted}")));
                }
            };
            added.push(format!("--{key}={text}").into());
        }
        Ok(())
    }

    fn is_typed(&self, arg: &clap::Arg) -> bool {
        self.typed.iter().filter_map(|a| a.to_str()).any(|a| {
            let long = |l| {
                a.strip_prefix("--")
                    .is_some_and(|a| a.split('=').next() == Some(l))
            };
            let short = |s: char| {
                a.strip_prefix('-')
                    .is_some_and(|a| !a.starts_with('-') && a.starts_with(s))
            };
            arg.get_long().is_some_and(long) || arg.get_short().is_some_and(short)
        })
    }

    fn unknown(&self, key: &str, of: &str) -> Error {
        self.invalid(format!("`{key}` is not a flag of {of}"))
    }

    fn invalid(&self, message: String) -> Error {
        let next = "`tousu COMMAND --help` lists the flags.";
        Error::invalid(self.path.display().to_string(), message, next)
    }
}
