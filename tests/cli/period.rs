//! `tousu report --month …`, `--where`: what a report is about, and what is only its history.

use crate::world::World;
use serde_json::{Value, json};

/// The demonstration corpus, the rows of some months, and a few rows without a time.
fn world() -> World {
    let corpus = include_str!("../../corpora/complaints.csv");
    let mut rows = csv::Reader::from_reader(corpus.as_bytes());
    let header = rows.headers().unwrap().clone();
    let time = header.iter().position(|h| h == "投诉时间").unwrap();
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    let file_with = |kept: &dyn Fn(&str) -> bool, undated: &[csv::StringRecord]| {
        let mut out = csv::Writer::from_writer(Vec::new());
        out.write_record(&header).unwrap();
        for row in rows.iter().filter(|r| kept(&r[time])) {
            out.write_record(row).unwrap();
        }
        for row in undated {
            let cells = row.iter().enumerate();
            let cells = cells.map(|(at, cell)| if at == time { "" } else { cell });
            out.write_record(cells).unwrap();
        }
        String::from_utf8(out.into_inner().unwrap()).unwrap()
    };
    let file = |kept: &dyn Fn(&str) -> bool| file_with(kept, &[]);
    World::new()
        .file("undated.csv", file_with(&|_| true, &rows[3..5]))
        .file("all.csv", corpus)
        .file("october.csv", file(&|t| t.starts_with("2024-10")))
        .file("september.csv", file(&|t| t.starts_with("2024-09")))
        .file(
            "last.csv",
            file(&|t| t.starts_with("2024-11") || t.starts_with("2024-12")),
        )
        .file("early.csv", file(&|t| t < "2024-09"))
        .file("cut.csv", file(&|t| t < "2024-12-18"))
}

const FLAGS: &str =
    "--type 投诉类型 --by 渠道,区域,产品 --time 投诉时间 --text 投诉内容 --id 工单号";

fn report(world: &World, rest: &str) -> Value {
    world
        .run(&format!("report {rest} {FLAGS} --json"))
        .ok()
        .json()
}

/// The figures in which history plays no part.
fn of_its_own(report: &Value) -> Value {
    let mut out = json!({});
    for key in ["total", "distinct", "rows_without", "by", "numbers"] {
        out[key] = report[key].clone();
    }
    let mut types = report["types"].clone();
    for t in types.as_array_mut().unwrap() {
        let t = t.as_object_mut().unwrap();
        t.remove("change");
        t.remove("year_on_year");
    }
    out["types"] = types;
    let mut service = report["service"].clone();
    if let Some(service) = service.as_object_mut() {
        service.remove("repeats");
        service.remove("correlations");
    }
    out["service"] = service;
    let findings = report["findings"].as_array().unwrap().iter();
    let standing = findings.filter(|f| f["kind"] == "cell" || f["kind"] == "type");
    let told = standing.map(|f| {
        json!([
            f["kind"],
            f["subject"],
            f["count"],
            f["distinct"],
            f["exemplars"].as_array().unwrap().len()
        ])
    });
    out["findings"] = told.collect();
    out
}

#[test]
fn a_month_is_reported_as_if_the_file_held_nothing_else() {
    let world = world();
    let month = report(&world, "undated.csv --month 2024-10");
    let alone = report(&world, "october.csv");
    let (a, b) = (of_its_own(&month), of_its_own(&alone));
    for key in a.as_object().unwrap().keys() {
        assert_eq!(a[key], b[key], "{key}");
    }
    let ledger = &month["ledger"];
    let n = |v: &Value| v.as_u64().unwrap();
    let (before, after) = (&ledger["left_out"]["before"], &ledger["left_out"]["after"]);
    assert_eq!(n(&month["total"]), 433);
    assert_eq!((n(after), n(&ledger["left_out"]["undated"])), (699, 2));
    assert_eq!(n(&ledger["rows_in"]), 433 + n(before) + 699 + 2);
    assert_eq!(ledger["rows_in"], 8002);
}

#[test]
fn a_month_has_the_one_before_and_a_year_before_where_there_are_any() {
    let world = world();
    let r = report(&world, "all.csv --month 2024-10");
    let period = &r["period"];
    assert_eq!(
        [&period["kind"], &period["from"], &period["until"]],
        ["month", "2024-10-01", "2024-10-31"]
    );
    assert_eq!(period["previous"]["change"]["before"], 372);
    assert_eq!(period["year_before"]["change"]["before"], 387);
    assert_eq!(period["year_before"]["from"], "2023-10-01");
    assert!(r["title"].as_str().unwrap().contains("2024 年 10 月"));
    let first = &r["types"][0];
    assert!(first["change"]["relative"].is_f64() && first["year_on_year"]["relative"].is_f64());
    // the trend is the history; nothing is found in it but what is of this month
    let periods = r["periods"].as_array().unwrap();
    assert_eq!(
        (periods.len(), &periods[21]["period"]),
        (22, &json!("2024-10"))
    );
    for f in r["findings"].as_array().unwrap() {
        let when = &f["subject"]["period"];
        assert!(when.is_null() || when == "2024-10", "{f}");
        let search = f["search"].as_str().unwrap();
        assert!(
            search.contains("--since 2024-10") || search.is_empty(),
            "{search}"
        );
    }
    let alone = report(&world, "october.csv --month 2024-10 --lang en");
    assert!(alone["period"]["previous"]["change"].is_null());
    assert!(alone["summary"].to_string().contains("No comparable data"));
    assert!(alone["title"].as_str().unwrap().ends_with("October 2024"));
}

