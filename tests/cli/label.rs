//! `tousu label`.

use super::train::labelled;
use super::world::World;
use std::collections::BTreeMap;

/// Complaints without labels, `n` of each of three types, texts all different.
fn export(n: usize) -> String {
    let mut out = String::from("工单号,投诉内容,区域\n");
    let words = [
        ["包裹", "快递", "物流", "送货", "派件"],
        ["退款", "退货", "到账", "退钱", "钱款"],
        ["屏幕", "质量", "开裂", "掉漆", "坏了"],
    ];
    let places = ["门口", "楼下", "店里", "网上", "家中", "公司", "车站"];
    let moods = [
        "很生气",
        "等了很久",
        "没有回音",
        "无人负责",
        "希望处理",
        "再三催促",
    ];
    for i in 0..n * 3 {
        let (kind, at) = (i % 3, i / 3);
        let [a, b] = [at % 5, at / 5 % 5].map(|w| words[kind][w]);
        let (place, mood) = (places[at % 7], moods[at % 6]);
        out.push_str(&format!(
            "w{i},{place}的{a}有问题，{b}也是，{mood}，电话138{:08}，东区\n",
            i * 7_919
        ));
    }
    out.replace("，东区\n", ",东区\n")
}

/// The rows of a workbook's first sheet.
fn sheet(world: &World, name: &str) -> Vec<Vec<String>> {
    let csv = format!("{name}.out.csv");
    // a model gives every row a type; what it adds is cut off again
    world
        .run(&format!(
            "classify {name} --model demo --text text --id id -o {csv} -q"
        ))
        .ok();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_path(world.path(&csv))
        .unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

/// What a person says who knows: by the words of the text.
fn truth(text: &str) -> &'static str {
    let holds = |words: &[&str]| words.iter().any(|w| text.contains(w));
    if holds(&["包裹", "快递", "物流", "送货", "派件"]) {
        "物流"
    } else if holds(&["退款", "退货", "到账", "退钱", "钱款"]) {
        "退款"
    } else {
        "质量"
    }
}

/// A CSV with the answers of `answer` for the drawn rows.
fn filled(rows: &[Vec<String>], answer: impl Fn(usize, &str) -> String) -> String {
    let mut out = String::from("id,text,label,note\n");
    for (i, row) in rows.iter().skip(1).enumerate() {
        out.push_str(&format!(
            "{},\"{}\",{},\n",
            row[0],
            row[1],
            answer(i, &row[1])
        ));
    }
    out
}

fn world() -> World {
    let world = World::new()
        .file("c.csv", labelled(20))
        .file("e.csv", export(60));
    world.run("train c.csv --label 类型 -o m.tousu -q").ok();
    world
}

#[test]
fn drawn_filled_in_added_and_trained_on() {
    let world = world();
    let drawn = world
        .run("label draw e.csv --model m.tousu -n 12 -o next.xlsx --json")
        .ok()
        .says("180 rows in = 180 out")
        .says("tousu label add next.xlsx --to labels.csv")
        .json();
    assert_eq!(
        (&drawn["drawn"], &drawn["rows_in"]),
        (&12.into(), &180.into())
    );
    let rows = sheet(&world, "next.xlsx");
    assert_eq!(rows[0][..4], ["id", "text", "label", "note"]);
    assert_eq!(rows.len(), 13);
    let texts: Vec<&str> = rows[1..].iter().map(|r| r[1].as_str()).collect();
    assert!(texts.iter().all(|t| t.contains("[手机号]")), "{texts:?}");
    world
        .run("label add next.xlsx --to none.csv")
        .ok()
        .says("12 rows in = 0 added + 12 without an answer");
    assert!(!world.exists("none.csv"));
    let world = world.file("done.csv", filled(&rows, |_, text| truth(text).to_owned()));
    world
        .run("label add done.csv --to labels.csv --model m.tousu")
        .ok()
        .says("12 rows in = 12 added")
        .says("labels.csv: 12 rows. Next: tousu train labels.csv --label label");
    let first = world.read("labels.csv");
    assert!(
        first.starts_with("\u{FEFF}id,text,label,note,source\n"),
        "{first}"
    );
    assert!(first.lines().skip(1).all(|l| l.ends_with(",done.csv")));
    // the same again changes nothing
    world
        .run("label add done.csv --to labels.csv")
        .ok()
        .says("12 rows in = 0 added + 12 repeated");
    assert_eq!(world.read("labels.csv"), first);
    // and what is labelled is not drawn again, by id or by text
    let again = world
        .run("label draw e.csv --labels labels.csv -n 12 -o more.csv --json")
        .ok()
        .json();
    assert!(again["labelled"].as_u64().unwrap() >= 12, "{again}");
    let ids = |csv: &str| -> Vec<String> {
        let lines = csv.lines().skip(1);
        lines
            .map(|l| l.split(',').next().unwrap().to_owned())
            .collect()
    };
    let before = ids(&first);
    let more = world.read("more.csv");
    assert!(ids(&more).iter().all(|id| !before.contains(id)), "{more}");
    world
        .run("train labels.csv --label label -o new.tousu")
        .ok()
        .says("trained on 12 rows");
}

