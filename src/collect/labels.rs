//! Labels as a person gave them → types: refused where they cannot be any, one spelling each.

use crate::bundle::Bundle;
use crate::columns::{JoinedLabels, commonest_variants, folded_label, joined_labels, label_fault};
use crate::train::LabelledRows;
use crate::types::{Level, Observer, Separator};
use crate::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};

/// Refuses labels that cannot be types, and makes one of those that are spelt in several ways: as `known` (the types of a model) spells it, else as most
/// rows do.
///
/// # Errors
/// [`Error::Invalid`] for labels that cannot be types; it shows none of them.
pub fn settle_labels(
    rows: &mut LabelledRows,
    known: &[String],
    observer: &dyn Observer,
) -> Result<()> {
    let (values, counts) = counted(rows);
    let column = rows.label_columns.join(", ");
    if let Some(fault) = label_fault(&values, &counts) {
        let next = match joined_labels(&values, &counts) {
            Some(joined) => split_at(joined.mark),
            None => "Name the column that holds the types with --label.".to_owned(),
        };
        return Err(Error::invalid(format!("column {column}"), fault, next));
    }
    let known: BTreeMap<String, &String> = known.iter().map(|t| (folded_label(t), t)).collect();
    let shown = commonest_variants(&values, &counts, folded_label);
    let shown = values.iter().zip(shown).map(|(value, at)| {
        let of_model = known.get(&folded_label(value)).copied();
        (value, of_model.or(values.get(at)).unwrap_or(value))
    });
    let renamed: BTreeMap<&str, &str> = shown
        .filter(|(from, to)| from != to)
        .map(|(from, to)| (from.as_str(), to.as_str()))
        .collect();
    if !renamed.is_empty() {
        let line = format!(
            "{column}: {} values differ from another only by spaces, case, width or decimals, and count as it",
            renamed.len()
        );
        observer.message(Level::Say, &line);
    }
    let shown = |name: &str| {
        renamed
            .get(name)
            .map_or_else(|| name.to_owned(), |n| (*n).to_owned())
    };
    for label in &mut rows.labels {
        let settled = match rows.separator {
            Some(separator) => {
                let parts: Vec<String> = separator.parts(label).map(shown).collect();
                separator.joined(parts.iter().map(String::as_str))
            }
            None => shown(label),
        };
        *label = settled;
    }
    if let (Some(joined), None) = (joined_labels(&values, &counts), rows.separator) {
        observer.message(Level::Warn, &several_types(&column, &joined));
    }
    Ok(())
}

/// The types that rows have, with the rows of each.
fn counted(rows: &LabelledRows) -> (Vec<String>, Vec<u64>) {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    let mut count = |name: &str| *counts.entry(name.to_owned()).or_default() += 1;
    for label in &rows.labels {
        match rows.separator {
            Some(separator) => separator.parts(label).for_each(&mut count),
            None => count(label),
        }
    }
    counts.into_iter().unzip()
}

/// Tells how many rows have types that the model does not know, which can only be wrong.
///
/// # Errors
/// [`Error::Invalid`] where that is so of all rows; it names what of the model fits the labels, if anything does.
pub fn check_known(rows: &LabelledRows, bundle: &Bundle, observer: &dyn Observer) -> Result<()> {
    let known: BTreeSet<&str> = bundle.types().iter().map(String::as_str).collect();
    let (values, counts) = counted(rows);
    let unknown = values.iter().zip(&counts);
    let unknown: Vec<(&String, &u64)> = unknown
        .filter(|(name, _)| !known.contains(name.as_str()))
        .collect();
    if unknown.is_empty() {
        return Ok(());
    }
    let column = rows.label_columns.join(", ");
    if unknown.len() == values.len() {
        let some: Vec<&str> = bundle.types().iter().take(3).map(String::as_str).collect();
        let message = format!(
            "none of its {} types is one that the model gives, such as {}",
            values.len(),
            some.join(", ")
        );
        let place = format!("column {column}");
        return Err(Error::invalid(place, message, fitting(&values, bundle)));
    }
    let has_unknown = |label: &&String| match rows.separator {
        Some(separator) => separator.parts(label).any(|part| !known.contains(part)),
        None => !known.contains(label.as_str()),
    };
    let named: Vec<String> = unknown.iter().map(|(t, n)| format!("{t} ({n})")).collect();
    let line = format!(
        "{} of {} rows have types that the model does not know, which count as wrong: {}",
        rows.labels.iter().filter(has_unknown).count(),
        rows.len(),
        named.join(", ")
    );
    observer.message(Level::Warn, &line);
    Ok(())
}

/// What to name instead so that these labels are the model's types.
fn fitting(values: &[String], bundle: &Bundle) -> String {
    let gives = |axis: &&Bundle| axis.types().iter().any(|t| values.contains(t));
    if let Some(axis) = bundle.axes().iter().find(gives) {
        let name = axis.axis_name();
        return format!("The model gives them as `{name}`: --model M.tousu#{name}");
    }
    let last = |t: &String| t.rsplit('>').next().map(str::to_owned);
    let levels = bundle.card().label.join(",");
    if bundle
        .types()
        .iter()
        .filter_map(last)
        .any(|t| values.contains(&t))
    {
        return format!("The model gives whole paths: --label {levels}");
    }
    match levels.is_empty() {
        true => "Name the column that holds these types with --label.".to_owned(),
        false => format!("The model was trained on --label {levels}; name such a column."),
    }
}

/// What to do where cells hold several types with this mark between them.
pub(super) fn split_at(mark: char) -> String {
    match Separator::new(&mark.to_string()) {
        Ok(_) => format!("To count every part, add --multi '{mark}'."),
        Err(_) => "To count every part, write a row for each.".to_owned(),
    }
}

/// What to do about rows of several types.
pub fn several_types(column: &str, joined: &JoinedLabels) -> String {
    format!(
        "{column}: {} rows hold several types in one cell, such as `{}`, and each combination counts as a type of its own. {}",
        joined.rows,
        joined.example,
        split_at(joined.mark)
    )
}
