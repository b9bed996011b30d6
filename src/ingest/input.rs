//! One input → the reader for what its bytes are.

use super::columnar::BatchReader;
use super::delimited::DelimitedReader;
use super::grid::TableReader;
use super::json_lines::JsonReader;
use super::limits::{broken, guarded, too_long};
use super::notes::{Level, TableNotes};
use super::params::InputParams;
use super::reader::RowReader;
use super::signature::{self, Signature, TextKind};
use super::text_files::TextFiles;
use super::text_source::TextSource;
use super::{dialect, html, mails, workbook};
use crate::types::format::Format;
use crate::{Error, Result};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

type Bytes = Box<dyn Read + Send>;

/// Where an input's bytes are.
pub(super) enum Place {
    Stdin,
    File(PathBuf),
    /// A file without a name: what an archive contained.
    Copy(Arc<Mutex<File>>),
    /// Text files of a folder, a row each.
    Texts(Vec<PathBuf>),
}

/// One file, a folder of texts, or stdin.
pub(super) struct Input {
    pub(super) name: Arc<str>,
    place: Place,
    bytes: Option<u64>,
    hasher: Arc<Mutex<blake3::Hasher>>,
    counter: Arc<AtomicU64>,
}

impl Input {
    pub(super) fn new(
        name: Arc<str>,
        place: Place,
        bytes: Option<u64>,
        counter: &Arc<AtomicU64>,
    ) -> Self {
        Self {
            name,
            place,
            bytes,
            hasher: Arc::default(),
            counter: counter.clone(),
        }
    }

    pub(super) fn file(path: &Path, counter: &Arc<AtomicU64>) -> Result<Self> {
        let data = std::fs::metadata(path).map_err(|e| Error::io(path, "open", e))?;
        let (name, bytes) = (
            path.display().to_string(),
            data.is_file().then_some(data.len()),
        );
        let place = Place::File(path.to_path_buf());
        Ok(Self::new(name.into(), place, bytes, counter))
    }

    /// True where the bytes can be read only once: stdin, a pipe.
    pub(super) fn is_stream(&self) -> bool {
        self.bytes.is_none()
    }

    pub(super) fn is_stdin(&self) -> bool {
        matches!(self.place, Place::Stdin)
    }

    /// Size on disk; `None` for a stream.
    pub(super) fn bytes(&self) -> Option<u64> {
        self.bytes
    }

    fn failed(&self, e: io::Error) -> Error {
        Error::io(&*self.name, "read", e)
    }

    /// Hash of the bytes; the whole input must have been read.
    pub(super) fn hash(&self) -> Result<String> {
        let mut all = lock(&self.hasher).clone();
        let unread: &[PathBuf] = match &self.place {
            Place::File(path) if all.count() == 0 && !self.is_stream() => {
                std::slice::from_ref(path)
            }
            Place::Texts(paths) => paths,
            _ => &[],
        };
        for path in unread {
            let fail = |e| Error::io(path, "read", e);
            all.update_reader(File::open(path).map_err(fail)?)
                .map_err(fail)?;
        }
        Ok(all.finalize().to_hex().chars().take(16).collect())
    }

    /// Opens the input and gives the reader for what its bytes are.
    pub(super) fn reader(&mut self, params: &InputParams) -> Result<Box<dyn RowReader>> {
        let raw: Bytes = match &self.place {
            Place::File(path) => {
                Box::new(File::open(path).map_err(|e| Error::io(path, "open", e))?)
            }
            Place::Stdin => Box::new(io::stdin()),
            Place::Copy(file) => Box::new(Copied::of(file)),
            Place::Texts(paths) => {
                *lock(&self.hasher) = blake3::Hasher::new();
                let files = TextFiles::open(self.name.clone(), paths.clone(), params);
                return Ok(Box::new(files));
            }
        };
        *lock(&self.hasher) = blake3::Hasher::new();
        let mut watched = Watched {
            inner: raw,
            hasher: self.hasher.clone(),
            counter: self.counter.clone(),
        };
        let head = self.head(&mut watched, signature::LENGTH)?;
        if head.is_empty() && self.is_stdin() {
            return Ok(Box::new(BatchReader::nothing(&self.name, params)));
        }
        let signature = Signature::of(&head);
        self.check_format(signature, &head, params.format)?;
        let message =
            signature == Signature::Text && params.format.is_none() && signature::is_message(&head);
        let mut all: Bytes = Box::new(io::Cursor::new(head).chain(watched));
        Ok(match signature {
            Signature::Other(what) => return Err(signature::not_a_table(&self.name, what)),
            Signature::Workbook => {
                let mut bytes = Vec::new();
                all.read_to_end(&mut bytes).map_err(|e| self.failed(e))?;
                signature::check_workbook(&self.name, &bytes)?;
                Box::new(guarded(&self.name, || {
                    workbook::open(&self.name, bytes, params)
                })?)
            }
            Signature::Parquet => {
                let file = self.seekable(all)?;
                Box::new(BatchReader::parquet(&self.name, file, params)?)
            }
            Signature::ArrowFile => {
                let file = self.seekable(all)?;
                Box::new(BatchReader::arrow_file(&self.name, file, params)?)
            }
            Signature::ArrowStream => Box::new(BatchReader::arrow_stream(&self.name, all, params)?),
            Signature::Text if message => {
                let bytes = mails::bytes(&self.name, all)?;
                match mails::page(&bytes) {
                    Some(page) => self.markup(&page, params)?,
                    None => {
                        let table = mails::table(&self.name, &bytes)?;
                        Box::new(TableReader::new(table, params, TableNotes::default()))
                    }
                }
            }
            Signature::Text => {
                let text = self.unpacked(all)?;
                if self.is_stream() {
                    self.streamed_text(text, params)?
                } else {
                    self.text_reader(text, None, params)?
                }
            }
        })
    }

