//! The distinct complaints that have a type, by type and period, and parts of them.

use super::cell::{self, CellKey};
use crate::aggregate::{Compared, Figures, NONE, Side, Table, day, first_comparable};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// Distinct complaints: all, or of one type, of one cell.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Scope {
    /// Absent for all types.
    pub(super) type_id: Option<u32>,
    /// Only those of complete periods.
    pub(super) in_period: bool,
    /// Only those of this cell.
    pub(super) cell: CellKey,
}

impl Scope {
    /// Those of a type or of all, in complete periods.
    pub(super) fn in_periods(type_id: Option<u32>) -> Self {
        Self {
            type_id,
            in_period: true,
            ..Self::default()
        }
    }
}

/// Those of a scope that a finding is about; it is set against the rest of the scope.
#[derive(Clone, Debug)]
pub(super) enum Part {
    /// One type among all.
    Type(u32),
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
    /// These rows and their copies, ascending, and the terms that may name them: their adjusted p.
    Rows(Vec<u32>, FxHashMap<u32, f64>),
}

/// The distinct complaints that have a type.
#[derive(Debug, Default)]
pub(super) struct Rows {
    all: Vec<u32>,
    of_type: BTreeMap<u32, Vec<u32>>,
    /// The other rows of the table: copies, and those without a type.
    beside: Vec<u32>,
    /// For every row of the table its complete period, or [`NONE`].
    pub(super) period: Vec<u32>,
}

/// The distinct complaints of the complete periods, one entry each.
#[derive(Clone, Debug, Default)]
pub(super) struct InPeriods {
    pub(super) row: Vec<u32>,
    pub(super) type_id: Vec<u32>,
    /// Index of the period.
    pub(super) period: Vec<u32>,
}

impl Rows {
    /// By the complete periods of `figures` that are comparable with the last.
    pub(super) fn of(table: &Table, figures: &Figures) -> Self {
        let from = first_comparable(&figures.periods);
        let periods = figures.periods.iter();
        let bounds: Vec<(i32, i32, bool)> = periods
            .map(|p| (day(p.start), day(p.end), p.complete && day(p.start) >= from))
            .collect();
        Self::by_period(table, |day| {
            let at = bounds.partition_point(|s| s.0 <= day).checked_sub(1)?;
            let (_, end, complete) = bounds[at];
            (complete && day <= end).then(|| u32::try_from(at).ok())?
        })
    }

    /// Of two spans of time: those of the first are in period 0, those of the second in period 1, all others in none.
    pub(super) fn of_spans(table: &Table, compared: &Compared) -> Self {
        let within = |side: &Side, at| (day(side.start)..=day(side.end)).contains(&at);
        Self::by_period(table, |day| {
            let before = within(&compared.before, day).then_some(0);
            if within(&compared.after, day) {
                Some(1)
            } else {
                before
            }
        })
    }

    fn by_period(table: &Table, period_of: impl Fn(i32) -> Option<u32>) -> Self {
        let mut rows = Self {
            period: vec![NONE; table.rows()],
            ..Self::default()
        };
        for row in 0..table.rows() {
            let type_id = table.types.codes[row];
            let number = u32::try_from(row).unwrap_or(NONE);
            rows.period[row] = table.day(row).and_then(&period_of).unwrap_or(NONE);
            if type_id == NONE || !table.is_first(row) {
                rows.beside.push(number);
                continue;
            }
            rows.all.push(number);
            rows.of_type.entry(type_id).or_default().push(number);
        }
        rows
    }

    /// The rows of a scope, ascending.
    pub(super) fn scope<'a>(
        &'a self,
        table: &'a Table,
        scope: &Scope,
    ) -> impl Iterator<Item = u32> + use<'a> {
        let rows = match scope.type_id {
            None => Some(&self.all),
            Some(type_id) => self.of_type.get(&type_id),
        };
        let (cell, in_period) = (scope.cell.clone(), scope.in_period);
        rows.into_iter().flatten().copied().filter(move |&row| {
            (!in_period || self.period[row as usize] != NONE)
                && cell::holds(table, &cell, row as usize)
        })
    }

    /// The other rows that lie in a part: copies and, where it is of all types, those without one. Ascending.
    pub(super) fn beside(
        &self,
        table: &Table,
        scope: &Scope,
        part: &Part,
    ) -> impl Iterator<Item = u32> {
        self.beside.iter().copied().filter(|&row| {
            let type_id = table.types.codes[row as usize];
            scope.type_id.is_none_or(|t| t == type_id)
                && (!scope.in_period || self.period[row as usize] != NONE)
                && cell::holds(table, &scope.cell, row as usize)
                && self.in_part(table, part, row)
        })
    }

    /// Whether a distinct complaint belongs to a scope.
    pub(super) fn in_scope(&self, table: &Table, scope: &Scope, row: u32) -> bool {
        let type_id = table.types.codes[row as usize];
        type_id != NONE
            && scope.type_id.is_none_or(|t| t == type_id)
            && (!scope.in_period || self.period[row as usize] != NONE)
            && cell::holds(table, &scope.cell, row as usize)
    }

    /// Whether a row of the scope belongs to the part.
    pub(super) fn in_part(&self, table: &Table, part: &Part, row: u32) -> bool {
        let at = row as usize;
        match part {
            Part::Type(type_id) => table.types.codes[at] == *type_id,
            Part::Period(period) | Part::Burst(period, _) => self.period[at] == *period,
            Part::Since(period) => (*period..NONE).contains(&self.period[at]),
            Part::Days(days) => table.day(at).is_some_and(|d| days.contains(&d)),
            Part::Rows(rows, _) => rows.binary_search(&table.first_of(row)).is_ok(),
            Part::Cell(column, code) => table.dimensions[*column].codes[at] == *code,
        }
    }

    /// Those of complete periods, in columns.
    pub(super) fn in_periods(&self, table: &Table) -> InPeriods {
        let row: Vec<u32> = self.scope(table, &Scope::in_periods(None)).collect();
        let types = row.iter().map(|&r| table.types.codes[r as usize]);
        InPeriods {
            type_id: types.collect(),
            period: row.iter().map(|&r| self.period[r as usize]).collect(),
            row,
        }
    }
}
