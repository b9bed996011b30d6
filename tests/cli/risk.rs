//! `report --outcome`: planted risks are named, words of the same types, a test on later complaints; what cannot be had is told.

use crate::world::World;
use std::fmt::Write as _;
use tousu::types::SplitMix;

const FLAGS: &str = "--time 时间 --type 类型 --by 区域,渠道 --id 编号 --text 内容";

/// 1,400 complaints of 350 days. 是否升级 is yes for a tenth, of 退款 two tenths; for six tenths of those that speak of a lawyer; and for half of 停车 in
/// 西区, whatever they say. A tenth is not known.
fn export() -> String {
    let mut draw = SplitMix::new(11);
    let mut csv = "编号,时间,类型,区域,渠道,内容,是否升级,处理结果\n".to_owned();
    let first = chrono::NaiveDate::from_ymd_opt(2023, 11, 1).unwrap();
    for n in 0..1400_u64 {
        let date = first + chrono::Days::new(n / 4);
        let (kind, region) = (
            draw.below(3),
            ["东区", "西区", "南区", "北区"][draw.below(4)],
        );
        let lawyer = draw.below(8) == 0;
        let p = match (kind, region) {
            _ if lawyer => 0.6,
            (1, "西区") => 0.5,
            (2, _) => 0.2,
            _ => 0.1,
        };
        let answer = match (draw.below(10), draw.unit() < p) {
            (0, _) => "",
            (_, true) => "是",
            (_, false) => "否",
        };
        let done = match answer {
            "是" => "已退款",
            "否" if draw.below(2) == 0 => "已解释",
            "否" => "已换货",
            _ => "处理中",
        };
        let said = sentence(kind, lawyer, &mut draw);
        let (kind, channel) = (
            ["噪声", "停车", "退款"][kind],
            ["电话", "网站"][draw.below(2)],
        );
        writeln!(
            csv,
            "W{n:04},{date},{kind},{region},{channel},{said},{answer},{done}"
        )
        .unwrap();
    }
    csv
}

