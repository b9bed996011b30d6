//! Columns of answers, numbers and marks whose cells mean something else than they seem to: read right, or left out and told.

use crate::service::{figure, with_columns};
use crate::world::World;
use serde_json::Value;

/// 40 complaints with one more column, and what a report in English says of them.
fn report(header: &str, cells: &[&str]) -> Value {
    let world = World::new().file("a.csv", with_columns(&[(header, cells)]));
    world
        .run("--lang en report a.csv --type 类型 --no-causes --json -q")
        .ok()
        .json()
}

fn notes(report: &Value) -> String {
    report["notes"].to_string()
}

fn share(report: &Value, name: &str) -> f64 {
    figure(&report["service"], "shares", name)["all"]["share"]
        .as_f64()
        .unwrap()
}

fn has_shares(report: &Value) -> bool {
    report["service"]["shares"]
        .as_array()
        .is_some_and(|s| !s.is_empty())
}

#[test]
fn one_answer_beside_empty_cells_gives_no_figure_until_somebody_says_what_these_mean() {
    for (header, said) in [
        ("是否超期", "是"),
        ("是否满意", "是"),
        ("是否办结", "1"),
        ("超期标识", "超期"),
    ] {
        let r = report(header, &[said, "", "", "", ""]);
        assert!(!has_shares(&r), "{header}: {}", r["service"]);
        assert!(notes(&r).contains("32 cells are empty"), "{}", notes(&r));
    }
    // all cells filled, or few empty
    assert_eq!(share(&report("是否超期", &["否"]), "on_time"), 1.0);
    assert_eq!(
        share(&report("是否满意", &["是", "否", "", "", ""]), "satisfied"),
        0.5
    );

    let world = World::new().file(
        "a.csv",
        with_columns(&[("是否超期", &["是", "", "", "", ""])]),
    );
    world.run("inspect a.csv --write c.toml").ok();
    let described = std::fs::read_to_string(world.path("c.toml")).unwrap();
    assert!(described.contains("no = [\"是\"]"), "{described}");
    let world = world.file(
        "c.toml",
        described.replace("yes = [\"否\"]", "yes = [\"否\", \"\"]"),
    );
    let r = world
        .run("report a.csv --type 类型 --columns c.toml --no-causes --json -q")
        .ok()
        .json();
    assert_eq!(share(&r, "on_time"), 0.8);
    assert_eq!(r["service"]["answers"][0]["answers"][0]["count"], 32);
}

#[test]
fn an_outcome_of_one_answer_and_empty_cells_asks_what_these_mean() {
    let world = World::new().file(
        "a.csv",
        with_columns(&[("升级标志", &["升级", "", "", "", ""])]),
    );
    let line =
        "report a.csv --type 类型 --no-causes --json -q --outcome 升级标志 --outcome-yes 升级";
    world
        .run(line)
        .exits(1)
        .says("all 8 cells that answer say yes, such as `升级`, and 32 are empty")
        .says("add --outcome-no ''");
    let r = world.run(&format!("{line} --outcome-no ''"));
    let r = r.ok().json();
    assert_eq!(r["outcome_risk"]["all"]["yes"], 8);
    assert_eq!(r["outcome_risk"]["all"]["known"], 40);
}

#[test]
fn a_negated_header_turns_its_answers_round() {
    let cells = ["否", "否", "否", "是"];
    for header in ["是否未按期", "是否未及时", "是否不及时", "Not on time"] {
        assert_eq!(share(&report(header, &cells), "on_time"), 0.75, "{header}");
    }
    assert_eq!(share(&report("是否按期", &cells), "on_time"), 0.25);
    assert_eq!(
        share(&report("是否非一次解决", &cells), "first_contact"),
        0.75
    );
}

fn mean(report: &Value, column: &str) -> Option<f64> {
    report["numbers"][column]["mean"].as_f64()
}

