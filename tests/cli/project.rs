//! A project: a folder in which a month is one command.

use crate::world::World;
use std::collections::BTreeMap;

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/corpora/complaints.csv");

/// Rows of the corpus by month, the header apart.
fn by_month() -> (csv::StringRecord, BTreeMap<String, Vec<csv::StringRecord>>) {
    let mut reader = csv::Reader::from_path(CORPUS).unwrap();
    let header = reader.headers().unwrap().clone();
    let at = header.iter().position(|h| h == "投诉时间").unwrap();
    let mut months: BTreeMap<String, Vec<csv::StringRecord>> = BTreeMap::new();
    for row in reader.records().map(Result::unwrap) {
        months.entry(row[at][..7].to_owned()).or_default().push(row);
    }
    (header, months)
}

fn table<'a>(
    header: &csv::StringRecord,
    rows: impl IntoIterator<Item = &'a csv::StringRecord>,
) -> Vec<u8> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(header).unwrap();
    rows.into_iter().for_each(|r| out.write_record(r).unwrap());
    out.into_inner().unwrap()
}

/// A project with exports of a year to September 2023, and one of October without every tenth complaint.
fn begun() -> (
    World,
    csv::StringRecord,
    BTreeMap<String, Vec<csv::StringRecord>>,
) {
    let (header, months) = by_month();
    let year = months.range("2023-01".to_owned()..="2023-09".to_owned());
    let world = World::new().file("exports/year.csv", table(&header, year.flat_map(|m| m.1)));
    let october = months["2023-10"].iter().enumerate();
    let punctual = october.filter(|(i, _)| i % 10 != 3).map(|(_, r)| r);
    let world = world.file("later/october.csv", table(&header, punctual));
    world
        .run("init --type 投诉类型 --by 产品,区域 --actions actions.csv")
        .ok();
    (world, header, months)
}

#[test]
fn a_month_that_is_not_complete_is_told_and_reports_are_named_where_they_are_found() {
    let (world, header, months) = begun();
    let begun = months["2023-10"].iter().filter(|r| {
        let at = header.iter().position(|h| h == "投诉时间").unwrap();
        &r[at][8..10] < "15"
    });
    let world = world.file("exports/begun.csv", table(&header, begun));
    let said = world.run("month --formats md").ok().stderr();
    for told in [
        "2023-10 is not complete (the exports end on 2023-10-1",
        "this reports 2023-09. For 2023-10 so far: `tousu month --month 2023-10`",
        "→ reports/2023-09/report.md",
        "actions.csv: created",
    ] {
        assert!(said.contains(told), "{told}: {said}");
    }
    assert!(!said.contains(".tousu/"), "{said}");
}

fn runs(world: &World) -> Vec<serde_json::Value> {
    let log = world.run("log --json").ok().json();
    log.as_array().unwrap().clone()
}

#[test]
fn months_are_taken_in_revised_undone_and_made_again() {
    let (world, header, months) = begun();
    world
        .run("month --formats md")
        .ok()
        .says("run 1: report.json, report.md in reports/2023-09");
    world
        .run("month later/october.csv --formats md --formats html --issue-no 10")
        .ok();
    let october = world.bytes("reports/2023-10/report.html");
    world
        .run("month later/october.csv")
        .exits(1)
        .says("was taken in by run 2");
    world
        .run("month")
        .exits(2)
        .says("there is no new export in exports");

    // November's export holds what came late, and repeats a complaint that October's had
    let late = months["2023-10"].iter().enumerate();
    let late: Vec<_> = late.filter(|(i, _)| i % 10 == 3).map(|e| e.1).collect();
    let again = [&months["2023-10"][0]];
    let november = late.iter().copied().chain(&months["2023-11"]).chain(again);
    let world = world.file("exports/november.csv", table(&header, november));
    world
        .run("month --formats md")
        .ok()
        .says("2023-10 counts")
        .says(&format!(
            "{} arrived since, 1 repeat others",
            late.len() + 1
        ));
    let log = runs(&world);
    let revised = log[2]["revisions"].as_array().unwrap();
    let number = |r: &serde_json::Value, key: &str| r[key].as_i64().unwrap();
    for r in revised {
        let parts = ["arrived", "relabelled", "repeated"].map(|k| number(r, k));
        let difference = number(r, "now") - number(r, "published");
        assert_eq!(difference, parts.iter().sum::<i64>(), "{r}");
    }
    let types = revised.iter().filter(|r| !r["type"].is_null());
    let of_types: i64 = types.map(|r| number(r, "arrived")).sum();
    assert_eq!(of_types, number(&revised[0], "arrived"));

    world
        .run("rerun 2023-10")
        .ok()
        .says("the same, byte for byte");
    world
        .run("rerun 2023-08")
        .exits(2)
        .says("no run has reported 2023-08");

    // undone: the reports of November are gone, those of October are as they were
    world.run("undo").ok().says("run 3 (2023-11) is undone");
    assert!(!world.exists("reports/2023-11/report.md"));
    assert!(world.bytes("reports/2023-10/report.html") == october);
    assert_eq!(runs(&world).len(), 2);
    // and can be done again
    world.run("month --formats md").ok();
    assert_eq!(runs(&world)[2]["revisions"], log[2]["revisions"]);
    world.run("log").ok().prints("2023-10 revised");
}

