//! Exports whose rows, headers and dates are not what they seem: the figures are right, or the report says what is not.

use crate::world::World;
use rust_xlsxwriter::Workbook;
use serde_json::Value;
use std::fmt::Write;

const HEADER: &str = "编号,投诉内容,投诉类型,投诉时间,区域,金额";
const REPORT: &str = "--type 投诉类型 --no-causes --json";

/// A text of its own for every row.
fn text(i: usize) -> String {
    let things = ["快递", "屏幕", "发票", "账号", "电梯", "押金"];
    let faults = ["没有处理", "坏了两次", "打不开", "多扣了钱", "反复推诿"];
    format!(
        "{}{}，{}也{}，单{i}号",
        things[i % 6],
        faults[i % 5],
        things[i / 6 % 6],
        faults[i / 5 % 5]
    )
}

fn row(i: usize) -> [String; 6] {
    [
        format!("T{i:05}"),
        text(i),
        ["物流", "质量", "退款"][i % 3].to_owned(),
        format!(
            "2024-0{}-{:02} {:02}:15",
            1 + i % 6,
            1 + i / 6 % 27,
            8 + i % 10
        ),
        ["东", "南"][i % 2].to_owned(),
        (50 + i % 101).to_string(),
    ]
}

fn rows(range: std::ops::Range<usize>) -> String {
    range.fold(String::new(), |mut all, i| {
        writeln!(all, "{}", row(i).join(",")).unwrap();
        all
    })
}

fn table(n: usize) -> String {
    format!("{HEADER}\n{}", rows(0..n))
}

fn report(world: &World, line: &str) -> Value {
    world.run(&format!("report {line} {REPORT}")).ok().json()
}

