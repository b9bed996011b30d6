//! export: given record batches, gives a file or stdout in any format, by temporary file, fsync and rename.

mod append;
mod append_sheet;
mod atomic;
mod choices;
mod columnar;
mod delimited;
mod excel_types;
mod jsonl;
mod sink;
#[cfg(test)]
mod tests;
mod xlsx;

pub use append::append_rows;
pub use atomic::{AtomicFile, abandon_all};
pub use choices::{CHOICES_SHEET, Choices};

use crate::types::format::Format;
use crate::{Error, Result};
use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use sink::{RowWriter, Sink};

/// How to write.
#[derive(Clone, Debug, Default)]
pub struct OutputParams {
    /// Format; `None` takes it from the ending of the target.
    pub format: Option<Format>,
    /// CSV and TSV as Excel likes them: byte order mark, CRLF, and an apostrophe before text that Excel would take for a formula.
    pub bom: bool,
    /// CSV and TSV without a header line.
    pub no_header: bool,
    /// A column that a person fills in.
    pub choices: Option<Choices>,
}

/// What was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Rows, the header not counted.
    pub rows: u64,
    /// What a user should know of it.
    pub notes: Vec<String>,
}

/// Writes record batches to a target; nothing appears there before [`Writer::finish`].
///
/// ```
/// use std::sync::Arc;
/// use arrow_array::{ArrayRef, StringArray};
/// let dir = tempfile::tempdir()?;
/// let target = dir.path().join("out.csv").display().to_string();
/// let cells = Arc::new(StringArray::from(vec!["坏了", "a,b"])) as ArrayRef;
/// let batch = arrow_array::RecordBatch::try_from_iter([("内容", cells)])?;
/// let mut writer = tousu::export::Writer::create(&target, batch.schema(), &Default::default())?;
/// writer.write(&batch)?;
/// assert_eq!(writer.finish()?.rows, 2);
/// assert_eq!(std::fs::read_to_string(&target)?, "内容\n坏了\n\"a,b\"\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Writer {
    inner: Box<dyn RowWriter>,
    target: String,
    rows: u64,
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer")
            .field("target", &self.target)
            .finish_non_exhaustive()
    }
}

impl Writer {
    /// Gets ready to write batches of `schema` to `target` (`-` is stdout).
    ///
    /// # Errors
    /// [`Error::Usage`] where no format is known, or it cannot go to the target; [`Error::Io`] where the folder cannot be written.
    pub fn create(target: &str, schema: SchemaRef, params: &OutputParams) -> Result<Self> {
        let format = match params.format.or_else(|| Format::of_output(target)) {
            Some(format) => format,
            None if target == "-" => Format::Csv,
            None => {
                return Err(Error::usage(
                    format!("the name `{target}` does not tell a format"),
                    "End it in .csv, .tsv, .jsonl, .xlsx, .parquet or .arrow, or use --format.",
                ));
            }
        };
        let sink = Sink::open(target, format)?;
        let inner: Box<dyn RowWriter> = match format {
            Format::Csv | Format::Lines => {
                Box::new(delimited::Delimited::new(sink, &schema, b',', params)?)
            }
            Format::Tsv => Box::new(delimited::Delimited::new(sink, &schema, b'\t', params)?),
            Format::Jsonl => Box::new(jsonl::Jsonl::new(sink, &schema)),
            Format::Xlsx => Box::new(xlsx::Xlsx::new(sink, &schema, params.choices.clone())?),
            Format::Parquet => Box::new(columnar::Parquet::new(sink, &schema)?),
            Format::Arrow => {
                let stream = target == "-" || target.ends_with(".arrows");
                Box::new(columnar::Arrow::new(sink, &schema, stream)?)
            }
        };
        Ok(Self {
            inner,
            target: target.to_owned(),
            rows: 0,
        })
    }

    /// Writes the rows of `batch`, in order.
    ///
    /// # Errors
    /// Where the target cannot be written, or the format cannot hold the rows (Excel's limits).
    pub fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        self.inner.write(batch)?;
        self.rows += batch.num_rows() as u64;
        Ok(())
    }

    /// Ends the output and puts it in place.
    ///
    /// # Errors
    /// Where the target cannot be written.
    pub fn finish(self) -> Result<Written> {
        let (sink, notes) = self.inner.finish()?;
        sink.commit(&self.target)?;
        Ok(Written {
            rows: self.rows,
            notes,
        })
    }
}
