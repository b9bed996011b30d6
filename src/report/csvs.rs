//! One CSV a table, for Excel and scripts: UTF-8 with a byte order mark, unrounded values, intervals as two columns,
//! text that a spreadsheet would run as a formula made harmless.

use super::document::{Block, Cell, Column, Kind, Section, Shown, Table};
use super::wording::Words;
use std::borrow::Cow;

/// File name and bytes of every table of the document.
pub(super) fn render(sections: &[Section<'_>], w: &Words) -> Vec<(String, Vec<u8>)> {
    let blocks = sections.iter().flat_map(|s| &s.blocks);
    blocks
        .filter_map(|block| match block {
            Block::Table(t) if t.shown != Shown::NotCsv => Some(t),
            _ => None,
        })
        .map(|t| (format!("{}.csv", t.name), file(t, w)))
        .collect()
}

fn file(table: &Table, w: &Words) -> Vec<u8> {
    let mut out = String::from('\u{feff}');
    let columns: Vec<(usize, &Column)> = table
        .columns
        .iter()
        .enumerate()
        .filter(|(_, c)| !c.page_only)
        .collect();
    let mut heads = Vec::new();
    for (_, c) in &columns {
        if c.kind == Kind::Interval {
            heads.push(Cow::Owned(format!("{} {}", c.head, w.low)));
            heads.push(Cow::Owned(format!("{} {}", c.head, w.high)));
        } else {
            heads.push(harmless(&c.head));
        }
    }
    line(&mut out, &heads);
    for row in &table.rows {
        let mut fields = Vec::with_capacity(heads.len());
        for &(i, c) in &columns {
            fields.extend(values(&row[i], c, w));
        }
        line(&mut out, &fields);
    }
    out.into_bytes()
}

fn values<'a>(cell: &'a Cell, column: &Column, w: &Words) -> Vec<Cow<'a, str>> {
    let ends = match cell {
        Cell::Shares(l, h) | Cell::Changes(l, h) | Cell::PointsBetween(l, h) | Cell::Band(l, h) => {
            Some((l, h))
        }
        _ => None,
    };
    match (cell, ends) {
        (_, Some((l, h))) => vec![l.to_string().into(), h.to_string().into()],
        _ if column.kind == Kind::Interval => vec!["".into(), "".into()],
        (Cell::Text(t) | Cell::Code(t), _) => vec![harmless(t)],
        (Cell::Flag(_) | Cell::Date(_), _) => vec![cell.show(w).into()],
        _ => vec![cell.value().map_or("".into(), |v| v.to_string().into())],
    }
}

/// `text` with a leading apostrophe where a spreadsheet would take it for a formula.
fn harmless(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}").into()
    } else {
        text.into()
    }
}

fn line(out: &mut String, fields: &[Cow<'_, str>]) {
    for (i, field) in fields.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        if field.contains(['"', ',', '\n', '\r']) {
            out.push('"');
            out.push_str(&field.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(field);
        }
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::document::{figure, interval, text};

    #[test]
    fn formulas_quotes_and_intervals() {
        let w = Words::of(crate::report::Lang::Zh);
        let columns = vec![text("类型"), figure("占比"), interval("区间")];
        let mut table = Table::new("t", "t", columns);
        table.rows = vec![
            vec![
                Cell::text("=cmd|' /C calc'!A0"),
                Cell::Percent(0.125),
                Cell::Shares(0.1, 0.15),
            ],
            vec![Cell::text("甲,\"乙\""), Cell::Empty, Cell::Empty],
        ];
        assert_eq!(
            String::from_utf8(file(&table, w)).unwrap(),
            "\u{feff}类型,占比,区间 下限,区间 上限\r\n\
             '=cmd|' /C calc'!A0,0.125,0.1,0.15\r\n\
             \"甲,\"\"乙\"\"\",,,\r\n"
        );
    }
}
