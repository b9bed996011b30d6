//! Parquet and Arrow IPC → rows, batch by batch.

use super::limits::{batch_rows, broken, check_width, guarded};
use super::notes::{Level, TableNotes};
use super::params::InputParams;
use super::reader::{Part, RowReader, batch};
use crate::Result;
use arrow_array::RecordBatch;
use arrow_ipc::reader::{FileReader, StreamReader};
use arrow_schema::ArrowError;
use arrow_schema::{Schema, SchemaRef};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::fs::File;
use std::io::{BufReader, Read};
use std::sync::Arc;

type Batches = Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>> + Send>;

/// Reads what comes as batches already.
pub(super) struct BatchReader {
    name: Arc<str>,
    schema: SchemaRef,
    batches: Batches,
    batch_rows: usize,
    /// A batch of the file that is handed over in parts, and where the next part begins.
    rest: Option<(RecordBatch, usize)>,
    row: u64,
    notes: TableNotes,
}

impl BatchReader {
    fn new(name: &Arc<str>, schema: SchemaRef, batches: Batches, params: &InputParams) -> Self {
        Self {
            name: name.clone(),
            batch_rows: batch_rows(params.batch_rows, schema.fields().len()),
            schema,
            batches,
            rest: None,
            row: 0,
            notes: TableNotes::default(),
        }
    }

    /// A stream without a byte: a table without columns and rows.
    pub(super) fn nothing(name: &Arc<str>, params: &InputParams) -> Self {
        let schema = Arc::new(Schema::empty());
        let mut empty = Self::new(name, schema, Box::new(std::iter::empty()), params);
        empty.notes.push(
            Level::Warn,
            format!("{name}: the input is empty; no row is written"),
        );
        empty
    }

    pub(super) fn parquet(name: &Arc<str>, file: File, params: &InputParams) -> Result<Self> {
        guarded(name, || {
            let builder = ParquetRecordBatchReaderBuilder::try_new(file);
            let builder = builder.map_err(|e| broken(name, &e))?;
            let schema = builder.schema().clone();
            check_width(name, schema.fields().len())?;
            let rows = batch_rows(params.batch_rows, schema.fields().len());
            let reader = builder.with_batch_size(rows).build();
            let reader = reader.map_err(|e| broken(name, &e))?;
            Ok(Self::new(name, schema, Box::new(reader), params))
        })
    }

    pub(super) fn arrow_file(name: &Arc<str>, file: File, params: &InputParams) -> Result<Self> {
        guarded(name, || {
            let reader = FileReader::try_new(BufReader::new(file), None);
            let reader = reader.map_err(|e| broken(name, &e))?;
            check_width(name, reader.schema().fields().len())?;
            Ok(Self::new(name, reader.schema(), Box::new(reader), params))
        })
    }

    pub(super) fn arrow_stream(
        name: &Arc<str>,
        bytes: Box<dyn Read + Send>,
        params: &InputParams,
    ) -> Result<Self> {
        let bytes = BufReader::with_capacity(1 << 16, bytes);
        guarded(name, || {
            let reader = StreamReader::try_new(bytes, None).map_err(|e| broken(name, &e))?;
            check_width(name, reader.schema().fields().len())?;
            Ok(Self::new(name, reader.schema(), Box::new(reader), params))
        })
    }
}

impl RowReader for BatchReader {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn next_part(&mut self) -> Result<Option<Part>> {
        let (whole, at) = match self.rest.take() {
            Some(rest) => rest,
            None => {
                let batches = &mut self.batches;
                let next = guarded(&self.name, || {
                    let next = batches.next().transpose();
                    next.map_err(|e| broken(&self.name, &e))
                });
                match next? {
                    None => return Ok(None),
                    Some(whole) => (whole, 0),
                }
            }
        };
        let length = (whole.num_rows() - at).min(self.batch_rows);
        let part = whole.slice(at, length);
        if at + length < whole.num_rows() {
            self.rest = Some((whole, at + length));
        }
        let from = self.row + 1;
        self.row += length as u64;
        Ok(Some(Part {
            rows: (from..=self.row).collect(),
            batch: batch(&self.name, self.schema.clone(), part.columns().to_vec())?,
            rejected: Vec::new(),
        }))
    }

    fn notes(&mut self) -> &mut TableNotes {
        &mut self.notes
    }
}
