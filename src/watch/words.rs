//! Words, each with the complaints that hold it.

use super::dates::Dates;
use super::series::{Key, LEAST_OF_WORD, TIMES_OF_WORD, by_day, most_within};
use crate::aggregate::Table;

/// Days in which a word must be more frequent than usual, and those in which there must be enough of it.
const WEEK: u32 = 7;
const MONTH: u32 = 28;

/// Words by number, each with the complaints that hold it in the order of days.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    pub(super) names: Vec<String>,
    rows: Vec<Vec<(u32, u32)>>,
}

impl Words {
    /// Those of `postings` that ever are twice as frequent as usual, for the rows of these days.
    pub(super) fn of(postings: Vec<(String, Vec<u32>)>, table: &Table, dates: &Dates) -> Self {
        let days = dates.days() as f64;
        let mut words = Self::default();
        for (name, rows) in postings {
            let at = |row: &u32| {
                let place = dates.place(table, *row as usize)?;
                Some((u32::try_from(place).ok()?, *row))
            };
            let mut dated: Vec<(u32, u32)> = rows.iter().filter_map(at).collect();
            dated.sort_unstable();
            let by_day = by_day(&dated);
            let usual = dated.len() as f64 * f64::from(WEEK) / days;
            let is_enough = |length, least: f64| f64::from(most_within(&by_day, length)) >= least;
            let is_long = is_enough(MONTH, f64::from(LEAST_OF_WORD));
            if is_long && is_enough(WEEK, TIMES_OF_WORD * usual) {
                words.push(name, dated);
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
    pub(super) fn rows(&self, word: u32, span: (usize, usize)) -> impl Iterator<Item = u32> {
        self.dated(word, span).map(|r| r.1)
    }

    /// The same, each behind the place of its day.
    pub(super) fn dated(
        &self,
        word: u32,
        (from, to): (usize, usize),
    ) -> impl Iterator<Item = (u32, u32)> {
        let rows = &self.rows[word as usize];
        let start = rows.partition_point(|r| (r.0 as usize) < from);
        let rows = rows[start..].iter().copied();
        rows.take_while(move |r| r.0 as usize <= to)
    }

    /// The complaints of every word, each behind the place of its day.
    pub(super) fn all(&self) -> impl Iterator<Item = &[(u32, u32)]> {
        self.rows.iter().map(Vec::as_slice)
    }

    /// Adds a list of complaints in the order of days.
    pub(super) fn push(&mut self, name: String, rows: Vec<(u32, u32)>) {
        self.names.push(name);
        self.rows.push(rows);
    }
}
