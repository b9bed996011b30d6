//! A sheet in memory → one batch: its header, the rows below it, merged cells filled in, totals and signatures left out.

use super::cells::{column, is_blank, shown};
use super::edges::{Edges, RowKind};
use super::header::{self, Merged};
use super::notes::{Level, Remark, TableNotes};
use super::params::InputParams;
use super::reader::{Part, RowReader, batch};
use super::schema::{conform, union};
use crate::Result;
use crate::types::header_key;
use arrow_array::RecordBatch;
use arrow_array::{ArrayRef, StringArray};
use arrow_schema::{Field, Schema, SchemaRef};
use arrow_select::concat::concat_batches;
use calamine::Data;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The cells of a sheet, as far as the last filled one of each row.
#[derive(Default)]
pub(super) struct Grid {
    pub(super) name: String,
    pub(super) rows: Vec<Vec<Data>>,
    pub(super) merged: Vec<Merged>,
    /// Rows that the sheet does not show, by place in `rows`.
    pub(super) hidden: BTreeSet<usize>,
    /// Formulas whose value is not stored.
    pub(super) unvalued: u64,
}

impl Grid {
    /// True where it looks like a table: two columns at least, and a row below their names.
    pub(super) fn is_table(&self) -> bool {
        let wide = |r: &&Vec<Data>| r.iter().filter(|c| !is_blank(c)).count() >= 2;
        self.rows.iter().filter(wide).count() >= 2
    }

    /// True for a small sheet beside a table of more columns and more rows.
    pub(super) fn is_cover_of(&self, table: &Self) -> bool {
        let width = |g: &Self| {
            let filled = |r: &Vec<Data>| r.iter().filter(|c| !is_blank(c)).count();
            g.rows.iter().map(filled).max().unwrap_or(0)
        };
        let (columns, rows) = (width(self), self.rows.len());
        columns <= 3 && rows <= 30 && width(table) > columns && table.rows.len() > rows
    }

    /// The rows below the header.
    pub(super) fn table(
        &self,
        place: &str,
        params: &InputParams,
        notes: &mut TableNotes,
    ) -> Result<RecordBatch> {
        let top = self.rows.iter().take(header::ROWS);
        let top: Vec<Vec<String>> = top.map(|r| r.iter().map(shown).collect()).collect();
        let header = header::find(place, &top, &self.merged, params.no_header)?;
        notes.header(place, &header);
        let body = self.filled(header.records, header.names.len(), place, notes);
        let mut edges = Edges::new(&header.names).doubtful(header.doubtful);
        let all = params.no_header;
        let rows = kept(&body, &mut edges, (place, header.records), all)?;
        edges.note(place, notes);
        self.say_hidden(header.records, rows.len(), place, notes);
        let (mut fields, mut columns) = (Vec::new(), Vec::new());
        for (at, name) in header.names.iter().enumerate() {
            let cells = rows.iter().map(|r| r.get(at).unwrap_or(&Data::Empty));
            let array = column(&cells.collect::<Vec<_>>());
            fields.push(Field::new(name, array.data_type().clone(), true));
            columns.push(array);
        }
        batch(place, Arc::new(Schema::new(fields)), columns)
    }

    /// The rows from `first` on; the value of merged cells holds for every row they cover.
    fn filled(
        &self,
        first: usize,
        width: usize,
        place: &str,
        notes: &mut TableNotes,
    ) -> Vec<Vec<Data>> {
        let mut rows: Vec<Vec<Data>> = self.rows.get(first..).unwrap_or_default().to_vec();
        let mut filled = 0_u64;
        for m in self
            .merged
            .iter()
            .filter(|m| m.rows.0 >= first && m.rows.1 > m.rows.0)
        {
            let (from, to, column) = (m.rows.0 - first, m.rows.1 - first, m.columns.0);
            let value = rows.get(from).and_then(|r| r.get(column)).cloned();
            let Some(value) = value.filter(|v| column < width && !is_blank(v)) else {
                continue;
            };
            let below = rows.iter_mut().take(to + 1).skip(from + 1);
            for row in below.filter(|r| !r.iter().all(is_blank)) {
                if row.len() <= column {
                    row.resize(column + 1, Data::Empty);
                }
                if let Some(cell) = row.get_mut(column).filter(|c| is_blank(c)) {
                    *cell = value.clone();
                    filled += 1;
                }
            }
        }
        if filled > 0 {
            let line = format!(
                "{place}: {filled} cells got the value of the merged cell they are part of"
            );
            notes.push(Level::Say, line);
        }
        if self.unvalued > 0 {
            let line = format!(
                "{place}: {} formulas have no stored value, so their cells are empty; open the file in Excel and save it",
                self.unvalued
            );
            notes.push(Level::Warn, line);
        }
        rows
    }

