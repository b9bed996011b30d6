//! `tousu report --actions`, `--known`: what people keep beside the complaints from month to month.

use crate::world::World;
use serde_json::Value;

/// Half a year and a half of complaints at three places, every week alike but for a measure: noise in the east halves from July 2024 on.
fn measured() -> String {
    let mut rows = String::from("编号,时间,类型,区域\n");
    let first = chrono::NaiveDate::from_ymd_opt(2023, 10, 2).unwrap();
    let begun = chrono::NaiveDate::from_ymd_opt(2024, 7, 1).unwrap();
    let mut id = 0_u32;
    for (day, n) in first.iter_days().take(456).zip(0..) {
        for (at, place) in ["东", "西", "南"].into_iter().enumerate() {
            let halved = place == "东" && day >= begun;
            let usual = 4 + (n * 7 + at * 3) % 5;
            let noise = if halved { usual / 2 } else { usual };
            for (kind, count) in [("噪声", noise), ("停车", 3 + (n + at) % 3)] {
                for _ in 0..count {
                    id += 1;
                    rows.push_str(&format!("{id},{day},{kind},{place}\n"));
                }
            }
        }
    }
    rows
}

/// The demonstration corpus, whose November 2024 has two issues.
const CORPUS: &str = "report all.csv --type 投诉类型 --by 区域 --time 投诉时间 --text 投诉内容 --id 工单号 --month 2024-11";

fn corpus() -> World {
    World::new().file("all.csv", include_str!("../../corpora/complaints.csv"))
}

/// A part of list.xlsx.
fn part(world: &World, name: &str) -> String {
    let book = std::fs::File::open(world.path("list.xlsx")).unwrap();
    let mut book = zip::ZipArchive::new(book).unwrap();
    std::io::read_to_string(book.by_name(name).unwrap()).unwrap()
}

fn strings<'a>(rows: &'a Value, key: &str) -> Vec<&'a str> {
    let rows = rows.as_array().unwrap().iter();
    rows.map(|r| r[key].as_str().unwrap_or_default()).collect()
}

