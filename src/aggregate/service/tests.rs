//! Hand-counted tables.

use super::*;
use crate::aggregate::{
    Column, Correlation, Field, FinishParams, NO_DAY, NONE, Numbers, ServiceFigure, Tally, check,
    day,
};
use chrono::NaiveDate;

fn column(name: &str, values: &[&str], codes: Vec<u32>) -> Column {
    Column {
        name: name.to_owned(),
        values: values.iter().map(ToString::to_string).collect(),
        codes,
        made: false,
    }
}

fn figured(table: &Table, rows: &ServiceRows) -> Figures {
    let mut figures = Tally::of(table).finish(&FinishParams::default()).unwrap();
    service(table, rows, &mut figures);
    check(&figures).unwrap();
    figures
}

#[test]
fn scores_and_shares_by_hand() {
    let marks = [10.0, 9.0, 7.0, 6.0, 0.0, f64::NAN];
    let table = Table {
        types: column("type", &["a", "b"], vec![0, 0, 0, 1, 1, 1]),
        numbers: vec![Numbers {
            name: "NPS".to_owned(),
            values: marks.to_vec(),
        }],
        ..Table::default()
    };
    let rows = ServiceRows {
        measures: vec![(ServiceFigure::Nps, "NPS".to_owned())],
        flags: vec![Flags {
            figure: ServiceFigure::Closed,
            column: "closed".to_owned(),
            filled: false,
            values: vec![Some(true), Some(false), None, Some(true), Some(true), None],
        }],
        ..ServiceRows::default()
    };
    let service = figured(&table, &rows).service.unwrap();
    let nps = service.nps.unwrap();
    assert_eq!(
        (nps.all.promoters, nps.all.detractors, nps.all.count),
        (2, 2, 5)
    );
    assert_eq!(nps.all.nps, Some(0.0));
    assert_eq!(nps.all.low, None, "five marks have no interval");
    assert_eq!(nps.types[1].nps, Some(-100.0));
    let closed = &service.shares[0];
    assert_eq!((closed.all.count, closed.all.denominator), (3, 4));
    assert_eq!((closed.types[0].count, closed.types[0].denominator), (1, 2));
    assert_eq!(service.repeats, None, "without times nothing repeats");
}

#[test]
fn a_complaint_repeats_an_earlier_one_within_the_window() {
    let table = Table {
        types: column("type", &["a"], vec![0; 7]),
        // by text: row 3 repeats row 0 on the same day as it, row 4 comes too late
        group: vec![0, 1, 2, 0, 0, 5, 6],
        days: Some(vec![10, 12, 43, 10, 41, 12, NO_DAY]),
        ..Table::default()
    };
    let rows = ServiceRows {
        // row 1 and 5 are the same person on one day; row 2 comes 31 days later; row 6 has no time
        complainant: Some(("phone".to_owned(), vec![NONE, 7, 7, NONE, NONE, 7, 7])),
        repeat_days: 30,
        ..ServiceRows::default()
    };
    let repeats = figured(&table, &rows).service.unwrap().repeats.unwrap();
    assert_eq!(
        (repeats.by_text, repeats.by_complainant),
        (Some(1), Some(1))
    );
    assert_eq!((repeats.all.count, repeats.all.denominator), (2, 6));
}

/// What moves from month to month, up and down: no two months are alike.
const LEVELS: [u32; 12] = [5, 2, 9, 1, 7, 12, 3, 10, 4, 8, 11, 6];

/// 12 months; where a's share is high, so is the time; marks are low.
fn moving() -> (Table, ServiceRows) {
    let mut table = Table {
        types: column("type", &["a", "b"], Vec::new()),
        days: Some(Vec::new()),
        ..Table::default()
    };
    let (mut hours, mut marks) = (Vec::new(), Vec::new());
    for (month, level) in (1..=12u32).zip(LEVELS) {
        for i in 0..60u32 {
            let is_a = i < level * 4;
            table.types.codes.push(u32::from(!is_a));
            let date = NaiveDate::from_ymd_opt(2023, month, 1 + i % 28).unwrap();
            table.days.as_mut().unwrap().push(day(date));
            hours.push(f64::from(level + i % 3));
            marks.push(if is_a { 1.0 } else { 4.0 } + f64::from(i % 2));
        }
    }
    table.days.as_mut().unwrap()[11 * 60] = day(NaiveDate::from_ymd_opt(2023, 12, 31).unwrap());
    let number = |name: &str, values| Numbers {
        name: name.to_owned(),
        values,
    };
    table.numbers = vec![number("hours", hours), number("marks", marks)];
    let rows = ServiceRows {
        measures: vec![
            (ServiceFigure::ResolutionTime, "hours".to_owned()),
            (ServiceFigure::Satisfaction, "marks".to_owned()),
        ],
        ..ServiceRows::default()
    };
    (table, rows)
}

#[test]
fn shares_go_with_figures_over_months() {
    let (table, rows) = moving();
    let figures = figured(&table, &rows);
    let related = figures
        .service
        .as_ref()
        .unwrap()
        .correlations
        .as_ref()
        .unwrap();
    assert_eq!((related.over.as_deref(), related.pairs.len()), (None, 4));
    let of = |figure, name: &str| {
        let pair = |c: &&Correlation| c.figure == figure && c.name == name;
        related.pairs.iter().find(pair).unwrap()
    };
    let time = of(ServiceFigure::ResolutionTime, "a");
    assert_eq!((time.n, time.spearman), (12, Some(1.0)));
    assert!(time.pearson.unwrap() > 0.999 && time.p_adjusted.unwrap() < 0.001);
    assert_eq!((time.spearman_prewhitened, time.low), (Some(1.0), None));
    let marks = of(ServiceFigure::Satisfaction, "a");
    assert_eq!(marks.spearman, Some(-1.0));
    assert_eq!(of(ServiceFigure::Satisfaction, "b").spearman, Some(1.0));
}

#[test]
fn a_quadrant_has_fields_only_for_what_is_sure() {
    let (table, rows) = moving();
    let figures = figured(&table, &rows);
    let quadrant = figures.service.unwrap().quadrant.unwrap();
    let field = |name: &str| {
        quadrant
            .types
            .iter()
            .find(|p| p.name == name)
            .unwrap()
            .field
    };
    assert_eq!(quadrant.importance, 0.5);
    // b holds 57 %
    assert_eq!(
        field("b"),
        None.or(if quadrant.types[0].name == "b" {
            Some(Field::KeepUp)
        } else {
            Some(Field::Maintain)
        })
    );
    assert!(matches!(
        field("a"),
        Some(Field::LowPriority | Field::Concentrate)
    ));
}

#[test]
fn without_time_the_values_of_a_column_are_compared() {
    let (mut table, rows) = moving();
    table.days = None;
    let shops: Vec<String> = (0..12).map(|i| format!("shop {i}")).collect();
    let shops: Vec<&str> = shops.iter().map(String::as_str).collect();
    let codes = (0..720).map(|row| row / 60).collect();
    table.dimensions = vec![
        column("shop", &shops, codes),
        column("one", &["x"], vec![0; 720]),
    ];
    let related = figured(&table, &rows)
        .service
        .unwrap()
        .correlations
        .unwrap();
    assert_eq!(related.over.as_deref(), Some("shop"));
    let of_values =
        |c: &Correlation| c.n == 12 && c.low.is_some() && c.spearman_prewhitened.is_none();
    assert!(related.pairs.iter().all(of_values));
    table.dimensions.remove(0);
    assert_eq!(figured(&table, &rows).service.unwrap().correlations, None);
}
