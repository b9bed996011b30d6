//! Warnings on complaints that come in days after they were made.

use super::tests::{Planted, table};
use super::*;
use crate::aggregate::{Table, date};
use crate::types::SplitMix;

/// Complaints that come in some days later: geometric, five days on average; at the place `slow`, ten.
fn late(mut table: Table, seed: u64, slow: Option<u32>) -> Table {
    let mut draw = SplitMix::new(seed);
    let days = table.days.clone().unwrap();
    let received = days.iter().enumerate().map(|(row, &day)| {
        let is_slow = slow == Some(table.dimensions[0].codes[row]);
        let odds = if is_slow { 1.0 / 11.0 } else { 1.0 / 6.0 };
        let mut received = day;
        while draw.unit() >= odds {
            received += 1;
        }
        received
    });
    table.received = Some(received.collect());
    table
}

/// The rows that had come in by a day.
fn by(table: &Table, day: i32) -> Table {
    let received = table.received.as_ref().unwrap();
    let rows = (0..table.rows()).filter(|&row| received[row] <= day);
    let rows: Vec<u32> = rows.map(|row| u32::try_from(row).unwrap()).collect();
    table.taken(&rows)
}

fn params(budget: &str, day: Option<i32>) -> WatchParams {
    WatchParams {
        budget: Budget::parse(budget).unwrap(),
        window: 7,
        as_of: day.and_then(date),
        ..WatchParams::default()
    }
}

fn judged(table: &Table, params: &WatchParams) -> Watch {
    let id = |row: usize| {
        let day = table.days.as_ref().unwrap()[row];
        format!("{day} {}", table.types.value(row).unwrap())
    };
    Judge::new(table, params, &id).run().unwrap()
}

const LAST: i32 = 19_499;

#[test]
fn a_past_day_is_judged_by_what_had_come_in() {
    let table = late(table(500, &[(470..476, 1, 2, 12)], 1), 2, None);
    let then = by(&table, 19_476);
    let asked = judged(&table, &params("2/month", Some(19_476)));
    let alone = judged(&then, &params("2/month", Some(19_476)));
    assert_eq!(asked, alone);
    assert!(asked.warnings.iter().all(|w| w.arrived.is_some()));
}

#[test]
fn all_at_once_is_as_if_nobody_said_when() {
    let without = table(400, &[(394..400, 1, 2, 7)], 1);
    let with = Table {
        received: without.days.clone(),
        ..without.clone()
    };
    let of = |table| judged(table, &params("1/month", None));
    assert_eq!(of(&with).json(), of(&without).json());
    assert!(!of(&with).json().contains("arriv"));
}

#[test]
fn the_part_that_has_come_in_is_told() {
    let table = by(&late(table(500, &[], 3), 4, None), LAST);
    let watch = judged(&table, &params("1/month", None));
    let arrival = watch.arrival.unwrap();
    // of days 0 to 6 before: 1 − (5/6)^(age + 1) on average
    let truth = (1..=7).map(|n| 1.0 - (5.0_f64 / 6.0).powi(n)).sum::<f64>() / 7.0;
    assert!(
        (arrival.part - truth).abs() < 0.03,
        "{} {truth}",
        arrival.part
    );
    let lag = LAST - crate::aggregate::day(arrival.complete_until);
    assert!((14..=18).contains(&lag), "{lag}");
    assert!(
        watch.notes.iter().any(|n| n.contains("基本收齐")),
        "{:?}",
        watch.notes
    );
}

#[test]
fn incomplete_days_keep_the_budget() {
    let fired: usize = (10..16)
        .map(|seed| {
            // one of three places is slower than the others
            let table = by(&late(table(600, &[], seed), seed, Some(1)), 19_599);
            let params = params("4/month", None);
            let id = |_: usize| String::new();
            Judge::new(&table, &params, &id)
                .rehearse(180)
                .unwrap()
                .len()
        })
        .sum();
    let a_month = fired as f64 / (6.0 * 180.0 / 30.44);
    assert!((2.2..5.6).contains(&a_month), "{a_month} a month");
}

#[test]
fn rises_are_found_earlier_than_by_the_count_of_what_is_there() {
    let planted: Planted = (470..490, 1, 2, 6);
    let (mut ours, mut naive) = (Vec::new(), Vec::new());
    for seed in 20..24 {
        let table = late(table(500, std::slice::from_ref(&planted), seed), seed, None);
        let found = |with: bool| {
            let is_about = |day: &i32| {
                let mut then = by(&table, *day);
                if !with {
                    then.received = None;
                }
                let watch = judged(&then, &params("2/month", Some(*day)));
                let about = |w: &Warning| {
                    w.is_above && w.scope.name.as_deref().is_none_or(|name| name == "乙")
                };
                watch.warnings.iter().any(about)
            };
            (19_470..=19_495).find(is_about).unwrap_or(19_500) - 19_470
        };
        ours.push(found(true));
        naive.push(found(false));
    }
    let sum = |days: &[i32]| days.iter().sum::<i32>();
    assert!(sum(&ours) <= sum(&naive), "{ours:?} {naive:?}");
    assert!(sum(&ours) <= 4 * 10, "{ours:?} {naive:?}");
}

#[test]
fn a_column_of_other_times_is_refused() {
    let mut table = table(100, &[], 1);
    let days = table.days.clone().unwrap();
    table.received = Some(days.iter().map(|d| d - 3).collect());
    let params = params("1/month", None);
    let id = |_: usize| String::new();
    let error = Judge::new(&table, &params, &id).run().unwrap_err();
    assert!(error.to_string().contains("before that day"), "{error}");
    // a few unreadable ones are told
    let mut received = days.clone();
    received.iter_mut().for_each(|d| *d += 1);
    received[..20].fill(crate::aggregate::NO_DAY);
    table.received = Some(received);
    let watch = Judge::new(&table, &params, &id).run().unwrap();
    assert!(
        watch.notes[0].starts_with("20 件没有可用的收到日期"),
        "{:?}",
        watch.notes
    );
}
