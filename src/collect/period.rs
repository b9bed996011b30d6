//! Rows of a period, and those up to its end: what a report is about, and its history.

use super::collected::{Collected, Unsure};
use super::collector::groups;
use crate::Result;
use crate::aggregate::{
    ByType, ColumnReadings, PeriodChoice, ReportPeriod, Span, Table, by_day, taken,
};
use std::collections::BTreeMap;

/// Rows by what a report about a period makes of them.
#[derive(Debug)]
pub struct AboutPeriod {
    /// The rows of the period, near-duplicates looked for among them alone.
    pub now: Collected,
    /// The rows up to its end, those of the period as in `now`.
    pub past: Collected,
    /// All complaints by day and type, those after the period and those without a day included.
    pub days: BTreeMap<i32, ByType>,
}

impl Collected {
    /// Settles on the days that the report is about; dates far from all others do not count unless they are to be kept.
    ///
    /// # Errors
    /// As [`PeriodChoice::settle`].
    pub fn period(&self, choice: PeriodChoice, keep_ends: bool) -> Result<Option<ReportPeriod>> {
        let covered = self.table.covered().filter(|_| !keep_ends);
        choice.settle(self.table.day_counts(covered).as_ref())
    }

    /// An error where a span cuts a month, and times tell only months.
    ///
    /// # Errors
    /// As said.
    pub fn check_months(&self, spans: &[Span]) -> Result<()> {
        let days = || self.table.day_counts(None);
        match (!spans.is_empty()).then(days).flatten() {
            Some(days) => spans.iter().try_for_each(|span| days.check_months(*span)),
            None => Ok(()),
        }
    }

    /// The rows of `period` alone, and all complaints by day and type.
    #[must_use]
    pub fn of_period(&mut self, period: ReportPeriod) -> (Self, BTreeMap<i32, ByType>) {
        self.service.mark_repeats(&self.table);
        let inside = dated(&self.table, |day| period.span.holds(Some(day)));
        let mut now = self.taken(&inside);
        now.table.group = groups(&now.texts.normalized);
        now.table.template = regrouped(&self.table.template, &inside);
        regroup(&mut self.table, &inside, &now.table.group);
        (now, by_day(&self.table))
    }

    /// Divides the rows by `period`.
    #[must_use]
    pub fn about(mut self, period: ReportPeriod) -> AboutPeriod {
        let (mut now, days) = self.of_period(period);
        now.notes.append(&mut self.notes);
        let known = dated(&self.table, |day| day <= period.span.last);
        let past = if known.len() == self.table.rows() {
            self
        } else {
            let mut past = self.taken(&known);
            past.table.group = regrouped(&self.table.group, &known);
            past.table.template = regrouped(&self.table.template, &known);
            past
        };
        AboutPeriod { now, past, days }
    }

    /// These rows, ascending. What was said of the columns stays behind.
    pub(super) fn taken(&self, rows: &[u32]) -> Self {
        Self {
            table: self.table.taken(rows),
            texts: self.texts.taken(rows),
            unsure: Unsure {
                rows: taken(&self.unsure.rows, rows),
            },
            model_rows: self.model_rows.taken(rows),
            model_totals: None,
            service: self.service.taken(rows),
            yes_no: self.yes_no.as_ref().map(|c| c.taken(rows)),
            places: self.places.as_ref().map(|c| c.taken(rows)),
            notes: Vec::new(),
            readings: ColumnReadings::default(),
            columns: self.columns.clone(),
            files: Vec::new(),
            unnamed: Vec::new(),
            types_are_written: self.types_are_written,
            equal_ids: self.equal_ids.clone(),
            normalizer: self.normalizer.clone(),
        }
    }
}

/// The rows whose day is as wanted, ascending.
fn dated(table: &Table, wanted: impl Fn(i32) -> bool) -> Vec<u32> {
    let rows = (0..table.rows()).filter(|&row| table.day(row).is_some_and(&wanted));
    rows.filter_map(|row| u32::try_from(row).ok()).collect()
}

/// Gives the rows `inside` the groups `of_inside`, found among them alone; groups of the others begin with one of the others.
fn regroup(table: &mut Table, inside: &[u32], of_inside: &[u32]) {
    let before = std::mem::take(&mut table.group);
    if before.is_empty() {
        return;
    }
    let mut is_inside = vec![false; before.len()];
    inside
        .iter()
        .for_each(|&row| is_inside[row as usize] = true);
    let others: Vec<u32> = (0..)
        .take(before.len())
        .filter(|&r: &u32| !is_inside[r as usize])
        .collect();
    let mut group = before.clone();
    for (&row, of) in others.iter().zip(regrouped(&before, &others)) {
        group[row as usize] = others[of as usize];
    }
    for (&row, &of) in inside.iter().zip(of_inside) {
        group[row as usize] = inside[of as usize];
    }
    table.group = group;
}

/// The groups of these rows, by their places among them: each begins with its first row there.
fn regrouped(groups: &[u32], rows: &[u32]) -> Vec<u32> {
    let mut first: BTreeMap<u32, u32> = BTreeMap::new();
    let of = taken(groups, rows).into_iter().zip(0..);
    of.map(|(group, at)| *first.entry(group).or_insert(at))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_do_not_cross_the_border_of_the_period() {
        let mut table = Table {
            group: vec![0, 0, 0, 3, 0, 3],
            ..Table::default()
        };
        // rows 1, 3, 4 are inside, and 1 and 4 alike
        regroup(&mut table, &[1, 3, 4], &[0, 1, 0]);
        assert_eq!(table.group, [0, 1, 0, 3, 1, 5]);
        assert_eq!(regrouped(&table.group, &[2, 4, 5]), [0, 1, 2]);
    }
}
