//! One input → the reader for what its bytes are.

use super::bytes::{Bytes, Copied, Watched, copied, head, lock, unpacked};
use super::columnar::BatchReader;
use super::grid::TableReader;
use super::limits::{broken, guarded};
use super::notes::TableNotes;
use super::params::InputParams;
use super::reader::RowReader;
use super::renamed::renamed;
use super::signature::{self, Signature};
use super::text_files::TextFiles;
use super::text_input::{TextInput, markup};
use super::{mails, workbook};
use crate::types::format::Format;
use crate::{Error, Result};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};

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

    /// Hash of the bytes; the whole input must have been read. What was not read in order is read again.
    pub(super) fn hash(&self) -> Result<String> {
        let mut all = lock(&self.hasher).clone();
        let unread: &[PathBuf] = match &self.place {
            Place::File(path) if !self.is_stream() && Some(all.count()) != self.bytes => {
                all = blake3::Hasher::new();
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

    /// The bytes, from their beginning.
    fn open(&self) -> Result<Bytes> {
        Ok(match &self.place {
            Place::File(path) => {
                Box::new(File::open(path).map_err(|e| Error::io(path, "open", e))?)
            }
            Place::Stdin => Box::new(io::stdin()),
            Place::Copy(file) => Box::new(Copied::of(file)),
            Place::Texts(_) => Box::new(io::empty()),
        })
    }

    /// Opens the input and gives the reader for what its bytes are, its columns called as they are known.
    pub(super) fn reader(&mut self, params: &InputParams) -> Result<Box<dyn RowReader>> {
        let reader = self.of_bytes(params)?;
        Ok(renamed(reader, &self.name, &params.renamed))
    }

    fn of_bytes(&mut self, params: &InputParams) -> Result<Box<dyn RowReader>> {
        *lock(&self.hasher) = blake3::Hasher::new();
        if let Place::Texts(paths) = &self.place {
            let files = TextFiles::open(self.name.clone(), paths.clone(), params);
            return Ok(Box::new(files));
        }
        let mut watched = Watched {
            inner: self.open()?,
            hasher: self.hasher.clone(),
            counter: self.counter.clone(),
        };
        let start = head(&mut watched, signature::LENGTH).map_err(|e| self.failed(e))?;
        if start.is_empty() && self.is_stdin() {
            return Ok(Box::new(BatchReader::nothing(&self.name, params)));
        }
        let signature = Signature::of(&start);
        self.check_format(signature, &start, params.format)?;
        let text = signature == Signature::Text;
        let is_mail = text && params.format.is_none() && signature::is_message(&start);
        let all: Bytes = Box::new(io::Cursor::new(start).chain(watched));
        match signature {
            Signature::Text if is_mail => self.mails(all, params),
            Signature::Text => self.text(all, params),
            signature => self.binary(signature, all, params),
        }
    }

    fn binary(
        &self,
        signature: Signature,
        mut all: Bytes,
        params: &InputParams,
    ) -> Result<Box<dyn RowReader>> {
        let name = &self.name;
        Ok(match signature {
            Signature::Workbook => {
                let mut bytes = Vec::new();
                all.read_to_end(&mut bytes).map_err(|e| self.failed(e))?;
                signature::check_workbook(name, &bytes)?;
                Box::new(guarded(name, || workbook::open(name, bytes, params))?)
            }
            Signature::Parquet => {
                Box::new(BatchReader::parquet(name, self.seekable(all)?, params)?)
            }
            Signature::ArrowFile => {
                Box::new(BatchReader::arrow_file(name, self.seekable(all)?, params)?)
            }
            Signature::ArrowStream => Box::new(BatchReader::arrow_stream(name, all, params)?),
            Signature::Other(what) => return Err(signature::not_a_table(name, what)),
            Signature::Text => return self.text(all, params),
        })
    }

    fn mails(&self, all: Bytes, params: &InputParams) -> Result<Box<dyn RowReader>> {
        let bytes = mails::bytes(&self.name, all)?;
        if let Some(page) = mails::page(&bytes) {
            return markup(&self.name, &page, params);
        }
        let table = mails::table(&self.name, &bytes)?;
        Ok(Box::new(TableReader::new(
            table,
            params,
            TableNotes::default(),
        )))
    }

    fn text(&self, all: Bytes, params: &InputParams) -> Result<Box<dyn RowReader>> {
        let bytes = unpacked(all).map_err(|e| self.failed(e))?;
        if self.is_stream() {
            return self.streamed_text(bytes, params);
        }
        let again = || unpacked(self.open()?).map_err(|e| self.failed(e));
        let path = match &self.place {
            Place::File(path) => Some(path.as_path()),
            _ => None,
        };
        let (name, again) = (&self.name, &again);
        TextInput {
            name,
            bytes,
            again,
            path,
        }
        .reader(params)
    }

    /// A text that can be read only once. JSON is read twice (a name may come late), so it is kept in a nameless file.
    fn streamed_text(&self, mut text: Bytes, params: &InputParams) -> Result<Box<dyn RowReader>> {
        let fail = |e| self.failed(e);
        let start = head(&mut text, 64).map_err(fail)?;
        // the first that is not a byte order mark, a zero of UTF-16 or a space
        let skipped = |b: &&u8| {
            !matches!(b, 0xEF | 0xBB | 0xBF | 0xFE | 0xFF | 0) && !b.is_ascii_whitespace()
        };
        let json = matches!(start.iter().find(skipped), Some(b'{' | b'['));
        let bytes: Bytes = Box::new(io::Cursor::new(start).chain(text));
        let (name, path) = (&self.name, None);
        if params.format != Some(Format::Jsonl) && !(params.format.is_none() && json) {
            let again = &|| Ok(Box::new(io::empty()) as Bytes);
            return TextInput {
                name,
                bytes,
                again,
                path,
            }
            .reader(params);
        }
        let copy = Arc::new(Mutex::new(copied(bytes).map_err(fail)?));
        let bytes: Bytes = Box::new(Copied::of(&copy));
        let again = &|| Ok(Box::new(Copied::of(&copy)) as Bytes);
        TextInput {
            name,
            bytes,
            again,
            path,
        }
        .reader(params)
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
    fn seekable(&self, all: Bytes) -> Result<File> {
        match (&self.place, self.is_stream()) {
            (Place::File(path), false) => File::open(path).map_err(|e| self.failed(e)),
            _ => copied(all).map_err(|e| self.failed(e)),
        }
    }
}
