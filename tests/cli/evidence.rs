//! The complaints behind every finding: their ids add up, every printed command lists exactly them, page and workbook let them be
//! read.

use crate::world::World;
use calamine::{Reader, Xlsx};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Write;

const CORPUS: &str = include_str!("../../corpora/complaints.csv");
const EXPORT: &str = include_str!("../../corpora/export.csv");
const DEMO: &str =
    "report c.csv --type 投诉类型 --by 产品,渠道,区域,门店 --time 投诉时间 --period month";

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn ids(finding: &Value) -> BTreeSet<&str> {
    let members = list(finding, "members").iter();
    members.map(|id| id.as_str().unwrap()).collect()
}

fn report(world: &World, name: &str) -> Value {
    serde_json::from_str(&world.read(name)).unwrap()
}

/// English complaints of a year: two types, three shops, and in May a batch of swollen batteries in one shop, some of them copied.
fn english() -> String {
    const WORDS: [&str; 2] = [
        "parcel courier late driver box rain depot stairs window doorbell tracking neighbour route van label weekend promised \
         evening damaged street signature missing corner gate schedule phone",
        "invoice charged refund coupon amount twice card statement checkout discount bank fee price receipt tax balance order \
         support agent form deducted currency monthly plan cancelled renewal",
    ];
    let mut rows = String::from("ticket,received,category,shop,message\n");
    let mut state = 1_u64;
    let mut draw = |of: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % of
    };
    let mut text = |kind: usize| {
        let words: Vec<&str> = WORDS[kind].split_whitespace().collect();
        let drawn: Vec<&str> = (0..9).map(|_| words[draw(words.len())]).collect();
        drawn.join(" ")
    };
    for i in 0..1_440 {
        let (month, day) = (1 + i / 120, 1 + i % 28);
        let (kind, shop) = (i % 2, ["North Mall", "Harbour", "Old Town"][i % 3]);
        let (name, text) = (["delivery", "billing"][kind], text(kind));
        let _ = writeln!(
            rows,
            "T{i:04},2024-{month:02}-{day:02},{name},{shop},{text}"
        );
    }
    for i in 0..60 {
        let text = match i % 6 {
            0 => "swollen battery lifts the back cover of my phone".to_owned(),
            k => format!("swollen battery {} {}", text(k % 2), text(1 - k % 2)),
        };
        let _ = writeln!(
            rows,
            "B{i:03},2024-05-{:02},delivery,Harbour,{text}",
            1 + i % 28
        );
    }
    rows
}

/// What a printed command finds.
fn found(world: &World, command: &str) -> Value {
    world.shell(&format!("{command} --json")).ok().json()
}

/// Runs the index command and every search that the report prints; gives how many there were by ids and by conditions.
#[cfg(unix)]
fn run_all(world: &World, report: &Value) -> (usize, usize) {
    world
        .shell(report["provenance"]["index"].as_str().unwrap())
        .ok();
    let (mut by_ids, mut by_conditions) = (0, 0);
    for finding in list(report, "findings") {
        let command = finding["search"].as_str().unwrap();
        let said = &finding["sentence"];
        if command.is_empty() {
            continue;
        }
        let hits = if command.contains("--finding") {
            by_ids += 1;
            let result = found(world, command);
            let hits = list(&result, "hits").iter();
            let hits: BTreeSet<String> =
                hits.map(|h| h["id"].as_str().unwrap().to_owned()).collect();
            let expected: BTreeSet<String> = ids(finding).into_iter().map(str::to_owned).collect();
            assert_eq!(hits, expected, "{said}");
            result["total"].as_u64()
        } else {
            by_conditions += 1;
            let subject = &finding["subject"];
            let result = found(world, &format!("{command} --limit 100000"));
            for hit in list(&result, "hits") {
                let of_type = hit["fields"].as_object().unwrap().values();
                assert!(
                    of_type.clone().any(|v| *v == subject["type"]),
                    "{said}: {hit}"
                );
            }
            result["total"].as_u64()
        };
        assert_eq!(hits, finding["count"].as_u64(), "{said}: {command}");
    }
    (by_ids, by_conditions)
}

