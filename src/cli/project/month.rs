//! `tousu month`

use super::typed::{COLUMNS, Covered, Typed, inspect};
use crate::bundle::Bundle;
use crate::cli::{Context, Messages, Outcome};
use crate::project::{
    Actions, EXPORTS, InputFile, Months, Project, Revision, Run, SETTINGS, Settings, Staged, Table,
    actions_after, copy, found_at, hash_of, json, keep_model, revisions,
};
use crate::{Error, Result as LibResult};
use anyhow::Result;
use std::path::{Path, PathBuf};

/// Arguments of `tousu month`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Exports to take in. By default those of --inputs that have not been taken in yet.
    #[arg(value_name = "FILE")]
    files: Vec<String>,
    /// Where the exports are: folders, files or patterns.
    #[arg(long, value_name = "PATH", default_value = EXPORTS)]
    inputs: Vec<String>,
    /// Month to report; by default the last one that the exports cover to its end.
    #[arg(long, value_name = "YYYY-MM")]
    month: Option<String>,
    /// Issue number (期号).
    #[arg(long, value_name = "TEXT")]
    issue_no: Option<String>,
    /// What to write in addition to json: html, xlsx, docx, md.
    #[arg(long, value_name = "FORMAT", default_values = ["html", "xlsx", "docx"], value_parser = ["html", "xlsx", "docx", "md"])]
    formats: Vec<String>,
    /// Print the run as one JSON object.
    #[arg(long)]
    json: bool,
}

pub(in crate::cli) fn run(args: &Args, context: &mut Context<'_>) -> Result<Outcome> {
    let settings = Settings::read()?;
    let mut project = Project::open()?;
    let files = new_files(args, &project, &context.messages)?;
    let staged = project.stage()?;
    let inputs = files.iter().map(|f| staged.take_in(f));
    let inputs: Vec<InputFile> = inputs.collect::<LibResult<_>>()?;
    let model = prepare(&settings, &staged, context)?;
    let commands = Typed::of(&staged, &settings, model.as_deref());
    let bridge = settings.bridge().map(hash_of).transpose()?.flatten();
    let typing = Typing {
        model: model.as_ref(),
        bridge: bridge.as_ref(),
    };
    let (tables, outcome) = tables(&project, &staged, (&inputs, typing), &commands, context)?;
    let paths = newest_first(&tables);
    let (counted, covered) = commands.counts(&paths, context)?;
    let month = month(args, &covered, &context.messages)?;
    let flags = flags(args, &month, &|name| {
        staged.path(&format!("reports/{name}"))
    });
    let shown = Context {
        out: &mut std::io::sink(),
        messages: context.messages.showing(shown(&staged, &settings, &month)),
        lang: context.lang,
    };
    let actions = report(&commands, (&staged, &settings), &paths, flags, &shown)?;
    let revisions = revisions(&project.runs, &tables, &counted);
    if !revisions.is_empty() {
        staged.write_revisions(&revisions)?;
    }
    let run = Run {
        number: staged.number,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        ended: chrono::DateTime::<chrono::Utc>::from(std::time::SystemTime::now())
            .format("%Y-%m-%dT%H:%M:%SZ")
            .to_string(),
        month,
        issue_no: args.issue_no.clone(),
        inputs,
        model,
        bridge,
        tables,
        counted,
        outputs: staged.outputs()?,
        actions,
        revisions,
    };
    for kept in project.finish(&staged, run)? {
        let line = format!("a report was changed by hand; it is kept as {kept}");
        context.messages.warn(line);
    }
    if let Some((run, before)) = project.runs.split_last() {
        tell(run, before, &context.messages);
        if args.json {
            writeln!(context.out, "{}", serde_json::to_string(run)?)?;
        }
    }
    Ok(outcome)
}

/// The month to report: the one named, else the last one that the exports cover to its end. A later one, not complete yet, is told.
fn month(args: &Args, covered: &Covered, messages: &Messages) -> LibResult<String> {
    if let Some(month) = &args.month {
        return Ok(month.clone());
    }
    let Some(month) = &covered.last else {
        let next = "Name the month with --month.";
        return Err(Error::usage("the exports cover no month to its end", next));
    };
    if let Some((begun, end)) = &covered.begun {
        messages.say(format!(
            "{begun} is not complete (the exports end on {end}): this reports {month}. For {begun} so far: `tousu month --month {begun}`"
        ));
    }
    Ok(month.clone())
}

/// Where the files that a report writes are found once the run counts.
fn shown(staged: &Staged, settings: &Settings, month: &str) -> Vec<(String, String)> {
    let reports = (staged.path("reports/"), found_at(month, ""));
    let list = settings.actions.iter();
    let list = list.map(|file| (staged.path(&actions_after(file)), file.clone()));
    list.chain([reports]).collect()
}