    /// The first bytes of `from`, at most `length`.
    fn head(&self, from: &mut impl Read, length: usize) -> Result<Vec<u8>> {
        let mut head = Vec::with_capacity(length);
        let mut first = from.take(length as u64);
        first.read_to_end(&mut head).map_err(|e| self.failed(e))?;
        Ok(head)
    }

    /// A format asked for, or that the name promises, must not be disproved by the bytes.
    fn check_format(&self, signature: Signature, head: &[u8], asked: Option<Format>) -> Result<()> {
        let found = match signature {
            Signature::Workbook => Some(Format::Xlsx),
            Signature::Parquet => Some(Format::Parquet),
            Signature::ArrowFile | Signature::ArrowStream => Some(Format::Arrow),
            Signature::Text => None,
            Signature::Other(_) => return Ok(()),
        };
        let asked_binary = asked.filter(|f| !f.is_text());
        if asked.is_some() && asked_binary != found {
            let is = |f: Option<Format>| f.map_or("text".to_owned(), |f| format!("{f:?}"));
            return Err(Error::invalid(
                &*self.name,
                format!("the file is {}, not {}", is(found), is(asked_binary)),
                "Leave --input-format out, or name the right format.",
            ));
        }
        // a text under the name of a workbook is read as what it is, but UTF-16 alone has zeros in it
        let promised = Format::of_input(&self.name) == Some(Format::Xlsx);
        let wide = head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF");
        if promised && asked.is_none() && found.is_none() && !wide && head.contains(&0) {
            return Err(broken(&self.name, &"it is not a workbook"));
        }
        Ok(())
    }

    /// A file that can be read from any place: the input itself, or a nameless copy of a stream.
    fn seekable(&self, mut all: Bytes) -> Result<File> {
        let fail = |e| self.failed(e);
        if let (Place::File(path), false) = (&self.place, self.is_stream()) {
            // hashed when it is read to its end: its bytes are not read in order
            *lock(&self.hasher) = blake3::Hasher::new();
            return File::open(path).map_err(fail);
        }
        let mut copy = tempfile::tempfile().map_err(fail)?;
        io::copy(&mut all, &mut copy).map_err(fail)?;
        io::Seek::rewind(&mut copy).map_err(fail)?;
        Ok(copy)
    }

    /// The bytes without compression, if there is one.
    fn unpacked(&self, mut packed: Bytes) -> Result<Bytes> {
        let head = self.head(&mut packed, 4)?;
        let all = io::Cursor::new(head.clone()).chain(packed);
        Ok(match *head.as_slice() {
            [0x1f, 0x8b, ..] => Box::new(flate2::read::MultiGzDecoder::new(all)),
            [0x28, 0xb5, 0x2f, 0xfd] => {
                Box::new(zstd::stream::read::Decoder::new(all).map_err(|e| self.failed(e))?)
            }
            _ => Box::new(all),
        })
    }

    /// A text that can be read only once. JSON Lines are read twice (a name may come late), so they are kept in a nameless file.
    fn streamed_text(&self, mut text: Bytes, params: &InputParams) -> Result<Box<dyn RowReader>> {
        let head = self.head(&mut text, 64)?;
        // the first that is not a byte order mark, a zero of UTF-16 or a space
        let skipped = |b: &&u8| {
            !matches!(b, 0xEF | 0xBB | 0xBF | 0xFE | 0xFF | 0) && !b.is_ascii_whitespace()
        };
        let object = head.iter().find(skipped) == Some(&b'{');
        let text = Box::new(io::Cursor::new(head).chain(text));
        if params.format != Some(Format::Jsonl) && !(params.format.is_none() && object) {
            return self.text_reader(text, None, params);
        }
        let copy = Arc::new(Mutex::new(self.seekable(text)?));
        let again = || Box::new(Copied::of(&copy));
        self.text_reader(again(), Some(again()), params)
    }

