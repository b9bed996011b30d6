//! Rates: complaints per 10,000 orders, users, … of the same product, region or month.

use super::calendar::Unit;
use super::figures::{PartialVolume, Rate, Rates, ReportedPeriod};
use super::period::unfinished;
use super::span::Span;
use super::stats;
use super::table::{NONE, Table};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// Rates are per so many.
const PER: f64 = 10_000.0;

/// How much there was that could be complained about: one line a combination of values and, where the file has a column of
/// time, a span.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Volume {
    /// Name of the column of amounts.
    pub name: String,
    /// Columns of the table that the lines are broken down by, by place.
    pub columns: Vec<usize>,
    /// The file gives the first or the last day of every month, and each of these was taken for its month.
    pub months: bool,
    /// The lines.
    pub lines: Vec<VolumeLine>,
}

/// One line of a [`Volume`].
#[derive(Clone, Debug, PartialEq)]
pub struct VolumeLine {
    /// A value for every one of [`Volume::columns`].
    pub values: Vec<String>,
    /// The days it is of, with its name; absent where the file has no column of time.
    pub span: Option<(String, Span)>,
    /// The amount.
    pub amount: f64,
}

impl Volume {
    /// Without the lines of other times than the period of a report.
    #[must_use]
    pub fn within(mut self, period: Option<&ReportedPeriod>) -> Self {
        if let Some(period) = period {
            let period = Span::between(period.from, period.until);
            let inside =
                |span: Span| period.holds(Some(span.first)) && period.holds(Some(span.last));
            self.lines
                .retain(|line| line.span.as_ref().is_none_or(|(_, span)| inside(*span)));
        }
        self
    }

    /// Takes lines of firsts (or lasts) of months, one a month and combination of values, for lines of these months.
    #[must_use]
    pub fn by_month(mut self) -> Self {
        let month = |line: &VolumeLine| {
            let (_, span) = line.span.as_ref()?;
            let month = Span::of(Unit::Month, span.dates().0);
            (span.first == span.last).then_some((*span, month))
        };
        let months: Option<Vec<(Span, Span)>> = self.lines.iter().map(month).collect();
        let Some(months) = months else { return self };
        let at_ends = months.iter().all(|(day, month)| day.first == month.first)
            || months.iter().all(|(day, month)| day.last == month.last);
        let named = self.lines.iter().zip(&months);
        let named: BTreeSet<_> = named
            .map(|(line, (_, month))| (&line.values, month.first))
            .collect();
        let several: BTreeSet<i32> = months.iter().map(|(_, month)| month.first).collect();
        if !at_ends || named.len() < self.lines.len() || several.len() < 2 {
            return self;
        }
        for (line, (_, month)) in self.lines.iter_mut().zip(months) {
            line.span = Some((Unit::Month.label(month.dates().0), month));
        }
        self.months = true;
        self
    }
}

/// What a volume holds of the days that the complaints cover.
struct Clipped {
    volume: Volume,
    outside: Vec<String>,
    partial: Vec<PartialVolume>,
}

/// Leaves out the lines of days without complaints before the first and after the last of them, and the part of those that begin or end there.
fn clipped(table: &Table, volume: &Volume) -> Clipped {
    let mut of = Clipped {
        volume: volume.clone(),
        outside: Vec::new(),
        partial: Vec::new(),
    };
    let days = || (0..table.rows()).filter_map(|row| table.day(row));
    let Some((first, last)) = days().min().zip(days().max()) else {
        return of;
    };
    let (rows, covered) = (days().count() as u64, Span { first, last });
    let is_missing = |gap: i32| unfinished(rows, covered, i64::from(gap));
    of.volume.lines.retain_mut(|line| {
        let Some((name, span)) = &line.span else {
            return true;
        };
        let mut here = *span;
        if is_missing(first.saturating_sub(span.first)) {
            here.first = first;
        }
        if is_missing(span.last.saturating_sub(last)) {
            here.last = last;
        }
        if here.first > here.last {
            if !of.outside.contains(name) {
                of.outside.push(name.clone());
            }
            return false;
        }
        if here != *span {
            line.amount *= here.days() / span.days();
            let days = |span: Span| u32::try_from(span.last - span.first + 1).unwrap_or(0);
            let partial = PartialVolume {
                name: name.clone(),
                days: days(here),
                of: days(*span),
            };
            if !of.partial.contains(&partial) {
                of.partial.push(partial);
            }
        }
        true
    });
    of
}

