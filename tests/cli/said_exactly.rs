//! Sentences and tables of a report say what was counted: no claim that was not looked at, no share without what it is a share of.

use super::world::World;
use calamine::{Data, Reader, Xlsx};
use serde_json::Value;
use std::fmt::Write as _;

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/corpora/complaints.csv");

/// Characters of complaints that say nothing, different for every `seed`.
fn filler(seed: u64) -> String {
    let all: Vec<char> = "的了很没人来货服务态度发票退款师傅联系电话送到缺应换壳价格书"
        .chars()
        .collect();
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        all[(state % all.len() as u64) as usize]
    };
    (0..30).map(|_| next()).collect()
}

/// A table of complaints.
struct Rows(String);

impl Rows {
    fn new() -> Self {
        Self("编号,时间,类型,内容\n".to_owned())
    }

    fn add(&mut self, day: &str, name: &str, text: &str) {
        let id = self.0.lines().count();
        writeln!(self.0, "A{id:05},{day},{name},{text}").unwrap();
    }

    /// `n` complaints of a month that begin with `word`.
    fn month(&mut self, month: &str, name: &str, n: u64, word: &str) {
        for i in 0..n {
            let day = format!("{month}-{:02}", 1 + i % 28);
            let text = format!("{word}{}", filler(self.0.len() as u64));
            self.add(&day, name, &text);
        }
    }
}

fn report(rows: &Rows, flags: &str) -> (World, Value) {
    let world = World::new().file("in.csv", &rows.0);
    let line =
        format!("report in.csv --type 类型 --text 内容 {flags} -o r.json -o r.md -o r.xlsx -o r/");
    world.run(&line).ok();
    let report = serde_json::from_str(&world.read("r.json")).unwrap();
    (world, report)
}

fn of_kind<'a>(report: &'a Value, kind: &str) -> Vec<&'a Value> {
    let all = report["findings"].as_array().unwrap().iter();
    all.filter(|f| f["kind"] == kind).collect()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// Twelve months in one of which a word comes up, in `more` complaints beyond the usual number of one type.
fn emerging(more: u64) -> Rows {
    let mut rows = Rows::new();
    for month in 1..=12 {
        let name = format!("2023-{month:02}");
        let held = if month == 8 { 30 } else { 0 };
        rows.month(&name, "质量", 60 + held.min(more) - held, "");
        rows.month(&name, "质量", held, "暴雨浸泡，");
        rows.month(&name, "物流", 60, "");
    }
    rows
}

#[test]
fn a_total_that_rose_is_not_said_to_be_steady() {
    let (_, steady) = report(&emerging(0), "--period month");
    let bursts = of_kind(&steady, "burst");
    assert!(!bursts.is_empty(), "{steady:#}");
    for burst in bursts {
        let said = text(&burst["sentence"]);
        assert!(said.contains("投诉总量未同步上升"), "{said}");
        assert!(
            said.contains("去重后") && said.contains("件中 30 件（"),
            "{said}"
        );
    }
    let (_, rose) = report(&emerging(30), "--period month");
    for burst in of_kind(&rose, "burst") {
        let said = text(&burst["sentence"]);
        assert!(!said.contains("未同步上升"), "{said}");
    }
}

#[test]
fn shares_of_words_name_what_they_are_shares_of() {
    let mut rows = Rows::new();
    for _ in 0..160 {
        rows.add("2024-03-05", "质量", "电池鼓包，后盖顶开，要求换新");
    }
    rows.month("2024-03", "质量", 12, "屏幕碎裂，");
    rows.month("2024-03", "质量", 28, "");
    rows.month("2024-03", "物流", 200, "");
    let (world, found) = report(&rows, "");
    let types = of_kind(&found, "type");
    let quality = types.iter().find(|f| f["subject"]["type"] == "质量");
    let said = text(&quality.unwrap()["sentence"]);
    assert!(
        said.starts_with("质量（200 件）：去重后 41 件中 29.3% 提及“屏幕碎裂”"),
        "{said}"
    );
    let word = &quality.unwrap()["words"][0];
    assert_eq!(
        (&word["count"], &word["of"], &word["of_elsewhere"]),
        (&12.into(), &41.into(), &200.into())
    );
    let words = world.read("r/words.csv");
    let (head, first) = (words.lines().next().unwrap(), words.lines().nth(1).unwrap());
    assert!(head.contains("含该词投诉（去重）,分母,本组占比"), "{head}");
    assert!(first.contains(",12,41,"), "{first}");
    assert!(found["ledger"]["rules"]["findings.words"].is_string());
}

