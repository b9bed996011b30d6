//! Files of every kind with the same rows, and what stands around the rows.

mod archive_tests;

use super::*;
use crate::types::format::Format;
use proptest::prelude::*;
use rust_xlsxwriter::{Format as Style, Workbook};
use std::io::{Cursor, Write};
use std::path::PathBuf;

/// What was read: names of the columns, rows as text (`∅` for no value), notes.
#[derive(Debug)]
struct Table {
    names: Vec<String>,
    rows: Vec<Vec<String>>,
    notes: Vec<String>,
}

impl Table {
    fn says(&self, text: &str) {
        let found = self.notes.iter().any(|n| n.contains(text));
        assert!(found, "{text} is not among {:?}", self.notes);
    }
}

fn read_as(paths: &[PathBuf], params: &InputParams) -> crate::Result<Table> {
    let names: Vec<String> = paths.iter().map(|p| p.display().to_string()).collect();
    let mut rows = open(&names, params)?;
    let mut table = Table {
        names: rows
            .schema()
            .fields()
            .iter()
            .map(|f| f.name().clone())
            .collect(),
        rows: Vec::new(),
        notes: Vec::new(),
    };
    let mut notes = rows.notes();
    while let Some(chunk) = rows.next() {
        let chunk = chunk?;
        assert_eq!(chunk.rejected, []);
        let cell = |c: &arrow_array::ArrayRef, r| {
            cell_text(c.as_ref(), r).map_or("∅".into(), |t| t.into_owned())
        };
        for row in 0..chunk.batch.num_rows() {
            table
                .rows
                .push(chunk.batch.columns().iter().map(|c| cell(c, row)).collect());
        }
        notes.extend(rows.notes());
    }
    notes.extend(rows.notes());
    table.notes = notes.into_iter().map(|n| n.text).collect();
    Ok(table)
}

/// A folder with files in it.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

fn read(name: &str, bytes: impl AsRef<[u8]>) -> crate::Result<Table> {
    let folder = Folder::new();
    read_as(&[folder.put(name, bytes)], &InputParams::default())
}

fn csv(rows: &[Vec<String>]) -> String {
    let line = |r: &Vec<String>| {
        let cells: Vec<String> = r
            .iter()
            .map(|c| format!("\"{}\"", c.replace('"', "\"\"")))
            .collect();
        cells.join(",") + "\n"
    };
    rows.iter().map(line).collect()
}

