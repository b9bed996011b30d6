//! Where the bytes of an output go: a file that appears when all is written, compressed or not, or stdout.

use super::atomic::AtomicFile;
use crate::types::format::Format;
use crate::{Error, Result};
use arrow_array::RecordBatch;
use std::fmt::Display;
use std::fs::File;
use std::io::{self, BufWriter, Write};

/// Writes one format to one sink.
pub(super) trait RowWriter: Send {
    fn write(&mut self, batch: &RecordBatch) -> Result<()>;
    /// Writes what is left, and gives the sink back with the notes on it.
    fn finish(self: Box<Self>) -> Result<(Sink, Vec<String>)>;
}

/// Where the bytes go.
pub(super) enum Sink {
    File(BufWriter<AtomicFile>),
    Gzip(Box<flate2::write::GzEncoder<BufWriter<AtomicFile>>>),
    Zstd(Box<zstd::stream::write::Encoder<'static, BufWriter<AtomicFile>>>),
    Stdout(BufWriter<File>),
}

/// An output that cannot be written.
pub(super) fn failed(e: io::Error) -> Error {
    Error::io("output", "write", e)
}

/// The same, from a library whose error is not one of the system.
pub(super) fn other_failed(e: &dyn Display) -> Error {
    failed(io::Error::other(e.to_string()))
}

impl Sink {
    /// Opens `target` (`-` is stdout), compressed where its name ends in `.gz` or `.zst`.
    pub(super) fn open(target: &str, format: Format) -> Result<Self> {
        if target == "-" {
            let out = stdout().map_err(|e| Error::io("stdout", "open", e))?;
            return Ok(Self::Stdout(BufWriter::with_capacity(1 << 16, out)));
        }
        let (gzip, zstd) = (target.ends_with(".gz"), target.ends_with(".zst"));
        if (gzip || zstd) && !format.is_text() {
            return Err(Error::usage(
                format!("`{target}`: this format is already compressed"),
                "Leave off .gz or .zst.",
            ));
        }
        let file = BufWriter::with_capacity(1 << 16, AtomicFile::create(target)?);
        if gzip {
            let encoder = flate2::write::GzEncoder::new(file, flate2::Compression::default());
            return Ok(Self::Gzip(Box::new(encoder)));
        }
        if zstd {
            let encoder = zstd::stream::write::Encoder::new(file, 3);
            let encoder = encoder.map_err(|e| Error::io(target, "write", e))?;
            return Ok(Self::Zstd(Box::new(encoder)));
        }
        Ok(Self::File(file))
    }

    /// Ends the output and puts it in place.
    pub(super) fn commit(self, target: &str) -> Result<()> {
        let fail = |e| Error::io(target, "write", e);
        let file = match self {
            Self::File(w) => w,
            Self::Gzip(w) => w.finish().map_err(fail)?,
            Self::Zstd(w) => w.finish().map_err(fail)?,
            Self::Stdout(mut w) => return w.flush().map_err(|e| Error::io("stdout", "write", e)),
        };
        file.into_inner()
            .map_err(|e| fail(e.into_error()))?
            .commit()
    }

    fn writer(&mut self) -> &mut dyn Write {
        match self {
            Self::File(w) => w,
            Self::Gzip(w) => w,
            Self::Zstd(w) => w,
            Self::Stdout(w) => w,
        }
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer().flush()
    }
}

/// Stdout as a file: a writer on another thread must not wait for a lock that the main thread holds to its end.
#[cfg(unix)]
fn stdout() -> io::Result<File> {
    use std::os::fd::AsFd;
    Ok(io::stdout().as_fd().try_clone_to_owned()?.into())
}

#[cfg(windows)]
fn stdout() -> io::Result<File> {
    use std::os::windows::io::AsHandle;
    Ok(io::stdout().as_handle().try_clone_to_owned()?.into())
}
