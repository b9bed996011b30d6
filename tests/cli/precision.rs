//! `classify --target-precision` and what a report quotes where the mix of types is not that of the training.

use crate::world::World;
use std::fmt::Write as _;
use std::sync::OnceLock;
use tousu::train::{LabelledRows, ModelKind, TrainParams, train};
use tousu::types::{Silent, SplitMix};

const OWN: [[&str; 6]; 2] = [
    ["快递", "包裹", "送货", "物流", "签收", "驿站"],
    ["退款", "到账", "退货", "钱款", "赔付", "返还"],
];
/// How often a complaint of a type uses a word of its own: the second type is often worded like the first.
const CLEAR: [f64; 2] = [0.95, 0.6];
const TYPES: [&str; 2] = ["物流", "退款"];

/// So many complaints, the second type with this share: text and type.
fn complaints(rows: usize, second: f64, seed: u64) -> Vec<(String, &'static str)> {
    let mut draws = SplitMix::new(seed);
    let complaint = |i: usize| {
        let kind = usize::from((i as f64 + 0.5) / (rows as f64) < second);
        let mut text = format!("第{}单", draws.below(1_000_000));
        for _ in 0..4 {
            let list = if draws.unit() < CLEAR[kind] {
                kind
            } else {
                1 - kind
            };
            text.push_str(OWN[list][draws.below(6)]);
            text.push('，');
        }
        (text, TYPES[kind])
    };
    (0..rows).map(complaint).collect()
}

/// A world with `m.tousu`, trained where a third of the complaints are of the second type.
fn trained() -> World {
    static MODEL: OnceLock<Vec<u8>> = OnceLock::new();
    let model = MODEL.get_or_init(|| {
        let params = TrainParams {
            model: ModelKind::Svm,
            c: Some(0.3),
            ..TrainParams::default()
        };
        let rows = complaints(1_500, 1.0 / 3.0, 1);
        let rows = rows.iter().map(|(text, kind)| (text.as_str(), *kind));
        train(&LabelledRows::from_iter(rows), &params, &Silent)
            .unwrap()
            .to_bytes()
    });
    World::new().file("m.tousu", model)
}

fn csv(rows: &[(String, &str)]) -> String {
    let mut csv = String::from("内容,真实\n");
    rows.iter()
        .for_each(|(text, kind)| writeln!(csv, "\"{text}\",{kind}").unwrap());
    csv
}

/// Of the rows accepted in a classified table, how many there are and which share is right.
fn accepted(table: &str) -> (usize, f64) {
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    let accepted = rows.iter().filter(|r| &r[6] == "accepted");
    let (n, right) = accepted.fold((0, 0), |(n, right), r| {
        (n + 1, right + usize::from(r[1] == r[2]))
    });
    (n, right as f64 / n.max(1) as f64)
}

const COMMAND: &str = "classify in.csv --model m.tousu --text 内容 --target-precision 0.9 -o";

#[test]
fn a_precision_is_kept_where_the_mix_has_changed() {
    let shifted = complaints(3_000, 0.85, 2);
    let world = trained().file("in.csv", csv(&shifted));
    world
        .run(&format!("{COMMAND} out.csv"))
        .ok()
        .says("weighted to the mix of types of these rows");
    let (n, right) = accepted(&world.read("out.csv"));
    assert!(n > 300 && right >= 0.88, "{n} accepted, {right} right");

    // a stream is read once: the threshold is that of the training, which promises too much, and a warning tells
    let line = COMMAND.replace("in.csv", "- --input-format csv");
    let streamed = world.run_with(&format!("{line} out.csv"), csv(&shifted).as_bytes());
    streamed
        .ok()
        .says("the confidences have moved away from those of the training")
        .says("Write the rows to a file");
    let (_, by_training) = accepted(&world.read("out.csv"));
    assert!(
        by_training <= right,
        "{by_training} of the training, {right} of the mix"
    );
}

#[test]
fn without_a_shift_nothing_is_warned_of() {
    let same = csv(&complaints(1_500, 1.0 / 3.0, 3));
    let world = trained().file("in.csv", &same);
    let line = COMMAND.replace("in.csv", "- --input-format csv");
    for ran in [
        world.run(&format!("{COMMAND} out.csv")),
        world.run_with(&format!("{line} out.csv"), same.as_bytes()),
    ] {
        let said = ran.ok().stderr();
        assert!(!said.contains("moved away"), "{said}");
        let (n, right) = accepted(&world.read("out.csv"));
        assert!(n > 300 && right >= 0.87, "{n} accepted, {right} right");
    }
}

