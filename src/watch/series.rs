//! What is watched: all complaints, every type, and every type at every value of the columns; and their complaints by day.

use crate::aggregate::{NONE, Table};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// A warning tells of so many complaints at least.
const LEAST: u32 = 5;
/// A warning about a word tells of so many,
const LEAST_OF_WORD: u32 = 8;
/// and of so many times what was expected.
const TIMES_OF_WORD: f64 = 2.0;
/// Days times cells that are kept at most: beyond, the smallest cells are not watched.
const MOST: usize = 40_000_000;

/// Days in which a word must be more frequent than usual, and those in which there must be enough of it.
const WEEK: u32 = 7;
const MONTH: u32 = 28;

/// One series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Key {
    All,
    Type(u32),
    /// A type at a value of a column.
    Cell(u32, u32, u32),
    /// Distinct complaints that hold a word or a phrase.
    Word(u32),
}

impl Key {
    /// Whether the complaints of `part` are among those of this one, which has others.
    pub(super) fn holds(self, part: Self) -> bool {
        match (self, part) {
            (Self::All, part) => part != Self::All,
            (Self::Type(of), Self::Cell(type_id, ..)) => of == type_id,
            _ => false,
        }
    }

    /// Whether both are of one type at values of two columns: they may share complaints.
    pub(super) fn overlaps(self, other: Self) -> bool {
        match (self, other) {
            (Self::Cell(a, column, _), Self::Cell(b, other, _)) => a == b && column != other,
            _ => false,
        }
    }

    pub(super) fn is_word(self) -> bool {
        matches!(self, Self::Word(_))
    }

    /// The fewest complaints that warn, where `expected` were.
    pub(super) fn least(self, expected: f64) -> f64 {
        match self.is_word() {
            true => f64::from(LEAST_OF_WORD).max(TIMES_OF_WORD * expected),
            false => f64::from(LEAST),
        }
    }

    /// Whether a row is one of it; of words the list tells.
    pub(super) fn has(self, table: &Table, row: usize) -> bool {
        match self {
            Self::All => true,
            Self::Type(id) => table.types.codes[row] == id,
            Self::Cell(id, column, value) => {
                let codes = &table.dimensions[column as usize].codes;
                table.types.codes[row] == id && codes[row] == value
            }
            Self::Word(_) => false,
        }
    }

    /// The line of [`Counts::lines`] that its share is taken of; its own where it is one.
    pub(super) fn line(self) -> usize {
        match self {
            Self::All | Self::Word(_) => 0,
            Self::Type(type_id) | Self::Cell(type_id, ..) => type_id as usize + 1,
        }
    }
}

/// Complaints by day.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    /// The first day.
    pub(super) first: i32,
    /// All complaints, then every type.
    pub(super) lines: Vec<Vec<f64>>,
    /// Types at values that ever have [`LEAST`] complaints close together, by key.
    pub(super) cells: Vec<(Key, Vec<f64>)>,
    /// Share of the complaints of a value among all, of the values of these cells.
    pub(super) values: FxHashMap<(u32, u32), f64>,
    /// Cells left out because there are too many.
    pub(super) left_out: usize,
}

impl Counts {
    /// Of the rows from the day `first` to the day `last`; `longest`: days of the longest window.
    pub(super) fn of(table: &Table, (first, last): (i32, i32), longest: usize) -> Self {
        let days = usize::try_from(last - first + 1).unwrap_or(0);
        let mut lines = vec![vec![0.0; days]; table.types.values.len() + 1];
        let mut cells: BTreeMap<Key, BTreeMap<u32, u32>> = BTreeMap::new();
        let mut values: FxHashMap<(u32, u32), f64> = FxHashMap::default();
        let mut all = 0.0;
        for row in 0..table.rows() {
            let Some(day) = table.day(row).filter(|d| (first..=last).contains(d)) else {
                continue;
            };
            let Ok(at) = usize::try_from(day - first) else {
                continue;
            };
            all += 1.0;
            lines[0][at] += 1.0;
            let type_id = table.types.codes[row];
            if type_id == NONE {
                continue;
            }
            lines[type_id as usize + 1][at] += 1.0;
            for (column, dimension) in (0..).zip(&table.dimensions) {
                let value = dimension.codes[row];
                if value != NONE {
                    let of = cells.entry(Key::Cell(type_id, column, value)).or_default();
                    *of.entry(u32::try_from(at).unwrap_or(0)).or_default() += 1;
                    *values.entry((column, value)).or_default() += 1.0;
                }
            }
        }
        values.values_mut().for_each(|n| *n /= f64::max(all, 1.0));
        let longest = u32::try_from(longest).unwrap_or(u32::MAX);
        let mut kept: Vec<(Key, BTreeMap<u32, u32>)> = cells
            .into_iter()
            .filter(|(_, days)| most_within(days, longest) >= LEAST)
            .collect();
        let most = MOST / days.max(1);
        let left_out = kept.len().saturating_sub(most);
        if left_out > 0 {
            let sum = |of: &BTreeMap<u32, u32>| of.values().sum::<u32>();
            kept.sort_by(|a, b| sum(&b.1).cmp(&sum(&a.1)).then(a.0.cmp(&b.0)));
            kept.truncate(most);
            kept.sort_by_key(|cell| cell.0);
        }
        Self {
            first,
            lines,
            cells: kept.iter().map(|(k, of)| (*k, filled(of, days))).collect(),
            values,
            left_out,
        }
    }

