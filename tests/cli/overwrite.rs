//! No command replaces what it reads.

use super::train::labelled;
use super::world::World;

const COMPLAINTS: &str = "id,date,text,type\n1,2024-01-02,the parcel is late,Delivery\n2,2024-01-03,no refund yet,Refund\n";

/// A world with `in.csv`; every line must leave it as it is and say so.
fn refused(line: &str, said: &str) {
    let world = World::new()
        .file("in.csv", COMPLAINTS)
        .file("folder/in.csv", COMPLAINTS);
    let before = (world.names(), world.bytes("in.csv"));
    let ran = world.run(line).exits(2);
    assert_eq!(ran.stderr(), format!("error: {said}\n"), "{line}");
    assert_eq!((world.names(), world.bytes("in.csv")), before, "{line}");
    assert_eq!(world.read("folder/in.csv"), COMPLAINTS, "{line}");
}

#[test]
fn an_output_that_is_an_input_is_refused_before_any_work() {
    let said = |file: &str, flag: &str| {
        format!("{file} is also an input and would be overwritten. Give {flag} another name.")
    };
    for line in [
        "report in.csv --type type -o in.csv --format md",
        "report in.csv --type type -o r.md -o in.csv --format md",
        "events in.csv -o in.csv",
        "classify in.csv --model demo -o in.csv",
        "train in.csv --label type -o in.csv",
        "label draw in.csv --types A,B -o in.csv",
        "watch in.csv --type type -o in.csv",
        "dict suggest in.csv -o in.csv",
        // by a pattern, by its folder
        "classify '*.csv' --model demo -o in.csv",
        "classify . --model demo -o in.csv",
        // beside the complaints
        "report folder/in.csv --type type --target in.csv -o in.csv --format md",
        "train folder/in.csv --label type --taxonomy in.csv -o in.csv",
        "label draw folder/in.csv --types A,B --labels in.csv -o in.csv",
    ] {
        refused(line, &said("in.csv", "-o"));
    }
    for (flag, line) in [
        ("--rows", "events in.csv --rows in.csv"),
        (
            "--rejects",
            "classify in.csv --model demo -o o.csv --rejects in.csv",
        ),
        (
            "--suspects",
            "evaluate in.csv --label type --folds 2 --suspects in.csv",
        ),
        ("--partial", "report in.csv --type type --partial in.csv"),
        ("--write", "inspect in.csv --write in.csv"),
        ("--to", "label add in.csv --to in.csv"),
    ] {
        refused(line, &said("in.csv", flag));
    }
    let world = World::new().file("texts/a.txt", "the parcel is late\n");
    let ran = world.run("watch texts -o texts/a.txt").exits(2);
    assert!(ran.stderr().contains("texts/a.txt is also an input"));
    // another spelling of the same file
    let other = "folder/../in.csv";
    refused(
        &format!("classify in.csv --model demo -o {other}"),
        &said(other, "-o"),
    );
    refused(
        "report folder/in.csv --type type -o folder/",
        "folder/in.csv is in folder/, where a table of the report could overwrite it. Give -o a folder of its own.",
    );
}

#[test]
#[cfg(unix)]
fn a_link_to_an_input_is_refused_too() {
    let world = World::new().file("in.csv", COMPLAINTS);
    std::os::unix::fs::symlink(world.path("in.csv"), world.path("link.csv")).unwrap();
    for line in [
        "classify in.csv --model demo -o link.csv",
        "classify link.csv --model demo -o in.csv",
    ] {
        let said = world.run(line).exits(2).stderr();
        assert!(
            said.contains("is also an input and would be overwritten"),
            "{said}"
        );
    }
    assert_eq!(world.read("in.csv"), COMPLAINTS);
}

#[test]
fn rejected_rows_do_not_replace_an_input_either() {
    let world = World::new().file("a.rejects.csv", COMPLAINTS);
    let ran = world
        .run("classify a.rejects.csv --model demo -o a.csv")
        .exits(2);
    let said = "error: a.rejects.csv is also an input and would be overwritten. Give --rejects another name.\n";
    assert_eq!(ran.stderr(), said);
    world
        .run("classify a.rejects.csv --model demo -o a.csv --rejects b.csv")
        .ok();
}

#[test]
fn an_output_may_be_replaced_and_a_description_written_again() {
    let world = World::new().file("in.csv", COMPLAINTS);
    for _ in 0..2 {
        world.run("classify in.csv --model demo -o out.csv").ok();
    }
    world.run("inspect in.csv --write c.toml").ok();
    world
        .run("inspect in.csv --columns c.toml --write c.toml")
        .ok();
}

#[test]
fn a_sheet_that_holds_answers_is_not_drawn_over() {
    let world = World::new().file("in.csv", labelled(30));
    let draw = "label draw in.csv --types A,B -n 5 -o sheet.csv";
    world.run(draw).ok();
    // nothing is answered yet: drawn again
    world.run(draw).ok();
    let filled = world.read("sheet.csv").replacen(",,", ",A,", 1);
    let world = world.file("sheet.csv", &filled);
    let ran = world.run(draw).exits(2);
    assert_eq!(
        ran.stderr(),
        "error: sheet.csv already holds answers. Add them first (`tousu label add sheet.csv --to labels.csv`), or give -o another name.\n"
    );
    assert_eq!(world.read("sheet.csv"), filled);
}
