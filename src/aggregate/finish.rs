//! From a tally to figures: the only place that divides.

use super::dimension;
use super::figures::{Figures, Ledger, NumberFigures, Share, TypeFigures};
use super::history::History;
use super::params::FinishParams;
use super::periods;
use super::table::NO_DAY;
use super::tally::{ByType, Count, Tally};
use crate::error::{Error, Result};
use std::collections::BTreeMap;

/// Names in [`Figures::rows_without`] that stand for no column.
pub(super) const ROLES: [&str; 2] = ["type", "time"];

impl Tally {
    /// Shares, pivots, trends with their intervals.
    ///
    /// # Errors
    /// [`Error::Param`] for settings outside their range or a period too short for the span of the data.
    pub fn finish(&self, params: &FinishParams) -> Result<Figures> {
        if params.max_values == 0 {
            return Err(Error::Param {
                name: "max_values",
                got: "0".into(),
                wanted: "at least 1",
            });
        }
        let types = order(&self.types);
        let typed = Count::sum(types.iter().filter_map(|t| self.types.get(t)));
        let type_figures = |name: &String| self.type_figures(name, typed.rows);
        let numbers = |n: &super::tally::NumberTally| NumberFigures::of(n.types.values());
        let mut figures = Figures {
            total: self.total.rows,
            distinct: self.total.distinct,
            rows_without: self.rows_without(),
            types: types.iter().map(type_figures).collect(),
            by: dimension::figures(self, &types, params.max_values),
            numbers: self
                .numbers
                .iter()
                .map(|(name, n)| (name.clone(), numbers(n)))
                .collect(),
            ledger: Ledger {
                rows_in: self.rows_in,
                rows_out: self.total.rows,
                rejected: self.rejected.clone(),
                rules: BTreeMap::new(),
            },
            ..Figures::default()
        };
        if let Some(days) = &self.days {
            let unit = params.unit.unwrap_or_else(|| periods::suited(days));
            figures.period_unit = Some(unit);
            let history = History::of_days(days, &types);
            figures.periods = periods::figures((days, &history), &types, unit, &params.bands)?;
            periods::last_changes(&mut figures, &history);
        }
        Ok(figures)
    }

    fn rows_without(&self) -> BTreeMap<String, u64> {
        let none = |counts: &ByType| Count::sum(counts.values()).rows;
        let no_type = self.types.get("").map_or(0, |c| c.rows);
        let mut without = BTreeMap::from([("type".to_owned(), no_type)]);
        if let Some(days) = &self.days {
            without.insert("time".to_owned(), days.get(&NO_DAY).map_or(0, none));
        }
        // a column may be named as a role is: it tells of itself beside its values
        for (name, dimension) in &self.dimensions {
            if ROLES.contains(&name.as_str()) {
                continue;
            }
            let count = dimension.values.get("").map_or(0, none);
            without.insert(name.clone(), count);
        }
        without
    }

    fn type_figures(&self, name: &str, typed: u64) -> TypeFigures {
        let count = self.types.get(name).copied().unwrap_or_default();
        let numbers = self.numbers.iter().filter_map(|(column, n)| {
            let figures = NumberFigures::of(std::iter::once(n.types.get(name)?));
            Some((column.clone(), figures))
        });
        TypeFigures {
            name: name.to_owned(),
            share: Share::of(count.rows, typed),
            distinct: count.distinct,
            review: self
                .review
                .as_ref()
                .map(|r| r.get(name).copied().unwrap_or(0)),
            numbers: numbers.collect(),
            ..TypeFigures::default()
        }
    }
}

/// The named types, most frequent first, then by name.
fn order(types: &ByType) -> Vec<String> {
    let mut named: Vec<(&String, u64)> = types
        .iter()
        .filter(|(name, _)| !name.is_empty())
        .map(|(name, count)| (name, count.rows))
        .collect();
    named.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    named.into_iter().map(|(name, _)| name.clone()).collect()
}