    /// Days there are.
    pub(super) fn days(&self) -> usize {
        self.lines.first().map_or(0, Vec::len)
    }

    /// Every series in order: all, types, cells.
    pub(super) fn keys(&self) -> Vec<Key> {
        let types = u32::try_from(self.lines.len().saturating_sub(1)).unwrap_or(0);
        let types = (0..types).map(Key::Type);
        let cells = self.cells.iter().map(|c| c.0);
        std::iter::once(Key::All)
            .chain(types)
            .chain(cells)
            .collect()
    }
}

/// Words by number, each with the complaints that hold it in the order of days.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    pub(super) names: Vec<String>,
    rows: Vec<Vec<(u32, u32)>>,
}

impl Words {
    /// Those of `postings` that ever are twice as frequent as usual, for the rows from the day `first` to the day `last`.
    pub(super) fn of(
        postings: Vec<(String, Vec<u32>)>,
        table: &Table,
        (first, last): (i32, i32),
    ) -> Self {
        let days = f64::from(last - first + 1);
        let mut words = Self::default();
        for (name, rows) in postings {
            let at = |row: &u32| {
                let day = table
                    .day(*row as usize)
                    .filter(|d| (first..=last).contains(d))?;
                Some((u32::try_from(day - first).ok()?, *row))
            };
            let mut dated: Vec<(u32, u32)> = rows.iter().filter_map(at).collect();
            dated.sort_unstable();
            let by_day = by_day(&dated);
            let usual = dated.len() as f64 * f64::from(WEEK) / days;
            let is_enough = |length, least: f64| f64::from(most_within(&by_day, length)) >= least;
            let is_long = is_enough(MONTH, f64::from(LEAST_OF_WORD));
            if is_long && is_enough(WEEK, TIMES_OF_WORD * usual) {
                words.names.push(name);
                words.rows.push(dated);
            }
        }
        words
    }

    /// The word of a series of one.
    pub(super) fn name(&self, key: Key) -> Option<String> {
        match key {
            Key::Word(word) => self.names.get(word as usize).cloned(),
            _ => None,
        }
    }

    /// Complaints that hold a word, from one day, by place, to another.
    pub(super) fn rows(&self, word: u32, (from, to): (usize, usize)) -> impl Iterator<Item = u32> {
        let rows = &self.rows[word as usize];
        let start = rows.partition_point(|r| (r.0 as usize) < from);
        let rows = rows[start..].iter();
        rows.take_while(move |r| r.0 as usize <= to).map(|r| r.1)
    }

    /// Adds the words to the series.
    pub(super) fn enter(&self, counts: &mut Counts) {
        let days = counts.days();
        for (word, rows) in (0..).zip(&self.rows) {
            let line = filled(&by_day(rows), days);
            counts.cells.push((Key::Word(word), line));
        }
    }
}

fn by_day(dated: &[(u32, u32)]) -> BTreeMap<u32, u32> {
    let mut days = BTreeMap::new();
    for (day, _) in dated {
        *days.entry(*day).or_default() += 1;
    }
    days
}

fn filled(of: &BTreeMap<u32, u32>, days: usize) -> Vec<f64> {
    let mut line = vec![0.0; days];
    for (day, n) in of {
        line[*day as usize] = f64::from(*n);
    }
    line
}

/// The most complaints within so many days.
fn most_within(days: &BTreeMap<u32, u32>, length: u32) -> u32 {
    let (mut most, mut sum) = (0, 0);
    let mut from = days.iter().peekable();
    for (&day, &n) in days {
        sum += n;
        while let Some((_, gone)) = from.next_if(|(first, _)| **first + length <= day) {
            sum -= gone;
        }
        most = most.max(sum);
    }
    most
}