#[test]
fn what_was_changed_by_hand_stays() {
    let (world, ..) = begun();
    world.run("month --formats md").ok();
    std::fs::write(world.path("reports/2023-09/report.md"), "edited first").unwrap();
    world
        .run("month --month 2023-09 --formats md")
        .ok()
        .says("report-before-run-2.md");
    let aside = "reports/2023-09/report-before-run-2.md";
    assert_eq!(world.read(aside), "edited first");
    world.run("undo").ok();
    assert_eq!(world.read(aside), "edited first");
    std::fs::write(world.path("reports/2023-09/report.md"), "edited").unwrap();
    std::fs::write(world.path("actions.csv"), "edited").unwrap();
    world
        .run("undo")
        .ok()
        .says("report.md was changed by hand since")
        .says("actions.csv was changed by hand since");
    assert_eq!(world.read("reports/2023-09/report.md"), "edited");
    assert_eq!(world.read("actions.csv"), "edited");
    assert!(!world.exists("reports/2023-09/report.json"));
    world.run("undo").exits(2).says("there is no run to undo");
}

#[test]
fn another_model_types_all_months_again() {
    let (header, months) = by_month();
    let first = months.range("2023-01".to_owned()..="2023-08".to_owned());
    let world = World::new()
        .file("exports/a.csv", table(&header, first.flat_map(|m| m.1)))
        .file("labelled.csv", table(&header, &months["2024-01"]));
    world
        .run("train labelled.csv --label 投诉类型 --text 投诉内容 --model svm --c 0.3 -o own.tousu")
        .ok();
    let wrong = world.run("init --model demo --watch 2/fortnight").exits(2);
    wrong.says("`2/fortnight` is not a budget of false warnings");
    assert!(!world.exists("tousu.toml"));
    world.run("init --model demo --by ''").ok();
    world.run("month --formats md").ok();
    let settings = world
        .read("tousu.toml")
        .replace("\"demo\"", "\"own.tousu\"");
    std::fs::write(world.path("tousu.toml"), settings).unwrap();
    let world = world.file("exports/b.csv", table(&header, &months["2023-09"]));
    world
        .run("month --formats md")
        .ok()
        .says("another model gives the types now");
    // a day's export is typed by the model of the months
    let day = table(&header, &months["2023-10"]);
    let world = world.file("exports/c.csv", day);
    let watched = world.run("watch --no-words --json").ok().says("c.csv");
    assert_eq!(watched.json()["last"], "2023-10-31");
    let log = runs(&world);
    let revised = log[1]["revisions"].as_array().unwrap();
    assert!(!revised.is_empty());
    for r in revised {
        let [published, now, relabelled] =
            ["published", "now", "relabelled"].map(|k| r[k].as_i64());
        assert_eq!(
            now.unwrap() - published.unwrap(),
            relabelled.unwrap(),
            "{r}"
        );
    }
    world
        .run("rerun 2023-08")
        .ok()
        .says("the same, byte for byte");
}

#[test]
fn a_renamed_column_is_one_decision() {
    let (world, ..) = begun();
    world.run("month --formats md").ok();
    let october = world.read("later/october.csv").replacen("产品", "商品", 1);
    let world = world.file("exports/october.csv", october);
    world
        .run("month")
        .exits(1)
        .says("there is no column `产品`")
        .says("`商品`")
        .says("in columns.toml");
    let columns = world.read("columns.toml");
    let columns = columns.replace("name = \"产品\"", "name = \"产品\"\nalso = [\"商品\"]");
    std::fs::write(world.path("columns.toml"), columns).unwrap();
    world.run("month --formats md").ok();
    let report: serde_json::Value =
        serde_json::from_str(&world.read("reports/2023-10/report.json")).unwrap();
    assert_eq!(report["by"][0][0], "产品");
    assert_eq!(report["by"][0][1]["without"], 0);
}

