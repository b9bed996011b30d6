//! From a tally to figures: the only place that divides.

use super::calendar::Unit;
use super::dimension;
use super::figures::{Figures, Ledger, NumberFigures, Share, TypeFigures};
use super::periods;
use super::rules;
use super::stats;
use super::tally::{ByType, Count, Histogram, Tally, number};
use super::trend::BandParams;
use crate::error::{Error, Result};
use crate::types::Lang;
use std::collections::BTreeMap;

/// What is shown, and what counts as standing out.
#[derive(Clone, Debug, PartialEq)]
pub struct FinishParams {
    /// Length of a period; absent means the one that suits the span of the data.
    pub unit: Option<Unit>,
    /// Values of a dimension listed before the rest is folded into one named `…`; at least 1.
    pub max_values: usize,
    /// A cell stands out where its adjusted p lies below this, 0..1.
    pub alpha: f64,
    /// … and it holds at least so many distinct complaints
    pub min_support: u64,
    /// … and its lift is at least this.
    pub min_lift: f64,
    /// The bands of trends.
    pub bands: BandParams,
    /// Language of the rules in the ledger.
    pub lang: Lang,
}

impl Default for FinishParams {
    fn default() -> Self {
        Self {
            unit: None,
            max_values: 50,
            alpha: 0.05,
            min_support: 5,
            min_lift: 1.2,
            bands: BandParams::default(),
            lang: Lang::Zh,
        }
    }
}

impl FinishParams {
    /// # Errors
    /// [`Error::Param`] naming the setting outside its range.
    pub fn check(&self) -> Result<()> {
        let wrong = |name, got: String, wanted| Err(Error::Param { name, got, wanted });
        if self.max_values == 0 {
            return wrong("max_values", "0".into(), "at least 1");
        }
        if !(self.alpha > 0.0 && self.alpha < 1.0) {
            return wrong("alpha", self.alpha.to_string(), "between 0 and 1");
        }
        if !self.min_lift.is_finite() || self.min_lift < 1.0 {
            return wrong("min_lift", self.min_lift.to_string(), "at least 1");
        }
        Ok(())
    }
}

impl Tally {
    /// Shares, pivots, trends with their intervals.
    ///
    /// # Errors
    /// [`Error::Param`] for settings outside their range or a period too short for the span of the data.
    pub fn finish(&self, params: &FinishParams) -> Result<Figures> {
        params.check()?;
        let types = order(&self.types);
        let typed: Count = sum(types.iter().map(|t| self.types.get(t)));
        let mut figures = Figures {
            total: self.total.rows,
            distinct: self.total.distinct,
            rows_without: self.rows_without(),
            types: types
                .iter()
                .map(|t| self.type_figures(t, typed.rows))
                .collect(),
            numbers: self
                .numbers
                .iter()
                .map(|(name, n)| (name.clone(), numbers(n.types.values())))
                .collect(),
            ledger: self.ledger(params.lang),
            ..Figures::default()
        };
        figures.by = dimension::figures(self, &types, params);
        if let Some(days) = &self.days {
            let unit = params.unit.unwrap_or_else(|| periods::suited(days));
            figures.period_unit = Some(unit.name().to_owned());
            figures.periods = periods::figures(days, &types, unit, params)?;
            periods::last_changes(&mut figures);
        }
        Ok(figures)
    }

    fn rows_without(&self) -> BTreeMap<String, u64> {
        let none = |counts: &ByType| counts.values().map(|c| c.rows).sum::<u64>();
        let mut without = BTreeMap::new();
        let no_type = self.types.get("").map_or(0, |c| c.rows);
        without.insert("type".to_owned(), no_type);
        if let Some(days) = &self.days {
            let no_time = days.get(&super::table::NO_DAY).map_or(0, none);
            without.insert("time".to_owned(), no_time);
        }
        for (name, dimension) in &self.dimensions {
            let count = dimension.values.get("").map_or(0, none);
            without.insert(name.clone(), count);
        }
        without
    }

    fn type_figures(&self, name: &str, typed: u64) -> TypeFigures {
        let count = self.types.get(name).copied().unwrap_or_default();
        TypeFigures {
            name: name.to_owned(),
            share: share(count.rows, typed),
            distinct: count.distinct,
            review: self
                .review
                .as_ref()
                .map(|r| r.get(name).copied().unwrap_or(0)),
            corrected: None,
            target: None,
            change: None,
            numbers: self
                .numbers
                .iter()
                .filter_map(|(column, n)| {
                    let figures = numbers(std::iter::once(n.types.get(name)?));
                    Some((column.clone(), figures))
                })
                .collect(),
        }
    }

    fn ledger(&self, lang: Lang) -> Ledger {
        Ledger {
            rows_in: self.rows_in,
            rows_out: self.total.rows,
            rejected: self.rejected.clone(),
            rules: rules::rules(lang, self),
        }
    }
}

/// A count with its share and interval.
pub(super) fn share(count: u64, denominator: u64) -> Share {
    let interval = stats::wilson(count, denominator);
    Share {
        count,
        denominator,
        share: stats::ratio(count, denominator),
        low: interval.map(|i| i.0),
        high: interval.map(|i| i.1),
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

pub(super) fn sum<'a>(counts: impl Iterator<Item = Option<&'a Count>>) -> Count {
    counts.flatten().fold(Count::default(), |mut sum, count| {
        sum.add(*count);
        sum
    })
}

/// Mean, spread and quantiles of some numbers, added in sorted order.
pub(super) fn numbers<'a>(counted: impl Iterator<Item = &'a Histogram>) -> NumberFigures {
    let each =
        |(bits, n): (&u64, &u64)| std::iter::repeat_n(*bits, usize::try_from(*n).unwrap_or(0));
    let mut all: Vec<u64> = counted.flatten().flat_map(each).collect();
    all.sort_unstable();
    let values: Vec<f64> = all.into_iter().map(number).collect();
    if values.is_empty() {
        return NumberFigures::default();
    }
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|x| (x - mean).powi(2)).sum();
    NumberFigures {
        count: values.len() as u64,
        mean: Some(mean),
        sd: (values.len() > 1).then(|| (squares / (n - 1.0)).sqrt()),
        median: stats::quantile(&values, 0.5),
        mode: mode(&values),
        p90: stats::quantile(&values, 0.9),
    }
}

/// The most frequent of sorted values, the smallest of several; absent where none is met twice.
fn mode(values: &[f64]) -> Option<f64> {
    let runs = values.chunk_by(|a, b| a.total_cmp(b).is_eq());
    let longest = runs.clone().map(<[f64]>::len).max().filter(|&n| n > 1)?;
    let mut runs = runs.filter(|run| run.len() == longest);
    runs.next().and_then(|run| run.first().copied())
}
