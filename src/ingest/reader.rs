//! What every reader of a file gives: rows in order, those that cannot be used, and notes.

use super::limits::{batch_rows, broken};
use super::notes::TableNotes;
use super::params::InputParams;
use super::rejected::{Reason, Rejected};
use super::text_source::TextSource;
use crate::Result;
use arrow_array::ArrayRef;
use arrow_array::RecordBatch;
use arrow_array::builder::StringBuilder;
use arrow_schema::{Field, Schema, SchemaRef};
use std::sync::Arc;

/// Some rows of one file.
pub(super) struct Part {
    pub(super) rows: Vec<u64>,
    pub(super) batch: RecordBatch,
    pub(super) rejected: Vec<Rejected>,
}

/// Reads one file, whatever its format.
pub(super) trait RowReader: Send {
    fn schema(&self) -> SchemaRef;
    /// The next rows; `None` at the end.
    fn next_part(&mut self) -> Result<Option<Part>>;
    fn source(&self) -> Option<&TextSource> {
        None
    }
    fn notes(&mut self) -> &mut TableNotes;
}

/// Text bytes at which a batch is handed over, whatever its rows.
const MAX_BATCH_BYTES: usize = 32 << 20;

/// A file of text rows under way: its columns, and the number of the last row read.
pub(super) struct Progress {
    file: Arc<str>,
    schema: SchemaRef,
    batch_rows: usize,
    row: u64,
}

impl Progress {
    pub(super) fn new(file: Arc<str>, fields: Vec<Field>, params: &InputParams) -> Self {
        Self {
            file,
            batch_rows: batch_rows(params.batch_rows, fields.len()),
            schema: Arc::new(Schema::new(fields)),
            row: 0,
        }
    }

    pub(super) fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    /// The number of the row that comes next.
    pub(super) fn next_row(&self) -> u64 {
        self.row + 1
    }

    /// Begins a batch.
    pub(super) fn part(&self) -> PartBuilder {
        let rows = self.batch_rows;
        let column = |_| StringBuilder::with_capacity(rows, rows * 16);
        PartBuilder {
            columns: self.schema.fields().iter().map(column).collect(),
            file: self.file.clone(),
            batch_rows: rows,
            row: self.row,
            rows: Vec::new(),
            rejected: Vec::new(),
            bytes: 0,
        }
    }

    /// Ends a batch; `None` where nothing was read into it.
    pub(super) fn finish(&mut self, mut part: PartBuilder) -> Result<Option<Part>> {
        self.row = part.row;
        if part.bytes == 0 {
            return Ok(None);
        }
        let columns = part.columns.iter_mut().map(|c| Arc::new(c.finish()) as _);
        Ok(Some(Part {
            batch: batch(&self.file, self.schema(), columns.collect())?,
            rows: part.rows,
            rejected: part.rejected,
        }))
    }
}

/// One batch of text columns, row by row.
pub(super) struct PartBuilder {
    file: Arc<str>,
    columns: Vec<StringBuilder>,
    batch_rows: usize,
    row: u64,
    rows: Vec<u64>,
    rejected: Vec<Rejected>,
    bytes: usize,
}

impl PartBuilder {
    /// Appends a row; cells that are missing at its end are null.
    pub(super) fn push(&mut self, cells: impl IntoIterator<Item = Option<impl AsRef<str>>>) {
        self.row += 1;
        let mut cells = cells.into_iter();
        for column in &mut self.columns {
            column.append_option(cells.next().flatten());
        }
        self.rows.push(self.row);
    }

    /// The number of the row that comes next.
    pub(super) fn next_row(&self) -> u64 {
        self.row + 1
    }

    /// Counts a row that is left out.
    pub(super) fn skip(&mut self) {
        self.row += 1;
    }

    /// Puts a row aside.
    pub(super) fn reject(&mut self, why: (Reason, String), raw: &str) {
        self.reject_in(self.file.clone(), why, raw);
    }

    /// Puts a row of `file` aside.
    pub(super) fn reject_in(
        &mut self,
        file: Arc<str>,
        (reason, detail): (Reason, String),
        raw: &str,
    ) {
        self.row += 1;
        self.rejected.push(Rejected {
            file,
            row: self.row,
            reason,
            detail,
            raw: raw.to_owned(),
        });
    }

    /// Counts `bytes` of input as read; true where the batch should be handed over.
    pub(super) fn is_full(&mut self, bytes: usize) -> bool {
        self.bytes += bytes;
        self.rows.len() >= self.batch_rows || self.bytes >= MAX_BATCH_BYTES
    }
}

/// A batch of `columns`; arrow's complaint becomes ours.
pub(super) fn batch(file: &str, schema: SchemaRef, columns: Vec<ArrayRef>) -> Result<RecordBatch> {
    RecordBatch::try_new(schema, columns).map_err(|e| broken(file, &e))
}
