//! What is kept of the rows until they are counted.

use super::columns::Columns;
use super::corrected::Said;
use super::days::Days;
use super::service::Gathered;
use super::strings::Strings;
use crate::aggregate::{Column, Encoder, Numbers, Table};
use crate::normalize::{Normalizer, mask};
use crate::similar;
use rayon::prelude::*;

/// What is kept of the rows.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub(super) types: Encoder,
    pub(super) by: Vec<Encoder>,
    pub(super) days: Days,
    pub(super) numbers: Vec<Numbers>,
    pub(super) review: Vec<bool>,
    pub(super) kept: Kept,
    pub(super) said: Said,
    pub(super) service: Gathered,
}

/// What distinct complaints and exemplars are made of.
#[derive(Debug, Default)]
pub(super) struct Kept {
    pub(super) ids: Strings,
    pub(super) texts: Strings,
    pub(super) normalized: Strings,
}

impl Rows {
    pub(super) fn table(self, columns: &Columns, normalizer: &Normalizer) -> (Table, Kept) {
        let mut group = if columns.text.is_empty() {
            Vec::new()
        } else {
            similar::groups(&self.kept.normalized.all())
        };
        // Complaints without a text are not copies of one another.
        for (row, (of, text)) in group.iter_mut().zip(self.kept.normalized.all()).enumerate() {
            if text.trim().is_empty() {
                *of = u32::try_from(row).unwrap_or(u32::MAX);
            }
        }
        let table = Table {
            types: masked(self.types.finish(), normalizer),
            dimensions: self
                .by
                .into_iter()
                .map(|by| masked(by.finish(), normalizer))
                .collect(),
            days: columns.time.map(|_| self.days.finish()),
            numbers: self.numbers,
            review: columns.decision.map(|_| self.review),
            group,
        };
        (table, self.kept)
    }
}

/// Whether a number is somebody's: a mean of such says nothing, and a median is one.
pub(super) fn is_personal(normalizer: &Normalizer, cell: &str, number: f64) -> bool {
    const SHORTEST: f64 = 1e9;
    number.abs() >= SHORTEST && !normalizer.personal(cell).is_empty()
}

/// `text` with masks as people read them.
pub(super) fn shown(text: &str, normalizer: &Normalizer) -> String {
    mask::render(&normalizer.mask_source(text)).into_owned()
}

/// The column with personal numbers masked in its values; values that become the same are one.
fn masked(column: Column, normalizer: &Normalizer) -> Column {
    let values: Vec<String> = column
        .values
        .par_iter()
        .map(|v| shown(v, normalizer))
        .collect();
    if values == column.values {
        return column;
    }
    let mut encoder = Encoder::new(&column.name).made(column.made);
    for code in column.codes {
        encoder.push(values.get(code as usize).map(String::as_str));
    }
    encoder.finish()
}
