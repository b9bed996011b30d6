//! `tousu log`, `tousu undo`, `tousu rerun`

use super::month::{files_again, newest_first, report_flags};
use super::typed::Typed;
use crate::Error;
use crate::cli::{Context, Messages, Outcome};
use crate::project::{Project, SETTINGS, Settings, Staged, copy, hash_of, outputs, scratch};
use anyhow::Result;
use std::path::Path;

/// Arguments of `tousu log`.
#[derive(Debug, clap::Args)]
pub struct LogArgs {
    /// Print the runs as one JSON array.
    #[arg(long)]
    json: bool,
}

/// Arguments of `tousu undo`.
#[derive(Debug, clap::Args)]
pub struct UndoArgs {}

/// Arguments of `tousu rerun`.
#[derive(Debug, clap::Args)]
pub struct RerunArgs {
    /// Month whose last report to make again.
    #[arg(value_name = "YYYY-MM")]
    month: String,
}

pub(in crate::cli) fn log(args: &LogArgs, context: &mut Context<'_>) -> Result<Outcome> {
    Settings::read()?;
    let project = Project::open()?;
    if args.json {
        writeln!(context.out, "{}", serde_json::to_string(&project.runs)?)?;
        return Ok(Outcome::Done);
    }
    writeln!(
        context.out,
        "run  ended                month    complaints  exports"
    )?;
    for run in &project.runs {
        let names: Vec<&str> = run.inputs.iter().map(|i| i.name.as_str()).collect();
        let of_month = run.counted.get(&run.month).map_or(0, |c| c.all);
        let (number, ended, month) = (run.number, &run.ended, &run.month);
        writeln!(
            context.out,
            "{number:>3}  {ended}  {month}  {of_month:>10}  {}",
            names.join(", ")
        )?;
        for r in run.revisions.iter().filter(|r| r.name.is_none()) {
            let (month, published, now) = (&r.month, r.published, r.now);
            writeln!(
                context.out,
                "     {month} revised: {published} published, {now} now"
            )?;
        }
    }
    Ok(Outcome::Done)
}

pub(in crate::cli) fn undo(_: &UndoArgs, context: &mut Context<'_>) -> Result<Outcome> {
    Settings::read()?;
    let mut project = Project::open()?;
    let undone = project.undo()?;
    let run = &undone.run;
    if let Some(actions) = &run.actions {
        let file = &actions.file;
        let kept = Path::new(&undone.kept).join(super::month::kept_name("actions", file));
        let is_untouched = hash_of(file)?.as_ref() == Some(&actions.after);
        match (is_untouched, kept.exists()) {
            (true, true) => copy(&kept, Path::new(file))?,
            (true, false) => crate::project::remove(Path::new(file))?,
            (false, _) => context.messages.warn(format!(
                "{file} was changed by hand since, and stays as it is"
            )),
        }
    }
    for file in &undone.left {
        let line = format!("{file} was changed by hand since, and stays as it is");
        context.messages.warn(line);
    }
    context.messages.say(format!(
        "run {} ({}) is undone; its files are kept in {}",
        run.number, run.month, undone.kept
    ));
    Ok(Outcome::Done)
}

pub(in crate::cli) fn rerun(args: &RerunArgs, context: &mut Context<'_>) -> Result<Outcome> {
    let project = Project::open()?;
    let month = &args.month;
    let run = project.reported(month).ok_or_else(|| {
        let what = format!("no run has reported {month}");
        Error::usage(what, "`tousu log` lists the runs.")
    })?;
    let (of_run, folder) = (Staged::of(run), scratch()?);
    let settings = Settings::read_from(&of_run.path(SETTINGS))?;
    let commands = Typed::of(&of_run, &settings, run.model.as_deref());
    let paths = newest_first(&run.tables);
    let names = run.outputs.iter().map(|o| o.name.clone());
    let names: Vec<String> = names.filter(|n| n.starts_with("report.")).collect();
    let at = |name: &str| folder.join("reports").join(name).display().to_string();
    let mut flags = report_flags(month, run.issue_no.as_deref(), &names, &at);
    flags.extend(files_again(run, &settings, &folder)?);
    crate::project::make_folder(&folder.join("reports"))?;
    let quiet = Context {
        out: &mut std::io::sink(),
        messages: Messages::new(true, false),
        lang: context.lang,
    };
    commands.report(&paths, &flags, &quiet)?;
    let again = outputs(&folder.join("reports"))?;
    let differ: Vec<&str> = run
        .outputs
        .iter()
        .filter(|o| names.contains(&o.name) && !again.contains(o))
        .map(|o| o.name.as_str())
        .collect();
    if differ.is_empty() {
        let line = format!(
            "{month}, run {}: {} are the same, byte for byte",
            run.number,
            names.join(", ")
        );
        context.messages.say(line);
        return Ok(Outcome::Done);
    }
    let message = format!(
        "{} differ from those of run {}",
        differ.join(", "),
        run.number
    );
    let next = format!(
        "Run {} was made by tousu {}; the new files are in {}.",
        run.number,
        run.version,
        folder.join("reports").display()
    );
    Err(Error::invalid(month.as_str(), message, next).into())
}
