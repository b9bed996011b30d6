//! One sheet of a workbook → its cells, as they are in the file.

use super::cells::filled;
use super::header::Merged;
use super::limits::{broken, check_width};
use crate::{Error, Result};
use calamine::{Cell, Data, DataRef, Reader, Sheets};
use std::collections::BTreeMap;
use std::io::{Read, Seek};

/// The cells of a sheet and the cells merged in it.
pub(super) struct Grid {
    pub(super) name: String,
    pub(super) rows: Vec<Vec<Data>>,
    pub(super) merged: Vec<Merged>,
}

/// The cells from the first row to the last that holds any; the sheet's own claim about its size is not believed.
pub(super) fn grid<RS: Read + Seek + Clone>(
    file: &str,
    book: &mut Sheets<RS>,
    name: &str,
) -> Result<Grid> {
    let merged = match book {
        Sheets::Xlsx(b) => b.merge_cells_by_sheet_name(name).unwrap_or_default(),
        Sheets::Xls(b) => b.merge_cells_by_sheet_name(name).unwrap_or_default(),
        _ => Vec::new(),
    };
    let ((top, left), rows) = match book {
        Sheets::Xlsx(b) => {
            let reader = b.worksheet_cells_reader(name);
            let mut reader = reader.map_err(|e| broken(file, &e))?;
            cells(file, name, || reader.next_cell())?
        }
        Sheets::Xlsb(b) => {
            let reader = b.worksheet_cells_reader(name);
            let mut reader = reader.map_err(|e| broken(file, &e))?;
            cells(file, name, || reader.next_cell())?
        }
        _ => ranged(file, book, name)?,
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
    let merged = merged
        .iter()
        .filter(|d| d.start.0 as usize >= top)
        .map(place)
        .collect();
    Ok(Grid {
        name: name.to_owned(),
        rows,
        merged,
    })
}

/// First row and column of a sheet, and its rows from there, each to its last filled cell.
type Placed = ((usize, usize), Vec<Vec<Data>>);

/// Cells of a sheet, blank ones between filled ones included.
const MAX_CELLS: usize = 48_000_000;

/// The cells one by one, as they stand in the file: two cells far apart do not fill what lies between them.
fn cells<'a, E: std::fmt::Display>(
    file: &str,
    name: &str,
    mut next: impl FnMut() -> std::result::Result<Option<Cell<DataRef<'a>>>, E>,
) -> Result<Placed> {
    let (mut rows, mut total): (BTreeMap<u32, Vec<Data>>, usize) = (BTreeMap::new(), 0);
    let mut left = usize::MAX;
    while let Some(cell) = next().map_err(|e| broken(file, &e))? {
        let ((row, column), value) = (cell.get_position(), Data::from(cell.get_value().clone()));
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
fn ranged<RS: Read + Seek + Clone>(
    file: &str,
    book: &mut Sheets<RS>,
    name: &str,
) -> Result<Placed> {
    let range = book.worksheet_range(name).map_err(|e| broken(file, &e))?;
    let start = range.start().unwrap_or_default();
    let mut rows: Vec<Vec<Data>> = Vec::new();
    for row in range.rows() {
        rows.push(row.get(..filled(row)).unwrap_or_default().to_vec());
    }
    while rows.last().is_some_and(Vec::is_empty) {
        rows.pop();
    }
    Ok(((start.0 as usize, start.1 as usize), rows))
}
