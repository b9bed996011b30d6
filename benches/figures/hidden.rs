//! A type left out of training: is it a group of the unknown?

use crate::columns;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

type Failure = Box<dyn std::error::Error>;

struct Row {
    id: String,
    text: String,
    label: String,
    train: bool,
}

/// Every type in turn. With `settings`, of training rows alone: three quarters to train on, one to look at.
pub(crate) fn run(file: &str, text: &str, label: &str, settings: bool) -> Result<(), Failure> {
    let rows = read(file, text, label, settings)?;
    let folder = std::env::temp_dir().join(format!("tousu-hidden-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let types: BTreeSet<&str> = rows.iter().map(|r| r.label.as_str()).collect();
    for hidden in types {
        let trained = |r: &&Row| r.train && r.label != hidden;
        write(&folder.join("train.csv"), rows.iter().filter(trained))?;
        write(&folder.join("test.csv"), rows.iter().filter(|r| !r.train))?;
        tousu(
            &folder,
            "train train.csv --text text --label label --quiet -o m.tousu",
        )?;
        tousu(
            &folder,
            "classify test.csv --text text --model m.tousu --quiet -o typed.csv",
        )?;
        tousu(
            &folder,
            "report typed.csv --text text --id id --quiet -o out.json",
        )?;
        let report: Value = serde_json::from_slice(&std::fs::read(folder.join("out.json"))?)?;
        println!("{hidden}: {}", told(&report, &rows, hidden));
    }
    Ok(std::fs::remove_dir_all(&folder)?)
}

fn read(file: &str, text: &str, label: &str, settings: bool) -> Result<Vec<Row>, Failure> {
    let mut reader = csv::Reader::from_path(file)?;
    let [text, label, split] = columns(&mut reader, [text, label, "split"])?;
    let mut rows = Vec::new();
    for (i, record) in reader.records().enumerate() {
        let record = record?;
        let train = &record[split] == "train";
        if settings && !train {
            continue;
        }
        rows.push(Row {
            id: i.to_string(),
            text: record[text].to_owned(),
            label: record[label].to_owned(),
            train: if settings { i % 4 > 0 } else { train },
        });
    }
    Ok(rows)
}

fn write<'a>(to: &Path, rows: impl Iterator<Item = &'a Row>) -> Result<(), Failure> {
    let mut writer = csv::Writer::from_path(to)?;
    writer.write_record(["id", "text", "label"])?;
    for row in rows {
        writer.write_record([&row.id, &row.text, &row.label])?;
    }
    Ok(writer.flush()?)
}

fn tousu(folder: &Path, arguments: &str) -> Result<(), Failure> {
    let done = Command::new(env!("CARGO_BIN_EXE_tousu"))
        .args(arguments.split(' '))
        .current_dir(folder)
        .status()?;
    if done.success() {
        Ok(())
    } else {
        Err(format!("tousu {arguments}: {done}").into())
    }
}

/// The group that the hidden type fills most.
fn told(report: &Value, rows: &[Row], hidden: &str) -> String {
    let label: BTreeMap<&str, &str> = rows
        .iter()
        .map(|r| (r.id.as_str(), r.label.as_str()))
        .collect();
    let list = |v: &Value| v.as_array().cloned().unwrap_or_default();
    let findings = list(&report["findings"]);
    let groups: Vec<&Value> = findings.iter().filter(|f| f["kind"] == "unknown").collect();
    let filled = |f: &Value| {
        let members = list(&f["members"]);
        let of = |id: &&Value| id.as_str().and_then(|id| label.get(id)) == Some(&hidden);
        (members.iter().filter(of).count(), members.len())
    };
    let share = |f: &Value| {
        let (of, all) = filled(f);
        of as f64 / all as f64
    };
    let most = groups.iter().max_by(|a, b| share(a).total_cmp(&share(b)));
    let Some(group) = most else {
        return "no groups".to_owned();
    };
    let (of, all) = filled(group);
    let words = list(&group["words"]);
    let words: Vec<&str> = words
        .iter()
        .take(5)
        .filter_map(|w| w["word"].as_str())
        .collect();
    let sixty = groups.iter().filter(|g| share(g) >= 0.6).count();
    format!(
        "{of} of {all} rows of one group ({:.2}), {sixty} of {} groups at .6 or more; its words: {}",
        share(group),
        groups.len(),
        words.join(" ")
    )
}