#[test]
fn cells_that_are_not_numbers_are_told_and_leave_a_column_out_where_they_are_many() {
    let mut cells = ["100", "110", "120"].repeat(13);
    cells.push("约5000");
    let r = report("金额", &cells);
    assert_eq!(mean(&r, "金额"), Some(110.0));
    assert!(
        notes(&r).contains("1 cell could not be read as a number (“约5000”)"),
        "{}",
        notes(&r)
    );
    let short: Vec<&str> = cells
        .iter()
        .map(|c| if *c == "约5000" { "5w" } else { c })
        .collect();
    let r = report("金额", &short);
    assert_eq!(r["numbers"]["金额"]["count"], 40);
    assert!(!notes(&r).contains("金额"), "{}", notes(&r));
    // the first rows are numbers, the last are not
    let mut csv = "编号,内容,类型,金额\n".to_owned();
    for i in 0..10_000 {
        let cell = if i < 8_500 { "100" } else { "约3000" };
        let (tens, kind) = (i % 10, ["物流", "退款"][i % 2]);
        let cell = if i % 3 == 0 && i < 8_500 {
            format!("12{tens}")
        } else {
            cell.to_owned()
        };
        csv.push_str(&format!("{i},第{i}件投诉一直没有人处理,{kind},{cell}\n"));
    }
    let world = World::new().file("a.csv", csv);
    let r = world
        .run("--lang en report a.csv --type 类型 --no-causes --json -q")
        .ok()
        .json();
    assert_eq!(mean(&r, "金额"), None);
    assert!(
        notes(&r).contains("1500 of 10000 filled cells"),
        "{}",
        notes(&r)
    );
}

#[test]
fn numbers_without_a_unit_are_in_that_of_the_header_or_in_none() {
    let r = report("处理时长(小时)", &["2天", "3天", "5", "7"]);
    assert_eq!(mean(&r, "处理时长(小时)"), Some(33.0));
    for (header, cells, said) in [
        (
            "响应时长",
            &["3", "5", "2天", "1天"],
            "mixes units (天, none)",
        ),
        (
            "折扣率",
            &["95%", "0.9", "85%", "0.8"],
            "mixes units (%, none)",
        ),
        ("满意率", &["0.95", "95", "0.9", "88"], "mixes fractions"),
    ] {
        let r = report(header, cells);
        assert_eq!(mean(&r, header), None, "{header}");
        assert!(notes(&r).contains(said), "{}", notes(&r));
    }
    let r = report("处理时长", &["5天", "3天", "-2天", "7天"]);
    assert_eq!(mean(&r, "处理时长"), Some(5.0));
    assert!(
        notes(&r).contains("In 10 complaints “处理时长” is negative"),
        "{}",
        notes(&r)
    );
}

#[test]
fn marks_on_another_scale_give_no_figure() {
    let r = report("推荐度", &["1", "2", "3", "4", "5"]);
    assert!(r["service"]["nps"].is_null(), "{}", r["service"]);
    assert!(notes(&r).contains("no NPS is given"), "{}", notes(&r));
    let r = report("满意度", &["5", "4", "3", "1", "-1", "99", "5", "4"]);
    let marks = figure(&r["service"], "measures", "satisfaction");
    assert_eq!(marks["all"]["mean"], 22.0 / 6.0);
    assert!(notes(&r).contains("10 cells of -1, 99"), "{}", notes(&r));
    let r = report("满意度(1非常满意-5非常不满意)", &["1", "2", "3", "1"]);
    let measures = r["service"]["measures"].as_array();
    assert!(measures.is_none_or(Vec::is_empty), "{}", r["service"]);
    assert!(notes(&r).contains("low marks"), "{}", notes(&r));
}

#[test]
fn days_are_counted_where_one_of_two_times_has_no_clock() {
    let mut csv = "编号,内容,类型,投诉时间,办结时间\n".to_owned();
    for i in 0..40 {
        let (day, days, kind) = (1 + i % 20, [0, 0, 1, 3][i % 4], ["物流", "退款"][i % 2]);
        let closed = day + days;
        csv.push_str(&format!(
            "{i},第{i}件投诉一直没有人处理,{kind},2024-03-{day:02} 09:15,2024-03-{closed:02}\n"
        ));
    }
    let world = World::new().file("a.csv", csv);
    let r = world
        .run("--lang en report a.csv --type 类型 --no-causes --json -q")
        .ok()
        .json();
    let days = &r["numbers"]["办结时间 (days after receipt)"];
    assert_eq!(
        (days["count"].as_u64(), days["mean"].as_f64()),
        (Some(40), Some(1.0)),
        "{}",
        r["numbers"]
    );
    assert!(!notes(&r).contains("earlier"), "{}", notes(&r));
}
