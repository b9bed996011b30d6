//! `tousu index`, `tousu search` and the index half of `inspect`.

use crate::world::World;
use std::process::{Command, Stdio};
use std::time::Duration;

const ROWS: &str = "编号,留言时间,区域,满意度,内容\n\
    a1,2024-03-05 10:00,朝阳,1,商家拒开发票，态度很差\n\
    a2,2024-03-20,海淀,2,快递三天没到\n\
    a3,2024-04-01,朝阳,5,拒绝退款，也没有发票\n\
    a4,,,3,安装简单\n";

fn indexed() -> World {
    let world = World::new().file("a.csv", ROWS);
    world
        .run("index a.csv --index i --id 编号 --text 内容 --time 留言时间")
        .ok();
    world
}

fn ids(world: &World, line: &str) -> Vec<String> {
    let found = world
        .run(&format!("search {line} --index i --json"))
        .ok()
        .json();
    let hits = found["hits"].as_array().unwrap();
    hits.iter()
        .map(|h| h["id"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_query_finds_filters_and_counts() {
    let world = indexed();
    assert_eq!(ids(&world, r#"'"拒开发票"'"#), ["a1"]);
    assert_eq!(ids(&world, "装简"), ["a4"]);
    assert_eq!(ids(&world, "'发票 区域:朝阳' --sort -满意度"), ["a3", "a1"]);
    assert_eq!(ids(&world, "-发票 --sort 编号"), ["a2", "a4"]);
    assert_eq!(
        ids(&world, "--since 2024-03 --until 2024-03 --sort 留言时间"),
        ["a1", "a2"]
    );
    assert_eq!(ids(&world, "'time:>=2024-04'"), ["a3"]);
    assert_eq!(ids(&world, "'满意度:[2 TO 3]' --sort 满意度"), ["a2", "a4"]);
    assert_eq!(ids(&world, "--where 区域=朝阳 --where 满意度<3"), ["a1"]);
    assert_eq!(ids(&world, "--where 区域="), ["a4"]);
    assert_eq!(ids(&world, "--where '区域 IN 海淀,东城'"), ["a2"]);
    let count = world.run("search --index i --count").ok().stdout();
    assert_eq!(count, "4\n");
    let json = world
        .run("search 发票 --index i --count --json")
        .ok()
        .json();
    assert_eq!(json, serde_json::json!({ "total": 2 }));
}

#[test]
fn index_and_report_learn_the_order_of_dates_from_the_whole_file() {
    let early: String = (0..9_000)
        .map(|i| format!("{i},03/05/2019,甲,发票\n"))
        .collect();
    let rows = format!("编号,时间,类型,内容\n{early}9000,13/05/2019,甲,发票\n");
    let world = World::new().file("d.csv", rows);
    world
        .run("index d.csv --index i --id 编号 --text 内容 --time 时间")
        .ok();
    let may = world.run("search --index i --since 2019-05-03 --until 2019-05-03 --count");
    assert_eq!(may.ok().stdout(), "9000\n");
    let report = world
        .run("report d.csv --type 类型 --time 时间 --no-causes --json")
        .ok()
        .json();
    let periods = report["periods"].as_array().unwrap();
    let days: Vec<_> = periods
        .iter()
        .filter(|p| p["count"] != 0)
        .map(|p| &p["start"])
        .collect();
    assert_eq!(days, ["2019-05-03", "2019-05-13"]);
}

#[test]
fn matches_by_words_alone_are_counted_apart() {
    let world = indexed();
    let rows = "编号,内容\nb1,拒绝开具发票\nb2,拒绝发票\n";
    let world = world.file("b.csv", rows);
    world.run("index b.csv --index j --id 编号").ok();
    world
        .run("search 拒绝发票 --index j")
        .ok()
        .says("2 complaints: 1 as a substring, 1 by all their words");
}

#[test]
fn json_has_fields_highlights_and_facets() {
    let world = indexed();
    let found = world
        .run("search 发票 --index i --json --facet 区域 --facet 满意度 --sort 编号")
        .ok()
        .json();
    assert_eq!(found["total"], 2);
    assert_eq!(found["facets"]["区域"], serde_json::json!({ "朝阳": 2 }));
    assert_eq!(
        found["facets"]["满意度"],
        serde_json::json!({ "1": 1, "5": 1 })
    );
    let hit = &found["hits"][0];
    assert_eq!(hit["fields"]["区域"], "朝阳");
    let text = hit["text"].as_str().unwrap();
    let h = &hit["highlights"][0];
    let at = |k: &str| usize::try_from(h[k].as_u64().unwrap()).unwrap();
    assert_eq!(&text[at("start")..at("end")], "发票");
}

#[test]
fn a_table_for_people_and_all_hits_for_programs() {
    let world = indexed();
    let shown = world
        .run("search 发票 --index i --facet 区域")
        .ok()
        .says("2 complaints\n");
    assert!(shown.stdout().contains("商家拒开发票") && shown.stdout().contains("朝阳"));
    assert!(!shown.stdout().contains('\u{1b}'));
    world
        .run("search --index i --sort 编号 -o all.csv")
        .ok()
        .says("4 of 4 complaints written");
    assert_eq!(world.read("all.csv"), ROWS);
    let lines = world
        .run("search --index i --format jsonl --limit 2 --sort 编号")
        .ok()
        .stdout();
    assert_eq!(lines.lines().count(), 2);
    assert_eq!(
        ids(&world, "--sort 编号 --limit 2 --offset 1"),
        ["a2", "a3"]
    );
}

#[test]
fn near_duplicates_are_shown_once() {
    let text = "我在你们店买的手机屏幕碎了，客服一直不处理，订单号";
    let rows = format!("内容\n{text}1234\n{text}5678\n别的事情\n");
    let world = World::new().file("a.csv", rows);
    world.run("index a.csv --index i --text 内容").ok();
    let found = world.run("search --index i --collapse --json").ok().json();
    assert_eq!(
        (found["total"].as_u64(), found["groups"].as_u64()),
        (Some(3), Some(2))
    );
    let alike: Vec<_> = found["hits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|h| h["alike"].as_u64())
        .collect();
    assert!(
        alike.contains(&Some(2)) && alike.contains(&Some(1)),
        "{alike:?}"
    );
}

#[test]
fn the_ledger_of_an_index() {
    let world = indexed();
    let again = "index a.csv --index i --json";
    let l = world.run(again).ok().json();
    assert_eq!(
        (l["added"].as_u64(), l["unchanged"].as_u64()),
        (Some(0), Some(4))
    );
    let world = world.file("b.csv", ROWS.replace("三天", "五天") + "a5,,,,新\n");
    let l = world.run("index b.csv --index i --json").ok().json();
    let of = |k: &str| l[k].as_u64().unwrap();
    assert_eq!(
        (
            of("added"),
            of("replaced"),
            of("unchanged"),
            of("complaints")
        ),
        (1, 1, 3, 5)
    );
    world
        .run("index --index i --delete-where 区域=朝阳")
        .ok()
        .says("2 complaints removed");
    assert_eq!(ids(&world, "--sort 编号"), ["a2", "a4", "a5"]);
    world
        .run("index a.csv --index i --rebuild --text 内容 --id 编号")
        .ok();
    assert_eq!(ids(&world, "--sort 编号"), ["a1", "a2", "a3", "a4"]);
}

#[test]
fn errors_say_where_and_what_next() {
    let world = indexed();
    world
        .run("search x --index none")
        .exits(1)
        .says("tousu index");
    world
        .run("search '发票 (退款' --index i")
        .exits(2)
        .says("^ expected a closing bracket");
    world
        .run("search 店:a --index i")
        .exits(2)
        .says("no column 店; columns: 编号");
    world
        .run("search --index i --sort 内容")
        .exits(2)
        .says("cannot be sorted by");
    world
        .run("search --index i --facet 没有")
        .exits(2)
        .says("no column 没有");
    world.run("search --indx i").exits(2);
    world
        .run("index --index i")
        .exits(2)
        .says("nothing to index");
    world
        .run("index a.csv --index i --text 区域")
        .exits(1)
        .says("--rebuild");
    world
        .run("index a.csv --index .")
        .exits(1)
        .says("it has other files in it");
    let meta = world
        .read("i/tousu.json")
        .replacen("\"format\": ", "\"format\": 9", 1);
    let world = world.file("i/tousu.json", meta);
    world
        .run("search x --index i")
        .exits(1)
        .says("index format 9");
    world
        .run("index a.csv --index i --rebuild --text 内容")
        .ok();
}

#[test]
fn a_killed_run_is_completed_by_the_same_command() {
    let mut rows = String::from("编号,内容\n");
    for i in 0..20_000 {
        rows += &format!("k{i:05},第{i}条投诉说快递和退款都没有处理\n");
    }
    let world = World::new().file("a.csv", rows);
    for wait in [30, 150, 400, 900] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_tousu"))
            .args([
                "index", "a.csv", "--index", "i", "--id", "编号", "--text", "内容",
            ])
            .current_dir(world.path("."))
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(wait));
        child.kill().unwrap();
        child.wait().unwrap();
        if world.exists("i/tousu.json") {
            world.run("search 退款 --index i --count").ok();
        }
    }
    world
        .run("index a.csv --index i --id 编号 --text 内容")
        .ok();
    world.run("search --index i --sort 编号 -o all.csv").ok();
    assert_eq!(world.read("all.csv"), world.read("a.csv"));
}

#[test]
fn one_writer_at_a_time() {
    let world = indexed();
    let lock = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .open(world.path("i/.tantivy-writer.lock"))
        .unwrap();
    lock.lock().unwrap();
    world
        .run("index a.csv --index i")
        .exits(1)
        .says("one writer at a time");
}

#[test]
fn several_words_need_no_quotes() {
    let world = indexed();
    assert_eq!(ids(&world, "发票 很差"), ["a1"]);
    assert_eq!(ids(&world, "发票 -拒绝 --sort 编号"), ["a1"]);
    assert_eq!(ids(&world, "-发票 -安装"), ["a2"]);
    assert_eq!(ids(&world, "发票 OR 快递 --sort 编号"), ["a1", "a2", "a3"]);
    let quiet = world.run("search 快递 -q --index i").ok();
    assert_eq!(quiet.stderr(), "");
    world.run("search 快递 --cuont --index i").exits(2);
    let counted = world.run("search --index i --count -- 快递 --count -q");
    assert_eq!(counted.ok().stdout(), "0\n");
}

#[test]
fn a_complaint_is_shown_whole() {
    let world = indexed();
    let shown = world.run("search --show a1 --index i").ok().stdout();
    let lines: Vec<&str> = shown.lines().collect();
    assert_eq!(
        lines,
        [
            "编号      a1",
            "留言时间  2024-03-05 10:00",
            "区域      朝阳",
            "满意度    1",
            "内容      商家拒开发票，态度很差",
        ]
    );
    let json = world.run("search --show a1 --index i --json").ok().json();
    assert_eq!(json["fields"]["区域"], "朝阳");
    world
        .run("search --show a9 --index i")
        .exits(1)
        .says("no complaint has the id a9");
}

#[test]
fn the_text_has_forty_characters_at_any_width() {
    let long =
        "快递三天没到，客服一直说在处理，到现在也没有人联系我，实在是太让人失望了。".repeat(3);
    let rows = format!("编号,留言时间,内容\n12345678901234567890,2024-03-05 10:00:00,{long}\n");
    let world = World::new().file("a.csv", rows);
    world
        .run("index a.csv --index i --id 编号 --text 内容 --time 留言时间")
        .ok();
    for width in [60, 80, 160] {
        let ran = world.shell(&format!(
            "export COLUMNS={width}; tousu search 失望 --index i"
        ));
        let shown = ran.ok().stdout();
        let widest = shown
            .lines()
            .map(unicode_width::UnicodeWidthStr::width)
            .max();
        assert!(widest <= Some(width), "{widest:?}\n{shown}");
        let han = |c: char| ('\u{4e00}'..'\u{9fff}').contains(&c) || "，。".contains(c);
        let chars = shown.chars().filter(|c| han(*c)).count();
        assert!(chars >= 40, "{chars} at {width}\n{shown}");
    }
    // in a pipe every complaint is one line
    let piped = world.run("search 失望 --index i").ok().stdout();
    assert_eq!(piped.lines().count(), 2, "{piped}");
}

#[test]
fn times_are_counted_by_month() {
    let world = indexed();
    let shown = world.run("search --index i --facet 留言时间").ok().stdout();
    let facet: Vec<&str> = shown.split("\n\n").nth(1).unwrap().lines().collect();
    assert_eq!(facet[0], "留言时间 (by month)");
    assert!(facet[1].starts_with("  2024-03          2  █"), "{shown}");
    assert!(facet[3].starts_with("  (empty)"), "{shown}");
    let json = world
        .run("search --index i --facet time --json")
        .ok()
        .json();
    let months = serde_json::json!({ "2024-03": 2, "2024-04": 1 });
    assert_eq!(json["facets"]["留言时间"], months);
}

#[test]
fn ids_are_guessed_where_none_repeats() {
    let world = World::new()
        .file("a.csv", "工单号,内容\n7,商家拒开发票\n8,快递没到\n")
        .file("b.csv", "工单号,内容\n7,商家拒开发票\n7,快递没到\n")
        .file(
            "c.csv",
            "编号,内容\n13812345678,商家拒开发票\n13912345678,快递没到\n",
        );
    let a = world.run("index a.csv --index i").ok();
    a.says("guessed --id 工单号");
    assert_eq!(
        world.run("search 发票 --index i --json").ok().json()["hits"][0]["id"],
        "7"
    );
    for file in ["b", "c"] {
        let ran = world.run(&format!("index {file}.csv --index {file} --text 内容"));
        assert!(!ran.stderr().contains("--id"), "{}", ran.stderr());
        let count = world.run(&format!("search --index {file} --count")).ok();
        assert_eq!(count.stdout(), "2\n");
    }
    // an index made before keeps what it has
    world.run("index c.csv --index c").ok().says("2 unchanged");
}

#[test]
fn the_complaints_of_an_event_are_found_by_its_id() {
    let rows = "id,text,time,event\n1,充电桩坏了,2024-01-02,Eabc\n2,屏幕碎了,2024-01-03,\n3,充电桩又坏了,2024-01-05,Eabc\n";
    let world = World::new().file("rows.csv", rows);
    world
        .run("index rows.csv --text text --id id --index i.idx")
        .ok();
    let found = world
        .run("search --event Eabc --index i.idx --format csv --sort time")
        .ok()
        .stdout();
    let ids: Vec<&str> = found
        .lines()
        .skip(1)
        .filter_map(|l| l.split(',').next())
        .collect();
    assert_eq!(ids, ["1", "3"], "{found}");
    let one = world
        .run("search 又 --event Eabc --index i.idx --count")
        .ok()
        .stdout();
    assert_eq!(one.trim(), "1");
    let world = world.file("none.csv", "id,text\n1,充电桩坏了\n2,屏幕碎了\n");
    world
        .run("index none.csv --text text --id id --index n.idx")
        .ok();
    world
        .run("search --event Eabc --index n.idx")
        .exits(1)
        .says("its complaints have no column `event`")
        .says("tousu events EXPORT --rows");
}
