//! Complaints that were exported twice: rows whose id, text and time an earlier row has. Of each two hashes are kept.

use crate::columns::is_missing;
use crate::ingest::Chunk;
use crate::types::cell::cell_text;
use crate::types::{Level, Observer};
use arrow_array::BooleanArray;
use arrow_select::filter::filter_record_batch;
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;
use std::collections::hash_map::Entry;
use xxhash_rust::xxh3::xxh3_64;

/// A column whose values come again with other texts in more than one of so many rows holds no ids.
const ONE_IN: u64 = 4;
/// Up to so many of them tell nothing.
const FEW: u64 = 5;
/// Between the cells of a row.
const APART: char = '\u{1f}';

/// What was seen of ids.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EqualIds {
    /// Rows that repeat an earlier one in id, text and time, and are not counted.
    pub repeated: u64,
    /// Rows counted although their id came before: text or time are others, or the column holds no ids.
    pub differing: u64,
    /// Rows with an id.
    pub rows: u64,
}

impl EqualIds {
    /// Warns of rows that are not counted.
    pub fn tell(&self, observer: &dyn Observer) {
        let n = self.repeated;
        if n > 0 {
            let line = format!(
                "{n} rows repeat the id, text and time of an earlier row; they were exported twice and are not counted"
            );
            observer.message(Level::Warn, &line);
        }
    }

    /// Whether the column can hold ids: not where its values come again and again.
    #[must_use]
    pub fn are_ids(&self) -> bool {
        self.differing <= FEW || self.differing * ONE_IN <= self.rows
    }
}

/// Leaves out rows that were there before.
#[derive(Debug, Default)]
pub(super) struct RepeatFilter {
    /// Absent without such a column.
    id: Option<usize>,
    /// The column holds no ids: its values are counted, and no row is left out.
    only_counts: bool,
    /// Columns of text, joined.
    text: Vec<usize>,
    time: Option<usize>,
    /// Every id, and what it was given to first: most ids come once.
    ids: FxHashMap<u64, u64>,
    /// What ids were given to later.
    later: FxHashSet<u64>,
    seen: EqualIds,
}

impl RepeatFilter {
    /// By the column `id`, unless the rows of `sample` show that it holds no ids.
    pub(super) fn new(
        (id, text, time): (Option<usize>, &[usize], Option<usize>),
        sample: Option<&Chunk>,
    ) -> Self {
        let empty = || Self {
            id,
            text: text.to_vec(),
            time,
            ..Self::default()
        };
        let mut trial = empty();
        if let Some(chunk) = sample {
            trial.fresh_rows(chunk);
        }
        Self {
            only_counts: !trial.seen.are_ids(),
            ..empty()
        }
    }

    /// What was seen so far.
    pub(super) fn seen(&self) -> EqualIds {
        self.seen
    }

    /// Whether each row was not there before. A row without an id was not.
    pub(super) fn fresh_rows(&mut self, chunk: &Chunk) -> Vec<bool> {
        let rows = chunk.batch.num_rows();
        let Some(id_column) = self.id else {
            return vec![true; rows];
        };
        let mut record = String::new();
        let mut is_fresh = |row: usize| {
            let id = cell_text(chunk.batch.column(id_column), row);
            let id = id.as_deref().map(str::trim);
            let Some(id) = id.filter(|id| !is_missing(id, true)) else {
                return true;
            };
            self.seen.rows += 1;
            record.clear();
            record.push_str(id);
            let key = xxh3_64(id.as_bytes());
            if self.only_counts {
                let is_new = self.ids.insert(key, 0).is_none();
                self.seen.differing += u64::from(!is_new);
                return true;
            }
            self.write_record(chunk, row, &mut record);
            let hash = xxh3_64(record.as_bytes());
            let fresh = match self.ids.entry(key) {
                Entry::Vacant(new) => {
                    new.insert(hash);
                    return true;
                }
                Entry::Occupied(first) => *first.get() != hash && self.later.insert(hash),
            };
            self.seen.repeated += u64::from(!fresh);
            self.seen.differing += u64::from(fresh);
            fresh
        };
        (0..rows).map(&mut is_fresh).collect()
    }

    /// Appends the text and the time of a row; of a row without a text all that it holds.
    fn write_record(&self, chunk: &Chunk, row: usize, record: &mut String) {
        let batch = &chunk.batch;
        let before = record.len();
        for &column in &self.text {
            if let Some(cell) = cell_text(batch.column(column), row) {
                record.push_str(cell.trim());
            }
        }
        if record.len() == before {
            for column in batch.columns() {
                record.push(APART);
                record.push_str(cell_text(column, row).as_deref().unwrap_or_default().trim());
            }
        } else if let Some(cell) = self.time.and_then(|c| cell_text(batch.column(c), row)) {
            write_time(&cell, record);
        }
    }
}

