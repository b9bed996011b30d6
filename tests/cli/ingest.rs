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
        .file(
            "dump.sql",
            "-- MySQL dump 10.13\nSET NAMES utf8;\nINSERT INTO `a` VALUES (1);\n",
        )
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
        ("empty.csv", "there are no rows"),
        ("blank.csv", "there are no rows"),
        ("dump.sql", "SQL database"),
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

#[test]
fn a_name_in_the_last_line_is_a_column_of_a_file_and_of_a_stream() {
    let mut text = String::new();
    for i in 0..30_000 {
        text.push_str(&format!(
            "{{\"编号\":{i},\"内容\":\"快递三天没到，客服不回\"}}\n"
        ));
    }
    text.push_str("{\"编号\":30000,\"内容\":\"退款没到\",\"回访\":\"不满意\"}\n");
    assert!(text.len() > 1 << 20);
    let world = trained().file("late.jsonl", &text);
    let flags = "--model m.tousu --text 内容 -o - --format jsonl";
    let file = world.run(&format!("classify late.jsonl {flags}")).ok();
    let stream = world
        .run_with(&format!("classify - {flags}"), text.as_bytes())
        .ok();
    assert_eq!(file.stdout(), stream.stdout());
    let last = file.stdout().lines().last().unwrap().to_owned();
    assert!(last.contains("\"回访\":\"不满意\""), "{last}");
    assert!(!file.stdout().lines().next().unwrap().contains("回访"));
}

/// Partitions without a row: a stream with columns, a stream without a byte, a part without a header line.
#[test]
fn an_empty_part_gives_an_empty_part() {
    let world = trained().file("none.csv", "编号,内容\n");
    world
        .run("classify none.csv --model m.tousu -o none.arrows")
        .ok();
    let classify = "classify - --model m.tousu -o -";
    let ran = world
        .run_with(
            &format!("{classify} --input-format arrow --format arrow"),
            &world.bytes("none.arrows"),
        )
        .ok();
    let world = world.file("back.arrows", ran.stdout_bytes());
    world
        .run("classify back.arrows --model m.tousu -o back.csv")
        .ok();
    let header = world.read("back.csv");
    assert!(header.starts_with("编号,内容,predicted,") && header.lines().count() == 1);

    for (flags, wanted) in [
        ("--input-format jsonl --format jsonl --text 内容", ""),
        ("--no-header --no-output-header --text column_2", ""),
        (
            "",
            "predicted,confidence,runner_up,runner_up_confidence,decision\n",
        ),
    ] {
        let ran = world.run_with(&format!("{classify} {flags}"), b"").ok();
        assert_eq!(ran.stdout(), wanted, "{flags}");
        ran.says("the input is empty");
    }
    let arrow = format!("{classify} --input-format arrow --format arrow --text 内容");
    let ran = world.run_with(&arrow, b"").ok();
    let world = world.file("empty.arrows", ran.stdout_bytes());
    world
        .run("classify empty.arrows --model m.tousu -o empty.csv")
        .ok();
    let part = world.run_with(
        &format!("{classify} --no-header --no-output-header --text column_2"),
        "1,快递没到\n2,退款没到\n".as_bytes(),
    );
    assert!(part.ok().stdout().starts_with("1,快递没到,物流,"));
    world
        .run_with("train - --label 类型 -o x.tousu", b"")
        .exits(1);
}

/// A workbook of Excel 97 that LibreOffice wrote: a merged title, dates, numbers, ids with zeros, a second sheet.
const XLS: &[u8] = include_bytes!("../data/small.xls");

#[test]
fn an_old_workbook_gives_its_cells_as_they_are() {
    let world = trained().file("a.xls", XLS);
    world
        .run("classify a.xls --model m.tousu -o a.csv")
        .ok()
        .says("a title row was skipped")
        .says("not read: 说明");
    let csv = world.read("a.csv");
    let lines: Vec<&str> = csv.lines().collect();
    for (line, start) in lines.iter().zip([
        "工单号,投诉内容,受理时间,受理日期,满意度,金额,predicted,",
        "0012,快递三天没到，客服不回,2020-01-06 12:09:38,2020-01-06,3,12.5,物流,",
        "0013,退款一直没有到账,2020-01-07 08:00:00,2020-01-07,,-3,退款,",
        "0014,發票拒開，稅號不認 😀,2020-02-29 23:59:59,2020-02-29,5,0,发票,",
    ]) {
        assert!(line.starts_with(start), "{line}");
    }
    assert_eq!(lines.len(), 4);
    world.run("classify a.xls --model m.tousu -o b.xlsx").ok();
    world.run("classify b.xlsx --model m.tousu -o b.csv").ok();
    assert!(
        world
            .read("b.csv")
            .contains("2020-01-06 12:09:38,2020-01-06,3,12.5,物流")
    );
}

#[test]
fn excel_gets_numbers_and_dates_of_a_csv_and_ids_as_text() {
    let world = trained().file(
        "in.csv",
        "工单号,内容,金额,时间,满意度\n0012,快递没到,12.50,2020-01-06 12:09:38,3\n0013,=1+1 退款没到,3.00,2020-01-07 08:00:00,不详\n",
    );
    world
        .run("classify in.csv --model m.tousu -o out.xlsx --text 内容")
        .ok();
    use calamine::{Data, Reader};
    let mut book = calamine::open_workbook_auto(world.path("out.xlsx")).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    let cell = |row, column| sheet.get((row, column)).unwrap();
    assert_eq!(*cell(1, 0), Data::String("0012".into()));
    assert_eq!(*cell(2, 1), Data::String("=1+1 退款没到".into()));
    assert_eq!(*cell(1, 2), Data::Float(12.5));
    assert!(matches!(cell(1, 3), Data::DateTime(_)));
    assert_eq!(*cell(1, 4), Data::String("3".into()));
    world
        .run("classify out.xlsx --model m.tousu -o back.csv --text 内容")
        .ok();
    assert!(
        world
            .read("back.csv")
            .contains(",12.5,2020-01-06 12:09:38,3,")
    );
}

