//! Complaints that were exported twice: rows whose id, text and time an earlier row has. Of each two hashes are kept.

use crate::columns::{ReportColumns, is_missing};
use crate::ingest::Chunk;
use crate::types::cell::cell_text;
use crate::types::{Level, Observer};
use arrow_array::BooleanArray;
use arrow_schema::Schema;
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

/// Columns at most in which rows exported twice are compared.
const WATCHED: usize = 8;
/// Rows without an id are told of where at least one in so many has the cells of another.
const TOLD_FROM: u64 = 20;

/// What was seen of ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EqualIds {
    /// Rows that repeat an earlier one in id, text and time, and are not counted.
    pub repeated: u64,
    /// Rows counted although their id came before: text or time are others, or the column holds no ids.
    pub differing: u64,
    /// Rows with an id.
    pub rows: u64,
    /// Of the repeated rows, those that differ from the first one in a column that is counted.
    pub updated: u64,
    /// These columns.
    pub updated_in: Vec<String>,
    /// Without ids: rows whose cells are all those of an earlier row. They are counted.
    pub identical: u64,
    /// Without ids: rows compared.
    pub compared: u64,
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
        if self.updated > 0 {
            let (n, columns) = (self.updated, self.updated_in.join(", "));
            let line = format!(
                "{n} of these rows differ in {columns} from the row that counts, which is the one read first: name the newest export first, as `tousu month` does"
            );
            observer.message(Level::Warn, &line);
        }
        if self.are_identical() {
            let line = format!(
                "{} of {} rows have the same cells as an earlier row, and all are counted; if they were exported twice, name the column of ids with --id",
                self.identical, self.compared
            );
            observer.message(Level::Warn, &line);
        }
    }

    /// Whether so many rows without an id are identical that they may have been exported twice.
    #[must_use]
    pub fn are_identical(&self) -> bool {
        self.identical > FEW && self.identical * TOLD_FROM >= self.compared
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
    /// Columns that are counted, by place and name.
    watched: Vec<(usize, String)>,
    /// Rows without ids are compared.
    compares_rows: bool,
    /// Rows that have no id, by all their cells.
    without_id: FxHashSet<u64>,
    /// Every id, and what it was given to first, with hashes of the cells watched: most ids come once.
    ids: FxHashMap<u64, (u64, [u16; WATCHED])>,
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

    /// The same, told of rows that differ in columns that are counted, and of rows without an id that are identical.
    pub(super) fn watching(mut self, columns: &ReportColumns, schema: &Schema) -> Self {
        let service = columns.service.columns.iter().map(|s| s.column);
        let by = columns.by.iter().flat_map(|by| by.columns.iter().copied());
        let counted = service.chain(columns.label).chain(by);
        let mut seen = FxHashSet::default();
        let counted = counted.chain(columns.numbers.iter().copied());
        let counted = counted.filter(|c| seen.insert(*c)).take(WATCHED);
        let named = counted.map(|c| (c, schema.field(c).name().clone()));
        self.watched = named.collect();
        // texts that are short may be the same by chance, but not at the same time
        self.compares_rows = !self.text.is_empty() && self.time.is_some();
        self
    }

    /// What was seen so far.
    pub(super) fn seen(&self) -> EqualIds {
        self.seen.clone()
    }

    /// Counts the rows of a chunk whose cells were all there before.
    fn compare_rows(&mut self, chunk: &Chunk) {
        let mut record = String::new();
        for row in 0..chunk.batch.num_rows() {
            record.clear();
            write_cells(chunk, row, &mut record);
            let is_new = self.without_id.insert(xxh3_64(record.as_bytes()));
            self.seen.compared += 1;
            self.seen.identical += u64::from(!is_new);
        }
    }

    /// Hashes of the cells watched.
    fn watched_cells(&self, chunk: &Chunk, row: usize) -> [u16; WATCHED] {
        let mut hashes = [0; WATCHED];
        for (hash, (column, _)) in hashes.iter_mut().zip(&self.watched) {
            let cell = cell_text(chunk.batch.column(*column), row);
            let cell = cell.as_deref().unwrap_or_default().trim();
            let [low, high, ..] = xxh3_64(cell.as_bytes()).to_le_bytes();
            *hash = u16::from_le_bytes([low, high]);
        }
        hashes
    }

    /// Takes a repeated row in: where it differs from the first one.
    fn compare_cells(&mut self, first: [u16; WATCHED], now: [u16; WATCHED]) {
        self.seen.repeated += 1;
        self.seen.updated += u64::from(first != now);
        let cells = first.iter().zip(now);
        let differing = self
            .watched
            .iter()
            .zip(cells)
            .filter(|(_, (a, b))| **a != *b);
        for ((_, name), _) in differing {
            if !self.seen.updated_in.contains(name) {
                self.seen.updated_in.push(name.clone());
            }
        }
    }

    /// Whether each row was not there before. A row without an id was not.
    pub(super) fn fresh_rows(&mut self, chunk: &Chunk) -> Vec<bool> {
        if self.compares_rows && (self.id.is_none() || self.only_counts) {
            self.compare_rows(chunk);
        }
        let rows = 0..chunk.batch.num_rows();
        let Some(id_column) = self.id else {
            return vec![true; rows.len()];
        };
        let mut record = String::new();
        rows.map(|row| self.is_fresh((chunk, row), id_column, &mut record))
            .collect()
    }

    fn is_fresh(
        &mut self,
        (chunk, row): (&Chunk, usize),
        id_column: usize,
        record: &mut String,
    ) -> bool {
        let id = cell_text(chunk.batch.column(id_column), row);
        let id = id.as_deref().map(|id| whole(id.trim()));
        let Some(id) = id.filter(|id| !is_missing(id, true)) else {
            return true;
        };
        self.seen.rows += 1;
        record.clear();
        record.push_str(id);
        let key = xxh3_64(id.as_bytes());
        if self.only_counts {
            let is_new = self.ids.insert(key, Default::default()).is_none();
            self.seen.differing += u64::from(!is_new);
            return true;
        }
        self.write_record(chunk, row, record);
        let hash = xxh3_64(record.as_bytes());
        let cells = self.watched_cells(chunk, row);
        let (first, first_cells) = match self.ids.entry(key) {
            Entry::Vacant(new) => {
                new.insert((hash, cells));
                return true;
            }
            Entry::Occupied(first) => *first.get(),
        };
        if first == hash {
            self.compare_cells(first_cells, cells);
            return false;
        }
        let is_new = self.later.insert(hash);
        self.seen.repeated += u64::from(!is_new);
        self.seen.differing += u64::from(is_new);
        is_new
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
            write_cells(chunk, row, record);
        } else if let Some(cell) = self.time.and_then(|c| cell_text(batch.column(c), row)) {
            write_time(&cell, record);
        }
    }
}

/// `100001` of `100001.0`, which a table of numbers makes of a column with blanks.
pub(super) fn whole(id: &str) -> &str {
    let digits = id.strip_suffix(".0").unwrap_or_default();
    let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    if is_number { digits } else { id }
}

/// Appends all cells of a row.
fn write_cells(chunk: &Chunk, row: usize, record: &mut String) {
    for column in chunk.batch.columns() {
        record.push(APART);
        record.push_str(cell_text(column, row).as_deref().unwrap_or_default().trim());
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
mod tests;
