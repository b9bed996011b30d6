//! `tousu watch` in a project: its months and the exports that came since, with its settings.

use crate::world::World;

const CORPUS: &str = include_str!("../../corpora/complaints.csv");

/// Rows of the corpus from one month to another, with its header.
fn export(from: &str, to: &str) -> Vec<u8> {
    let mut reader = csv::Reader::from_reader(CORPUS.as_bytes());
    let header = reader.headers().unwrap().clone();
    let at = header.iter().position(|h| h == "投诉时间").unwrap();
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(&header).unwrap();
    for row in reader.records().map(Result::unwrap) {
        if (from..=to).contains(&&row[at][..7]) {
            out.write_record(&row).unwrap();
        }
    }
    out.into_inner().unwrap()
}

#[test]
fn the_months_of_a_project_are_watched_with_what_came_since() {
    let world = World::new()
        .file("exports/a.csv", export("2023-01", "2023-08"))
        .file(
            "known.csv",
            "type,words,until,note\n发票问题,,2030-01-01,上线中\n",
        );
    world.run("watch").exits(2).says("there is no input");
    world
        .run("init --type 投诉类型 --by 产品,区域 --watch 1/month")
        .ok();
    world
        .run("watch")
        .exits(2)
        .says("has not taken in any export yet");
    world.run("month --formats md").ok();
    let settings = world.read("tousu.toml");
    let settings = settings.replace("# known = ", "known = ");
    let settings = settings.replace("known.toml", "known.csv");
    // September repeats August, whose rows count once
    let world = world
        .file("tousu.toml", settings)
        .file("exports/b.csv", export("2023-08", "2023-09"));

    let ran = world.run("watch --json").ok().says("b.csv");
    let of_project = ran.json();
    assert_eq!(of_project["last"], "2023-09-30");
    let named = world
        .run("watch exports/b.csv exports/a.csv --columns columns.toml --type 投诉类型 --by 产品,区域 --known known.csv --budget 1/month --json")
        .ok()
        .json();
    assert_eq!(of_project, named);
    // what is typed wins, and nothing was taken in
    let text = world
        .run("watch --budget 6/year --as-of 2023-08-31 --no-words --lang en")
        .ok()
        .says("b.csv");
    assert!(text.stdout().contains("2023-08-31"), "{}", text.stdout());
    let log = world.run("log --json").ok().json();
    assert_eq!(log.as_array().unwrap().len(), 1);
    world.run("month --formats md").ok();
    let now = world.run("watch --json").ok().json();
    assert_eq!(now, of_project);
}

#[test]
fn without_words_texts_are_not_read() {
    let all = export("2023-01", "2024-12");
    let mut reader = csv::Reader::from_reader(&all[..]);
    let header = reader.headers().unwrap().clone();
    let at = header.iter().position(|h| h == "投诉内容").unwrap();
    let kept = |row: &csv::StringRecord| {
        let cells = row.iter().enumerate().filter(|(column, _)| *column != at);
        cells.map(|(_, cell)| cell.to_owned()).collect::<Vec<_>>()
    };
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(kept(&header)).unwrap();
    for row in reader.records() {
        out.write_record(kept(&row.unwrap())).unwrap();
    }
    let without = out.into_inner().unwrap();
    let world = World::new()
        .file("all.csv", all)
        .file("without.csv", without);
    let of = |input: &str| {
        let line = format!("watch {input} --type 投诉类型 --id 工单号 --by 区域 --json -q");
        world.run(&line).ok().json()
    };
    assert_eq!(of("all.csv --no-words"), of("without.csv"));
}
