//! Tables given beside the complaints: volumes that rates are over, and targets.

use crate::world::World;
use serde_json::Value;
use std::fmt::Write;

/// 60 complaints of 东 and 30 of 西, one half in January and one in February.
fn complaints() -> World {
    let mut rows = String::from("编号,内容,类型,时间,区域,渠道\n");
    for i in 0..90 {
        // from the first day of January to the last one of February
        let (month, day) = (1 + i % 2, 1 + i / 2 * [31, 29][i % 2] / 45);
        let region = if i % 3 == 2 { "西" } else { "东" };
        let channel = if i % 9 < 3 { "网站" } else { "电话" };
        let _ = writeln!(
            rows,
            "N{i},第{i}件快递一直没有送到,物流,2024-{month:02}-{day:02},{region},{channel}"
        );
    }
    World::new().file("a.csv", rows)
}

const REPORT: &str =
    "report a.csv --text 内容 --type 类型 --time 时间 --id 编号 --by 区域 --no-causes --json";

fn rates(volume: &str, more: &str) -> Value {
    let world = complaints().file("v.csv", volume);
    let run = world.run(&format!("{REPORT} --volume v.csv {more}"));
    run.ok().json()["rates"].clone()
}

fn total(rates: &Value) -> (u64, f64) {
    let total = &rates["total"];
    (
        total["count"].as_u64().unwrap(),
        total["volume"].as_f64().unwrap(),
    )
}

#[test]
fn a_volume_follows_the_conditions_on_its_columns() {
    let volume = "区域,订单\n东,1000\n西,500\n";
    assert_eq!(total(&rates(volume, "")), (90, 1500.0));
    let east = rates(volume, "--where 区域=东");
    assert_eq!(total(&east), (60, 1000.0));
    assert_eq!(east["by"][0][1].as_array().unwrap().len(), 1);
    let web = rates(volume, "--where 渠道=网站");
    assert_eq!(total(&web).1, 1500.0);
    assert_eq!(web["unfiltered"][0], "渠道=网站");
}

#[test]
fn months_are_months_whatever_their_column_is_called() {
    let volume = "统计周期,订单\n2024-01,1000\n2024年2月,500\n2024-03,700\n";
    assert_eq!(total(&rates(volume, "--month 2024-01")), (45, 1000.0));
    let world = complaints().file("v.csv", "月份,订单\n2024-01,1000\n2024-02,900\n2024,1900\n");
    world
        .run(&format!("{REPORT} --volume v.csv"))
        .exits(1)
        .says("v.csv, line 4: it shares days with another line");
}

#[test]
fn names_of_no_complaint_and_totals_are_not_in_the_base() {
    let renamed = rates("区域,订单\n东区,1000\n西,500\n", "");
    assert_eq!(total(&renamed), (30, 500.0));
    assert_eq!(renamed["unmatched"][0], "东区");
    let with_total = rates("区域,订单\n东,1000\n西,500\n全国,1500\n", "");
    assert_eq!(total(&with_total), (90, 1500.0));
    let world = complaints().file("v.csv", "区域,订单\n东区,1000\n西,500\n");
    world.run(&format!("{REPORT} --volume v.csv -o r.md")).ok();
    assert!(world.read("r.md").contains("没有基数表的取值 东区"));
}

#[test]
fn targets_are_read_on_one_scale() {
    let goal = |targets: &str| {
        let world = complaints().file("t.csv", targets);
        world.run(&format!("{REPORT} --target t.csv"))
    };
    let of = |targets: &str| goal(targets).ok().json()["types"][0]["target"]["goal"].clone();
    assert_eq!(of("类型,目标\n物流,30%\n"), 0.3);
    assert_eq!(of("类型,目标\n物流,0.3\n"), 0.3);
    assert_eq!(of("类型,目标(%)\n物流,0.5\n"), 0.005);
    goal("类型,目标\n物流,30%\n退款,0.25\n")
        .exits(1)
        .says("`0.25` has no percent sign, and others have");
    goal("类型,目标\n物流,30%\n物流 ,20%\n")
        .exits(1)
        .says("`物流` has a target already in line 2");
}
