//! `tousu classify`: columns appended, order and bytes kept, streams, thresholds.

use crate::world::World;
use tousu::train::{LabelledRows, ModelKind, TrainParams, train};
use tousu::types::Silent;

/// Four complaints.
pub(crate) const COMPLAINTS: &str = "编号,内容,渠道\n1,快递三天没到,网店\n2,退款一直没有到账,电话\n3,发票拒开,门店\n4,包裹丢了,网店\n";

const LABELLED: [(&str, &str); 12] = [
    ("快递三天没到", "物流"),
    ("包裹一直没有送到", "物流"),
    ("快递员把包裹丢了", "物流"),
    ("物流太慢，包裹破损", "物流"),
    ("退款没有到账", "退款"),
    ("申请退款不给退", "退款"),
    ("退款等了一个月", "退款"),
    ("商家拒绝退款", "退款"),
    ("发票拒开", "发票"),
    ("不给开发票", "发票"),
    ("发票抬头开错了", "发票"),
    ("电子发票没有发来", "发票"),
];

/// A world with `m.tousu`, a model of three types, and `complaints.csv`.
pub(crate) fn trained() -> World {
    static MODEL: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();
    let model = MODEL.get_or_init(|| {
        let params = TrainParams {
            model: ModelKind::Svm,
            c: Some(1.0),
            ..TrainParams::default()
        };
        train(&LabelledRows::from_iter(LABELLED), &params, &Silent)
            .unwrap()
            .to_bytes()
    });
    World::new()
        .file("m.tousu", model)
        .file("complaints.csv", COMPLAINTS)
}

#[test]
fn columns_are_appended_and_the_guess_is_said() {
    let world = trained();
    world
        .run("classify complaints.csv --model m.tousu -o out.csv")
        .ok()
        .says("guessed --text 内容")
        .says("4 rows in = 4 out");
    let out = world.read("out.csv");
    let mut lines = out.lines();
    let header = "编号,内容,渠道,predicted,confidence,runner_up,runner_up_confidence,decision";
    assert_eq!(lines.next(), Some(header));
    let first: Vec<&str> = lines.next().unwrap().split(',').collect();
    assert_eq!(
        (first[1], first[3], first[7]),
        ("快递三天没到", "物流", "accepted")
    );
    assert_eq!(out.lines().count(), 5);
}

#[test]
fn a_part_without_rows_gives_a_part_without_rows() {
    let world = trained().file("empty.csv", "编号,内容\n");
    world
        .run("classify empty.csv --model m.tousu -o out.csv")
        .ok();
    assert_eq!(world.read("out.csv").lines().count(), 1);
    world.run("classify empty.csv --model m.tousu -o -").ok();
}

#[test]
fn a_taken_name_gets_a_suffix_and_an_empty_text_goes_out_for_review() {
    let world = trained().file("taken.csv", "predicted,内容\na,快递没到\nb,\nc,  \n");
    let json = world
        .run("classify taken.csv --model m.tousu -o out.csv --text 内容 --json")
        .ok()
        .json();
    assert_eq!(
        (&json["without_text"], &json["review"]),
        (&2.into(), &2.into())
    );
    let out = world.read("out.csv");
    assert!(
        out.starts_with("predicted,内容,predicted_tousu,confidence,"),
        "{out}"
    );
    assert!(out.contains("\nb,,,,,,review\n"), "{out}");
}

#[test]
fn probabilities_sum_to_one() {
    let world = trained();
    world
        .run("classify complaints.csv --model m.tousu -o out.jsonl --probabilities")
        .ok();
    for line in world.read("out.jsonl").lines() {
        let row: serde_json::Map<String, serde_json::Value> = serde_json::from_str(line).unwrap();
        let all: Vec<f64> = row
            .iter()
            .filter(|(k, _)| k.starts_with("p:"))
            .map(|(_, v)| v.as_f64().unwrap())
            .collect();
        assert_eq!(all.len(), 3);
        assert!((all.iter().sum::<f64>() - 1.0).abs() < 1e-4, "{line}");
        assert_eq!(
            row["confidence"],
            row[&format!("p:{}", row["predicted"].as_str().unwrap())]
        );
    }
}

#[test]
fn the_same_bytes_on_one_thread_and_two() {
    let mut text = String::from("id,内容\n");
    for i in 0..20_000 {
        text.push_str(&format!(
            "{i},{}第{i}单\n",
            ["快递没到", "退款没到", "发票没开", ""][i % 4]
        ));
    }
    let world = trained().file("many.csv", text);
    for format in ["csv", "parquet", "xlsx"] {
        let run = |threads: u32| {
            world
                .run(&format!(
                    "classify many.csv --model m.tousu -o out.{format} --threads {threads}"
                ))
                .ok();
            world.bytes(&format!("out.{format}"))
        };
        assert!(run(1) == run(2), "{format}");
    }
    let out = world
        .run("classify many.csv --model m.tousu -o -")
        .ok()
        .stdout();
    assert!(
        out.lines()
            .skip(1)
            .enumerate()
            .all(|(i, l)| l.starts_with(&format!("{i},")))
    );
}