    fn say_hidden(&self, first: usize, rows: usize, place: &str, notes: &mut TableNotes) {
        let hidden = self.hidden.range(first..).count();
        if hidden > 0 {
            let line = format!(
                "{place}: {hidden} of {rows} rows are hidden, perhaps by a filter; they are read like all others"
            );
            notes.push(Level::Warn, line);
            let place = place.to_owned();
            let (hidden, rows) = (hidden as u64, rows as u64);
            let remark = Remark::HiddenRows {
                place,
                hidden,
                rows,
            };
            notes.layout.remarks.push(remark);
        }
    }
}

/// The rows that are data. `above`: rows of the sheet above these.
fn kept<'r>(
    body: &'r [Vec<Data>],
    edges: &mut Edges,
    (place, above): (&str, usize),
    all: bool,
) -> Result<Vec<&'r Vec<Data>>> {
    let (mut rows, mut feet) = (Vec::new(), Vec::new());
    let filled = body.iter().enumerate();
    for (at, row) in filled.filter(|(_, r)| !r.iter().all(is_blank)) {
        if all {
            rows.push(row);
            continue;
        }
        let cells: Vec<String> = row.iter().map(shown).collect();
        let shown = || cells.iter().map(String::as_str);
        let number = (above + at + 1) as u64;
        match edges.judge(shown()) {
            RowKind::Data => {
                rows.extend(feet.drain(..).map(|f: (&'r Vec<Data>, _)| f.0));
                rows.push(row);
            }
            RowKind::Foot => feet.push((row, cells)),
            RowKind::Reordered => return Err(edges.reordered((place, number), shown())),
            kind => edges.leave_out((kind, number), shown()),
        }
    }
    for (_, cells) in &feet {
        let shown = cells.iter().map(String::as_str);
        edges.leave_out((RowKind::Foot, 0), shown);
    }
    Ok(rows)
}

/// Several tables as one, by column name, with the name of each in a column of its own.
pub(super) fn stacked(file: &str, tables: Vec<(String, RecordBatch)>) -> Result<RecordBatch> {
    let schemas: Vec<SchemaRef> = tables.iter().map(|(_, t)| t.schema()).collect();
    let schema = union(&schemas);
    let taken = |name: &str| schema.fields().iter().any(|f| header_key(f.name()) == name);
    let name = if taken("sheet") {
        "sheet_name"
    } else {
        "sheet"
    };
    let mut batches = Vec::new();
    let mut fields: Vec<Field> = schema.fields().iter().map(|f| f.as_ref().clone()).collect();
    fields.push(Field::new(name, arrow_schema::DataType::Utf8, true));
    let whole = Arc::new(Schema::new(fields));
    for (sheet, table) in tables {
        let rows = table.num_rows();
        let mut columns = conform(file, table, &schema)?.columns().to_vec();
        columns.push(Arc::new(StringArray::from(vec![sheet; rows])) as ArrayRef);
        batches.push(batch(file, whole.clone(), columns)?);
    }
    concat_batches(&whole, &batches).map_err(|e| super::limits::broken(file, &e))
}

/// Reads a table that is in memory.
pub(super) struct TableReader {
    batch: RecordBatch,
    at: usize,
    batch_rows: usize,
    notes: TableNotes,
}

impl TableReader {
    pub(super) fn new(batch: RecordBatch, params: &InputParams, notes: TableNotes) -> Self {
        Self {
            batch,
            at: 0,
            batch_rows: params.batch_rows.max(1),
            notes,
        }
    }
}

impl RowReader for TableReader {
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
