//! Tables of Word: native, their heads repeated on every page, rows never divided; what is too wide for the page goes on below,
//! with its first column again.

use super::super::document::{Cell, Column, Heat, Kind, Table};
use super::super::number::width;
use super::super::wording::{Words, pick};
use super::xml::{BOLD, CODE, Face, PLAIN, paragraph, run};
use std::fmt::Write;
use std::ops::Range;

/// Width of the text, in twentieths of a point.
pub(super) const TEXT_WIDTH: usize = 9_070;
/// What a cell adds to its text at both sides together.
const PADDING: usize = 160;
/// Width of half a Chinese character of a table in 9 points, and of one with many columns in 7.5 points.
const HALVES: [usize; 2] = [94, 79];
/// Width of a figure of Arial, in which English tables are set, in 8.5 points, and in 7.
const HALVES_EN: [usize; 2] = [98, 81];
/// Halves of a Chinese character that a column of text needs at least, and at most.
const TEXT: Range<usize> = 10..64;
/// The longest name that no line may divide, such as the number of a complaint.
const UNBROKEN: usize = 20;
/// Halves of a Chinese character in a line of a heading, at most.
const HEADING: usize = 12;
/// What a column takes that is filled in by hand.
const BY_HAND: usize = 24;

/// A table of the rows at the places `shown`, all its columns if it is in full, without caption and notes.
pub(super) fn write(out: &mut String, table: &Table, (shown, full): (&[usize], bool), w: &Words) {
    let rows: Vec<&Vec<Cell>> = shown.iter().filter_map(|&r| table.rows.get(r)).collect();
    let columns: Vec<(usize, &Column)> = table
        .columns
        .iter()
        .enumerate()
        .take(table.columns.len() - usize::from(table.trimmed && !full))
        .filter(|(_, c)| !c.files_only && !c.page_only)
        .collect();
    let texts: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            columns
                .iter()
                .map(|&(i, c)| shown_as(&row[i], c, w))
                .collect()
        })
        .collect();
    let needs: Vec<Need> = columns
        .iter()
        .enumerate()
        .map(|(place, (_, c))| Need::of(c, texts.iter().map(|t| t[place].as_str())))
        .collect();
    let halves = pick(w.lang, HALVES, HALVES_EN);
    let (parts, half) = parts(&needs, halves);
    for (n, places) in parts.into_iter().enumerate() {
        if n > 0 {
            out.push_str(&paragraph("Gap", "", ""));
        }
        let widths = widths(&places.iter().map(|&p| needs[p]).collect::<Vec<_>>(), half);
        let style = if half == halves[0] {
            "Cell"
        } else {
            "CellSmall"
        };
        open(out, &widths);
        let heads = places.iter().map(|&p| {
            let column = columns[p].1;
            (run(&column.head, BOLD), column.kind, None)
        });
        row(out, &widths, style, true, heads);
        for (cells, texts) in rows.iter().zip(&texts) {
            let cells = places.iter().map(|&p| {
                let (i, column) = columns[p];
                let (face, fill) = look(&cells[i]);
                (run(&texts[p], face), column.kind, fill)
            });
            row(out, &widths, style, false, cells);
        }
        out.push_str("</w:tbl>");
    }
}

/// A cell as it is printed.
fn shown_as(cell: &Cell, column: &Column, w: &Words) -> String {
    let text = cell.show(w);
    match text.is_empty() && column.kind != Kind::Text {
        true => "–".to_owned(),
        false => text,
    }
}

/// Halves of a Chinese character that a column needs.
#[derive(Clone, Copy)]
struct Need {
    /// Where lines break between the ends of an interval.
    tight: usize,
    least: usize,
    most: usize,
}

