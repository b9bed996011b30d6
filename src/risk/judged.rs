//! The complaints that are judged: near-duplicates once, those whose answer is known.

use crate::aggregate::{NONE, Table};
use rustc_hash::FxHashMap;

/// Distinct complaints whose answer is known, one entry each.
#[derive(Debug)]
pub(super) struct Judged<'a> {
    pub(super) table: &'a Table,
    /// Their rows, ascending.
    pub(super) rows: Vec<u32>,
    /// Whether the answer is yes.
    pub(super) yes: Vec<bool>,
    /// The type of each, or [`NONE`].
    pub(super) types: Vec<u32>,
}

impl<'a> Judged<'a> {
    /// Of the rows that are counted. Copies are one complaint: it is at their first row, and its answer is the first that is known of any.
    pub(super) fn of(
        table: &'a Table,
        answers: &[Option<bool>],
        is_counted: impl Fn(usize) -> bool,
    ) -> Self {
        let mut known: FxHashMap<u32, bool> = FxHashMap::default();
        let mut firsts = Vec::new();
        for row in (0..table.rows()).filter(|&row| is_counted(row)) {
            let Some(yes) = answers.get(row).copied().flatten() else {
                continue;
            };
            let first = table.first_of(u32::try_from(row).unwrap_or(NONE));
            known.entry(first).or_insert_with(|| {
                firsts.push(first);
                yes
            });
        }
        // the first row may lie before what is counted; its text is that of the copy
        firsts.sort_unstable();
        Self {
            yes: firsts.iter().map(|first| known[first]).collect(),
            types: firsts
                .iter()
                .map(|&row| table.types.codes[row as usize])
                .collect(),
            rows: firsts,
            table,
        }
    }

    /// Entries.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The day of an entry.
    pub(super) fn day(&self, at: usize) -> Option<i32> {
        self.table.day(self.rows[at] as usize)
    }

    /// The week of an entry, in weeks since a Thursday long ago; absent without a day.
    pub(super) fn week(&self, at: usize) -> Option<i32> {
        self.day(at).map(|day| day.div_euclid(7))
    }

    /// Yeses and noes among some entries.
    pub(super) fn both(&self, entries: impl Iterator<Item = usize>) -> (u64, u64) {
        entries.fold((0, 0), |(yes, no), at| match self.yes[at] {
            true => (yes + 1, no),
            false => (yes, no + 1),
        })
    }
}
