//! Record batches → Parquet and Arrow IPC.

use super::sink::{RowWriter, Sink, failed, other_failed};
use crate::types::cell::{JsonCell, JsonColumn};
use crate::{Error, Result};
use arrow_array::RecordBatch;
use arrow_array::builder::StringBuilder;
use arrow_array::{Array, ArrayRef};
use arrow_ipc::writer::{FileWriter, StreamWriter};
use arrow_schema::{DataType, Field, FieldRef, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use std::sync::Arc;

/// Columns that came from JSON become plain text: their marks and metadata are not written.
struct Plain {
    schema: SchemaRef,
    json: Vec<Option<JsonColumn>>,
}

impl Plain {
    fn new(schema: &SchemaRef) -> Self {
        let json: Vec<_> = schema.fields().iter().map(|f| JsonColumn::of(f)).collect();
        let field = |f: &FieldRef| match JsonColumn::of(f) {
            Some(_) => Arc::new(Field::new(f.name(), DataType::Utf8, true)),
            None => f.clone(),
        };
        let fields: Vec<FieldRef> = schema.fields().iter().map(field).collect();
        Self {
            schema: Arc::new(Schema::new_with_metadata(fields, schema.metadata().clone())),
            json,
        }
    }

    fn batch(&self, batch: &RecordBatch) -> Result<RecordBatch> {
        let columns = batch
            .columns()
            .iter()
            .zip(&self.json)
            .map(|(array, json)| match json {
                Some(column) => plain(*column, array.as_ref()),
                None => array.clone(),
            });
        RecordBatch::try_new(self.schema.clone(), columns.collect()).map_err(|e| other_failed(&e))
    }
}

fn plain(column: JsonColumn, array: &dyn Array) -> ArrayRef {
    let mut text = StringBuilder::with_capacity(array.len(), array.len() * 16);
    for row in 0..array.len() {
        text.append_option(match column.value(array, row) {
            JsonCell::Absent | JsonCell::Null => None,
            JsonCell::Text(t) | JsonCell::Raw(t) => Some(t),
        });
    }
    Arc::new(text.finish())
}

fn arrow_failed(e: arrow_schema::ArrowError) -> Error {
    match e {
        arrow_schema::ArrowError::IoError(_, io) => failed(io),
        e => other_failed(&e),
    }
}

fn parquet_failed(e: parquet::errors::ParquetError) -> Error {
    match e {
        parquet::errors::ParquetError::External(e) => match e.downcast::<std::io::Error>() {
            Ok(io) => failed(*io),
            Err(e) => other_failed(&e),
        },
        e => other_failed(&e),
    }
}

/// Writes Parquet, row groups of at most 64 MiB of encoded text.
pub(super) struct Parquet {
    inner: ArrowWriter<Sink>,
    plain: Plain,
}

/// Bytes of a row group at which it is written out.
const GROUP_BYTES: usize = 64 << 20;

impl Parquet {
    pub(super) fn new(sink: Sink, schema: &SchemaRef) -> Result<Self> {
        let plain = Plain::new(schema);
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .build();
        let inner = ArrowWriter::try_new(sink, plain.schema.clone(), Some(properties));
        Ok(Self {
            inner: inner.map_err(parquet_failed)?,
            plain,
        })
    }
}

impl RowWriter for Parquet {
    fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        self.inner
            .write(&self.plain.batch(batch)?)
            .map_err(parquet_failed)?;
        if self.inner.in_progress_size() >= GROUP_BYTES {
            self.inner.flush().map_err(parquet_failed)?;
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<(Sink, Vec<String>)> {
        Ok((self.inner.into_inner().map_err(parquet_failed)?, Vec::new()))
    }
}

enum Ipc {
    File(FileWriter<Sink>),
    Stream(StreamWriter<Sink>),
}

/// Writes Arrow IPC, as a file or as a stream.
pub(super) struct Arrow {
    inner: Ipc,
    plain: Plain,
}

impl Arrow {
    pub(super) fn new(sink: Sink, schema: &SchemaRef, stream: bool) -> Result<Self> {
        let plain = Plain::new(schema);
        let inner = if stream {
            Ipc::Stream(StreamWriter::try_new(sink, &plain.schema).map_err(arrow_failed)?)
        } else {
            Ipc::File(FileWriter::try_new(sink, &plain.schema).map_err(arrow_failed)?)
        };
        Ok(Self { inner, plain })
    }
}

impl RowWriter for Arrow {
    fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        let batch = self.plain.batch(batch)?;
        match &mut self.inner {
            Ipc::File(w) => w.write(&batch),
            Ipc::Stream(w) => w.write(&batch),
        }
        .map_err(arrow_failed)
    }

    fn finish(self: Box<Self>) -> Result<(Sink, Vec<String>)> {
        let sink = match self.inner {
            Ipc::File(w) => w.into_inner(),
            Ipc::Stream(w) => w.into_inner(),
        };
        Ok((sink.map_err(arrow_failed)?, Vec::new()))
    }
}
