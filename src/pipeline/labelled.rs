//! Input files → labelled rows: which columns, which rows, and whose label counts.

use super::account::Account;
use super::reading::{Reading, ReadingParams, judge_times};
use crate::bundle::Bundle;
use crate::collect::{
    CORRECTED, LabelledCollector, LabelledColumns, condition, read_times, settle_labels,
    trained_columns,
};
use crate::columns::time::shortfall;
use crate::columns::{Role, resolve, resolve_one};
use crate::train::LabelledRows;
use crate::types::{Level, Observer};
use crate::{Error, Result};
use arrow_array::StringArray;

/// Which columns and rows hold labelled texts.
#[derive(Clone, Debug, Default)]
pub struct LabelledParams {
    /// Label columns, from the broadest to the narrowest: several make a path.
    pub label: Vec<String>,
    /// Text columns; where empty, those the model was trained on that is evaluated, or guessed.
    pub text: Vec<String>,
    /// The column that tells rows apart; rows are numbered without it.
    pub id: Option<String>,
    /// The column of times.
    pub time: Option<String>,
    /// Conditions `COLUMN=VALUE` that a row must meet.
    pub only: Vec<String>,
}

/// Reads all labelled rows; to evaluate `bundle`, with the text it was trained on and its spelling of the types.
///
/// # Errors
/// As [`Reading::open`]; where a column named is not there; where no row has both a text and a label; where the labels cannot be
/// types.
pub fn read_labelled(
    reading: &ReadingParams,
    params: &LabelledParams,
    bundle: Option<&Bundle>,
    observer: &dyn Observer,
) -> Result<(LabelledRows, Account)> {
    let mut reading = Reading::open(reading, "reading", observer)?;
    let columns = find_columns(&reading, params, bundle)?;
    let mut collected = LabelledCollector::default();
    let name = |at: &usize| reading.schema().field(*at).name().clone();
    collected.rows.text_columns = columns.text.iter().map(name).collect();
    collected.rows.text_guessed = columns.text_guessed;
    collected.rows.label_columns = columns.label.iter().map(name).collect();
    let time = columns.time.as_ref().map(name);
    for chunk in reading.by_ref() {
        collected.take(&chunk?, &columns);
    }
    let place = reading.inputs();
    let mut account = reading.finish()?;
    account.close(observer)?;
    let mut rows = collected.rows;
    if rows.is_empty() {
        let message = format!(
            "none of the {} rows has both a text and a label",
            account.rows_in
        );
        let next = "Check --label, --text and --where.";
        return Err(Error::invalid(place, message, next));
    }
    tell_count(
        rows.left_out,
        "rows without a label or a text were left out",
        observer,
    );
    let line = format!("rows take their label from the column `{CORRECTED}`");
    tell_count(collected.corrected, &line, observer);
    let known = bundle.map_or(&[][..], Bundle::types);
    settle_labels(&mut rows, known, observer)?;
    if let Some(column) = time {
        let cells = StringArray::from_iter_values(&collected.times);
        judge_times(&column, shortfall(&cells), true, observer)?;
    }
    rows.times = read_times(&collected.times, &columns.time_format, observer);
    Ok((rows, account))
}

fn tell_count(count: u64, what: &str, observer: &dyn Observer) {
    if count > 0 {
        observer.message(Level::Say, &format!("{count} {what}"));
    }
}

fn find_columns(
    reading: &Reading<'_>,
    params: &LabelledParams,
    bundle: Option<&Bundle>,
) -> Result<LabelledColumns> {
    let schema = reading.schema();
    let label = match (params.label.is_empty(), reading.description()) {
        (true, Some(_)) => reading.columns(&[], Role::Label)?,
        _ => resolve(schema, &params.label, Role::Label.flag())?,
    };
    if label.is_empty() {
        let next = "Name it with --label, or give it `role = \"type\"` in the description of the columns. Without labels, give words of \
                    every type to `tousu train` with --taxonomy.";
        return Err(Error::usage("there is no label column", next));
    }
    let corrected = schema.index_of(CORRECTED).ok();
    let one = |name: &Option<String>, flag| {
        let name = name.as_deref();
        name.map(|n| resolve_one(schema, n, flag)).transpose()
    };
    let trained = bundle.map(trained_columns);
    let text = reading.text_columns(&params.text, trained.as_ref())?;
    let only = params.only.iter().map(|w| condition(schema, w));
    let time = one(&params.time, "--split-by-time")?;
    Ok(LabelledColumns {
        text: text.columns,
        text_guessed: text.guessed,
        corrected: corrected.filter(|c| !label.contains(c)),
        label,
        id: one(&params.id, "--id")?,
        time_format: time.map(|c| reading.readings().time(c)).unwrap_or_default(),
        time,
        only: only.collect::<Result<_>>()?,
    })
}
