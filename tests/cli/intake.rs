//! An export understood as a whole: which columns are read, which labels are labels, which days are covered. Fresh data throughout.

use crate::world::World;
use std::fmt::Write;

/// What a complaint of each type says; titles name what texts only hint at.
const KINDS: [(&str, [&str; 3], &str); 4] = [
    ("物流", ["包裹", "快递", "派送"], "一直没有送到，等了很多天"),
    ("退款", ["退款", "退货", "返款"], "钱没有到账，请尽快处理"),
    ("质量", ["屏幕", "电池", "做工"], "用了两天就坏了，要求更换"),
    ("服务", ["客服", "店员", "坐席"], "态度恶劣，挂断电话不理人"),
];

/// A table of `rows` complaints with these headers: title, text, type. Title and text together tell the type.
fn table(headers: [&str; 3], rows: usize, from: usize) -> String {
    let mut out = format!("单号,{},{},{}\n", headers[0], headers[1], headers[2]);
    for i in from..from + rows {
        let (kind, words, says) = KINDS[i % 4];
        let word = words[i / 4 % 3];
        writeln!(
            out,
            "Q{i:05},关于{word}的第{i}号问题,第{i}次{says}{},{kind}",
            "了".repeat(i % 5)
        )
        .unwrap();
    }
    out
}

#[test]
fn a_model_is_asked_about_the_columns_it_was_trained_on() {
    let headers = ["来电主题", "来电内容", "归类"];
    let world = World::new()
        .file("a.csv", table(headers, 120, 0))
        .file("b.csv", table(headers, 40, 500))
        .file("renamed.csv", table(["标题", "诉求内容", "归类"], 40, 500))
        .file(
            "bare.csv",
            table(["渠道", "来电内容", "归类"], 40, 500)
                .replace("关于", "")
                .replace("号问题", ""),
        );
    let trained = world.run("train a.csv --label 归类 -o m.tousu --json").ok();
    let trained = trained.says("--text 来电主题,来电内容").json();
    assert_eq!(trained["text"], serde_json::json!(["来电主题", "来电内容"]));
    assert_eq!(trained["text_guessed"], true);
    for command in [
        "classify b.csv --model m.tousu -o o.csv",
        "evaluate b.csv --label 归类 --model m.tousu",
        "report b.csv --model m.tousu -o r.md",
        "index b.csv --model m.tousu --index idx",
    ] {
        world.run(command).ok().says("--text 来电主题,来电内容");
    }
    // other names for the same: the same rule finds them
    world
        .run("classify renamed.csv --model m.tousu -o n.csv")
        .ok()
        .says("--text 标题,诉求内容");
    let types = |file: &str| -> Vec<String> {
        let rows = world.read(file);
        rows.lines()
            .skip(1)
            .map(|l| l.split(',').nth(4).unwrap().to_owned())
            .collect()
    };
    assert_eq!(types("o.csv"), types("n.csv"));
    // otherwise the user is warned
    world
        .run("classify bare.csv --model m.tousu -o x.csv --text 来电内容")
        .ok()
        .says("may be wrong more often");
    // what stands only in a title is found
    let found = world
        .run("search '\"关于派送\"' --index idx --count")
        .ok()
        .stdout();
    assert_ne!(found.trim(), "0");
}

