//! Cells as exports write them: blanks by other names, codes, long decimals, formulas that are texts.

use crate::world::World;
use serde_json::Value;
use std::fmt::Write;

/// A table of complaints with `header` and, for each of `rows` rows, the cells that `cells` gives.
fn table(header: &str, rows: usize, cells: impl Fn(usize) -> String) -> World {
    let mut csv = format!("编号,内容,类型,时间,{header}\n");
    for i in 0..rows {
        let day = 1 + i % 28;
        let _ = writeln!(
            csv,
            "N{i},第{i}件快递{}天没有送到,物流,2024-01-{day:02},{}",
            i * 7 % 100,
            cells(i)
        );
    }
    World::new().file("a.csv", csv)
}

const REPORT: &str =
    "report a.csv --text 内容 --type 类型 --time 时间 --id 编号 --no-causes --json";

fn report(world: &World, more: &str) -> Value {
    world.run(&format!("{REPORT} {more}")).ok().json()
}

fn values(report: &Value, place: usize) -> Vec<(String, u64)> {
    let values = report["by"][place][1]["values"].as_array().unwrap().iter();
    values
        .map(|v| {
            let count = v["count"].as_u64().unwrap();
            (v["value"].as_str().unwrap().to_owned(), count)
        })
        .collect()
}

#[test]
fn blanks_are_blanks_in_crossings_and_conditions() {
    let marks = ["-", "N/A", "NULL", "", "未填"];
    let world = table("区域,渠道", 60, |i| {
        let region = if i % 3 == 0 { marks[i / 3 % 5] } else { "东" };
        format!("{region},{}", if i % 2 == 0 { "电话" } else { "网站" })
    });
    let crossed = report(&world, "--by 区域×渠道");
    assert_eq!(
        values(&crossed, 0),
        [("东 × 电话".into(), 20), ("东 × 网站".into(), 20)]
    );
    let rows = |condition: &str| {
        let found = report(&world, &format!("--by 渠道 --where {condition}"));
        found["total"].as_u64().unwrap()
    };
    assert_eq!((rows("区域="), rows("区域!=")), (20, 40));
    assert_eq!(rows("区域=N/A"), 4);
}

#[test]
fn codes_keep_their_zeros_and_whole_numbers_lose_theirs() {
    let codes = ["00123", "123", "7", "7.0"];
    let world = table("代码", 80, |i| codes[i % 4].to_owned());
    let rows = |condition: &str| {
        let found = report(&world, &format!("--by 代码 --where {condition}"));
        found["total"].as_u64().unwrap()
    };
    assert_eq!((rows("代码=00123"), rows("代码!=00123")), (20, 60));
    assert_eq!((rows("代码=123"), rows("代码=7")), (20, 40));
    let by = values(&report(&world, "--by 代码"), 0);
    assert_eq!(by.iter().filter(|v| v.0.starts_with('7')).count(), 1);
}

#[test]
fn long_decimals_are_numbers_and_nobodys() {
    let world = table("赔付率", 100, |i| {
        format!("0.4353399999999999{}", 1 + i % 9)
    });
    let found = report(&world, "--numbers 赔付率");
    assert_eq!(found["numbers"]["赔付率"]["count"], 100);
}

#[test]
fn texts_in_formulas_are_texts() {
    let plain = table("渠道", 40, |_| "电话".into()).read("a.csv");
    let wrapped = |line: &str| {
        let (id, rest) = line.split_once(',').unwrap();
        let rest = rest.replace(",物流,", ",=\"物流\",");
        format!("=\"{id}\",{rest}\n")
    };
    let (header, rows) = plain.split_once('\n').unwrap();
    let again: String = rows.lines().map(wrapped).collect();
    let world = World::new()
        .file("a.csv", plain.clone())
        .file("b.csv", format!("{header}\n{again}"));
    let found = report(&world, "b.csv");
    assert_eq!(
        (&found["total"], &found["types"][0]["type"]),
        (&40.into(), &"物流".into())
    );
}

#[test]
fn ids_and_telephones_are_the_same_however_they_are_written() {
    let world = table("电话", 60, |i| {
        let prefix = ["", "+86", "0086", "86 "][i % 4];
        format!("{prefix}1391234{:04}", 1000 + i / 4 * 37)
    });
    let found = report(&world, "--service complainant=电话");
    assert_eq!(found["service"]["repeats"]["by_complainant"], 45);
    let plain = table("渠道", 40, |_| "电话".into()).read("a.csv");
    let (ids, floats) = (
        plain.replace("\nN", "\n1000"),
        plain.replace("\nN", "\n1000"),
    );
    let dotted: String = floats
        .lines()
        .enumerate()
        .map(|(i, line)| match (i, line.split_once(',')) {
            (1.., Some((id, rest))) => format!("{id}.0,{rest}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    let world = World::new().file("a.csv", ids).file("b.csv", dotted);
    assert_eq!(report(&world, "b.csv")["total"], 40);
}

#[test]
fn months_alone_are_not_cut() {
    let world = table("渠道", 120, |_| "电话".into());
    let csv = world.read("a.csv");
    let months: String = csv
        .lines()
        .enumerate()
        .map(|(i, line)| match line.find("2024-01-") {
            Some(at) => format!("{}2024-{:02}{}\n", &line[..at], 1 + i % 6, &line[at + 10..]),
            None => format!("{line}\n"),
        })
        .collect();
    let world = World::new().file("a.csv", months);
    for cut in [
        "--week 2024-W05",
        "--since 2024-02-10",
        "--until 2024-03-15",
        "--compare 2024-01-01..2024-01-15 2024-02-01..2024-02-15",
    ] {
        world
            .run(&format!("{REPORT} {cut}"))
            .exits(2)
            .says("all times are the first of a month");
    }
    assert_eq!(report(&world, "--since 2024-02")["total"], 100);
    world
        .run(&format!(
            "{REPORT} --compare 2024-01..2024-03 2024-03..2024-05"
        ))
        .exits(2)
        .says("share days");
}
