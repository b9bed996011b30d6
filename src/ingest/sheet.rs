//! One sheet of a workbook → its cells, as they are in the file.

use super::cells::filled;
use super::grid::Grid;
use super::header::Merged;
use super::limits::{broken, check_width};
use super::sheet_marks;
use crate::{Error, Result};
use calamine::{Data, DataRef, Reader, Sheets};
use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;

/// A workbook that is open, and its bytes.
pub(super) struct Book<'f> {
    pub(super) file: &'f str,
    pub(super) sheets: Sheets<Cursor<Arc<[u8]>>>,
    pub(super) bytes: Arc<[u8]>,
}

/// First row and column of a sheet, and its rows from there, each to its last filled cell.
type Placed = ((usize, usize), Vec<Vec<Data>>);

/// Cells of a sheet, blank ones between filled ones included.
const MAX_CELLS: usize = 48_000_000;

/// The cells from the first row to the last that has any; the sheet's own claim about its size is not believed.
pub(super) fn grid(book: &mut Book<'_>, name: &str) -> Result<Grid> {
    let file = book.file;
    let merged = match &mut book.sheets {
        Sheets::Xlsx(b) => b.merge_cells_by_sheet_name(name).unwrap_or_default(),
        Sheets::Xls(b) => b.merge_cells_by_sheet_name(name).unwrap_or_default(),
        _ => Vec::new(),
    };
    let ((top, left), rows) = match &mut book.sheets {
        Sheets::Xlsx(b) => {
            let reader = b.worksheet_cells_reader(name);
            let mut reader = reader.map_err(|e| broken(file, &e))?;
            let zeros: Vec<usize> = reader.styles().iter().map(leading_zeros).collect();
            cells(file, name, || {
                let cell = reader.next_cell_with_style_id()?;
                Ok::<_, calamine::XlsxError>(cell.map(|(cell, style)| {
                    let width = zeros.get(style).copied().unwrap_or(0);
                    (cell.get_position(), padded(cell.get_value(), width))
                }))
            })?
        }
        Sheets::Xlsb(b) => {
            let reader = b.worksheet_cells_reader(name);
            let mut reader = reader.map_err(|e| broken(file, &e))?;
            cells(file, name, || {
                let cell = reader.next_cell()?;
                Ok::<_, calamine::XlsbError>(
                    cell.map(|c| (c.get_position(), Data::from(c.get_value().clone()))),
                )
            })?
        }
        _ => ranged(book, name)?,
    };
    let place = |d: &calamine::Dimensions| Merged {
        rows: (
            (d.start.0 as usize).saturating_sub(top),
            (d.end.0 as usize).saturating_sub(top),
        ),
        columns: (
            (d.start.1 as usize).saturating_sub(left),
            (d.end.1 as usize).saturating_sub(left),
        ),
    };
    let inside = merged.iter().filter(|d| d.start.0 as usize >= top);
    let mut grid = Grid {
        name: name.to_owned(),
        merged: inside.map(place).collect(),
        rows,
        ..Grid::default()
    };
    if matches!(book.sheets, Sheets::Xlsx(_)) {
        let marks = sheet_marks::of(&book.bytes, name);
        let rows = marks.hidden.into_iter().filter_map(|r| r.checked_sub(top));
        grid.hidden = rows
            .filter(|r| grid.rows.get(*r).is_some_and(|r| !r.is_empty()))
            .collect();
        grid.unvalued = marks.unvalued;
    }
    Ok(grid)
}

/// Digits that a number format such as `00000` shows at least; 0 for other formats.
fn leading_zeros(style: &calamine::Style) -> usize {
    let code = style
        .number_format
        .as_ref()
        .map_or("", |f| f.format_code.as_str());
    match code.len() >= 2 && code.bytes().all(|b| b == b'0') {
        true => code.len(),
        false => 0,
    }
}

/// A cell with the zeros that its format shows: such numbers are codes.
fn padded(cell: &DataRef<'_>, width: usize) -> Data {
    match cell {
        DataRef::Float(n) if width > 0 && n.fract() == 0.0 && *n >= 0.0 => {
            Data::String(format!("{n:0width$}"))
        }
        DataRef::Int(n) if width > 0 && *n >= 0 => Data::String(format!("{n:0width$}")),
        cell => Data::from(cell.clone()),
    }
}

/// The cells one by one, as they are in the file: two cells far apart do not fill what lies between them.
fn cells<E: std::fmt::Display>(
    file: &str,
    name: &str,
    mut next: impl FnMut() -> std::result::Result<Option<((u32, u32), Data)>, E>,
) -> Result<Placed> {
    let (mut rows, mut total): (BTreeMap<u32, Vec<Data>>, usize) = (BTreeMap::new(), 0);
    let mut left = usize::MAX;
    while let Some(((row, column), value)) = next().map_err(|e| broken(file, &e))? {
        if matches!(value, Data::Empty) {
            continue;
        }
        let column = column as usize;
        check_width(file, column + 1)?;
        left = left.min(column);
        let cells = rows.entry(row).or_default();
        if cells.len() <= column {
            total += column + 1 - cells.len();
            cells.resize(column + 1, Data::Empty);
        }
        if total > MAX_CELLS {
            return Err(Error::invalid(
                format!("{file}, sheet {name}"),
                "the sheet has more than 48,000,000 cells",
                "Save it as CSV.",
            ));
        }
        if let Some(place) = cells.get_mut(column) {
            *place = value;
        }
    }
    let Some(&top) = rows.keys().next() else {
        return Ok(((0, 0), Vec::new()));
    };
    let mut all: Vec<Vec<Data>> = Vec::new();
    for (row, mut cells) in rows {
        all.resize((row - top) as usize, Vec::new());
        cells.drain(..left.min(cells.len()));
        cells.truncate(filled(&cells));
        all.push(cells);
    }
    while all.last().is_some_and(Vec::is_empty) {
        all.pop();
    }
    Ok(((top as usize, left), all))
}

/// The same for the other kinds of workbook, whose sheets are small.
fn ranged(book: &mut Book<'_>, name: &str) -> Result<Placed> {
    let range = book.sheets.worksheet_range(name);
    let range = range.map_err(|e| broken(book.file, &e))?;
    let start = range.start().unwrap_or_default();
    let row = |r: &[Data]| r.get(..filled(r)).unwrap_or_default().to_vec();
    let mut rows: Vec<Vec<Data>> = range.rows().map(row).collect();
    while rows.last().is_some_and(Vec::is_empty) {
        rows.pop();
    }
    Ok(((start.0 as usize, start.1 as usize), rows))
}
