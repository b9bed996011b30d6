//! Warnings on histories that are drawn here.

use super::*;
use crate::aggregate::{Calendar, Column, Table};
use crate::types::{Lang, SplitMix};

/// A day of complaints: type, place, how many.
type Planted = (std::ops::Range<usize>, u32, u32, usize);

/// So many days of complaints of three types at three places, as many by chance every day; and some more where planted.
fn table(days: usize, planted: &[Planted], seed: u64) -> Table {
    let mut draw = SplitMix::new(seed);
    let mut rows: Vec<(i32, u32, u32)> = Vec::new();
    for day in 0..days {
        let at = 19_000 + i32::try_from(day).unwrap();
        for _ in 0..60 {
            if draw.unit() < 0.5 {
                let of = |n| u32::try_from(n).unwrap();
                rows.push((at, of(draw.below(3)), of(draw.below(3))));
            }
        }
        for (when, type_id, place, more) in planted {
            if when.contains(&day) {
                rows.extend(std::iter::repeat_n((at, *type_id, *place), *more));
            }
        }
    }
    let column = |name: &str, codes: Vec<u32>| Column {
        name: name.into(),
        values: ["甲", "乙", "丙"].map(String::from).to_vec(),
        codes,
        ..Column::default()
    };
    Table {
        types: column("类型", rows.iter().map(|r| r.1).collect()),
        dimensions: vec![column("区域", rows.iter().map(|r| r.2).collect())],
        days: Some(rows.iter().map(|r| r.0).collect()),
        calendar: Calendar::None,
        ..Table::default()
    }
}

fn watched(table: &Table, budget: &str) -> Watch {
    let params = WatchParams {
        budget: Budget::parse(budget).unwrap(),
        window: 7,
        ..WatchParams::default()
    };
    let id = |row: usize| format!("r{row}");
    Judge::new(table, &params, &id).run().unwrap()
}

#[test]
fn the_smallest_series_that_carries_an_event_is_named_once() {
    let watch = watched(&table(500, &[(494..500, 1, 2, 7)], 1), "1/month");
    let cells: Vec<_> = watch.warnings.iter().map(|w| &w.scope).collect();
    assert_eq!(cells.len(), 1, "{cells:?}");
    assert_eq!(cells[0].name.as_deref(), Some("乙"));
    assert_eq!(cells[0].values, [("区域".into(), "丙".into())]);
    let found = &watch.warnings[0];
    assert!(found.is_above && found.count > 40 && found.expected < 30.0);
    assert!(found.interval.0 < found.expected && found.expected < found.interval.1);
    assert!((5..found.count).contains(&found.ends_below), "{found:?}");
    assert_eq!(found.ids.len(), 5);
    assert!(watch.limit.unwrap() < 0.05 && watch.series == 13);
}

#[test]
fn a_rise_of_all_is_told_of_all() {
    let everywhere: Vec<Planted> = (0..9).map(|i| (495..500, i / 3, i % 3, 3)).collect();
    let watch = watched(&table(500, &everywhere, 2), "1/month");
    let of: Vec<_> = watch.warnings.iter().map(|w| w.scope.is_empty()).collect();
    assert_eq!(of, [true]);
}

#[test]
fn nothing_is_found_where_nothing_happens() {
    for seed in 3..6 {
        let watch = watched(&table(500, &[], seed), "1/year");
        assert!(
            watch.warnings.is_empty() && !watch.has_warned(),
            "{watch:?}"
        );
        assert!(watch.text().starts_with("截至"));
    }
}

#[test]
fn the_budget_is_what_fires_by_chance() {
    let params = WatchParams {
        budget: Budget::parse("4/month").unwrap(),
        window: 7,
        ..WatchParams::default()
    };
    let id = |_: usize| String::new();
    let fired: usize = (10..16)
        .map(|seed| {
            let table = table(600, &[], seed);
            let judge = Judge::new(&table, &params, &id);
            judge.rehearse(180).unwrap().len()
        })
        .sum();
    let a_month = fired as f64 / (6.0 * 180.0 / 30.44);
    assert!((2.6..5.6).contains(&a_month), "{a_month} a month");
}

#[test]
fn what_is_expected_is_told_by_the_days_before_alone() {
    let event: &[Planted] = &[(494..500, 1, 2, 7)];
    let with = watched(&table(500, event, 1), "1/month");
    let more: &[Planted] = &[(494..500, 1, 2, 30)];
    let with_more = watched(&table(500, more, 1), "1/month");
    let expected = |w: &Watch, days| {
        let found = w.warnings.iter().find(|w| w.days == days);
        found.map(|w| w.expected)
    };
    let days = with.warnings[0].days;
    let (a, b) = (expected(&with, days), expected(&with_more, days));
    // days of the week count for what all days say, those of the window among them
    if let Some((a, b)) = a.zip(b) {
        assert!((a / b - 1.0).abs() < 0.1, "{a} {b}");
    }
}

#[test]
fn a_short_history_is_helped_by_simulated_ones_and_a_shorter_one_is_not_judged() {
    let watch = watched(&table(120, &[(114..120, 0, 0, 9)], 7), "2/month");
    assert!(
        watch.replay.simulated_days >= 300 && watch.notes.len() == 1,
        "{watch:?}"
    );
    assert_eq!(watch.warnings[0].scope.name.as_deref(), Some("甲"));
    let watch = watched(&table(30, &[], 7), "2/month");
    assert!(watch.limit.is_none() && watch.warnings.is_empty());
    assert!(watch.notes[0].contains("30 天"), "{:?}", watch.notes);
    assert_eq!(watched(&Table::default(), "2/month").series, 0);
}

#[test]
fn the_day_asked_for_hides_the_days_after_it() {
    let table = table(500, &[(494..500, 1, 2, 7)], 1);
    let of = |day: i32| {
        let params = WatchParams {
            budget: Budget::parse("1/year").unwrap(),
            window: 7,
            as_of: crate::aggregate::date(19_000 + day),
            lang: Lang::En,
        };
        let id = |_: usize| String::new();
        Judge::new(&table, &params, &id).run()
    };
    assert!(of(480).unwrap().warnings.is_empty());
    assert!(
        of(499).unwrap().warnings[0]
            .sentence
            .contains("complaints from")
    );
    assert_eq!(of(600).unwrap().last, crate::aggregate::date(19_499));
    assert!(
        of(-1)
            .unwrap_err()
            .to_string()
            .contains("before the first complaint")
    );
}
