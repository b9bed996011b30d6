//! `tousu watch`: a planted event is found and named, nothing else is; exit codes, wrong columns, short files.

use crate::world::World;
use std::fmt::Write as _;
use tousu::types::SplitMix;

const DAYS: u64 = 420;

/// 420 days until 2024-12-24, about ten complaints a day of three types in three regions; `more` of one type and region a day in the last six.
fn world(more: usize) -> World {
    let mut draw = SplitMix::new(5);
    let mut text = "编号,时间,类型,区域,内容\n".to_owned();
    let mut texts = SplitMix::new(6);
    let mut n = 0;
    let first = chrono::NaiveDate::from_ymd_opt(2023, 11, 1).unwrap();
    let mut row = |date: chrono::NaiveDate, kind: usize, region: usize| {
        n += 1;
        let (kind, region) = (
            ["噪声", "停车", "供水"][kind],
            ["东区", "西区", "南区"][region],
        );
        writeln!(
            text,
            "W{n:05},{date},{kind},{region},{}",
            sentence(&mut texts)
        )
        .unwrap();
    };
    for (at, date) in (0..DAYS).zip(first.iter_days()) {
        for _ in 0..20 {
            if draw.unit() < 0.5 {
                row(date, draw.below(3), draw.below(3));
            }
        }
        if at + 6 >= DAYS {
            (0..more).for_each(|_| row(date, 0, 1));
        }
    }
    World::new().file("all.csv", text)
}

/// A text that is not like the others.
fn sentence(draw: &mut SplitMix) -> String {
    let parts = [
        [
            "小区", "商场", "学校", "路口", "车站", "公园", "菜场", "医院", "厂区", "广场",
        ],
        [
            "门口", "后面", "对面", "楼下", "旁边", "里面", "附近", "西侧", "东侧", "地下",
        ],
        [
            "昨天", "上周", "凌晨", "中午", "傍晚", "周末", "每天", "经常", "今早", "深夜",
        ],
        [
            "居民", "商户", "老人", "学生", "业主", "司机", "租户", "店主", "游客", "家长",
        ],
        [
            "反映", "来电", "投诉", "诉说", "表示", "认为", "提出", "希望", "要求", "建议",
        ],
        [
            "吵闹", "拥堵", "漏水", "停电", "异味", "破损", "积水", "占道", "断网", "缺货",
        ],
        [
            "整改", "检查", "回复", "赔偿", "维修", "清理", "协调", "处罚", "说明", "退款",
        ],
    ];
    parts.iter().map(|of| of[draw.below(of.len())]).collect()
}

const FLAGS: &str = "--time 时间 --type 类型 --by 区域 --id 编号 --text 内容";

#[test]
fn a_planted_event_is_named_with_its_evidence() {
    let world = world(6);
    let ran = world
        .run(&format!(
            "watch all.csv {FLAGS} --exit-code --budget 1/month"
        ))
        .exits(4)
        .prints("噪声（区域：西区）")
        .prints("预警 1 项")
        .prints("天内少于");
    assert!(ran.stdout().contains("工单：W"), "{}", ran.stdout());
    world
        .run(&format!("watch all.csv {FLAGS} --lang en --budget 1/month"))
        .ok()
        .prints("噪声 (区域: 西区)")
        .prints("1 warning on 2024-12-24");
}

#[test]
fn a_new_word_warns_wherever_its_complaints_are() {
    let world = world(0);
    let mut text = world.read("all.csv");
    let mut draw = SplitMix::new(7);
    for at in 0..15 {
        let (kind, region) = (
            ["噪声", "停车", "供水"][at % 3],
            ["东区", "西区", "南区"][at / 5],
        );
        let day = 20 + at % 5;
        writeln!(
            text,
            "X{at},2024-12-{day},{kind},{region},{}搅拌站扬尘",
            sentence(&mut draw)
        )
        .unwrap();
    }
    let world = world.file("all.csv", text);
    let run = |flags: &str| {
        world.run(&format!(
            "watch all.csv {FLAGS} --json --budget 6/year {flags}"
        ))
    };
    let json = run("").ok().json();
    let words = json["warnings"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|w| w["word"].as_str());
    let words: Vec<&str> = words.collect();
    assert_eq!(words.len(), 1, "{json}");
    assert!("搅拌站扬尘".contains(words[0]), "{words:?}");
    let without = run("--no-words").ok().json();
    assert!(without["limit_of_words"].is_null());
    assert!(
        without["warnings"]
            .as_array()
            .unwrap()
            .iter()
            .all(|w| w["word"].is_null())
    );
}