/// A text that is not like the others.
fn sentence(kind: usize, lawyer: bool, draw: &mut SplitMix) -> String {
    let places = [
        "小区", "商场", "学校", "路口", "车站", "公园", "菜场", "医院", "厂区", "广场",
    ];
    let when = [
        "昨天", "上周", "凌晨", "中午", "傍晚", "周末", "每天", "经常", "今早", "深夜",
    ];
    let who = [
        "居民", "商户", "老人", "学生", "业主", "司机", "租户", "店主", "游客", "家长",
    ];
    let about = [
        ["施工吵闹", "音响扰民", "机器轰鸣", "半夜装修"],
        ["乱停车辆", "占用车位", "堵住通道", "车位太少"],
        ["不退押金", "退款没到", "拒绝退费", "扣了钱款"],
    ];
    let wish = [
        "整改", "检查", "回复", "赔偿", "维修", "清理", "协调", "处罚", "说明", "重视",
    ];
    let mut one = |of: &[&'static str]| of[draw.below(of.len())];
    let head = format!(
        "{}{}的{}反映{}",
        one(&when),
        one(&places),
        one(&who),
        one(&about[kind])
    );
    let tail = match lawyer {
        true => "再不处理就找律师起诉",
        false => "麻烦尽快处理",
    };
    format!("{head}{}希望{}{tail}", one(&about[kind]), one(&wish))
}

#[test]
fn planted_risks_are_named_with_words_and_a_test_on_later_complaints() {
    let world = World::new().file("a.csv", export());
    let line = format!("report a.csv {FLAGS} --outcome 是否升级");
    let json = world.run(&format!("{line} --json -q")).ok().json();
    let risk = &json["outcome_risk"];
    let number = |of: &serde_json::Value, key: &str| of[key].as_u64().unwrap();
    let all = &risk["all"];
    assert_eq!(number(all, "known") + number(risk, "unknown"), 1400);
    assert_eq!(
        all["rate"].as_f64().unwrap(),
        number(all, "yes") as f64 / number(all, "known") as f64
    );
    // a type at a value, and nothing that was not planted
    let cells = risk["cells"].as_array().unwrap();
    let names: Vec<String> = cells
        .iter()
        .map(|c| format!("{} {}", c["type"], c["values"]))
        .collect();
    assert_eq!(names, [r#""停车" [["区域","西区"]]"#], "{risk}");
    let cell = &cells[0];
    let (rate, texts) = (
        cell["rate"].as_f64().unwrap(),
        cell["text_risk"].as_f64().unwrap(),
    );
    assert!(rate > 0.4 && texts < rate - 0.15, "{cell}");
    // later complaints are judged by earlier ones
    let score = &risk["score"];
    assert_eq!(score["split"], "time");
    assert_eq!(score["tells"], true);
    let auc = score["auc"].as_f64().unwrap();
    assert!((0.55..0.9).contains(&auc), "{score}");
    let factor = score["observed_to_expected"].as_f64().unwrap();
    assert!((0.7..1.4).contains(&factor), "{score}");
    let words: Vec<&str> = risk["words_of_yes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|w| w["word"].as_str().unwrap())
        .collect();
    assert!(
        words
            .iter()
            .any(|w| w.contains("律师") || w.contains("起诉")),
        "{words:?}"
    );
    assert!(
        !words.iter().any(|w| w.contains("退") || w.contains("车")),
        "{words:?}"
    );
    let told = json["summary"].to_string();
    assert!(
        told.contains("“是否升级”为“是”的占") && told.contains("停车（区域：西区）"),
        "{told}"
    );
    world
        .run(&format!(
            "{line} -o r.md -o r.html -o r.xlsx -o r.docx -o tables/ -q"
        ))
        .ok();
    let page = world.read("r.md");
    assert!(page.contains("## “是否升级”风险"), "{page}");
    assert!(
        page.contains("不等于原因") && page.contains("偏高"),
        "{page}"
    );
    assert!(world.read("tables/outcome_risk.csv").contains("西区"));
    assert!(world.read("tables/outcome_risk_words.csv").contains("律师"));
    let english = world
        .run(&format!("{line} --lang en --format md -o -"))
        .ok()
        .stdout();
    assert!(
        english.contains("The texts tell: a model that learnt from"),
        "{english}"
    );
    // the same bytes on one thread
    let again = world
        .shell(&format!("RAYON_NUM_THREADS=1 tousu {line} --json -q"))
        .ok()
        .json();
    assert_eq!(again["outcome_risk"], json["outcome_risk"]);
}

#[test]
fn named_cells_decide_what_is_yes_and_what_is_not_known() {
    let world = World::new().file("a.csv", export());
    let ask = |more: &str| {
        let line = format!("report a.csv {FLAGS} --no-causes --outcome 处理结果 {more} --json -q");
        world.run(&line).ok().json()["outcome_risk"].clone()
    };
    let line = format!(
        "report a.csv {FLAGS} --outcome 处理结果 --outcome-yes 已退款 --outcome-no 已退款 --json"
    );
    let twice = "`已退款` is named by --outcome-yes and by --outcome-no";
    world.run(&line).exits(2).says(twice);
    let yes = ask("--outcome-yes 已退款");
    let both = ask("--outcome-yes 已退款 --outcome-no 已解释,已换货");
    assert_eq!(yes["unknown"], 0);
    assert_eq!(yes["all"]["yes"], both["all"]["yes"]);
    assert!(both["unknown"].as_u64().unwrap() > 100, "{both}");
    assert_eq!(both["no_score"], "not-wanted");
    let readings = both["answers"].to_string();
    assert!(
        readings.contains(r#""answer":"处理中","reading":null"#) || readings.contains("处理中"),
        "{readings}"
    );
    let fail = |line: &str| world.run(&format!("report a.csv {FLAGS} {line} --json"));
    fail("--outcome 处理结果")
        .exits(1)
        .says("no cell says yes or no")
        .says("--outcome-yes");
    fail("--outcome 处理结果 --outcome-yes 退钱")
        .exits(1)
        .says("no cell holds `退钱`");
    fail("--outcome 升级")
        .exits(1)
        .says("there is no column `升级`");
    fail("--outcome 类型")
        .exits(1)
        .says("cannot be its own outcome");
    fail("--outcome 内容")
        .exits(1)
        .says("cannot be its own outcome");
    fail("--outcome-yes 是").exits(2).says("--outcome");
}

#[test]
fn too_little_for_a_model_is_told_and_no_time_means_cross_validation() {
    let export = export();
    let few: String = export
        .lines()
        .take(60)
        .fold(String::new(), |all, line| all + line + "\n");
    let world = World::new()
        .file("a.csv", export)
        .file("few.csv", few)
        .file(
            "one.csv",
            "编号,时间,类型,内容,是否升级\n1,2024-01-02,噪声,太吵了,是\n",
        );
    let risk = |line: &str| {
        world.run(&format!("report {line} --json -q")).ok().json()["outcome_risk"].clone()
    };
    let few = risk(&format!("few.csv {FLAGS} --outcome 是否升级"));
    assert!(
        few["score"].is_null() && few["no_score"]["too-few"]["yes"].is_u64(),
        "{few}"
    );
    let one = risk("one.csv --type 类型 --text 内容 --outcome 是否升级");
    assert_eq!(
        (&one["all"]["known"], &one["all"]["yes"]),
        (&1.into(), &1.into())
    );
    world.shell("cut -d, -f1,3- a.csv > undated.csv").ok();
    let no_time =
        risk("undated.csv --type 类型 --text 内容 --id 编号 --by 区域 --outcome 是否升级");
    assert_eq!(no_time["no_time_split"], "no-time", "{no_time}");
    assert_eq!(no_time["score"]["split"], "cross-validation");
    // of a period: a year up to its end, and the period itself
    let month = risk(&format!("a.csv {FLAGS} --outcome 是否升级 --month 2024-09"));
    let known = |key: &str| month[key]["known"].as_u64().unwrap();
    assert!(known("period") < 125 && known("all") > 1100, "{month}");
}

#[test]
fn a_project_asks_every_month() {
    let world = World::new().file("p/exports/a.csv", export());
    world
        .run("init p --type 类型 --by 区域 --watch none --outcome 是否升级")
        .ok();
    let settings = world.read("p/tousu.toml");
    assert!(settings.contains("outcome = \"是否升级\""), "{settings}");
    world.shell("cd p && tousu month --formats md").ok();
    let report = world.read("p/reports/2024-09/report.json");
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["outcome_risk"]["column"], "是否升级");
}