fn xlsx(rows: &[Vec<String>]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (r, row) in (0..).zip(rows) {
        for (c, cell) in (0..).zip(row).filter(|(_, cell)| !cell.is_empty()) {
            sheet.write_string(r, c, cell).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

fn html(rows: &[Vec<String>]) -> String {
    let escaped = |c: &String| c.replace('&', "&amp;").replace('<', "&lt;");
    let row = |r: &Vec<String>| {
        let cells: String = r
            .iter()
            .map(|c| format!("<td>{}</td>", escaped(c)))
            .collect();
        format!("<tr>{cells}</tr>\n")
    };
    let rows: String = rows.iter().map(row).collect();
    format!("<html><meta charset=utf-8><table>{rows}</table></html>")
}

fn strings(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|c| (*c).to_owned()).collect()
}

/// Headers, a word for totals and a line at the foot, in three languages.
const EDGES: [([&str; 3], &str, &str); 5] = [
    (["工单号", "投诉内容", "金额"], "合计", "制表人：王五"),
    (["編號", "內容", "金額"], "總 計", "備註：含重複件"),
    (
        ["Ticket", "Description", "Amount"],
        "Grand Total",
        "Prepared by: J. Doe",
    ),
    (["Номер", "Текст", "Сумма"], "Итого:", "Исполнитель: Иванов"),
    (["ID", "text", "n"], "Subtotal", "Source: call centre"),
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_stands_around_the_rows_is_left_out_and_counted(
        language in 0..EDGES.len(), kind in 0..3, titles in 0..3, totals in 0..3_usize, feet in 0..3_usize, repeats in 0..3_usize,
        texts in prop::collection::vec("[快递没到退款发票 a-z,;]{4,20}", 3..12),
    ) {
        let (header, total, foot) = EDGES[language];
        let header = strings(&header);
        let data: Vec<Vec<String>> = (0..).zip(&texts).map(|(i, t)| vec![format!("k{i}"), format!("{t}x"), format!("{}", i * 7 + 5)]).collect();
        let mut all: Vec<Vec<String>> = (0..titles).map(|i| vec![format!("投诉明细表 {i}"), String::new(), String::new()]).collect();
        all.push(header.clone());
        for (i, row) in data.iter().enumerate() {
            if i > 0 && i <= repeats {
                all.push(header.clone());
            }
            all.push(row.clone());
            if i > 0 && i <= totals {
                all.push(strings(&[total, "", "1,234.50"]));
            }
        }
        all.extend((0..feet).map(|_| strings(&[foot, "", ""])));
        let table = match kind {
            0 => read("a.csv", csv(&all)),
            1 => read("a.xlsx", xlsx(&all)),
            _ => read("a.xls", html(&all)),
        }.unwrap();
        prop_assert_eq!(&table.names, &header);
        let trimmed: Vec<Vec<String>> = data.iter().map(|r| r.iter().map(|c| c.trim().to_owned()).collect()).collect();
        let read: Vec<Vec<String>> = table.rows.iter().map(|r| r.iter().map(|c| c.trim().to_owned()).collect()).collect();
        prop_assert_eq!(read, trimmed, "{:?}", table.notes);
        for (count, what) in [(repeats.min(data.len() - 1), "repeated header row"), (totals.min(data.len() - 1), "of totals"), (feet, "at the foot")] {
            let said = table.notes.iter().filter(|n| n.contains(what)).count();
            prop_assert_eq!(said, usize::from(count > 0), "{} {:?}", what, table.notes);
        }
    }

    #[test]
    fn objects_are_rows_however_they_follow_one_another(
        rows in prop::collection::vec(("[a-z投诉\"\\\\{}\\[\\],:\n]{0,12}", any::<i32>()), 1..8), layout in 0..7,
    ) {
        let object = |(text, n): &(String, i32)| serde_json::json!({"id": n, "内容": text, "ticket": {"level": n % 7, "by": {"name": text}}}).to_string();
        let objects: Vec<String> = rows.iter().map(object).collect();
        let pretty = |o: &String| serde_json::to_string_pretty(&serde_json::from_str::<serde_json::Value>(o).unwrap()).unwrap();
        let text = match layout {
            0 => objects.join("\n"),
            1 => format!("[{}]", objects.join(",")),
            2 => format!("\u{feff}[\n{}\n]", objects.iter().map(pretty).collect::<Vec<_>>().join(",\n")),
            3 => format!("{{\"RECORDS\":[{}]}}", objects.join(",")),
            4 => format!("{{\n \"count\": 3, \"meta\": {{\"a\": [1]}}, \"rows\": [\n{}],\n \"next\": null}}", objects.join(",\n")),
            5 => objects.iter().map(pretty).collect::<Vec<_>>().join("\n"),
            _ => objects.join(" "),
        };
        // one object whose rows are all its array holds cannot be told from a row with an array: two rows at least
        prop_assume!(rows.len() > 1 || !matches!(layout, 5 | 6));
        let table = read("a.json", text).unwrap();
        prop_assert_eq!(&table.names, &["id", "内容", "ticket.level", "ticket.by.name"]);
        let wanted: Vec<Vec<String>> = rows.iter().map(|(t, n)| vec![n.to_string(), t.clone(), (n % 7).to_string(), t.clone()]).collect();
        prop_assert_eq!(&table.rows, &wanted);
    }

    #[test]
    fn what_mysql_writes_comes_back(
        rows in prop::collection::vec((prop::option::of("[a-z投诉\"\\\\,\n]{0,8}"), "[a-z投诉\"\\\\, \n]{0,8}"), 1..8), quoted: bool,
    ) {
        let field = |cell: Option<&String>| match cell {
            None => "\\N".to_owned(),
            Some(text) => {
                let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\\n");
                if quoted { format!("\"{escaped}\"") } else { escaped.replace(',', "\\,") }
            }
        };
        let mut text = "编号,内容,备注\n".to_owned();
        for (i, (a, b)) in rows.iter().enumerate() {
            text += &format!("k{i},{},{}\n", field(a.as_ref()), field(Some(b)));
        }
        text += "k,\\N,x\n";
        let table = read("a.csv", text).unwrap();
        let mut wanted: Vec<Vec<String>> = rows.iter().enumerate()
            .map(|(i, (a, b))| vec![format!("k{i}"), a.clone().unwrap_or("∅".into()), b.clone()]).collect();
        wanted.push(strings(&["k", "∅", "x"]));
        prop_assert_eq!(&table.rows, &wanted);
        table.says("MySQL");
    }
}

#[test]
fn backslashes_that_mysql_would_have_escaped_are_data() {
    let text = "编号,内容,附件\n1,\\N,a\n2,慢,\"C:\\data\\,x\"\n3,坏,\"C:\\data\\\"\n";
    let table = read("a.csv", text).unwrap();
    assert_eq!(table.rows[1], strings(&["2", "慢", "C:\\data\\,x"]));
    assert_eq!(table.rows[2], strings(&["3", "坏", "C:\\data\\"]));
}

#[test]
fn files_put_together_lose_their_marks_and_headers() {
    let part = "\u{feff}编号,内容\n1,快递没到\n2,慢\n";
    let table = read("all.csv", part.repeat(3)).unwrap();
    assert_eq!(table.rows.len(), 6);
    table.says("2 repeated header rows were left out");
}

/// A workbook of three months, a cover, and a hidden sheet of words first.
fn months() -> Vec<u8> {
    let mut book = Workbook::new();
    let hidden = book.add_worksheet().set_name("字典").unwrap();
    hidden.set_hidden(true);
    for (r, word) in (0..).zip(["渠道", "电话", "网站", "微信"]) {
        hidden.write_string(r, 0, word).unwrap();
        hidden.write_string(r, 1, word).unwrap();
    }
    let cover = book.add_worksheet().set_name("说明").unwrap();
    cover.write_string(0, 0, "导出人").unwrap();
    cover.write_string(0, 1, "张三").unwrap();
    cover.write_string(1, 0, "口径").unwrap();
    cover.write_string(1, 1, "受理").unwrap();
    let code = Style::new().set_num_format("00000");
    let hours = Style::new().set_num_format("[h]:mm:ss");
    for month in 1..=3 {
        let sheet = book.add_worksheet().set_name(format!("{month}月")).unwrap();
        for (c, name) in (0..).zip(["编号", "内容", "时长", "部门", "渠道"]) {
            sheet.write_string(0, c, name).unwrap();
        }
        for r in 1..=4 {
            sheet
                .write_number_with_format(r, 0, f64::from(month * 10 + r), &code)
                .unwrap();
            sheet.write_string(r, 1, "快递没到").unwrap();
            sheet
                .write_number_with_format(r, 2, 49.5 / 24.0, &hours)
                .unwrap();
        }
        sheet
            .merge_range(1, 3, 3, 3, "客服部", &Style::new())
            .unwrap();
        sheet.write_string(4, 3, "物流部").unwrap();
        sheet.set_row_hidden(2).unwrap();
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn sheets_rows_and_cells_of_a_workbook() {
    let folder = Folder::new();
    let path = folder.put("a.xlsx", months());
    let sheets = |names: &[&str]| {
        let params = InputParams {
            sheets: strings(names),
            ..InputParams::default()
        };
        read_as(std::slice::from_ref(&path), &params)
    };
    let first = sheets(&[]).unwrap();
    assert_eq!(first.rows.len(), 4);
    assert_eq!(
        first.rows[1],
        ["00012", "快递没到", "49:30:00", "客服部", "∅"]
    );
    assert_eq!(first.rows[3][3], "物流部");
    first.says("only sheet 1月 is read, though these have the same columns: 2月, 3月");
    first.says("1 of 4 rows are hidden");
    first.says("2 cells got the value of the merged cell");
    let all = sheets(&["*月"]).unwrap();
    assert_eq!(all.rows.len(), 12);
    assert_eq!(all.names.last().map(String::as_str), Some("sheet"));
    assert_eq!(all.rows[11][5], "3月");
    assert_eq!(sheets(&["2月", "3月"]).unwrap().rows.len(), 8);
    let e = sheets(&["4月"]).unwrap_err().to_string();
    assert!(e.contains("1月, 2月, 3月"), "{e}");
}

#[test]
fn a_protected_workbook_is_named_as_one() {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream("EncryptedPackage")
        .unwrap()
        .write_all(&[7; 5000])
        .unwrap();
    let bytes = file.into_inner().into_inner();
    let e = read("a.xlsx", bytes).unwrap_err().to_string();
    assert!(e.contains("protected by a password"), "{e}");
}

#[test]
fn what_is_no_table_is_refused_as_what_it_is() {
    for (name, bytes, what) in [
        ("a.csv", &b"\x89PNG\r\n\x1a\n\0\0"[..], "a PNG image"),
        ("a.xlsx", b"%PDF-1.7\n", "a PDF document"),
        ("a.db", b"SQLite format 3\0", "an SQLite database"),
        (
            "a.sql",
            b"-- dump\nCREATE TABLE a (b int);\n",
            "SQL database",
        ),
        (
            "a.html",
            b"<html><p>no table</p></html>",
            "a web page without a table",
        ),
    ] {
        let e = read(name, bytes).unwrap_err().to_string();
        assert!(e.contains(what) && e.lines().count() == 1, "{e}");
    }
}
