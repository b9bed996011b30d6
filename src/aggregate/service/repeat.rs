//! Complaints that repeat an earlier one: the same complainant, or near-same text, within some days.

use super::rows::{Places, RepeatMarks, ServiceRows, shares_of_yes};
use crate::aggregate::figures::Repeats;
use crate::aggregate::table::{NONE, Table};
use rayon::prelude::*;

impl ServiceRows {
    /// For every row with a time whether it repeats an earlier one; absent where nothing tells.
    #[must_use]
    pub fn repeated(&self, table: &Table) -> Option<Vec<Option<bool>>> {
        repeated(table, self).map(|(repeated, _)| repeated)
    }

    /// Finds the rows that repeat an earlier one among all rows of `table`, before some of them are taken.
    pub fn mark_repeats(&mut self, table: &Table) {
        if self.repeats.is_none() {
            self.repeats = Some(marks(table, self));
        }
    }
}

fn marks(table: &Table, rows: &ServiceRows) -> RepeatMarks {
    let days = rows.repeat_days;
    let people = rows.complainant.as_ref().map(|c| &c.1);
    let has_texts = !table.group.is_empty();
    let (person, text) = rayon::join(
        || people.map(|codes| within(table, days, |row| codes.get(row).copied())),
        || has_texts.then(|| within(table, days, |row| table.group.get(row).copied())),
    );
    RepeatMarks { person, text }
}

/// For every row with a time whether it repeats an earlier one; absent where nothing tells.
pub(in crate::aggregate) fn repeated(
    table: &Table,
    rows: &ServiceRows,
) -> Option<(Vec<Option<bool>>, RepeatMarks)> {
    table.days.as_ref()?;
    let found = rows.repeats.clone();
    let marks = found.unwrap_or_else(|| marks(table, rows));
    if marks.person.is_none() && marks.text.is_none() {
        return None;
    }
    let is = |marks: &Option<Vec<bool>>, row: usize| {
        let mark = marks.as_ref().and_then(|m| m.get(row));
        mark.copied().unwrap_or(false)
    };
    let answer = |row| {
        let known = table.day(row);
        known.map(|_| is(&marks.person, row) || is(&marks.text, row))
    };
    Some(((0..table.rows()).map(answer).collect(), marks))
}

pub(super) fn repeats(table: &Table, rows: &ServiceRows, places: &Places<'_>) -> Option<Repeats> {
    let (answers, RepeatMarks { person, text }) = repeated(table, rows)?;
    let (all, types) = shares_of_yes(answers.into_iter(), places);
    let sum = |marks: &Vec<bool>| marks.iter().filter(|m| **m).count() as u64;
    Some(Repeats {
        days: rows.repeat_days,
        complainant: rows.complainant.as_ref().map(|c| c.0.clone()),
        by_complainant: person.as_ref().map(sum),
        by_text: text.as_ref().map(sum),
        all,
        types,
    })
}

/// For every row whether one of the same key lies before it, at most `days` away; of one day the earlier row is the first.
fn within(table: &Table, days: u32, key: impl Fn(usize) -> Option<u32>) -> Vec<bool> {
    let mut keyed: Vec<(u32, i32, usize)> = (0..table.rows())
        .filter_map(|row| {
            let key = key(row).filter(|k| *k != NONE)?;
            Some((key, table.day(row)?, row))
        })
        .collect();
    keyed.par_sort_unstable();
    let mut marks = vec![false; table.rows()];
    for pair in keyed.windows(2) {
        let (before, after) = (pair[0], pair[1]);
        if before.0 == after.0 && after.1.abs_diff(before.1) <= days {
            marks[after.2] = true;
        }
    }
    marks
}
