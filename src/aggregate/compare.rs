//! Two spans of time side by side: did the measure work?

use super::figures::{Compared, Difference, Side};
use super::history::History;
use super::holidays::Calendar;
use super::merge::Merge;
use super::span::Span;
use super::split;
use super::stats;
use super::table::Table;
use super::tally::{ByType, Count, Tally};
use super::trend::{self, Basis};
use std::collections::{BTreeMap, BTreeSet};

/// Counts of both spans: types, and every column to slice by.
#[must_use]
pub fn compare(table: &Table, before: Span, after: Span) -> Compared {
    let of = |span: Span| Tally::of_those(table, |row| span.holds(table.day(row)));
    let history = History::of_table(table, |_| true);
    let basis = Bases {
        history: &history,
        spans: (covered(&history, before), covered(&history, after)),
        types: &table.types.values,
    };
    basis.compared(&of(before), &of(after))
}

impl Tally {
    /// The same from counts alone: types, but no columns, since these are not counted by day.
    #[must_use]
    pub fn compare(&self, (before, after): (Span, Span), calendar: &Calendar) -> Compared {
        let of = |span: Span| {
            let mut part = Self::default();
            let days = self
                .days
                .iter()
                .flat_map(|d| d.range(span.first..=span.last));
            for (name, count) in days.flat_map(|(_, types)| types) {
                part.types.entry(name.clone()).or_default().add(*count);
                part.total.add(*count);
            }
            part
        };
        let types: Vec<String> = self.types.keys().cloned().collect();
        let days = self.days.as_ref();
        let history = days.map_or_else(History::default, |days| {
            History::of_days(days, &types, calendar)
        });
        let basis = Bases {
            history: &history,
            spans: (covered(&history, before), covered(&history, after)),
            types: &types,
        };
        basis.compared(&of(before), &of(after))
    }
}

/// The days of a span that the data cover; all of it where they cover none.
fn covered(history: &History, span: Span) -> Span {
    let days = history.covered((span.first, span.last));
    days.map_or(span, |(first, last)| Span { first, last })
}

/// What counts of both spans are compared on.
struct Bases<'a> {
    history: &'a History,
    spans: (Span, Span),
    /// Names of the history's types.
    types: &'a [String],
}

impl Bases<'_> {
    fn compared(&self, before: &Tally, after: &Tally) -> Compared {
        let mut by = BTreeMap::new();
        for (name, dimension) in before.dimensions.iter().chain(&after.dimensions) {
            by.entry(dimension.place).or_insert_with(|| name.clone());
        }
        let values = |tally: &Tally, name: &str| -> ByType {
            let values = tally.dimensions.get(name).map(|d| &d.values);
            let sum = |types: &ByType| Count::sum(types.values());
            let values = values.into_iter().flatten();
            values
                .map(|(value, types)| (value.clone(), sum(types)))
                .collect()
        };
        let of_values = |name: String| {
            let list = self.differences(&values(before, &name), &values(after, &name), |_| {
                self.basis(None)
            });
            (name, list)
        };
        let total = (before.total.rows, after.total.rows);
        let of_type = |name: &str| self.basis(self.types.iter().position(|t| t == name));
        Compared {
            total: difference(String::new(), total, None, &self.basis(None)),
            types: self.differences(&before.types, &after.types, of_type),
            by: by.into_values().map(of_values).collect(),
            splits: split::splits(before, after),
            before: self.side(self.spans.0, before),
            after: self.side(self.spans.1, after),
        }
    }

    fn basis(&self, type_id: Option<usize>) -> Basis {
        let (before, after) = self.spans;
        let days = |span: Span| self.history.exposure(type_id, (span.first, span.last));
        Basis {
            days: (days(before), days(after)),
            dispersion: self
                .history
                .dispersion(type_id, before.days().max(after.days())),
        }
    }

    fn side(&self, span: Span, tally: &Tally) -> Side {
        let (start, end) = span.dates();
        let missing = self.history.gap_days((span.first, span.last));
        Side {
            start,
            end,
            days: u32::try_from(span.last - span.first + 1 - missing).unwrap_or(0),
            ordinary_days: self.history.exposure(None, (span.first, span.last)),
            count: tally.total.rows,
            distinct: tally.total.distinct,
        }
    }

    /// One line a name; those whose share moved most first.
    fn differences(
        &self,
        before: &ByType,
        after: &ByType,
        basis: impl Fn(&str) -> Basis,
    ) -> Vec<Difference> {
        let names: BTreeSet<&String> = before
            .keys()
            .chain(after.keys())
            .filter(|n| !n.is_empty())
            .collect();
        let rows = |of: &ByType, name: &str| of.get(name).map_or(0, |c| c.rows);
        let sum = |of: &ByType| names.iter().map(|n| rows(of, n)).sum::<u64>();
        let totals = (sum(before), sum(after));
        let rest = self.basis(None).dispersion;
        let line = |name: &&String| {
            let (counts, basis) = ((rows(before, name), rows(after, name)), basis(name));
            Difference {
                p: Some(apart(counts, totals, (basis.dispersion, rest))),
                ..difference((*name).clone(), counts, Some(totals), &basis)
            }
        };
        let mut list: Vec<Difference> = names.iter().map(line).collect();
        let moved = |d: &Difference| d.share_difference.map_or(0.0, f64::abs);
        list.sort_by(|a, b| {
            moved(b)
                .total_cmp(&moved(a))
                .then_with(|| a.name.cmp(&b.name))
        });
        list
    }
}