#[test]
fn the_same_rows_on_any_number_of_threads_and_no_copy_twice() {
    let twice = export(60) + &export(60).lines().skip(1).collect::<Vec<_>>().join("\n");
    let world = world().file("twice.csv", twice);
    for n in [1, 2, 8] {
        let line =
            format!("label draw twice.csv --model m.tousu -n 20 -o t{n}.csv -q --threads {n}");
        world.run(&line).ok();
        let line =
            format!("label draw twice.csv --types 物流,退款 -n 20 -o s{n}.xlsx -q --threads {n}");
        world.run(&line).ok();
    }
    for n in [2, 8] {
        assert_eq!(world.read("t1.csv"), world.read(&format!("t{n}.csv")));
        assert_eq!(world.bytes("s1.xlsx"), world.bytes(&format!("s{n}.xlsx")));
    }
    let drawn = world.read("t1.csv");
    let mut texts: Vec<&str> = drawn
        .lines()
        .skip(1)
        .map(|l| l.split_once(',').unwrap().1)
        .collect();
    let n = texts.len();
    texts.sort_unstable();
    texts.dedup();
    assert_eq!((n, texts.len()), (20, 20));
    // without a model every type is found among 20 rows
    let mut types: BTreeMap<&str, usize> = BTreeMap::new();
    let rows = sheet(&world, "s1.xlsx");
    for row in &rows[1..] {
        *types.entry(truth(&row[1])).or_default() += 1;
    }
    assert_eq!(types.len(), 3, "{types:?}");
    world
        .run("label draw twice.csv --types 物流,退款 -n 20 --seed 9 -o seed.xlsx -q")
        .ok();
    assert_ne!(world.bytes("s1.xlsx"), world.bytes("seed.xlsx"));
}

#[test]
fn the_sheet_offers_the_types_and_shows_a_prediction_only_when_asked() {
    let world = world();
    world
        .run("label draw e.csv --model m.tousu --types 其他 -n 5 -o next.xlsx")
        .ok();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(world.bytes("next.xlsx"))).unwrap();
    let mut part = |name: &str| {
        let mut text = String::new();
        std::io::Read::read_to_string(&mut zip.by_name(name).unwrap(), &mut text).unwrap();
        text
    };
    let first = part("xl/worksheets/sheet1.xml");
    assert!(first.contains("sqref=\"C2:C6\""), "{first}");
    assert!(
        first.contains("<formula1>types!$A$1:$A$4</formula1>"),
        "{first}"
    );
    assert!(first.contains("state=\"frozen\""), "{first}");
    assert!(part("xl/workbook.xml").contains("name=\"types\" sheetId=\"2\" state=\"hidden\""));
    assert!(!first.contains("predicted"));
    world
        .run("label draw e.csv --model m.tousu -n 5 --show-prediction -o next.jsonl")
        .ok();
    let line = world.read("next.jsonl");
    let row: serde_json::Value = serde_json::from_str(line.lines().next().unwrap()).unwrap();
    assert!(
        row["predicted"].is_string() && row["confidence"].is_number(),
        "{row}"
    );
    world
        .run("label draw e.csv -n 5 -o next.csv")
        .exits(2)
        .says("--types A,B,C");
    world
        .run("report e.csv --model m.tousu --draw-audit 20 -o audit.xlsx -q")
        .ok();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(world.bytes("audit.xlsx"))).unwrap();
    let mut audit = String::new();
    let mut sheet = zip.by_name("xl/worksheets/sheet1.xml").unwrap();
    std::io::Read::read_to_string(&mut sheet, &mut audit).unwrap();
    assert!(audit.contains("types!$A$1:$A$3"), "{audit}");
}