#[test]
fn a_holiday_is_said_to_hold_the_days_after_it() {
    let world = World::new();
    let run = |lang: &str| {
        let line = format!(
            "report '{CORPUS}' --type 投诉类型 --by '' --month 2024-10 --lang {lang} -o {lang}.json"
        );
        world.run(&line).ok();
        serde_json::from_str::<Value>(&world.read(&format!("{lang}.json"))).unwrap()
    };
    let (zh, en) = (run("zh"), run("en"));
    let said = text(&of_kind(&zh, "holiday")[0]["sentence"]);
    assert!(
        said.starts_with("国庆节及节后三日 物流配送去重后 48 件，"),
        "{said}"
    );
    let said = text(&of_kind(&en, "holiday")[0]["sentence"]);
    assert!(
        said.starts_with(
            "National Day and the three days after, 物流配送: 48 distinct complaints, "
        ),
        "{said}"
    );
    assert!(zh["ledger"]["rules"]["findings.holiday"].is_string());
}

#[test]
fn the_change_between_two_spans_can_be_made_from_what_is_printed() {
    let world = World::new();
    world
        .run(&format!(
            "report '{CORPUS}' --type 投诉类型 --by '' --compare 2024-02 2024-03 -o r.json -o r.md"
        ))
        .ok();
    let report: Value = serde_json::from_str(&world.read("r.json")).unwrap();
    let compare = &report["compare"];
    let rate =
        |side: &Value| side["count"].as_f64().unwrap() / side["ordinary_days"].as_f64().unwrap();
    let change = rate(&compare["after"]) / rate(&compare["before"]) - 1.0;
    let stated = compare["total"]["relative"].as_f64().unwrap();
    assert!((change - stated).abs() < 1e-9, "{change} {stated}");
    let page = world.read("r.md");
    for part in [
        "29 天，折算 ",
        "日均变化按工作日折算",
        "按工作日折算日均变化 ",
    ] {
        assert!(page.contains(part), "no {part}");
    }
    for finding in of_kind(&report, "compare") {
        let name = &finding["subject"]["type"];
        let lines = compare["types"].as_array().unwrap();
        let line = lines.iter().find(|t| &t["name"] == name).unwrap();
        let expected = finding["expected"].as_f64().unwrap();
        let change = finding["count"].as_f64().unwrap() / expected - 1.0;
        let relative = line["relative"].as_f64().unwrap();
        assert!(
            (change - relative).abs() < 1e-9,
            "{name}: {change} {relative}"
        );
    }
}

/// Ten months of one mix, two years of nothing, and ten months of another mix.
fn two_sources() -> Rows {
    let mut rows = Rows::new();
    for (year, logistics, quality, word) in [(2020, 90, 20, ""), (2023, 20, 90, "包装破损，")]
    {
        for month in 1..=10 {
            let name = format!("{year}-{month:02}");
            rows.month(&name, "物流", logistics, "");
            rows.month(&name, "质量", quality, word);
        }
    }
    rows
}

#[test]
fn nothing_is_compared_across_years_without_data() {
    let (_, found) = report(&two_sources(), "--period month");
    for kind in ["shift", "burst", "rise"] {
        let said: Vec<&str> = of_kind(&found, kind)
            .iter()
            .map(|f| text(&f["sentence"]))
            .collect();
        assert!(said.is_empty(), "{said:?}");
    }
}