/// The rows of a chunk that are `fresh`.
pub(super) fn kept<'a>(chunk: &'a Chunk, fresh: &[bool]) -> Cow<'a, Chunk> {
    if fresh.iter().all(|fresh| *fresh) {
        return Cow::Borrowed(chunk);
    }
    let mask = BooleanArray::from(fresh.to_vec());
    let Ok(batch) = filter_record_batch(&chunk.batch, &mask) else {
        return Cow::Borrowed(chunk);
    };
    let rows = chunk.rows.iter().zip(fresh).filter(|(_, fresh)| **fresh);
    Cow::Owned(Chunk {
        file: chunk.file.clone(),
        rows: rows.map(|(row, _)| *row).collect(),
        batch,
        rejected: Vec::new(),
    })
}

/// Appends the numbers of a time, those at its end left out that are 0: `2024/1/5` and `2024-01-05 00:00:00` are one.
fn write_time(cell: &str, record: &mut String) {
    let mut end = record.len();
    let numbers = cell.split(|c: char| !c.is_ascii_digit());
    for number in numbers.filter(|n| !n.is_empty()) {
        let number = number.trim_start_matches('0');
        record.push(APART);
        record.push_str(number);
        if !number.is_empty() {
            end = record.len();
        }
    }
    record.truncate(end);
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::{ArrayRef, RecordBatch, StringArray};
    use std::sync::Arc;

    /// Rows of (id, text, time).
    fn chunk(rows: &[[&str; 3]]) -> Chunk {
        let column = |at: usize| {
            let cells: Vec<&str> = rows.iter().map(|row| row[at]).collect();
            Arc::new(StringArray::from(cells)) as ArrayRef
        };
        let columns = [("id", column(0)), ("text", column(1)), ("time", column(2))];
        Chunk {
            file: "a.csv".into(),
            rows: (1..=rows.len() as u64).collect(),
            batch: RecordBatch::try_from_iter(columns).unwrap(),
            rejected: Vec::new(),
        }
    }

    const COLUMNS: (Option<usize>, &[usize], Option<usize>) = (Some(0), &[1], Some(2));

    fn rows_kept(rows: &[[&str; 3]]) -> (Vec<u64>, EqualIds) {
        let chunk = chunk(rows);
        let mut filter = RepeatFilter::new(COLUMNS, Some(&chunk));
        let fresh = filter.fresh_rows(&chunk);
        (kept(&chunk, &fresh).rows.clone(), filter.seen())
    }

    #[test]
    fn a_row_exported_twice_counts_once() {
        let (kept, seen) = rows_kept(&[
            ["1", "快递没到", "2024-01-05"],
            ["2", "屏幕碎了", "2024-01-05"],
            ["1", " 快递没到 ", "2024/1/5 00:00:00"],
            ["2", "屏幕又碎了", "2024-01-05"],
            ["1", "快递没到", "2024-01-06"],
            ["", "快递没到", "2024-01-05"],
            ["", "快递没到", "2024-01-05"],
        ]);
        assert_eq!(kept, [1, 2, 4, 5, 6, 7]);
        let counts = (seen.repeated, seen.differing, seen.rows);
        assert_eq!((counts, seen.are_ids()), ((1, 2, 5), true));
    }

    #[test]
    fn rows_without_a_text_are_one_only_where_all_their_cells_are() {
        let rows = [["1", "", "2024-01-05"], ["1", "", "2024-01-06"]];
        assert_eq!(rows_kept(&rows).0, [1, 2]);
        assert_eq!(rows_kept(&[rows[0], rows[0]]).0, [1]);
    }

    #[test]
    fn a_column_of_shops_holds_no_ids() {
        let texts: Vec<String> = (0..40).map(|i| format!("第{}件", i / 2)).collect();
        let rows: Vec<[&str; 3]> = texts
            .iter()
            .map(|text| ["海淀店", text.as_str(), "2024-01-05"])
            .collect();
        let (kept, seen) = rows_kept(&rows);
        assert_eq!((kept.len(), seen.repeated, seen.differing), (40, 0, 39));
        assert!(!seen.are_ids());
    }

    #[test]
    fn chunks_without_repeats_are_passed_on_as_they_are() {
        let chunk = chunk(&[["1", "甲", ""], ["2", "甲", ""]]);
        let mut filter = RepeatFilter::new(COLUMNS, Some(&chunk));
        let fresh = filter.fresh_rows(&chunk);
        assert!(matches!(kept(&chunk, &fresh), Cow::Borrowed(_)));
        let fresh = filter.fresh_rows(&chunk);
        assert!(kept(&chunk, &fresh).rows.is_empty());
    }
}
