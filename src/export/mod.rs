//! export: given record batches, gives a file or stdout in any format, by temporary file, fsync and rename.

mod atomic;
mod columnar;
mod delimited;
mod jsonl;
#[cfg(test)]
mod tests;
mod typed;
mod xlsx;

pub use atomic::{AtomicFile, abandon_all};

use crate::{Error, Result};
use arrow::datatypes::SchemaRef;
use arrow::record_batch::RecordBatch;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Formats that rows go out in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputFormat {
    /// Commas between, UTF-8.
    Csv,
    /// Tabs between, UTF-8.
    Tsv,
    /// One JSON object a line.
    Jsonl,
    /// Excel.
    Xlsx,
    /// Apache Parquet.
    Parquet,
    /// Arrow IPC: a file at a path, a stream on stdout or where the name ends in `.arrows`.
    Arrow,
}

impl OutputFormat {
    /// The format that `name` names.
    ///
    /// # Errors
    /// [`Error::Usage`] for a name of no format.
    pub fn parse(name: &str) -> Result<Self> {
        Ok(match name.to_ascii_lowercase().as_str() {
            "csv" => Self::Csv,
            "tsv" | "tab" => Self::Tsv,
            "jsonl" | "ndjson" => Self::Jsonl,
            "xlsx" | "excel" => Self::Xlsx,
            "parquet" => Self::Parquet,
            "arrow" | "arrows" | "ipc" | "feather" => Self::Arrow,
            other => {
                return Err(Error::usage(
                    format!("no output format is called `{other}`"),
                    "Try --format csv, tsv, jsonl, xlsx, parquet or arrow.",
                ));
            }
        })
    }

    /// The format that the ending of `target` asks for, `.gz` and `.zst` aside; `None` where it asks for none.
    #[must_use]
    pub fn of_path(target: &str) -> Option<Self> {
        let lower = target.to_ascii_lowercase();
        let bare = lower
            .strip_suffix(".gz")
            .or_else(|| lower.strip_suffix(".zst"))
            .unwrap_or(&lower);
        Self::parse(Path::new(bare).extension()?.to_str()?).ok()
    }
}

/// How to write.
#[derive(Clone, Debug, Default)]
pub struct OutputParams {
    /// Format; `None` takes it from the ending of the target.
    pub format: Option<OutputFormat>,
    /// CSV and TSV as Excel likes them: byte order mark, CRLF, and an apostrophe before text that Excel would take for a formula.
    pub bom: bool,
    /// CSV and TSV without a header line.
    pub no_header: bool,
}

/// What was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Rows, the header not counted.
    pub rows: u64,
    /// What there is to say of it.
    pub notes: Vec<String>,
}

/// Writes one format to one sink.
trait RowWriter: Send {
    fn write(&mut self, batch: &RecordBatch) -> Result<()>;
    /// Writes what is left, and gives the sink back with what there is to say.
    fn finish(self: Box<Self>) -> Result<(Sink, Vec<String>)>;
}

/// Where the bytes go.
enum Sink {
    File(BufWriter<AtomicFile>),
    Gzip(Box<flate2::write::GzEncoder<BufWriter<AtomicFile>>>),
    Zstd(Box<zstd::stream::write::Encoder<'static, BufWriter<AtomicFile>>>),
    Stdout(BufWriter<std::fs::File>),
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::File(w) => w.write(bytes),
            Self::Gzip(w) => w.write(bytes),
            Self::Zstd(w) => w.write(bytes),
            Self::Stdout(w) => w.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::File(w) => w.flush(),
            Self::Gzip(w) => w.flush(),
            Self::Zstd(w) => w.flush(),
            Self::Stdout(w) => w.flush(),
        }
    }
}