#[test]
fn it_is_a_filter_for_every_streaming_format() {
    let world = trained();
    world
        .run("classify complaints.csv --model m.tousu -o a.arrows")
        .ok();
    world
        .run("classify complaints.csv --model m.tousu -o a.jsonl")
        .ok();
    let csv = world
        .run_with("classify - --model m.tousu -o -", COMPLAINTS.as_bytes())
        .ok()
        .stdout();
    assert_eq!(csv.lines().count(), 5);
    for (name, flags) in [
        ("a.arrows", "--input-format arrow --format arrow"),
        ("a.jsonl", "--input-format jsonl --format jsonl"),
    ] {
        let ran = world
            .run_with(
                &format!("classify - --model m.tousu -o - --text 内容 {flags}"),
                &world.bytes(name),
            )
            .ok();
        let world = trained().file("back.arrows", ran.stdout_bytes());
        if name == "a.arrows" {
            world
                .run("classify back.arrows --model m.tousu -o back.csv --text 内容")
                .ok();
            assert!(world.read("back.csv").contains("predicted_tousu,"));
        } else {
            assert!(
                ran.stdout().lines().count() == 4 && ran.stdout().contains("\"predicted_tousu\":")
            );
        }
    }
}

#[test]
fn json_lines_keep_their_values() {
    let line = r#"{"id":"007","n":1.50,"内容":"快递没到","tags":["a", 1],"x":null}"#;
    let world = trained().file("in.jsonl", format!("{line}\n"));
    let out = world
        .run("classify in.jsonl --model m.tousu -o - --format jsonl")
        .ok()
        .stdout();
    assert!(out.starts_with(line.trim_end_matches('}')), "{out}");
}

#[test]
fn thresholds() {
    let world = trained();
    let review = |flags: &str| {
        world
            .run(&format!(
                "classify complaints.csv --model m.tousu -o out.csv --json {flags}"
            ))
            .ok()
            .json()["review"]
            .as_u64()
    };
    assert_eq!(review(""), Some(0));
    assert!(review("--review-below 1") >= review("--review-below .5"));
    assert_eq!(review("--review-below 0"), Some(0));
    world
        .run("classify complaints.csv --model m.tousu -o out.csv --target-precision 0.5")
        .ok()
        .says("are for review");
}

#[test]
fn a_model_that_is_none_is_said() {
    let world = trained().file("not.tousu", "nonsense");
    world
        .run("classify complaints.csv --model not.tousu -o out.csv")
        .exits(1)
        .says("not.tousu");
    world
        .run("classify complaints.csv --model gone.tousu -o out.csv")
        .exits(1)
        .says("gone.tousu");
    assert!(!world.exists("out.csv"));
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    use std::process::{Command, Stdio};
    let mut text = String::from("id,内容\n");
    for i in 0..100_000 {
        text.push_str(&format!("{i},快递没到\n"));
    }
    let world = trained().file("many.csv", text);
    let mut child = Command::new(env!("CARGO_BIN_EXE_tousu"))
        .args([
            "classify", "many.csv", "--model", "m.tousu", "-o", "-", "--text", "内容",
        ])
        .current_dir(world.path(""))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn cells_that_keep_zeros_come_out_as_they_came() {
    let world = World::new().file(
        "a.csv",
        "编号,内容,备注\n\"=\"\"00123\"\"\",包裹三天没到,'007\n",
    );
    let line = "classify a.csv --model demo --text 内容 -o - --format";
    let csv = world.run(&format!("{line} csv")).ok();
    assert!(
        csv.stdout()
            .contains("\n\"=\"\"00123\"\"\",包裹三天没到,'007,"),
        "{}",
        csv.stdout()
    );
    let jsonl = world.run(&format!("{line} jsonl")).ok();
    assert!(
        jsonl.stdout().contains("\"备注\":\"'007\""),
        "{}",
        jsonl.stdout()
    );
}

#[test]
fn types_of_an_earlier_model_are_told_and_not_counted() {
    let world = trained();
    world
        .run("classify complaints.csv --model m.tousu -o once.csv --probabilities")
        .ok();
    // the older types are wrong, as those of an older model may be
    let older = world.read("once.csv").replace(",物流,", ",旧类,");
    let world = world.file("once.csv", older);
    world
        .run("classify once.csv --model m.tousu -o twice.csv --probabilities")
        .ok()
        .says("the input has a column `predicted`, so the types are in `predicted_tousu`. Next: tousu report TYPED --type predicted_tousu");
    let report = "report twice.csv --text 内容 --json";
    let ran = world.run(&format!("{report} --type predicted_tousu")).ok();
    assert_eq!(ran.json()["provenance"]["type_column"], "predicted_tousu");
    assert!(!ran.stderr().contains("older"));
    world
        .run(&format!("{report} --type predicted"))
        .ok()
        .says("`predicted` holds older types");
    let ran = world.run(report).ok();
    let ran = ran.says("the types are those in `predicted_tousu`, the newest that `tousu classify` wrote; older ones are in predicted");
    let report = ran.json();
    assert_eq!(report["types"][0]["type"], "物流");
    assert!(!report.to_string().contains("旧类"));
}

#[test]
fn older_types_are_no_dimension() {
    let world = trained();
    let rows: String = (0..60)
        .map(|i| {
            format!(
                "{i},{}{i}天,{}\n",
                ["快递没到", "退款没到账"][i % 2],
                ["东", "西", "南"][i / 2 % 3]
            )
        })
        .collect();
    let world = world.file("in.csv", "编号,内容,区域\n".to_owned() + &rows);
    world
        .run("classify in.csv --model m.tousu -o once.csv")
        .ok();
    world
        .run("classify once.csv --model m.tousu -o twice.csv")
        .ok();
    let ran = world.run("report twice.csv --type 区域 --json").ok();
    assert!(!ran.stderr().contains("_tousu"), "{}", ran.stderr());
}
