//! The XML of a sheet, with rows behind its last one that is filled.

use crate::ingest::attribute;
use std::collections::BTreeMap;
use std::fmt::Write;

/// A row of a sheet as it is written there.
struct Row<'a> {
    number: usize,
    xml: &'a str,
}

impl Row<'_> {
    /// Its cells: column from 0, style, and whether there is a value.
    fn cells(&self) -> impl Iterator<Item = (usize, Option<String>, bool)> {
        let cells = self.xml.split("<c ").skip(1);
        cells.filter_map(|cell| {
            let (tag, rest) = cell.split_once('>')?;
            let inside = rest.split("</c>").next().unwrap_or_default();
            let filled =
                !tag.ends_with('/') && ["<v", "<t", "<f"].iter().any(|e| inside.contains(e));
            let place = attribute(tag, "r")?;
            let style = attribute(tag, "s").map(|s| s.into_owned());
            Some((column(&place)?, style, filled))
        })
    }

    fn is_filled(&self) -> bool {
        self.cells().any(|(_, _, filled)| filled)
    }
}

/// The sheet with `rows` written below its last row that holds anything, from its first column that does; they look like the rows
/// they replace or, where there are none, like the last one. Absent where the sheet is written in a way that is not known here.
pub(super) fn with_rows(sheet: &str, rows: &[Vec<String>]) -> Option<String> {
    let (head, rest) = sheet.split_once("<sheetData>")?;
    let (data, tail) = rest.rsplit_once("</sheetData>")?;
    let found = all_rows(data)?;
    let last = found.iter().rposition(Row::is_filled)?;
    let filled = found[..=last].iter().flat_map(Row::cells);
    let left = filled.filter(|c| c.2).map(|c| c.0).min()?;
    let first = found[last].number + 1;
    let mut out = format!("{head}<sheetData>");
    found[..=last].iter().for_each(|row| out.push_str(row.xml));
    for (number, row) in (first..).zip(rows) {
        let like = found[last + 1..].iter().find(|r| r.number == number);
        write_row(&mut out, number, left, row, like.unwrap_or(&found[last]));
    }
    let end = first + rows.len();
    let behind = found[last + 1..].iter().filter(|r| r.number >= end);
    behind.for_each(|row| out.push_str(row.xml));
    out.push_str("</sheetData>");
    out.push_str(tail);
    Some(out)
}

/// The rows between the tags of the data; absent where one has no number.
fn all_rows(data: &str) -> Option<Vec<Row<'_>>> {
    let starts: Vec<usize> = data.match_indices("<row").map(|(at, _)| at).collect();
    let ends = starts.iter().skip(1).copied().chain([data.len()]);
    let row = |(start, end): (&usize, usize)| {
        let xml = data.get(*start..end)?;
        let tag = xml.split('>').next()?;
        let number = attribute(tag, "r")?.parse().ok()?;
        Some(Row { number, xml })
    };
    starts.iter().zip(ends).map(row).collect()
}

fn write_row(out: &mut String, number: usize, left: usize, cells: &[String], like: &Row<'_>) {
    let styles: BTreeMap<usize, Option<String>> = like.cells().map(|c| (c.0, c.1)).collect();
    let _ = write!(out, "<row r=\"{number}\">");
    for (column, text) in (left..).zip(cells) {
        let style = styles.get(&column).and_then(Option::as_ref);
        let style = style.map_or(String::new(), |s| format!(" s=\"{s}\""));
        let place = format!("{}{number}", letters(column));
        let is_number = text.len() < 10 && text.bytes().all(|b| b.is_ascii_digit());
        let _ = match text.as_str() {
            "" => write!(out, "<c r=\"{place}\"{style}/>"),
            n if is_number && !n.starts_with('0') => {
                write!(out, "<c r=\"{place}\"{style}><v>{n}</v></c>")
            }
            text => write!(
                out,
                "<c r=\"{place}\"{style} t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
                escaped(text)
            ),
        };
    }
    out.push_str("</row>");
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// `AB12` → 27
fn column(place: &str) -> Option<usize> {
    let letters = place.bytes().take_while(u8::is_ascii_uppercase);
    let number = letters.fold(0, |n: usize, b| {
        n.saturating_mul(26)
            .saturating_add(usize::from(b - b'A') + 1)
    });
    number.checked_sub(1)
}

/// 27 → `AB`
fn letters(mut column: usize) -> String {
    let mut out = Vec::new();
    loop {
        out.push(b'A' + u8::try_from(column % 26).unwrap_or(0));
        match (column / 26).checked_sub(1) {
            Some(rest) => column = rest,
            None => break,
        }
    }
    out.iter().rev().map(|b| char::from(*b)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        for (n, text) in [
            (0, "A"),
            (25, "Z"),
            (26, "AA"),
            (27, "AB"),
            (701, "ZZ"),
            (702, "AAA"),
        ] {
            assert_eq!(letters(n), text);
            assert_eq!(column(&format!("{text}12")), Some(n));
        }
    }

    #[test]
    fn rows_come_behind_the_last_filled_one_and_look_like_those_they_replace() {
        let sheet = "<ws><sheetData><row r=\"2\"><c r=\"B2\" t=\"s\"><v>0</v></c></row>\
            <row r=\"3\" ht=\"30\"><c r=\"B3\" s=\"4\"><f>1+1</f><v>2</v></c></row>\
            <row r=\"4\"><c r=\"B4\" s=\"7\"/><c r=\"C4\" s=\"8\"/></row><row r=\"6\"/></sheetData><x/></ws>";
        let row = |cells: [&str; 2]| cells.map(str::to_owned).to_vec();
        let out = with_rows(sheet, &[row(["3", "a<b"]), row(["", "007"])]).unwrap();
        assert_eq!(
            out,
            "<ws><sheetData><row r=\"2\"><c r=\"B2\" t=\"s\"><v>0</v></c></row>\
            <row r=\"3\" ht=\"30\"><c r=\"B3\" s=\"4\"><f>1+1</f><v>2</v></c></row>\
            <row r=\"4\"><c r=\"B4\" s=\"7\"><v>3</v></c><c r=\"C4\" s=\"8\" t=\"inlineStr\"><is><t xml:space=\"preserve\">a&lt;b</t></is></c></row>\
            <row r=\"5\"><c r=\"B5\" s=\"4\"/><c r=\"C5\" t=\"inlineStr\"><is><t xml:space=\"preserve\">007</t></is></c></row>\
            <row r=\"6\"/></sheetData><x/></ws>"
        );
        assert_eq!(with_rows("<x:sheetData></x:sheetData>", &[]), None);
    }
}