#[test]
fn texts_of_another_kind_are_warned_of() {
    let strange: Vec<(String, &str)> = (0..600)
        .map(|i| (format!("噪声扰民第{i}次，夜间施工"), "退款"))
        .collect();
    let world = trained().file("in.csv", csv(&strange));
    let plain = COMMAND.replace("--target-precision 0.9", "");
    for command in [COMMAND, &plain] {
        world
            .run(&format!("{command} out.csv"))
            .ok()
            .says("the model is far less sure of these texts");
    }
    let flags = "--text 内容 --by '' --no-causes";
    let ran = world.run(&format!(
        "report in.csv --model m.tousu {flags} --json -o r.md"
    ));
    let ran = ran.ok().says("the model is far less sure of these texts");
    for t in ran.json()["types"].as_array().unwrap() {
        assert_eq!(t["corrected"]["doubt"], "foreign", "{t}");
    }
    let report = world.read("r.md");
    assert!(
        report.contains("请先人工核验（--draw-audit 300）"),
        "{report}"
    );
    assert!(!report.contains("对外引用以校正占比"), "{report}");
}

#[test]
fn texts_of_its_own_kind_are_not_warned_of() {
    let own = csv(&complaints(1_000, 0.85, 5));
    let trained_on = csv(&complaints(1_500, 1.0 / 3.0, 1));
    for rows in [own, trained_on] {
        let world = trained().file("in.csv", rows);
        let ran = world.run("classify in.csv --model m.tousu --text 内容 -o out.csv");
        let said = ran.ok().stderr();
        assert!(!said.contains("far less sure"), "{said}");
        assert!(
            said.contains("no threshold: every row with a text is accepted"),
            "{said}"
        );
    }
}

#[test]
fn a_precision_that_cannot_be_promised_says_which_can() {
    let world = trained().file("in.csv", csv(&complaints(1_500, 1.0 / 3.0, 3)));
    let ran = world.run(&format!("{} out.csv", COMMAND.replace("0.9", "0.9999")));
    let said = ran
        .ok()
        .says("a precision of 0.9999 cannot be promised")
        .stderr();
    assert!(
        said.contains("The highest that can be promised is --target-precision 0.9"),
        "{said}"
    );
    assert!(!said.contains("of the others may be right"), "{said}");
}

#[test]
fn a_report_quotes_the_corrected_share_and_no_interval_of_the_predicted() {
    let world = trained().file("in.csv", csv(&complaints(1_000, 0.85, 4)));
    let flags = "--text 内容 --by '' --no-causes --lang en";
    let report = world
        .run(&format!(
            "report in.csv --model m.tousu {flags} --json -o r.md"
        ))
        .ok()
        .says("Largest types, corrected for the model’s errors: 退款 8")
        .json();
    assert_eq!(report["predicted"], true);
    let t = report["types"].as_array().unwrap().iter();
    let t = t.clone().find(|t| t["type"] == "退款").unwrap();
    assert!(t["low"].is_null() && t["high"].is_null(), "{t}");
    let number = |key: &str| t["corrected"][key].as_f64().unwrap();
    assert!(number("low") <= 0.85 && 0.85 <= number("high"), "{t}");
    assert!(t["share"].as_f64().unwrap() < number("low"), "{t}");
    let page = world.read("r.md");
    let head = page.lines().find(|l| l.starts_with("| Type")).unwrap();
    let at = |name: &str| head.find(name).unwrap_or_else(|| panic!("{name}: {head}"));
    assert!(at("Corrected share") < at("Predicted share"));
    assert!(
        !head
            .replace("95% interval, corrected", "")
            .contains("95% interval"),
        "{head}"
    );

    // what `classify` wrote is known to be a model's without the model, too
    world
        .run("classify in.csv --model m.tousu --text 内容 -o typed.csv")
        .ok();
    let bare = world.run(&format!("report typed.csv {flags} --json")).ok();
    let bare = bare.says("Types predicted most often").json();
    assert!(bare["types"][0]["low"].is_null() && bare["types"][0]["share"].is_f64());
    let notes = bare["notes"].to_string();
    assert!(notes.contains("Add --model"), "{notes}");
    // labels that people gave have their interval
    let given = world.run(&format!("report in.csv --type 真实 {flags} --json"));
    let given = given.ok().says("Largest types: 退款").json();
    assert!(given["types"][0]["low"].is_f64() && given.get("predicted").is_none());
}