/// Complaints that a line of `volume` covers, over its amount. Others are counted apart: they have no denominator.
#[must_use]
pub fn rates(table: &Table, volume: &Volume) -> Rates {
    let Clipped {
        volume,
        outside,
        partial,
    } = clipped(table, volume);
    let volume = &volume;
    let lines = lines_by_code(table, volume);
    let mut counts = vec![0_u64; volume.lines.len()];
    let mut of_type: BTreeMap<&str, u64> = BTreeMap::new();
    let (mut covered, mut uncovered) = (0, 0);
    for row in 0..table.rows() {
        let Some(line) = line_of(table, volume, &lines, row) else {
            uncovered += 1;
            continue;
        };
        covered += 1;
        counts[line] += 1;
        if let Some(name) = table.types.value(row) {
            *of_type.entry(name).or_default() += 1;
        }
    }
    let amount = volume.lines.iter().fold(0.0, |sum, l| sum + l.amount);
    let of_type = of_type.into_iter();
    let mut types: Vec<Rate> = of_type.map(|(name, n)| rate(name, n, amount)).collect();
    types.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)));
    let by = |name: &dyn Fn(&VolumeLine) -> Option<String>| -> Vec<Rate> {
        let mut sums: BTreeMap<String, (u64, f64)> = BTreeMap::new();
        for (line, count) in volume.lines.iter().zip(&counts) {
            let Some(name) = name(line) else { continue };
            let sum = sums.entry(name).or_default();
            *sum = (sum.0 + count, sum.1 + line.amount);
        }
        let sums = sums.into_iter();
        sums.map(|(name, (n, amount))| rate(&name, n, amount))
            .collect()
    };
    let by_column = |(i, &column): (usize, &usize)| {
        let mut list = by(&|line| line.values.get(i).cloned());
        let most = |r: &Rate| r.rate.unwrap_or(0.0);
        list.sort_by(|a, b| {
            most(b)
                .total_cmp(&most(a))
                .then_with(|| a.name.cmp(&b.name))
        });
        (table.dimensions[column].name.clone(), list)
    };
    Rates {
        volume: volume.name.clone(),
        covered,
        uncovered,
        total: rate("", covered, amount),
        types,
        by: volume.columns.iter().enumerate().map(by_column).collect(),
        periods: by(&|line| line.span.as_ref().map(|s| s.0.clone())),
        months: volume.months,
        outside,
        partial,
    }
}

/// Lines by the codes of their values; a value that no complaint has leads nowhere.
fn lines_by_code(table: &Table, volume: &Volume) -> FxHashMap<Vec<u32>, Vec<usize>> {
    let codes: Vec<FxHashMap<&str, u32>> = volume
        .columns
        .iter()
        .map(|&c| {
            let values = table.dimensions[c].values.iter();
            values.map(String::as_str).zip(0..).collect()
        })
        .collect();
    let mut lines: FxHashMap<Vec<u32>, Vec<usize>> = FxHashMap::default();
    for (at, line) in volume.lines.iter().enumerate() {
        let key: Option<Vec<u32>> = line
            .values
            .iter()
            .zip(&codes)
            .map(|(value, codes)| codes.get(value.trim()).copied())
            .collect();
        if let Some(key) = key {
            lines.entry(key).or_default().push(at);
        }
    }
    lines
}

fn line_of(
    table: &Table,
    volume: &Volume,
    lines: &FxHashMap<Vec<u32>, Vec<usize>>,
    row: usize,
) -> Option<usize> {
    let key: Vec<u32> = volume
        .columns
        .iter()
        .map(|&c| table.dimensions[c].codes.get(row).copied().unwrap_or(NONE))
        .collect();
    lines.get(&key)?.iter().copied().find(|&at| {
        let span = volume.lines.get(at).and_then(|l| l.span.as_ref());
        span.is_none_or(|(_, span)| span.holds(table.day(row)))
    })
}

