//! Parquet and Arrow IPC → rows, batch by batch.

use super::limits::{batch_rows, broken, check_width, guarded};
use super::notes::{Level, TableNotes};
use super::params::InputParams;
use super::reader::{Part, RowReader, batch};
use crate::Result;
use arrow_array::RecordBatch;
use arrow_ipc::reader::{FileReader, StreamReader};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef, TimeUnit};
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use parquet::basic::Type as PhysicalType;
use std::collections::BTreeSet;
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
            let metadata = moments_in_utc(&file).map_err(|e| broken(name, &e))?;
            let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata);
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

/// What is known of the file, its times of 96 bits typed as moments in UTC: engines write them so, and the type cannot say it.
fn moments_in_utc(file: &File) -> parquet::errors::Result<ArrowReaderMetadata> {
    let found = ArrowReaderMetadata::load(file, ArrowReaderOptions::new())?;
    let columns = found.parquet_schema();
    let is_moment = |at: usize| columns.column(at).physical_type() == PhysicalType::INT96;
    let roots = (0..columns.num_columns()).filter(|at| is_moment(*at));
    let roots: BTreeSet<usize> = roots.map(|at| columns.get_column_root_idx(at)).collect();
    if roots.is_empty() {
        return Ok(found);
    }
    let fields = found.schema().fields().iter().enumerate();
    let fields = fields.map(|(at, field)| match field.data_type() {
        DataType::Timestamp(..) if roots.contains(&at) => {
            let utc = DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
            Arc::new(Field::clone(field).with_data_type(utc))
        }
        _ => field.clone(),
    });
    let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    let options = ArrowReaderOptions::new().with_schema(schema);
    ArrowReaderMetadata::try_new(found.metadata().clone(), options)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::cell::cell_text;
    use parquet::data_type::{Int96, Int96Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;

    #[test]
    fn times_of_96_bits_are_moments_in_utc() {
        let schema = parse_message_type("message rows { required int96 at; }").unwrap();
        let file = tempfile::tempfile().unwrap();
        let properties = Arc::new(WriterProperties::default());
        let (copy, schema) = (file.try_clone().unwrap(), Arc::new(schema));
        let mut writer = SerializedFileWriter::new(copy, schema, properties).unwrap();
        let mut group = writer.next_row_group().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        // 2024-02-01 12:00: nanoseconds of the day in the first two words, the Julian day in the third
        let (nanos, day) = (12 * 3_600_000_000_000_u64, 2_460_342);
        let (high, low) = (nanos / (1 << 32), nanos % (1 << 32));
        let [low, high] = [low, high].map(|n| u32::try_from(n).unwrap());
        let mut at = Int96::new();
        at.set_data(low, high, day);
        let typed = column.typed::<Int96Type>();
        typed.write_batch(&[at], None, None).unwrap();
        column.close().unwrap();
        group.close().unwrap();
        writer.close().unwrap();
        let name: Arc<str> = "a.parquet".into();
        let mut reader = BatchReader::parquet(&name, file, &InputParams::default()).unwrap();
        let part = reader.next_part().unwrap().unwrap();
        let utc = DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
        assert_eq!(part.batch.schema().field(0).data_type(), &utc);
        let cell = cell_text(part.batch.column(0).as_ref(), 0).unwrap();
        assert!(cell.starts_with("2024-02-01 12:00"), "{cell}");
    }
}
