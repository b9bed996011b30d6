//! Rates: complaints per 10,000 orders, users, … of the same product, region or month.

use super::figures::{Rate, Rates};
use super::stats;
use super::table::Table;
use super::volume::{Volume, VolumeLine, key_of, limited, lines_by_code};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Rates are per so many.
const PER: f64 = 10_000.0;

/// Complaints that a line of `volume` covers, over its amount. Others are counted apart: they have no denominator.
#[must_use]
pub fn rates(table: &Table, volume: &Volume) -> Rates {
    let limited = limited(table, volume);
    let volume = &limited.volume;
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
        unfiltered: volume.unfiltered.clone(),
        unmatched: limited.unmatched,
        outside: limited.outside,
        partial: limited.partial,
    }
}

fn line_of(
    table: &Table,
    volume: &Volume,
    lines: &FxHashMap<Vec<u32>, Vec<usize>>,
    row: usize,
) -> Option<usize> {
    lines
        .get(&key_of(table, volume, row))?
        .iter()
        .copied()
        .find(|&at| {
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
    use crate::aggregate::figures::PartialVolume;
    use crate::aggregate::{Encoder, NONE, Span};

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
            lines: vec![line("甲", 20_000.0), line("乙", 5_000.0)],
            ..Volume::default()
        };
        let found = rates(&table, &volume);
        assert_eq!((found.covered, found.uncovered), (4, 1));
        assert_eq!(found.total.rate, Some(1.6));
        assert_eq!(found.by[0].1[0].name, "乙");
        assert_eq!(found.by[0].1[1].rate, Some(1.5));
        assert_eq!(found.periods[0].count, 4);
        assert!(found.total.low.unwrap() < 1.6 && found.total.high.unwrap() > 1.6);
    }

    // By hand: of three complaints of 甲 and two of 乙, those of 乙 have no line, so that the line of 乙类 has none of its own either.
    #[test]
    fn lines_of_other_names_and_totals_are_left_out() {
        let (mut types, mut products) = (Encoder::new("类型"), Encoder::new("产品"));
        for product in ["甲", "甲", "甲", "乙", "乙"] {
            types.push(Some("物流"));
            products.push(Some(product));
        }
        let table = Table {
            types: types.finish(),
            dimensions: vec![products.finish()],
            ..Table::default()
        };
        let over = |names: &[&str]| {
            let line = |name: &&str| VolumeLine {
                values: vec![(*name).to_owned()],
                span: None,
                amount: 10_000.0,
            };
            let volume = Volume {
                columns: vec![0],
                lines: names.iter().map(line).collect(),
                ..Volume::default()
            };
            let found = rates(&table, &volume);
            (found.total.rate, found.uncovered, found.unmatched)
        };
        assert_eq!(
            over(&["甲", "乙类"]),
            (Some(3.0), 2, vec!["乙类".to_owned()])
        );
        assert_eq!(
            over(&["甲", "乙", "全国"]),
            (Some(2.5), 0, vec!["全国".to_owned()])
        );
        // nothing says that 丙 is not what it says
        assert_eq!(over(&["甲", "乙", "丙"]), (Some(5.0 / 3.0), 0, Vec::new()));
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