impl Need {
    fn of<'a>(column: &Column, texts: impl Iterator<Item = &'a str> + Clone) -> Self {
        // a percent sign and a sign are wider than a figure
        let wide = |text: &str| width(text) + usize::from(text.contains(['%', '+']));
        let most = match texts.clone().map(wide).max().unwrap_or(0) {
            0 if column.kind == Kind::Text => BY_HAND,
            most => most,
        };
        let ends = texts.clone().flat_map(|text| text.split(" 至 "));
        let ends = ends.flat_map(|text| text.split(" to "));
        let end = ends.map(wide).max().unwrap_or(0);
        let unbroken = texts.map(longest_word).max().unwrap_or(0).min(UNBROKEN);
        let words = column.head.split(' ').map(|word| width(word) + 1);
        let word = words.max().unwrap_or(0).min(HEADING);
        let head = width(&column.head).div_ceil(2).max(word).min(HEADING);
        match column.kind {
            Kind::Text => Self {
                tight: most.min(TEXT.start).max(head).max(unbroken),
                least: most.min(TEXT.start).max(head).max(unbroken),
                most: most.min(TEXT.end).max(head).max(unbroken),
            },
            _ => Self {
                tight: end.max(word),
                least: most.max(head),
                most: most.max(head),
            },
        }
    }

    /// Twentieths of a point.
    fn twips(halves: usize, half: usize) -> usize {
        halves * half + PADDING
    }
}

/// The longest run of what a line does not divide.
fn longest_word(text: &str) -> usize {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')));
    words.map(str::len).max().unwrap_or(0)
}

/// The columns in as many parts as the page needs, and the width of half a character in them.
fn parts(needs: &[Need], halves: [usize; 2]) -> (Vec<Vec<usize>>, usize) {
    for half in halves {
        let least: usize = needs.iter().map(|n| Need::twips(n.least, half)).sum();
        if least <= TEXT_WIDTH {
            return (vec![(0..needs.len()).collect()], half);
        }
    }
    let small = halves[1];
    let tight: usize = needs.iter().map(|n| Need::twips(n.tight, small)).sum();
    if tight <= TEXT_WIDTH {
        return (vec![(0..needs.len()).collect()], small);
    }
    let first = needs.first().map_or(0, |n| Need::twips(n.least, small));
    let mut parts: Vec<Vec<usize>> = Vec::new();
    let mut taken = TEXT_WIDTH;
    for (place, need) in needs.iter().enumerate().skip(1) {
        let needed = Need::twips(need.least, small);
        if taken + needed > TEXT_WIDTH {
            parts.push(vec![0]);
            taken = first;
        }
        if let Some(part) = parts.last_mut() {
            part.push(place);
        }
        taken += needed;
    }
    (parts, small)
}

/// Widths that fill the page: what every column needs, the rest to those that would take more, and then to all alike.
fn widths(needs: &[Need], half: usize) -> Vec<usize> {
    let least: usize = needs.iter().map(|n| Need::twips(n.least, half)).sum();
    let is_tight = least > TEXT_WIDTH;
    let least = |n: &Need| if is_tight { n.tight } else { n.least };
    let mut widths: Vec<usize> = needs.iter().map(|n| Need::twips(least(n), half)).collect();
    let mut spare = TEXT_WIDTH.saturating_sub(widths.iter().sum());
    let more: Vec<usize> = needs.iter().map(|n| (n.most - least(n)) * half).collect();
    let wanted: usize = more.iter().sum();
    if wanted > 0 {
        let given = spare.min(wanted);
        for (width, more) in widths.iter_mut().zip(&more) {
            *width += more * given / wanted;
        }
        spare -= given;
    }
    let each = spare / widths.len().max(1);
    widths.iter_mut().for_each(|width| *width += each);
    widths
}

/// A table of columns this wide.
fn open(out: &mut String, widths: &[usize]) {
    out.push_str(
        "<w:tbl><w:tblPr><w:tblStyle w:val=\"Figures\"/><w:tblW w:w=\"5000\" w:type=\"pct\"/>\
         <w:tblLayout w:type=\"fixed\"/><w:tblLook w:val=\"0620\" w:firstRow=\"1\" w:lastRow=\"0\" \
         w:firstColumn=\"0\" w:lastColumn=\"0\" w:noHBand=\"1\" w:noVBand=\"1\"/></w:tblPr><w:tblGrid>",
    );
    for width in widths {
        let _ = write!(out, "<w:gridCol w:w=\"{width}\"/>");
    }
    out.push_str("</w:tblGrid>");
}