#[test]
fn quarters_weeks_years_and_spans() {
    let world = world();
    for (flags, total, from, until, before) in [
        ("--quarter 2024-Q4", 1132, "2024-10-01", "2024-12-31", 1033),
        ("--quarter 2024Q4", 1132, "2024-10-01", "2024-12-31", 1033),
        ("--year 2024", 4183, "2024-01-01", "2024-12-31", 3817),
        (
            "--since 2024-11 --until 2024-12",
            699,
            "2024-11-01",
            "2024-12-31",
            805,
        ),
        ("--since 2024-11", 699, "2024-11-01", "2024-12-31", 805),
    ] {
        let r = report(&world, &format!("all.csv --no-causes {flags}"));
        let period = &r["period"];
        assert_eq!(r["total"], total, "{flags}");
        assert_eq!(
            [&period["from"], &period["until"]],
            [from, until],
            "{flags}"
        );
        assert_eq!(period["previous"]["change"]["before"], before, "{flags}");
    }
    let r = report(&world, "all.csv --no-causes --week 2024-W50 --lang en");
    assert_eq!(r["period"]["from"], "2024-12-09");
    assert_eq!(r["period_unit"], "week");
    assert!(r["title"].as_str().unwrap().contains("week 50 of 2024"));
}

#[test]
fn a_period_that_is_not_there_is_refused_with_the_next_command() {
    let world = world();
    let of = |flags: &str| world.run(&format!("report all.csv {FLAGS} {flags} -o r.html"));
    of("--month 2025-02")
        .exits(1)
        .says("2023-01-01 to 2024-12-31")
        .says("--month 2024-12");
    of("--month 2024-Q1").exits(2).says("not a month");
    of("--quarter 2024-Q5").exits(2).says("not a quarter");
    of("--since 2024-05 --until 2024-04").exits(2);
    of("--month 2024-10 --week 2024-W50").exits(2);
    of("--month 2024-10 --compare 2023 2024").exits(2);
    world
        .run("report all.csv --type 投诉类型 --by 渠道 --where 渠道=传真 -o r.html")
        .exits(1)
        .says("渠道=传真");
    assert!(!world.exists("r.html"));
    let untimed = World::new().file("a.csv", "内容,类型\n快递没到,物流\n退款没到,退款\n");
    untimed
        .run("report a.csv --type 类型 --month 2024-10 -o r.html")
        .exits(2)
        .says("--time");
}

#[test]
fn the_monthly_template_is_about_the_last_complete_month() {
    let world = world();
    let of = |file: &str, rest: &str| {
        report(
            &world,
            &format!("{file} --no-causes --template 12345-monthly {rest}"),
        )
    };
    let r = of("cut.csv", "");
    assert_eq!(
        (&r["period"]["from"], &r["total"]),
        (&json!("2024-11-01"), &json!(354))
    );
    assert!(
        r["title"]
            .as_str()
            .unwrap()
            .contains("月报（2024 年 11 月）")
    );
    assert_eq!(of("all.csv", "")["period"]["from"], "2024-12-01");
    // an export of one month
    let r = of("october.csv", "");
    assert_eq!(
        (&r["period"]["from"], &r["total"]),
        (&json!("2024-10-01"), &json!(433))
    );
    assert_eq!(r["period_unit"], "day");
    // a month that the data cover in part is reported as such, and compared with none
    let r = of("cut.csv", "--month 2024-12");
    assert_eq!(r["period"]["complete"], false);
    assert!(r["period"]["previous"]["change"].is_null());
    assert!(r["notes"].to_string().contains("2024 年 12 月的数据不完整"));
    let page = world
        .run(&format!(
            "report october.csv {FLAGS} --template 12345-monthly --format md -o -"
        ))
        .ok();
    let page = page.stdout();
    assert!(
        page.contains("无可比数据") && page.contains("上月"),
        "{page}"
    );
}

