//! The first sheet: what happened, the key figures, two charts, and the way to every other sheet.

use super::super::Report;
use super::super::document::{Block, Key, Plot, Section};
use super::super::number::width;
use super::super::sections::provenance;
use super::super::sign_off;
use super::super::wording::requests::Renaming;
use super::super::wording::{Words, summary};
use super::field::fields;
use super::{Sheet, cell_text, link, plot, sheet};
use rust_xlsxwriter::{
    Color, Format, FormatAlign, FormatBorder, Url, Workbook, Worksheet, XlsxError,
};

/// Column of what is next to the span and the key figures.
const BESIDE: u16 = 4;
/// Last column of the sentences.
const RIGHT: u16 = 12;
/// Characters that the sentences' width holds.
const LINE: usize = 128;

pub(super) fn write(
    book: &mut Workbook,
    report: &Report,
    sections: &[Section<'_>],
    sheets: &[Sheet<'_>],
    w: &'static Words,
) -> Result<(), XlsxError> {
    let page = book.add_worksheet();
    page.set_name(w.summary)?;
    page.set_screen_gridlines(false);
    page.set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 1);
    page.set_column_width(0, 30)?
        .set_column_width(1, 16)?
        .set_column_width(2, 34)?
        .set_column_width(3, 3)?;
    let title = Format::new()
        .set_bold()
        .set_font_size(20)
        .set_font_color(Color::RGB(0x1f5f99));
    page.set_row_height(0, 32)?;
    page.write_string_with_format(0, 0, cell_text(&report.title), &title)?;
    let mut row = 1;
    if let Some((first, last)) = summary::days(&report.figures) {
        let span = format!("{first} {} {last}", w.to);
        page.write_string_with_format(row, 0, span, &soft())?;
        row += 1;
    }
    let (issue, names) = sign_off::text(report, w);
    if !(issue.is_empty() && names.is_empty()) {
        let line = cell_text(&format!("{issue}　　{names}"));
        page.write_string_with_format(1, BESIDE, line.trim(), &soft())?;
    }
    row += 1;
    for block in sections.iter().flat_map(|s| &s.blocks) {
        if let Block::Summary(keys, sentences) = block {
            row = lines(page, row, sentences, false)?;
            row = key_figures(page, row + 1, keys, w)?;
        }
    }
    let beside = row.saturating_sub(1);
    charts(page, sheets, key_row(sections), w)?;
    row = directory(page, beside + 2, sheets, w)?;
    if !report.notes.is_empty() {
        heading(page, row + 1, w.notes)?;
        let notes = notes(report);
        row = lines(page, row + 2, &notes, true)?;
    }
    heading(page, row + 1, w.inputs)?;
    row += 2;
    for (label, value) in provenance(report, w) {
        page.write_string_with_format(row, 0, label, &soft())?;
        page.write_string(row, 1, cell_text(&value))?;
        row += 1;
    }
    Ok(())
}

/// Notes on the data, about requests where rows are requests.
fn notes(report: &Report) -> Vec<String> {
    let Some(renaming) = Renaming::of_report(report) else {
        return report.notes.clone();
    };
    let notes = report.notes.iter();
    notes.map(|note| renaming.of_text(note)).collect()
}

/// First row of the key figures: title, span, gap, sentences, gap.
fn key_row(sections: &[Section<'_>]) -> u32 {
    let sentences = sections
        .iter()
        .flat_map(|s| &s.blocks)
        .find_map(|b| match b {
            Block::Summary(_, sentences) => Some(sentences.len()),
            _ => None,
        });
    4 + u32::try_from(sentences.unwrap_or(0)).unwrap_or(0)
}

fn soft() -> Format {
    Format::new()
        .set_font_color(Color::RGB(0x5b626b))
        .set_align(FormatAlign::Top)
}

fn heading(page: &mut Worksheet, row: u32, text: &str) -> Result<(), XlsxError> {
    let format = Format::new().set_bold().set_font_size(12);
    page.write_string_with_format(row, 0, text, &format)?;
    Ok(())
}

/// Sentences over the whole width, each row as high as it needs.
fn lines(
    page: &mut Worksheet,
    mut row: u32,
    lines: &[String],
    quiet: bool,
) -> Result<u32, XlsxError> {
    let mut format = if quiet {
        soft()
    } else {
        Format::new().set_font_size(12)
    };
    format = format
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter);
    for line in lines {
        let high = u32::try_from(width(line).div_ceil(LINE).max(1)).unwrap_or(1);
        page.set_row_height(row, 22 * high)?;
        page.merge_range(row, 0, row, RIGHT, &cell_text(line), &format)?;
        row += 1;
    }
    Ok(row)
}

fn key_figures(
    page: &mut Worksheet,
    mut row: u32,
    keys: &[Key],
    w: &Words,
) -> Result<u32, XlsxError> {
    let under = |f: Format| {
        f.set_border_bottom(FormatBorder::Thin)
            .set_border_color(Color::RGB(0xe4e1db))
    };
    for key in keys {
        page.set_row_height(row, 24)?;
        let middle = |f: Format| under(f.set_align(FormatAlign::VerticalCenter));
        page.write_string_with_format(row, 0, cell_text(&key.label), &middle(Format::new()))?;
        let strong =
            |f: Format| middle(f.set_bold().set_font_size(14).set_align(FormatAlign::Right));
        if let Some((value, format)) = sheet::number(&key.value, false) {
            page.write_number_with_format(row, 1, value, &strong(format))?;
        } else {
            page.write_string_with_format(row, 1, key.value.show(w), &strong(Format::new()))?;
        }
        let hint = format!("  {}", cell_text(&key.hint).replace('\n', "  "));
        page.write_string_with_format(
            row,
            2,
            hint,
            &under(soft().set_align(FormatAlign::VerticalCenter)),
        )?;
        row += 1;
    }
    Ok(row)
}

/// The charts of the types and of the trend, beside the key figures.
fn charts(
    page: &mut Worksheet,
    sheets: &[Sheet<'_>],
    row: u32,
    w: &Words,
) -> Result<(), XlsxError> {
    let drawn = sheets
        .iter()
        .filter(|s| matches!(s.table.plot, Plot::Pareto(..) | Plot::Line(_)));
    for (place, s) in (0u32..).zip(drawn) {
        if let Some(mut chart) = plot::chart(s, &fields(s, w), w) {
            chart.set_width(680).set_height(320);
            page.insert_chart(row + place * 15, BESIDE, &chart)?;
        }
    }
    Ok(())
}

fn directory(
    page: &mut Worksheet,
    row: u32,
    sheets: &[Sheet<'_>],
    w: &Words,
) -> Result<u32, XlsxError> {
    heading(page, row, w.contents)?;
    let mut at = row + 1;
    for s in sheets {
        page.write_url(at, 0, Url::new(link(&s.name, 0)).set_text(s.name.as_str()))?;
        let rows = format!(
            "{} {}",
            super::super::number::count(s.table.rows.len() as u64),
            w.rows_unit
        );
        page.write_string_with_format(at, 1, rows, &soft().set_align(FormatAlign::Right))?;
        at += 1;
    }
    Ok(at)
}