fn row(
    out: &mut String,
    widths: &[usize],
    style: &str,
    head: bool,
    cells: impl Iterator<Item = (String, Kind, Option<&'static str>)>,
) {
    out.push_str("<w:tr><w:trPr><w:cantSplit/>");
    if head {
        out.push_str("<w:tblHeader/>");
    }
    out.push_str("</w:trPr>");
    for (width, (runs, kind, fill)) in widths.iter().zip(cells) {
        let fill = fill.map_or(String::new(), |f| {
            format!("<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"{f}\"/>")
        });
        let right = if kind == Kind::Text {
            ""
        } else {
            "<w:jc w:val=\"right\"/>"
        };
        // the head stays with the first rows
        let stay = if head { "<w:keepNext/>" } else { "" };
        let _ = write!(
            out,
            "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{fill}<w:vAlign w:val=\"center\"/></w:tcPr>{}</w:tc>",
            paragraph(style, &format!("{stay}{right}"), &runs)
        );
    }
    out.push_str("</w:tr>");
}

/// Cells without lines, `across` a row: each a list of paragraphs.
pub(super) fn plain(out: &mut String, across: usize, cells: &[String]) {
    let width = TEXT_WIDTH / across.max(1);
    out.push_str(
        "<w:tbl><w:tblPr><w:tblStyle w:val=\"Keys\"/><w:tblW w:w=\"5000\" w:type=\"pct\"/>\
         <w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>",
    );
    for _ in 0..across {
        let _ = write!(out, "<w:gridCol w:w=\"{width}\"/>");
    }
    out.push_str("</w:tblGrid>");
    for row in cells.chunks(across.max(1)) {
        out.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
        for place in 0..across {
            let empty = paragraph("Cell", "", "");
            let cell = row.get(place).unwrap_or(&empty);
            let _ = write!(
                out,
                "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr>{cell}</w:tc>"
            );
        }
        out.push_str("</w:tr>");
    }
    out.push_str("</w:tbl>");
}

/// Face and fill of a cell.
fn look(cell: &Cell) -> (Face, Option<&'static str>) {
    match cell {
        Cell::Code(_) => (CODE, None),
        Cell::Heat(Heat {
            level, stands_out, ..
        }) => {
            let fill = match level {
                0 => None,
                1 => Some("FDF0E4"),
                2 => Some("F9D3B0"),
                l if *l > 2 => Some("F0A768"),
                -1 => Some("EFF4F9"),
                -2 => Some("D5E4F1"),
                _ => Some("AECBE4"),
            };
            let face = Face {
                bold: *stands_out,
                alert: *stands_out,
                ..PLAIN
            };
            (face, fill)
        }
        _ => (PLAIN, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn need(least: usize, most: usize) -> Need {
        let tight = least;
        Need { tight, least, most }
    }

    #[test]
    fn a_wide_table_goes_on_below_with_its_first_column() {
        let many = vec![need(10, 10); 30];
        let (parts, half) = parts(&many, HALVES);
        assert!(parts.len() > 2 && parts.iter().all(|p| p[0] == 0));
        let all: Vec<usize> = parts.iter().flat_map(|p| p[1..].to_vec()).collect();
        assert_eq!(all, (1..30).collect::<Vec<_>>());
        for part in parts {
            let needs: Vec<Need> = part.iter().map(|&p| many[p]).collect();
            let sum: usize = widths(&needs, half).iter().sum();
            assert!((TEXT_WIDTH - 40..=TEXT_WIDTH).contains(&sum), "{sum}");
        }
    }

    #[test]
    fn text_takes_what_numbers_leave() {
        let widths = widths(&[need(10, 60), need(8, 8)], HALVES[0]);
        assert!(widths[0] > 3 * widths[1], "{widths:?}");
    }
}
