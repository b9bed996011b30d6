//! One table on one sheet: title, way back, the table with its head frozen, notes, and its chart beside it.

use super::super::document::{Cell, Kind};
use super::super::number::{digits, width};
use super::super::wording::Words;
use super::field::{Field, HEAD, fields};
use super::{Sheet, cell_text, link, plot};
use crate::aggregate::day;
use rust_xlsxwriter::{
    Color, Format, FormatAlign, Table, TableColumn, TableFunction, TableStyle, Url, Workbook,
    Worksheet, XlsxError,
};

/// Excel counts days from 1899-12-30: in days since 1970-01-01.
const EXCEL_EPOCH: i32 = -25_569;
/// Widest column, in characters.
const WIDEST: usize = 60;
/// Widest heading, in characters, before it wraps.
const HEADING: usize = 12;
/// Width of a table, in characters, from which its chart stands below it and not out of sight beside it.
const BESIDE: f64 = 90.0;

pub(super) fn write(
    book: &mut Workbook,
    sheet: &Sheet<'_>,
    place: usize,
    w: &Words,
) -> Result<(), XlsxError> {
    let fields = fields(sheet, w);
    let page = book.add_worksheet();
    page.set_name(sheet.name.as_str())?;
    let title = Format::new().set_bold().set_font_size(14);
    page.write_string_with_format(0, 0, cell_text(&sheet.table.title), &title)?;
    page.write_url(1, 0, Url::new(link(w.summary, 0)).set_text(w.back))?;
    let rows = u32::try_from(sheet.table.rows.len()).unwrap_or(u32::MAX);
    let sums = sums(sheet, &fields);
    let last = HEAD + rows + u32::from(!sums.is_empty());
    table(page, &fields, (last, &sums), (place, w))?;
    for (i, row) in (HEAD + 1..).zip(&sheet.table.rows) {
        for (j, field) in (0..).zip(&fields) {
            cell(page, i, j, &row[field.place], field, w)?;
        }
        let lines = row.iter().map(|c| width(&c.show(w)).div_ceil(WIDEST - 3));
        let lines = lines.max().unwrap_or(1).clamp(1, 20);
        if lines > 1 {
            page.set_row_height(i, u32::try_from(16 * lines).unwrap_or(16))?;
        }
    }
    let mut across = 0.0;
    for (j, field) in (0..).zip(&fields) {
        let width = column_width(sheet, field, w);
        across += width;
        page.set_column_width(j, width)?;
    }
    page.set_row_height(HEAD, 34)?;
    let note = Format::new().set_font_color(Color::RGB(0x5b626b));
    let notes = || sheet.table.notes.iter().chain(&sheet.table.details);
    for (i, text) in (last + 2..).zip(notes()) {
        page.write_string_with_format(i, 0, cell_text(text), &note)?;
    }
    page.set_freeze_panes(HEAD + 1, 1)?;
    page.set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0);
    page.set_repeat_rows(HEAD, HEAD)?;
    if let Some(chart) = plot::chart(sheet, &fields, w) {
        if across > BESIDE {
            let below = last + 3 + u32::try_from(notes().count()).unwrap_or(0);
            page.insert_chart(below, 0, &chart)?;
        } else {
            let beside = u16::try_from(fields.len()).unwrap_or(u16::MAX) + 1;
            page.insert_chart(HEAD, beside, &chart)?;
        }
    }
    Ok(())
}

/// The columns that a last row adds up, with their sums; none where there is one row at most.
fn sums(sheet: &Sheet<'_>, fields: &[Field<'_>]) -> Vec<(u16, u64)> {
    let rows = &sheet.table.rows;
    let count = |row: &Vec<Cell>, place: usize| match row[place] {
        Cell::Count(n) => Some(n),
        _ => None,
    };
    let summed = (0..).zip(fields).filter(|(_, f)| f.column.summed);
    let summed = summed.filter(|_| rows.len() > 1);
    summed
        .filter_map(|(at, f)| {
            Some((
                at,
                rows.iter()
                    .map(|r| count(r, f.place))
                    .sum::<Option<u64>>()?,
            ))
        })
        .collect()
}