fn notes(report: &Value) -> String {
    let notes = report["notes"].as_array().unwrap().iter();
    notes
        .map(|n| n.as_str().unwrap())
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn rows_that_are_no_complaints_are_left_out() {
    let whole = table(120);
    let whole_report = report(&World::new().file("a.csv", &whole), "a.csv");
    let mean = |r: &Value| r["numbers"]["金额"]["mean"].clone();
    for (name, foot) in [
        ("blank", ",,,,,\n".repeat(500)),
        ("number", "121,合计,,,,12000\n".to_owned()),
        ("unit", "总计(元),,,,,12000\n".to_owned()),
        ("colon", "合计：120件,,,,,12000\n".to_owned()),
        ("of", "小计,,物流,,,12000\n".to_owned()),
    ] {
        let file = format!("{name}.csv");
        let r = report(&World::new().file(&file, format!("{whole}{foot}")), &file);
        assert_eq!(r["total"], 120, "{name}");
        assert_eq!(mean(&r), mean(&whole_report), "{name}");
        assert!(notes(&r).contains("不计入"), "{name}: {}", notes(&r));
    }
    // complaints with such words stay
    let real = "T9,合计,物流,2024-01-05 08:00,东,5\nT8,小计,物流,2024-01-05 08:00,东,\n";
    let r = report(
        &World::new().file("a.csv", format!("{whole}{real}")),
        "a.csv",
    );
    assert_eq!(r["total"], 122);
}

#[test]
fn a_header_in_the_midst_of_a_file_is_no_complaint() {
    let (first, second) = (table(60), rows(60..120));
    let renamed = HEADER.replace("投诉时间", "受理时间");
    let world = World::new()
        .file("renamed.csv", format!("{first}{renamed}\n{second}"))
        .file(
            "moved.csv",
            format!("{first}编号,投诉内容,投诉类型,区域,投诉时间,金额\n{second}"),
        );
    let ran = world.run(&format!("report renamed.csv {REPORT}")).ok();
    let ran = ran.says("row 61 is a header with `受理时间` where the first one has `投诉时间`");
    let r = ran.json();
    assert_eq!(r["total"], 120);
    assert!(notes(&r).contains("列名有所不同的表头"), "{}", notes(&r));
    let ran = world.run(&format!("report moved.csv {REPORT}")).exits(1);
    ran.says("moved.csv, row 61")
        .says("`区域` where the first one has `投诉时间`")
        .says("Split the file before this row");
}

#[test]
fn rows_exported_twice_count_once_whatever_their_share() {
    let (whole, again) = (table(120), rows(0..120));
    let state = |of: &str, n: usize| {
        let mut all = format!("{HEADER},办理状态\n");
        for line in rows(0..n).lines() {
            writeln!(all, "{line},{of}").unwrap();
        }
        all
    };
    let without_ids = whole.lines().chain(again.lines());
    let without_ids: Vec<&str> = without_ids.map(|l| l.split_once(',').unwrap().1).collect();
    let world = World::new()
        .file("dup.csv", format!("{whole}{again}"))
        .file("ids.csv", without_ids.join("\n"))
        .file("open.csv", state("办理中", 120))
        .file("done.csv", state("已办结", 30));
    let r = report(&world, "dup.csv");
    assert_eq!(
        (&r["total"], &r["ledger"]["repeated"]),
        (&120.into(), &120.into())
    );
    let ran = world.run(&format!("report ids.csv {REPORT}")).ok();
    let r = ran
        .says("120 of 240 rows have the same cells as an earlier row")
        .json();
    assert_eq!(r["total"], 240);
    assert!(
        notes(&r).contains("有 120 行（50.0%）的所有单元格"),
        "{}",
        notes(&r)
    );
    let ran = world
        .run(&format!("report open.csv done.csv {REPORT}"))
        .ok();
    let r = ran
        .says("30 of these rows differ in 办理状态 from the row that counts")
        .json();
    assert_eq!(r["total"], 120);
    let note = "重复导出的行中有 30 行的“办理状态”与前面那行不同";
    assert!(notes(&r).contains(note), "{}", notes(&r));
    let ordinary = report(&world, "open.csv");
    assert!(!notes(&ordinary).contains("单元格"), "{}", notes(&ordinary));
}

/// The rows of `table` with other dates.
fn dated(n: usize, date: impl Fn(usize) -> String) -> String {
    let mut all = format!("{HEADER}\n");
    for i in 0..n {
        let mut cells = row(i);
        cells[3] = date(i);
        writeln!(all, "{}", cells.join(",")).unwrap();
    }
    all
}

#[test]
fn dates_of_two_orders_are_not_guessed() {
    let day = |i: usize| (1 + i / 6 % 20, 1 + i % 6);
    let world = World::new()
        .file(
            "a.csv",
            dated(120, |i| format!("{:02}/{:02}/2024", day(i).0, day(i).1)),
        )
        .file(
            "b.csv",
            dated(240, |i| format!("{:02}/{:02}/2024", day(i).1, day(i).0)).replace("\nT", "\nU"),
        )
        .file(
            "hours.csv",
            dated(120, |i| format!("2024{:02}{:02}09", day(i).1, day(i).0)),
        );
    let months = |r: &Value| -> Vec<(String, u64)> {
        let periods = r["periods"].as_array().unwrap().iter();
        let name = |p: &Value| p["period"].as_str().unwrap().to_owned();
        periods
            .map(|p| (name(p), p["count"].as_u64().unwrap()))
            .collect()
    };
    let true_months: Vec<(String, u64)> = (1..=6).map(|m| (format!("2024-0{m}"), 20)).collect();
    let period = "--period month";
    assert_eq!(
        months(&report(&world, &format!("a.csv {period}"))),
        true_months
    );
    assert_eq!(
        months(&report(&world, &format!("hours.csv {period}"))),
        true_months
    );
    let ran = world
        .run(&format!("report a.csv b.csv {REPORT} {period}"))
        .ok();
    let r = ran
        .says(
            "dates are written in two orders (48 cells can only be day first, 96 only month first)",
        )
        .json();
    let counts: Vec<u64> = months(&r).iter().map(|m| m.1).collect();
    assert_eq!(counts.len(), 6, "{counts:?}");
    assert!(notes(&r).contains("日期有两种写法"), "{}", notes(&r));
    assert!(
        r["summary"][0]
            .as_str()
            .unwrap()
            .contains("的日期在 2024-01"),
        "{}",
        r["summary"][0]
    );
}

/// A workbook of sheets of rows; a hidden one has no visible columns to a reader.
fn workbook(sheets: &[(&str, bool, std::ops::Range<usize>)]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, hidden, range) in sheets {
        let sheet = book.add_worksheet().set_name(*name).unwrap();
        sheet.set_hidden(*hidden);
        let mut write = |at: usize, cells: &[String]| {
            for (column, cell) in cells.iter().enumerate() {
                let at = u32::try_from(at).unwrap();
                sheet
                    .write_string(at, u16::try_from(column).unwrap(), cell)
                    .unwrap();
            }
        };
        let header: Vec<String> = HEADER.split(',').map(str::to_owned).collect();
        write(0, &header);
        range
            .clone()
            .enumerate()
            .for_each(|(at, i)| write(at + 1, &row(i)));
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn what_was_not_read_is_in_the_report() {
    let book = workbook(&[
        ("1月", false, 0..40),
        ("2月", false, 40..80),
        ("旧", true, 80..120),
    ]);
    let world = World::new().file("s.xlsx", book);
    let outputs = "-o r.html -o r.md -o r.json";
    world
        .run(&format!(
            "report s.xlsx --type 投诉类型 --no-causes {outputs}"
        ))
        .ok();
    for file in ["r.html", "r.md", "r.json"] {
        let said = world.read(file);
        assert!(said.contains("只读取了工作表 1月"), "{file}");
    }
    let ran = world
        .run(&format!("report s.xlsx --sheet '*' {REPORT}"))
        .ok();
    let r = ran.says("not read, because they are hidden: 旧").json();
    assert_eq!(r["total"], 80);
    assert!(
        notes(&r).contains("隐藏工作表没有读取：旧"),
        "{}",
        notes(&r)
    );
    let r = report(&world, "s.xlsx --sheet 1月 --sheet 旧");
    assert_eq!(r["total"], 80);
}

#[test]
fn a_spreadsheet_that_swapped_days_and_months_is_noticed() {
    let date = |i: usize| match (1 + i / 6 % 20, 1 + i % 6) {
        (day, month) if day <= 12 => format!("2024-{day:02}-{month:02} 00:00:00"),
        (day, month) => format!("{day:02}/{month:02}/2024"),
    };
    let world = World::new().file("a.csv", dated(120, date));
    let ran = world.run(&format!("report a.csv {REPORT}")).ok();
    let r = ran
        .says("a spreadsheet has probably swapped day and month")
        .json();
    assert!(notes(&r).contains("日和月对调"), "{}", notes(&r));
}

#[test]
fn complaints_dated_far_from_all_others_have_a_time() {
    let far = dated(600, |i| match i {
        0..4 => format!("2017-0{}-05 09:00", 1 + i),
        4..10 => String::new(),
        _ => format!("2024-0{}-{:02} 09:00", 1 + i % 6, 1 + i / 6 % 27),
    });
    let world = World::new().file("a.csv", far);
    let r = report(&world, "a.csv");
    assert_eq!(
        (&r["rows_without"]["time"], &r["rows_without"]["apart"]),
        (&6.into(), &4.into())
    );
    let notes_of = notes(&r);
    assert!(notes_of.contains("有 4 件的时间早于"), "{notes_of}");
    assert!(notes_of.contains("6 件没有可用的时间"), "{notes_of}");
    let first = r["summary"][0].as_str().unwrap();
    assert!(first.starts_with("共受理投诉 600 件"), "{first}");
    assert!(
        first.contains("其中 590 件的日期在 2024-01-01 至 "),
        "{first}"
    );
    let r = report(&world, "a.csv --month 2024-03");
    let left = &r["ledger"]["left_out"];
    assert_eq!((&left["undated"], &left["apart"]), (&6.into(), &4.into()));
    assert!(
        notes(&r).contains("6 件没有可用的时间，无法判断"),
        "{}",
        notes(&r)
    );
    assert!(notes(&r).contains("不属于本期"), "{}", notes(&r));
}
