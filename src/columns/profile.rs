//! Cells of a sample → facts about a column, in one pass.

use super::complainant::names_someone;
use super::duration;
use super::headers::simple;
use super::number_format::parse_number;
use super::time::{self, looks_like_time, names_week_or_quarter};
use crate::types::cell::{cell_text, cell_time};
use crate::types::is_missing;
use arrow_array::Array;
use arrow_array::RecordBatch;
use chrono::Datelike;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

/// Bytes of a cell that may be an answer.
const LONGEST_ANSWER: usize = 120;
/// Distinct answers of a column of answers.
const MOST_ANSWERS: usize = 40;

/// What the cells of a column say of it. Counts are cells; cells of white space alone are empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// The header, without case and outer space.
    pub header: String,
    /// Rows of the sample.
    pub rows: usize,
    /// Cells that are not empty.
    pub filled: usize,
    /// Values that differ, among the first [`Profile::compared`] filled cells.
    pub distinct: usize,
    /// Filled cells whose values were compared: all, unless there are very many values.
    pub compared: usize,
    /// Characters of a filled cell, on average.
    pub mean_chars: usize,
    /// Characters of the longest cell.
    pub longest: usize,
    /// Cells that are numbers (`parse_number`).
    pub numbers: usize,
    /// Cells that write a duration out (`duration::hours`).
    pub durations: usize,
    /// Cells that name one person ([`names_someone`]).
    pub people: usize,
    /// Cells that only mark that there is no value ([`is_missing`]); they are not filled.
    pub missing: usize,
    /// Cells that are times: typed, or text that is nothing but a date.
    pub times: usize,
    /// Cells that name a week or a quarter ([`names_week_or_quarter`]).
    pub coarse_times: usize,
    /// Cells that are numbers in which a date may be written: `20240305`, Excel's serial days, Unix seconds.
    pub dated_numbers: usize,
    /// Every cell is digits, all of one length of at least five: codes, not amounts.
    pub is_code: bool,
    /// Cells that are one word of ASCII characters with a digit among them: numbers, ids, number plates.
    pub coded: usize,
    /// Every number is whole and lies in 0..=10.
    pub is_zero_to_ten: bool,
    /// The distinct cells and their rows, the most frequent first; empty where they are too many or too long to be answers.
    pub answers: Vec<(String, u64)>,
    /// Cells that are paths of at least two steps (`一级>二级`).
    pub paths: usize,
    /// Steps of the longest path.
    pub deepest: usize,
    /// Hash of all cells in order: columns that say the same in every row share it.
    digest: u64,
}

impl Profile {
    /// Of every column of a sample.
    #[must_use]
    pub fn of_all(sample: &RecordBatch) -> Vec<Self> {
        let columns = 0..sample.num_columns();
        let of = |c| {
            Self::of(
                sample.column(c).as_ref(),
                sample.schema_ref().field(c).name(),
            )
        };
        columns.into_par_iter().map(of).collect()
    }

    /// Of one column.
    #[must_use]
    pub fn of(array: &dyn Array, header: &str) -> Self {
        let mut builder = ProfileBuilder::new(header);
        builder.add(array);
        builder.finish()
    }

    /// Whether at least `tenths` of ten filled cells are among `n`; false for an empty column.
    #[must_use]
    pub fn most(&self, n: usize, tenths: usize) -> bool {
        self.filled > 0 && n * 10 >= self.filled * tenths
    }

    /// Whether another column says the same in every row.
    #[must_use]
    pub fn same_cells(&self, other: &Self) -> bool {
        self.digest == other.digest
    }
}

/// Years in which exports were made.
const YEARS: std::ops::RangeInclusive<i32> = 1995..=2060;

/// Whether a number may be a date: it has the digits of one, and the year is one in which exports were made.
fn may_be_dated(cell: &str) -> bool {
    let whole = cell.split('.').next().unwrap_or(cell);
    whole.len() >= 5
        && whole.bytes().all(|b| b.is_ascii_digit())
        && time::TimeReader::default()
            .read(cell)
            .is_some_and(|t| YEARS.contains(&t.year()))
}

