//! `tousu train` with few labels, or none: unlabelled rows and words of types.

use super::train::labelled;
use super::world::World;

const TYPES: &str =
    "类型,词\n物流,包裹、快递、送货\n退款,退款、到账、退钱\n质量,屏幕、开裂、掉漆\n";

/// The rows of [`labelled`] without their types.
fn export(n: usize) -> String {
    let rows = labelled(n);
    let cells = rows
        .lines()
        .map(|l| l.split(',').take(2).collect::<Vec<_>>().join(","));
    cells.map(|l| l + "\n").collect()
}

#[test]
fn words_alone_make_a_model_that_says_it_is_unmeasured() {
    let world = World::new()
        .file("e.csv", export(40))
        .file("types.csv", TYPES);
    let card = world
        .run("train e.csv --taxonomy types.csv -o m.tousu --json")
        .ok()
        .says("物流: 3 of 3 words found;")
        .says("rows best")
        .says("is unknown until a sample is audited")
        .says("--draw-audit 300")
        .json();
    assert_eq!(card["rows"], 0);
    assert_eq!(card["origin"]["unlabelled"], 120);
    assert_eq!(card["held_out"]["rows"], 0);
    assert_eq!(card["text"][0], "投诉内容");
    let words = &card["origin"]["words"][0];
    assert!(words["rows"].as_u64().unwrap() >= 20, "{words}");
    // words of the texts that the taxonomy lacks are shown
    let suggested: Vec<&str> = card["origin"]["words"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|w| w["suggested"].as_array().unwrap())
        .map(|w| w.as_str().unwrap())
        .collect();
    assert!(
        suggested
            .iter()
            .any(|w| ["物流", "派件", "退货", "钱款", "质量"].contains(w)),
        "{suggested:?}"
    );

    let scores = world.file("l.csv", labelled(40));
    let found = scores
        .run("evaluate l.csv --model m.tousu --label 类型 --json")
        .ok()
        .json();
    assert!(found["macro_f1"].as_f64().unwrap() > 0.95, "{found}");
    // it has counted no type, so that none is the largest
    assert_eq!(found["baselines"].as_array().unwrap().len(), 0);
    scores
        .run("classify e.csv --model m.tousu -o t.csv")
        .ok()
        .says("how often its types are right is not known");
    assert!(
        scores
            .read("t.csv")
            .lines()
            .next()
            .unwrap()
            .contains("predicted")
    );
    scores
        .run("explain 快递没送到 --model m.tousu")
        .ok()
        .prints("物流");
    scores
        .run("inspect m.tousu")
        .ok()
        .prints("held out    nothing")
        .prints("taxonomy    types.csv");
    scores
        .run("report e.csv --model m.tousu -o r.md --lang en")
        .ok();
    assert!(
        scores
            .read("r.md")
            .contains("trained without labelled rows")
    );
    scores
        .run("classify e.csv --model m.tousu --target-precision 0.9 -o t.csv")
        .exits(1)
        .says("no measured predictions");
}

#[test]
fn an_audit_gives_intervals_without_any_held_out_row() {
    let world = World::new()
        .file("e.csv", export(60))
        .file("types.csv", TYPES);
    world
        .run("train e.csv --taxonomy types.csv -o m.tousu -q")
        .ok();
    world
        .run("report e.csv --model m.tousu --draw-audit 60 -o a.csv")
        .ok();
    let drawn = world.read("a.csv");
    let mut lines = drawn.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let at = |name| header.iter().position(|h| *h == name).unwrap();
    let (predicted, audited) = (at("predicted"), at("audited_type"));
    let mut filled = header.join(",") + "\n";
    for line in lines {
        let mut cells: Vec<&str> = line.split(',').collect();
        cells[audited] = cells[predicted];
        filled += &(cells.join(",") + "\n");
    }
    let world = world.file("filled.csv", filled);
    let report = world
        .run("report e.csv --model m.tousu --audited filled.csv --format json -o -")
        .ok()
        .json();
    let types = report["types"].as_array().unwrap();
    for t in types {
        assert!(t["corrected"]["low"].as_f64().is_some(), "{t}");
    }
}

#[test]
fn what_is_wrong_with_a_taxonomy_is_said_by_name() {
    let world = World::new()
        .file("e.csv", export(20))
        .file("few.csv", export(2))
        .file("l.csv", labelled(20))
        .file("types.csv", TYPES)
        .file("no_words.csv", "类型\n物流\n退款\n")
        .file("bare.csv", "类型,词\n物流,包裹\n退款,\n")
        .file("one.csv", "类型,词\n物流,包裹\n")
        .file("same.csv", "类型,词\n物流,包裹\n快递,包裹\n")
        .file("absent.csv", "类型,词\n物流,包裹\n退款,到账\n装修,瓷砖\n")
        .file("bad.toml", "物流 = 3\n")
        .file(
            "good.toml",
            "\"物流\" = [\"包裹\", \"快递\"]\n\"退款\" = [\"到账\"]\n\"质量\" = [\"屏幕\"]\n",
        );
    let fails = |taxonomy: &str, message: &str| {
        let line = format!("train e.csv --taxonomy {taxonomy} -o m.tousu");
        world.run(&line).exits(1).says(message);
        assert!(!world.exists("m.tousu"), "{taxonomy}");
    };
    fails("no_words.csv", "there is no column of words");
    fails("bare.csv", "these types have no words: 退款");
    fails("one.csv", "`物流` is the only type");
    fails("same.csv", "have the same words and cannot be told apart");
    fails("absent.csv", "no text speaks for 装修");
    fails("bad.toml", "bad.toml");
    fails("missing.csv", "missing.csv");
    world
        .run("train few.csv --taxonomy types.csv -o m.tousu")
        .exits(1)
        .says("too few to learn from words");
    world
        .run("train e.csv -o m.tousu")
        .exits(2)
        .says("there is no label column")
        .says("--taxonomy");
    world
        .run("train l.csv --label 没有这列 --unlabelled e.csv -o m.tousu")
        .exits(1)
        .says("没有这列");
    world
        .run("train e.csv --taxonomy good.toml -o m.tousu")
        .ok();
}

