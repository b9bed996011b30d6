//! What is watched: all complaints, every type, and every type at every value of the columns; and their complaints by day.

use super::dates::Dates;
use super::known::Known;
use crate::aggregate::{NONE, Table};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// A warning tells of so many complaints at least.
pub(super) const LEAST: u32 = 5;
/// A warning about a word tells of so many,
pub(super) const LEAST_OF_WORD: u32 = 8;
/// and of so many times what was expected.
pub(super) const TIMES_OF_WORD: f64 = 2.0;
/// Days times cells that are kept at most: beyond, the smallest cells are not watched.
const MOST: usize = 40_000_000;

/// One series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Key {
    All,
    Type(u32),
    /// A type at a value of a column.
    Cell(u32, u32, u32),
    /// Distinct complaints that hold a word or a phrase.
    Word(u32),
    /// Complaints that went badly by a figure, of one type or (`NONE`) of all.
    Mark(u32, u32),
}

impl Key {
    /// Whether the complaints of `part` are among those of this one, which has others.
    pub(super) fn holds(self, part: Self) -> bool {
        match (self, part) {
            (Self::All, part) => part != Self::All && !part.is_mark(),
            (Self::Type(of), Self::Cell(type_id, ..)) => of == type_id,
            (Self::Mark(a, NONE), Self::Mark(b, type_id)) => a == b && type_id != NONE,
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

    /// Whether it is a share of complaints, whatever their number.
    pub(super) fn is_mark(self) -> bool {
        matches!(self, Self::Mark(..))
    }

    /// The fewest complaints that warn, where `expected` were.
    pub(super) fn least(self, expected: f64) -> f64 {
        match self.is_word() {
            true => f64::from(LEAST_OF_WORD).max(TIMES_OF_WORD * expected),
            false => f64::from(LEAST),
        }
    }

    /// The line of [`Counts::lines`] that its share is taken of; its own where it is one.
    pub(super) fn line(self) -> usize {
        match self {
            Self::All | Self::Word(_) | Self::Mark(_, NONE) => 0,
            Self::Type(type_id) | Self::Cell(type_id, ..) | Self::Mark(_, type_id) => {
                type_id as usize + 1
            }
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
    /// Of the series of marks, which come last, the complaints of which it is known.
    pub(super) bases: Vec<Vec<f64>>,
    /// Share of the complaints of a value among all, of the values of these cells.
    pub(super) values: FxHashMap<(u32, u32), f64>,
    /// Cells left out because there are too many.
    pub(super) left_out: usize,
    /// What had come in on every day, where complaints come in later than they were made.
    pub(super) known: Option<Known>,
}

impl Counts {
    /// Of the rows of these days; `longest`: days of the longest window.
    pub(super) fn of(table: &Table, dates: &Dates, longest: usize) -> Self {
        let days = dates.days();
        let mut lines = vec![vec![0.0; days]; table.types.values.len() + 1];
        let mut cells: BTreeMap<Key, BTreeMap<u32, u32>> = BTreeMap::new();
        let mut values: FxHashMap<(u32, u32), f64> = FxHashMap::default();
        let mut all = 0.0;
        for row in 0..table.rows() {
            let Some(at) = dates.place(table, row) else {
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
            first: dates.first,
            lines,
            cells: kept.iter().map(|(k, of)| (*k, filled(of, days))).collect(),
            values,
            left_out,
            bases: Vec::new(),
            known: None,
        }
    }

    /// The place of the first series of marks among all series.
    pub(super) fn first_mark(&self) -> usize {
        self.lines.len() + self.cells.len() - self.bases.len()
    }

    /// Adds a complaint of the day at `place` to some series.
    pub(super) fn enter(&mut self, series: &[usize], place: usize) {
        for &at in series {
            match at.checked_sub(self.lines.len()) {
                None => self.lines[at][place] += 1.0,
                Some(cell) => self.cells[cell].1[place] += 1.0,
            }
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

pub(super) fn by_day(dated: &[(u32, u32)]) -> BTreeMap<u32, u32> {
    let mut days = BTreeMap::new();
    for (day, _) in dated {
        *days.entry(*day).or_default() += 1;
    }
    days
}

pub(super) fn filled(of: &BTreeMap<u32, u32>, days: usize) -> Vec<f64> {
    let mut line = vec![0.0; days];
    for (day, n) in of {
        line[*day as usize] = f64::from(*n);
    }
    line
}

/// The most complaints within so many days.
pub(super) fn most_within(days: &BTreeMap<u32, u32>, length: u32) -> u32 {
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
