//! Every number of a rendering is one of the JSON.

use super::text;
use crate::report::fixture::fixture;
use crate::report::{Report, ReportFormat, Template, render, render_csvs};
use std::collections::BTreeSet;
/// Every number of the report's JSON, and what the renderings may say beside it: places in a list, running shares.
fn known(report: &Report) -> BTreeSet<u64> {
    fn walk(value: &serde_json::Value, out: &mut BTreeSet<u64>) {
        match value {
            serde_json::Value::Number(n) => {
                out.insert(n.as_f64().unwrap().to_bits());
            }
            serde_json::Value::Array(list) => list.iter().for_each(|v| walk(v, out)),
            serde_json::Value::Object(map) => map.values().for_each(|v| walk(v, out)),
            _ => {}
        }
    }
    let mut out = BTreeSet::new();
    walk(&serde_json::to_value(report).unwrap(), &mut out);
    for place in 0..=report.findings.len().max(10) {
        out.insert((place as f64).to_bits());
    }
    let mut sum = 0;
    for t in &report.figures.types {
        sum += t.share.count;
        out.insert((sum as f64 / t.share.denominator as f64).to_bits());
    }
    out
}

#[test]
fn every_number_of_the_page_is_the_jsons() {
    let report = fixture(12, 24, 3);
    numbers_of_the_page(&report);
    numbers_of_the_page(&monthly(report));
}

/// The same report as a hotline publishes it.
pub(super) fn monthly(report: Report) -> Report {
    Report {
        template: Template::Monthly12345,
        ..report
    }
}

fn numbers_of_the_page(report: &Report) {
    let (known, page) = (known(report), text(report, ReportFormat::Html));
    let cell = regex::Regex::new(
        r#"data-v="([^"]+)"[^>]*>(?:<svg.*?</svg>)?(?:<span class="num">|<i>▲</i>)?([^<]*)<"#,
    )
    .unwrap();
    let mut seen = 0;
    for found in cell.captures_iter(&page) {
        let value: f64 = found[1].parse().unwrap();
        assert!(
            known.contains(&value.to_bits()),
            "{} is not in the JSON",
            &found[0]
        );
        if let Some(shown) = found[2].strip_suffix('%') {
            let first = shown
                .split(['–', '至'])
                .next()
                .unwrap()
                .trim()
                .trim_end_matches('%');
            let shown: f64 = first
                .replace([',', '+'], "")
                .replace('−', "-")
                .parse()
                .unwrap();
            assert!((shown - value * 100.0).abs() <= 0.1, "{}", &found[0]);
        }
        seen += 1;
    }
    assert!(seen > 800, "only {seen} numbers found");
}

#[test]
fn every_number_of_the_workbook_is_the_jsons() {
    let report = fixture(12, 24, 3);
    numbers_of_the_workbook(&report);
    numbers_of_the_workbook(&monthly(report));
}

fn numbers_of_the_workbook(report: &Report) {
    use calamine::{Data, Reader, Xlsx};
    let known = known(report);
    let bytes = render(report, ReportFormat::Xlsx).unwrap();
    let mut book = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let mut seen = 0;
    for (name, sheet) in book.worksheets() {
        for (row, column, cell) in sheet.used_cells() {
            if let Data::Float(x) = cell {
                assert!(
                    known.contains(&x.to_bits()),
                    "{name} {row} {column}: {x} is not in the JSON"
                );
                seen += 1;
            }
        }
    }
    assert!(seen > 1000, "only {seen} numbers found");
}

#[test]
fn every_number_of_the_tables_is_the_jsons() {
    let report = fixture(12, 24, 3);
    let known = known(&report);
    let files = render_csvs(&report);
    let names: Vec<&str> = files.iter().map(|f| f.0.as_str()).collect();
    for wanted in [
        "types.csv",
        "periods.csv",
        "by_产品.csv",
        "words.csv",
        "findings.csv",
        "ledger.csv",
    ] {
        assert!(
            names.contains(&wanted),
            "{wanted} is missing from {names:?}"
        );
    }
    let mut seen = 0;
    for (name, bytes) in &files {
        let mut rows = csv::Reader::from_reader(bytes.strip_prefix("\u{feff}".as_bytes()).unwrap());
        for row in rows.records().map(Result::unwrap) {
            for field in &row {
                // version-like and date-like texts do not parse
                if let Ok(x) = field.parse::<f64>() {
                    assert!(
                        known.contains(&x.to_bits()),
                        "{name}: {field} is not in the JSON"
                    );
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 1500, "only {seen} numbers found");
}