#[test]
fn nothing_planted_is_no_warning() {
    world(0)
        .run(&format!(
            "watch all.csv {FLAGS} --exit-code --budget 1/year"
        ))
        .ok()
        .prints("无预警");
}

#[test]
fn json_holds_what_the_sentence_says() {
    let world = world(6);
    let json = world
        .run(&format!(
            "watch all.csv {FLAGS} --json --budget 1/month -o out.json"
        ))
        .ok()
        .json();
    let file: serde_json::Value = serde_json::from_str(&world.read("out.json")).unwrap();
    assert_eq!(json, file);
    let read: tousu::watch::Watch = serde_json::from_value(json.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), json);
    let found = &json["warnings"][0];
    assert_eq!(found["type"], "噪声");
    assert_eq!(found["values"][0][1], "西区");
    assert_eq!(found["end"], "2024-12-24");
    assert!(found["count"].as_f64() > found["interval"][1].as_f64());
    assert!(found["ends_below"].as_u64() <= found["count"].as_u64());
    assert_eq!(found["ids"].as_array().unwrap().len(), 5);
    let year = &found["last_year"];
    assert_eq!(
        year["count"].as_u64().unwrap() as usize,
        year["dates"].as_array().unwrap().len()
    );
    // text, where the file does not end in .json
    world
        .run(&format!(
            "watch all.csv {FLAGS} --budget 1/month -o out.txt"
        ))
        .ok();
    assert!(world.read("out.txt").contains("西区"));
}

#[test]
fn what_is_known_does_not_warn_until_its_last_day() {
    let known = |until: &str| {
        format!(
            "[[known]]\ntype = \"噪声\"\nvalues = {{ \"区域\" = \"西区\" }}\nuntil = {until}\nnote = \"夜间施工\"\n"
        )
    };
    let world = world(6)
        .file("known.toml", known("2024-12-31"))
        .file("over.toml", known("2024-11-30"));
    let run = |file: &str| {
        world.run(&format!(
            "watch all.csv {FLAGS} --exit-code --budget 1/month --known {file}"
        ))
    };
    run("known.toml")
        .ok()
        .prints("【已知：夜间施工】")
        .prints("无预警");
    run("over.toml").exits(4);
}

#[test]
fn a_day_of_the_past_is_judged_as_it_was() {
    let world = world(6);
    let on = |day: &str| {
        world.run(&format!(
            "watch all.csv {FLAGS} --exit-code --budget 1/year --as-of {day}"
        ))
    };
    on("2024-12-17").ok().prints("截至 2024-12-17，无预警");
    on("2025-01-31").exits(4).prints("数据只到 2024-12-24");
    on("2020-01-01").exits(1).says("before the first complaint");
    on("soon").exits(2).says("not a date");
}

#[test]
fn what_cannot_be_watched_is_told() {
    let world = world(0)
        .file(
            "one.csv",
            "编号,时间,类型,内容\n1,2024-05-01,噪声,夜里太吵\n",
        )
        .file(
            "timeless.csv",
            "编号,类型,内容\n1,噪声,夜里太吵\n2,停车,车位被占\n",
        );
    world
        .run("watch all.csv --time 日期 --type 类型")
        .exits(1)
        .says("日期");
    world
        .run("watch one.csv --time 时间 --type 类型 --exit-code")
        .ok()
        .prints("预警：历史只有 1 天，不足");
    world
        .run("watch timeless.csv --type 类型")
        .exits(1)
        .says("--time");
    world
        .run(&format!("watch all.csv {FLAGS} --budget some"))
        .exits(2)
        .says("2/month");
}

