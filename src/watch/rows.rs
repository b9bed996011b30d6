//! Complaints themselves, where they are at hand: what series have in common, and the series that lists of complaints make.

use super::dates::Dates;
use super::known::Knowing;
use super::marks::Marks;
use super::series::{Counts, Key, LEAST, by_day, filled, most_within};
use super::words::Words;
use crate::aggregate::{NONE, Table};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Complaints themselves, where they are at hand: which of them words and other series have in common.
#[derive(Clone, Copy)]
pub(super) struct Rows<'p> {
    pub(super) table: &'p Table,
    pub(super) words: &'p Words,
    pub(super) marks: &'p Marks,
    pub(super) dates: &'p Dates,
}

impl<'p> Rows<'p> {
    /// Whether a row is of the type and the value of a series; which rows hold a word, or went badly, the lists tell.
    pub(super) fn has(self, key: Key, row: u32) -> bool {
        let row = row as usize;
        let is_of = |type_id: u32| self.table.types.codes[row] == type_id;
        match key {
            Key::All | Key::Mark(_, NONE) => true,
            Key::Type(id) | Key::Mark(_, id) => is_of(id),
            Key::Cell(id, column, value) => {
                let codes = &self.table.dimensions[column as usize].codes;
                is_of(id) && codes[row] == value
            }
            Key::Word(_) => false,
        }
    }

    /// The complaints of a word or a mark, each behind the place of its day; absent for another series.
    pub(super) fn listed(self, key: Key) -> Option<impl Iterator<Item = (u32, u32)> + use<'p>> {
        self.within(key, (0, usize::MAX))
    }

    /// The series of a mark that a row is one of: of all complaints, and of its type where it has one.
    pub(super) fn marked(self, mark: u32, row: u32) -> impl IntoIterator<Item = Key> {
        let type_id = self.table.types.codes[row as usize];
        let of_type = (type_id != NONE).then_some(Key::Mark(mark, type_id));
        of_type.into_iter().chain([Key::Mark(mark, NONE)])
    }

    /// The complaints of a word or a mark of the days of a span.
    pub(super) fn within(
        self,
        key: Key,
        span: (usize, usize),
    ) -> Option<impl Iterator<Item = (u32, u32)> + use<'p>> {
        let (list, at) = match key {
            Key::Word(word) => (self.words, word),
            Key::Mark(mark, _) => (&self.marks.bad, mark),
            _ => return None,
        };
        let is_one = move |r: &(u32, u32)| key.is_word() || self.has(key, r.1);
        Some(list.dated(at, span).filter(is_one))
    }

    /// The same, as far as they had come in on its last day.
    pub(super) fn of(self, key: Key, span: (usize, usize)) -> impl Iterator<Item = u32> + use<'p> {
        let is_there = move |row: &(u32, u32)| {
            let came = row.0.saturating_add(self.dates.delay(row.1 as usize));
            came as usize <= span.1
        };
        let rows = self.within(key, span).into_iter().flatten();
        rows.filter(is_there).map(|r| r.1)
    }
}

impl Counts {
    /// Adds the words, each as a series.
    pub(super) fn with_words(mut self, words: &Words) -> Self {
        let days = self.days();
        for (word, rows) in (0..).zip(words.all()) {
            let line = filled(&by_day(rows), days);
            self.cells.push((Key::Word(word), line));
        }
        self
    }

    /// Adds the marks of all complaints and of every type that ever have [`LEAST`] close together.
    pub(super) fn with_marks(mut self, rows: Rows<'_>, longest: usize) -> Self {
        let days = self.days();
        let longest = u32::try_from(longest).unwrap_or(u32::MAX);
        let of = |mark: u32, list: &[(u32, u32)]| {
            let mut of: BTreeMap<Key, BTreeMap<u32, u32>> = BTreeMap::new();
            for &(at, row) in list {
                for key in rows.marked(mark, row) {
                    *of.entry(key).or_default().entry(at).or_default() += 1;
                }
            }
            of
        };
        let lists = (0..).zip(rows.marks.bad.all().zip(rows.marks.known.all()));
        for (mark, (bad, known)) in lists {
            let known = of(mark, known);
            let bad = of(mark, bad).into_iter();
            for (key, of) in bad.filter(|(_, of)| most_within(of, longest) >= LEAST) {
                self.cells.push((key, filled(&of, days)));
                self.bases.push(filled(&known[&key], days));
            }
        }
        self
    }

    /// Adds what had come in on every day, of the windows of so many days; nothing where all comes in at once.
    pub(super) fn with_known(mut self, rows: Rows<'_>, lengths: &[usize]) -> Self {
        let Rows {
            table,
            words,
            marks,
            dates,
        } = rows;
        if !dates.are_late() {
            return self;
        }
        let series = self.lines.len() + self.cells.len();
        let mut knowing = Knowing::new(lengths, series + self.bases.len(), self.days());
        let cells = self.cells.iter().map(|c| c.0).zip(self.lines.len()..);
        let places: FxHashMap<Key, usize> = cells.collect();
        for row in 0..table.rows() {
            let Some(at) = dates.place(table, row) else {
                continue;
            };
            let delay = dates.delay(row);
            knowing.note(at, delay);
            knowing.add(0, at, delay);
            let type_id = table.types.codes[row];
            if type_id == NONE {
                continue;
            }
            knowing.add(type_id as usize + 1, at, delay);
            for (column, dimension) in (0..).zip(&table.dimensions) {
                let key = Key::Cell(type_id, column, dimension.codes[row]);
                if let Some(&place) = places.get(&key) {
                    knowing.add(place, at, delay);
                }
            }
        }
        for (word, list) in (0..).zip(words.all()) {
            if let Some(&place) = places.get(&Key::Word(word)) {
                for &(at, row) in list {
                    knowing.add(place, at as usize, dates.delay(row as usize));
                }
            }
        }
        let behind = series - self.first_mark();
        for (lists, behind) in [(&marks.bad, 0), (&marks.known, behind)] {
            for (mark, list) in (0..).zip(lists.all()) {
                for &(at, row) in list {
                    let keys = rows.marked(mark, row).into_iter();
                    for place in keys.filter_map(|key| places.get(&key)) {
                        knowing.add(place + behind, at as usize, dates.delay(row as usize));
                    }
                }
            }
        }
        self.known = Some(knowing.finish());
        self
    }
}
