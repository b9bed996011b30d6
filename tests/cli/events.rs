//! `tousu events`.

use super::world::World;

/// Three places with a matter each, written in several ways, among complaints about other things.
fn export() -> String {
    let mut out = String::from("工单号,投诉内容,投诉时间,投诉类型,承办单位,小区,投诉人,办结时间\n");
    let rows = [
        (
            "翠堤湾小区旁边的搅拌站日夜开工，噪音和扬尘让人睡不着",
            "环境",
            "环保局",
            "翠堤湾",
        ),
        (
            "我是翠堤湾小区的业主，搅拌站灰尘很大，噪音扰民",
            "环境",
            "环保局",
            "翠堤湾",
        ),
        (
            "大型搅拌站离翠堤湾小区不到百米，扬尘和噪音严重",
            "环境",
            "环保局",
            "翠堤湾",
        ),
        (
            "翠堤湾小区的混凝土搅拌站噪音吵了一夜，粉尘飘进家里",
            "环境",
            "环保局",
            "翠堤湾",
        ),
        (
            "恳请撤走翠堤湾小区的搅拌站，粉尘、噪音影响孩子休息",
            "环境",
            "城管局",
            "翠堤湾",
        ),
        (
            "澜溪苑买房时被强制捆绑车位，不买不签合同",
            "住房",
            "住建局",
            "澜溪苑",
        ),
        (
            "澜溪苑捆绑销售车位，一个十二万，不买取消购房资格",
            "住房",
            "住建局",
            "澜溪苑",
        ),
        (
            "澜溪苑开发商捆绑车位才肯卖房，合同不签",
            "住房",
            "住建局",
            "澜溪苑",
        ),
        ("晴川广场的电梯坏了半个月", "物业", "住建局", "晴川广场"),
        ("丹霞湖公园没有路灯", "市政", "城管局", ""),
        ("柳浔村自来水发黄", "供水", "水务局", ""),
        ("望月街道的公交车班次太少", "交通", "交通局", ""),
    ];
    for (n, (text, kind, unit, place)) in rows.into_iter().enumerate() {
        let day = n + 1;
        let closed = if n == 0 { "2024-03-03 10:00" } else { "" };
        let person = ["13812345678", "13912345670", "13712345671"][n % 3];
        out.push_str(&format!(
            "T{n},{text},2024-03-{day:02} 08:00,{kind},{unit},{place},{person},{closed}\n"
        ));
    }
    out
}

#[test]
fn events_are_listed_the_largest_first() {
    let world = World::new().file("a.csv", export());
    let json = world.run("events a.csv --json").ok().json();
    let events = json["events"].as_array().unwrap();
    assert_eq!(events.len(), 2, "{json}");
    let first = &events[0];
    assert_eq!(first["complaints"], 5);
    assert_eq!(first["people"], 3);
    assert_eq!(first["first"], "2024-03-01");
    assert_eq!(first["last"], "2024-03-05");
    assert_eq!(first["last_four_weeks"], 5);
    assert_eq!(first["type"]["value"], "环境");
    assert_eq!(first["ids"][0], "T0");
    let name = first["name"].as_str().unwrap();
    assert!(name.contains("翠堤湾") && name.contains("搅拌站"), "{name}");
    // T0 was closed on the third: T3 and T4 came later
    assert_eq!(first["after_closing"], 2);
    assert_eq!(json["compared"], 12);
    assert_eq!(json["complaints_in_events"], 8);
}

#[test]
fn the_screen_has_no_column_that_nothing_gives() {
    let nobody = export()
        .replace("13812345678", "")
        .replace("13912345670", "");
    let nobody = nobody.replace("13712345671", "");
    let world = World::new().file("a.csv", export()).file("b.csv", nobody);
    let head = |file: &str| {
        let ran = world.run(&format!("events {file} --lang en")).ok();
        ran.stdout().lines().next().unwrap().to_owned()
    };
    assert!(head("a.csv").contains("people"), "{}", head("a.csv"));
    assert!(!head("b.csv").contains("people"), "{}", head("b.csv"));
    assert!(head("b.csv").contains("4 weeks before → last 4"));
}

