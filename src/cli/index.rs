//! `tousu index`

use super::input_args::ReadArgs;
use super::mask_args::{KeyArgs, MaskArgs};
use super::{Context, Outcome, interrupt};
use crate::Error;
use crate::bundle::Bundle;
use crate::index::{CREATE, GIVE_KEY, KEEP_OR_REBUILD, NAME_TIME, REBUILD, Searcher};
use crate::pipeline::ReadingParams;
use crate::pipeline::index::{IndexRequest, Indexed, index};
use anyhow::Result;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Arguments of `tousu index`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files, globs or folders; `-` is stdin. Several inputs are read as one table, matched by column name.
    #[arg(value_name = "INPUT")]
    inputs: Vec<String>,
    /// Folder of the index; created if missing, added to if it exists.
    #[arg(long, value_name = "DIR")]
    index: PathBuf,
    /// Text column to search; several, separated by commas, are joined. Guessed by default.
    #[arg(long, value_name = "COL,..", value_delimiter = ',')]
    text: Vec<String>,
    /// Column of ids: a row with a known id replaces the old one. Guessed by default; without ids, the hash of its cells identifies a
    /// row.
    #[arg(long, value_name = "COL")]
    id: Option<String>,
    /// Time column, for --since and --until. Guessed by default.
    #[arg(long, value_name = "COL")]
    time: Option<String>,
    /// Give every complaint its type with this model; `demo` is the built-in one.
    #[arg(long, value_name = "M.tousu")]
    model: Option<PathBuf>,
    /// Remove the complaints with COL=VALUE (also != < <= > >= IN); several conditions must all hold.
    #[arg(long, value_name = "COL=VALUE")]
    delete_where: Vec<String>,
    /// Remove the index at DIR first and start over.
    #[arg(long)]
    rebuild: bool,
    /// Print the summary as one JSON object.
    #[arg(long, help_heading = "Output")]
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
            "there is nothing to index",
            "Name files, or conditions with --delete-where.",
        )
        .into());
    }
    let model = args.model.as_ref().map(Bundle::load).transpose()?;
    let messages = args.mask.messages(&context.messages);
    let mask = args.key.keyed(args.mask.asked(&messages))?;
    let rejects_mask = mask.clone().unwrap_or_default();
    let request = IndexRequest {
        index: args.index.clone(),
        rebuild: args.rebuild,
        delete_where: args.delete_where.clone(),
        reading: ReadingParams {
            may_be_empty: true,
            ..args.reading.reading(&args.inputs, rejects_mask)?
        },
        text: args.text.clone(),
        id: args.id.clone(),
        time: args.time.clone(),
        mask,
        model: model.as_ref(),
    };
    let _filling = interrupt::filling(&args.index, &messages);
    let indexed = index(&request, &messages)?;
    if !args.inputs.is_empty() {
        say(&indexed, context);
    }
    if let Some(line) = Searcher::open(&args.index)?.masked_before() {
        context.messages.warn(line);
    }
    if args.json {
        let seconds = started.elapsed().as_secs_f64();
        writeln!(context.out, "{}", as_json(&indexed, seconds))?;
    }
    Ok(Outcome::of(&indexed.account))
}

fn say(indexed: &Indexed, context: &Context<'_>) {
    let counts = &indexed.counts;
    context.messages.say(format!(
        "{} added, {} replaced, {} unchanged; the index holds {} complaints",
        counts.added, counts.replaced, counts.unchanged, indexed.summary.complaints
    ));
    if counts.duplicate_ids > 0 {
        context.messages.warn(format!(
            "{} rows repeat an id of this input; of each id the last row is kept",
            counts.duplicate_ids
        ));
    }
    if counts.without_id > 0 {
        context.messages.warn(format!(
            "{} rows have no id; the hash of their cells names them",
            counts.without_id
        ));
    }
}

fn as_json(indexed: &Indexed, seconds: f64) -> serde_json::Value {
    let Indexed {
        deleted,
        account,
        counts,
        summary,
    } = indexed;
    serde_json::json!({
        "rows_in": account.rows_in,
        "added": counts.added,
        "replaced": counts.replaced,
        "unchanged": counts.unchanged,
        "duplicate_ids": counts.duplicate_ids,
        "without_id": counts.without_id,
        "rejected": account.rejected(),
        "rejected_by_reason": account.by_reason,
        "deleted": deleted,
        "complaints": summary.complaints,
        "bytes": summary.bytes,
        "seconds": seconds,
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
            REBUILD => format!("Rebuild it: {fill} --rebuild"),
            CREATE => format!("Create it: {fill}"),
            GIVE_KEY => "Give the key they were made with: --mask-key FILE".into(),
            NAME_TIME => format!("Name one when the index is filled: {fill} --time COL"),
            KEEP_OR_REBUILD => {
                format!("Leave out the flag that differs, or rebuild: {fill} --rebuild")
            }
            _ => return e.into(),
        };
    }
    e.into()
}
