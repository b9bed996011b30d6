//! Labels as a person gave them → types: refused where they cannot be any, one spelling each.

use crate::columns::{JoinedLabels, commonest_variants, folded_label, joined_labels, label_fault};
use crate::train::LabelledRows;
use crate::types::{Level, Observer};
use crate::{Error, Result};
use std::collections::BTreeMap;

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
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for label in &rows.labels {
        *counts.entry(label.clone()).or_default() += 1;
    }
    let (values, counts): (Vec<String>, Vec<u64>) = counts.into_iter().unzip();
    let column = rows.label_columns.join(", ");
    if let Some(fault) = label_fault(&values, &counts) {
        let next = "Name the column that holds the types with --label.";
        return Err(Error::invalid(format!("column {column}"), fault, next));
    }
    let known: BTreeMap<String, &String> = known.iter().map(|t| (folded_label(t), t)).collect();
    let shown = commonest_variants(&values, &counts, folded_label);
    let shown = values.iter().zip(shown).map(|(value, at)| {
        let of_model = known.get(&folded_label(value)).copied();
        (value, of_model.or(values.get(at)).unwrap_or(value))
    });
    let renamed: BTreeMap<&String, &String> = shown.filter(|(from, to)| from != to).collect();
    if !renamed.is_empty() {
        let line = format!(
            "{column}: {} values differ from another only by spaces, case, width or decimals, and count as it",
            renamed.len()
        );
        observer.message(Level::Say, &line);
    }
    for label in &mut rows.labels {
        if let Some(shown) = renamed.get(label) {
            *label = (*shown).clone();
        }
    }
    if let Some(joined) = joined_labels(&values, &counts) {
        observer.message(Level::Warn, &several_types(&column, &joined));
    }
    Ok(())
}

/// What to do about rows of several types.
pub fn several_types(column: &str, joined: &JoinedLabels) -> String {
    format!(
        "{column}: {} rows hold several types in one cell, such as `{}`, and each combination counts as a type of its own. To count \
         the parts, write one row for each part, or keep the first part only",
        joined.rows, joined.example
    )
}
