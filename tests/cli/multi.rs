//! Several types in one cell: training, classifying, scoring and counting them.

use crate::world::World;
use serde_json::Value;
use std::fmt::Write as _;

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/corpora/complaints.csv");
const TRAIN: &str = "train in.csv --text text --label type --c 0.3";

/// Complaints with their types: `n` rows of the corpus from `from` on, every other one joined with a later one of another type.
fn joined(from: usize, n: usize, mark: char) -> String {
    let mut corpus = csv::Reader::from_path(CORPUS).unwrap();
    let header = corpus.headers().unwrap().clone();
    let at = |name| header.iter().position(|h| h == name).unwrap();
    let (text, label) = (at("投诉内容"), at("投诉类型"));
    let rows: Vec<csv::StringRecord> = corpus.records().map(Result::unwrap).collect();
    let mut table = "id,text,type\n".to_owned();
    for i in 0..n {
        let (one, other) = (&rows[from + i], &rows[from + i + n]);
        let two = i % 2 == 0 && one[label] != other[label];
        let (text, types) = match two {
            true => (
                format!("{}。{}", &one[text], &other[text]),
                format!("{}{mark} {}", &one[label], &other[label]),
            ),
            false => (one[text].to_owned(), one[label].to_owned()),
        };
        let text = text.replace(['"', '\n', '\r'], " ");
        writeln!(table, "{i},\"{text}\",{types}").unwrap();
    }
    table
}

fn trained() -> World {
    let world = World::new()
        .file("in.csv", joined(0, 600, ';'))
        .file("new.csv", joined(1200, 300, ';'));
    world
        .run(&format!("{TRAIN} --multi ; -o m.tousu"))
        .ok()
        .says("on held-out rows micro-F1")
        .says("Next: tousu classify");
    world
}

#[test]
fn every_part_of_a_complaint_gets_its_type() {
    let world = trained();
    let scores = world
        .run("evaluate new.csv --model m.tousu --text text --label type --json")
        .ok()
        .json();
    let number = |name: &str| scores[name].as_f64().unwrap();
    assert!(number("micro_f1") > 0.75, "{scores}");
    assert!(number("types_per_row") > 1.3 && number("predicted_per_row") > 1.2);
    world
        .run("evaluate new.csv --model m.tousu --text text --label type")
        .ok()
        .prints("micro-F1")
        .prints("all types right");
    let summary = world
        .run("classify new.csv --model m.tousu --text text -o out.csv --probabilities --review-below 0.5 --json")
        .ok()
        .json();
    let mut table = csv::Reader::from_path(world.path("out.csv")).unwrap();
    let header = table.headers().unwrap().clone();
    let at = |name: &str| header.iter().position(|h| h == name).unwrap();
    let (mut several, mut given) = (0, 0);
    for row in table.records() {
        let row = row.unwrap();
        let types: Vec<&str> = row[at("predicted")].split(';').collect();
        let p = |t: &str| -> f32 { row[at(&format!("p:{t}"))].parse().unwrap() };
        let least = types.iter().map(|t| p(t)).fold(1.0, f32::min);
        let confidence: f32 = row[at("confidence")].parse().unwrap();
        assert!((least - confidence).abs() < 1e-6, "{row:?}");
        assert!(!types.contains(&&row[at("runner_up")]), "{row:?}");
        assert_eq!(&row[at("decision")] == "review", confidence < 0.5);
        several += usize::from(types.len() > 1);
        given += types.len() as u64;
    }
    assert!(several > 90, "{several}");
    let counted = summary["types"].as_object().unwrap().values();
    assert_eq!(counted.map(|n| n.as_u64().unwrap()).sum::<u64>(), given);
    world
        .run("explain 快递三天没到 --model m.tousu")
        .ok()
        .prints("物流配送");
}

#[test]
fn full_width_marks_split_as_half_width_ones_do() {
    let world = trained();
    let wide = World::new().file("in.csv", joined(0, 600, '；'));
    wide.run(&format!("{TRAIN} --multi ； -o m.tousu")).ok();
    // without the flag these look like sentences, and the way out is named
    wide.run(&format!("{TRAIN} -o one.tousu"))
        .exits(1)
        .says("add --multi '；'");
    assert_eq!(world.bytes("m.tousu"), wide.bytes("m.tousu"));
}

/// The figures of mentions in a report.
fn mentions(report: &Value) -> Value {
    report["mentions"].clone()
}

