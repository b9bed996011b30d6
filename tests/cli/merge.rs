//! `tousu report --partial` and `--merge`: parts give what the whole gives, and say what they cannot.

use crate::report::SMALL;
use crate::world::World;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn partial_counts_merge_to_the_whole() {
    let header = SMALL.lines().next().unwrap();
    let rows: Vec<&str> = SMALL.lines().skip(1).collect();
    let world = World::new()
        .file("a.csv", SMALL)
        .file("b.csv", format!("{header}\n{}\n", rows[..2].join("\n")))
        .file("c.csv", format!("{header}\n{}\n", rows[2..].join("\n")));
    let flags = "--type 类型 --by 渠道 --numbers '' --time 时间 --period month";
    world
        .run(&format!("report b.csv {flags} --partial b.json"))
        .ok();
    world
        .run(&format!("report c.csv {flags} --partial c.json"))
        .ok();
    let mut whole = world
        .run(&format!("report a.csv {flags} --json"))
        .ok()
        .json();
    // templates are not known across parts
    for of_type in whole["types"].as_array_mut().unwrap() {
        assert!(
            of_type
                .as_object_mut()
                .unwrap()
                .remove("templates")
                .is_some()
        );
    }
    let one = world
        .run("report --merge b.json c.json --period month --json")
        .ok()
        .json();
    let other = world
        .run("report --merge c.json b.json --period month --json")
        .ok()
        .json();
    for part in ["total", "types", "by", "periods", "rows_without"] {
        assert_eq!(one[part], whole[part], "{part}");
        assert_eq!(one[part], other[part], "{part}");
    }
    world
        .run("report --merge a.csv --json")
        .exits(1)
        .says("--partial");
}

/// The corpus in three parts and whole, its texts changed so that the built-in model was not trained on them; 90 complaints stand in
/// two parts each.
fn parts() -> World {
    let corpus = include_str!("../../corpora/complaints.csv");
    let mut rows = csv::Reader::from_reader(corpus.as_bytes());
    let header = rows.headers().unwrap().clone();
    let text = header.iter().position(|h| h == "投诉内容").unwrap();
    let mut files: [csv::Writer<Vec<u8>>; 4] =
        std::array::from_fn(|_| csv::Writer::from_writer(Vec::new()));
    files
        .iter_mut()
        .for_each(|f| f.write_record(&header).unwrap());
    for (i, row) in rows.records().enumerate() {
        let row = row.unwrap();
        let cell = |(at, cell): (usize, &str)| match at == text {
            true => format!("{cell}请尽快答复"),
            false => cell.to_owned(),
        };
        let row: Vec<String> = row.iter().enumerate().map(cell).collect();
        // filed again under a number of its own
        let mut again = row.clone();
        again[0].push_str("-2");
        let twice = (i % 89 == 0).then_some(((i + 1) % 3, again));
        for (part, row) in [Some((i % 3, row)), twice].into_iter().flatten() {
            files[part].write_record(&row).unwrap();
            files[3].write_record(&row).unwrap();
        }
    }
    let names = ["a.csv", "b.csv", "c.csv", "whole.csv"];
    let named = names.into_iter().zip(files);
    named.fold(World::new(), |world, (name, file)| {
        let bytes = file.into_inner().unwrap();
        world.file(name, String::from_utf8(bytes).unwrap())
    })
}

fn by_type<T>(list: &Value, value: impl Fn(&Value) -> T) -> BTreeMap<String, T> {
    let of = |t: &Value| (t["type"].as_str().unwrap().to_owned(), value(t));
    list.as_array().unwrap().iter().map(of).collect()
}

/// The first five words of every type.
fn words(report: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let of_types = report["findings"].as_array().unwrap().iter();
    let of_types = of_types.filter(|f| f["kind"] == "type");
    let word = |w: &Value| w["word"].as_str().unwrap().to_owned();
    of_types
        .map(|f| {
            let words = f["words"].as_array().unwrap().iter().take(5).map(word);
            let name = f["subject"]["type"].as_str().unwrap().to_owned();
            (name, words.collect())
        })
        .collect()
}

