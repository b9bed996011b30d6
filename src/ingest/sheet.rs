//! An Excel sheet → rows. A sheet is read whole: its format does not stream.

use super::guard::check_width;
use super::header::{self, Merged};
use super::note::{Level, TableNote};
use super::{InputParams, Part, RowReader};
use crate::{Error, Result};
use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, StringArray,
    TimestampMillisecondArray,
};
use arrow::datatypes::{Field, Schema, SchemaRef};
use arrow::record_batch::RecordBatch;
use calamine::{Cell, Data, DataRef, Reader, Sheets};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Seek};
use std::sync::Arc;

/// Reads one sheet.
pub(super) struct SheetReader {
    batch: RecordBatch,
    at: usize,
    batch_rows: usize,
    notes: TableNote,
}

/// The cells of a sheet and the cells drawn as one in it.
struct Grid {
    name: String,
    rows: Vec<Vec<Data>>,
    merged: Vec<Merged>,
}

impl SheetReader {
    pub(super) fn open(file: &str, bytes: Vec<u8>, params: &InputParams) -> Result<Self> {
        let broken = |e: &dyn std::fmt::Display| super::broken(file, e);
        if let Some(what) = page(&bytes) {
            return Err(Error::data(
                file,
                format!("{what} under the name of an Excel file"),
                "an Excel file",
                "Open it in Excel and save it as .xlsx or CSV.",
            ));
        }
        super::xls::check(file, &bytes)?;
        let mut book =
            calamine::open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|e| broken(&e))?;
        let mut notes = TableNote::default();
        let grid = pick(file, &mut book, params.sheet.as_deref(), &mut notes)?;
        let sheet = format!("{file}, sheet {}", grid.name);
        let top: Vec<Vec<String>> = grid
            .rows
            .iter()
            .take(header::ROWS)
            .map(|r| r.iter().map(shown).collect())
            .collect();
        let header = header::find(&sheet, &top, &grid.merged, params.no_header)?;
        notes.header(&sheet, &header);
        let body = grid.rows.get(header.records..).unwrap_or_default();
        let rows: Vec<&Vec<Data>> = body.iter().filter(|r| !r.iter().all(is_blank)).collect();
        let mut fields = Vec::new();
        let mut columns = Vec::new();
        for (at, name) in header.names.iter().enumerate() {
            let cells: Vec<&Data> = rows
                .iter()
                .map(|r| r.get(at).unwrap_or(&Data::Empty))
                .collect();
            let array = column(&cells);
            fields.push(Field::new(name, array.data_type().clone(), true));
            columns.push(array);
        }
        let schema = Arc::new(Schema::new(fields));
        let batch = super::batch(file, schema, columns)?;
        Ok(Self {
            batch,
            at: 0,
            batch_rows: params.batch_rows.max(1),
            notes,
        })
    }
}

/// How an XLSX begins, and how an XLS does.
const ARCHIVE: &[u8] = b"PK";
const COMPOUND: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0];

/// What a text that pretends to be a workbook is.
fn page(bytes: &[u8]) -> Option<&'static str> {
    // parts of an archive may stand in it unpacked
    if bytes.starts_with(ARCHIVE) || bytes.starts_with(COMPOUND) {
        return None;
    }
    let start = String::from_utf8_lossy(bytes.get(..bytes.len().min(1024)).unwrap_or_default())
        .to_lowercase();
    if start.contains("<html") || start.contains("<table") || start.contains("<!doctype html") {
        return Some("a web page");
    }
    (start.contains("<?xml") && start.contains("workbook")).then_some("an XML workbook of 2003")
}

/// The sheet asked for, or the first with rows.
fn pick<RS: Read + Seek + Clone>(
    file: &str,
    book: &mut Sheets<RS>,
    asked: Option<&str>,
    notes: &mut TableNote,
) -> Result<Grid> {
    let names = book.sheet_names();
    if let Some(name) = asked {
        let real = names
            .iter()
            .find(|n| *n == name)
            .or_else(|| names.iter().find(|n| n.trim() == name.trim()));
        let Some(real) = real else {
            return Err(Error::data(
                file,
                format!("no sheet `{name}`; there are: {}", names.join(", ")),
                "one of these",
                "Name one with --sheet.",
            ));
        };
        return grid(file, book, real);
    }
    let mut found: Option<Grid> = None;
    let mut others = Vec::new();
    for name in &names {
        let grid = grid(file, book, name)?;
        if grid.rows.is_empty() {
            continue;
        }
        if found.is_some() {
            others.push(name.clone());
        } else {
            found = Some(grid);
        }
    }
    let Some(grid) = found else {
        return Err(Error::data(
            file,
            "no sheet with rows",
            "a header line and rows below it",
            "Check that the export is not empty.",
        ));
    };
    if !others.is_empty() {
        let line = format!(
            "{file}: read sheet {}; not read: {} (choose with --sheet)",
            grid.name,
            others.join(", ")
        );
        notes.push(Level::Say, line);
    }
    Ok(grid)
}