#[test]
fn a_broken_run_leaves_nothing() {
    let (world, ..) = begun();
    world.run("month --formats md").ok();
    let before = runs(&world);
    // an export whose columns are others is refused, and the project is as it was
    let world = world.file("exports/other.csv", "编号,内容\n1,坏了\n");
    let ran = world.run("month");
    assert_ne!(ran.code(), Some(0), "{}", ran.stderr());
    assert_eq!(runs(&world), before);
    std::fs::remove_file(world.path("exports/other.csv")).unwrap();
    // what a killed run left goes with the next
    let world = world.file(".tousu/runs/0002/inputs/half.csv", "half");
    world.run("month later/october.csv --formats md").ok();
    assert!(!world.exists(".tousu/runs/0002/inputs/half.csv"));
    let hold = world.shell("cd . && tousu init 2>&1; exit 0").stdout();
    assert!(hold.contains("it is there already"), "{hold}");
    let empty = World::new();
    empty.run("month").exits(2).says("there is no tousu.toml");
}

#[test]
fn a_month_is_made_again_with_the_goals_that_it_had() {
    let (world, ..) = begun();
    let settings = world.read("tousu.toml");
    let settings = settings.replace("# target = ", "target = ");
    assert!(settings.contains("\ntarget = \"goals.csv\""), "{settings}");
    let world = world
        .file("tousu.toml", settings)
        .file("goals.csv", "类型,占比\n物流配送,10%\n");
    world.run("month --formats md").ok();
    assert!(world.read("reports/2023-09/report.md").contains("目标"));
    let world = world.file("goals.csv", "类型,占比\n物流配送,30%\n");
    world.run("rerun 2023-09").ok().says("byte for byte");
}

/// All files of a folder with what they hold, by name.
fn files(folder: &std::path::Path) -> BTreeMap<std::path::PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => open.push(path),
                false => drop(found.insert(path.clone(), std::fs::read(&path).unwrap())),
            }
        }
    }
    found
}

/// Kills a month's run after `delay`; whether it had ended before.
fn killed(world: &World, delay: std::time::Duration) -> bool {
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_tousu"))
        .args(["month", "later/october.csv", "--formats", "md"])
        .current_dir(world.path(""))
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(delay);
    let ended = child.try_wait().unwrap().is_some();
    child.kill().ok();
    child.wait().unwrap();
    ended
}

/// Kills a run at so many moments spread over the time that it takes: afterwards the project is as it was before or after it.
fn killed_at(moments: u32) {
    let (world, ..) = begun();
    world.run("month --formats md").ok();
    let before = files(&world.path("reports"));
    let start = std::time::Instant::now();
    world.run("month later/october.csv --formats md").ok();
    let whole = start.elapsed();
    let after = files(&world.path("reports"));
    assert_ne!(before, after);
    world.run("undo").ok();
    std::fs::remove_dir_all(world.path(".tousu/undone")).unwrap();
    let (mut early, mut late) = (0, 0);
    for moment in 0..moments {
        killed(&world, whole * (2 * moment + 1) / (2 * moments));
        let n_runs = runs(&world).len();
        let found = files(&world.path("reports"));
        match n_runs {
            1 => {
                early += 1;
                assert_eq!(found, before, "killed at moment {moment} of {moments}");
            }
            2 => {
                late += 1;
                assert_eq!(found, after, "killed at moment {moment} of {moments}");
                world.run("undo").ok();
                std::fs::remove_dir_all(world.path(".tousu/undone")).unwrap();
            }
            n => panic!("{n} runs"),
        }
        let list = world.read("actions.csv");
        assert!(list.lines().count() > 0, "the list of measures is whole");
    }
    assert!(early > 0, "{early} {late}");
    world.run("month later/october.csv --formats md").ok();
    assert_eq!(files(&world.path("reports")), after);
}

#[test]
fn a_run_that_is_killed_leaves_the_project_before_or_after_it() {
    killed_at(5);
}

#[test]
#[ignore = "takes minutes: the same at fifty moments"]
fn a_run_that_is_killed_at_fifty_moments() {
    killed_at(50);
}

