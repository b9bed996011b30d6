//! `tousu inspect`: what a data file was understood as, or what a model or an index contains; told apart by content.

mod columns;
mod stored;

use super::input_args::ReadArgs;
use super::messages::visible;
use super::project::typed::COLUMNS;
use super::{Context, Outcome};
use crate::Error;
use crate::bundle::Bundle;
use crate::normalize::MaskParams;
use crate::pipeline::{ReadingParams, inspect, write_description};
use crate::project::SETTINGS;
use crate::types::Lang;
use crate::types::shell::command;
use anyhow::Result;
use std::io;
use std::path::{Path, PathBuf};

/// Arguments of `tousu inspect`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Data files, globs or folders, read as one table (`-` is stdin); or one model file or index folder. `demo` is the
    /// built-in model.
    #[arg(required = true, value_name = "FILE")]
    what: Vec<String>,
    #[command(flatten)]
    reading: ReadArgs,
    /// Write a description of how the columns are read, to be corrected and passed to every command with --columns; `-` is stdout.
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    write: Option<PathBuf>,
    /// Print everything as one JSON object.
    #[arg(long, help_heading = "Output")]
    json: bool,
}

impl Args {
    /// The folder of an index, if it is one.
    pub(super) fn folder(&self) -> Option<&Path> {
        let [only] = &self.what[..] else {
            return None;
        };
        Some(Path::new(only)).filter(|path| crate::index::is_index(path))
    }

    /// The model, if it is one.
    fn model(&self) -> Option<&Path> {
        let [only] = &self.what[..] else {
            return None;
        };
        Some(Path::new(only)).filter(|path| Bundle::is_one(path))
    }
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<Outcome> {
    let what = match (args.folder(), args.model()) {
        (None, None) => return columns(args, context),
        (Some(_), _) => "an index",
        (_, Some(_)) => "a model",
    };
    if args.write.is_some() {
        let next = "Name the data files it was made from.";
        return Err(Error::usage(format!("{what} has no columns to write down"), next).into());
    }
    if let Some(folder) = args.folder() {
        let card = crate::index::summary(folder)?;
        if args.json {
            writeln!(context.out, "{}", serde_json::to_string(&card)?)?;
            return Ok(Outcome::Done);
        }
        return show(context, |out| stored::index(card, out));
    }
    let bundle = Bundle::load(args.model().unwrap_or(Path::new("")))?;
    if args.json {
        let mut value = serde_json::to_value(bundle.card())?;
        if let Some(o) = value.as_object_mut() {
            o.insert("hash".into(), bundle.hash().into());
        }
        writeln!(context.out, "{value}")?;
        return Ok(Outcome::Done);
    }
    show(context, |out| stored::model(&bundle, out))
}

/// Shows what the columns of data files were understood as, and writes it down.
fn columns(args: &Args, context: &mut Context<'_>) -> Result<Outcome> {
    let to_stdout = args.write.as_deref() == Some(Path::new("-"));
    if to_stdout && args.json {
        return Err(Error::usage(
            "--json and --write - both want stdout",
            "Write the description to a file, or leave --json out.",
        )
        .into());
    }
    let params = ReadingParams {
        may_be_empty: true,
        ..args.reading.reading(&args.what, MaskParams::default())?
    };
    let found = inspect(&params, &context.messages)?;
    if args.json {
        let value = columns::json(&found);
        writeln!(context.out, "{value}")?;
    } else if !to_stdout {
        columns::show(&found, context.out)?;
    }
    if let Some(path) = &args.write {
        let words = ["tousu", "inspect"]
            .into_iter()
            .chain(args.what.iter().map(String::as_str));
        let this = command(words);
        let made_by = match context.lang {
            Lang::En => format!("Written by `{this}`."),
            Lang::Zh => format!("由 `{this}` 生成。"),
        };
        let toml = found.to_toml(&made_by, context.lang);
        if to_stdout {
            context.out.write_all(toml.as_bytes())?;
            return Ok(Outcome::of(&found.account));
        }
        let replaces = args.reading.columns.as_deref() == Some(path);
        write_description(&toml, path, replaces)?;
        context.messages.say(format!(
            "{}: how {} columns are read. {}",
            path.display(),
            found.columns.len(),
            what_next(path)
        ));
    }
    Ok(Outcome::of(&found.account))
}

/// What is to be done with a description of columns.
fn what_next(path: &Path) -> String {
    if path == Path::new(COLUMNS) && Path::new(SETTINGS).exists() {
        return "Check it once; `tousu month` and `tousu watch` use it.".to_owned();
    }
    let next = command([
        "tousu",
        "report",
        "FILE",
        "--columns",
        &path.to_string_lossy(),
    ]);
    format!("Correct what is wrong, then pass it to every command: {next} …")
}

/// Prints what `write` writes, with control characters made visible: names of columns and types come from data.
fn show(
    context: &mut Context<'_>,
    write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>,
) -> Result<Outcome> {
    let mut text = Vec::new();
    write(&mut text)?;
    let text = String::from_utf8_lossy(&text);
    context.out.write_all(visible(&text).as_bytes())?;
    Ok(Outcome::Done)
}