#[test]
fn columns_that_hold_no_labels_are_refused_before_any_work() {
    let world = World::new()
        .file("a.csv", table(["标题", "内容", "类型"], 80, 0))
        .file(
            "one.csv",
            table(["标题", "内容", "类型"], 60, 0)
                .replace(",退款\n", ",物流\n")
                .replace(",质量\n", ",物流\n")
                .replace(",服务\n", ",物流\n"),
        )
        .file("two.csv", table(["标题", "内容", "类型"], 2, 0));
    for (command, what) in [
        ("train a.csv --label 单号 -o m.tousu", "occur once"),
        (
            "train a.csv --label 内容 --text 标题 -o m.tousu",
            "occur once",
        ),
        (
            "evaluate a.csv --label 标题 --text 内容 --folds 3",
            "occur once",
        ),
        ("report a.csv --type 单号 -o r.md", "occur once"),
        ("train one.csv --label 类型 -o m.tousu", "one type"),
        ("train two.csv --label 类型 -o m.tousu", "more than one row"),
    ] {
        let ran = world.run(command).exits(1).says(what);
        let said = ran.stderr();
        assert!(!said.contains("Q0000") && !said.contains("送到"), "{said}");
        assert!(
            !world.exists("m.tousu") && !world.exists("r.md"),
            "{command}"
        );
    }
    let replies = table(["标题", "内容", "类型"], 80, 0)
        .replace(",物流\n", ",您好，您反映的问题已经转交承办单位。\n")
        .replace(",退款\n", ",感谢来电，问题正在核实之中，请您耐心等待。\n");
    let world = world.file("replies.csv", replies);
    let said = world
        .run("train replies.csv --label 类型 -o m.tousu")
        .exits(1)
        .says("sentences")
        .stderr();
    assert!(!said.contains("您好"), "{said}");
}

#[test]
fn several_types_in_a_cell_are_said() {
    for mark in [";", "；", "|", "、", "/"] {
        let both = format!(",物流{mark}质量\n");
        let rows = table(["标题", "内容", "类型"], 120, 0).replacen(",物流\n", &both, 9);
        let world = World::new().file("a.csv", rows);
        world
            .run("train a.csv --label 类型 -o m.tousu")
            .ok()
            .says("9 rows hold several types");
        world
            .run("report a.csv --type 类型 -o r.md")
            .ok()
            .says(&format!("--multi '{mark}'"));
    }
}

/// The table with every third label and channel written in another way.
fn misspelt(rows: usize) -> String {
    let variants = [
        ("物流", "物 流"),
        ("退款", "退款\u{200b}"),
        ("质量", " 质量"),
        ("服务", "服务\u{3000}"),
    ];
    let mut out = String::from("单号,内容,类型,渠道\n");
    for (i, line) in table(["标题", "内容", "类型"], rows, 0)
        .lines()
        .skip(1)
        .enumerate()
    {
        let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
        if i % 3 == 0
            && let Some((_, other)) = variants.iter().find(|v| v.0 == cells[3])
        {
            cells[3] = (*other).to_owned();
        }
        let channel = ["App", "APP", "Ａｐｐ", "App", "C", "C++"][i % 6];
        writeln!(out, "{},{},{},{channel}", cells[0], cells[2], cells[3]).unwrap();
    }
    out
}

#[test]
fn values_written_in_several_ways_are_one() {
    let world = World::new().file("a.csv", misspelt(120));
    let card = world
        .run("train a.csv --label 类型 --text 内容 -o m.tousu --json")
        .ok()
        .says("and count as it")
        .json();
    assert_eq!(card["types"].as_array().unwrap().len(), 4);
    let scores = world
        .run("evaluate a.csv --label 类型 --model m.tousu --json")
        .ok()
        .json();
    assert_eq!(scores["per_type"].as_array().unwrap().len(), 4);
    world
        .run("report a.csv --type 类型 --by 渠道 -o r.json -o r.md")
        .ok();
    let report: serde_json::Value = serde_json::from_str(&world.read("r.json")).unwrap();
    let names = |list: &serde_json::Value, key: &str| -> Vec<String> {
        let mut names: Vec<String> = list
            .as_array()
            .unwrap()
            .iter()
            .map(|v| v[key].as_str().unwrap().to_owned())
            .collect();
        names.sort();
        names
    };
    assert_eq!(
        names(&report["types"], "type"),
        ["服务", "物流", "质量", "退款"]
    );
    assert!(
        world.read("r.md").contains("合并为 1 个取值"),
        "{}",
        world.read("r.md")
    );
    let whole = world.read("r.md");
    assert!(whole.contains("C++") && !whole.contains("APP"), "{whole}");
}