#[test]
fn merged_parts_have_the_wholes_copies_words_and_corrected_shares() {
    let world = parts();
    let flags = "--model demo --text 投诉内容 --by 渠道 --numbers '' --time 投诉时间";
    for part in ["a", "b", "c"] {
        let line = format!("report {part}.csv {flags} --partial {part}.json");
        world.run(&line).ok();
    }
    let whole = world.run(&format!("report whole.csv {flags} --json"));
    let whole = whole.ok().json();
    let merged = world.run("report --merge c.json a.json b.json --model demo --json");
    let merged = merged.ok().json();
    let counted = |list: &Value| by_type(list, |t| t["count"].as_u64().unwrap());
    assert_eq!(counted(&merged["types"]), counted(&whole["types"]));

    // copies: those equal but for digits are known everywhere, near-copies of another part are not
    let distinct = |r: &Value| r["distinct"].as_u64().unwrap();
    let sum: u64 = ["a", "b", "c"]
        .map(|p| serde_json::from_str::<Value>(&world.read(&format!("{p}.json"))).unwrap())
        .iter()
        .map(|t| t["total"]["distinct"].as_u64().unwrap())
        .sum();
    assert!(distinct(&whole) <= distinct(&merged) && distinct(&merged) + 80 < sum);

    // shares: those of the model's sums, as near to those of all its posteriors as their intervals are wide
    let share = |t: &Value| {
        let c = &t["corrected"];
        let number = |key: &str| c[key].as_f64().unwrap();
        (number("share"), number("low"), number("high"))
    };
    let (ours, theirs) = (
        by_type(&merged["types"], share),
        by_type(&whole["types"], share),
    );
    for (name, (share, low, high)) in &ours {
        assert!(low <= share && share <= high);
        assert!(
            (share - theirs[name].0).abs() < 0.02,
            "{name}: {ours:?} {theirs:?}"
        );
    }
    let of_value = &merged["by"][0][1]["values"][0]["types"][0];
    assert!(of_value["corrected"]["share"].is_f64(), "{of_value}");

    // words: mostly those of the whole, whose phrases counts cannot give
    let (ours, theirs) = (words(&merged), words(&whole));
    assert_eq!(ours.len(), theirs.len());
    let found = ours.iter().filter(|(name, words)| {
        let joined: String = theirs[*name].iter().cloned().collect();
        words.iter().any(|w| joined.contains(w.as_str()))
    });
    assert!(found.count() + 1 >= ours.len(), "{ours:?} {theirs:?}");
    let notes = merged["notes"].to_string();
    assert!(
        notes.contains("合并") && notes.contains("按平均概率和误判比例校正"),
        "{notes}"
    );
}

#[test]
fn rows_exported_twice_are_left_out_of_every_part_they_are_twice_in() {
    let row = SMALL.lines().nth(1).unwrap();
    let world = World::new()
        .file("a.csv", format!("{SMALL}{row}\n{row}\n"))
        .file("b.csv", SMALL);
    let flags = "--type 类型 --id 编号 --by 渠道 --numbers '' --time 时间";
    for part in ["a", "b"] {
        world
            .run(&format!("report {part}.csv {flags} --partial {part}.json"))
            .ok();
    }
    let merged = world.run("report --merge a.json b.json --json").ok().json();
    let ledger = &merged["ledger"];
    assert_eq!(
        [&ledger["rows_in"], &ledger["rows_out"], &ledger["repeated"]],
        [12, 10, 2]
    );
    let notes = merged["notes"].to_string();
    assert!(notes.contains("重复导出的行只在每份之内识别"), "{notes}");
}

#[test]
fn a_model_that_did_not_give_the_types_corrects_nothing() {
    let world = World::new().file("a.csv", SMALL);
    let flags = "--type 类型 --by '' --numbers '' --time 时间";
    world
        .run(&format!(
            "report a.csv {flags} --partial a.json --no-causes"
        ))
        .ok();
    let tally: Value = serde_json::from_str(&world.read("a.json")).unwrap();
    assert!(tally["words"].is_null() && tally["models"].is_null());
    assert_eq!(tally["copies"]["signatures"].as_array().unwrap().len(), 5);
    world
        .run("report --merge a.json --model demo --json")
        .exits(2)
        .says("--partial");
}