/// Cut anywhere, or with bytes changed, every binary format is read, or refused in one line; nothing panics.
#[test]
fn damaged_files_are_refused_in_one_line() {
    let world = trained().file("a.xls", XLS);
    for format in ["xlsx", "parquet", "arrow", "arrows"] {
        world
            .run(&format!("classify a.xls --model m.tousu -o a.{format}"))
            .ok();
    }
    let mut dice = 88_172_645_463_325_252_u64;
    let mut roll = |sides: usize| {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        usize::try_from(dice % 1_000_003).unwrap() % sides
    };
    for format in ["xls", "xlsx", "parquet", "arrow", "arrows"] {
        let whole = world.bytes(&format!("a.{format}"));
        for turn in 0..60 {
            let mut bytes = whole.clone();
            if turn % 3 == 0 {
                bytes.truncate(1 + roll(whole.len() - 1));
            } else {
                for _ in 0..[1, 4, 20][turn % 3] {
                    let at = roll(bytes.len());
                    bytes[at] = u8::try_from(roll(256)).unwrap();
                }
            }
            let path = world.path(&format!("damaged.{format}"));
            std::fs::write(&path, &bytes).unwrap();
            let read = || -> tousu::Result<usize> {
                let inputs = [path.display().to_string()];
                let rows = tousu::ingest::open(&inputs, &Default::default())?;
                rows.map(|chunk| Ok(chunk?.batch.num_rows())).sum()
            };
            let outcome = std::panic::catch_unwind(read);
            let kept = std::env::temp_dir().join(format!("tousu-damaged-{turn}.{format}"));
            match outcome {
                Ok(Ok(_)) => {}
                Ok(Err(e)) => assert_eq!(e.to_string().lines().count(), 1, "{e}"),
                Err(_) => {
                    std::fs::copy(&path, &kept).unwrap();
                    panic!("{} makes the reader panic", kept.display());
                }
            }
        }
    }
}

#[test]
fn what_is_too_large_is_refused_in_one_line() {
    let world = trained()
        .file("wide.csv", format!("{}\n1,2\n", "a,".repeat(1_000_000)))
        .file(
            "long.csv",
            format!("编号,内容\n1,{}", "长".repeat(34_000_000 / 3 + 1)),
        )
        .file(
            "quoted.csv",
            format!("编号,内容\n1,\"{}\"\n2,慢\n", "a".repeat(100 << 20)),
        )
        .file(
            "wide.jsonl",
            (0..20_000)
                .map(|i| format!("{{\"c{i}\":1}}\n"))
                .collect::<String>(),
        )
        .file(
            "array.jsonl",
            format!("{{\"a\":\"{}\"}}", "a".repeat(70 << 20)),
        );
    for (name, says) in [
        ("wide.csv", "at most 16,384"),
        ("long.csv", "32 MiB"),
        ("quoted.csv", "32 MiB"),
        ("wide.jsonl", "at most 16,384"),
        ("array.jsonl", "64 MiB"),
    ] {
        let ran = world
            .run(&format!(
                "classify {name} --model m.tousu -o out.csv --text 内容"
            ))
            .exits(1)
            .says(says);
        assert_eq!(ran.stderr().trim_end().lines().count(), 1, "{name}");
        assert!(!world.exists("out.csv"));
    }
}

#[test]
fn odd_texts_come_through_as_they_are() {
    let deep = format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000));
    let world = trained()
        .file("nul.csv", "编号,内容\n1,快递\0没到\n2,退款没到\n")
        .file(
            "deep.jsonl",
            format!("{{\"内容\":\"快递没到\",\"x\":{deep},\"y\":\"\\ud800\"}}\n"),
        );
    let out = world
        .run("classify nul.csv --model m.tousu -o - --text 内容")
        .ok()
        .stdout();
    assert!(out.contains("1,快递\0没到,"), "{out:?}");
    for flags in ["", "--mask"] {
        let line =
            format!("classify deep.jsonl --model m.tousu -o - --format jsonl --text 内容 {flags}");
        let out = world.run(&line).ok().stdout();
        assert!(
            out.contains(&deep) && out.contains("\"\\ud800\""),
            "{flags}"
        );
    }
}

#[test]
fn a_file_named_twice_is_read_once() {
    let world = World::new().file("a.csv", "编号,内容\n1,快递没到\n2,退款慢\n");
    world
        .run("classify a.csv a*.csv ./a.csv --model demo --text 内容 -o o.csv")
        .ok()
        .says("2 rows in = 2 out")
        .says("a.csv is named twice and read once");
}

#[test]
fn rejected_rows_of_an_earlier_run_are_told_apart() {
    let world = World::new().file("a.csv", "编号,内容\n1,快递没到\n").file(
        "o.rejects.csv",
        "file,row,reason,detail,raw\nbad.csv,2,,,\n",
    );
    world
        .run("classify a.csv --model demo --text 内容 -o o.csv")
        .ok()
        .says("o.rejects.csv holds rows that an earlier run rejected; this one rejected none");
}
