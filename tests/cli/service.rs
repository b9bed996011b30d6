//! Service figures: columns found or named, times made of times, repeats, and what the renderings say of them.

use crate::world::World;
use serde_json::Value;
use std::fmt::Write;

/// 40 complaints over 10 months: every second one is answered after 36 hours, in words satisfied or not.
fn desk() -> String {
    let mut csv =
        "编号,内容,类型,受理时间,答复时间,是否满意,推荐意愿,是否按期,联系电话\n".to_owned();
    for i in 0..40 {
        let (month, day) = (1 + i / 4, 1 + (i % 4) * 7);
        let kind = ["物流", "退款"][i % 2];
        let answered = if i % 4 == 3 {
            String::new()
        } else {
            format!("2024-{month:02}-{:02} 21:00", day + 1)
        };
        let happy = ["满意", "不满意", "基本满意", "未评价"][i % 4];
        let late = ["是", "否"][usize::from(i % 8 == 0)];
        // the third complaint of a month comes from the caller of the first, 14 days later
        let phone = 13_900_001_000_u64 + (i / 4 * 10 + if i % 4 == 2 { 0 } else { i % 4 }) as u64;
        // no two texts alike
        let place = |k: u32| 0x4e00 + (i as u32 * 7919 + k * 104_729) % 5000;
        let text: String = (0..14).filter_map(|k| char::from_u32(place(k))).collect();
        writeln!(
            csv,
            "{i},{text},{kind},2024-{month:02}-{day:02} 09:00,{answered},{happy},{},{late},{phone}",
            i % 11
        )
        .unwrap();
    }
    csv
}

pub(crate) fn figure<'a>(service: &'a Value, list: &str, name: &str) -> &'a Value {
    let list = service[list].as_array().unwrap();
    let found = list.iter().find(|s| s["figure"] == name);
    found.unwrap_or_else(|| panic!("no {name} in {list:?}"))
}

#[test]
fn columns_are_found_by_their_headers_and_cells() {
    let world = World::new().file("a.csv", desk());
    let ran = world
        .run("report a.csv --type 类型 --period month --json")
        .ok();
    let ran = ran
        .says("satisfaction=是否满意")
        .says("response=答复时间")
        .says("complainant=联系电话");
    let r = ran.json();
    let s = &r["service"];
    let time = figure(s, "measures", "response_time");
    assert_eq!(time["column"], "答复时间（距受理，小时）");
    assert_eq!(r["numbers"]["答复时间（距受理，小时）"]["median"], 36.0);
    assert_eq!(time["all"]["count"], 30);
    let answered = figure(s, "shares", "answered");
    assert_eq!(
        (&answered["all"]["count"], &answered["all"]["denominator"]),
        (&30.into(), &40.into())
    );
    assert_eq!(answered["filled"], true);
    let satisfied = figure(s, "shares", "satisfied");
    assert_eq!(
        (&satisfied["all"]["count"], &satisfied["all"]["denominator"]),
        (&20.into(), &30.into())
    );
    let on_time = figure(s, "shares", "on_time");
    assert_eq!(on_time["all"]["count"], 35);
    let repeats = &s["repeats"];
    assert_eq!(
        (&repeats["by_complainant"], &repeats["all"]["count"]),
        (&10.into(), &10.into())
    );
    // marks 0 to 10 in turn: 9 and 10 came 3 times each, 0 to 6 28 times
    let nps = &s["nps"]["all"];
    assert_eq!(
        (&nps["promoters"], &nps["detractors"], &nps["count"]),
        (&6.into(), &28.into(), &40.into())
    );
    assert!((nps["nps"].as_f64().unwrap() + 55.0).abs() < 1e-9);
    let html = world
        .run("report a.csv --type 类型 --lang en -o r.html -o r.md -o t/")
        .ok();
    html.says("guessed --service");
    let (page, text) = (world.read("r.html"), world.read("r.md"));
    assert!(page.contains("Net promoter score") && text.contains("Repeat complaints"));
    assert!(!page.contains("13900001000") && !text.contains("13900001000"));
    assert!(world.exists("t/service.csv") && world.exists("t/service_types.csv"));
}

