//! One model of several columns of types.

use crate::world::World;

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/corpora/complaints.csv");
const TRAIN: &str = "--text 投诉内容 --model svm --c 0.3";

/// A column of a table, the header left out.
fn column(table: &str, name: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let header = reader.headers().unwrap().clone();
    let at = header.iter().position(|h| h == name);
    let at = at.unwrap_or_else(|| panic!("no column {name}: {header:?}"));
    let rows = reader.records().map(|r| r.unwrap()[at].to_owned());
    rows.collect()
}

/// A world with 800 complaints, of which 60 have no product, and a model of both columns.
fn trained() -> World {
    let mut corpus = csv::Reader::from_path(CORPUS).unwrap();
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(corpus.headers().unwrap()).unwrap();
    for (i, row) in corpus.records().take(800).enumerate() {
        let row = row.unwrap();
        let cell = |(at, cell)| if at == 3 && i % 13 == 5 { "" } else { cell };
        table
            .write_record(row.iter().enumerate().map(cell))
            .unwrap();
    }
    let table = table.into_inner().unwrap();
    let world = World::new().file("in.csv", table);
    world
        .run(&format!(
            "train in.csv --label 投诉类型 --label 产品 {TRAIN} -o both.tousu"
        ))
        .ok()
        .says("产品:");
    world
}

#[test]
fn every_axis_says_what_a_model_of_its_own_says() {
    let world = trained();
    world
        .run(
            "classify in.csv --model both.tousu -o both.csv --probabilities --target-precision 0.8",
        )
        .ok()
        .says("产品: rows below a confidence of")
        .says("for review: 产品");
    let both = world.read("both.csv");
    for (label, suffix) in [("投诉类型", ""), ("产品", ":产品")] {
        world
            .run(&format!(
                "train in.csv --label {label} {TRAIN} -o alone.tousu"
            ))
            .ok();
        let rest = "-o alone.csv --probabilities --target-precision 0.8";
        world
            .run(&format!("classify in.csv --model alone.tousu {rest}"))
            .ok();
        let alone = world.read("alone.csv");
        for name in ["predicted", "confidence", "runner_up", "decision"] {
            let (of_both, of_one) = (
                column(&both, &format!("{name}{suffix}")),
                column(&alone, name),
            );
            assert_eq!(of_both.len(), 800);
            assert!(of_both == of_one, "{label}: {name}");
        }
        // the axis as a model of its own
        world
            .run(&format!(
                "classify in.csv --model both.tousu#{label} {rest}"
            ))
            .ok();
        assert!(world.read("alone.csv") == alone, "{label}");
    }
    let header = both.lines().next().unwrap();
    assert!(header.contains(",p:安装服务,") || header.contains(",p:系统故障,"));
    assert!(header.contains(",p:产品:X5手机"), "{header}");
}

#[test]
fn the_summary_counts_every_axis_and_a_report_crosses_them() {
    let world = trained();
    let summary = world
        .run("classify in.csv --model both.tousu -o out.csv --json")
        .ok()
        .json();
    let of_axis = summary["axes"]["产品"]["types"].as_object().unwrap();
    let counted: u64 = of_axis.values().map(|n| n.as_u64().unwrap()).sum();
    let untyped = summary["without_text"].as_u64().unwrap();
    assert_eq!(counted + untyped, 800);
    world
        .run("report out.csv --by predicted:产品 --no-causes -o r.json")
        .ok();
    let report: serde_json::Value = serde_json::from_str(&world.read("r.json")).unwrap();
    let said = report["by"].to_string();
    assert!(said.contains("predicted:产品"), "{said}");
    world
        .run("evaluate in.csv --label 产品 --text 投诉内容 --model both.tousu#产品")
        .ok();
    world
        .run("explain 电视屏幕有亮线 --model both.tousu#产品")
        .ok();
}

#[test]
fn what_cannot_be_is_refused_in_one_line() {
    let world = trained();
    world
        .run("explain 电视 --model both.tousu#部门")
        .exits(1)
        .says("no axis `部门`")
        .says("It has 投诉类型, 产品.");
    world
        .run(&format!(
            "train in.csv --label 产品 --label 产品 {TRAIN} -o m.tousu"
        ))
        .exits(2)
        .says("--label names a column twice");
    world
        .run("evaluate in.csv --label 产品 --label 投诉类型 --model both.tousu")
        .exits(2)
        .says("--label is there twice");
    world
        .run("train in.csv --label 产品 --label 投诉类型 --text 投诉内容 --taxonomy servqual -o m.tousu")
        .exits(2)
        .says("--taxonomy has the words of one column of types");
    assert!(!world.exists("m.tousu"));
}
