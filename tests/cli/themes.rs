//! Themes within the types of a report.

use crate::world::World;
use serde_json::Value;
use std::fmt::Write;

/// What people complain of, and how they say it.
const MATTERS: [[&str; 4]; 4] = [
    [
        "工地夜间施工噪声大",
        "施工噪声整夜不停",
        "凌晨工地还在施工，噪声扰民",
        "夜间施工的噪声没人管",
    ],
    [
        "电梯又困人了",
        "小区电梯停运三天",
        "电梯困人，物业不修电梯",
        "物业说电梯停运要等维保",
    ],
    [
        "路面井盖破损",
        "井盖破损，有人摔倒",
        "路面的井盖丢失",
        "井盖丢失没人补，行人摔倒",
    ],
    [
        "路灯不亮，晚上漆黑",
        "一排路灯坏了不亮",
        "路灯线路断了，漆黑一片",
        "晚上路灯不亮",
    ],
];
const PLACES: [&str; 6] = ["解放路", "人民路", "中山路", "建设街", "新华街", "和平里"];
const ENDINGS: [&str; 5] = ["很烦", "请处理", "多次反映了", "什么时候解决", "一直没人来"];

/// `rows` complaints of one type, each of one matter, in two months.
fn complaints(rows: usize) -> String {
    let mut csv = "编号,内容,类型,时间\n".to_owned();
    for i in 0..rows {
        let texts = MATTERS[i % 4];
        let text = texts[i / 4 % 4];
        let (place, ending) = (PLACES[i / 16 % 6], ENDINGS[i / 7 % 5]);
        let (month, day) = (i % 2 + 1, i / 2 % 28 + 1);
        let day = if i < 2 { [31, 29][i] } else { day };
        let number = i / 96;
        writeln!(
            csv,
            "{i},{place}{number}号楼旁{text}，{ending},城市管理,2024-{month:02}-{day:02}"
        )
        .unwrap();
    }
    csv
}

fn names(of: &Value) -> Vec<String> {
    let themes = of["themes"].as_array().unwrap().iter();
    let words = |t: &Value| {
        let words = t["words"].as_array().unwrap().iter();
        let words: Vec<&str> = words.map(|w| w["word"].as_str().unwrap()).collect();
        words.join(" ")
    };
    themes.map(words).collect()
}

#[test]
fn a_large_type_is_divided_and_every_form_says_so() {
    let world = World::new().file("a.csv", complaints(600));
    let line = "report a.csv --type 类型 --period month -o r.json -o r.md -o tables/ --title t";
    world.run(line).ok();
    let r: Value = serde_json::from_str(&world.read("r.json")).unwrap();
    let of = &r["themes"][0];
    assert_eq!(of["type"], "城市管理");
    let found = names(of);
    for texts in MATTERS {
        let of_matter = |name: &String| {
            let mut words = name.split(' ');
            words.all(|word| texts.iter().any(|text| text.contains(word)))
        };
        assert!(found.iter().any(of_matter), "{texts:?}: {found:?}");
    }
    let count = |v: &Value| v["count"].as_u64().unwrap();
    let themes = of["themes"].as_array().unwrap();
    let sum: u64 = themes.iter().map(count).sum();
    assert_eq!(sum + count(&of["other"]), of["distinct"].as_u64().unwrap());
    assert_eq!(themes[0]["examples"].as_array().unwrap().len(), 3);
    assert_eq!(themes[0]["change"]["against"], "2024-01");
    assert!(world.read("r.md").contains("类型内的细分问题"));
    let csv = world.read("tables/themes.csv");
    assert_eq!(csv.lines().count(), themes.len() + 2, "{csv}");
    assert!(csv.lines().last().unwrap().contains("其他"));
}

#[test]
fn small_types_are_left_whole() {
    let world = World::new().file("a.csv", complaints(90));
    let r = world.run("report a.csv --type 类型 --json").ok().json();
    assert_eq!(r["themes"].as_array().unwrap().len(), 0);
}
