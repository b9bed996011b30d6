//! The commands that a month is made of, as a person would type them.

use crate::cli::{Cli, Context, Outcome, config, dispatch, search};
use crate::project::{Counts, Months, SETTINGS, Settings, Staged, model_file, scratch};
use anyhow::Result;
use chrono::NaiveDate;
use clap::Parser;
use std::ffi::OsString;

/// How the columns of all exports are read, in the project's folder.
pub(in crate::cli) const COLUMNS: &str = "columns.toml";

/// What the commands of one run have in common.
#[derive(Clone)]
pub(super) struct Typed {
    /// Its file of settings, and the description of its columns.
    pub(super) settings: String,
    pub(super) columns: String,
    /// Its model file.
    pub(super) model: Option<String>,
    /// The settings name the column of types, and a list of measures.
    pub(super) has_type: bool,
    pub(super) has_actions: bool,
}

/// Which months some tables cover.
pub(super) struct Covered {
    /// The last one to its end.
    pub(super) last: Option<String>,
    /// The last of all where it is not covered to its end, and the last day.
    pub(super) begun: Option<(String, NaiveDate)>,
}

impl Typed {
    /// Those of a run, with the copies that it keeps.
    pub(super) fn of(run: &Staged, settings: &Settings, model: Option<&str>) -> Self {
        Self {
            settings: run.path(SETTINGS),
            columns: run.path(COLUMNS),
            model: model.map(model_file),
            has_type: settings.has_type,
            has_actions: settings.actions.is_some(),
        }
    }

    fn words(&self, command: &str, inputs: &[String]) -> Vec<String> {
        let mut words = vec!["tousu".to_owned(), command.to_owned()];
        words.extend(inputs.iter().cloned());
        words.extend(["--config".to_owned(), self.settings.clone()]);
        words
    }

    /// Gives types to the rows of these inputs.
    pub(super) fn classify(
        &self,
        inputs: &[String],
        output: &str,
        context: &Context<'_>,
    ) -> Result<Outcome> {
        let mut words = self.words("classify", inputs);
        // an error names the file that can be changed
        words.extend(["--columns", COLUMNS].map(str::to_owned));
        if let Some(model) = &self.model {
            words.extend(["--model".to_owned(), model.clone()]);
        }
        words.extend(["-o".to_owned(), output.to_owned()]);
        Ok(run(words, context)?.0)
    }

    /// Reports on these tables, with further flags.
    pub(super) fn report(
        &self,
        tables: &[String],
        flags: &[String],
        context: &Context<'_>,
    ) -> Result<(Outcome, Vec<u8>)> {
        let mut words = self.words("report", tables);
        words.extend(["--columns".to_owned(), self.columns.clone()]);
        if let Some(model) = &self.model {
            words.extend(["--model".to_owned(), model.clone()]);
            if !self.has_type {
                words.extend(["--type", "predicted"].map(str::to_owned));
            }
        }
        words.extend(flags.iter().cloned());
        run(words, context)
    }

    /// The complaints of these tables by month and type, and which months they cover.
    pub(super) fn counts(
        &self,
        tables: &[String],
        context: &Context<'_>,
    ) -> Result<(Months, Covered)> {
        let flags = "--no-causes --watch none --template standard --period month --json --by";
        let mut flags: Vec<String> = flags.split(' ').map(str::to_owned).collect();
        flags.extend(["", "--outcome", ""].map(str::to_owned));
        // counting adds nothing to the list of measures
        if self.has_actions {
            let list = scratch()?.join("counted.csv");
            flags.extend(["--actions".to_owned(), list.display().to_string()]);
        }
        let quiet = Context {
            out: &mut std::io::sink(),
            messages: crate::cli::Messages::new(true, false),
            lang: context.lang,
        };
        let now = Self {
            columns: COLUMNS.to_owned(),
            ..self.clone()
        };
        let (_, json) = now.report(tables, &flags, &quiet)?;
        let report: crate::report::Report = serde_json::from_slice(&json)?;
        let types: Vec<&String> = report.figures.types.iter().map(|t| &t.name).collect();
        let periods = report.figures.periods.iter();
        let last = periods.clone().rfind(|p| p.complete);
        let begun = periods.clone().next_back().filter(|p| p.covered_to < p.end);
        let covered = Covered {
            last: last.map(|p| p.period.clone()),
            begun: begun.map(|p| (p.period.clone(), p.covered_to)),
        };
        let counts = periods.filter(|p| p.count > 0).map(|p| {
            let of_types = types
                .iter()
                .map(|t| (*t).clone())
                .zip(p.types.iter().copied());
            let counts = Counts {
                all: p.count,
                types: of_types.filter(|t| t.1 > 0).collect(),
            };
            (p.period.clone(), counts)
        });
        Ok((counts.collect(), covered))
    }
}

/// Writes how the columns of an input are read.
pub(super) fn inspect(input: String, context: &Context<'_>) -> Result<()> {
    let words = [
        "tousu", "inspect", &input, "--config", SETTINGS, "--write", COLUMNS,
    ];
    run(words.map(str::to_owned).to_vec(), context).map(drop)
}

/// Runs a command; gives what it printed.
fn run(words: Vec<String>, context: &Context<'_>) -> Result<(Outcome, Vec<u8>)> {
    let line = words.join(" ");
    let words = words.into_iter().map(OsString::from).collect();
    let cli = Cli::try_parse_from(search::separate_query(config::expand(words)?))
        .map_err(|e| crate::Error::usage(format!("`{line}`: {e}"), ""))?;
    let mut out = Vec::new();
    let mut inner = Context {
        out: &mut out,
        messages: context.messages.clone(),
        lang: cli.global.lang.into(),
    };
    let outcome = dispatch(cli.command, &mut inner)?;
    Ok((outcome, out))
}