#[test]
fn a_split_type_is_bridged_and_nothing_is_revised() {
    let (world, header, months) = begun();
    world.run("month --formats md").ok();
    // from October on the hotline tells two kinds apart
    let at = header.iter().position(|h| h == "投诉类型").unwrap();
    let split = |(i, row): (usize, &csv::StringRecord)| -> csv::StringRecord {
        let kind = |cell: &str| match (cell, i % 2) {
            ("物流配送", 0) => "物流延误".to_owned(),
            ("物流配送", _) => "物流破损".to_owned(),
            (cell, _) => cell.to_owned(),
        };
        let cells = row.iter().enumerate();
        cells
            .map(|(c, cell)| if c == at { kind(cell) } else { cell.to_owned() })
            .collect()
    };
    let october: Vec<csv::StringRecord> = months["2023-10"].iter().enumerate().map(split).collect();
    let settings = world.read("tousu.toml");
    let world = world
        .file("exports/split.csv", table(&header, &october))
        .file(
            "bridge.csv",
            "原类型,现类型\n物流延误,物流配送\n物流破损,物流配送\n",
        )
        .file("tousu.toml", settings.replace("# bridge = ", "bridge = "));
    world
        .run("month --formats md")
        .ok()
        .says("2 of 2 types are counted under another name");
    let report: serde_json::Value =
        serde_json::from_slice(&world.bytes("reports/2023-10/report.json")).unwrap();
    let types = report["types"].as_array().unwrap();
    let named = |name: &str| types.iter().find(|t| t["type"] == name);
    assert!(named("物流延误").is_none() && named("物流破损").is_none());
    let wanted = months["2023-10"].iter().filter(|r| &r[at] == "物流配送");
    let found = named("物流配送").unwrap()["count"].as_u64();
    assert_eq!(found, Some(wanted.count() as u64));
    assert!(report["notes"].to_string().contains("新旧类型对照表"));
    assert!(!world.exists("reports/2023-10/revisions.csv"));
    world.run("rerun 2023-10").ok().says("byte for byte");
    // a table that changes earlier months says so, without remainder
    let more = "原类型,现类型\n物流延误,物流配送\n物流破损,物流配送\n退款退货,售后\n";
    let world = world.file("bridge.csv", more);
    world.run("month --month 2023-10 --formats md").ok();
    let mut revised = csv::Reader::from_path(world.path("reports/2023-10/revisions.csv")).unwrap();
    let header = revised.headers().unwrap().clone();
    let cell = |row: &csv::StringRecord, name: &str| -> i64 {
        let at = header.iter().position(|h| h == name).unwrap();
        row[at].parse().unwrap()
    };
    let rows: Vec<csv::StringRecord> = revised.records().map(Result::unwrap).collect();
    assert!(!rows.is_empty());
    for row in &rows {
        let [arrived, relabelled, repeated] =
            ["arrived", "relabelled", "repeated"].map(|n| cell(row, n));
        let difference = cell(row, "now") - cell(row, "published");
        assert_eq!(difference, arrived + relabelled + repeated, "{row:?}");
        assert_eq!((arrived, repeated), (0, 0), "{row:?}");
    }
}

#[test]
fn a_bridge_that_leads_nowhere_or_on_is_refused() {
    let (header, months) = by_month();
    let world = World::new().file("in.csv", table(&header, &months["2023-01"]));
    for (bridge, wanted) in [
        ("旧,新\n物流配送,\n", "one of both names is missing"),
        (
            "旧,新\n物流配送,物流\n物流配送,快递\n",
            "has another name above",
        ),
        (
            "旧,新\n物流配送,物流\n物流,快递\n",
            "is a new name of one type and an old one of another",
        ),
        ("旧\n物流配送\n", "no second column"),
        ("序号,旧,新\n1,物流配送,物流\n", "it has 3 columns"),
    ] {
        let file = world.path("bridge.csv");
        std::fs::write(&file, bridge).unwrap();
        world
            .run("report in.csv --type 投诉类型 --bridge bridge.csv --no-causes --json")
            .exits(1)
            .says(wanted);
    }
}

/// Forty complaints of a month with their state, the first `moved` of another type.
fn stated(month: u32, closed: &str, moved: usize) -> String {
    let row = |i: usize| {
        let kind = match i {
            i if i < moved => "维修售后",
            i if i % 2 == 0 => "物流配送",
            _ => "退款退货",
        };
        let day = i % 28 + 1;
        format!("{month}-{i},2024-{month:02}-{day:02},第{i}件没有人处理,{kind},{closed}\n")
    };
    (0..40).map(row).collect()
}

#[test]
fn the_newest_export_has_the_state_of_a_complaint() {
    let head = "工单号,投诉时间,投诉内容,投诉类型,是否办结\n";
    let october = format!("{head}{}", stated(10, "否", 0));
    let world = World::new().file("exports/a.csv", october);
    world.run("init --type 投诉类型").ok();
    world.run("month --month 2024-10 --formats md").ok();
    assert!(world.read("columns.toml").contains("yes = [\"是\"]"));
    let later = format!("{head}{}{}", stated(10, "是", 4), stated(11, "否", 0));
    let world = world.file("exports/b.csv", later);
    world
        .run("month --month 2024-11 --formats md")
        .ok()
        .says("which is the one read first");
    let said = world.run("month --month 2024-10 --formats md").ok();
    let report: serde_json::Value =
        serde_json::from_str(&world.read("reports/2024-10/report.json")).unwrap();
    let closed = &report["service"]["shares"][0];
    assert_eq!(closed["figure"], "closed", "{}", said.stderr());
    assert_eq!(closed["all"]["count"], 40);
    let types = report["types"].as_array().unwrap();
    let count = |name: &str| types.iter().find(|t| t["type"] == name).unwrap()["count"].clone();
    assert_eq!(
        (count("维修售后"), count("物流配送")),
        (4.into(), 18.into())
    );
}