#[cfg(unix)]
#[test]
fn every_printed_command_lists_the_complaints_of_its_finding() {
    let demo = World::new().file("c.csv", CORPUS);
    demo.run(&format!("{DEMO} -o r.json -o r.html --compare 2023 2024"))
        .ok();
    let (by_ids, types) = run_all(&demo, &report(&demo, "r.json"));
    assert!(by_ids > 15 && types > 9, "{by_ids} {types}");

    let typed = World::new().file("new rows.csv", EXPORT);
    typed
        .run("report 'new rows.csv' --model demo -o 'out/the report.json'")
        .ok();
    let (by_ids, types) = run_all(&typed, &report(&typed, "out/the report.json"));
    assert!(by_ids > 2 && types > 9, "{by_ids} {types}");

    let english = World::new().file("e.csv", english());
    english
        .run("report e.csv --type category --by shop --lang en -o r.json -o r.md")
        .ok();
    let (by_ids, types) = run_all(&english, &report(&english, "r.json"));
    assert!(by_ids > 0 && types == 2, "{by_ids} {types}");
}

#[test]
fn ids_add_up_to_the_count_of_every_finding() {
    let world = World::new().file("c.csv", CORPUS);
    let report = world
        .run(&format!("{DEMO} --compare 2023 2024 --json"))
        .ok()
        .json();
    for f in list(&report, "findings") {
        let (members, said) = (list(f, "members").len() as u64, &f["sentence"]);
        if f["kind"] == "type" {
            assert_eq!(members, 0, "{said}");
        } else {
            assert_eq!(Some(members), f["count"].as_u64(), "{said}");
            assert_eq!(ids(f).len() as u64, members, "{said}");
        }
        assert!(f["distinct"].as_u64() <= f["count"].as_u64(), "{said}");
        let examples = list(f, "exemplars").iter();
        let mut examples = examples.map(|e| e["id"].as_str().unwrap());
        // a fallen type is shown by what it was
        let fell = f["expected"].as_f64() > f["count"].as_f64();
        assert!(
            members == 0 || fell || examples.all(|id| ids(f).contains(id)),
            "{said}"
        );
    }
}

#[test]
fn no_command_is_printed_that_could_not_be_exact() {
    let plain = "编号,内容,类型,时间\n";
    let mut rows = String::new();
    for i in 0..300 {
        // every id twice
        let _ = writeln!(
            rows,
            "{},快递{i}号一直没到,物流,2024-{:02}-03",
            i / 2,
            1 + i % 12
        );
    }
    let world = World::new().file("a.csv", format!("{plain}{rows}"));
    let searches = |report: &Value| {
        let findings = list(report, "findings").iter();
        findings
            .filter(|f| f["search"] != "" && f["kind"] != "type")
            .count()
    };
    let all = |report: &Value| {
        list(report, "findings")
            .iter()
            .filter(|f| f["search"] != "")
            .count()
    };
    let flags = "--type 类型 --time 时间";
    world
        .run(&format!("report a.csv {flags} --id 编号 -o r.json"))
        .ok();
    assert_eq!(searches(&report(&world, "r.json")), 0);
    // without a file of JSON, without ids, from counts
    let demo = World::new().file("c.csv", CORPUS);
    let to_stdout = demo.run(&format!("{DEMO} --json -o r.html")).ok().json();
    assert_eq!(all(&to_stdout), 0);
    assert!(!demo.read("r.html").contains("class=\"cmd\""));
    demo.run(&format!("{DEMO} --partial p.json --id 满意度 -o r.json"))
        .ok();
    assert_eq!(searches(&report(&demo, "r.json")), 0);
    demo.run("report --merge p.json --period month -o m.json -o m.md")
        .ok();
    assert_eq!(all(&report(&demo, "m.json")), 0);
    assert!(!demo.read("m.md").contains("tousu search"));
}

