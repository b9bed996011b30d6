//! Every format round-trips: batches → a file → the same batches.

use super::*;
use crate::ingest::{self, InputParams, cell_text};
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, StringArray,
    TimestampMillisecondArray,
};
use arrow_select::concat::concat_batches;
use proptest::prelude::*;
use std::sync::Arc;

fn write(
    dir: &tempfile::TempDir,
    name: &str,
    batch: &RecordBatch,
    params: &OutputParams,
) -> String {
    let target = dir.path().join(name).display().to_string();
    let mut writer = Writer::create(&target, batch.schema(), params).unwrap();
    // in two parts, so that batches are joined rightly
    let half = batch.num_rows() / 2;
    writer.write(&batch.slice(0, half)).unwrap();
    writer
        .write(&batch.slice(half, batch.num_rows() - half))
        .unwrap();
    assert_eq!(writer.finish().unwrap().rows, batch.num_rows() as u64);
    target
}

fn read(path: &str) -> RecordBatch {
    let params = InputParams {
        batch_rows: 3,
        ..InputParams::default()
    };
    let mut rows = ingest::open(&[path.to_owned()], &params).unwrap();
    let schema = rows.schema();
    let mut batches = Vec::new();
    for chunk in rows.by_ref() {
        let chunk = chunk.unwrap();
        assert_eq!(chunk.rejected, [], "{path}");
        batches.push(chunk.batch);
    }
    concat_batches(&schema, &batches).unwrap()
}

/// Names and cells as text; an empty cell is "".
fn cells(batch: &RecordBatch) -> Vec<Vec<String>> {
    let names = batch
        .schema()
        .fields()
        .iter()
        .map(|f| f.name().clone())
        .collect();
    let row = |r| {
        let cell = |c: &ArrayRef| cell_text(c.as_ref(), r).unwrap_or_default().into_owned();
        batch.columns().iter().map(cell).collect()
    };
    std::iter::once(names)
        .chain((0..batch.num_rows()).map(row))
        .collect()
}

/// Text that hurts: quotes, delimiters, line ends, formulas, numbers that are none, marks.
fn text() -> impl Strategy<Value = Option<String>> {
    prop_oneof![
        1 => Just(None),
        1 => Just(Some(String::new())),
        3 => "[a-z投诉,;\t\"'\n\r =+@|\u{FEFF}\u{FDD0}-]{0,12}".prop_map(Some),
        2 => "[\\PC]{0,12}".prop_map(Some),
        1 => prop_oneof![Just("007"), Just("1e5"), Just("null"), Just("true"), Just("43836"), Just("=1+1"), Just("_x000D_"),
            Just("\u{FDD0}n"), Just("sep=,"), Just("{\"a\":1}")].prop_map(|s| Some(s.to_owned())),
    ]
}

