//! Warnings on shares: complaints that were late, and complaints that come again.

use super::tests::table;
use super::*;
use crate::aggregate::{Flags, ServiceFigure, ServiceRows, Table};
use crate::types::SplitMix;

/// Answers of one column at random: one in ten complaints was late, and of type 乙 in the last week as many as `risen` says.
fn service(table: &Table, risen: f64, seed: u64) -> ServiceRows {
    let mut draw = SplitMix::new(seed);
    let last = table
        .days
        .as_ref()
        .and_then(|d| d.iter().max().copied())
        .unwrap();
    let answer = |row: usize| {
        let is_new = table.day(row) > Some(last - 7) && table.types.codes[row] == 1;
        let late = draw.unit() < if is_new { risen } else { 0.1 };
        (draw.unit() < 0.8).then_some(!late)
    };
    ServiceRows {
        flags: vec![Flags {
            figure: ServiceFigure::OnTime,
            column: "是否按期".into(),
            filled: false,
            values: (0..table.rows()).map(answer).collect(),
        }],
        ..ServiceRows::default()
    }
}

fn params(budget: &str) -> WatchParams {
    WatchParams {
        budget: Budget::parse(budget).unwrap(),
        window: 7,
        ..WatchParams::default()
    }
}

fn judged(table: &Table, service: &ServiceRows) -> Watch {
    let id = |row: usize| format!("r{row}");
    let params = params("6/year");
    Judge::new(table, &params, &id)
        .with_service(service)
        .run()
        .unwrap()
}

#[test]
fn a_share_that_rises_is_named_with_its_type() {
    let table = table(500, &[], 3);
    let watch = judged(&table, &service(&table, 0.6, 4));
    assert_eq!(watch.warnings.len(), 1, "{:#?}", watch.warnings);
    let found = &watch.warnings[0];
    assert_eq!(found.figure, Some(ServiceFigure::OnTime));
    assert_eq!(found.scope.name.as_deref(), Some("乙"));
    assert!(found.of > Some(found.count) && found.ids.len() == 5);
    assert!(
        found.sentence.starts_with("乙中超期的投诉"),
        "{}",
        found.sentence
    );
    let calm = judged(&table, &service(&table, 0.1, 4));
    assert!(calm.warnings.is_empty(), "{:#?}", calm.warnings);
    // all and every type, of the counts and of the share
    let alone = Judge::new(&table, &params("6/year"), &|_| String::new())
        .run()
        .unwrap();
    assert_eq!(calm.series, alone.series + 4);
}

#[test]
fn more_complaints_at_the_same_share_are_no_rise_of_it() {
    let table = table(500, &[(494..500, 1, 2, 20)], 1);
    let watch = judged(&table, &service(&table, 0.1, 5));
    let figures: Vec<_> = watch.warnings.iter().map(|w| w.figure).collect();
    assert_eq!(figures, [None], "{:#?}", watch.warnings);
}

#[test]
fn shares_keep_the_budget_with_all_other_series() {
    let params = params("4/month");
    let id = |_: usize| String::new();
    let fired: usize = (30..34)
        .map(|seed| {
            let table = table(600, &[], seed);
            let service = service(&table, 0.1, seed);
            let judge = Judge::new(&table, &params, &id).with_service(&service);
            judge.rehearse(180).unwrap().len()
        })
        .sum();
    let a_month = fired as f64 / (4.0 * 180.0 / 30.44);
    assert!((2.4..5.8).contains(&a_month), "{a_month} a month");
}

#[test]
fn complaints_by_the_same_person_are_a_share_and_their_event_warns_once() {
    let mut draw = SplitMix::new(8);
    // in the last week of the second table people come again, without more complaints
    let mut people = |table: &Table, again: bool| -> ServiceRows {
        let last = table
            .days
            .as_ref()
            .and_then(|d| d.iter().max().copied())
            .unwrap();
        let mut who = |row: usize| {
            let is_new = again && table.day(row) > Some(last - 7);
            let one_of = if is_new { 40 } else { 6_000 };
            u32::try_from(draw.below(one_of)).unwrap()
        };
        ServiceRows {
            complainant: Some(("电话".into(), (0..table.rows()).map(&mut who).collect())),
            repeat_days: 30,
            ..ServiceRows::default()
        }
    };
    let calm = table(500, &[], 3);
    let repeated = judged(&calm, &people(&calm, true));
    let figures: Vec<_> = repeated.warnings.iter().map(|w| w.figure).collect();
    assert_eq!(
        figures,
        [Some(ServiceFigure::Repeat)],
        "{:#?}",
        repeated.warnings
    );
    assert!(judged(&calm, &people(&calm, false)).warnings.is_empty());
    // an event whose complaints come from a few people
    let event = table(500, &[(494..500, 1, 2, 9)], 1);
    let mut service = people(&event, false);
    let (_, codes) = service.complainant.as_mut().unwrap();
    for (row, code) in codes.iter_mut().enumerate() {
        let inside = event.types.codes[row] == 1 && event.dimensions[0].codes[row] == 2;
        if inside && event.day(row) >= Some(19_494) {
            *code = u32::try_from(row % 7).unwrap();
        }
    }
    let watch = judged(&event, &service);
    let figures: Vec<_> = watch.warnings.iter().map(|w| w.figure).collect();
    assert_eq!(figures, [None], "{:#?}", watch.warnings);
}
