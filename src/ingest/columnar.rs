//! Parquet and Arrow IPC → rows, batch by batch.

use super::guard::{batch_rows, check_width, guarded};
use super::note::{Level, TableNote};
use super::{InputParams, Part, RowReader, broken};
use crate::Result;
use arrow::datatypes::{Schema, SchemaRef};
use arrow::error::ArrowError;
use arrow::ipc::reader::{FileReader, StreamReader};
use arrow::record_batch::RecordBatch;
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
    notes: TableNote,
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
            notes: TableNote::default(),
        }
    }

    /// A stream without a byte: a table without columns and rows.
    pub(super) fn nothing(name: &Arc<str>, params: &InputParams) -> Self {
        let schema = Arc::new(Schema::empty());
        let mut empty = Self::new(name, schema, Box::new(std::iter::empty()), params);
        empty.notes.push(
            Level::Warn,
            format!("{name}: no byte came; no row goes out"),
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
        let (batch, at) = match self.rest.take() {
            Some(rest) => rest,
            None => {
                let batches = &mut self.batches;
                let next = guarded(&self.name, || {
                    let next = batches.next().transpose();
                    next.map_err(|e| broken(&self.name, &e))
                });
                match next? {
                    None => return Ok(None),
                    Some(batch) => (batch, 0),
                }
            }
        };
        let length = (batch.num_rows() - at).min(self.batch_rows);
        let part = batch.slice(at, length);
        if at + length < batch.num_rows() {
            self.rest = Some((batch, at + length));
        }
        let from = self.row + 1;
        self.row += length as u64;
        let part = super::batch(&self.name, self.schema.clone(), part.columns().to_vec())?;
        Ok(Some(Part {
            rows: (from..=self.row).collect(),
            batch: part,
            rejected: Vec::new(),
        }))
    }

    fn notes(&mut self) -> &mut TableNote {
        &mut self.notes
    }
}
