//! `tousu inspect` on data files, `--write`, `--columns`, `--time-zone`: what was understood, and that it holds.

use crate::world::World;
use unicode_width::UnicodeWidthStr;

/// An export of 40 rows; day first, decimal commas, answers that negate their header.
fn january() -> String {
    let mut rows = String::from("工单号,投诉内容,投诉时间,渠道,费用,是否超期,联系电话\n");
    let texts = [
        "快递三天没到",
        "客服态度差",
        "退款一直不到账",
        "安装师傅迟到两小时",
    ];
    for i in 0..40 {
        let text = texts[i % 4];
        let (day, channel) = (i % 28 + 1, ["电话", "网站", "来访"][i % 3]);
        let overdue = if i % 4 == 0 { "超期" } else { "未超期" };
        let phone = if i == 7 {
            String::new()
        } else {
            format!("138{:08}", 12_345 + i * 7919)
        };
        let line = format!(
            "GD{i:05},{text}第{i}次,{day:02}/01/2024,{channel},\"{i},5\",{overdue},{phone}\n"
        );
        rows.push_str(&line);
    }
    rows.push_str("合计,,,,780,,\n");
    rows
}

fn column<'a>(inspected: &'a serde_json::Value, name: &str) -> &'a serde_json::Value {
    let columns = inspected["columns"].as_array().unwrap();
    columns.iter().find(|c| c["name"] == name).unwrap()
}