#[test]
fn the_table_and_the_rows_are_written() {
    let world = World::new().file("a.csv", export());
    world
        .run("events a.csv --by 承办单位 -o events.csv --rows rows.csv")
        .ok()
        .prints("搅拌站")
        .says("8 of 12 complaints belong to 2 events of at least 3 complaints");
    let table = world.read("events.csv");
    let head = table.lines().next().unwrap();
    for name in [
        "事件编号",
        "件数",
        "人数",
        "首次",
        "近四周",
        "承办单位",
        "办结后再诉",
        "工单举例",
    ] {
        assert!(head.contains(name), "{name}: {head}");
    }
    assert!(table.contains("环保局"), "{table}");
    let rows = world.read("rows.csv");
    assert_eq!(rows.lines().count(), 13);
    let first = rows.lines().nth(1).unwrap();
    let id = table.lines().nth(1).unwrap().split(',').next().unwrap();
    assert!(first.contains(id) && first.ends_with(",5"), "{first}");
    // rows without an event keep empty cells, and source columns are as they came
    assert!(rows.lines().nth(10).unwrap().ends_with(",,,"), "{rows}");
    assert!(first.contains("13812345678"), "{first}");
    world.run("events a.csv --rows masked.csv --mask -q").ok();
    assert!(!world.read("masked.csv").contains("13812345678"));
    world.run("events a.csv -o events.xlsx -q").ok();
    assert!(world.exists("events.xlsx"));
}

#[test]
fn the_order_of_rows_changes_nothing() {
    let export = export();
    let (head, rows) = export.split_once('\n').unwrap();
    let mut reversed: Vec<&str> = rows.lines().collect();
    reversed.reverse();
    let (late, early) = reversed.split_at(6);
    let file = |rows: &[&str]| format!("{head}\n{}\n", rows.join("\n"));
    let world = World::new()
        .file("a.csv", &export)
        .file("b.csv", file(&reversed))
        .file("m/1.csv", file(late))
        .file("m/2.csv", file(early));
    let list = |input: &str| {
        let json = world.run(&format!("events {input} --json -q")).ok().json();
        // columns are guessed by the first file
        let events = json["events"].as_array().unwrap().iter();
        let own = ["id", "name", "complaints", "first", "last", "ids"];
        let parts = events.map(|e| own.map(|key| e[key].to_string()).join(" "));
        parts.collect::<Vec<_>>()
    };
    let at_once = list("a.csv");
    assert_eq!(list("b.csv"), at_once);
    assert_eq!(list("m/1.csv m/2.csv"), at_once);
    assert_eq!(list("a.csv --threads 1"), at_once);
}