/// Two-sided p of a count having moved as the others of its list did, from the logarithm of the odds ratio; `dispersions` of its own counts and
/// of the others'. A level that moves for all types is not a change of one.
fn apart((b, a): (u64, u64), (all_b, all_a): (u64, u64), dispersions: (f64, f64)) -> f64 {
    let [b, a, rest_b, rest_a] = [b, a, all_b - b, all_a - a].map(|n| n as f64 + 0.5);
    let variance =
        dispersions.0 * (1.0 / b + 1.0 / a) + dispersions.1 * (1.0 / rest_b + 1.0 / rest_a);
    let moved = (a / b).ln() - (rest_a / rest_b).ln();
    (2.0 * stats::normal_upper(moved.abs() / variance.sqrt())).min(1.0)
}

fn difference(
    name: String,
    counts: (u64, u64),
    totals: Option<(u64, u64)>,
    basis: &Basis,
) -> Difference {
    let change = trend::change("", counts, totals, basis);
    Difference {
        name,
        before: counts.0,
        after: counts.1,
        relative: change.relative,
        low: change.low,
        high: change.high,
        share_before: totals.and_then(|t| stats::ratio(counts.0, t.0)),
        share_after: totals.and_then(|t| stats::ratio(counts.1, t.1)),
        share_difference: change.share_difference,
        share_low: change.share_low,
        share_high: change.share_high,
        p: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregate::Encoder;

    // The data end on the second of 31 days: as many a day as before.
    #[test]
    fn days_without_data_do_not_count() {
        let first = Span::parse("2024-06").unwrap().first;
        let mut types = Encoder::new("类型");
        let days: Vec<i32> = (0..32 * 3).map(|i| first + i / 3).collect();
        days.iter().for_each(|_| types.push(Some("物流")));
        let table = Table {
            types: types.finish(),
            days: Some(days),
            ..Table::default()
        };
        let [june, july] = ["2024-06", "2024-07"].map(|s| Span::parse(s).unwrap());
        let found = compare(&table, june, july);
        assert_eq!((found.after.days, found.after.count), (2, 6));
        assert!(found.total.relative.unwrap().abs() < 1e-9);
    }

    // By hand: 40 in 14 days, then 20 in 12 days: (20/12) ÷ (40/14) − 1 = −41.7 %; shares 40/50 and 20/40.
    #[test]
    fn changes_are_of_daily_counts() {
        let (before, after) = (
            Span::parse("2024-01-01..2024-01-14").unwrap(),
            Span::parse("2024-01-15..2024-01-26").unwrap(),
        );
        let beyond = Span {
            first: after.last + 1,
            last: after.last + 1,
        };
        let mut types = Encoder::new("类型");
        let mut days = Vec::new();
        for (name, span, n) in [
            ("物流", before, 40),
            ("退款", before, 10),
            ("物流", after, 20),
            ("退款", after, 20),
            ("退款", beyond, 9),
        ] {
            for i in 0..n {
                types.push(Some(name));
                days.push(span.first + i * (span.last - span.first + 1) / n);
            }
        }
        let table = Table {
            types: types.finish(),
            days: Some(days),
            ..Table::default()
        };
        let found = compare(&table, before, after);
        let parcel = found.types.iter().find(|d| d.name == "物流").unwrap();
        assert!((parcel.relative.unwrap() + 0.416_667).abs() < 1e-6);
        assert!(parcel.low.unwrap() < parcel.relative.unwrap() && parcel.high.unwrap() < 0.0);
        assert_eq!(
            (parcel.share_before, parcel.share_after),
            (Some(0.8), Some(0.5))
        );
        assert!(parcel.share_high.unwrap() < 0.0);
        assert_eq!(
            found,
            Tally::of(&table).compare((before, after), &Calendar::China)
        );
    }
}
