//! From a tally to figures: the only place that divides.

use super::calendar::Unit;
use super::dimension;
use super::figures::{Figures, Ledger, NumberFigures, Share, TypeFigures};
use super::forecast::forecast;
use super::history::History;
use super::params::FinishParams;
use super::period_figures::Past;
use super::periods::{self, Dated};
use super::span::Span;
use super::table::NO_DAY;
use super::tally::{ByType, Count, Tally};
use crate::error::{Error, Result};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Names in [`Figures::rows_without`] that stand for no column.
pub(super) const ROLES: [&str; 3] = ["type", "time", "apart"];

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
            mentions: self.mentions(),
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
                left_out: self.left_out(),
                repeated: self.repeated,
                rules: BTreeMap::new(),
            },
            ..Figures::default()
        };
        self.add_periods(&mut figures, &types, params)?;
        Ok(figures)
    }

    /// The trend, and how the period reported, else the last complete one, compares with earlier ones.
    fn add_periods(
        &self,
        figures: &mut Figures,
        types: &[String],
        params: &FinishParams,
    ) -> Result<()> {
        let Some((days, counts)) = self.days.as_ref().zip(self.day_counts(None)) else {
            return Ok(());
        };
        let days = match self.period {
            None => Cow::Borrowed(days),
            Some(period) => {
                let known = days.range(..=period.span.last);
                Cow::Owned(known.map(|(day, of)| (*day, of.clone())).collect())
            }
        };
        let history = History::of_days(&days, types, &params.calendar);
        let dated = Dated {
            days: &days,
            history: &history,
            bounds: counts.span().map(|s| Span {
                last: self.period.map_or(s.last, |p| s.last.min(p.span.last)),
                ..s
            }),
        };
        let unit = params.unit.unwrap_or_else(|| dated.unit(self.period));
        figures.period_unit = Some(unit);
        figures.periods = periods::figures(&dated, types, unit, params)?;
        if self.is_to_come(unit, counts.span()) {
            let ahead = (unit, &params.calendar);
            figures.forecast = forecast(&figures.periods, &history, types, ahead);
        }
        // nobody asked for days, and one day beside another is mostly chance
        let is_by_chance = params.unit.is_none() && unit == Unit::Day;
        match self.period {
            None if is_by_chance => {
                let periods = figures.periods.iter_mut();
                periods.for_each(|p| (p.change, p.year_on_year) = (None, None));
            }
            None => periods::last_changes(figures, &history),
            Some(period) => {
                let past = Past {
                    days: &days,
                    history: &history,
                    counts: &counts,
                };
                past.report(period, figures);
            }
        }
        Ok(())
    }

    /// Whether what follows the report is to be foretold: not where the data hold it already, and of a month not the week that it ends in.
    fn is_to_come(&self, unit: Unit, data: Option<Span>) -> bool {
        self.period.is_none_or(|period| {
            let is_unit = period.kind.unit().is_none_or(|own| own == unit);
            is_unit && data.is_none_or(|data| data.last <= period.span.last)
        })
    }

    /// Rows that the report is not about, by why.
    fn left_out(&self) -> BTreeMap<String, u64> {
        let mut left_out = BTreeMap::new();
        if self.unselected > 0 {
            left_out.insert("where".to_owned(), self.unselected);
        }
        if let Some((period, counts)) = self.period.zip(self.day_counts(None)) {
            let names = ["before", "after", "undated"];
            for (name, n) in names.into_iter().zip(counts.outside(period.span)) {
                left_out.insert(name.to_owned(), n);
            }
        }
        left_out
    }

    fn rows_without(&self) -> BTreeMap<String, u64> {
        let none = |counts: &ByType| Count::sum(counts.values()).rows;
        let no_type = self.types.get("").map_or(0, |c| c.rows);
        let mut without = BTreeMap::from([("type".to_owned(), no_type)]);
        if let Some(days) = &self.days {
            let undated = days.get(&NO_DAY).filter(|_| self.period.is_none());
            without.insert("time".to_owned(), undated.map_or(0, none));
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