#[test]
fn an_unknown_spelling_is_named_and_never_a_type_by_itself() {
    let world = World::new()
        .file(
            "a.csv",
            "id,text,label\n1,快递没到,物 流\n2,退款没到账,退钱款\n3,屏幕碎了,安装\n",
        )
        .file("b.csv", "id,text,label\n3,屏幕碎了,安装\n");
    let ran = world
        .run("label add a.csv --types 物流,退款 --to labels.csv")
        .exits(3)
        .says("3 rows in = 1 added + 2 refused")
        .says("--new-type");
    let out = ran.stdout();
    assert!(
        out.contains("a.csv, row 3 (id 2): `退钱款` is not a known type; the nearest is 退款"),
        "{out}"
    );
    assert!(
        out.contains("a.csv, row 4 (id 3): `安装` is not a known type\n"),
        "{out}"
    );
    assert!(world.read("labels.csv").contains("1,快递没到,物流,,a.csv"));
    world
        .run("label add b.csv --new-type 安装 --to labels.csv")
        .ok()
        .says("1 added");
    assert!(world.read("labels.csv").contains("3,屏幕碎了,安装"));
    world
        .run("label add b.csv --to labels.xlsx")
        .exits(2)
        .says("does not end in .csv");
    world
        .run("label add b.csv --to new.csv")
        .exits(2)
        .says("--types A,B,C");
    world
        .run("label add b.csv --label 类型 --to labels.csv")
        .exits(1)
        .says("b.csv, --label: there is no column `类型`");
}

#[test]
fn another_label_for_the_same_id_needs_replace() {
    let world = World::new()
        .file(
            "labels.csv",
            "id,text,label,mine\n1,快递没到13812345678,物流,a\n2,退款没到,退款,b\n",
        )
        .file(
            "a.csv",
            "id,text,label,note\n1,快递没到,退款,想了想\n3,打13912345678,物流,\n",
        );
    let out = world
        .run("label add a.csv --to labels.csv")
        .exits(3)
        .stdout();
    assert_eq!(out, "id 1: labelled 物流, the answer is 退款\n");
    let text = world.read("labels.csv");
    assert!(text.contains("1,快递没到13812345678,物流,a"), "{text}");
    assert!(text.contains("3,打[手机号],物流,\n"), "{text}");
    world
        .run("label add a.csv --to labels.csv --replace")
        .ok()
        .says("2 rows in = 0 added + 1 replaced + 1 repeated");
    assert!(
        world
            .read("labels.csv")
            .contains("1,快递没到13812345678,退款,a")
    );
}

/// Two annotators: both 物流 4, 物流/退款 1, 退款/物流 2, both 退款 3. Observed .7, expected .5 × .6 + .5 × .4 = .5, κ .4.
#[test]
fn two_annotators_their_agreement_and_what_they_differ_on() {
    let answers = [
        ("物流", "物流", 4),
        ("物流", "退款", 1),
        ("退款", "物流", 2),
        ("退款", "退款", 3),
    ];
    let [mut a, mut b] = ["id,text,label\n", "id,text,label\n"].map(str::to_owned);
    let mut id = 0;
    for (first, second, n) in answers {
        for _ in 0..n {
            id += 1;
            a.push_str(&format!("{id},投诉第{id}件,{first}\n"));
            b.push_str(&format!("{id},投诉第{id}件,{second}\n"));
        }
    }
    b.push_str("11,投诉第11件,退款\n");
    let world = World::new().file("a.csv", &a).file("b.csv", &b);
    let ran = world
        .run("label add a.csv b.csv --types 物流,退款 --to labels.csv")
        .exits(3)
        .says("21 rows in = 8 added + 7 repeated + 6 in conflict");
    let out = ran.stdout();
    assert!(
        out.starts_with("2 annotators agree on 7 of 10 rows; Cohen's κ 0.400\n"),
        "{out}"
    );
    assert!(out.contains("id 5: 物流 (a.csv), 退款 (b.csv)\n"), "{out}");
    assert!(!world.read("labels.csv").contains("\n5,"));
    let settled = world
        .run("label add a.csv b.csv --prefer b.csv --to labels.csv --json")
        .ok()
        .json();
    assert_eq!(settled["added"], 3);
    assert!(world.read("labels.csv").contains("5,投诉第5件,退款,,b.csv"));
    world
        .run("label add a.csv b.csv --prefer c.csv --to labels.csv")
        .exits(2)
        .says("--prefer names c.csv");
    // a third one, who always says 物流
    let c = a.replace("退款", "物流");
    let world = world.file("c.csv", c);
    let three = world
        .run("label add a.csv b.csv c.csv --types 物流,退款 --to three.csv --json")
        .exits(3)
        .json();
    // pairs that agree: 4 rows wholly, 6 by one pair of three: observed .6; 物流 21 of 30: expected .58; κ = .02 / .42
    let kappa = three["agreement"]["kappa"].as_f64().unwrap();
    assert_eq!(three["agreement"]["measure"], "fleiss");
    assert!((kappa - 0.02 / 0.42).abs() < 1e-9, "{kappa}");
}

