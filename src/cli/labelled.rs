//! Labelled rows for `train` and `evaluate`: which columns, which rows, whose word counts.

use super::Talk;
use super::common::{InputArgs, TextArgs};
use crate::columns::{Role, resolve, resolve_one};
use crate::ingest::{Chunk, cell_text};
use crate::normalize::MaskParams;
use crate::pipeline::{Account, Reading};
use crate::types::joined;
use crate::{Error, Result};
use arrow::datatypes::Schema;

/// Which rows to learn from or to score on.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Labels")]
pub(super) struct LabelArgs {
    /// Label column; several, from the broadest to the narrowest, with commas between, make a path.
    #[arg(long, required = true, value_name = "COL,..")]
    pub label: Vec<String>,
    /// Take only rows whose column has this value; may be given several times.
    #[arg(long = "where", value_name = "COL=VALUE")]
    pub only: Vec<String>,
}

/// Joins the parts of a path.
pub(super) const PATH: &str = ">";

/// Labelled rows, in their order.
#[derive(Debug, Default)]
pub(super) struct LabelledRows {
    pub(super) texts: Vec<String>,
    pub(super) labels: Vec<String>,
    /// The id column's value, or the row's number in its file.
    pub(super) ids: Vec<String>,
    /// The time column's value; empty without one.
    pub(super) times: Vec<String>,
    /// Rows left out because they lack a label or a text.
    pub(super) left_out: u64,
    /// Rows whose `corrected` column took the place of the label.
    pub(super) corrected: u64,
    pub(super) text_columns: Vec<String>,
    pub(super) label_columns: Vec<String>,
}

/// The columns that matter, found once.
struct Columns {
    text: Vec<usize>,
    label: Vec<usize>,
    corrected: Option<usize>,
    id: Option<usize>,
    time: Option<usize>,
    only: Vec<(usize, String)>,
}

/// Reads all labelled rows of `input`.
///
/// # Errors
/// As [`crate::ingest::open`]; where a column named is not there; where no row is left.
pub(super) fn read(
    input: &InputArgs,
    label: &LabelArgs,
    text: &TextArgs,
    time: Option<&str>,
    mask: &MaskParams,
    talk: &Talk,
) -> Result<(LabelledRows, Account)> {
    let reading = input.reading.reading(&input.inputs, mask.clone())?;
    let mut reading = Reading::open(&reading, "reading", talk)?;
    let columns = find(&reading, label, text, time)?;
    let mut out = LabelledRows::default();
    let name = |at: &usize| reading.schema().field(*at).name().clone();
    out.text_columns = columns.text.iter().map(name).collect();
    out.label_columns = columns.label.iter().map(name).collect();
    for chunk in reading.by_ref() {
        take(&chunk?, &columns, &mut out);
    }
    let mut account = reading.finish()?;
    account.close(talk)?;
    if out.texts.is_empty() {
        return Err(Error::invalid(
            input.inputs.join(" "),
            format!(
                "none of the {} rows has both a text and a label",
                account.rows_in
            ),
            "Check --label, --text and --where.",
        ));
    }
    say_counts(&out, talk);
    Ok((out, account))
}

fn say_counts(out: &LabelledRows, talk: &Talk) {
    if out.left_out > 0 {
        talk.say(format!(
            "{} rows without a label or a text were left out",
            out.left_out
        ));
    }
    if out.corrected > 0 {
        talk.say(format!(
            "{} rows take their label from column `corrected`",
            out.corrected
        ));
    }
}

fn find(
    reading: &Reading<'_>,
    label: &LabelArgs,
    text: &TextArgs,
    time: Option<&str>,
) -> Result<Columns> {
    let schema = reading.schema();
    let places = resolve(schema, &label.label, Role::Label.flag())?;
    let corrected = schema.index_of("corrected").ok();
    let only = label.only.iter().map(|w| condition(schema, w));
    Ok(Columns {
        text: reading.text_columns(&text.text)?,
        corrected: corrected.filter(|c| !places.contains(c)),
        label: places,
        id: text
            .id
            .as_deref()
            .map(|n| resolve_one(schema, n, "--id"))
            .transpose()?,
        time: time
            .map(|n| resolve_one(schema, n, "--split-by-time"))
            .transpose()?,
        only: only.collect::<Result<_>>()?,
    })
}

/// `COL=VALUE` → the column's place and the value.
fn condition(schema: &Schema, text: &str) -> Result<(usize, String)> {
    let Some((column, value)) = text.split_once('=') else {
        return Err(Error::usage(
            format!("--where `{text}` has no `=`"),
            "Write it as --where COLUMN=VALUE.",
        ));
    };
    Ok((resolve_one(schema, column, "--where")?, value.to_owned()))
}

fn take(chunk: &Chunk, columns: &Columns, out: &mut LabelledRows) {
    let cell = |column: usize, row: usize| {
        let text = cell_text(chunk.batch.column(column), row);
        text.filter(|t| !t.trim().is_empty())
    };
    for row in 0..chunk.batch.num_rows() {
        let wanted = |(column, value): &(usize, String)| {
            cell(*column, row).is_some_and(|t| t.trim() == value.trim())
        };
        if !columns.only.iter().all(wanted) {
            continue;
        }
        let text = joined(columns.text.iter().filter_map(|&c| cell(c, row)));
        let corrected = columns.corrected.and_then(|c| cell(c, row));
        let label = corrected.as_deref().map_or_else(
            || {
                let parts = columns.label.iter().map_while(|&c| cell(c, row));
                let parts: Vec<_> = parts.map(|p| p.trim().to_owned()).collect();
                parts.join(PATH)
            },
            |c| c.trim().to_owned(),
        );
        let Some(text) = text.filter(|_| !label.is_empty()) else {
            out.left_out += 1;
            continue;
        };
        out.corrected += u64::from(corrected.is_some());
        out.texts.push(text.into_owned());
        out.labels.push(label);
        let number = || chunk.rows.get(row).map_or_else(String::new, u64::to_string);
        let id = columns.id.and_then(|c| cell(c, row));
        out.ids
            .push(id.map_or_else(number, std::borrow::Cow::into_owned));
        if let Some(c) = columns.time {
            let time = cell(c, row);
            out.times
                .push(time.map_or_else(String::new, std::borrow::Cow::into_owned));
        }
    }
}
