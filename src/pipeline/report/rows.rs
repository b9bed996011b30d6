//! What is kept of the rows while they are taken in.

use super::corrected::Said;
use super::service::Gathered;
use super::strings::Strings;
use crate::aggregate::{self, Column, Encoder, NO_DAY, Numbers, Table};
use crate::columns::ReportColumns;
use crate::columns::time::TimeColumn;
use crate::normalize::{Normalizer, mask};
use crate::similar;
use crate::types::cell::cell_text;
use arrow::array::Array;
use rayon::prelude::*;

/// A type of less probability than this does not hold a complaint firmly.
const FIRM: f32 = 0.7;

/// Days since 1970-01-01.
#[derive(Debug)]
pub(super) struct Days(pub(super) TimeColumn<i32>);
/// Hours since 1970-01-01, NaN for none.
#[derive(Debug)]
pub(super) struct Hours(pub(super) TimeColumn<f64>);

impl Default for Days {
    fn default() -> Self {
        Self(TimeColumn::new(|time| {
            time.map_or(NO_DAY, |t| aggregate::day(t.date()))
        }))
    }
}

impl Default for Hours {
    fn default() -> Self {
        Self(TimeColumn::new(|time| {
            time.map_or(f64::NAN, |t| t.and_utc().timestamp() as f64 / 3600.0)
        }))
    }
}

/// What is kept of the rows.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub(super) types: Encoder,
    pub(super) by: Vec<Encoder>,
    pub(super) days: Days,
    pub(super) numbers: Vec<Numbers>,
    pub(super) review: Vec<bool>,
    /// Whether no type is probable enough, where probabilities are known.
    pub(super) doubtful: Vec<bool>,
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
    /// Rows that no type holds firmly: those to be reviewed or, where none is, those of low confidence.
    pub(super) unsure: Vec<bool>,
    /// Whether the column of decisions says so.
    pub(super) by_decision: bool,
}

impl Kept {
    /// How many distinct complaints no type holds firmly, where these are more than `most`.
    pub(super) fn more_unsure_than(&self, most: usize, table: &Table) -> Option<usize> {
        let first = |&(row, unsure): &(usize, &bool)| *unsure && table.is_first(row);
        let n = self.unsure.iter().enumerate().filter(first).count();
        (n > most).then_some(n)
    }
}

impl Rows {
    /// Takes in a column of confidences.
    pub(super) fn add_confidence(&mut self, column: &dyn Array) {
        let doubtful = |row| {
            let p: Option<f32> = cell_text(column, row).and_then(|c| c.trim().parse().ok());
            p.is_some_and(|p| p < FIRM)
        };
        let doubtful: Vec<bool> = (0..column.len()).into_par_iter().map(doubtful).collect();
        self.doubtful.extend(doubtful);
    }

    /// Takes in what the model says of one row.
    pub(super) fn add_posterior(&mut self, posterior: Option<&[f32]>) {
        let doubtful = posterior.is_some_and(|p| p.iter().all(|&p| p < FIRM));
        self.doubtful.push(doubtful);
    }

    pub(super) fn table(self, columns: &ReportColumns, normalizer: &Normalizer) -> (Table, Kept) {
        let mut kept = self.kept;
        let mut group = if columns.text.is_empty() {
            Vec::new()
        } else {
            similar::groups(&kept.normalized.all())
        };
        // Complaints without a text are not copies of one another.
        for (row, (of, text)) in group.iter_mut().zip(kept.normalized.all()).enumerate() {
            if text.trim().is_empty() {
                *of = u32::try_from(row).unwrap_or(u32::MAX);
            }
        }
        // Rows without a text are always to be reviewed.
        let reviewed = |row: usize| self.review[row] && !kept.normalized.get(row).trim().is_empty();
        kept.by_decision = (0..self.review.len()).any(reviewed);
        kept.unsure = if kept.by_decision {
            self.review.clone()
        } else {
            self.doubtful
        };
        let table = Table {
            types: masked(self.types.finish(), normalizer),
            dimensions: self
                .by
                .into_iter()
                .map(|by| masked(by.finish(), normalizer))
                .collect(),
            days: columns.time.map(|_| self.days.0.finish()),
            numbers: self.numbers,
            review: columns.decision.map(|_| self.review),
            group,
        };
        (table, kept)
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