#[test]
fn status_counts_measures_and_foretells() {
    let world = World::new()
        .file("c.csv", labelled(20))
        .file("few.csv", labelled(5))
        .file("e.csv", export(20));
    let ran = world
        .run("label status few.csv --label 类型")
        .ok()
        .says("15 labelled rows tell nothing")
        .says("tousu label draw EXPORT --labels few.csv");
    assert!(
        ran.stdout().starts_with("labels  type\n     5  "),
        "{}",
        ran.stdout()
    );
    let status = world
        .run("label status c.csv --label 类型 --kind bayes --json --threads 1")
        .ok()
        .json();
    assert_eq!(
        (&status["rows"], &status["types"][0]["rows"]),
        (&60.into(), &20.into())
    );
    let interval = &status["macro_f1_interval"];
    let [f1, low, high] =
        [&status["macro_f1"], &interval["low"], &interval["high"]].map(|v| v.as_f64().unwrap());
    assert!(low <= f1 && f1 <= high && f1 > 0.5, "{status}");
    let measured = status["curve"]["measured"].as_array().unwrap();
    let rows: Vec<u64> = measured
        .iter()
        .map(|p| p["rows"].as_u64().unwrap())
        .collect();
    assert_eq!(rows, [12, 24, 36, 48]);
    assert_eq!(status["curve"]["gains"].as_array().unwrap().len(), 2);
    let again = world
        .run("label status c.csv --label 类型 --kind bayes --json --threads 8")
        .ok()
        .json();
    assert_eq!(status, again);
    for (name, file) in [("a", "few.csv"), ("b", "c.csv")] {
        world
            .run(&format!(
                "train {file} --label 类型 --model bayes -o {name}.tousu -q"
            ))
            .ok();
    }
    let status = "label status few.csv --label 类型 --export e.csv";
    let out = world
        .run(&format!("{status} --before a.tousu --model b.tousu"))
        .ok()
        .stdout();
    assert!(
        out.contains("predictions for 60 rows") && out.contains("one batch does not tell"),
        "{out}"
    );
    let out = world
        .run(&format!(
            "{status} --before b.tousu --before b.tousu --model b.tousu"
        ))
        .ok()
        .stdout();
    assert!(
        out.contains("100.0 % unchanged") && out.contains("you may stop labelling"),
        "{out}"
    );
    world.run(&format!("{status} --model b.tousu")).exits(2);
}

#[test]
fn a_text_that_is_added_with_another_label_is_told() {
    let world = World::new()
        .file(
            "labels.csv",
            "id,text,label\n007,快递三天没有送到,物流\n008,退款没有到账,退款\n",
        )
        .file(
            "sheet.csv",
            "id,text,label\n7,快递三天没有送到,退款\n8,退款没有到账,退款\n9,别的,其它\n",
        );
    let add = "label add sheet.csv --to labels.csv";
    let told = world
        .run(add)
        .exits(3)
        .says("1 added rows have exactly the text of a row with another label");
    let told = told.prints("id 7: added as 退款; the same text is id 007, labelled 物流");
    told.prints("sheet.csv, row 4 (id 9)");
    let again = World::new()
        .file("labels.csv", "id,text,label\n007,快递三天没有送到,物流\n")
        .file(
            "sheet.csv",
            "id,text,label\n7,快递三天没有送到,退款\n9,别的,其它\n",
        );
    let added = again
        .run(&format!("{add} --types 退款 --json"))
        .exits(3)
        .json();
    assert_eq!(added["contradicting"][0]["other_id"], "007");
    assert_eq!(added["refused"][0]["row"], 3);
}
