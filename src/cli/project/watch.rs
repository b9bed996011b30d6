//! `tousu watch` in a project: the complaints of all months, and the exports that no month has taken in yet.

use super::month::{newest_first, untaken};
use super::typed::{COLUMNS, Typed};
use crate::Error;
use crate::cli::report::NO_WARNINGS;
use crate::cli::{Context, watch};
use crate::project::{EXPORTS, Project, Run, SETTINGS, Settings, model_file, scratch};
use crate::types::Separator;
use anyhow::Result;
use std::path::{Path, PathBuf};

/// What `predicted` is called where a model gives the types.
const PREDICTED: &str = "predicted";

/// Names the inputs, and what the settings say of the report where nothing was typed.
pub(in crate::cli) fn complete(args: &mut watch::Args, context: &Context<'_>) -> Result<()> {
    if !Path::new(SETTINGS).exists() {
        let next = "Name files, folders or patterns. In the folder of a project (`tousu init`) none is needed.";
        return Err(Error::usage("there is no input", next).into());
    }
    let settings = Settings::read()?;
    let project = Project::open()?;
    let Some(last) = project.runs.last() else {
        let next = "Run `tousu month` once, or name files.";
        return Err(Error::usage("this project has not taken in any export yet", next).into());
    };
    let inputs = settings.values("month", "inputs");
    let inputs = inputs.unwrap_or_else(|| vec![EXPORTS.to_owned()]);
    let new = untaken((&inputs, false), &project, &context.messages)?;
    args.inputs = typed(&new, last, &settings, context)?;
    args.inputs.extend(newest_first(&last.tables));
    let named = |flag: &str| settings.value("report", flag);
    let of_model = || last.model.is_some().then(|| PREDICTED.to_owned());
    args.reading
        .columns
        .get_or_insert_with(|| PathBuf::from(COLUMNS));
    args.kind = args.kind.take().or_else(|| named("type")).or_else(of_model);
    args.by = args.by.take().or_else(|| settings.values("report", "by"));
    args.service = args
        .service
        .take()
        .or_else(|| settings.values("report", "service"));
    if args.conditions.is_empty() {
        args.conditions = settings.values("report", "where").unwrap_or_default();
    }
    if args.multi.is_none() {
        let mark = named("multi").map(|mark| Separator::new(&mark));
        args.multi = mark.transpose()?;
    }
    let budget = || named("watch").filter(|budget| budget != NO_WARNINGS);
    args.budget = args.budget.take().or_else(budget);
    for (value, flag) in [
        (&mut args.received, "received"),
        (&mut args.known, "known"),
        (&mut args.calendar, "calendar"),
        (&mut args.bridge, "bridge"),
    ] {
        *value = value.take().or_else(|| named(flag));
    }
    Ok(())
}

/// The new exports, with the types that the model of the last run gives them, where it had one.
fn typed(
    new: &[PathBuf],
    last: &Run,
    settings: &Settings,
    context: &Context<'_>,
) -> Result<Vec<String>> {
    let names: Vec<String> = new.iter().map(|f| f.display().to_string()).collect();
    if names.is_empty() {
        return Ok(names);
    }
    let line = format!("not taken in yet: {}", names.join(", "));
    context.messages.say(line);
    let Some(model) = &last.model else {
        return Ok(names);
    };
    let commands = Typed {
        settings: SETTINGS.to_owned(),
        columns: COLUMNS.to_owned(),
        model: Some(model_file(model)),
        has_type: settings.has_type,
        has_actions: false,
    };
    let path = scratch()?.join("new.parquet").display().to_string();
    commands.classify(&names, &path, context)?;
    Ok(vec![path])
}