#[test]
fn a_finding_that_cannot_be_listed_says_why() {
    let world = World::new().file("e.csv", english());
    world
        .run("report e.csv --type category --by shop --lang en -o r.json")
        .ok();
    world
        .run("report e.csv --type category --by shop --id message -o other.json")
        .ok();
    world.run("index e.csv --index i --id ticket").ok();
    let r = report(&world, "r.json");
    let findings = list(&r, "findings");
    let of = |wanted: &dyn Fn(&Value) -> bool| 1 + findings.iter().position(wanted).unwrap();
    let listed = of(&|f| !ids(f).is_empty());
    let whole = of(&|f| f["kind"] == "type");
    let search = |report: &str, n: usize, index: &str| {
        world.run(&format!(
            "search --report {report} --finding {n} --index {index} --count"
        ))
    };
    search("r.json", 0, "i")
        .exits(2)
        .says("has no finding 0. Choose one of 1 to");
    search("r.json", 99, "i").exits(2).says("has no finding 99");
    search("r.json", whole, "i")
        .exits(1)
        .says("whole type")
        .says("--where category=");
    search("e.csv", 1, "i")
        .exits(1)
        .says("not a report in JSON");
    search("none.json", 1, "i").exits(1).says("none.json");
    search("other.json", listed, "i")
        .exits(1)
        .says("the report by column message");
    world
        .run("search --report r.json --index i")
        .exits(2)
        .says("--finding");

    // an index of fewer rows, and one that names rows by their cells
    let ids = ids(&findings[listed - 1]);
    let gone = ids.iter().next().unwrap();
    world
        .run(&format!("index --index i --delete-where ticket={gone}"))
        .ok();
    let ran = search("r.json", listed, "i").ok();
    let ran = ran.says(&format!("not in the index: 1 ({gone})"));
    assert_eq!(ran.stdout().trim(), (ids.len() - 1).to_string());
    let nameless: String = english().lines().fold(String::new(), |all, line| {
        all + line.split_once(',').unwrap().1 + "\n"
    });
    let world = world.file("n.csv", nameless);
    world.run("index n.csv --index n").ok();
    world
        .run(&format!(
            "search --report r.json --finding {listed} --index n"
        ))
        .exits(1)
        .says("by a hash of their cells, the report by column ticket")
        .says("--id ticket --rebuild");
}

#[test]
fn complaints_can_be_read_in_page_and_workbook() {
    let world = World::new().file("e.csv", english());
    let line =
        "report e.csv --type category --by shop --lang en -o r.json -o r.html -o r.xlsx -o t/";
    world.run(line).ok();
    let page = world.read("r.html");
    let r = report(&world, "r.json");
    let battery = list(&r, "findings").iter().position(|f| {
        let words = list(f, "words").iter();
        f["kind"] != "type"
            && words
                .take(3)
                .any(|w| w["word"].as_str().unwrap().contains("battery"))
    });
    let number = 1 + battery.unwrap();
    let from = page.find(&format!("id=\"e{number}\"")).unwrap();
    let shown = &page[from..from + page[from..].find("</ol>").unwrap()];
    assert!(
        shown.contains("battery</mark>") || shown.contains("<mark>battery"),
        "{shown}"
    );
    // ten copies of one text are one line
    assert!(shown.contains("×10"), "{shown}");
    assert_eq!(shown.matches("lifts the back cover").count(), 1);

    let mut book: Xlsx<_> = calamine::open_workbook(world.path("r.xlsx")).unwrap();
    let sheet = book.worksheet_range("Complaints of findings").unwrap();
    let rows: Vec<Vec<String>> = sheet
        .rows()
        .skip(1)
        .map(|r| r.iter().map(ToString::to_string).collect())
        .collect();
    assert!(
        rows.iter()
            .any(|r| r.iter().any(|c| c.contains("swollen battery")))
    );
    let csv = world.read("t/complaints.csv");
    assert!(csv.lines().count() > rows.len() / 2 && csv.contains("2024-05-01"));

    world
        .run("report e.csv --type category --by shop --evidence 0 -o none.html -o none.xlsx")
        .ok();
    assert!(!world.read("none.html").contains("class=\"evidence\""));
    world
        .run("report e.csv --type category --by shop --evidence 3 -o three.html")
        .ok();
    let page = world.read("three.html");
    let lists = page.split("class=\"evidence\"").skip(1);
    for list in lists {
        let list = &list[..list.find("</ol>").unwrap()];
        assert!((1..=3).contains(&list.matches("<li>").count()), "{list}");
    }
}
