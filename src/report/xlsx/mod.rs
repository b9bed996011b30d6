//! The workbook: a first sheet that sums up and links to the others, then one sheet a table, with Excel's own tables and
//! charts. Numbers are numbers; text is text, whatever it begins with. No time of making: the same report, the same bytes.

mod field;
pub(super) mod paint;
mod plot;
mod sheet;
mod summary;

use super::Report;
use super::document::{Block, Cell, Section, Shown, Table};
use super::sections::{EVIDENCE, FINDINGS};
use super::wording::Words;
use crate::error::{Error, Result};
use field::HEAD;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

/// A table and the sheet it gets.
struct Sheet<'a> {
    name: String,
    table: &'a Table,
}

/// The bytes of the workbook.
pub(super) fn render(
    report: &Report,
    sections: &[Section<'_>],
    w: &'static Words,
) -> Result<Vec<u8>> {
    build(report, sections, w)
        .map_err(|e| Error::io("report.xlsx", "write", std::io::Error::other(e)))
}

fn build(
    report: &Report,
    sections: &[Section<'_>],
    w: &'static Words,
) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(
        &DocProperties::new()
            .set_title(report.title.as_str())
            .set_author("tousu")
            .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?),
    );
    let sheets = sheets(sections, w);
    summary::write(&mut book, report, sections, &sheets, w)?;
    for (place, s) in sheets.iter().enumerate() {
        sheet::write(&mut book, s, place, w)?;
    }
    links(&mut book, &sheets)?;
    book.save_to_buffer()
}

fn sheets<'a>(sections: &'a [Section<'_>], w: &Words) -> Vec<Sheet<'a>> {
    let mut taken = vec![w.summary.to_lowercase()];
    let tables = sections
        .iter()
        .flat_map(|s| &s.blocks)
        .filter_map(|b| match b {
            Block::Table(t) if t.shown != Shown::Csv && !t.rows.is_empty() => Some(t),
            _ => None,
        });
    tables
        .map(|table| Sheet {
            name: sheet_name(&table.title, &mut taken),
            table,
        })
        .collect()
}

/// A name Excel takes: at most 31 UTF-16 units, without `[]:*?/\`, no apostrophe at either end, taken once.
fn sheet_name(title: &str, taken: &mut Vec<String>) -> String {
    let clean: String = title
        .chars()
        .map(|c| {
            if c.is_control() || "[]:*?/\\".contains(c) {
                ' '
            } else {
                c
            }
        })
        .collect();
    let clean = clean.trim().trim_matches('\'');
    let clean = if clean.is_empty() { "_" } else { clean };
    for number in 1.. {
        let tail = if number == 1 {
            String::new()
        } else {
            format!(" {number}")
        };
        let mut name = String::new();
        for c in clean.chars() {
            if name.encode_utf16().count() + c.len_utf16() + tail.len() > 31 {
                break;
            }
            name.push(c);
        }
        let name = format!("{}{tail}", name.trim_end_matches('\''));
        if !taken.contains(&name.to_lowercase()) {
            taken.push(name.to_lowercase());
            return name;
        }
    }
    String::new()
}

/// A link to the first cell of a row of a sheet, counted from 0.
fn link(sheet: &str, row: u32) -> String {
    format!("internal:'{}'!A{}", sheet.replace('\'', "''"), row + 1)
}

/// From the number of every finding to its first complaint, and from there back.
fn links(book: &mut Workbook, sheets: &[Sheet<'_>]) -> Result<(), XlsxError> {
    let of = |name: &str| sheets.iter().find(|s| s.table.name == name);
    let Some((findings, evidence)) = of(FINDINGS).zip(of(EVIDENCE)) else {
        return Ok(());
    };
    let number = |row: &Vec<Cell>| row.first().and_then(Cell::value);
    for (row, at) in findings.table.rows.iter().zip(HEAD + 1..) {
        let mut lines = evidence.table.rows.iter().zip(HEAD + 1..);
        let Some((_, first)) = lines.find(|(line, _)| number(line) == number(row)) else {
            continue;
        };
        let number = number(row).unwrap_or_default();
        for (from, at, to, row) in [
            (findings, at, evidence, first),
            (evidence, first, findings, at),
        ] {
            let page = book.worksheet_from_name(&from.name)?;
            sheet::link_number(page, at, number, &link(&to.name, row))?;
        }
    }
    Ok(())
}

/// Text that a cell can hold: a tab as a space, no other control characters, at most 32,000 characters.
fn cell_text(text: &str) -> String {
    text.chars()
        .map(|c| if c == '\t' { ' ' } else { c })
        .filter(|c| !c.is_control() || *c == '\n')
        .take(32_000)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_a_tab_stay_two_words() {
        assert_eq!(cell_text("tab\there\u{7}\n."), "tab here\n.");
    }

    #[test]
    fn sheet_names_are_what_excel_takes() {
        let mut taken = Vec::new();
        assert_eq!(sheet_name("a/b:c*", &mut taken), "a b c");
        assert_eq!(sheet_name("A b c", &mut taken), "A b c 2");
        let long = "一二三四五六七八九十".repeat(5);
        assert_eq!(sheet_name(&long, &mut taken).chars().count(), 31);
        assert_eq!(sheet_name(&long, &mut taken).chars().count(), 31);
        assert_eq!(sheet_name("'x'", &mut taken), "x");
    }
}
