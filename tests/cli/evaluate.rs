//! `tousu evaluate`.

use super::train::labelled;
use super::world::World;

#[test]
fn scores_a_model_and_warns_of_rows_it_was_trained_on() {
    let world = World::new().file("c.csv", labelled(60));
    world
        .run("train c.csv --label 类型 --where split=train -o m.tousu -q")
        .ok();
    let held = world
        .run("evaluate c.csv --label 类型 --where split=test --model m.tousu --json")
        .ok();
    let scores = held.json();
    assert!(scores["macro_f1"].as_f64().unwrap() > 0.9);
    assert_eq!(scores["confusion"]["types"].as_array().unwrap().len(), 3);
    assert_eq!(scores["per_type"][0]["support"], 9);
    assert_eq!(scores["baselines"][0]["name"], "majority");
    assert_eq!(scores["reliability"].as_array().unwrap().len(), 15);
    assert!(scores["ece"].is_number() && scores["brier"].is_number());
    world
        .run("evaluate c.csv --label 类型 --where split=train --model m.tousu")
        .ok()
        .says("was trained on");
}

#[test]
fn folds_score_the_training_with_plain_bayes_beside_it() {
    let world = World::new().file("c.csv", labelled(40));
    let scores = world
        .run("evaluate c.csv --label 大类,类型 --folds 3 --kind svm --c 1 --json")
        .ok()
        .json();
    assert_eq!(scores["rows"], 120);
    assert_eq!(scores["baselines"][1]["name"], "bayes");
    assert!(scores["paths"]["f"].as_f64().unwrap() > 0.9);
}

#[test]
fn rows_are_told_by_their_ids() {
    let mut rows = labelled(40).replace("c3,包裹", "c3,屏幕质量坏了开裂掉漆");
    rows.push_str("wrong,退款一直没有到账退钱,质量,商品,train\n");
    let world = World::new().file("c.csv", rows);
    world
        .run("evaluate c.csv --label 类型 --folds 3 --kind svm --c 1 --suspects s.csv")
        .ok()
        .says("guessed --id id");
    assert!(world.read("s.csv").contains("wrong,质量,退款"));
}

#[test]
fn a_wrong_label_is_suspect() {
    let mut rows = labelled(40).replace("c3,包裹", "c3,屏幕质量坏了开裂掉漆");
    rows.push_str("wrong,退款一直没有到账退钱,质量,商品,train\n");
    let world = World::new().file("c.csv", rows);
    world
        .run("evaluate c.csv --label 类型 --id id --folds 3 --kind svm --c 1 --suspects s.csv")
        .ok();
    let listed = world.read("s.csv");
    let firsts: Vec<&str> = listed.lines().skip(1).take(2).collect();
    assert!(
        firsts.iter().any(|l| l.starts_with("wrong,质量,退款")),
        "{listed}"
    );
}

#[test]
fn a_model_or_folds_must_be_given() {
    let world = World::new().file("c.csv", labelled(5));
    world
        .run("evaluate c.csv --label 类型")
        .exits(2)
        .says("--model");
}

/// `n` rows a type, one a day.
fn dated(n: usize) -> String {
    let day = |i: usize| format!("2024-{:02}-{:02}", i / 28 % 12 + 1, i % 28 + 1);
    let rows = labelled(n);
    let mut lines = rows.lines();
    let head = format!("{},时间\n", lines.next().unwrap());
    let rows = lines.enumerate().map(|(i, l)| format!("{l},{}\n", day(i)));
    head + &rows.collect::<String>()
}

#[test]
fn later_rows_are_scored_by_a_training_on_earlier_ones() {
    let world = World::new().file("c.csv", dated(60));
    let ran = world
        .run("evaluate c.csv --label 类型 --split-by-time 时间 --learning-curve --kind svm --c 1 --json")
        .ok();
    let scores = ran.json();
    assert_eq!(scores["rows"], 36, "the latest fifth of 180");
    let curve = scores["learning_curve"].as_array().unwrap();
    assert_eq!(curve.len(), 4);
    let rows: Vec<u64> = curve.iter().map(|c| c["rows"].as_u64().unwrap()).collect();
    assert!(rows.is_sorted() && rows[3] <= 144, "{rows:?}");
    assert_eq!(curve[3]["macro_f1"], scores["macro_f1"]);
    let plain = world
        .run("evaluate c.csv --label 类型 --split-by-time 时间 --learning-curve --kind svm --c 1")
        .ok();
    assert!(plain.stdout().contains("train rows"));
    world
        .run("evaluate c.csv --label 类型 --split-by-time 类型 --kind svm --c 1")
        .exits(1)
        .says("180 of 180 filled cells are not times");
    world
        .run("evaluate c.csv --label 类型 --folds 3 --split-by-time 时间")
        .exits(2)
        .says("--split-by-time");
}

#[test]
fn labels_that_the_model_does_not_know_are_named() {
    let world = World::new().file("c.csv", labelled(40));
    for labels in ["--label 类型 --label 大类", "--label 大类,类型"] {
        let model = if labels.contains(',') { "path" } else { "axes" };
        world
            .run(&format!(
                "train c.csv {labels} --model svm --c 1 -o {model}.tousu -q"
            ))
            .ok();
    }
    world
        .run("evaluate c.csv --label 大类 --model axes.tousu")
        .exits(1)
        .says("none of its 3 types is one that the model gives, such as")
        .says("--model M.tousu#大类");
    world
        .run("evaluate c.csv --label 大类 --model axes.tousu#大类")
        .ok();
    world
        .run("evaluate c.csv --label 类型 --model path.tousu")
        .exits(1)
        .says("--label 大类,类型");
    world
        .run("evaluate c.csv --label split --model path.tousu")
        .exits(1)
        .says("none of its 2 types");
    let some = labelled(40).replace(",质量,", ",价格,");
    world
        .file("d.csv", some)
        .run("evaluate d.csv --label 类型 --model axes.tousu")
        .ok()
        .says("40 of 120 rows have types that the model does not know, which count as wrong: 价格 (40)");
}

#[test]
fn what_scores_the_training_needs_no_folds() {
    let world = World::new().file("c.csv", labelled(20));
    let scores = world
        .run("evaluate c.csv --label 类型 --learning-curve --kind bayes --json")
        .ok()
        .json();
    assert_eq!(scores["rows"], 60);
    assert_eq!(scores["learning_curve"].as_array().unwrap().len(), 4);
    world
        .run("evaluate c.csv --label 类型 --suspects s.csv --kind bayes")
        .ok();
    assert!(world.exists("s.csv"));
}
