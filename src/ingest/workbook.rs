//! A workbook → the rows of one sheet. A sheet is read whole: its format does not stream.

use super::cells::{column, is_blank, shown};
use super::header;
use super::limits::broken;
use super::notes::{Level, TableNotes};
use super::params::InputParams;
use super::reader::{Part, RowReader, batch};
use super::sheet::{Grid, grid};
use super::{unpacked_size, xls_sizes};
use crate::{Error, Result};
use arrow::datatypes::{Field, Schema, SchemaRef};
use arrow::record_batch::RecordBatch;
use calamine::{Data, Reader, Sheets};
use std::io::{Cursor, Read, Seek};
use std::sync::Arc;

/// Reads one sheet.
pub(super) struct SheetReader {
    batch: RecordBatch,
    at: usize,
    batch_rows: usize,
    notes: TableNotes,
}

impl SheetReader {
    pub(super) fn open(file: &str, bytes: Vec<u8>, params: &InputParams) -> Result<Self> {
        unpacked_size::check_size(file, &bytes)?;
        xls_sizes::check(file, &bytes)?;
        let book = calamine::open_workbook_auto_from_rs(Cursor::new(bytes));
        let mut book = book.map_err(|e| broken(file, &e))?;
        let mut notes = TableNotes::default();
        let grid = pick(file, &mut book, params.sheet.as_deref(), &mut notes)?;
        let batch = table(file, &grid, params, &mut notes)?;
        Ok(Self {
            batch,
            at: 0,
            batch_rows: params.batch_rows.max(1),
            notes,
        })
    }
}

/// The rows of a sheet below its header.
fn table(
    file: &str,
    grid: &Grid,
    params: &InputParams,
    notes: &mut TableNotes,
) -> Result<RecordBatch> {
    let sheet = format!("{file}, sheet {}", grid.name);
    let top = grid.rows.iter().take(header::ROWS);
    let top: Vec<Vec<String>> = top.map(|r| r.iter().map(shown).collect()).collect();
    let header = header::find(&sheet, &top, &grid.merged, params.no_header)?;
    notes.header(&sheet, &header);
    let body = grid.rows.get(header.records..).unwrap_or_default();
    let rows: Vec<&Vec<Data>> = body.iter().filter(|r| !r.iter().all(is_blank)).collect();
    let (mut fields, mut columns) = (Vec::new(), Vec::new());
    for (at, name) in header.names.iter().enumerate() {
        let cells = rows.iter().map(|r| r.get(at).unwrap_or(&Data::Empty));
        let array = column(&cells.collect::<Vec<_>>());
        fields.push(Field::new(name, array.data_type().clone(), true));
        columns.push(array);
    }
    batch(file, Arc::new(Schema::new(fields)), columns)
}

/// The sheet asked for, or the first with rows.
fn pick<RS: Read + Seek + Clone>(
    file: &str,
    book: &mut Sheets<RS>,
    asked: Option<&str>,
    notes: &mut TableNotes,
) -> Result<Grid> {
    let names = book.sheet_names();
    if let Some(asked) = asked {
        let exact = names.iter().find(|n| *n == asked);
        let name = exact.or_else(|| names.iter().find(|n| n.trim() == asked.trim()));
        let missing = || {
            Error::invalid(
                file,
                format!("there is no sheet `{asked}`"),
                format!("Its sheets are: {}.", names.join(", ")),
            )
        };
        return grid(file, book, name.ok_or_else(missing)?);
    }
    let (mut found, mut others) = (None, Vec::new());
    for name in &names {
        let grid = grid(file, book, name)?;
        if grid.rows.is_empty() {
            continue;
        }
        if found.is_some() {
            others.push(name.as_str());
        } else {
            found = Some(grid);
        }
    }
    let empty = || Error::invalid(file, "no sheet has rows", "Check the export.");
    let grid = found.ok_or_else(empty)?;
    if !others.is_empty() {
        let (read, left) = (&grid.name, others.join(", "));
        let line = format!("{file}: read sheet {read}; not read: {left} (choose with --sheet)");
        notes.push(Level::Say, line);
    }
    Ok(grid)
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

    fn notes(&mut self) -> &mut TableNotes {
        &mut self.notes
    }
}