#[test]
fn a_report_warns_up_to_the_end_of_what_it_is_about() {
    let world = world(6);
    let report = |more: &str| {
        let line = format!("report all.csv {FLAGS} --watch 1/month --no-causes {more}");
        world.run(&format!("{line} --json -q")).ok().json()
    };
    let whole = report("");
    let warnings = whole["watch"]["warnings"].as_array().unwrap();
    assert_eq!(warnings.len(), 1, "{}", whole["watch"]);
    assert_eq!(warnings[0]["type"], "噪声");
    let told = whole["summary"].to_string();
    assert!(told.contains("预警 1 项：噪声（区域：西区）"), "{told}");
    // before anything was planted
    let november = report("--month 2024-11");
    assert_eq!(november["watch"]["last"], "2024-11-30");
    let sentences = november["watch"].to_string();
    assert!(!sentences.contains("噪声（区域：西区）"), "{sentences}");
    let world = world.file(
        "known.csv",
        "类型,区域,截止日期,说明\n噪声,西区,2025-12-31,地铁施工\n",
    );
    world
        .run(&format!(
            "report all.csv {FLAGS} --watch 1/month --no-causes --known known.csv -o r.md -o tables/ -q"
        ))
        .ok();
    let page = world.read("r.md");
    assert!(page.contains("## 预警"), "{page}");
    assert!(page.contains("已知：地铁施工"), "{page}");
    assert!(world.read("tables/warnings.csv").contains("噪声"));
    world
        .run(&format!("report all.csv {FLAGS} --watch often --json"))
        .exits(2)
        .says("not a budget of false warnings");
}

#[test]
fn grouped_rows_warn_as_the_complaints_do() {
    use std::collections::BTreeMap;
    let world = world(6);
    let text = world.read("all.csv");
    let (mut groups, mut late) = (BTreeMap::new(), String::new());
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        if cells[1] >= "2024-11-26" {
            writeln!(
                late,
                "{},{},{},{},1",
                cells[0], cells[1], cells[2], cells[3]
            )
            .unwrap();
        } else {
            *groups.entry((cells[1], cells[2], cells[3])).or_insert(0) += 1;
        }
    }
    let mut grouped = "编号,时间,类型,区域,件数\n".to_owned();
    for ((day, kind, region), n) in groups {
        writeln!(grouped, ",{day},{kind},{region},{n}").unwrap();
    }
    let wrong = grouped.clone() + ",2024-12-24,噪声,西区,半\n";
    let world = world
        .file("grouped.csv", grouped + &late)
        .file("wrong.csv", wrong);
    let flags = "--time 时间 --type 类型 --by 区域 --id 编号 --budget 1/month --json";
    let all = world.run(&format!(
        "watch all.csv {flags} --text 内容 --no-words --service ''"
    ));
    let all = all.ok().json();
    assert_eq!(all["warnings"].as_array().unwrap().len(), 1);
    let grouped = world.run(&format!("watch grouped.csv {flags} --count 件数"));
    let grouped = grouped.ok().json();
    for key in [
        "count",
        "sentence",
        "ids",
        "interval",
        "ends_below",
        "last_year",
    ] {
        assert_eq!(
            grouped["warnings"][0][key], all["warnings"][0][key],
            "{key}"
        );
    }
    let of = |json: &serde_json::Value| json["limit"].as_f64().unwrap().ln();
    assert!((of(&grouped) - of(&all)).abs() < 1e-6);
    assert_eq!(grouped["series"], all["series"]);
    world
        .run(&format!("watch wrong.csv {flags} --count 件数"))
        .exits(1)
        .says("which is not a count");
    world
        .run(&format!("watch all.csv {flags} --count 内容"))
        .exits(1)
        .says("the column holds no numbers");
}

#[test]
fn a_share_of_overdue_complaints_warns() {
    let world = world(0);
    let text = world.read("all.csv");
    let mut draw = SplitMix::new(11);
    let mut lines = text.lines();
    let mut with = lines.next().unwrap().to_owned() + ",是否超期\n";
    for line in lines {
        let is_new = line.contains(",2024-12-2") && line.contains("噪声");
        let late = draw.unit() < if is_new { 0.7 } else { 0.1 };
        writeln!(with, "{line},{}", if late { "是" } else { "否" }).unwrap();
    }
    let world = world.file("late.csv", with);
    let run = |flags: &str| {
        world.run(&format!(
            "watch late.csv {FLAGS} --no-words --budget 1/month --json {flags}"
        ))
    };
    let json = run("").ok().json();
    let found = &json["warnings"][0];
    assert_eq!(found["figure"], "on_time", "{json}");
    assert_eq!(found["type"], "噪声");
    assert!(found["of"].as_u64() > found["count"].as_u64());
    let sentence = found["sentence"].as_str().unwrap();
    assert!(sentence.starts_with("噪声中超期的投诉："), "{sentence}");
    let without = run("--service ''").ok().json();
    assert_eq!(
        without["warnings"].as_array().unwrap().len(),
        0,
        "{without}"
    );
    run("--service on-time=区域").exits(1).says("does not hold");
}
