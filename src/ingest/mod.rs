//! ingest: given files or stdin, gives Arrow record batches, every column kept as it came, plus rejected rows.
//!
//! [`open`] looks at every input (format, encoding, header), makes one schema of all their columns, and gives [`Rows`], an
//! iterator of [`Chunk`]s in the order of the inputs. Rows that cannot be used come out as [`Rejected`]: none is lost silently.

mod columnar;
mod csv;
mod encoding;
#[cfg(test)]
mod encoding_tests;
mod guard;
mod header;
mod jsonl;
mod note;
mod sheet;
mod source;
mod text;
mod texts;
mod xls;
mod zip;

pub use crate::types::Level;
pub use crate::types::cell::{cell_text, cell_time};
pub use encoding::Charset;
pub(crate) use guard::quietly;
pub use note::Note;

use crate::{Error, Result};
use arrow::array::{Array, ArrayRef, StringBuilder, new_null_array};
use arrow::datatypes::{DataType, Schema, SchemaRef};
use arrow::record_batch::RecordBatch;
use note::TableNote;
use source::Input;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use text::TextSource;

/// Formats that rows come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputFormat {
    /// Delimited text; the delimiter is found out.
    Csv,
    /// Delimited text, by tabs unless the text says otherwise.
    Tsv,
    /// One JSON object a line.
    Jsonl,
    /// Excel, `.xlsx` or `.xls`.
    Xlsx,
    /// Apache Parquet.
    Parquet,
    /// Arrow IPC, file or stream.
    Arrow,
}

impl InputFormat {
    /// The format that `name` names; `None` for `auto`.
    ///
    /// # Errors
    /// [`Error::Usage`] for any other name.
    pub fn parse(name: &str) -> Result<Option<Self>> {
        Ok(Some(match name.to_ascii_lowercase().as_str() {
            "auto" => return Ok(None),
            "csv" => Self::Csv,
            "tsv" | "tab" => Self::Tsv,
            "jsonl" | "ndjson" | "json" => Self::Jsonl,
            "xlsx" | "xls" | "excel" => Self::Xlsx,
            "parquet" => Self::Parquet,
            "arrow" | "ipc" | "feather" => Self::Arrow,
            other => {
                return Err(Error::usage(
                    format!("no input format is called `{other}`"),
                    "Try auto, csv, tsv, jsonl, xlsx, parquet or arrow.",
                ));
            }
        }))
    }
}

/// How to read.
#[derive(Clone, Debug)]
pub struct InputParams {
    /// Format; `None` finds it out from the bytes and the name.
    pub format: Option<InputFormat>,
    /// Encoding of text; `None` finds it out from the bytes.
    pub encoding: Option<Charset>,
    /// Delimiter of delimited text; `None` finds it out.
    pub delimiter: Option<u8>,
    /// Sheet of an Excel file; `None` takes the first with rows.
    pub sheet: Option<String>,
    /// Keep rows with any number of undecodable bytes.
    pub lossy: bool,
    /// The first row is data; columns are called `column_1`, ….
    pub no_header: bool,
    /// Rows a batch, at most; at least 1.
    pub batch_rows: usize,
}

impl Default for InputParams {
    fn default() -> Self {
        Self {
            format: None,
            encoding: None,
            delimiter: None,
            sheet: None,
            lossy: false,
            no_header: false,
            batch_rows: 8192,
        }
    }
}

/// Why a row cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// More fields than the header has.
    Ragged,
    /// A quote that nothing closes.
    Quote,
    /// Bytes that stand for nothing in the encoding.
    Undecodable,
    /// A line that is no JSON object.
    Json,
}

impl Reason {
    /// One word, for a summary.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ragged => "ragged",
            Self::Quote => "quote",
            Self::Undecodable => "undecodable",
            Self::Json => "json",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A row that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// The file it is in.
    pub file: Arc<str>,
    /// Its number in the file; the first row of data is 1.
    pub row: u64,
    /// Why, in a word.
    pub reason: Reason,
    /// Why, in full.
    pub detail: String,
    /// Its text, decoded as far as it could be.
    pub raw: String,
}

