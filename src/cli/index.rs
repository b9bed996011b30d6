//! `tousu index`

use super::common::ReadArgs;
use super::masking::{KeyArgs, MaskArgs};
use super::{Context, Outcome, Talk};
use crate::Error;
use crate::bundle::Bundle;
use crate::columns::{Role, resolve_one};
use crate::index::{self, IndexParams, Roles, Writer, parse_filter};
use crate::normalize::MaskParams;
use crate::pipeline::index::Feeder;
use crate::pipeline::{Account, Reading, ReadingParams};
use anyhow::Result;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Arguments of `tousu index`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files, globs or folders; `-` is stdin. Several are read as one table, by column name.
    #[arg(value_name = "INPUT")]
    inputs: Vec<String>,
    /// Folder of the index; made where it is missing, added to where it is there.
    #[arg(long, value_name = "DIR")]
    index: PathBuf,
    /// Text column to search; several with commas between. Guessed by default.
    #[arg(long, value_name = "COL,..", value_delimiter = ',')]
    text: Vec<String>,
    /// Column that names a complaint: the same id replaces. By default the hash of all columns names it.
    #[arg(long, value_name = "COL")]
    id: Option<String>,
    /// Column of times, for --since and --until. Guessed by default.
    #[arg(long, value_name = "COL")]
    time: Option<String>,
    /// Give every complaint its type with this model (`demo` is the built-in one).
    #[arg(long, value_name = "M.tousu")]
    model: Option<PathBuf>,
    /// Remove the complaints that fulfil COL=VALUE (also != < <= > >= IN); several must all hold.
    #[arg(long, value_name = "COL=VALUE")]
    delete_where: Vec<String>,
    /// Start over: remove the index at DIR first.
    #[arg(long)]
    rebuild: bool,
    /// Print the summary as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    mask: MaskArgs,
    #[command(flatten)]
    key: KeyArgs,
    /// How the input is read.
    #[command(flatten)]
    reading: ReadArgs,
}