/// Makes the report. It fills a copy of the list of measures, which takes the place of the list once the run counts.
fn report(
    commands: &Typed,
    (staged, settings): (&Staged, &Settings),
    paths: &[String],
    mut flags: Vec<String>,
    context: &Context<'_>,
) -> Result<Option<Actions>> {
    let Some(file) = &settings.actions else {
        commands.report(paths, &flags, context)?;
        return Ok(None);
    };
    let (before, to) = (hash_of(file)?, staged.path(&actions_after(file)));
    if before.is_some() {
        copy(Path::new(file), Path::new(&to))?;
    }
    flags.extend(["--actions".to_owned(), to.clone()]);
    commands.report(paths, &flags, context)?;
    Ok(hash_of(&to)?.map(|after| Actions {
        file: file.clone(),
        before,
        after,
    }))
}

/// Keeps the model, and the settings as they are before the run; columns are described by the first one. Gives the model's hash.
fn prepare(settings: &Settings, staged: &Staged, context: &Context<'_>) -> Result<Option<String>> {
    settings.check_model()?;
    let model = settings.model.as_ref().map(Bundle::load).transpose()?;
    model.as_ref().map(keep_model).transpose()?;
    if !Path::new(COLUMNS).exists() {
        inspect(staged.path("inputs"), context)?;
    }
    for file in [SETTINGS, COLUMNS] {
        staged.keep(file, file)?;
    }
    let actions = settings.actions.as_ref().map(|file| ("actions", file));
    let beside = settings.beside.iter().map(|(flag, file)| (*flag, file));
    for (flag, file) in actions.into_iter().chain(beside) {
        if Path::new(file).is_file() {
            staged.keep(file, &kept_name(flag, file))?;
        }
    }
    Ok(model.map(|m| m.hash().to_owned()))
}

/// What a file that the report reads is called among the files of a run, which keeps it as it was before.
pub(super) fn kept_name(flag: &str, file: &str) -> String {
    let ending = Path::new(file).extension().unwrap_or_default();
    format!("{flag}-before.{}", ending.to_string_lossy())
}

/// The flags of the report, which writes to where `at` says.
pub(super) fn report_flags(
    month: &str,
    issue_no: Option<&str>,
    names: &[String],
    at: &dyn Fn(&str) -> String,
) -> Vec<String> {
    let mut flags: Vec<String> = ["--month", month, "--of-month", month]
        .map(str::to_owned)
        .to_vec();
    if let Some(number) = issue_no {
        flags.extend(["--issue-no".to_owned(), number.to_owned()]);
    }
    for name in names {
        flags.extend(["-o".to_owned(), at(name)]);
    }
    flags
}

fn flags(args: &Args, month: &str, at: &dyn Fn(&str) -> String) -> Vec<String> {
    let mut names: Vec<String> = args.formats.iter().map(|f| format!("report.{f}")).collect();
    names.push("report.json".to_owned());
    names.dedup();
    report_flags(month, args.issue_no.as_deref(), &names, at)
}

/// The exports to take in: those named, else those that are new.
fn new_files(args: &Args, project: &Project, messages: &Messages) -> LibResult<Vec<PathBuf>> {
    let is_named = !args.files.is_empty();
    let names = if is_named { &args.files } else { &args.inputs };
    let new = untaken((names, is_named), project, messages)?;
    if is_named && new.is_empty() {
        let what = format!("there is no file {}", args.files.join(", "));
        return Err(Error::usage(what, "Name files, folders or patterns."));
    }
    if new.is_empty() && (args.month.is_none() || project.runs.is_empty()) {
        let what = format!("there is no new export in {}", args.inputs.join(", "));
        let next = "Put it there, or name it: `tousu month FILE`. `tousu month --month YYYY-MM` reports once more on what was taken in.";
        return Err(Error::usage(what, next));
    }
    Ok(new)
}

/// The files of these names that no run has taken in, each content once. One that was taken in is refused where it `is_named`.
pub(super) fn untaken(
    (names, is_named): (&[String], bool),
    project: &Project,
    messages: &Messages,
) -> LibResult<Vec<PathBuf>> {
    let mut new: Vec<PathBuf> = Vec::new();
    let mut hashes = Vec::new();
    for file in crate::ingest::files(names)? {
        let name = file.display().to_string();
        let hash = hash_of(&name)?.unwrap_or_default();
        match project.taken_in(&hash) {
            Some(run) if is_named => {
                let message = format!(
                    "this export was taken in by run {} ({})",
                    run.number, run.ended
                );
                let next = "Nothing was done. `tousu undo` takes the last run back.";
                return Err(Error::invalid(name, message, next));
            }
            Some(_) => {}
            None if hashes.contains(&hash) => {
                messages.warn(format!(
                    "{name} is the same as another export, and was left out"
                ));
            }
            None => {
                hashes.push(hash);
                new.push(file);
            }
        }
    }
    Ok(new)
}