#[test]
fn the_longest_gaps_are_named_and_runs_of_incomplete_periods_are_ranges() {
    let mut rows = Rows::new();
    let days = chrono::NaiveDate::from_ymd_opt(2022, 1, 1)
        .unwrap()
        .iter_days();
    for (i, day) in days.take(900).enumerate() {
        let is_gap = [(100, 112), (200, 212), (300, 312), (400, 412), (500, 700)]
            .iter()
            .any(|(from, to)| (*from..*to).contains(&i));
        for _ in 0..(if is_gap { 0 } else { 3 }) {
            rows.add(&day.to_string(), "物流", &filler(rows.0.len() as u64));
        }
    }
    let (_, found) = report(&rows, "--period week --no-causes");
    let notes: Vec<&str> = found["notes"]
        .as_array()
        .unwrap()
        .iter()
        .map(text)
        .collect();
    let gaps: Vec<&&str> = notes
        .iter()
        .filter(|n| n.contains("没有任何投诉"))
        .collect();
    assert_eq!(gaps.len(), 4, "{notes:#?}");
    assert!(gaps[2].starts_with("2023-05-16 至 2023-12-01 "), "{gaps:?}");
    assert!(gaps[3].starts_with("另有 2 段"), "{gaps:?}");
    let incomplete = notes.iter().find(|n| n.contains("数据不完整")).unwrap();
    assert!(incomplete.contains("2023-W20 至 2023-W48"), "{incomplete}");
}

/// The sheet of a workbook whose name holds `part`.
fn sheet(world: &World, part: &str) -> calamine::Range<Data> {
    let bytes = world.bytes("r.xlsx");
    let mut book = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let sheets = book.worksheets();
    let found = sheets.into_iter().find(|(name, _)| name.contains(part));
    found.unwrap_or_else(|| panic!("no sheet {part}")).1
}

#[test]
fn days_are_dates_in_excel_and_points_are_called_so() {
    let mut rows = Rows::new();
    rows.month("2024-01", "物流", 80, "");
    rows.month("2024-02", "物流", 60, "");
    rows.month("2024-02", "质量", 50, "");
    let (world, _) = report(&rows, "--period day");
    let by_type = sheet(&world, "时间段 × 类型");
    let day = by_type.get_value((3, 0)).unwrap();
    assert!(matches!(day, Data::DateTime(_)), "{day:?}");
    let (world, _) = report(&rows, "--compare 2024-01 2024-02");
    let compared = sheet(&world, "前后对比");
    let mut heads = compared.rows().nth(2).unwrap().iter();
    assert!(heads.any(|h| matches!(h, Data::String(head) if head == "占比变化（百分点）")));
}

#[test]
fn the_running_share_is_of_the_shares_that_are_quoted() {
    let world = World::new();
    let export = concat!(env!("CARGO_MANIFEST_DIR"), "/corpora/export.csv");
    world
        .run(&format!(
            "report '{export}' --model demo --by '' --no-causes -o r --format csv"
        ))
        .ok();
    let types = world.read("r/types.csv");
    let cells = |n: usize| types.lines().nth(n).unwrap().split(',').collect::<Vec<_>>();
    let (head, first) = (cells(0), cells(1));
    let of = |name: &str| first[head.iter().position(|h| *h == name).unwrap()];
    assert_eq!(of("累计占比"), of("校正占比"), "{types}");
}

#[test]
fn the_table_of_answers_says_what_it_counts() {
    let world = World::new();
    world
        .run(&format!(
            "report '{CORPUS}' --type 投诉类型 --by '' --month 2024-11 --outcome 满意度 --outcome-yes 1,2 -o r.md"
        ))
        .ok();
    let page = world.read("r.md");
    assert!(page.contains("除回答的判读外，本节各表近似重复的投诉只计一件"));
    assert!(page.contains("此表按读取的全部投诉统计"));
}

#[test]
fn weeks_are_no_values_to_slice_by() {
    let mut rows = "编号,投诉时间,渠道,类型\n".to_owned();
    for i in 0..300 {
        let (week, channel) = (1 + i % 40, ["电话", "网站"][i % 2]);
        writeln!(rows, "A{i:04},2023-W{week:02},{channel},物流").unwrap();
    }
    let world = World::new().file("in.csv", rows);
    world.run("report in.csv --type 类型 -o r.json").ok();
    let report: Value = serde_json::from_str(&world.read("r.json")).unwrap();
    let by: Vec<&str> = report["by"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| text(&d[0]))
        .collect();
    assert_eq!(by, ["渠道"]);
    let note =
        "“投诉时间”列只写到周或季度，没有具体日期，不能作为时间列；改写成日期后即可分析趋势。";
    assert!(
        report["notes"]
            .as_array()
            .unwrap()
            .iter()
            .any(|n| n == note),
        "{}",
        report["notes"]
    );
}