#[test]
fn columns_are_named_and_mistakes_said() {
    let world = World::new().file("a.csv", desk());
    let r = world
        .run("report a.csv --type 类型 --service on-time=是否按期 --repeat-days 7 --json")
        .ok()
        .json();
    let s = &r["service"];
    assert_eq!(s["shares"].as_array().unwrap().len(), 1);
    assert_eq!(s["measures"].as_array().unwrap().len(), 0);
    assert_eq!(s["repeats"]["days"], 7);
    assert_eq!(s["repeats"]["complainant"], Value::Null);
    let none = world
        .run("report a.csv --type 类型 --service '' --json")
        .ok()
        .json();
    assert_eq!(none["service"], Value::Null);
    for (named, said) in [
        ("speed=答复时间", "Roles: first-contact"),
        ("满意", "ROLE=COL"),
        ("nps=没有", "--service"),
        ("nps=是否满意", "whole numbers from 0 to 10"),
    ] {
        world
            .run(&format!(
                "report a.csv --type 类型 --service {named} --json"
            ))
            .says(said);
    }
}

/// The planted figures of the demonstration corpus: types that are marked lower, copies, what is not closed.
#[test]
fn the_corpus_says_what_was_planted() {
    let world = World::new();
    let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/corpora/complaints.csv");
    let r = world
        .run(&format!(
            "report {corpus} --type 投诉类型 --no-causes --json"
        ))
        .ok()
        .json();
    let s = &r["service"];
    let field = |name: &str| {
        let types = s["quadrant"]["types"].as_array().unwrap();
        types.iter().find(|t| t["type"] == name).unwrap()["field"].clone()
    };
    assert_eq!(field("维修售后"), "concentrate");
    assert_eq!(field("服务态度"), "concentrate");
    assert_eq!(field("信息安全"), "low_priority");
    assert_eq!(figure(s, "shares", "closed")["all"]["count"], 7738);
    let repeats = s["repeats"]["all"]["share"].as_f64().unwrap();
    assert!((0.03..0.06).contains(&repeats), "{repeats}");
    assert_eq!(s["correlations"]["pairs"].as_array().unwrap().len(), 48);
}

/// 40 complaints with a column of each of these headers, its cells taken in turn.
pub(crate) fn with_columns(columns: &[(&str, &[&str])]) -> String {
    let headers: Vec<&str> = columns.iter().map(|c| c.0).collect();
    let mut csv = format!("编号,内容,类型,渠道,{}\n", headers.join(","));
    for i in 0..40 {
        let cells: Vec<&str> = columns.iter().map(|(_, c)| c[i % c.len()]).collect();
        let (kind, channel) = (["物流", "退款"][i % 2], ["电话", "网站", "微信"][i % 3]);
        let cells = cells.join(",");
        writeln!(
            csv,
            "{i},第{i}件投诉一直没有人处理,{kind},{channel},{cells}"
        )
        .unwrap();
    }
    csv
}

fn dimensions(report: &Value) -> Vec<&str> {
    let by = report["by"].as_array().unwrap().iter();
    by.filter_map(|d| d[0].as_str()).collect()
}

#[test]
fn what_says_how_complaints_were_handled_is_not_sliced_by() {
    for (columns, service) in [
        (
            &[
                ("是否超期", &["超期", "未超期"][..]),
                ("办理时限", &["已超时", "未超时", "未超时"]),
            ][..],
            "on-time=是否超期",
        ),
        (&[("办理状态", &["已办结", "待办结"])], "closed=办理状态"),
        // known by the answers alone
        (&[("Call", &["Answered", "Unanswered"])], "answered=Call"),
        (&[("SLA", &["Timely", "Untimely", "Timely"])], "on-time=SLA"),
    ] {
        let world = World::new().file("a.csv", with_columns(columns));
        let r = world.run("report a.csv --type 类型 --json").ok();
        let r = r.says(service).json();
        assert_eq!(dimensions(&r), ["渠道"], "{service}");
        let named = world.run(&format!(
            "report a.csv --type 类型 --by {} --json",
            columns[0].0
        ));
        assert_eq!(dimensions(&named.ok().json()), [columns[0].0]);
    }
    // two states of no one role say nothing
    let world = World::new().file(
        "a.csv",
        with_columns(&[("Status", &["Resolved", "Escalated"])]),
    );
    let r = world.run("report a.csv --type 类型 --json").ok().json();
    assert_eq!(dimensions(&r), ["渠道", "Status"]);
}