impl Args {
    pub(super) fn folder(&self) -> &Path {
        &self.index
    }
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<Outcome> {
    let started = Instant::now();
    if args.inputs.is_empty() && args.delete_where.is_empty() {
        return Err(Error::usage(
            "nothing to index",
            "Name files, or conditions with --delete-where.",
        )
        .into());
    }
    let model = args.model.as_ref().map(Bundle::load).transpose()?;
    if args.rebuild {
        index::remove(&args.index)?;
    }
    let talk = args.mask.talk(&context.talk);
    let mask = args.key.keyed(args.mask.asked(&talk))?;
    let deleted = delete(args, &talk)?;
    let (account, added) = match args.inputs.is_empty() {
        true => (Account::default(), index::UpsertCounts::default()),
        false => fill(args, mask, model.as_ref(), &talk)?,
    };
    let card = index::summary(&args.index)?;
    let seconds = started.elapsed().as_secs_f64();
    if !args.inputs.is_empty() {
        say(&added, card.complaints, context);
    }
    if args.json {
        let summary = serde_json::json!({
            "rows_in": account.rows_in,
            "added": added.added,
            "replaced": added.replaced,
            "unchanged": added.unchanged,
            "duplicate_ids": added.duplicate_ids,
            "without_id": added.without_id,
            "rejected": account.rejected(),
            "rejected_by_reason": account.by_reason,
            "deleted": deleted,
            "complaints": card.complaints,
            "bytes": card.bytes,
            "seconds": seconds,
        });
        writeln!(context.out, "{summary}")?;
    }
    Ok(Outcome::of(&account))
}

fn say(l: &index::UpsertCounts, complaints: u64, context: &Context<'_>) {
    context.talk.say(format!(
        "{} added, {} replaced, {} unchanged; the index holds {complaints} complaints",
        l.added, l.replaced, l.unchanged
    ));
    if l.duplicate_ids > 0 {
        context.talk.warn(format!(
            "{} rows have an id that came before in this input: the last one stands",
            l.duplicate_ids
        ));
    }
    if l.without_id > 0 {
        context.talk.warn(format!(
            "{} rows have no id: they are named by the hash of their columns",
            l.without_id
        ));
    }
}

fn delete(args: &Args, talk: &Talk) -> Result<u64> {
    if args.delete_where.is_empty() {
        return Ok(0);
    }
    let known = index::Searcher::open(&args.index)?;
    let filters = args
        .delete_where
        .iter()
        .map(|c| parse_filter(c, |name| known.column(name).is_some()))
        .collect::<crate::Result<Vec<_>>>()?;
    drop(known);
    let mut writer = Writer::open(&args.index, &IndexParams::default())?;
    let deleted = writer.delete_where(&filters)?;
    writer.finish()?;
    talk.say(format!("{deleted} complaints removed"));
    Ok(deleted)
}

fn fill(
    args: &Args,
    mask: Option<MaskParams>,
    model: Option<&Bundle>,
    talk: &Talk,
) -> Result<(Account, index::UpsertCounts)> {
    let roles = index::roles(&args.index)?;
    let reading = ReadingParams {
        may_be_empty: true,
        ..args
            .reading
            .reading(&args.inputs, mask.clone().unwrap_or_default())?
    };
    let mut reading = Reading::open(&reading, "indexing", talk)?;
    let params = IndexParams {
        mask,
        ..params(args, roles.as_ref(), &reading)?
    };
    if let (None, Some(Roles { model: Some(_), .. })) = (model, &roles) {
        talk.warn(
            "this index has types from a model; rows added now get none: name it with --model",
        );
    }
    let Some(sample) = reading.sample() else {
        Writer::open(&args.index, &params)?.finish()?;
        let mut account = reading.finish()?;
        account.close(talk)?;
        return Ok((account, index::UpsertCounts::default()));
    };
    let mut feeder = Feeder::open(&args.index, &params, reading.schema(), sample, model)?;
    if feeder.has_text_dates()
        && let Some(chunks) = reading.look_ahead()?
    {
        for chunk in chunks {
            feeder.look(&chunk?.batch);
        }
    }
    for order in feeder.orders_of_dates() {
        talk.say(order);
    }
    for chunk in reading.by_ref() {
        feeder.feed(&chunk?.batch)?;
    }
    let mut account = reading.finish()?;
    account.close(talk)?;
    Ok((account, feeder.finish()?))
}

/// What was asked for, else what the index has, else what the first rows look like.
fn params(args: &Args, roles: Option<&Roles>, reading: &Reading<'_>) -> Result<IndexParams> {
    let schema = reading.schema();
    let name = |at: usize| schema.field(at).name().clone();
    let text = match roles {
        Some(roles) if args.text.is_empty() => roles.text.clone(),
        _ => {
            let found = reading.text_columns(&args.text)?;
            found.into_iter().map(name).collect()
        }
    };
    let id = match &args.id {
        Some(id) => Some(name(resolve_one(schema, id, "--id")?)),
        None => roles.and_then(|r| r.id.clone()),
    };
    let time = match (&args.time, roles.and_then(|r| r.time.clone())) {
        (Some(time), _) => Some(name(resolve_one(schema, time, "--time")?)),
        (None, Some(time)) => Some(time),
        (None, None) => reading
            .columns(&[], Role::Time)?
            .first()
            .map(|at| name(*at)),
    };
    Ok(IndexParams {
        text,
        id,
        time,
        threads: rayon::current_num_threads(),
        ..IndexParams::default()
    })
}

/// The error with its next step spelled out as a command.
pub(super) fn with_command(e: anyhow::Error, dir: &Path) -> anyhow::Error {
    let mut e = match e.downcast::<Error>() {
        Ok(e) => e,
        Err(e) => return e,
    };
    if let Error::Invalid { next, .. } | Error::Usage { next, .. } = &mut e {
        let dir = crate::types::shell::quoted(&dir.to_string_lossy());
        let fill = format!("tousu index INPUT... --index {dir}");
        *next = match next.as_str() {
            index::REBUILD => format!("Rebuild it: {fill} --rebuild"),
            index::CREATE => format!("Create it: {fill}"),
            index::GIVE_KEY => "Give the key they were made with: --mask-key FILE".into(),
            index::NAME_TIME => format!("Name one when the index is filled: {fill} --time COL"),
            index::KEEP_OR_REBUILD => {
                format!("Leave out the flag that differs, or rebuild: {fill} --rebuild")
            }
            _ => return e.into(),
        };
    }
    e.into()
}
