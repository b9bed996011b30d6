//! Days that have passed, days that are missing, and what rates and filters make of them.

use crate::world::World;
use serde_json::Value;
use std::fmt::Write;

/// Complaints of so many days from 1 January 2024 on, as many a day as `a_day` says.
fn complaints(days: u32, a_day: impl Fn(u32) -> u32) -> World {
    let mut rows = String::from("内容,类型,时间\n");
    for day in 0..days {
        let date = chrono::NaiveDate::from_yo_opt(2024, day + 1).unwrap();
        for n in 0..a_day(day) {
            let _ = writeln!(
                rows,
                "第{day}日第{n}件投诉，快递一直没有送到，单号{}{n},物流,{date}",
                day * 37
            );
        }
    }
    World::new().file("a.csv", rows)
}

fn report(world: &World, more: &str) -> Value {
    let line = format!(
        "report a.csv --text 内容 --type 类型 --time 时间 --no-causes --lang en --json {more}"
    );
    world.run(&line).ok().json()
}

fn last_sentence(report: &Value) -> &str {
    report["summary"]
        .as_array()
        .unwrap()
        .last()
        .unwrap()
        .as_str()
        .unwrap()
}

#[test]
fn a_period_under_way_is_predicted_with_what_has_come_in() {
    let steady = report(&complaints(200, |_| 3), "");
    let july = &steady["forecast"]["periods"][0];
    assert_eq!(
        (july["period"].as_str(), july["so_far"].as_u64()),
        (Some("2024-07"), Some(54))
    );
    let expected = july["all"]["expected"].as_f64().unwrap();
    assert!((88.0..98.0).contains(&expected), "{expected}");
    assert!(last_sentence(&steady).contains("; 54 so far)"), "{steady}");
    // twenty a day since 1 July: what comes after cannot be told from three a day
    let risen = report(&complaints(200, |day| if day < 182 { 3 } else { 20 }), "");
    assert!(risen["forecast"].is_null());
    assert!(!last_sentence(&risen).contains("Forecast"));
}

#[test]
fn a_report_about_a_month_predicts_only_what_the_data_do_not_hold() {
    let world = complaints(200, |_| 3);
    assert!(report(&world, "--month 2024-06")["forecast"].is_null());
    assert!(report(&complaints(182, |_| 3), "--month 2024-06")["forecast"].is_object());
    // two months make a trend of weeks, and a month ends in the midst of one
    assert!(report(&complaints(60, |_| 10), "--month 2024-02")["forecast"].is_null());
}

#[test]
fn missing_days_make_neither_a_fall_nor_a_rise() {
    let world = complaints(300, |day| if (108..123).contains(&day) { 0 } else { 10 });
    let found = report(&world, "");
    let period = |name: &str| {
        let periods = found["periods"].as_array().unwrap().iter();
        periods
            .clone()
            .find(|p| p["period"] == name)
            .unwrap()
            .clone()
    };
    let april = period("2024-04");
    assert_eq!(april["complete"], false);
    assert!((april["daily_mean"].as_f64().unwrap() - 10.0).abs() < 1e-9);
    assert!(april["change"].is_null() && period("2024-05")["change"].is_null());
    assert!(
        period("2024-07")["change"]["relative"]
            .as_f64()
            .unwrap()
            .abs()
            < 0.01
    );
    world
        .run("watch a.csv --text 内容 --type 类型 --time 时间 --lang en")
        .ok()
        .prints("days since 2024-05-03 alone are judged");
}

#[test]
fn missing_days_within_the_first_and_the_last_period_move_no_end() {
    let is_missing = |day| (7..25).contains(&day) || (154..172).contains(&day);
    let world = complaints(182, |day| if is_missing(day) { 0 } else { 6 });
    let found = report(&world, "--period month");
    let first = found["summary"][0].as_str().unwrap();
    assert!(
        first.contains("from 2024-01-01 to 2024-06-30, 6.0 a day"),
        "{first}"
    );
    let june = found["periods"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&june["covered_to"], &june["covered_days"]),
        (&"2024-06-30".into(), &12.into())
    );
}

#[test]
fn months_without_days_are_months() {
    let world = complaints(182, |day| {
        let first = chrono::NaiveDate::from_yo_opt(2024, day + 1).unwrap();
        if chrono::Datelike::day(&first) == 1 {
            60
        } else {
            0
        }
    });
    let found = report(&world, "");
    assert_eq!(found["period_unit"], "month");
    let june = found["periods"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (june["complete"].as_bool(), june["daily_mean"].as_f64()),
        (Some(true), Some(2.0))
    );
    world
        .run("watch a.csv --text 内容 --type 类型 --time 时间")
        .says("all times are the first of a month");
}

#[test]
fn rates_are_over_the_days_of_the_complaints() {
    let months = |from: u32, to: u32, day: &str| {
        let lines = (from..=to).map(|m| format!("2024-{m:02}{day},1000\n"));
        format!("月份,订单\n{}", lines.collect::<String>())
    };
    let world = complaints(200, |_| 3)
        .file("days.csv", months(1, 12, "-01"))
        .file("wan.csv", "类型,订单(万)\n物流,2\n")
        .file("below.csv", "类型,订单\n物流,-5\n");
    let found = report(&world, "--volume days.csv");
    let rates = &found["rates"];
    assert_eq!(
        (rates["covered"].as_u64(), rates["months"].as_bool()),
        (Some(600), Some(true))
    );
    assert_eq!(rates["outside"].as_array().unwrap().len(), 5);
    let rate = rates["total"]["rate"].as_f64().unwrap();
    assert!(
        (rate - 600.0 / (6000.0 + 1000.0 * 18.0 / 31.0) * 1e4).abs() < 1e-6,
        "{rate}"
    );
    world
        .run("report a.csv --text 内容 --type 类型 --time 时间 --no-causes --volume below.csv --json")
        .says("below 0");
    let wan = report(&world, "--by 类型 --volume wan.csv");
    assert_eq!(wan["rates"]["total"]["volume"].as_f64(), Some(20_000.0));
}