impl Rejected {
    fn new(file: &Arc<str>, row: u64, reason: Reason, detail: String, raw: &str) -> Self {
        Self {
            file: file.clone(),
            row,
            reason,
            detail,
            raw: raw.to_owned(),
        }
    }
}

/// Some rows of one file, in order.
#[derive(Clone, Debug)]
pub struct Chunk {
    /// The file they are from, as it was named.
    pub file: Arc<str>,
    /// For every row of the batch its number in the file; the first row of data is 1.
    pub rows: Vec<u64>,
    /// The rows, in the schema of [`Rows::schema`].
    pub batch: RecordBatch,
    /// Rows between these that cannot be used.
    pub rejected: Vec<Rejected>,
}

/// What was read of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRead {
    /// The file, as it was named.
    pub name: Arc<str>,
    /// Rows in it, rejected ones included.
    pub rows: u64,
    /// First 16 hexadecimal digits of the BLAKE3 hash of its bytes.
    pub hash: String,
}

/// What a reader of one file gives.
struct Part {
    rows: Vec<u64>,
    batch: RecordBatch,
    rejected: Vec<Rejected>,
}

/// Reads one file, whatever its format.
trait RowReader: Send {
    fn schema(&self) -> SchemaRef;
    /// The next rows; `None` at the end.
    fn next_part(&mut self) -> Result<Option<Part>>;
    fn source(&self) -> Option<&TextSource> {
        None
    }
    fn notes(&mut self) -> &mut TableNote;
}

/// All rows of all inputs: an iterator of chunks, in order.
pub struct Rows {
    inputs: Vec<(Input, Option<Box<dyn RowReader>>)>,
    schema: SchemaRef,
    params: InputParams,
    current: usize,
    rows: u64,
    files: Vec<FileRead>,
    notes: Vec<Note>,
    bytes_read: Arc<AtomicU64>,
    failed: bool,
}

impl fmt::Debug for Rows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rows")
            .field("schema", &self.schema)
            .finish_non_exhaustive()
    }
}

/// Files kept open between the first look and the reading.
const KEPT_OPEN: usize = 32;

/// Looks at every input (paths, globs, folders, `-` for stdin) and gets ready to read them as one table, by column name.
///
/// # Errors
/// Where an input is missing, empty, without a header, or in no format that is read.
///
/// ```
/// let dir = tempfile::tempdir()?;
/// let path = dir.path().join("a.csv");
/// std::fs::write(&path, "编号,内容\n1,坏了\n2,慢\n")?;
/// let mut rows = tousu::ingest::open(&[path.display().to_string()], &Default::default())?;
/// assert_eq!(rows.schema().field(1).name(), "内容");
/// let chunk = rows.next().unwrap()?;
/// assert_eq!(chunk.batch.num_rows(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn open(inputs: &[String], params: &InputParams) -> Result<Rows> {
    let bytes_read = Arc::new(AtomicU64::new(0));
    let mut opened: Vec<(Input, Option<Box<dyn RowReader>>)> = Vec::new();
    let mut schemas = Vec::new();
    for mut input in source::expand(inputs, &bytes_read)? {
        let reader = input.reader(params)?;
        schemas.push(reader.schema());
        let keep = opened.len() < KEPT_OPEN || input.is_stream();
        opened.push((input, keep.then_some(reader)));
    }
    bytes_read.store(0, Ordering::Relaxed);
    Ok(Rows {
        inputs: opened,
        schema: union(&schemas),
        params: params.clone(),
        current: 0,
        rows: 0,
        files: Vec::new(),
        notes: Vec::new(),
        bytes_read,
        failed: false,
    })
}

/// One schema for all: columns by name in the order they are first seen; text where the types differ.
fn union(schemas: &[SchemaRef]) -> SchemaRef {
    if let [only] = schemas {
        return only.clone();
    }
    let mut fields: Vec<arrow::datatypes::Field> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for field in schemas.iter().flat_map(|s| s.fields()) {
        if let Some(&at) = places.get(field.name()) {
            if let Some(have) = fields.get_mut(at).filter(|h| !same_kind(h, field)) {
                *have = arrow::datatypes::Field::new(field.name(), DataType::Utf8, true);
            }
        } else {
            places.insert(field.name().clone(), fields.len());
            fields.push(field.as_ref().clone().with_nullable(true));
        }
    }
    Arc::new(Schema::new(fields))
}