#[test]
fn a_report_counts_complaints_and_mentions() {
    let world = World::new().file("in.csv", joined(0, 600, ';'));
    let columns = "--text text --id id --type type --by '' --numbers ''";
    world
        .run(&format!("report in.csv {columns} --json"))
        .ok()
        .says("add --multi ';'");
    let report = world
        .run(&format!(
            "report in.csv {columns} --multi ; --json -o report.html -o report.xlsx"
        ))
        .ok()
        .json();
    let found = mentions(&report);
    let types = found["types"].as_array().unwrap();
    let count = |t: &Value| t["of_complaints"]["count"].as_u64().unwrap();
    let sum: u64 = types.iter().map(count).sum();
    assert_eq!(Some(sum), found["mentions"].as_u64());
    assert_eq!(report["total"], found["complaints"]);
    // by hand
    let table = joined(0, 600, ';');
    let cells = table.lines().skip(1).map(|l| l.rsplit(',').next().unwrap());
    let named = cells.filter(|c| c.split(';').any(|t| t.trim() == "物流配送"));
    let logistics = types.iter().find(|t| t["type"] == "物流配送").unwrap();
    assert_eq!(count(logistics), named.count() as u64);
    for t in report["types"].as_array().unwrap() {
        let first = types.iter().find(|m| m["type"] == t["type"]).unwrap();
        assert_eq!(first["first"], t["count"]);
    }
    // the headline is about all types of a complaint, and what is about the first one says so
    let summary = report["summary"].to_string();
    let most = &types[0];
    let share = 100.0 * most["of_complaints"]["share"].as_f64().unwrap();
    let name = most["type"].as_str().unwrap();
    let headline = format!("涉及较多的类型（一件可涉及多个类型）：{name} {share:.1}%");
    assert!(summary.contains(&headline), "{headline} in {summary}");
    let page = world.read("report.html");
    let place = |text: &str| page.find(text).unwrap();
    assert!(place("各类型涉及情况") < place("按首个类型统计的投诉"));
    assert!(page.contains("一件可涉及多个类型") && page.contains("同时涉及的两个类型"));
    // in parts
    let (head, rows) = table.split_once('\n').unwrap();
    let lines: Vec<&str> = rows.lines().collect();
    let mut parts = Vec::new();
    for (k, lines) in lines.chunks(250).enumerate() {
        let part = format!("{head}\n{}\n", lines.join("\n"));
        let name = format!("part{k}.csv");
        std::fs::write(world.path(&name), part).unwrap();
        world
            .run(&format!(
                "report {name} {columns} --multi ; --partial {k}.json"
            ))
            .ok();
        parts.push(format!("{k}.json"));
    }
    let merged = world
        .run(&format!("report --merge {} --json", parts.join(" ")))
        .ok()
        .json();
    assert_eq!(mentions(&merged), found);
}

#[test]
fn a_model_of_several_types_gives_them_to_a_report() {
    let world = trained();
    let report = world
        .run("report new.csv --model m.tousu --text text --by '' --numbers '' --json")
        .ok()
        .json();
    let found = mentions(&report);
    assert!(found["mentions"].as_u64() > found["complaints"].as_u64());
    assert_eq!(found["types"][0]["of_complaints"]["low"], Value::Null);
    let notes = report["notes"].to_string();
    assert!(notes.contains("多类型模型"), "{notes}");
}

#[test]
fn what_does_not_go_with_several_types_is_refused() {
    let world = trained();
    for (arguments, wanted) in [
        (
            "train in.csv --text text --label type --multi ab -o x.tousu",
            "one mark",
        ),
        (
            "train in.csv --text text --label type --multi ; --rare drop -o x.tousu",
            "--multi and --rare exclude each other",
        ),
        (
            "train in.csv --text text --label type --multi ; --model bayes -o x.tousu",
            "--multi and --model exclude each other",
        ),
        (
            "train in.csv --text text --label type --multi ; --unlabelled new.csv -o x.tousu",
            "rows of several types are learnt from labels alone",
        ),
        (
            "evaluate in.csv --text text --label type --multi ; --folds 3",
            "have no --folds",
        ),
        (
            "evaluate in.csv --text text --label type --multi ; --model demo",
            "gives every text one type",
        ),
        (
            "classify new.csv --text text --model m.tousu --target-precision 0.9 -o x.csv",
            "about one type a row",
        ),
    ] {
        world.run(arguments).exits(2).says(wanted);
    }
    assert!(!world.exists("x.tousu") && !world.exists("x.csv"));
}

#[test]
fn the_scores_of_a_model_of_few_terms_are_its_own() {
    let world = World::new()
        .file("in.csv", joined(0, 600, ';'))
        .file("new.csv", joined(1200, 300, ';'));
    let train = format!("{TRAIN} --multi ; --keep-terms 20 -o m.tousu --json");
    let card = world.run(&train).ok().json();
    let fresh = world
        .run("evaluate new.csv --model m.tousu --text text --label type --json")
        .ok()
        .json();
    let f1 = |scores: &Value| scores["micro_f1"].as_f64().unwrap();
    let (held, fresh) = (f1(&card["multi"]["held_out"]), f1(&fresh));
    assert!((held - fresh).abs() < 0.06, "{held} beside {fresh}");
}

#[test]
fn cells_without_a_type_are_no_labels() {
    let world = trained();
    let evaluate = "evaluate new.csv --model m.tousu --text text --label type --json";
    let scores = world.run(evaluate).ok().json();
    let table = joined(1200, 300, ';') + "x1,快递一直没到,;\nx2,包裹丢了, ； ;NULL\n";
    let more = world.file("new.csv", table);
    let ran = more.run(evaluate).ok();
    let ran = ran.says("2 rows without a label or a text were left out");
    assert_eq!(ran.json(), scores);
}
