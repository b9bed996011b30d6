//! `tousu train` and `tousu inspect`.

use super::world::World;

/// Labelled rows of three types, `n` of each, every seventh in the test split.
pub(crate) fn labelled(n: usize) -> String {
    let mut out = String::from("id,投诉内容,类型,大类,split\n");
    let words = [
        ["包裹", "快递", "物流", "送货", "派件"],
        ["退款", "退货", "到账", "退钱", "钱款"],
        ["屏幕", "质量", "开裂", "掉漆", "坏了"],
    ];
    let names = [("物流", "履约"), ("退款", "售后"), ("质量", "商品")];
    for i in 0..n * 3 {
        let kind = i % 3;
        let a = words[kind][i / 3 % 5];
        let b = words[kind][i / 15 % 5];
        let (small, large) = names[kind];
        let split = if i % 7 == 0 { "test" } else { "train" };
        out.push_str(&format!(
            "c{i},{a}的问题第{i}次反映，{b}还是没人处理{},{small},{large},{split}\n",
            "。".repeat(i % 4)
        ));
    }
    out
}

#[test]
fn trains_says_what_it_tried_and_shows_its_card() {
    let world = World::new().file("c.csv", labelled(60));
    let ran = world
        .run("train c.csv --label 类型 --where split=train -o m.tousu --json -v")
        .ok()
        .says("tried svm")
        .says("trained on 154 rows of 3 types; macro-F1 on held-out rows");
    let card = ran.json();
    assert_eq!(card["types"].as_array().unwrap().len(), 3);
    assert_eq!(card["text"][0], "投诉内容");
    assert!(card["held_out"]["macro_f1"].as_f64().unwrap() > 0.9);
    let shown = world.run("inspect m.tousu").ok().stdout();
    assert!(shown.contains("物流") && shown.contains("退款"), "{shown}");
    let quieter = world
        .run("train c.csv --label 类型 --model bayes -o m.tousu")
        .ok()
        .says("m.tousu existed; it was replaced");
    assert!(!quieter.stderr().contains("tried"), "details need -v");
    let strongest = world.run("inspect m.tousu --json").ok().json();
    let first = strongest["types"][0]["strongest"].as_array().unwrap();
    assert!(!first.is_empty());
}

#[test]
fn a_sample_is_drawn_by_type_and_remembered() {
    let world = World::new().file("c.csv", labelled(60));
    let train = "train c.csv --label 类型 -o m.tousu --json --sample";
    let drawn = world.run(&format!("{train} 90")).ok();
    let card = drawn.says("training on a sample of 90 of 180 rows").json();
    assert_eq!(card["rows"], 90);
    assert_eq!(card["sample"]["rows"], 180);
    for t in card["types"].as_array().unwrap() {
        assert_eq!(t["rows"], 30, "{t}");
    }
    let shown = world.run("inspect m.tousu").ok().stdout();
    assert!(shown.contains("sample      of 180 rows"), "{shown}");
    let whole = world.run(&format!("{train} 500")).ok().json();
    assert_eq!(
        (&whole["rows"], &whole["sample"]),
        (&180.into(), &serde_json::Value::Null)
    );
    let whole = world.run(&format!("{train} auto")).ok();
    assert_eq!(whole.says("all rows are trained on").json()["rows"], 180);
    world
        .run(&format!("{train} 0"))
        .exits(2)
        .says("a number of rows above 0, or auto");
    world
        .run(&format!("{train} auto --unlabelled c.csv"))
        .exits(2);
    world
        .run(&format!("{train} auto --label 大类"))
        .exits(2)
        .says("a sample is drawn for one column of one type each");
}

#[test]
fn the_same_bytes_on_any_number_of_threads() {
    let world = World::new().file("c.csv", labelled(40));
    for n in [1, 2, 8] {
        world
            .run(&format!(
                "train c.csv --label 类型 -o m{n}.tousu --threads {n} -q"
            ))
            .ok();
    }
    assert_eq!(world.bytes("m1.tousu"), world.bytes("m2.tousu"));
    assert_eq!(world.bytes("m1.tousu"), world.bytes("m8.tousu"));
}