fn rate(name: &str, count: u64, amount: f64) -> Rate {
    let (low, high) = stats::poisson(count);
    let of = |count: f64| (amount > 0.0).then(|| count * PER / amount);
    Rate {
        name: name.to_owned(),
        count,
        volume: amount,
        rate: of(count as f64),
        low: of(low),
        high: of(high),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregate::Encoder;

    // By hand: 3 + 1 complaints over 20,000 + 5,000 orders are 1.6 per 10,000; one complaint has no line.
    #[test]
    fn rates_by_value_and_month() {
        let (mut types, mut products) = (Encoder::new("类型"), Encoder::new("产品"));
        let january = Span::parse("2024-01").unwrap();
        let mut days = Vec::new();
        for (product, day) in [("甲", 0), ("甲", 1), ("甲", 2), ("乙", 3), ("乙", 40)] {
            types.push(Some("物流"));
            products.push(Some(product));
            days.push(january.first + day);
        }
        let table = Table {
            types: types.finish(),
            dimensions: vec![products.finish()],
            days: Some(days),
            ..Table::default()
        };
        let line = |product: &str, amount| VolumeLine {
            values: vec![product.into()],
            span: Some(("2024-01".into(), january)),
            amount,
        };
        let volume = Volume {
            name: "订单".into(),
            columns: vec![0],
            months: false,
            lines: vec![line("甲", 20_000.0), line("乙", 5_000.0)],
        };
        let found = rates(&table, &volume);
        assert_eq!((found.covered, found.uncovered), (4, 1));
        assert_eq!(found.total.rate, Some(1.6));
        assert_eq!(found.by[0].1[0].name, "乙");
        assert_eq!(found.by[0].1[1].rate, Some(1.5));
        assert_eq!(found.periods[0].count, 4);
        assert!(found.total.low.unwrap() < 1.6 && found.total.high.unwrap() > 1.6);
    }

    fn of_months(spans: &[&str]) -> Volume {
        let line = |text: &&str| VolumeLine {
            values: Vec::new(),
            span: Some(((*text).to_owned(), Span::parse(text).unwrap())),
            amount: 1000.0,
        };
        Volume {
            name: "订单".into(),
            lines: spans.iter().map(line).collect(),
            ..Volume::default()
        }
    }

    // By hand: 3 a day from 1 May to 15 June are 138 over 1,000 + 1,000 × 15/30 orders: 920 per 10,000.
    #[test]
    fn only_days_with_complaints_have_a_volume() {
        let first = Span::parse("2024-05").unwrap().first;
        let table = Table {
            types: Encoder::new("类型").finish(),
            days: Some((0..46 * 3).map(|i| first + i / 3).collect()),
            ..Table::default()
        };
        let mut table = table;
        table.types.codes = vec![NONE; 46 * 3];
        let found = rates(
            &table,
            &of_months(&["2024-04", "2024-05", "2024-06", "2024-07"]),
        );
        assert_eq!(found.outside, ["2024-04", "2024-07"]);
        let partial = [("2024-06".to_owned(), 15, 30)];
        let named = |p: &PartialVolume| (p.name.clone(), p.days, p.of);
        assert_eq!(found.partial.iter().map(named).collect::<Vec<_>>(), partial);
        assert_eq!((found.covered, found.total.rate), (138, Some(920.0)));
        let earlier = rates(&table, &of_months(&["2023-05", "2023-06"]));
        assert_eq!((earlier.total.rate, earlier.total.low), (None, None));
    }

    #[test]
    fn firsts_and_lasts_of_months_are_months() {
        let months = |spans: &[&str]| of_months(spans).by_month().months;
        assert!(months(&["2024-01-01", "2024-02-01"]));
        assert!(months(&["2024-01-31", "2024-02-29"]));
        for days in [
            &["2024-01-01"][..],
            &["2024-01-01", "2024-01-01"],
            &["2024-01-01", "2024-02-02"],
            &["2024-01-31", "2024-02-01"],
            &["2024-01", "2024-02-01"],
        ] {
            assert!(!months(days), "{days:?}");
        }
        let january = of_months(&["2024-01-01", "2024-02-01"]).by_month();
        assert_eq!(
            january.lines[0].span,
            Some(("2024-01".into(), Span::parse("2024-01").unwrap()))
        );
    }
}
