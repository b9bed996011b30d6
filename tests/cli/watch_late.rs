//! `tousu watch` on complaints that come in days after they were made.

use crate::world::World;
use std::fmt::Write as _;
use tousu::types::SplitMix;

const DAYS: i32 = 420;
const FLAGS: &str = "--time 发生时间 --type 类型 --by 区域 --id 编号 --text 内容 --budget 1/month";

/// 420 days until 2024-12-24, about ten complaints a day; one in three comes in on each next day. `more` of one type and region a day in the last
/// six. Only what had come in on the last day is there.
fn world(more: usize) -> World {
    let mut draw = SplitMix::new(5);
    let mut text = "编号,发生时间,登记时间,类型,区域,内容\n".to_owned();
    let first = chrono::NaiveDate::from_ymd_opt(2023, 11, 1).unwrap();
    let mut n = 0;
    for (at, date) in (0..DAYS).zip(first.iter_days()) {
        let usual = (0..20).filter(|_| draw.unit() < 0.5).count();
        let planted = if at + 6 >= DAYS { more } else { 0 };
        for i in 0..usual + planted {
            n += 1;
            let is_planted = i >= usual;
            let of = |names: [&'static str; 3], draw: &mut SplitMix| names[draw.below(3)];
            let kind = of(["噪声", "停车", "供水"], &mut draw);
            let region = of(["东区", "西区", "南区"], &mut draw);
            let (kind, region) = if is_planted {
                ("噪声", "西区")
            } else {
                (kind, region)
            };
            let mut delay = 0;
            while draw.unit() > 1.0 / 3.0 {
                delay += 1;
            }
            if at + delay >= DAYS {
                continue;
            }
            let received = date + chrono::Days::new(u64::try_from(delay).unwrap());
            writeln!(text, "W{n:05},{date},{received},{kind},{region},第{n}件").unwrap();
        }
    }
    World::new().file("late.csv", text)
}

#[test]
fn days_that_are_not_complete_are_judged_by_what_has_come_in() {
    let world = world(7);
    let json = world
        .run(&format!("watch late.csv {FLAGS} --json --no-words"))
        .ok()
        .says("--received 登记时间 (by its header;")
        .json();
    let found = &json["warnings"][0];
    assert_eq!(found["type"], "噪声", "{json}");
    let part = found["arrived"].as_f64().unwrap();
    assert!((0.4..0.9).contains(&part), "{found}");
    assert!(found["count"].as_f64() > found["interval"][1].as_f64());
    let so_far = json["arrival"]["part"].as_f64().unwrap();
    assert!((0.6..0.85).contains(&so_far), "{}", json["arrival"]);
    world
        .run(&format!("watch late.csv {FLAGS} --no-words --lang en"))
        .ok()
        .prints("have come in), ")
        .prints("expected by now")
        .prints("Complaints come in later than they were made");
    // a day of the past, as it was known then
    let past = world
        .run(&format!(
            "watch late.csv {FLAGS} --json --no-words --as-of 2024-12-10"
        ))
        .ok()
        .json();
    let part = past["arrival"]["part"].as_f64().unwrap();
    assert!((0.6..0.85).contains(&part), "{}", past["arrival"]);
    // by the end of a month of which much came in afterwards, more is known
    let report = world
        .run(&format!(
            "report late.csv {} --watch 1/month --no-causes --month 2024-11 --json -q",
            FLAGS.replace(" --budget 1/month", "")
        ))
        .ok()
        .json();
    assert!(
        report["watch"]["arrival"].is_null(),
        "{}",
        report["watch"]["arrival"]
    );
}

#[test]
fn without_such_a_column_nothing_is_said_of_it() {
    let world = world(0);
    let of = |more: &str| world.run(&format!("watch late.csv {FLAGS} --json --no-words {more}"));
    let json = of("--received ''").ok().json();
    assert!(json["arrival"].is_null() && json.get("arrival").is_none());
    of("--received 到达").exits(1).says("到达");
    // as if all came in at once
    let same = of("--received 发生时间").ok().json();
    assert_eq!(same, json);
    let text = world.read("late.csv");
    let swapped = text.replacen("发生时间,登记时间", "登记时间,发生时间", 1);
    let world = world.file("swapped.csv", swapped);
    world
        .run(&format!("watch swapped.csv {FLAGS} --received 登记时间"))
        .exits(1)
        .says("came in before that day");
}

#[test]
fn a_description_of_columns_names_it() {
    let world = world(0);
    world.run("inspect late.csv --write columns.toml").ok();
    let columns = world.read("columns.toml");
    // without --time, complaints count by the day they came in
    assert!(!columns.contains("role = \"received\""), "{columns}");
    let columns = columns
        .replace(
            "name = \"登记时间\"\nkind = \"time\"\nrole = \"time\"",
            "name = \"登记时间\"\nkind = \"time\"\nrole = \"received\"",
        )
        .replace(
            "name = \"发生时间\"\nkind = \"time\"",
            "name = \"发生时间\"\nkind = \"time\"\nrole = \"time\"",
        );
    let world = world.file("columns.toml", columns);
    let json = world
        .run("watch late.csv --type 类型 --columns columns.toml --json --no-words")
        .ok()
        .json();
    assert!(json["arrival"]["part"].as_f64().is_some(), "{json}");
}
