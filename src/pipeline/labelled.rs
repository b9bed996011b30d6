//! Input files → labelled rows: which columns, which rows, and whose label counts.

use crate::bundle::Bundle;
use crate::collect::Account;
use crate::collect::{
    CORRECTED, LabelledCollector, LabelledColumns, condition, read_times, settle_labels,
    trained_columns,
};
use crate::columns::time::shortfall;
use crate::columns::{Role, resolve, resolve_one};
use crate::reading::{Reading, ReadingParams, judge_times};
use crate::train::LabelledRows;
use crate::types::{Level, Observer, Separator};
use crate::{Error, Result};
use arrow_array::StringArray;

/// Which columns and rows hold labelled texts.
#[derive(Clone, Debug, Default)]
pub struct LabelledParams {
    /// Columns of types; several from the broadest to the narrowest, separated by commas, make a path.
    pub axes: Vec<String>,
    /// Text columns; where empty, those the model was trained on that is evaluated, or guessed.
    pub text: Vec<String>,
    /// The column that tells rows apart; rows are numbered without it.
    pub id: Option<String>,
    /// Without one named, guess it: rows are shown to a person.
    pub guess_id: bool,
    /// The column of times.
    pub time: Option<String>,
    /// Conditions `COLUMN=VALUE` that a row must meet.
    pub only: Vec<String>,
    /// What stands between several types of a cell; where a model gives several, its own by default.
    pub separator: Option<Separator>,
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
    let (axes, account) = read_axes(reading, params, bundle, observer)?;
    // there is one axis at least
    Ok((axes.into_iter().next().unwrap_or_default(), account))
}

/// The same for every column of types that is named: rows that have a label on that axis.
///
/// # Errors
/// As [`read_labelled`].
pub fn read_axes(
    reading: &ReadingParams,
    params: &LabelledParams,
    bundle: Option<&Bundle>,
    observer: &dyn Observer,
) -> Result<(Vec<LabelledRows>, Account)> {
    let mut reading = Reading::open(reading, "reading", observer)?;
    let axes = find_columns(&reading, params, bundle)?;
    if params.guess_id && axes.iter().all(|axis| axis.id.is_none()) {
        let line = "no column looks like an id: the ids are numbers of rows; --id names one";
        observer.message(Level::Say, line);
    }
    let multi = bundle.and_then(|b| b.card().multi.as_ref());
    let separator = params.separator.or(multi.map(|m| m.separator));
    if separator.is_some() && axes.iter().any(|a| a.label.len() > 1) {
        let next = "Write every path into one cell, its levels joined by `>`.";
        let what = "--multi splits one column, and --label names the levels of a path";
        return Err(Error::usage(what, next));
    }
    let name = |at: &usize| reading.schema().field(*at).name().clone();
    let mut collectors = Vec::new();
    for columns in &axes {
        let mut collected = LabelledCollector::default();
        collected.rows.text_columns = columns.text.iter().map(name).collect();
        collected.rows.text_guessed = columns.text_guessed;
        collected.rows.label_columns = columns.label.iter().map(name).collect();
        collected.rows.separator = separator;
        let time = columns.time.as_ref().map(name);
        collectors.push((columns, time, collected));
    }
    for chunk in reading.by_ref() {
        let chunk = chunk?;
        for (columns, _, collected) in &mut collectors {
            collected.take(&chunk, columns);
        }
    }
    let place = reading.inputs();
    let mut account = reading.finish()?;
    account.close(observer)?;
    let known = bundle.map_or(&[][..], Bundle::types);
    let settled = collectors.into_iter().map(|(columns, time, collected)| {
        if collected.rows.is_empty() {
            let message = format!(
                "none of the {} rows has both a text and a label",
                account.rows_in
            );
            let next = "Check --label, --text and --where.";
            return Err(Error::invalid(place.clone(), message, next));
        }
        settle(collected, columns, time.as_deref(), known, observer)
    });
    Ok((settled.collect::<Result<_>>()?, account))
}

/// What was collected on one axis → its rows.
fn settle(
    collected: LabelledCollector,
    columns: &LabelledColumns,
    time: Option<&str>,
    known: &[String],
    observer: &dyn Observer,
) -> Result<LabelledRows> {
    let mut rows = collected.rows;
    tell_count(
        rows.left_out,
        "rows without a label or a text were left out",
        observer,
    );
    let line = format!("rows take their label from the column `{CORRECTED}`");
    tell_count(collected.corrected, &line, observer);
    settle_labels(&mut rows, known, observer)?;
    if let Some(column) = time {
        let cells = StringArray::from_iter_values(&collected.times);
        judge_times(column, shortfall(&cells), true, observer)?;
    }
    rows.times = read_times(&collected.times, &columns.time_format, observer);
    Ok(rows)
}

fn tell_count(count: u64, what: &str, observer: &dyn Observer) {
    if count > 0 {
        observer.message(Level::Say, &format!("{count} {what}"));
    }
}

/// The columns of every axis.
fn find_columns(
    reading: &Reading<'_>,
    params: &LabelledParams,
    bundle: Option<&Bundle>,
) -> Result<Vec<LabelledColumns>> {
    let schema = reading.schema();
    let labels = label_columns(reading, &params.axes)?;
    let one = |name: &Option<String>, flag| {
        let name = name.as_deref();
        name.map(|n| resolve_one(schema, n, flag)).transpose()
    };
    let trained = bundle.map(trained_columns);
    let text = reading.text_columns(&params.text, trained.as_ref())?;
    let only = params.only.iter().map(|w| condition(schema, w));
    let only: Vec<(usize, String)> = only.collect::<Result<_>>()?;
    let time = one(&params.time, "--split-by-time")?;
    let id = match one(&params.id, "--id")? {
        None if params.guess_id => reading.columns(&[], Role::Id)?.first().copied(),
        named => named,
    };
    let corrected = schema.index_of(CORRECTED).ok();
    let axes = labels.into_iter().enumerate().map(|(at, label)| {
        // a correction is one of the first label
        let corrected = corrected.filter(|c| at == 0 && !label.contains(c));
        LabelledColumns {
            text: text.columns.clone(),
            text_guessed: text.guessed,
            corrected,
            label,
            id,
            time_format: time.map(|c| reading.readings().time(c)).unwrap_or_default(),
            time,
            only: only.clone(),
        }
    });
    Ok(axes.collect())
}

/// The columns of labels by axis, at least one.
fn label_columns(reading: &Reading<'_>, axes: &[String]) -> Result<Vec<Vec<usize>>> {
    let label = |name: &String| {
        resolve(
            reading.schema(),
            std::slice::from_ref(name),
            Role::Label.flag(),
        )
    };
    let mut labels = match (axes, reading.description()) {
        ([], Some(_)) => vec![reading.columns(&[], Role::Label)?],
        _ => axes.iter().map(label).collect::<Result<Vec<_>>>()?,
    };
    labels.retain(|l| !l.is_empty());
    if labels.is_empty() {
        let next = "Name it with --label, or give it `role = \"type\"` in the description of the columns. Without labels, give words of \
                    every type to `tousu train` with --taxonomy.";
        return Err(Error::usage("there is no label column", next));
    }
    let twice = (1..labels.len()).any(|at| labels[..at].contains(&labels[at]));
    if twice {
        let next = "Name each column once; the levels of a path are separated by commas.";
        return Err(Error::usage("--label names a column twice", next));
    }
    Ok(labels)
}