/// Two years of requests to three units, 20 a month each: one closes all, one nine in ten, one leaves the last month open; the second is
/// overdue every other time.
fn hotline() -> String {
    let mut csv = "编号,内容,类型,诉求类别,承办单位,受理时间,办结情况,是否超期\n".to_owned();
    for i in 0..24 * 60 {
        let (month, unit, nth) = (i / 60, i % 3, i / 3 % 20);
        let (year, month_of) = (2023 + month / 12, month % 12 + 1);
        let is_open = match unit {
            0 => false,
            1 => nth % 10 == 9,
            _ => month == 23,
        };
        let kind = ["咨询", "投诉", "求助", "投诉"][nth % 4];
        let closed = ["已办结", "未办结"][usize::from(is_open)];
        let late = ["未超期", "超期"][usize::from(unit == 1 && nth % 2 == 1)];
        let place = |k: usize| 0x4e00 + ((i * 7919 + k * 104_729) % 5000) as u32;
        let text: String = (0..14).filter_map(|k| char::from_u32(place(k))).collect();
        let unit = ["城管局", "住建局", "水务集团"][unit];
        writeln!(
            csv,
            "T{i},{text},{},{kind},{unit},{year}-{month_of:02}-{:02} 09:00,{closed},{late}",
            ["物业", "道路"][nth % 2],
            1 + nth * 27 / 19 + 3 * usize::from(month == 23)
        )
        .unwrap();
    }
    csv
}

#[test]
fn units_are_set_side_by_side_and_what_is_open_is_listed() {
    let world = World::new().file("a.csv", hotline());
    let ran = world.run(
        "report a.csv --type 类型 --month 2024-12 --template 12345-monthly --json -o r.html -o r.md -o r.xlsx",
    );
    let r = ran.ok().json();
    let units = &r["units"][0];
    assert_eq!(units["column"], "承办单位");
    let named = |name: &str| {
        let units = units["units"].as_array().unwrap();
        units.iter().find(|u| u["unit"] == name).unwrap().clone()
    };
    let handling = |name: &str, figure: &str| {
        let unit = named(name);
        let mut all = unit["handling"].as_array().unwrap().iter();
        let of = all.rfind(|h| h["figure"] == figure);
        of.unwrap_or_else(|| panic!("no {figure} of {name}"))
            .clone()
    };
    for name in ["城管局", "住建局", "水务集团"] {
        assert_eq!(named(name)["count"], 20);
        let change = &named(name)["change"];
        assert_eq!(
            (&change["before"], &change["after"]),
            (&20.into(), &20.into())
        );
        assert_eq!(change["against"], "2024-11");
        assert_eq!(named(name)["year_on_year"]["against"], "2023-12");
    }
    // Wilson: 20/20 (.839, 1), 18/20 (.699, .972), 0/20 (0, .161)
    let rank = |name| handling(name, "closed")["rank"].clone();
    assert_eq!(rank("城管局"), serde_json::json!({"best": 1, "worst": 2}));
    assert_eq!(rank("水务集团"), serde_json::json!({"best": 3, "worst": 3}));
    assert_eq!(handling("住建局", "on_time")["count"], 10);
    let open = &r["open"];
    assert_eq!((&open["count"], &open["overdue"]), (&22.into(), &2.into()));
    let first = &open["listed"][0];
    assert_eq!(
        (&first["overdue"], &first["unit"]),
        (&true.into(), &"住建局".into())
    );
    assert_eq!(
        (&first["day"], &first["age_days"]),
        (&"2024-12-16".into(), &15.into())
    );
    let summary = r["summary"][0].as_str().unwrap();
    assert!(
        summary.contains("共受理诉求 60 件") && summary.contains("其中投诉 30 件，占 50.0%"),
        "{summary}"
    );
    let page = world.read("r.md");
    for part in ["诉求总量", "超期件数", "办结率 · 位次", "1–2", "未办结件数"]
    {
        assert!(page.contains(part), "{part} is not in {page}");
    }
    assert!(page.contains("未办结清单（22 件，其中超期 2 件）"));
    assert!(
        r["summary"]
            .to_string()
            .contains("办结率 63.3%（38/60 件）")
    );
    let page = world.read("r.html");
    assert!(page.contains("未办结清单（22 件，其中超期 2 件）"));
    assert!(page.contains("未列出的内容见 r.xlsx"));
}

/// Complaints are told from other requests although the column that does so is not among those of `--by`, and it is not listed.
#[test]
fn requests_are_counted_whatever_the_report_is_sliced_by() {
    let world = World::new().file("a.csv", hotline());
    let run = world.run(
        "report a.csv --type 类型 --month 2024-12 --by 承办单位 --no-causes --json -o r.md -o solo.docx",
    );
    let run = run
        .ok()
        .says("guessed 诉求类别 as what tells complaints from other requests");
    let summary = run.json()["summary"][0].to_string();
    assert!(
        summary.contains("共受理诉求 60 件") && summary.contains("其中投诉 30 件"),
        "{summary}"
    );
    let page = world.read("r.md");
    assert!(page.contains("## 承办单位") && !page.contains("## 诉求类别"));
    assert!(page.contains("（有类型的诉求）"), "{page}");
}

