//! Texts that only mark that there is none: `-`, NULL, 未填.

use super::classify::trained;
use super::world::World;

/// Complaints, of which eight have no text.
const ROWS: &str = "编号,内容,类型\n1,快递三天没到,物流\n2,-,物流\n3,NULL,退款\n4,N/A,物流\n5,#N/A,退款\n6,\\N,物流\n7,未填,退款\n8,,物流\n\
                    9,无,退款\n10,退款一直没有到账,退款\n11,包裹丢了,物流\n12,申请退款不给退,退款\n";

fn world() -> World {
    trained().file("in.csv", ROWS)
}

#[test]
fn they_get_no_type_and_count_under_none() {
    let world = world();
    let done = world
        .run("classify in.csv --model m.tousu --text 内容 -o out.csv --json")
        .ok();
    assert_eq!(done.json()["without_text"], 8);
    let out = world.read("out.csv");
    for row in out.lines().skip(2).take(8) {
        assert!(row.ends_with(",,,,,review"), "{row}");
    }
    let report = world
        .run("report in.csv --model m.tousu --text 内容 --json")
        .ok()
        .json();
    assert_eq!(report["rows_without"]["type"], 8);
    world
        .run("index in.csv --index ix --id 编号 --text 内容 --model m.tousu")
        .ok();
    let hits = world
        .run("search * --index ix --where predicted=物流 --json")
        .ok()
        .json();
    assert_eq!(hits["total"], 2);
}

#[test]
fn they_are_not_learnt_from_scored_or_drawn() {
    let world = world();
    world
        .run("evaluate in.csv --model m.tousu --text 内容 --label 类型")
        .ok()
        .says("8 rows without a label or a text were left out")
        .prints("rows         4");
    let card = world
        .run("train in.csv --text 内容 --label 类型 --model bayes -o n.tousu --json")
        .ok()
        .json();
    assert_eq!((&card["rows"], &card["left_out"]), (&4.into(), &8.into()));
    world
        .run("label draw in.csv --text 内容 --id 编号 --types 物流,退款 -n 20 -o next.csv")
        .ok()
        .says("8 without a text");
}