#[test]
fn every_measure_that_has_begun_has_a_verdict() {
    let list = "No.,problem,类型,区域,measure,Start date,deadline,status\n\
        1,noise at night,噪声,东,patrols,2024-07-03,2024年10月,\n\
        2,,停车,,signs,2024/7/1,2024-12-31,done\n\
        3,,噪声,西,,2024-12,,\n\
        4,,占道,,,2024-07-01,,已知\n\
        5,later,停车,南,,2025-03-01,2025-06-30,\n";
    let world = World::new()
        .file("all.csv", measured())
        .file("list.csv", list);
    let run = world.run("report all.csv --type 类型 --by 区域 --time 时间 --month 2024-11 --actions list.csv --template 12345-monthly --lang en --json -o r.md").ok();
    let report = run
        .says("list.csv, line 5: no complaint has the type `占道`")
        .json();
    let rows = report["actions"].as_array().unwrap();
    let effects: Vec<&Value> = rows.iter().map(|r| &r["effect"]).collect();
    assert_eq!(effects[0]["verdict"], "effective");
    let ratio = effects[0]["ratio"].as_f64().unwrap();
    assert!((0.4..0.5).contains(&ratio), "{ratio}");
    assert!(effects[0]["high"].as_f64().unwrap() < 0.7);
    // from Monday 8 July to Sunday 24 November
    assert_eq!(effects[0]["weeks"]["after"], 20);
    assert_eq!(effects[1]["verdict"], "not-effective");
    assert!(effects[2].is_null() && effects[4].is_null());
    assert_eq!(effects[3]["reason"], "unknown");
    let overdue = rows.iter().map(|r| r["overdue"] == true);
    assert_eq!(
        overdue.collect::<Vec<_>>(),
        [true, false, false, false, false]
    );
    let page = world.read("r.md");
    for part in [
        "## Actions",
        "effective: down 5",
        "overdue",
        "Measures overdue on 2024-11-30: 1 (no. 1).",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    // without issues, nothing is added
    assert_eq!(world.read("list.csv"), list);
}

#[test]
fn a_list_is_begun_and_the_second_run_changes_nothing() {
    let world = corpus();
    let run = |world: &World| {
        let run = world
            .run(&format!("{CORPUS} --actions list.xlsx --json"))
            .ok();
        (run.stdout(), run.stderr(), world.bytes("list.xlsx"))
    };
    let (report, said, list) = run(&world);
    assert!(said.contains("list.xlsx: created with 2 rows"), "{said}");
    let (again, said, same) = run(&world);
    assert!(
        report == again && list == same && !said.contains("list.xlsx"),
        "{said}"
    );
    let report: Value = serde_json::from_str(&report).unwrap();
    let lines = &report["summary"].as_array().unwrap()[5..];
    assert_eq!(
        strings(&report["actions"], "problem"),
        lines
            .iter()
            .map(|l| l.as_str().unwrap())
            .collect::<Vec<_>>()
    );
    assert_eq!(report["actions"][0]["words"][0], "运费");
}

#[test]
fn rows_written_by_hand_stay_as_they_are() {
    let by_hand = "序号,领导批示,问题,类型,区域,关键词,整改措施,开始日期\r\n\
        7,\"请抓紧,谢谢\",运费争议,退款退货,,运费,公告新规,\r\n\
        x,,别的,物流配送,华东,,,\r\n";
    let world = corpus().file("list.csv", by_hand);
    let run = world
        .run(&format!("{CORPUS} --actions list.csv --json"))
        .ok();
    let run = run.says("list.csv: 1 row added");
    let list = world.read("list.csv");
    let new = list.strip_prefix(by_hand).unwrap();
    assert!(new.starts_with("8,,2024-11 价格费用 73 件"), "{new}");
    assert!(new.ends_with(",价格费用,,,,\r\n"), "{new}");
    assert_eq!(run.json()["actions"][2]["number"], "8");
}

#[test]
fn everything_else_in_a_workbook_stays() {
    use rust_xlsxwriter::{Format, Workbook};
    let mut book = Workbook::new();
    let red = Format::new().set_background_color("#FF0000");
    let sheet = book.add_worksheet().set_name("台账").unwrap();
    for (column, name) in (1..).zip(["序号", "问题", "类型", "得分"]) {
        sheet.write_string(2, column, name).unwrap();
    }
    sheet.write_number(3, 1, 1).unwrap();
    sheet.write_string(3, 2, "旧问题").unwrap();
    sheet.write_string(3, 3, "物流配送").unwrap();
    sheet.write_formula_with_format(3, 4, "=1+2", &red).unwrap();
    for row in 4..10 {
        sheet.write_blank(row, 2, &red).unwrap();
    }
    let other = book.add_worksheet().set_name("说明").unwrap();
    other.write_string(0, 0, "填写说明").unwrap();
    let world = corpus();
    book.save(world.path("list.xlsx")).unwrap();
    let run = || {
        world
            .run(&format!("{CORPUS} --actions list.xlsx --json"))
            .ok()
    };
    let first = run().says("list.xlsx: 2 rows added");
    assert_eq!(strings(&first.json()["actions"], "number"), ["1", "2", "3"]);
    let sheet = part(&world, "xl/worksheets/sheet1.xml");
    assert!(
        sheet.contains("<f>1+2</f>") && sheet.contains("<c r=\"B6\"><v>3</v></c>"),
        "{sheet}"
    );
    assert!(
        sheet.contains("<c r=\"C5\" s=\"1\" t=\"inlineStr\">"),
        "{sheet}"
    );
    assert!(part(&world, "xl/worksheets/sheet2.xml").contains("<c r=\"A1\""));
    assert_eq!(run().stdout(), first.stdout());
}

#[test]
fn a_list_in_another_format_gets_its_rows_beside_it() {
    let list = "{\"问题\": \"旧\", \"类型\": \"物流配送\"}\n";
    let world = corpus().file("list.jsonl", list);
    let run = world
        .run(&format!("{CORPUS} --actions list.jsonl --json"))
        .ok();
    run.says("list.jsonl is left as it is")
        .says("list.new.xlsx has 2 rows to copy into it");
    assert_eq!(world.read("list.jsonl"), list);
    let beside = world.bytes("list.new.xlsx");
    world
        .run(&format!("{CORPUS} --actions list.jsonl --json"))
        .ok();
    assert_eq!(world.bytes("list.new.xlsx"), beside);
}

#[test]
fn what_is_known_is_not_on_the_first_page() {
    let toml = "[[known]]\ntype = \"退款退货\"\nwords = [\"运费\"]\nuntil = 2024-11-30\nnote = \"新规已公告\"\n\
        [[known]]\ntype = \"价格费用\"\nuntil = \"2024-10\"\n";
    let world = corpus().file("known.toml", toml).file(
        "known.csv",
        "类型,截止日期,说明\n退款退货,,\n价格费用 ,2025年,\n",
    );
    let report = |file: &str| {
        let run = world.run(&format!("{CORPUS} --known {file} --json")).ok();
        run.json()
    };
    let one = report("known.toml");
    let summary = one["summary"].to_string();
    assert!(
        !summary.contains("运费") && summary.contains("2024-11 价格费用"),
        "{summary}"
    );
    let issue = &one["findings"][0];
    assert_eq!(
        (&issue["kind"], &issue["known"]),
        (&"issue".into(), &"新规已公告".into())
    );
    assert!(
        issue["sentence"]
            .as_str()
            .unwrap()
            .ends_with("（已知：新规已公告，至 2024-11-30）")
    );
    let notes = one["notes"].to_string();
    assert!(
        notes.contains("1 条结论属于已知事项") && notes.contains("价格费用（2024-10-31）"),
        "{notes}"
    );
    assert_eq!(
        [&one["known"][0]["silenced"], &one["known"][1]["expired"]],
        [&Value::from(1), &true.into()]
    );
    let all = report("known.csv");
    assert!(
        all["summary"].to_string().contains("除已知事项外"),
        "{}",
        all["summary"]
    );
}

#[test]
fn what_cannot_be_read_is_said_with_its_place() {
    let world = World::new()
        .file(
            "all.csv",
            "编号,时间,类型,区域\n1,2024-03-01,噪声,东\n2,2024-03-02,停车,西\n",
        )
        .file("date.csv", "问题,类型,完成时限\n甲,噪声,下周五\n")
        .file("other.csv", "a,b\n1,2\n3,4\n")
        .file("column.toml", "[[known]]\nvalues = { \"街道\" = \"东\" }\n")
        .file(
            "date.toml",
            "[[known]]\ntype = \"噪声\"\nuntil = \"soon\"\n",
        )
        .file("nothing.toml", "[[known]]\nnote = \"x\"\n")
        .file("key.toml", "[[known]]\nkind = \"x\"\n");
    for (flags, says) in [
        (
            "--actions date.csv",
            "date.csv, line 2: `下周五` in column 完成时限 is not a date",
        ),
        (
            "--actions other.csv",
            "none of the columns a, b is a problem",
        ),
        ("--actions no.such", "End it in .xlsx or .csv."),
        ("--known other.csv", "none of the columns a, b is a type"),
        ("--known column.toml", "Add it with --by '街道'"),
        ("--known date.toml", "`soon` in until is not a date"),
        ("--known nothing.toml", "entry 1: it names no type"),
        ("--known key.toml", "unknown field `kind`"),
        ("--known no.csv", "no.csv"),
    ] {
        let command = format!("report all.csv --type 类型 --by 区域 --time 时间 --json {flags}");
        let run = world.run(&command).says(says);
        assert!(
            matches!(run.code(), Some(1 | 2)),
            "{command}: {:?}",
            run.code()
        );
    }
    let refused = world
        .run("report all.csv --merge --actions a.xlsx --json")
        .exits(2);
    refused.says("--actions needs the complaints themselves");
}
