//! Inputs → one stream of chunks, in order, with an account of every file.

use super::input::Input;
use super::notes::{Layout, Level, Note};
use super::params::InputParams;
use super::reader::RowReader;
use super::rejected::Rejected;
use super::{paths, schema};
use crate::Result;
use arrow_array::{BooleanArray, RecordBatch};
use arrow_schema::SchemaRef;
use arrow_select::filter::filter_record_batch;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

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

impl Chunk {
    /// Leaves out the rows that are not `kept`; gives their number.
    pub fn keep(&mut self, kept: Vec<bool>) -> u64 {
        let before = self.rows.len();
        let mut keep = kept.iter();
        self.rows.retain(|_| keep.next().copied().unwrap_or(true));
        if self.rows.len() < before
            && let Ok(batch) = filter_record_batch(&self.batch, &BooleanArray::from(kept))
        {
            self.batch = batch;
        }
        (before - self.rows.len()) as u64
    }
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
    /// Where in it the rows were.
    pub layout: Layout,
}

/// All rows of all inputs: an iterator of chunks, in order.
pub struct Rows {
    inputs: Vec<(Input, Option<Box<dyn RowReader>>)>,
    schema: SchemaRef,
    tables: Vec<(Arc<str>, SchemaRef)>,
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

/// Files kept open between opening and reading.
const KEPT_OPEN: usize = 32;

/// Examines every input (paths, globs, folders, `-` for stdin) and gets ready to read them as one table, by column name.
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
    let (expanded, mut notes) = paths::expand(inputs, &bytes_read)?;
    for mut input in expanded {
        let reader = input.reader(params)?;
        schemas.push(reader.schema());
        let keep = opened.len() < KEPT_OPEN || input.is_stream();
        opened.push((input, keep.then_some(reader)));
    }
    bytes_read.store(0, Ordering::Relaxed);
    let all = schema::union(&schemas);
    let files: Vec<_> = opened
        .iter()
        .map(|o| o.0.name.clone())
        .zip(schemas)
        .collect();
    for line in schema::differences(&files, &all) {
        let level = Level::Warn;
        notes.push(Note { level, text: line });
    }
    Ok(Rows {
        inputs: opened,
        schema: all,
        tables: files,
        params: params.clone(),
        current: 0,
        rows: 0,
        files: Vec::new(),
        notes,
        bytes_read,
        failed: false,
    })
}

impl Rows {
    /// The columns of every batch.
    #[must_use]
    pub fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    /// Every input by name, with the columns it has itself.
    #[must_use]
    pub fn tables(&self) -> &[(Arc<str>, SchemaRef)] {
        &self.tables
    }

    /// The notes so far; each is given once.
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
                return Ok(Some(Chunk {
                    file: input.name.clone(),
                    rows: part.rows,
                    batch: schema::conform(&input.name, part.batch, &self.schema)?,
                    rejected: part.rejected,
                }));
            }
            let mut counted = std::mem::take(open.notes());
            self.notes
                .extend(counted.finish(&input.name, open.source()));
            self.files.push(FileRead {
                name: input.name.clone(),
                rows: std::mem::take(&mut self.rows),
                hash: input.hash()?,
                layout: counted.layout,
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