#[test]
fn conditions_select_rows_as_in_a_search() {
    let world = world();
    let all = report(&world, "all.csv --no-causes --by 渠道");
    let phone = all["by"][0][1]["values"].as_array().unwrap().iter();
    let phone = phone.clone().find(|v| v["value"] == "电话热线").unwrap()["count"].clone();
    let ran = world.run(&format!(
        "report all.csv {FLAGS} --where 渠道=电话热线 -o r.json"
    ));
    ran.ok().says("left out by --where");
    let r: Value = serde_json::from_str(&world.read("r.json")).unwrap();
    assert_eq!(r["total"], phone);
    let left = r["ledger"]["left_out"]["where"].as_u64().unwrap();
    assert_eq!(left + phone.as_u64().unwrap(), 8000);
    for f in r["findings"].as_array().unwrap() {
        // by ids, or by the conditions of the report and its own
        let search = f["search"].as_str().unwrap();
        let by_ids = search.starts_with("tousu search --report r.json");
        let by_conditions = search.contains("--where 渠道=电话热线");
        assert!(search.is_empty() || by_ids || by_conditions, "{search}");
        assert_eq!(by_ids, f["members"].is_array(), "{search}");
    }
    world
        .run("index october.csv --index i --text 投诉内容 --id 工单号 --time 投诉时间")
        .ok();
    for condition in [
        "满意度<=2",
        "渠道!=电话热线",
        "区域 IN 华东,华北",
        "投诉时间>=2024-10-20",
        "承运商=",
    ] {
        let found = world
            .run(&format!("search --index i --where '{condition}' --count"))
            .ok();
        let r = report(
            &world,
            &format!("october.csv --no-causes --where '{condition}'"),
        );
        assert_eq!(found.stdout().trim(), r["total"].to_string(), "{condition}");
    }
}

#[test]
fn parts_merge_to_the_month() {
    let world = world();
    for part in ["early", "september", "october", "last"] {
        world
            .run(&format!("report {part}.csv {FLAGS} --partial {part}.json"))
            .ok();
    }
    world
        .run(&format!("report all.csv {FLAGS} --partial all.json"))
        .ok();
    world
        .run(&format!(
            "report all.csv {FLAGS} --month 2024-10 --partial of.json"
        ))
        .ok();
    let whole = report(&world, "all.csv --month 2024-10");
    let parts = "report --merge last.json early.json october.json september.json";
    for line in [
        format!("{parts} --month 2024-10"),
        "report --merge of.json".into(),
        "report --merge of.json --month 2024-10".into(),
    ] {
        let merged = world.run(&format!("{line} --json")).ok().json();
        for key in ["total", "by", "rows_without", "ledger"] {
            let mut wanted = whole[key].clone();
            let mut found = merged[key].clone();
            for v in [&mut wanted, &mut found] {
                v.as_object_mut().map(|v| v.remove("rules"));
                strip(v);
            }
            assert_eq!(found, wanted, "{key}: {line}");
        }
        assert_eq!(merged["period"], whole["period"], "{line}");
        assert_eq!(
            merged["types"][0]["change"]["before"],
            whole["types"][0]["change"]["before"]
        );
    }
    // last.json holds two months together
    world
        .run(&format!("{parts} --month 2024-12 --json"))
        .exits(1)
        .says("last.json")
        .says("--partial");
    world
        .run("report --merge of.json october.json --json")
        .exits(1)
        .says("--month");
    let r = world
        .run(&format!("{parts} --template 12345-monthly --json"))
        .ok()
        .json();
    assert_eq!(r["total"], 8000);
    assert!(r["notes"].to_string().contains("2024-12"));
}

/// Without the judgement of cells, for which a report on rows has more to go by.
fn strip(value: &mut Value) {
    match value {
        Value::Object(map) => {
            for key in ["stands_out", "p_adjusted", "explained_by"] {
                map.remove(key);
            }
            map.values_mut().for_each(strip);
        }
        Value::Array(list) => list.iter_mut().for_each(strip),
        _ => {}
    }
}

#[test]
fn two_spans_compared_come_first() {
    let world = world();
    let r = report(&world, "all.csv --compare 2023-Q4 2024-Q4 --lang en");
    let first = r["summary"][0].as_str().unwrap();
    assert!(
        first.starts_with("1,132 complaints from 2024-10-01 to 2024-12-31, after 1,064 from"),
        "{first}"
    );
    assert!(r["period"].is_null());
}

#[test]
fn holidays_are_those_of_the_data_or_of_the_calendar_named() {
    let mut rows = String::from("id,complaint,type,date\n");
    let mut id = 0;
    for day in 1..=30 {
        for (text, kind) in [
            ("the parcel is late", "delivery"),
            ("no refund yet", "refund"),
        ] {
            for copy in 0..3 {
                id += 1;
                rows +=
                    &format!("{id},{text} {day} {copy} since order {id},{kind},2024-02-{day:02}\n");
            }
        }
    }
    let world = World::new()
        .file("a.csv", rows.replace("2024-02-30", "2024-03-01"))
        .file(
            "days.csv",
            "date,name\n2024-02-19,Presidents' Day\n2024-02-24,work\n",
        );
    let of = |rest: &str| {
        let line = format!(
            "report a.csv --type type --time date --period month --no-causes --lang en {rest} --json"
        );
        let r = world.run(&line).ok().json();
        r["periods"][0]["holidays"].to_string()
    };
    assert_eq!(of(""), "[]");
    assert_eq!(of("--calendar cn"), "[\"春节\"]");
    assert_eq!(of("--calendar none"), "[]");
    assert_eq!(of("--calendar days.csv"), "[\"Presidents' Day\"]");
    world
        .run("report a.csv --type type --time date --calendar a.csv -o r.html")
        .exits(1)
        .says("is not a date");
}