#[test]
fn complaints_about_different_places_are_apart() {
    let mut rows = String::from("id,text,time,estate\n");
    for n in 0..8 {
        let estate = ["North", "South"][n % 2];
        rows.push_str(&format!(
            "{n},电梯停运没有人维修老人下不了楼,2024-05-0{},{estate}\n",
            n + 1
        ));
    }
    let world = World::new().file("a.csv", rows);
    let json = world.run("events a.csv --json -q").ok().json();
    assert_eq!(json["events"][0]["complaints"], 8, "{json}");
    let json = world
        .run("events a.csv --place estate --json -q")
        .ok()
        .json();
    let sizes: Vec<u64> = json["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["complaints"].as_u64().unwrap())
        .collect();
    assert_eq!(sizes, [4, 4]);
    let report = |more: &str| {
        let line = format!("report a.csv --type estate --text text --events --json -q {more}");
        let json = world.run(&line).ok().json();
        json["events"]["events"].as_u64().unwrap()
    };
    assert_eq!([report(""), report("--place estate")], [1, 2]);
    world
        .run("report a.csv --type estate --text text --place estate --json")
        .ok()
        .says("--place has no effect without --events");
}

#[test]
fn rows_exported_twice_get_the_event_of_the_first() {
    let export = export();
    let again = export.lines().nth(1).unwrap();
    let world = World::new().file("a.csv", format!("{export}{again}\n"));
    world
        .run("events a.csv --rows rows.csv")
        .ok()
        .says("1 rows repeat the id, text and time of an earlier row");
    let rows = world.read("rows.csv");
    let ends: Vec<&str> = [1, 13].map(|n| rows.lines().nth(n).unwrap()).to_vec();
    assert_eq!(ends[0], ends[1]);
    assert!(ends[0].ends_with(",5"), "{}", ends[0]);
}

#[test]
fn names_of_a_file_are_found_in_texts() {
    let mut rows = String::from("id,text,time\n");
    let texts = [
        "老地方收了押金却不开业",
        "在老地方交了押金，现在联系不上人",
        "老地方关门了，押金没退",
    ];
    for (n, text) in texts.iter().enumerate() {
        rows.push_str(&format!("{n},{text},2024-05-0{}\n", n + 1));
    }
    let world = World::new()
        .file("a.csv", rows)
        .file("names.txt", "老地方\n");
    let events = |line: &str| {
        let json = world.run(line).ok().json();
        json["events"].as_array().unwrap().len()
    };
    assert_eq!(events("events a.csv --json -q"), 0);
    assert_eq!(events("events a.csv --names names.txt --json -q"), 1);
    let report = |more: &str| {
        let line = format!("report a.csv --type id --text text --events --json -q {more}");
        let json = world.run(&line).ok().json();
        json["events"]["events"].as_u64().unwrap()
    };
    assert_eq!([report(""), report("--names names.txt")], [0, 1]);
    world
        .run("report a.csv --type id --text text --events --names nobody.txt --json -q")
        .exits(1)
        .says("nobody.txt");
    world
        .run("report a.csv --type id --text text --place nowhere --names nobody.txt --json")
        .ok()
        .says("--place has no effect without --events")
        .says("--names has no effect without --events");
}

#[test]
fn what_is_wrong_is_told_with_what_to_do() {
    let world = World::new().file("a.csv", export()).file(
        "no-time.csv",
        "id,text\n1,电梯坏了半个月没有人来修\n2,电梯坏了半个月没有人来修\n",
    );
    world
        .run("events a.csv --place 楼栋")
        .exits(1)
        .says("--place");
    world
        .run("events a.csv -o - --json")
        .exits(2)
        .says("only one of -o -, --rows - and --json can have stdout");
    world
        .run("events no-time.csv --min 2")
        .ok()
        .says("no column of times was found")
        .says("2 of 2 complaints belong to 1 event of at least 2 complaints");
}

#[test]
fn a_report_counts_types_by_complaints_matters_and_people() {
    let world = World::new().file("a.csv", export());
    let line = "report a.csv --type 投诉类型 --text 投诉内容 --events";
    let json = world.run(&format!("{line} --json -q")).ok().json();
    let events = &json["events"];
    let number = |key: &str| events[key].as_u64().unwrap();
    let counts = [
        "compared",
        "events",
        "in_events",
        "matters",
        "people",
        "later",
        "by_same_person",
    ];
    assert_eq!(counts.map(number), [12, 2, 8, 6, 3, 6, 2], "{events}");
    let first = &events["types"][0];
    assert_eq!(first["name"], "环境");
    assert_eq!(
        (&first["complaints"], &first["matters"]),
        (&5.into(), &1.into())
    );
    let largest = &events["largest"][0];
    assert_eq!(
        (&largest["reported"], &largest["people"]),
        (&5.into(), &3.into())
    );
    let told = json["summary"].to_string();
    assert!(
        told.contains("反映集中的事件：") && told.contains("（5 件）"),
        "{told}"
    );
    world.run(&format!("{line} -o r.md -o r.xlsx -q")).ok();
    let page = world.read("r.md");
    assert!(page.contains("12 件投诉涉及 6 个事项"), "{page}");
    // of a part of the month: those before it belong to the event as well
    let late = world
        .run(&format!(
            "{line} --since 2024-03-04 --until 2024-03-31 --json -q"
        ))
        .ok()
        .json();
    let largest = &late["events"]["largest"][1];
    assert_eq!(
        (&largest["reported"], &largest["complaints"]),
        (&2.into(), &5.into()),
        "{late}"
    );
}