/// The tables of a run as its report reads them: of a complaint exported twice the first row counts, and the newest export has its present state.
pub(super) fn newest_first(tables: &[Table]) -> Vec<String> {
    tables.iter().rev().map(|t| t.path.clone()).collect()
}

/// By what types are given.
#[derive(Clone, Copy)]
struct Typing<'a> {
    /// Hash of the model.
    model: Option<&'a String>,
    /// Hash of the table of old and new types.
    bridge: Option<&'a String>,
}

/// The tables to report on: those of earlier runs, typed again where another model gives the types now, and that of the new exports.
fn tables(
    project: &Project,
    staged: &Staged,
    (inputs, typing): (&[InputFile], Typing<'_>),
    commands: &Typed,
    context: &Context<'_>,
) -> Result<(Vec<Table>, Outcome)> {
    let before = project.runs.last();
    let mut tables: Vec<Table> = before.map(|r| r.tables.clone()).unwrap_or_default();
    let mut outcome = Outcome::Done;
    let is_same = before.is_none_or(|r| r.model.as_ref() == typing.model);
    let is_bridged = before.is_some_and(|r| r.bridge.as_ref() != typing.bridge);
    let typed = |inputs: String, name: &str| -> Result<(String, Outcome)> {
        if typing.model.is_none() {
            return Ok((inputs, Outcome::Done));
        }
        let path = staged.path(name);
        let outcome = commands.classify(&[inputs], &path, context)?;
        Ok((path, outcome))
    };
    if !is_same {
        context.messages.say(
            "another model gives the types now: the complaints of all months get theirs from it",
        );
        for table in &mut tables {
            let of_run = project.runs.iter().find(|r| r.number == table.run);
            let Some(of_run) = of_run.map(Staged::of) else {
                continue;
            };
            let name = format!("typed-{:04}.parquet", table.run);
            table.path = typed(of_run.path("inputs"), &name)?.0;
        }
    }
    if !is_same || is_bridged {
        for table in &mut tables {
            let path = std::slice::from_ref(&table.path);
            table.counted = commands.counts(path, context)?.0;
        }
    }
    if !inputs.is_empty() {
        let (path, ended) = typed(staged.path("inputs"), "typed.parquet")?;
        outcome = ended;
        let counted: Months = commands.counts(std::slice::from_ref(&path), context)?.0;
        tables.push(Table {
            path,
            run: staged.number,
            counted,
        });
    }
    Ok((tables, outcome))
}

/// Says what was written, and how months are revised that were not so the run before.
fn tell(run: &Run, before: &[Run], messages: &Messages) {
    let known = |r: &&Revision| before.last().is_some_and(|b| b.revisions.contains(r));
    let all = run.revisions.iter().filter(|r| r.name.is_none());
    for r in all.filter(|r| !known(r)) {
        messages.say(revised(r));
    }
    if let Some(watch) = watched(run) {
        messages.say(watch);
    }
    let names: Vec<&str> = run.outputs.iter().map(|o| o.name.as_str()).collect();
    messages.say(format!(
        "run {}: {} in reports/{}",
        run.number,
        names.join(", "),
        run.month
    ));
}

/// How many warnings the report of a run holds; absent where it has none to give.
fn watched(run: &Run) -> Option<String> {
    let report = json(&Staged::of(run).path("reports/report.json"))?;
    report["watch"]["sentence"].as_str().map(str::to_owned)
}

/// `2024-11 counts 352, published were 345: 9 arrived since, 2 repeat others`
fn revised(r: &Revision) -> String {
    let mut why = Vec::new();
    if r.arrived != 0 {
        why.push(format!("{} arrived since", r.arrived));
    }
    if r.repeated != 0 {
        why.push(format!("{} repeat others", -r.repeated));
    }
    let why = match why.is_empty() {
        true => "types changed with the model".to_owned(),
        false => why.join(", "),
    };
    format!(
        "{} counts {} now, {} were published: {why}",
        r.month, r.now, r.published
    )
}

/// The flags that name the files which the report of a run read, as copies in `folder` of what they were then.
pub(super) fn files_again(run: &Run, settings: &Settings, folder: &Path) -> LibResult<Vec<String>> {
    let mut flags = Vec::new();
    let actions = settings.actions.as_ref().map(|file| ("actions", file));
    let beside = settings.beside.iter().map(|(flag, file)| (*flag, file));
    for (flag, file) in actions.into_iter().chain(beside) {
        let kept = Staged::of(run).path(&kept_name(flag, file));
        let to = folder.join(Path::new(file).file_name().unwrap_or_default());
        let was_there = Path::new(&kept).exists();
        if was_there {
            copy(Path::new(&kept), &to)?;
        }
        // a list of measures is made where there is none
        if was_there || flag == "actions" {
            flags.extend([format!("--{flag}"), to.display().to_string()]);
        }
    }
    Ok(flags)
}