/// Sentences are about requests; names of files, columns and indexes, and commands, stay as they are.
#[test]
fn what_is_renamed_are_sentences() {
    let world = World::new().file("投诉.csv", hotline().replacen("类型", "投诉类型", 1));
    world
        .run("report 投诉.csv --type 投诉类型 --month 2024-12 -q -o r.md -o r.json")
        .ok();
    let page = world.read("r.md");
    assert!(
        page.contains("诉求总量") && !page.contains("诉求.csv"),
        "{page}"
    );
    assert!(
        page.contains("tousu index 投诉.csv --index complaints.idx"),
        "{page}"
    );
    assert!(!page.contains("requests.idx"), "{page}");
}

/// With a description of columns, and by the template that tells of units, which need not be among those of `--by` either.
#[test]
fn the_monthly_template_knows_requests_and_units() {
    let world = World::new().file("a.csv", hotline());
    world.run("inspect a.csv --write c.toml").ok();
    let line = "report a.csv --type 类型 --month 2024-12 --no-causes --json -o r.md";
    let described = world
        .run(&format!("{line} --columns c.toml --by 承办单位"))
        .ok();
    let summary = described.json()["summary"][0].to_string();
    assert!(summary.contains("其中投诉 30 件"), "{summary}");
    let monthly = format!("{line} --template 12345-monthly --by 诉求类别");
    for columns in ["", " --columns c.toml"] {
        world.run(&format!("{monthly}{columns}")).ok();
        let page = world.read("r.md");
        assert!(page.contains("## 责任单位"), "{page}");
    }
    world.run(&format!("{line} --by 诉求类别")).ok();
    assert!(!world.read("r.md").contains("承办单位"));
}

/// A jam at one estate, each complaint with what was done about it, but for every third.
fn handled() -> String {
    let mut csv = "编号,内容,类型,受理时间,街道,处理结果\n".to_owned();
    for i in 0..240 {
        let (month, day) = (1 + i / 40, 1 + i % 28);
        let place = ["东", "西", "南", "北", "中"][i % 5];
        let name = |k: usize| char::from_u32(0x4e00 + ((i * 7919 + k * 104_729) % 5000) as u32);
        let noise: String = (0..8).filter_map(name).collect();
        let text = match month == 6 && i % 2 == 0 {
            true => format!("{noise}丽发新城搅拌站半夜施工噪音扰民"),
            false => format!("{noise}路灯不亮"),
        };
        let done = match i % 3 {
            0 => String::new(),
            _ => format!("已责令停工并电话答复来电人13812345{i:03}"),
        };
        writeln!(
            csv,
            "{i},{text},噪声,2024-{month:02}-{day:02},{place},{done}"
        )
        .unwrap();
    }
    csv
}

#[test]
fn what_was_done_stands_under_the_complaints_masked() {
    let world = World::new().file("a.csv", handled());
    let flags = "--type 类型 --template 12345-monthly --month 2024-06";
    let outputs = "-o r.html -o r.docx -o r.xlsx -o r.json -o r.md";
    let ran = world.run(&format!("report a.csv {flags} {outputs}")).ok();
    ran.says("outcome=处理结果");
    let json: Value = serde_json::from_str(&world.read("r.json")).unwrap();
    let findings = json["findings"].as_array().unwrap();
    let exemplars = |f: &Value| f["exemplars"].as_array().cloned().unwrap_or_default();
    let all: Vec<Value> = findings.iter().flat_map(exemplars).collect();
    assert!(
        all.iter()
            .any(|e| e["outcome"] == "已责令停工并电话答复来电人[手机号]")
    );
    for e in &all {
        let id: usize = e["id"].as_str().unwrap().parse().unwrap();
        assert_eq!(e["outcome"].is_string(), !id.is_multiple_of(3), "{e}");
    }
    for page in [world.read("r.html"), world.read("r.md")] {
        assert!(page.contains("典型案例") && page.contains("已责令停工并电话答复来电人"));
        assert!(!page.contains("13812345"), "a number in the clear");
    }
}

#[test]
fn an_outcome_is_named_or_left_out() {
    let world = World::new().file("a.csv", handled().replace("处理结果", "一线反馈"));
    let without = world.run("report a.csv --type 类型 --json").ok();
    assert!(!without.stdout().contains("已责令停工"));
    let with = world.run("report a.csv --type 类型 --service outcome=一线反馈 --json");
    assert!(with.ok().stdout().contains("已责令停工"));
}