/// Distinct values that are told apart; what a column holds beyond them is not counted.
const MOST_DISTINCT: usize = 100_000;

/// A profile in the making: chunks of a column, added in order.
pub(super) struct ProfileBuilder {
    profile: Profile,
    digest: Xxh3,
    distinct: FxHashSet<u64>,
    /// Bytes of the first cell; all cells of a code have as many.
    length: Option<usize>,
    chars: usize,
    answers: Option<BTreeMap<String, u64>>,
}

impl ProfileBuilder {
    pub(super) fn new(header: &str) -> Self {
        Self {
            profile: Profile {
                header: simple(header),
                is_code: true,
                is_zero_to_ten: true,
                ..Profile::default()
            },
            digest: Xxh3::new(),
            distinct: FxHashSet::default(),
            length: None,
            chars: 0,
            answers: Some(BTreeMap::new()),
        }
    }

    pub(super) fn add(&mut self, array: &dyn Array) {
        self.profile.rows += array.len();
        for row in 0..array.len() {
            let cell = cell_text(array, row);
            // a mark that no text holds parts the cells
            self.digest
                .update(cell.as_deref().unwrap_or("\u{0}").as_bytes());
            self.digest.update(&[0xff]);
            let Some(cell) = cell.as_deref().map(str::trim).filter(|c| !c.is_empty()) else {
                continue;
            };
            if is_missing(cell, true) {
                self.profile.missing += 1;
                continue;
            }
            let is_time = cell_time(array, row).is_some() || looks_like_time(cell);
            self.profile.times += usize::from(is_time);
            self.enter(cell);
        }
    }

    fn enter(&mut self, cell: &str) {
        let profile = &mut self.profile;
        let length = cell.chars().count();
        self.chars += length;
        profile.filled += 1;
        profile.longest = profile.longest.max(length);
        if self.distinct.len() < MOST_DISTINCT {
            self.distinct.insert(xxh3_64(cell.as_bytes()));
            profile.compared = profile.filled;
        }
        let length = *self.length.get_or_insert(cell.len());
        profile.is_code &=
            length == cell.len() && length >= 5 && cell.bytes().all(|b| b.is_ascii_digit());
        if let Some(number) = parse_number(cell, false) {
            profile.numbers += 1;
            profile.dated_numbers += usize::from(may_be_dated(cell));
            profile.is_zero_to_ten &= (0.0..=10.0).contains(&number) && number.fract() == 0.0;
        }
        let is_word = cell.bytes().all(|b| b.is_ascii_graphic());
        profile.coded += usize::from(is_word && cell.bytes().any(|b| b.is_ascii_digit()));
        profile.durations += usize::from(duration::hours(cell).is_some());
        profile.coarse_times += usize::from(names_week_or_quarter(cell));
        profile.people += usize::from(names_someone(cell));
        let depth = steps(cell).count();
        profile.paths += usize::from(depth > 1);
        profile.deepest = profile.deepest.max(depth);
        self.answers = self.answers.take().and_then(|a| counted(a, cell));
    }

    pub(super) fn finish(self) -> Profile {
        let mut profile = self.profile;
        profile.distinct = self.distinct.len();
        profile.mean_chars = self.chars / profile.filled.max(1);
        profile.is_code &= profile.filled > 0;
        profile.digest = self.digest.digest();
        profile.answers = self.answers.into_iter().flatten().collect();
        profile
            .answers
            .sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
        profile
    }
}

/// Marks between the steps of a path.
const STEPS: [char; 3] = ['>', '＞', '›'];

/// The steps of a path such as `一级>二级`.
pub(super) fn steps(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(STEPS).map(str::trim).filter(|s| !s.is_empty())
}

/// `answers` with one more; `None` once the cells cannot be answers.
fn counted(mut answers: BTreeMap<String, u64>, cell: &str) -> Option<BTreeMap<String, u64>> {
    if let Some(rows) = answers.get_mut(cell) {
        *rows += 1;
        return Some(answers);
    }
    let fits = cell.len() <= LONGEST_ANSWER && answers.len() < MOST_ANSWERS;
    fits.then(|| {
        answers.insert(cell.to_owned(), 1);
        answers
    })
}