fn table() -> impl Strategy<Value = RecordBatch> {
    let row = (
        text(),
        text(),
        any::<Option<bool>>(),
        proptest::option::of(-1_000_000_i64..1_000_000),
        proptest::option::of(-1e6..1e6_f64),
        proptest::option::of(0..4_000_000_000_i64),
    );
    proptest::collection::vec(row, 1..9).prop_map(|rows| {
        let pick = |f: &dyn Fn(&_) -> Option<String>| -> ArrayRef {
            Arc::new(rows.iter().map(f).collect::<StringArray>())
        };
        let days = |s: i64| i32::try_from(s / 86_400).unwrap();
        RecordBatch::try_from_iter([
            (
                "编号",
                Arc::new((0..rows.len() as i64).map(Some).collect::<Int64Array>()) as ArrayRef,
            ),
            (
                "text",
                pick(&|r: &(Option<String>, Option<String>, _, _, _, _)| r.0.clone()),
            ),
            ("a \"b\", c", pick(&|r| r.1.clone())),
            (
                "truth",
                Arc::new(rows.iter().map(|r| r.2).collect::<BooleanArray>()),
            ),
            (
                "whole",
                Arc::new(rows.iter().map(|r| r.3).collect::<Int64Array>()),
            ),
            (
                "part",
                Arc::new(rows.iter().map(|r| r.4).collect::<Float64Array>()),
            ),
            (
                "day",
                Arc::new(rows.iter().map(|r| r.5.map(days)).collect::<Date32Array>()),
            ),
            (
                "moment",
                Arc::new(
                    rows.iter()
                        .map(|r| r.5.map(|s| s * 1000))
                        .collect::<TimestampMillisecondArray>(),
                ),
            ),
        ])
        .unwrap()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn text_formats_keep_every_cell(batch in table()) {
        let dir = tempfile::tempdir().unwrap();
        for name in ["a.csv", "a.tsv", "a.jsonl", "a.csv.gz", "a.jsonl.zst"] {
            let path = write(&dir, name, &batch, &OutputParams::default());
            prop_assert_eq!(cells(&read(&path)), cells(&batch), "{}", name);
        }
    }

    #[test]
    fn columnar_formats_keep_types_too(batch in table()) {
        let dir = tempfile::tempdir().unwrap();
        for name in ["a.parquet", "a.arrow", "a.arrows"] {
            let path = write(&dir, name, &batch, &OutputParams::default());
            prop_assert_eq!(&read(&path), &batch, "{}", name);
        }
    }

    #[test]
    fn excel_keeps_every_cell(batch in table()) {
        let dir = tempfile::tempdir().unwrap();
        let path = write(&dir, "a.xlsx", &batch, &OutputParams::default());
        let trimmed = |t: Vec<Vec<String>>| -> Vec<Vec<String>> {
            // a row of a sheet ends with its last filled cell: white space alone is none
            t.into_iter().map(|r| r.into_iter().map(|c| if c.trim().is_empty() { String::new() } else { c }).collect()).collect()
        };
        let back = read(&path);
        prop_assert_eq!(trimmed(cells(&back)), trimmed(cells(&batch)));
    }

    #[test]
    fn json_lines_come_back_as_they_were(values in proptest::collection::vec((0..7, text(), 0..7), 1..9)) {
        let dir = tempfile::tempdir().unwrap();
        let value = |which: i32, text: &Option<String>| match which {
            0 => "1.50".to_owned(),
            1 => "12345678901234567890".to_owned(),
            2 => "[1, {\"a\":null}]".to_owned(),
            3 => "null".to_owned(),
            4 => "\"\\ud800\"".to_owned(),
            _ => serde_json::to_string(text.as_deref().unwrap_or("x")).unwrap(),
        };
        let mut source = String::from("{\"id\":\"0\",\"a\":null,\"b\":\"x\"}\n");
        for (a, text, b) in &values {
            let b = if *b == 6 { String::new() } else { format!(",\"b\":{}", value(*b, text)) };
            source.push_str(&format!("{{\"id\":\"01\",\"a\":{}{b}}}\n", value(*a, text)));
        }
        let path = dir.path().join("in.jsonl").display().to_string();
        std::fs::write(&path, &source).unwrap();
        let out = write(&dir, "out.jsonl", &read(&path), &OutputParams::default());
        prop_assert_eq!(std::fs::read_to_string(out).unwrap(), source);
    }
}

fn one(column: &str, cells: &[&str]) -> RecordBatch {
    let cells = Arc::new(StringArray::from(cells.to_vec())) as ArrayRef;
    RecordBatch::try_from_iter([(column, cells)]).unwrap()
}

#[test]
fn one_column_with_empty_cells_loses_no_row() {
    let dir = tempfile::tempdir().unwrap();
    let batch = one("a", &["", "x", ""]);
    for name in ["a.csv", "a.tsv", "a.jsonl"] {
        let path = write(&dir, name, &batch, &OutputParams::default());
        assert_eq!(read(&path).num_rows(), 3, "{name}");
    }
}

#[test]
fn a_csv_for_excel_runs_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let batch = one("=名", &["=1+1", "@x", "-5", "坏了"]);
    let target = dir.path().join("a.csv").display().to_string();
    let params = OutputParams {
        bom: true,
        ..OutputParams::default()
    };
    let mut writer = Writer::create(&target, batch.schema(), &params).unwrap();
    writer.write(&batch).unwrap();
    assert!(writer.finish().unwrap().notes[0].starts_with("3 cells"));
    let text = std::fs::read_to_string(&target).unwrap();
    assert_eq!(text, "\u{FEFF}'=名\r\n'=1+1\r\n'@x\r\n-5\r\n坏了\r\n");
}

#[test]
fn excels_limits_name_the_way_out() {
    let dir = tempfile::tempdir().unwrap();
    let target = dir.path().join("a.xlsx").display().to_string();
    let long = "长".repeat(32_768);
    let batch = one("a", &[&long]);
    let mut writer = Writer::create(&target, batch.schema(), &OutputParams::default()).unwrap();
    let e = writer.write(&batch).unwrap_err().to_string();
    assert!(
        e.contains("32768 characters") && e.contains("CSV or Parquet"),
        "{e}"
    );
    drop(writer);
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);

    let many = one("a", &vec![""; 70_000]);
    let mut writer = Writer::create(&target, many.schema(), &OutputParams::default()).unwrap();
    let e = (0..16)
        .find_map(|_| writer.write(&many).err())
        .unwrap()
        .to_string();
    assert!(e.contains("1,048,575") && e.contains("Parquet"), "{e}");
}