#[test]
fn parts_put_spellings_together_as_the_whole_does() {
    let rows = misspelt(120);
    let mut lines = rows.lines();
    let header = lines.next().unwrap();
    let lines: Vec<&str> = lines.collect();
    let mut world = World::new().file("whole.csv", &rows);
    for (i, part) in lines.chunks(17).enumerate() {
        world = world.file(
            &format!("p{i}.csv"),
            format!("{header}\n{}\n", part.join("\n")),
        );
        world
            .run(&format!(
                "report p{i}.csv --type 类型 --by 渠道 --text 内容 --partial p{i}.json"
            ))
            .ok();
    }
    world
        .run("report whole.csv --type 类型 --by 渠道 --text 内容 --no-causes -o whole.json")
        .ok();
    let forward: Vec<String> = (0..lines.chunks(17).len())
        .map(|i| format!("p{i}.json"))
        .collect();
    let mut back = forward.clone();
    back.reverse();
    let counted = |file: &str| {
        let report: serde_json::Value = serde_json::from_str(&world.read(file)).unwrap();
        let pick = |t: &serde_json::Value, name: &str| (t[name].clone(), t["count"].clone());
        let types: Vec<_> = report["types"]
            .as_array()
            .unwrap()
            .iter()
            .map(|t| pick(t, "type"))
            .collect();
        let values: Vec<_> = report["by"][0][1]["values"]
            .as_array()
            .unwrap()
            .iter()
            .map(|t| pick(t, "value"))
            .collect();
        (types, values)
    };
    world
        .run(&format!("report {} --merge -o f.json", forward.join(" ")))
        .ok();
    world
        .run(&format!("report {} --merge -o b.json", back.join(" ")))
        .ok();
    assert_eq!(counted("f.json"), counted("b.json"));
    assert_eq!(counted("f.json"), counted("whole.json"));
}

/// Two a day from 2023-03-01 on, for half a year, and rows with `others` as times.
fn dated(others: &[&str]) -> String {
    let start = chrono::NaiveDate::from_ymd_opt(2023, 3, 1).unwrap();
    let mut out = String::from("单号,来电时间,内容,类型\n");
    let days = (0..360).map(|i| (start + chrono::Days::new(i / 2)).to_string());
    for (i, day) in days
        .chain(others.iter().map(|d| (*d).to_owned()))
        .enumerate()
    {
        let (kind, words, says) = KINDS[i % 4];
        writeln!(out, "Q{i:05},{day},{}第{i}次{says},{kind}", words[i % 3]).unwrap();
    }
    out
}

#[test]
fn days_that_lie_apart_make_no_trend() {
    let world = World::new()
        .file("a.csv", dated(&["1900-01-01", "2019-05-03", "2099-12-31"]))
        .file("b.csv", dated(&[]));
    world.run("report a.csv --type 类型 -o a.json -o a.md").ok();
    world.run("report b.csv --type 类型 -o b.json -o b.md").ok();
    let report =
        |file: &str| -> serde_json::Value { serde_json::from_str(&world.read(file)).unwrap() };
    let (a, b) = (report("a.json"), report("b.json"));
    assert_eq!(
        a["periods"].as_array().unwrap().len(),
        b["periods"].as_array().unwrap().len()
    );
    assert_eq!(
        (a["total"].as_u64(), b["total"].as_u64()),
        (Some(363), Some(360))
    );
    let text = world.read("a.md");
    assert!(
        text.contains("有 3 件的时间早于 2023-03-01（最早 1900-01-01），或晚于 2023-08-27"),
        "{text}"
    );
    assert!(text.contains("2023-03-01 至 2023-08-"), "{text}");
    assert!(!world.read("b.md").contains("--keep-ends"));
    world
        .run("report a.csv --type 类型 --period year --keep-ends -o k.md")
        .ok();
    assert!(world.read("k.md").contains("2099"));
}

#[test]
fn a_named_column_of_times_must_hold_times() {
    let world = World::new().file("a.csv", dated(&[]).replace("2023-04", "见附件"));
    let said = world
        .run("report a.csv --type 类型 --time 来电时间 -o r.md")
        .exits(1)
        .says("filled cells are not times")
        .stderr();
    assert!(
        said.contains("`见附件-01`") && !world.exists("r.md"),
        "{said}"
    );
    world
        .run("report a.csv --type 类型 --time 类型 -o r.md")
        .exits(1)
        .says("360 of 360");
}