fn same_kind(a: &arrow::datatypes::Field, b: &arrow::datatypes::Field) -> bool {
    a.data_type() == b.data_type() && a.metadata() == b.metadata()
}

/// `batch` in the columns of `schema`: absent ones null, ones of another type as text.
fn conform(file: &str, batch: RecordBatch, schema: &SchemaRef) -> Result<RecordBatch> {
    if batch.schema_ref() == schema {
        return Ok(batch);
    }
    let columns = schema
        .fields()
        .iter()
        .map(|field| match batch.schema_ref().index_of(field.name()) {
            Err(_) => new_null_array(field.data_type(), batch.num_rows()),
            Ok(at) if same_kind(field, batch.schema_ref().field(at)) => batch.column(at).clone(),
            Ok(at) => as_text(batch.column(at).as_ref()),
        })
        .collect();
    self::batch(file, schema.clone(), columns)
}

fn as_text(array: &dyn Array) -> ArrayRef {
    let mut text = StringBuilder::with_capacity(array.len(), array.len() * 16);
    for row in 0..array.len() {
        text.append_option(cell_text(array, row));
    }
    Arc::new(text.finish())
}

/// A batch of `columns`; arrow's complaint becomes ours.
fn batch(file: &str, schema: SchemaRef, columns: Vec<ArrayRef>) -> Result<RecordBatch> {
    RecordBatch::try_new(schema, columns).map_err(|e| broken(file, &e))
}

/// A file that contradicts its own format.
fn broken(file: &str, e: &dyn fmt::Display) -> Error {
    Error::data(
        file,
        e.to_string(),
        "a whole file of its format",
        "Write the file again; if its name's ending is wrong, say --input-format.",
    )
}

impl Rows {
    /// The columns of every batch.
    #[must_use]
    pub fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    /// What there is to say so far; each note is given once.
    pub fn notes(&mut self) -> Vec<Note> {
        std::mem::take(&mut self.notes)
    }

    /// The files read to their end so far: names, rows, hashes.
    #[must_use]
    pub fn files(&self) -> &[FileRead] {
        &self.files
    }

    /// Bytes of all inputs, where they are all files: what [`Rows::bytes_read`] ends at.
    #[must_use]
    pub fn bytes_total(&self) -> Option<u64> {
        self.inputs.iter().map(|(input, _)| input.bytes()).sum()
    }

    /// A counter of bytes read, to draw progress by.
    #[must_use]
    pub fn bytes_read(&self) -> Arc<AtomicU64> {
        self.bytes_read.clone()
    }

    fn step(&mut self) -> Result<Option<Chunk>> {
        while let Some((input, reader)) = self.inputs.get_mut(self.current) {
            let open = match reader {
                Some(open) => open,
                None => reader.insert(input.reader(&self.params)?),
            };
            if let Some(part) = open.next_part()? {
                self.rows += (part.rows.len() + part.rejected.len()) as u64;
                let batch = conform(&input.name, part.batch, &self.schema)?;
                let file = input.name.clone();
                return Ok(Some(Chunk {
                    file,
                    rows: part.rows,
                    batch,
                    rejected: part.rejected,
                }));
            }
            let mut counted = std::mem::take(open.notes());
            self.notes
                .extend(counted.finish(&input.name, open.source()));
            let hash = input.hash()?;
            let rows = std::mem::take(&mut self.rows);
            self.files.push(FileRead {
                name: input.name.clone(),
                rows,
                hash,
            });
            *reader = None;
            self.current += 1;
        }
        Ok(None)
    }
}

impl Iterator for Rows {
    type Item = Result<Chunk>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let step = self.step();
        self.failed = step.is_err();
        step.transpose()
    }
}
