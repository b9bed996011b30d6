//! Findings to be: what they are about, and which complaints that are.

use super::find::{CauseParams, Complaints};
use super::finding::Finding;
use super::scan::{self, CellKey, Placed};
use crate::aggregate::{Compared, Figures, NONE, Side, Table, day};
use chrono::NaiveDate;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// A finding to be.
pub(super) struct Draft {
    pub(super) finding: Finding,
    pub(super) pick: Pick,
    /// First and last day, for the search command; the last may be open.
    pub(super) days: Option<(String, String)>,
    /// For the order within its kind: the larger the earlier.
    pub(super) strength: f64,
}

/// Which complaints a finding is about, and which they are set against: the rest of [`Pick::whole`].
#[derive(Clone, Debug)]
pub(super) struct Pick {
    pub(super) whole: Whole,
    pub(super) part: Part,
}

/// Distinct complaints: all, or of one type, of one cell.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Whole {
    /// Code of the type; absent for all types.
    pub(super) kind: Option<u32>,
    /// Only those of complete periods.
    pub(super) placed: bool,
    /// Only those of this cell.
    pub(super) cell: CellKey,
}

/// Those of the whole that a finding is about.
#[derive(Clone, Debug)]
pub(super) enum Part {
    /// One type among all.
    Kind(u32),
    /// One period.
    Period(u32),
    /// From a period on.
    Since(u32),
    /// Some days.
    Days(BTreeSet<i32>),
    /// One value of one column.
    Cell(usize, u32),
    /// One period, in which these terms burst: their adjusted p.
    Burst(u32, FxHashMap<u32, f64>),
    /// These rows, ascending, and the terms that may name them: their adjusted p.
    Rows(Vec<u32>, FxHashMap<u32, f64>),
}

/// What findings are made from.
pub(super) struct Look<'a> {
    pub(super) complaints: &'a Complaints<'a>,
    pub(super) params: &'a CauseParams,
    pub(super) rows: &'a Rows,
}

impl<'a> Look<'a> {
    pub(super) fn table(&self) -> &'a Table {
        self.complaints.table
    }

    pub(super) fn type_name(&self, code: u32) -> Option<String> {
        self.table().types.values.get(code as usize).cloned()
    }

    pub(super) fn code_of(&self, name: &str) -> Option<u32> {
        let at = self.table().types.values.iter().position(|v| v == name)?;
        u32::try_from(at).ok()
    }

    /// Whether a distinct complaint belongs to the whole.
    pub(super) fn in_whole(&self, whole: &Whole, row: u32) -> bool {
        let kind = self.table().types.codes[row as usize];
        kind != NONE
            && whole.kind.is_none_or(|k| k == kind)
            && (!whole.placed || self.rows.period[row as usize] != NONE)
            && scan::holds(self.table(), &whole.cell, row as usize)
    }

    /// The rows of a whole, ascending.
    pub(super) fn whole(&self, whole: &Whole) -> impl Iterator<Item = u32> + '_ {
        let (table, cell) = (self.table(), whole.cell.clone());
        self.rows
            .of_kind(whole.kind, whole.placed)
            .filter(move |&row| scan::holds(table, &cell, row as usize))
    }

    /// Whether a row of the whole belongs to the part.
    pub(super) fn within(&self, part: &Part, row: u32) -> bool {
        let (table, at) = (self.table(), row as usize);
        match part {
            Part::Kind(kind) => table.types.codes[at] == *kind,
            Part::Period(period) | Part::Burst(period, _) => self.rows.period[at] == *period,
            Part::Since(period) => self.rows.period[at] >= *period,
            Part::Days(days) => table.day(at).is_some_and(|d| days.contains(&d)),
            Part::Rows(rows, _) => rows.binary_search(&row).is_ok(),
            Part::Cell(column, code) => table.dimensions[*column].codes[at] == *code,
        }
    }
}

/// The distinct complaints that have a type.
#[derive(Debug, Default)]
pub(super) struct Rows {
    all: Vec<u32>,
    of_kind: BTreeMap<u32, Vec<u32>>,
    /// For every row of the table its complete period, or [`NONE`].
    period: Vec<u32>,
}

impl Rows {
    pub(super) fn of(table: &Table, figures: &Figures) -> Self {
        let bounds: Vec<(i32, i32, bool)> = figures
            .periods
            .iter()
            .filter_map(|p| Some((iso(&p.start)?, iso(&p.end)?, p.complete)))
            .collect();
        let period_of = |row: usize| {
            let day = table.day(row)?;
            let at = bounds.partition_point(|s| s.0 <= day).checked_sub(1)?;
            let (_, end, complete) = bounds[at];
            (complete && day <= end).then(|| u32::try_from(at).ok())?
        };
        let mut rows = Self {
            period: vec![NONE; table.rows()],
            ..Self::default()
        };
        for row in 0..table.rows() {
            let kind = table.types.codes[row];
            if kind == NONE || !table.is_first(row) {
                continue;
            }
            let number = u32::try_from(row).unwrap_or(NONE);
            rows.period[row] = period_of(row).unwrap_or(NONE);
            rows.all.push(number);
            rows.of_kind.entry(kind).or_default().push(number);
        }
        rows
    }

    /// Of two spans of time: those of the first stand in period 0, those of the second in period 1, all others in none.
    pub(super) fn of_spans(table: &Table, compared: &Compared) -> Self {
        let bounds = |side: &Side| iso(&side.start).zip(iso(&side.end));
        let (before, after) = (bounds(&compared.before), bounds(&compared.after));
        let within =
            |span: Option<(i32, i32)>, day| span.is_some_and(|(a, b)| (a..=b).contains(&day));
        let side = |row: usize| match table.day(row) {
            Some(day) if within(after, day) => 1,
            Some(day) if within(before, day) => 0,
            _ => NONE,
        };
        let mut rows = Self::of(table, &Figures::default());
        for &row in &rows.all {
            rows.period[row as usize] = side(row as usize);
        }
        rows
    }

    /// The rows of one type or of all, ascending; `placed` those of complete periods alone.
    fn of_kind(&self, kind: Option<u32>, placed: bool) -> impl Iterator<Item = u32> + '_ {
        let rows = match kind {
            None => Some(&self.all),
            Some(kind) => self.of_kind.get(&kind),
        };
        rows.into_iter()
            .flatten()
            .copied()
            .filter(move |&row| !placed || self.period[row as usize] != NONE)
    }

    /// Those of complete periods, in columns.
    pub(super) fn placed(&self, table: &Table) -> Placed {
        let row: Vec<u32> = self.of_kind(None, true).collect();
        Placed {
            kind: row.iter().map(|&r| table.types.codes[r as usize]).collect(),
            period: row.iter().map(|&r| self.period[r as usize]).collect(),
            row,
        }
    }
}

pub(super) fn iso(text: &str) -> Option<i32> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(day)
}