#[test]
fn the_same_rows_give_the_same_bytes() {
    let dir = tempfile::tempdir().unwrap();
    let batch = one("a", &["=1", "坏了", "x"]);
    for name in [
        "a.csv",
        "a.jsonl",
        "a.xlsx",
        "a.parquet",
        "a.arrow",
        "a.csv.gz",
        "a.csv.zst",
    ] {
        let first = std::fs::read(write(&dir, name, &batch, &OutputParams::default())).unwrap();
        let second = std::fs::read(write(&dir, name, &batch, &OutputParams::default())).unwrap();
        assert_eq!(first, second, "{name}");
    }
}

#[test]
fn excel_gets_types_and_never_a_formula() {
    let dir = tempfile::tempdir().unwrap();
    let batch = RecordBatch::try_from_iter([
        (
            "t",
            Arc::new(StringArray::from(vec!["=1+1", "007"])) as ArrayRef,
        ),
        (
            "n",
            Arc::new(Int64Array::from(vec![5, 123_456_789_012_345_678])) as ArrayRef,
        ),
        (
            "d",
            Arc::new(TimestampMillisecondArray::from(vec![1_578_312_578_000, 0])) as ArrayRef,
        ),
    ])
    .unwrap();
    let path = write(&dir, "a.xlsx", &batch, &OutputParams::default());
    let mut book = calamine::open_workbook_auto(path).unwrap();
    use calamine::{Data, Reader};
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    assert!(book.worksheet_formula("Sheet1").unwrap().is_empty());
    assert_eq!(sheet.get((1, 0)), Some(&Data::String("=1+1".into())));
    assert_eq!(sheet.get((2, 0)), Some(&Data::String("007".into())));
    assert_eq!(sheet.get((1, 1)), Some(&Data::Float(5.0)));
    assert_eq!(
        sheet.get((2, 1)),
        Some(&Data::String("123456789012345678".into()))
    );
    assert!(matches!(sheet.get((1, 2)), Some(Data::DateTime(_))));
}

#[test]
fn a_target_without_a_format_is_a_usage_error() {
    let schema = one("a", &[]).schema();
    let e = Writer::create("out.xyz", schema, &OutputParams::default()).unwrap_err();
    assert!(e.is_usage(), "{e}");
}