#[test]
fn every_column_is_shown_with_its_evidence() {
    let world = World::new().file("jan.csv", january());
    let found = world.run("inspect jan.csv --json").ok().json();
    let kinds = [
        "工单号",
        "投诉内容",
        "投诉时间",
        "渠道",
        "费用",
        "是否超期",
        "联系电话",
    ]
    .map(|name| column(&found, name)["kind"].as_str().unwrap().to_owned());
    assert_eq!(
        kinds,
        ["id", "text", "time", "category", "number", "yes-no", "code"]
    );
    assert_eq!(column(&found, "投诉时间")["order"], "day-month-year");
    assert_eq!(column(&found, "费用")["decimal"], "comma");
    assert_eq!(column(&found, "是否超期")["no"][0], "超期");
    assert_eq!(column(&found, "联系电话")["filled"], 39);
    assert_eq!(
        (&found["rows"], &found["files"][0]["header_row"]),
        (&40.into(), &1.into())
    );
    let shown = world.run("inspect jan.csv").ok().stdout();
    for part in [
        "合计",
        "[手机号]",
        "header in row 1",
        "UTF-8",
        "--text 投诉内容",
        "→ id in index and report",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert!(!shown.contains("13800"), "{shown}");
}

#[test]
fn it_fits_the_terminal() {
    let world = World::new().file("jan.csv", january());
    for width in [60, 80, 160] {
        let script = format!("COLUMNS={width} tousu inspect jan.csv");
        let shown = world.shell(&script).ok().stdout();
        for line in shown.lines() {
            assert!(line.width() <= width, "{width}: {line}");
        }
    }
}

#[test]
fn a_description_holds_and_a_later_file_that_differs_is_refused_by_name() {
    let world = World::new()
        .file("jan.csv", january())
        .file("feb.csv", january().replace("/01/2024", "/02/2024"))
        .file("renamed.csv", january().replace("投诉内容", "内容"))
        .file("points.csv", january().replace(",5\"", ".5\""));
    world
        .run("inspect jan.csv --write columns.toml")
        .ok()
        .says("--columns columns.toml");
    let written = world.read("columns.toml");
    assert!(
        written.contains("order = \"day-month-year\"") && written.contains("\"on-time\""),
        "{written}"
    );
    // what was written is read as it was
    world
        .run("inspect jan.csv --columns columns.toml --write again.toml")
        .ok();
    let entries = |toml: &str| toml.split_once("version").unwrap().1.to_owned();
    assert_eq!(entries(&world.read("again.toml")), entries(&written));
    // somebody may have edited it
    world
        .run("inspect feb.csv --write columns.toml")
        .exits(1)
        .says("was not replaced");
    world
        .run("classify feb.csv --model demo --columns columns.toml -o out.csv")
        .ok();
    for command in [
        "classify renamed.csv --model demo -o out2.csv",
        "report renamed.csv --model demo -o out2.html",
        "index renamed.csv --index out2.idx",
        "train renamed.csv -o out2.tousu --label 渠道",
        "dict suggest renamed.csv",
        "inspect renamed.csv",
    ] {
        world
            .run(&format!("{command} --columns columns.toml"))
            .exits(1)
            .says("renamed.csv: there is no column `投诉内容` (text)")
            .says("`内容`");
    }
    assert!(
        !world.names().iter().any(|n| n.starts_with("out2")),
        "{:?}",
        world.names()
    );
    world
        .run("report points.csv --model demo --columns columns.toml -o out2.html")
        .exits(1)
        .says("column `费用`")
        .says("written with a point, not with a comma");
}

#[test]
fn answers_are_read_as_described() {
    let world = World::new().file("jan.csv", january());
    world.run("inspect jan.csv --write columns.toml").ok();
    let written = world.read("columns.toml");
    let turned = written
        .replace("yes = [\"未超期\"]", "yes = [\"超期\"]")
        .replace("no = [\"超期\"]", "no = [\"未超期\"]");
    assert_ne!(written, turned);
    std::fs::write(world.path("turned.toml"), turned).unwrap();
    let on_time = |columns: &str| {
        let line = format!("report jan.csv --model demo --no-causes --json --columns {columns}");
        let report = world.run(&line).ok().json();
        let shares = report["service"]["shares"].as_array().unwrap().clone();
        let share = shares.iter().find(|s| s["figure"] == "on_time").unwrap();
        share["all"]["count"].clone()
    };
    assert_eq!(
        (on_time("columns.toml"), on_time("turned.toml")),
        (30.into(), 10.into())
    );
}

#[test]
fn parts_that_read_a_column_otherwise_are_not_merged() {
    let american: String = january()
        .lines()
        .map(|line| {
            let day = (1..=28).find(|d| line.contains(&format!(",{d:02}/01/2024")));
            let line = match day {
                Some(d) => line.replace(&format!(",{d:02}/01/2024"), &format!(",02/{d:02}/2024")),
                None => line.to_owned(),
            };
            line + "\n"
        })
        .collect();
    let world = World::new()
        .file("jan.csv", january())
        .file("feb.csv", american)
        .file("mar.csv", january().replace("/01/2024", "/03/2024"));
    let flags = "--type 渠道 --text 投诉内容 --by 是否超期 --numbers 费用 --time 投诉时间";
    for part in ["jan", "feb", "mar"] {
        world
            .run(&format!("report {part}.csv {flags} --partial {part}.json"))
            .ok();
    }
    world.run("report --merge jan.json mar.json -o r.md").ok();
    world
        .run("report --merge jan.json feb.json -o r2.md")
        .exits(1)
        .says("feb.json: its column `投诉时间` was read as month/day/year")
        .says("--columns columns.toml");
    assert!(!world.exists("r2.md"));
    // a part written by an earlier version says nothing, and is added as before
    let mut old: serde_json::Value = serde_json::from_str(&world.read("feb.json")).unwrap();
    assert_eq!(old["columns"]["费用"]["decimal"], "comma");
    old.as_object_mut().unwrap().remove("columns");
    std::fs::write(world.path("old.json"), old.to_string()).unwrap();
    world.run("report --merge jan.json old.json -o r3.md").ok();
}

#[test]
fn times_that_name_a_zone_are_converted_to_the_one_asked_for() {
    let mut rows = String::from("类型,时间\n");
    for _ in 0..10 {
        rows.push_str("物流,2024-01-31T18:00:00Z\n质量,2024-02-15T04:00:00Z\n");
    }
    let world = World::new().file("a.csv", rows);
    let months = |flags: &str| {
        let line = format!(
            "report a.csv --type 类型 --time 时间 --period month --no-causes --json {flags}"
        );
        let report = world.run(&line).ok().json();
        let periods = report["periods"].as_array().unwrap().clone();
        periods
            .iter()
            .map(|p| (p["period"].as_str().unwrap().to_owned(), p["count"].clone()))
            .collect::<Vec<_>>()
    };
    let feb = ("2024-02".to_owned(), serde_json::Value::from(20));
    assert_eq!(months("").len(), 2);
    for zone in ["Asia/Shanghai", "+08:00", "+8"] {
        assert_eq!(
            months(&format!("--time-zone {zone}")),
            std::slice::from_ref(&feb),
            "{zone}"
        );
    }
    world
        .run("report a.csv --type 类型 -o r.md")
        .ok()
        .says("times are in UTC");
    world
        .run("report a.csv --type 类型 --time-zone Beijing -o r.md")
        .exits(2)
        .says("Asia/Shanghai");
    // the zone of the machine does not matter
    let script = "TZ=America/New_York tousu report a.csv --type 类型 --no-causes --json > ny.json; \
                  TZ=Asia/Tokyo tousu report a.csv --type 类型 --no-causes --json > tokyo.json; cmp ny.json tokyo.json";
    world.shell(script).ok();
    world
        .run("index a.csv --index i --text 类型 --time 时间 --time-zone Asia/Shanghai")
        .ok();
    let found = world
        .run("search 物流 --index i --since 2024-02-01 --count --json")
        .ok()
        .json();
    assert_eq!(found["total"], 10);
}