/// The cells from the first row to the last that holds any; the sheet's own claim about its size is not believed.
fn grid<RS: Read + Seek + Clone>(file: &str, book: &mut Sheets<RS>, name: &str) -> Result<Grid> {
    let merged = match book {
        Sheets::Xlsx(b) => b.merge_cells_by_sheet_name(name).unwrap_or_default(),
        Sheets::Xls(b) => b.merge_cells_by_sheet_name(name).unwrap_or_default(),
        _ => Vec::new(),
    };
    let ((top, left), rows) = match book {
        Sheets::Xlsx(b) => {
            let reader = b.worksheet_cells_reader(name);
            let mut reader = reader.map_err(|e| super::broken(file, &e))?;
            cells(file, name, || reader.next_cell())?
        }
        Sheets::Xlsb(b) => {
            let reader = b.worksheet_cells_reader(name);
            let mut reader = reader.map_err(|e| super::broken(file, &e))?;
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
    while let Some(cell) = next().map_err(|e| super::broken(file, &e))? {
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
            return Err(Error::data(
                format!("{file}, sheet {name}"),
                "more than 48,000,000 cells",
                "a sheet of at most so many",
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
    let range = book
        .worksheet_range(name)
        .map_err(|e| super::broken(file, &e))?;
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

/// Cells up to the last that is not blank.
fn filled(row: &[Data]) -> usize {
    row.iter().rposition(|c| !is_blank(c)).map_or(0, |n| n + 1)
}

fn is_blank(cell: &Data) -> bool {
    match cell {
        Data::Empty => true,
        Data::String(s) => s.trim().is_empty(),
        _ => false,
    }
}

/// The time in a cell; a time of day alone is none.
fn moment(cell: &Data) -> Option<NaiveDateTime> {
    match cell {
        Data::DateTime(t) if t.is_datetime() && t.as_f64() >= 1.0 => {
            t.as_datetime().map(to_milliseconds)
        }
        Data::DateTimeIso(t) => t
            .parse::<NaiveDateTime>()
            .ok()
            .or_else(|| t.parse::<NaiveDate>().ok()?.and_hms_opt(0, 0, 0)),
        _ => None,
    }
}

/// Doubles count days: what they say beyond milliseconds is rounding.
fn to_milliseconds(time: NaiveDateTime) -> NaiveDateTime {
    use chrono::{DurationRound, TimeDelta};
    time.duration_round(TimeDelta::milliseconds(1))
        .unwrap_or(time)
}

fn number(cell: &Data) -> Option<f64> {
    match cell {
        #[expect(clippy::cast_precision_loss, reason = "Excel holds doubles alone")]
        Data::Int(n) => Some(*n as f64),
        Data::Float(n) => Some(*n),
        _ => None,
    }
}

/// A cell as text.
fn shown(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(s) => s.clone(),
        Data::DateTime(t) => match moment(cell) {
            Some(t) if t.time() == NaiveTime::MIN => t.date().to_string(),
            Some(t) => t.to_string(),
            None => t
                .as_datetime()
                .map_or_else(|| t.as_f64().to_string(), |t| t.time().to_string()),
        },
        Data::DateTimeIso(s) | Data::DurationIso(s) => s.clone(),
        Data::Bool(b) => b.to_string(),
        Data::Int(n) => n.to_string(),
        Data::Float(n) => n.to_string(),
        Data::Error(e) => e.to_string(),
    }
}

/// The array of one column: numbers, truths or times where all its cells are such, else text.
fn column(cells: &[&Data]) -> ArrayRef {
    let filled = || cells.iter().filter(|c| !matches!(c, Data::Empty));
    if filled().next().is_some() {
        if filled().all(|c| number(c).is_some()) {
            return numbers(cells);
        }
        if filled().all(|c| matches!(c, Data::Bool(_))) {
            let truth = |c: &&Data| {
                if let Data::Bool(b) = c {
                    Some(*b)
                } else {
                    None
                }
            };
            return Arc::new(cells.iter().map(truth).collect::<BooleanArray>());
        }
        if filled().all(|c| moment(c).is_some()) {
            return times(cells);
        }
    }
    let text = |c: &&Data| (!matches!(c, Data::Empty)).then(|| shown(c));
    Arc::new(cells.iter().map(text).collect::<StringArray>())
}

fn numbers(cells: &[&Data]) -> ArrayRef {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let whole = |n: f64| n.fract() == 0.0 && n.abs() < EXACT;
    if cells.iter().filter_map(|c| number(c)).all(whole) {
        #[expect(clippy::cast_possible_truncation, reason = "whole, below 2^53")]
        let whole = |c: &&Data| number(c).map(|n| n as i64);
        return Arc::new(cells.iter().map(whole).collect::<Int64Array>());
    }
    Arc::new(cells.iter().map(|c| number(c)).collect::<Float64Array>())
}

fn times(cells: &[&Data]) -> ArrayRef {
    let all: Vec<Option<NaiveDateTime>> = cells.iter().map(|c| moment(c)).collect();
    if all.iter().flatten().all(|t| t.time() == NaiveTime::MIN) {
        let days = |t: &Option<NaiveDateTime>| {
            t.and_then(|t| i32::try_from(t.and_utc().timestamp() / 86_400).ok())
        };
        return Arc::new(all.iter().map(days).collect::<Date32Array>());
    }
    let stamp = |t: &Option<NaiveDateTime>| t.map(|t| t.and_utc().timestamp_millis());
    Arc::new(all.iter().map(stamp).collect::<TimestampMillisecondArray>())
}

impl RowReader for SheetReader {
    fn schema(&self) -> SchemaRef {
        self.batch.schema()
    }

    fn next_part(&mut self) -> Result<Option<Part>> {
        let left = self.batch.num_rows().saturating_sub(self.at);
        if left == 0 {
            return Ok(None);
        }
        let length = left.min(self.batch_rows);
        let batch = self.batch.slice(self.at, length);
        let from = self.at as u64 + 1;
        self.at += length;
        Ok(Some(Part {
            rows: (from..from + length as u64).collect(),
            batch,
            rejected: Vec::new(),
        }))
    }

    fn notes(&mut self) -> &mut TableNote {
        &mut self.notes
    }
}
