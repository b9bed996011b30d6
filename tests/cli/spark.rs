//! The scripts of `examples/spark` on PySpark in local-cluster mode: the same types and the same shares as on one machine.

use crate::world::World;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use tousu::export::{OutputParams, Writer};
use tousu::ingest::{self, InputParams, cell_text};

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/corpora/complaints.csv");
const SCRIPTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/spark");

/// A Python with PySpark, pyarrow and pandas, where there is one and a Java for it: `TOUSU_SPARK_PYTHON`, else `python3`.
fn python() -> Option<PathBuf> {
    let works = |command: &mut Command| command.output().is_ok_and(|o| o.status.success());
    let named = std::env::var_os("TOUSU_SPARK_PYTHON").map_or("python3".into(), PathBuf::from);
    let python = works(Command::new(&named).args(["-c", "import pyspark, pyarrow, pandas"]));
    (python && works(Command::new("java").arg("-version"))).then_some(named)
}

/// The corpus as a folder of Parquet files, one of them without a row: an empty partition.
fn partitioned(world: &World) {
    std::fs::create_dir(world.path("in.parquet")).unwrap();
    let rows = ingest::open(
        &[CORPUS.into()],
        &InputParams {
            batch_rows: 2_000,
            ..InputParams::default()
        },
    )
    .unwrap();
    let schema = rows.schema();
    let empty = arrow_array::RecordBatch::new_empty(schema.clone());
    let batches = rows.map(|chunk| chunk.unwrap().batch).chain([empty]);
    for (i, batch) in batches.enumerate() {
        let path = world.path(&format!("in.parquet/{i}.parquet"));
        let target = path.display().to_string();
        let mut writer = Writer::create(&target, schema.clone(), &OutputParams::default()).unwrap();
        writer.write(&batch).unwrap();
        writer.finish().unwrap();
    }
}

/// Runs a script on two executors of one core each.
fn spark(python: &Path, world: &World, script: &str, arguments: &[&str]) {
    let submit = "--master local-cluster[2,1,1024] --conf spark.ui.enabled=false \
         --conf spark.sql.files.openCostInBytes=134217728 pyspark-shell";
    let output = Command::new(python)
        .arg(Path::new(SCRIPTS).join(script))
        .args(arguments)
        .args(["--tousu", env!("CARGO_BIN_EXE_tousu")])
        .current_dir(world.path(""))
        .env("SPARK_LOCAL_IP", "127.0.0.1")
        .env("PYSPARK_PYTHON", python)
        .env("PYSPARK_DRIVER_PYTHON", python)
        .env("PYSPARK_SUBMIT_ARGS", submit)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{script}: {said}");
}

/// Type and confidence of every complaint.
fn types(inputs: String) -> BTreeMap<String, (String, String)> {
    let rows = ingest::open(&[inputs], &InputParams::default()).unwrap();
    let at = |name: &str| rows.schema().index_of(name).unwrap();
    let columns = ["工单号", "predicted", "confidence"].map(at);
    let mut types = BTreeMap::new();
    for chunk in rows {
        let batch = chunk.unwrap().batch;
        for row in 0..batch.num_rows() {
            let cell = |c: usize| {
                cell_text(batch.column(c), row)
                    .unwrap_or_default()
                    .into_owned()
            };
            let [id, kind, confidence] = columns.map(cell);
            assert!(types.insert(id, (kind, confidence)).is_none());
        }
    }
    types
}

/// Every count of a report that is no matter of near-duplicates: types, dimensions, periods.
fn shares(report: &Value) -> Vec<(String, u64, u64)> {
    let mut all = Vec::new();
    let mut add = |name: String, v: &Value| {
        let number = |key: &str| v[key].as_u64().unwrap_or_default();
        all.push((name, number("count"), number("denominator")));
    };
    for kind in report["types"].as_array().unwrap() {
        add(kind["name"].to_string(), kind);
    }
    for by in report["by"].as_array().unwrap() {
        for value in by[1]["values"].as_array().unwrap() {
            add(format!("{}={}", by[0], value["value"]), value);
        }
    }
    for period in report["periods"].as_array().unwrap() {
        add(period["period"].to_string(), period);
    }
    all
}

#[test]
fn spark_finds_the_types_and_shares_of_one_machine() {
    let Some(python) = python() else {
        println!(
            "skipped: no python3 with pyspark[sql] (or TOUSU_SPARK_PYTHON naming one), or no java"
        );
        return;
    };
    let world = World::new();
    partitioned(&world);
    world
        .run(&format!(
            "classify '{CORPUS}' --model demo --text 投诉内容 -o one.parquet"
        ))
        .ok();
    let text = ["--text", "投诉内容"];
    let model = ["in.parquet", "typed.parquet", "--model", "demo"];
    spark(
        &python,
        &world,
        "classify.py",
        &[&model[..], &text].concat(),
    );
    let typed = world.path("typed.parquet/*.parquet").display().to_string();
    let one = types(world.path("one.parquet").display().to_string());
    assert_eq!(one.len(), 8_000);
    assert!(types(typed) == one);

    let by = ["--by", "产品,渠道", "--time", "投诉时间"];
    let files = ["typed.parquet", "many.json", "many.html"];
    spark(
        &python,
        &world,
        "report.py",
        &[&files[..], &by, &text].concat(),
    );
    world
        .run("report one.parquet --type predicted --by 产品,渠道 --time 投诉时间 --numbers '' --text 投诉内容 -o one.json")
        .ok();
    let read = |name: &str| serde_json::from_str::<Value>(&world.read(name)).unwrap();
    let (many, one) = (read("many.json"), read("one.json"));
    assert!(shares(&one).len() > 30);
    assert_eq!(shares(&many), shares(&one));
    assert_eq!(many["total"], one["total"]);
}