#[test]
fn every_kind_of_model_and_paths_and_rare_types() {
    let rare = "x1,别的事情,罕见,其它,train\n";
    let world = World::new().file("c.csv", labelled(30) + rare);
    for kind in ["svm --c 0.3", "logistic", "bayes"] {
        world
            .run(&format!(
                "train c.csv --label 类型 --model {kind} -o m.tousu"
            ))
            .ok()
            .says("1 type has fewer than 5 rows: 罕见 (1)");
    }
    let card = world
        .run("train c.csv --label 大类,类型 --rare drop -o p.tousu --json")
        .ok()
        .json();
    let names: Vec<&str> = card["types"]
        .as_array()
        .unwrap()
        .iter()
        .map(|t| t["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["售后>退款", "商品>质量", "履约>物流"]);
}

#[test]
fn a_corrected_column_overrides_the_prediction() {
    let rows = "text,predicted,corrected\n退款没到账,质量,退款\n退款一直没到,质量,退款\n屏幕碎了,质量,\n屏幕坏了,质量,\n";
    let world = World::new().file("c.csv", rows);
    let card = world
        .run("train c.csv --label predicted --text text -o m.tousu --json")
        .ok()
        .says("2 rows take their label from the column `corrected`")
        .json();
    assert_eq!(card["types"][0]["name"], "质量");
    assert_eq!(card["types"][1]["rows"], 2);
}

#[test]
fn a_user_dictionary_travels_with_the_model() {
    let world = World::new()
        .file("c.csv", labelled(20))
        .file("d.txt", "还是没人处理 100\n")
        .file("bad.txt", "两 个 词 多 了\n");
    let card = world
        .run("train c.csv --label 类型 --dict d.txt -o m.tousu --json")
        .ok()
        .json();
    assert_eq!(card["dictionary_hash"].as_str().unwrap().len(), 16);
    let e = world
        .run("explain 退款还是没人处理 --model m.tousu --json --limit 9")
        .ok()
        .json();
    let words = e["contributions"].as_array().unwrap();
    assert!(
        words
            .iter()
            .any(|c| c["kind"] == "word" && c["term"] == "还是没人处理"),
        "{e}"
    );
    world
        .run("train c.csv --label 类型 --dict bad.txt -o b.tousu")
        .exits(1);
    assert!(!world.exists("b.tousu"));
}

#[test]
fn faults_are_one_line_and_leave_nothing() {
    let world = World::new()
        .file("c.csv", labelled(5))
        .file("empty.csv", "投诉内容,类型\n")
        .file("bad.tousu", "no model");
    world
        .run("train empty.csv --label 类型 -o m.tousu")
        .exits(1)
        .says("empty.csv: there are no rows");
    world
        .run("train c.csv --label 类型 --rare drop --min-rows 6 -o m.tousu")
        .exits(1)
        .says("no type has 6 rows or more");
    world
        .run("train c.csv --label 型类 -o m.tousu")
        .exits(1)
        .says("型类");
    world
        .run("train none.csv --label 类型 -o m.tousu")
        .exits(1)
        .says("none.csv");
    world
        .run("train c.csv --label 类型 --where split=none -o m.tousu")
        .exits(1)
        .says("--where");
    world
        .run("train c.csv --label 类型 --model svm --c -1 -o m.tousu")
        .exits(2)
        .says("c is -1");
    world.run("inspect bad.tousu").exits(1).says("tousu train");
    assert_eq!(world.names(), ["bad.tousu", "c.csv", "empty.csv"]);
}

/// The last type by name is then missing from a fold, and all that is kept of that fold is narrower.
#[test]
fn the_last_type_may_have_a_single_row() {
    let mut text = "text,label\n".to_owned();
    for i in 0..40 {
        text += &format!("快递迟到第{i}天,a\n退款没有到账第{i}次,b\n师傅安装歪了第{i}回,c\n");
    }
    let world = World::new().file("a.csv", text + "绝无仅有的一件事,z\n");
    for model in ["auto", "svm", "logistic", "bayes"] {
        world
            .run(&format!(
                "train a.csv --text text --label label --model {model} -o m.tousu"
            ))
            .ok()
            .says("trained on 121 rows of 4 types");
    }
}

#[test]
fn the_scores_of_a_model_of_few_terms_are_its_own() {
    let world = World::new().file("c.csv", labelled(200));
    for kind in ["--model svm", "--model auto", "--unlabelled c.csv"] {
        let card = world
            .run(&format!(
                "train c.csv --label 类型 --where split=train {kind} --keep-terms 3 -o m.tousu --json"
            ))
            .ok()
            .json();
        assert_eq!(card["settings"]["kept"], 3, "{kind}");
        let fresh = world
            .run("evaluate c.csv --label 类型 --where split=test --model m.tousu --json")
            .ok()
            .json();
        let accuracy = |scores: &serde_json::Value| scores["accuracy"].as_f64().unwrap();
        let (held, fresh) = (accuracy(&card["held_out"]), accuracy(&fresh));
        assert!(fresh < 0.9, "three terms tell too much: {fresh}");
        assert!((held - fresh).abs() < 0.12, "{kind}: {held} beside {fresh}");
    }
    world
        .run("train c.csv --label 类型 --keep-terms 0 -o m.tousu")
        .exits(2)
        .says("--keep-terms");
}

#[test]
fn texts_that_are_all_alike_or_tell_nothing_are_named() {
    let rows = |text: fn(usize) -> String| -> String {
        let types = ["物流", "退款"];
        let rows = (0..140).map(|i| format!("{i},{},{}\n", text(i), types[i % 2]));
        "id,内容,类型\n".to_owned() + &rows.collect::<String>()
    };
    let world = World::new()
        .file("same.csv", rows(|_| "空调一直漏水没有人来修".to_owned()))
        .file("chance.csv", rows(|i| format!("第{}单有问题", i / 2)));
    let train = "--text 内容 --label 类型 -o m.tousu";
    // nothing can be held out while settings are tried
    world.run(&format!("train same.csv {train}")).ok();
    world
        .run(&format!("train chance.csv {train}"))
        .exits(1)
        .says("do not tell the types apart");
    let ran = world.run("label status chance.csv --text 内容 --label 类型");
    ran.exits(1)
        .prints("   140  in all")
        .says("do not tell the types apart");
    world
        .run("evaluate same.csv --text 内容 --label 类型 --folds 2 --kind svm")
        .exits(1)
        .says("without them no row is left to train on");
    let few = "id,内容,类型\n1,快递没到,物流\n2,包裹丢了,物流\n3,退款没到,退款\n4,钱没有退,退款\n";
    world
        .file("few.csv", few)
        .run("evaluate few.csv --text 内容 --label 类型 --folds 5")
        .exits(1)
        .says("4 rows are too few");
}