/// Writes record batches to a target; nothing stands there before [`Writer::finish`].
///
/// ```
/// use std::sync::Arc;
/// use arrow::array::{ArrayRef, StringArray};
/// let dir = tempfile::tempdir()?;
/// let target = dir.path().join("out.csv").display().to_string();
/// let cells = Arc::new(StringArray::from(vec!["坏了", "a,b"])) as ArrayRef;
/// let batch = arrow::record_batch::RecordBatch::try_from_iter([("内容", cells)])?;
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
    /// [`Error::Usage`] where no format is named, or it cannot go to the target; [`Error::Io`] where the folder cannot be written.
    pub fn create(target: &str, schema: SchemaRef, params: &OutputParams) -> Result<Self> {
        let format = params.format.or_else(|| OutputFormat::of_path(target));
        let format = match format {
            Some(format) => format,
            None if target == "-" => OutputFormat::Csv,
            None => {
                return Err(Error::usage(
                    format!("`{target}` does not say its format"),
                    "End the name in .csv, .tsv, .jsonl, .xlsx, .parquet or .arrow, or say --format.",
                ));
            }
        };
        let sink = sink(target, format)?;
        let inner: Box<dyn RowWriter> = match format {
            OutputFormat::Csv => Box::new(delimited::Delimited::new(sink, schema, b',', params)?),
            OutputFormat::Tsv => Box::new(delimited::Delimited::new(sink, schema, b'\t', params)?),
            OutputFormat::Jsonl => Box::new(jsonl::Jsonl::new(sink, &schema)),
            OutputFormat::Xlsx => Box::new(xlsx::Xlsx::new(sink, &schema)?),
            OutputFormat::Parquet => Box::new(columnar::Parquet::new(sink, &schema)?),
            OutputFormat::Arrow => {
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
        let fail = |e| Error::io(&self.target, "write", e);
        match sink {
            Sink::File(w) => w.into_inner().map_err(|e| fail(e.into_error()))?.commit()?,
            Sink::Gzip(w) => {
                w.finish()
                    .map_err(fail)?
                    .into_inner()
                    .map_err(|e| fail(e.into_error()))?
                    .commit()?;
            }
            Sink::Zstd(w) => {
                w.finish()
                    .map_err(fail)?
                    .into_inner()
                    .map_err(|e| fail(e.into_error()))?
                    .commit()?;
            }
            Sink::Stdout(mut w) => w.flush().map_err(|e| Error::io("stdout", "write", e))?,
        }
        Ok(Written {
            rows: self.rows,
            notes,
        })
    }
}

/// Stdout as a file: a writer on another thread must not wait for a lock that the main thread holds to its end.
#[cfg(unix)]
fn stdout() -> io::Result<std::fs::File> {
    use std::os::fd::AsFd;
    Ok(io::stdout().as_fd().try_clone_to_owned()?.into())
}

#[cfg(windows)]
fn stdout() -> io::Result<std::fs::File> {
    use std::os::windows::io::AsHandle;
    Ok(io::stdout().as_handle().try_clone_to_owned()?.into())
}

fn sink(target: &str, format: OutputFormat) -> Result<Sink> {
    if target == "-" {
        let out = stdout().map_err(|e| Error::io("stdout", "open", e))?;
        return Ok(Sink::Stdout(BufWriter::with_capacity(1 << 16, out)));
    }
    let packed = target.ends_with(".gz") || target.ends_with(".zst");
    if packed
        && matches!(
            format,
            OutputFormat::Xlsx | OutputFormat::Parquet | OutputFormat::Arrow
        )
    {
        return Err(Error::usage(
            format!("`{target}`: this format is compressed by itself"),
            "Leave .gz or .zst off.",
        ));
    }
    let file = BufWriter::with_capacity(1 << 16, AtomicFile::create(target)?);
    if target.ends_with(".gz") {
        let encoder = flate2::write::GzEncoder::new(file, flate2::Compression::default());
        return Ok(Sink::Gzip(Box::new(encoder)));
    }
    if target.ends_with(".zst") {
        let encoder = zstd::stream::write::Encoder::new(file, 3);
        return Ok(Sink::Zstd(Box::new(
            encoder.map_err(|e| Error::io(target, "write", e))?,
        )));
    }
    Ok(Sink::File(file))
}
