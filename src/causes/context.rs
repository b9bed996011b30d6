//! What causes are looked for in.

use super::exemplar::Source;
use super::params::CauseParams;
use super::rows::{Part, Rows, Scope};
use super::terms::Terms;
use crate::aggregate::{Figures, Period, Table, day};
use std::ops::RangeInclusive;

/// What causes are looked for in.
#[derive(Clone, Copy)]
pub struct Complaints<'a> {
    /// The rows.
    pub table: &'a Table,
    /// Their figures.
    pub figures: &'a Figures,
    /// Words of every row (copies have none); absent without a text column.
    pub terms: Option<&'a Terms>,
    /// For every row whether no type fits it well; may be empty.
    pub unsure: &'a [bool],
    /// Where to read exemplars.
    pub source: &'a dyn Source,
}

/// The same with the settings, and the rows by type and period.
pub(super) struct Context<'a> {
    pub(super) complaints: &'a Complaints<'a>,
    pub(super) params: &'a CauseParams,
    pub(super) rows: Rows,
}

impl<'a> Context<'a> {
    pub(super) fn new(complaints: &'a Complaints<'a>, params: &'a CauseParams, rows: Rows) -> Self {
        Self {
            complaints,
            params,
            rows,
        }
    }

    /// Whether what happened in a period is news: it ends in the one that the report is about.
    pub(super) fn is_news(&self, period: u32) -> bool {
        let reported = self.complaints.figures.period.as_ref();
        let Some((reported, period)) = reported.zip(self.period(period)) else {
            return true;
        };
        reported.holds_end(period.end)
    }

    /// The days that the report is about; all where it is about no period.
    pub(super) fn days(&self) -> RangeInclusive<i32> {
        let reported = self.complaints.figures.period.as_ref();
        reported.map_or(i32::MIN..=i32::MAX, |p| day(p.from)..=day(p.until))
    }

    pub(super) fn table(&self) -> &'a Table {
        self.complaints.table
    }

    pub(super) fn type_name(&self, type_id: u32) -> Option<String> {
        self.table().types.values.get(type_id as usize).cloned()
    }

    pub(super) fn type_id(&self, name: &str) -> Option<u32> {
        let at = self.table().types.values.iter().position(|v| v == name)?;
        u32::try_from(at).ok()
    }

    pub(super) fn period(&self, at: u32) -> Option<&'a Period> {
        self.complaints.figures.periods.get(at as usize)
    }

    /// The rows of a scope, ascending.
    pub(super) fn scope(&self, scope: &Scope) -> impl Iterator<Item = u32> {
        self.rows.scope(self.table(), scope)
    }

    /// The complaints of a part, ascending.
    pub(super) fn part(&self, scope: &Scope, part: &Part) -> Vec<u32> {
        let mut scope = scope.clone();
        if let Part::Type(type_id) = part {
            scope.type_id = Some(*type_id);
        }
        let rows = self.scope(&scope);
        rows.filter(|&row| self.rows.in_part(self.table(), part, row))
            .collect()
    }

    /// Whether a row belongs to a part.
    pub(super) fn holds(&self, scope: &Scope, part: &Part, row: u32) -> bool {
        self.rows.in_scope(self.table(), scope, row) && self.rows.in_part(self.table(), part, row)
    }
}
