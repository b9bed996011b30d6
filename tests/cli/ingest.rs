//! Input of every kind through the binary: the same rows give the same types; what cannot be read is said in one line.

use crate::classify::{COMPLAINTS, trained};
use crate::world::World;
use encoding_rs::{BIG5, GB18030};

fn utf16(text: &str, little: bool) -> Vec<u8> {
    let unit = if little {
        u16::to_le_bytes
    } else {
        u16::to_be_bytes
    };
    std::iter::once(0xFEFF)
        .chain(text.encode_utf16())
        .flat_map(unit)
        .collect()
}

/// `predicted` of every row, from JSON Lines.
fn predicted(world: &World, input: &str) -> Vec<String> {
    world
        .run(&format!(
            "classify {input} --model m.tousu -o out.jsonl --text 内容"
        ))
        .ok();
    world
        .read("out.jsonl")
        .lines()
        .map(|l| {
            serde_json::from_str::<serde_json::Value>(l).unwrap()["predicted"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect()
}

#[test]
fn copies_in_every_format_and_encoding_give_the_same_types() {
    let world = trained()
        .file("gb.csv", GB18030.encode(COMPLAINTS).0)
        .file(
            "big5.csv",
            BIG5.encode(
                "编号,内容\n"
                    .replace("编号", "編號")
                    .replace("内容", "內容")
                    .as_str(),
            )
            .0,
        )
        .file("le.tsv", utf16(&COMPLAINTS.replace(',', "\t"), true))
        .file("be.csv", utf16(COMPLAINTS, false))
        .file("bom.csv", format!("\u{FEFF}{COMPLAINTS}"))
        .file("crlf.csv", COMPLAINTS.replace('\n', "\r\n"))
        .file("cr.csv", COMPLAINTS.replace('\n', "\r"))
        .file("semicolon.csv", COMPLAINTS.replace(',', ";"))
        .file("title.csv", format!("某单位投诉明细表,,\n,,\n{COMPLAINTS}"));
    let want = predicted(&world, "complaints.csv");
    assert_eq!(want.len(), 4);
    for name in [
        "gb.csv",
        "le.tsv",
        "be.csv",
        "bom.csv",
        "crlf.csv",
        "cr.csv",
        "semicolon.csv",
        "title.csv",
    ] {
        assert_eq!(predicted(&world, name), want, "{name}");
    }
    for name in [
        "a.xlsx",
        "a.parquet",
        "a.arrow",
        "a.arrows",
        "a.tsv",
        "a.csv.gz",
        "a.jsonl.zst",
    ] {
        world
            .run(&format!(
                "classify complaints.csv --model m.tousu --text 内容 -o {name}"
            ))
            .ok();
        assert_eq!(predicted(&world, name), want, "{name}");
    }
}

#[test]
fn big5_gives_the_types_of_its_own_utf8_copy() {
    let text = "編號,內容\n1,快遞三天沒到，客服不回\n2,退款一直沒有到賬\n3,發票拒開，稅號不認\n";
    let world = trained()
        .file("utf8.csv", text)
        .file("big5.csv", BIG5.encode(text).0);
    let read = |name: &str| {
        world
            .run(&format!(
                "classify {name} --model m.tousu -o out.csv --text 內容"
            ))
            .ok();
        world.read("out.csv")
    };
    assert_eq!(read("big5.csv"), read("utf8.csv"));
}

#[test]
fn unreadable_input_is_one_line_and_leaves_nothing() {
    let world = trained()
        .file("empty.csv", "")
        .file("blank.csv", "\n\n")
        .file("array.json", "[{\"内容\":\"a\"}]")
        .file(
            "page.xls",
            "<html><table><tr><td>编号</td></tr></table></html>",
        )
        .file(
            "noheader.csv",
            "1,2020-01-01 10:00:00,快递没到\n2,2020-01-02 11:00:00,慢\n3,2020-01-02 11:00:00,慢\n",
        );
    for (input, says) in [
        ("missing.csv", "missing.csv"),
        ("'no*.csvx'", "no*.csvx"),
        ("empty.csv", "no rows"),
        ("blank.csv", "no rows"),
        ("array.json", "jq -c"),
        ("page.xls", "web page"),
        ("noheader.csv", "--no-header"),
        ("complaints.csv --text 内客", "Try --text '内容'"),
        ("complaints.csv --input-format parquet", "--input-format"),
    ] {
        let ran = world
            .run(&format!("classify {input} --model m.tousu -o out.csv"))
            .exits(1)
            .says(says);
        assert_eq!(
            ran.stderr().trim_end().lines().count(),
            1,
            "{}",
            ran.stderr()
        );
        assert!(!world.exists("out.csv"), "{input}");
    }
    assert!(
        !world.names().iter().any(|n| n.contains(".part")),
        "{:?}",
        world.names()
    );
}

#[test]
fn wrong_flags_are_exit_two() {
    let world = trained();
    for flags in [
        "--encoding klingon",
        "--input-format docx",
        "--format docx",
        "--delimiter ab",
        "--review-below 2",
        "--target-precision -1",
        "--review-below .5 --target-precision .9",
        "--nonsense",
    ] {
        world
            .run(&format!(
                "classify complaints.csv --model m.tousu -o out.csv {flags}"
            ))
            .exits(2);
        assert!(!world.exists("out.csv"));
    }
    world
        .run("classify complaints.csv --model m.tousu -o out.docx")
        .exits(2);
    world
        .run("classify complaints.csv --model m.tousu -o - --json")
        .exits(2);
}

#[test]
fn rows_that_cannot_be_used_are_kept_aside_and_counted() {
    let mut text = String::from("编号,内容,渠道\n");
    for i in 0..40 {
        text.push_str(&format!("{i},快递三天没到,网店\n"));
    }
    text.push_str("41,\"带\n换行, 和逗号\",电话\n42,多,了,一格\n43,少一格\n44,退款没到,网店,,\n45,一个\"引号\",网店\n");
    let world = trained().file("ragged.csv", &text);
    let ran = world
        .run("classify ragged.csv --model m.tousu -o out.csv --text 内容 --json")
        .exits(3);
    assert_eq!(ran.json()["rows_in"], 45);
    assert_eq!(ran.json()["rows_out"], 44);
    assert_eq!(ran.json()["rejected_by_reason"]["ragged"], 1);
    let ran = ran
        .says("45 rows in = 44 out + 1 rejected (1 ragged)")
        .says("fewer fields")
        .says("extra empty fields");
    assert!(ran.stderr().contains("row 42"), "{}", ran.stderr());
    assert!(
        world
            .read("out.rejects.csv")
            .contains("ragged.csv\",42,ragged")
    );
    assert!(world.read("out.csv").contains("\"带\n换行, 和逗号\""));
    assert!(world.read("out.csv").contains("\"一个\"\"引号\"\"\""));
    world.run("classify ragged.csv --model m.tousu -o out.csv --text 内容 --allow-rejects --rejects bad.csv").exits(0);
    assert!(world.exists("bad.csv"));
}

#[test]
fn undecodable_bytes_are_kept_to_three_a_row() {
    let mut bytes = "编号,内容\n".as_bytes().to_vec();
    for i in 0..50 {
        bytes.extend(format!("{i},快递三天没到，客服一直不回\n").bytes());
    }
    bytes.extend(b"50,\xe5\xbf\n51,\xff\xff\xff\xff\xff\n");
    let world = trained().file("cut.csv", &bytes);
    let ran = world
        .run("classify cut.csv --model m.tousu -o out.csv --text 内容 --json")
        .exits(3);
    assert_eq!(ran.json()["rejected_by_reason"]["undecodable"], 1);
    assert_eq!(ran.json()["rows_out"], 51);
    let first = bytes.windows(3).position(|w| w == b"50,").unwrap() + 3;
    assert!(
        ran.stderr().contains(&format!("byte {first}")),
        "{}",
        ran.stderr()
    );
    assert!(
        ran.stderr().contains("5 undecodable bytes"),
        "{}",
        ran.stderr()
    );
    assert!(world.read("out.csv").contains("50,\u{FFFD}"));
    world
        .run("classify cut.csv --model m.tousu -o out.csv --text 内容 --lossy")
        .ok();
}

#[test]
fn too_many_rejects_stop_the_run() {
    let mut text = String::from("编号,内容\n");
    for i in 0..100 {
        text.push_str(if i % 4 == 0 {
            "1,a,b\n"
        } else {
            "1,快递没到\n"
        });
    }
    let world = trained().file("bad.csv", text);
    world
        .run("classify bad.csv --model m.tousu -o out.csv --text 内容")
        .exits(1)
        .says("25 of 100 rows")
        .says("--delimiter");
    assert!(!world.exists("out.csv") && !world.exists("out.rejects.csv"));
    world
        .run("classify bad.csv --model m.tousu -o out.csv --text 内容 --allow-rejects")
        .ok();
}

#[test]
fn a_quote_that_nothing_closes_costs_one_row() {
    let mut text = String::from("编号,内容,渠道\n");
    for i in 0..30 {
        text.push_str(&if i == 10 {
            "10,\"没有右引号,网店\n".to_owned()
        } else {
            format!("{i},快递没到,网店\n")
        });
    }
    let world = trained().file("quote.csv", text);
    let json = world
        .run("classify quote.csv --model m.tousu -o out.csv --text 内容 --json")
        .ok()
        .json();
    assert_eq!(json["rows_out"], 30);
    assert!(world.read("out.csv").contains("没有右引号"));
}

#[test]
fn several_files_globs_and_folders_are_one_table() {
    let world = trained()
        .file("d/a.csv", "编号,内容\n1,快递没到\n")
        .file("d/b.csv", "内容,渠道\n退款没到,电话\n")
        .file("t/1.txt", "快递三天没到\n客服不回")
        .file("t/2.txt", "退款没到");
    world
        .run("classify 'd/*.csv' --model m.tousu -o out.csv --text 内容")
        .ok();
    let out = world.read("out.csv");
    let mut lines = out.lines();
    assert!(
        lines
            .next()
            .unwrap()
            .starts_with("编号,内容,渠道,predicted,"),
        "{out}"
    );
    assert!(lines.next().unwrap().starts_with("1,快递没到,,"), "{out}");
    assert!(
        lines.next().unwrap().starts_with(",退款没到,电话,"),
        "{out}"
    );
    let folder = world
        .run("classify d --model m.tousu -o - --text 内容")
        .ok();
    assert_eq!(folder.stdout(), out);
    world.run("classify t --model m.tousu -o out.csv").ok();
    assert!(world.read("out.csv").starts_with("file,text,predicted,"));
    assert_eq!(
        world
            .run("classify t --model m.tousu -o out.csv --json")
            .ok()
            .json()["rows_in"],
        2
    );
}

#[test]
fn one_row_and_no_rows() {
    let world = trained()
        .file("one.csv", "内容\n快递没到\n")
        .file("none.csv", "编号,内容\n");
    assert_eq!(
        world
            .run("classify one.csv --model m.tousu -o out.csv --json")
            .ok()
            .json()["rows_out"],
        1
    );
    let json = world
        .run("classify none.csv --model m.tousu -o out.csv --text 内容 --json")
        .ok()
        .json();
    assert_eq!(json["rows_out"], 0);
    assert!(world.read("out.csv").starts_with("编号,内容,predicted,"));
}