/// Made-up words of a type.
fn word(kind: usize, i: usize) -> String {
    let mut state = (kind * 40 + i + 7) as u64;
    let mut draw = |n: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % n
    };
    let syllable = |draw: &mut dyn FnMut(usize) -> usize| {
        let (c, v) = (draw(20), draw(5));
        format!("{}{}", &"bcdfghjklmnpqrstvwxz"[c..=c], &"aeiou"[v..=v])
    };
    (0..4).map(|_| syllable(&mut draw)).collect()
}

/// Texts of four of the forty words of their type: `from..to` of each.
fn texts(from: usize, to: usize) -> Vec<(String, usize)> {
    let mut out = Vec::new();
    for i in from..to {
        for kind in 0..3 {
            let words: Vec<String> = (0..4)
                .map(|j| word(kind, (i * 13 + j * (i % 11 + 3) + i / 7) % 40))
                .collect();
            out.push((format!("{} case {i}", words.join(" ")), kind));
        }
    }
    out
}

fn table(rows: &[(String, usize)], with_type: bool) -> String {
    let header = if with_type { "text,type\n" } else { "text\n" };
    let row = |(text, kind): &(String, usize)| match with_type {
        true => format!("{text},{}\n", ["delivery", "refund", "quality"][*kind]),
        false => format!("{text}\n"),
    };
    header.to_owned() + &rows.iter().map(row).collect::<String>()
}

fn few_labels() -> World {
    World::new()
        .file("l.csv", table(&texts(0, 7), true))
        .file("u.csv", table(&texts(7, 157), false))
        .file("test.csv", table(&texts(157, 217), true))
}

#[test]
fn a_kind_of_model_or_a_cost_is_refused_beside_unlabelled_rows() {
    let world = World::new()
        .file("l.csv", "内容,类型\n快递没到,物流\n退款没到账,退款\n")
        .file("e.csv", "内容\n快递慢\n")
        .file("types.csv", "类型,词\n物流,快递\n退款,退款\n");
    for given in ["--model svm", "--c 2"] {
        world
            .run(&format!(
                "train l.csv --label 类型 --unlabelled e.csv {given} -o m.tousu"
            ))
            .exits(2)
            .says("a kind of model or a cost was asked for")
            .says("Leave out --model and --c");
        world
            .run(&format!(
                "train e.csv --taxonomy types.csv {given} -o m.tousu"
            ))
            .exits(2);
    }
}

#[test]
fn unlabelled_rows_help_where_labels_are_few() {
    let world = few_labels();
    let f1 = |model: &str| {
        let line = format!("evaluate test.csv --model {model} --label type --text text --json");
        let scores = world.run(&line).ok().json();
        scores["macro_f1"].as_f64().unwrap()
    };
    world
        .run("train l.csv --label type --text text -o a.tousu")
        .ok();
    let card = world
        .run("train l.csv --label type --text text --unlabelled u.csv -o b.tousu --json")
        .ok()
        .says("unlabelled rows used: macro-F1 on held-out labelled rows")
        .json();
    assert_eq!(card["origin"]["helped"], true);
    assert_eq!(card["rows"], 21);
    let (alone, with) = (f1("a.tousu"), f1("b.tousu"));
    assert!(with > alone + 0.1, "{alone} {with}");
    let shown = world.run("inspect b.tousu").ok();
    shown
        .prints("unlabelled  450 of 450 rows")
        .prints("gain        macro-F1");
}

#[test]
fn the_number_of_threads_changes_nothing_with_unlabelled_rows() {
    let world = few_labels().file(
        "types.csv",
        format!(
            "type,words\ndelivery,{}\nrefund,{}\nquality,{}\n",
            word(0, 0),
            word(1, 0),
            word(2, 0)
        ),
    );
    for n in [1, 3] {
        world
            .run(&format!("train l.csv --label type --text text --unlabelled u.csv --taxonomy types.csv -o m{n}.tousu --threads {n} -q"))
            .ok();
        world
            .run(&format!(
                "train u.csv --text text --taxonomy types.csv -o w{n}.tousu --threads {n} -q"
            ))
            .ok();
    }
    assert_eq!(world.bytes("m1.tousu"), world.bytes("m3.tousu"));
    assert_eq!(world.bytes("w1.tousu"), world.bytes("w3.tousu"));
}

#[test]
fn the_built_in_taxonomies_cover_the_demonstration_corpus() {
    let corpus = include_str!("../../corpora/export.csv");
    let rows: Vec<&str> = corpus
        .lines()
        .filter(|l| !l.contains('"'))
        .take(301)
        .collect();
    let world = World::new().file("e.csv", rows.join("\n"));
    for (name, least) in [("after-sales", 0.75), ("servqual", 0.4)] {
        let card = world
            .run(&format!(
                "train e.csv --text 投诉内容 --taxonomy {name} -o m.tousu --json"
            ))
            .ok()
            .json();
        let words = card["origin"]["words"].as_array().unwrap();
        let covered: u64 = words.iter().map(|w| w["rows"].as_u64().unwrap()).sum();
        let share = covered as f64 / card["origin"]["used"].as_f64().unwrap();
        assert!(share > least, "{name}: {share}");
    }
}