#[test]
fn ids_that_repeat_lose_no_complaint() {
    let mut rows = table(["标题", "内容", "类型"], 60, 0);
    for i in 0..60 {
        rows = rows.replace(
            &format!("Q{i:05},"),
            &format!("20240105000000{}00,", i / 10),
        );
    }
    let world = World::new().file("a.csv", rows);
    world
        .run("index a.csv --index named --id 单号")
        .ok()
        .says("none is lost");
    world.run("index a.csv --index guessed").ok();
    for index in ["named", "guessed"] {
        let n = world
            .run(&format!("search --index {index} --count"))
            .ok()
            .stdout();
        assert_eq!(n.trim(), "60", "{index}");
    }
}

#[test]
fn headers_are_found_as_people_read_them() {
    let rows = table(["标题", "内容", "类型"], 40, 0);
    let (_, body) = rows.split_once('\n').unwrap();
    for header in [
        "\"单号\",\"标题\",\"投诉\n内容\",\"*投诉\n类型\"",
        "单 号,标题,投诉内容（必填）,投诉类型（必填）",
        "单号,标题,投 诉 内 容,【必填】投诉类型",
    ] {
        let world = World::new().file("a.csv", format!("{header}\n{body}"));
        world
            .run("report a.csv --type 投诉类型 --text 投诉内容 -o r.md")
            .ok();
        assert!(world.read("r.md").contains("40 件"));
    }
    let world = World::new().file(
        "a.csv",
        format!("Ref,Title,Complaint  Text *,Ｔｙｐｅ\n{body}"),
    );
    world
        .run("report a.csv --type type --text 'complaint text' -o r.md")
        .ok();
}

#[test]
fn tables_beside_the_complaints_may_spell_otherwise() {
    let mut rows = String::from("单号,来电时间,内容,类型,产品\n");
    for (i, line) in dated(&[]).lines().skip(1).enumerate() {
        writeln!(rows, "{line},{}", ["甲 套餐", "乙套餐"][i % 2]).unwrap();
    }
    let world = World::new()
        .file("a.csv", rows)
        .file("v.csv", "月份,产品,订单量\n2023年3月,甲套餐,1000\n2023年3月,乙套餐 ,1000\n2023年4月,甲套餐,1000\n")
        .file("t.csv", "类型,目标\n物流 ,20%\nＸ,5%\n");
    let report = world
        .run("report a.csv --type 类型 --by 产品 --time 来电时间 --volume v.csv --target t.csv --json")
        .ok()
        .json();
    assert_eq!(report["rates"]["covered"], 92, "{}", report["rates"]);
    let parcel = report["types"]
        .as_array()
        .unwrap()
        .iter()
        .find(|t| t["type"] == "物流")
        .unwrap();
    assert!(!parcel["target"].is_null(), "{parcel}");
}

/// Complaints of the `days` of 2024 from `first` on, `n` a day.
fn days(first: u32, days: u32, n: u32) -> String {
    let mut csv = "编号,内容,类型,时间\n".to_owned();
    for day in first..first + days {
        let date = chrono::NaiveDate::from_yo_opt(2024, day).unwrap();
        for i in 0..n {
            let id = day * 100 + i;
            writeln!(csv, "{id},第{id}件投诉没有人处理,物流,{date}").unwrap();
        }
    }
    csv
}

#[test]
fn a_file_with_which_the_totals_jump_is_named() {
    for (then, jumps) in [(6, true), (3, false)] {
        let world = World::new()
            .file("old.csv", days(1, 60, 3))
            .file("new.csv", days(61, 60, then));
        let ran = world.run("report old.csv new.csv --type 类型 --json").ok();
        let notes = ran.json()["notes"].to_string();
        assert_eq!(
            notes.contains("文件 new.csv 的数据自 2024-03-01 起"),
            jumps,
            "{notes}"
        );
    }
}
