//! Warnings on histories that are drawn here.

use super::dates::Dates;
use super::panel::Panel;
use super::series::{Counts, Key};
use super::*;
use crate::aggregate::{Calendar, Column, Table};
use crate::types::{Lang, SplitMix};

/// A day of complaints: type, place, how many.
pub(super) type Planted = (std::ops::Range<usize>, u32, u32, usize);

/// So many days of complaints of three types at three places, as many by chance every day; and some more where planted.
pub(super) fn table(days: usize, planted: &[Planted], seed: u64) -> Table {
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
    let panel = |days: std::ops::Range<usize>, more: usize| {
        let table = table(500, &[(days, 1, 2, more)], 1);
        let counts = Counts::of(&table, &Dates::new(19_000, 19_499), 28);
        Panel::of(counts, &[1, 7, 28], &Calendar::None)
    };
    let mean = |panel: &Panel, series: usize, window: usize| {
        panel.view(series, 499, window).unwrap().expected.mean
    };
    let (few, many) = (panel(494..500, 7), panel(494..500, 30));
    for series in 0..few.keys.len() {
        for window in [1, 2] {
            // what days of the week count for is told by all days
            let ratio = mean(&few, series, window) / mean(&many, series, window);
            assert!(
                (0.9..1.1).contains(&ratio),
                "{:?}: {ratio}",
                few.keys[series]
            );
        }
    }
    // before the window it counts
    let cell = few
        .keys
        .iter()
        .position(|k| *k == Key::Cell(1, 0, 2))
        .unwrap();
    let earlier = panel(430..490, 7);
    assert!(mean(&earlier, cell, 1) > 1.2 * mean(&few, cell, 1));
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
    assert!(watch.sentence.contains("30 天"), "{}", watch.sentence);
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
            ..WatchParams::default()
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

/// Words of a table at random: each held by one complaint in so many; and one held by some complaints of the last five days.
fn words(table: &Table, new: usize) -> Vec<(String, Vec<u32>)> {
    let mut draw = SplitMix::new(9);
    let rows = u32::try_from(table.rows()).unwrap();
    let one_in = |n: usize, draw: &mut SplitMix| (0..rows).filter(|_| draw.below(n) == 0).collect();
    let mut words: Vec<(String, Vec<u32>)> = (0..40)
        .map(|at| (format!("词{at}"), one_in(20 + 5 * at, &mut draw)))
        .collect();
    let late: Vec<u32> = (rows - 140..rows).collect();
    let held = late.iter().copied().step_by(140 / new.max(1)).take(new);
    words.push(("搅拌站".into(), held.collect()));
    words
}

#[test]
fn a_new_word_warns_and_usual_ones_do_not() {
    let table = table(500, &[], 3);
    let run = |new: usize| {
        let params = WatchParams {
            budget: Budget::parse("6/year").unwrap(),
            window: 7,
            ..WatchParams::default()
        };
        let id = |row: usize| format!("r{row}");
        let judge = Judge::new(&table, &params, &id).with_words(words(&table, new));
        judge.run().unwrap()
    };
    let watch = run(14);
    let named: Vec<_> = watch.warnings.iter().map(|w| w.word.as_deref()).collect();
    assert_eq!(named, [Some("搅拌站")], "{watch:?}");
    assert!(watch.warnings[0].sentence.starts_with("提到“搅拌站”的投诉"));
    assert!(watch.limit_of_words.is_some() && watch.warnings[0].ids.len() == 5);
    assert!(run(0).warnings.is_empty());
}

#[test]
fn the_words_of_an_event_are_named_with_it_and_do_not_warn_themselves() {
    let table = table(500, &[(494..500, 1, 2, 7)], 1);
    let inside = |row: &u32| {
        let row = *row as usize;
        table.day(row) >= Some(19_494)
            && table.types.codes[row] == 1
            && table.dimensions[0].codes[row] == 2
    };
    let rows = u32::try_from(table.rows()).unwrap();
    let mut words = words(&table, 0);
    words.push(("停水".into(), (0..rows).filter(inside).collect()));
    let params = WatchParams {
        budget: Budget::parse("6/year").unwrap(),
        window: 7,
        ..WatchParams::default()
    };
    let id = |row: usize| format!("r{row}");
    let watch = Judge::new(&table, &params, &id)
        .with_words(words)
        .run()
        .unwrap();
    assert_eq!(watch.warnings.len(), 1, "{:#?}", watch.warnings);
    assert_eq!(
        watch.warnings[0].words.first().map(String::as_str),
        Some("停水")
    );
}