    /// The largest table of a web page, or the sheets of an XML workbook.
    fn markup(&self, document: &str, params: &InputParams) -> Result<Box<dyn RowReader>> {
        let grids = html::grids(document);
        let size = |g: &&super::grid::Grid| g.rows.iter().map(Vec::len).sum::<usize>();
        let largest = grids.iter().filter(|g| g.is_table()).max_by_key(size);
        let none = || signature::not_a_table(&self.name, "a web page without a table");
        let grid = largest.ok_or_else(none)?;
        let (mut notes, others) = (TableNotes::default(), grids.len() - 1);
        if others > 0 {
            let line = format!(
                "{}: the largest table is read; not read: {others} others",
                self.name
            );
            notes.push(Level::Say, line);
        }
        let table = grid.table(&self.name, params, &mut notes)?;
        Ok(Box::new(TableReader::new(table, params, notes)))
    }

    /// `second` gives the same bytes once more.
    fn text_reader(
        &self,
        all: Bytes,
        second: Option<Bytes>,
        params: &InputParams,
    ) -> Result<Box<dyn RowReader>> {
        let mut source = TextSource::new(self.name.clone(), all, params.encoding);
        source.more()?;
        let text = source.pending();
        if params.format.is_none() {
            if let Some(what) = signature::of_text(text) {
                return Err(signature::not_a_table(&self.name, what));
            }
            if signature::text_kind(text) == TextKind::Markup {
                return self.markup(self.whole(&mut source)?, params);
            }
        }
        if let (Place::File(path), None) = (&self.place, params.format) {
            // a text that is not a table is one complaint
            if self.name.to_lowercase().ends_with(".txt") && !dialect::is_table(text) {
                let lines = text.lines().filter(|l| !l.trim().is_empty()).count();
                let mut files = TextFiles::open(self.name.clone(), vec![path.clone()], params);
                if lines >= 5 {
                    let line = format!(
                        "{}: the text is read as one complaint; if each of its {lines} lines is one, use --lines",
                        self.name
                    );
                    files.notes().push(Level::Warn, line);
                }
                *lock(&self.hasher) = blake3::Hasher::new();
                return Ok(Box::new(files));
            }
        }
        Ok(
            match params.format.unwrap_or_else(|| self.text_format(text)) {
                Format::Jsonl => {
                    let second = second.map_or_else(|| self.again(), Ok)?;
                    let second = TextSource::new(self.name.clone(), second, params.encoding);
                    Box::new(JsonReader::open(source, params, second)?)
                }
                Format::Lines => Box::new(DelimitedReader::lines(source, params)),
                Format::Tsv => Box::new(DelimitedReader::open(source, params, b'\t')?),
                _ => Box::new(DelimitedReader::open(source, params, b',')?),
            },
        )
    }

    /// All of a text, where that is at most 1 GiB.
    fn whole<'s>(&self, source: &'s mut TextSource) -> Result<&'s str> {
        const MAX_TEXT: usize = 1 << 30;
        while source.more()? {
            if source.pending().len() > MAX_TEXT {
                return Err(too_long(&self.name, "1 GiB"));
            }
        }
        Ok(source.pending())
    }

    /// The bytes of a text file once more.
    fn again(&self) -> Result<Bytes> {
        match &self.place {
            Place::File(path) => {
                let file = File::open(path).map_err(|e| Error::io(path, "open", e))?;
                self.unpacked(Box::new(file))
            }
            Place::Copy(file) => self.unpacked(Box::new(Copied::of(file))),
            Place::Stdin | Place::Texts(_) => Ok(Box::new(io::empty())),
        }
    }

    /// The format of a text, by the ending of its name, else by its first character.
    fn text_format(&self, text: &str) -> Format {
        match Format::of_input(&self.name).filter(|f| f.is_text()) {
            Some(format) => format,
            None if text.trim_start().starts_with('{') => Format::Jsonl,
            None => Format::Csv,
        }
    }
}

/// Reads a file that others read, too.
struct Copied {
    file: Arc<Mutex<File>>,
    at: u64,
}

impl Copied {
    fn of(file: &Arc<Mutex<File>>) -> Self {
        let file = file.clone();
        Self { file, at: 0 }
    }
}

impl Read for Copied {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let mut file = lock(&self.file);
        io::Seek::seek(&mut *file, io::SeekFrom::Start(self.at))?;
        let n = file.read(buf)?;
        self.at += n as u64;
        Ok(n)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Hashes and counts what is read through it.
struct Watched {
    inner: Bytes,
    hasher: Arc<Mutex<blake3::Hasher>>,
    counter: Arc<AtomicU64>,
}

impl Read for Watched {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        lock(&self.hasher).update(buf.get(..n).unwrap_or_default());
        self.counter.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}