fn table(
    page: &mut Worksheet,
    fields: &[Field<'_>],
    (last, sums): (u32, &[(u16, u64)]),
    (place, w): (usize, &Words),
) -> Result<(), XlsxError> {
    let columns: Vec<TableColumn> = (0..)
        .zip(fields)
        .map(|(at, f)| {
            let align = if f.column.kind == Kind::Text {
                FormatAlign::Left
            } else {
                FormatAlign::Right
            };
            let format = Format::new()
                .set_align(align)
                .set_align(FormatAlign::VerticalCenter);
            let format = format.set_bold().set_text_wrap();
            let column = TableColumn::new()
                .set_header(f.head.as_str())
                .set_header_format(format);
            match sums.iter().any(|s| s.0 == at) {
                true => column.set_total_function(TableFunction::Sum),
                false if at == 0 && !sums.is_empty() => column.set_total_label(w.sum),
                false => column,
            }
        })
        .collect();
    let table = Table::new()
        .set_name(format!("tousu_{}", place + 1))
        .set_style(TableStyle::Light1)
        .set_banded_rows(true)
        .set_total_row(!sums.is_empty())
        .set_columns(&columns);
    let width = u16::try_from(fields.len()).unwrap_or(1);
    page.add_table(HEAD, 0, last, width.saturating_sub(1), &table)?;
    for &(at, sum) in sums {
        page.set_formula_result(last, at, sum.to_string());
    }
    Ok(())
}

fn cell(
    page: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    field: &Field<'_>,
    w: &Words,
) -> Result<(), XlsxError> {
    if let Some((value, format)) = number(cell, field.high) {
        if value.is_finite() {
            page.write_number_with_format(row, column, value, &format)?;
        }
        return Ok(());
    }
    let text = cell_text(&cell.show(w));
    if !text.is_empty() {
        let mut format = Format::new().set_align(FormatAlign::VerticalCenter);
        if width(&text) > WIDEST {
            format = format.set_text_wrap();
        }
        page.write_string_with_format(row, column, text, &format)?;
    }
    Ok(())
}

/// The unrounded number of a cell and how Excel shows it; `None` for text.
pub(super) fn number(cell: &Cell, high: bool) -> Option<(f64, Format)> {
    let end = |l: f64, h: f64| if high { h } else { l };
    let (value, format) = match cell {
        Cell::Count(n) => (*n as f64, "#,##0"),
        Cell::Date(d) => (f64::from(day(*d) - EXCEL_EPOCH), "yyyy-mm-dd"),
        Cell::Number(x, digits) => (*x, with_decimals(*digits)),
        Cell::Percent(x) => (*x, "0.0%"),
        Cell::Given(x) => (*x, "0.0#####%"),
        Cell::Change(x) | Cell::Points(x) => (*x, "+0.0%;-0.0%;0.0%"),
        Cell::P(x) => (*x, "[<0.001]\"<0.001\";0.000"),
        Cell::Shares(l, h) => (end(*l, *h), "0.0%"),
        Cell::Changes(l, h) | Cell::PointsBetween(l, h) => (end(*l, *h), "+0.0%;-0.0%;0.0%"),
        Cell::Band(l, h) => (end(*l, *h), with_decimals(digits(end(*l, *h)))),
        Cell::Heat(h) => {
            let mut format = Format::new()
                .set_num_format("0.0%")
                .set_align(FormatAlign::VerticalCenter);
            if let Some(fill) = fill(h.level) {
                format = format.set_background_color(fill);
            }
            if h.stands_out {
                format = format.set_bold().set_font_color(Color::RGB(0xb8470b));
            }
            return h.share.map(|s| (s, format));
        }
        Cell::Empty | Cell::Text(_) | Cell::Code(_) | Cell::Spark(_) | Cell::Flag(_) => {
            return None;
        }
    };
    let format = Format::new()
        .set_num_format(format)
        .set_align(FormatAlign::VerticalCenter);
    Some((value, format))
}

fn with_decimals(digits: usize) -> &'static str {
    match digits {
        0 => "#,##0",
        1 => "#,##0.0",
        2 => "#,##0.00",
        _ => "#,##0.000",
    }
}

/// Makes the number in the first cell of a row a link.
pub(super) fn link_number(
    page: &mut Worksheet,
    row: u32,
    number: f64,
    target: &str,
) -> Result<(), XlsxError> {
    let format = Format::new()
        .set_hyperlink()
        .set_align(FormatAlign::VerticalCenter);
    page.write_url_with_format(row, 0, Url::new(target), &format)?;
    // the link stays, and a number is sorted as one
    page.write_number_with_format(row, 0, number, &format)?;
    Ok(())
}

/// The page's colours of a heat map.
fn fill(level: i8) -> Option<Color> {
    Some(Color::RGB(match level {
        0 => return None,
        1 => 0xfdf0e4,
        2 => 0xf9d3b0,
        l if l > 2 => 0xf0a768,
        -1 => 0xeff4f9,
        -2 => 0xd5e4f1,
        _ => 0xaecbe4,
    }))
}

fn column_width(sheet: &Sheet<'_>, field: &Field<'_>, w: &Words) -> f64 {
    let shown = sheet.table.rows.iter().map(|r| match &r[field.place] {
        Cell::Shares(..) | Cell::Changes(..) | Cell::PointsBetween(..) | Cell::Band(..) => 8,
        cell => width(&cell.show(w)),
    });
    // the head has a button of its own beside it
    let head = width(&field.head).min(HEADING) + 2;
    let widest = (shown.max().unwrap_or(0) + 2).max(head);
    f64::from(u32::try_from(widest.min(WIDEST)).unwrap_or(60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excel_shows_the_decimals_of_the_page() {
        let shown = [0, 1, 2, 3].map(with_decimals);
        assert_eq!(shown, ["#,##0", "#,##0.0", "#,##0.00", "#,##0.000"]);
        let same = |cell: &Cell, format: &str| {
            let (_, found) = number(cell, true).unwrap();
            let align = FormatAlign::VerticalCenter;
            assert_eq!(found, Format::new().set_num_format(format).set_align(align));
        };
        same(&Cell::Number(0.574, 3), "#,##0.000");
        same(&Cell::Band(9.52, 14.78), "#,##0.0");
        same(&Cell::P(0.000_1), "[<0.001]\"<0.001\";0.000");
    }
}
