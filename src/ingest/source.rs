//! Names on the command line → inputs, and each input → a reader for what its bytes are.

use super::columnar::BatchReader;
use super::csv::{self, DelimitedReader};
use super::guard::guarded;
use super::jsonl::JsonReader;
use super::sheet::SheetReader;
use super::text::TextSource;
use super::texts::TextFiles;
use super::{InputFormat, InputParams, RowReader};
use crate::{Error, Result};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

/// Where an input's bytes are.
enum Place {
    Stdin,
    File(PathBuf),
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

/// Names → inputs: `-` is stdin, a folder is the files in it, a name that is no file is taken as a glob.
pub(super) fn expand(names: &[String], counter: &Arc<AtomicU64>) -> Result<Vec<Input>> {
    let mut inputs = Vec::new();
    for name in names {
        if name == "-" {
            if inputs.iter().any(Input::is_stdin) {
                return Err(Error::usage(
                    "`-` stands twice among the inputs",
                    "Name stdin once.",
                ));
            }
            inputs.push(Input::new("-".into(), Place::Stdin, None, counter));
            continue;
        }
        let path = Path::new(name);
        if !path.exists() {
            let found = globbed(name)?;
            if found.is_empty() {
                let missing = io::Error::new(io::ErrorKind::NotFound, "no such file");
                return Err(Error::io(path, "open", missing));
            }
            for path in found {
                inputs.push(Input::file(&path, counter)?);
            }
        } else if path.is_dir() {
            inputs.extend(folder(path, counter)?);
        } else {
            inputs.push(Input::file(path, counter)?);
        }
    }
    if inputs.is_empty() {
        return Err(Error::usage(
            "no input is named",
            "Name files, or `-` for stdin.",
        ));
    }
    Ok(inputs)
}

/// Files that the pattern matches, sorted; hidden ones left out.
fn globbed(pattern: &str) -> Result<Vec<PathBuf>> {
    if !pattern.contains(['*', '?', '[']) {
        return Ok(Vec::new());
    }
    let options = glob::MatchOptions {
        require_literal_leading_dot: true,
        ..Default::default()
    };
    let paths = glob::glob_with(pattern, options).map_err(|e| {
        Error::usage(
            format!("`{pattern}` is no pattern: {e}"),
            "Quote the name of a file that holds * ? or [.",
        )
    })?;
    let mut found = Vec::new();
    for path in paths {
        let path =
            path.map_err(|e| Error::io(e.path(), "read", io::Error::from(e.error().kind())))?;
        if path.is_file() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Endings of files that a folder is read for.
const TABLES: [&str; 14] = [
    "csv", "tsv", "tab", "jsonl", "ndjson", "json", "xlsx", "xls", "xlsm", "parquet", "arrow",
    "arrows", "feather", "ipc",
];

/// The tables of a folder, sorted by name, or else its `.txt` files as one table; hidden files and folders left out.
fn folder(folder: &Path, counter: &Arc<AtomicU64>) -> Result<Vec<Input>> {
    let (mut tables, mut texts) = (Vec::new(), Vec::new());
    for entry in std::fs::read_dir(folder).map_err(|e| Error::io(folder, "read", e))? {
        let path = entry.map_err(|e| Error::io(folder, "read", e))?.path();
        let name = path
            .file_name()
            .map(|n| n.to_string_lossy().to_lowercase())
            .unwrap_or_default();
        if !path.is_file() || name.starts_with('.') {
            continue;
        }
        let ending = bare(&name).rsplit_once('.').map_or("", |(_, e)| e);
        if TABLES.contains(&ending) {
            tables.push(path);
        } else if ending == "txt" {
            texts.push(path);
        }
    }
    tables.sort();
    texts.sort();
    let wanted = "tables (.csv, .jsonl, .xlsx, .parquet, …) or texts (.txt)";
    let found = match (tables.is_empty(), texts.is_empty()) {
        (false, true) => return tables.iter().map(|p| Input::file(p, counter)).collect(),
        (true, false) => {
            let size = |p: &PathBuf| std::fs::metadata(p).map_or(0, |m| m.len());
            let bytes = texts.iter().map(size).sum();
            let name = folder.display().to_string().into();
            return Ok(vec![Input::new(
                name,
                Place::Texts(texts),
                Some(bytes),
                counter,
            )]);
        }
        (true, true) => "a folder without either",
        (false, false) => "a folder with both",
    };
    let place = folder.display().to_string();
    Err(Error::data(
        place,
        found,
        wanted,
        "Name the files you mean, or a glob such as 'DIR/*.csv'.",
    ))
}

/// A name without the ending of its compression.
fn bare(name: &str) -> &str {
    name.strip_suffix(".gz")
        .or_else(|| name.strip_suffix(".zst"))
        .unwrap_or(name)
}

impl Input {
    fn new(name: Arc<str>, place: Place, bytes: Option<u64>, counter: &Arc<AtomicU64>) -> Self {
        let hasher = Arc::new(Mutex::new(blake3::Hasher::new()));
        Self {
            name,
            place,
            bytes,
            hasher,
            counter: counter.clone(),
        }
    }

    fn file(path: &Path, counter: &Arc<AtomicU64>) -> Result<Self> {
        let data = std::fs::metadata(path).map_err(|e| Error::io(path, "open", e))?;
        let name = path.display().to_string().into();
        let bytes = data.is_file().then_some(data.len());
        Ok(Self::new(
            name,
            Place::File(path.to_path_buf()),
            bytes,
            counter,
        ))
    }

    /// True where the bytes can be read once only: stdin, a pipe.
    pub(super) fn is_stream(&self) -> bool {
        self.bytes.is_none()
    }

    fn is_stdin(&self) -> bool {
        matches!(self.place, Place::Stdin)
    }

    /// Size on disk; `None` for a stream.
    pub(super) fn bytes(&self) -> Option<u64> {
        self.bytes
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
            let file = File::open(path).map_err(|e| Error::io(path, "read", e))?;
            all.update_reader(file)
                .map_err(|e| Error::io(path, "read", e))?;
        }
        Ok(all.finalize().to_hex().chars().take(16).collect())
    }

    /// Opens the input and gives the reader for what its bytes are.
    pub(super) fn reader(&mut self, params: &InputParams) -> Result<Box<dyn RowReader>> {
        *lock(&self.hasher) = blake3::Hasher::new();
        let raw: Box<dyn Read + Send> = match &self.place {
            Place::File(path) => {
                Box::new(File::open(path).map_err(|e| Error::io(path, "open", e))?)
            }
            Place::Stdin => Box::new(io::stdin()),
            Place::Texts(paths) => return Ok(Box::new(TextFiles::open(paths.clone(), params))),
        };
        let (hasher, counter) = (self.hasher.clone(), self.counter.clone());
        let mut watched = Watched {
            inner: raw,
            hasher,
            counter,
        };
        let mut head = Vec::new();
        (&mut watched)
            .take(8)
            .read_to_end(&mut head)
            .map_err(|e| Error::io(&*self.name, "read", e))?;
        if head.is_empty() && self.is_stdin() {
            return Ok(Box::new(BatchReader::nothing(&self.name, params)));
        }
        let format = self.binary_format(&head, params.format)?;
        let mut all: Box<dyn Read + Send> = Box::new(io::Cursor::new(head.clone()).chain(watched));
        Ok(match format {
            Some(InputFormat::Xlsx) => {
                let mut bytes = Vec::new();
                all.read_to_end(&mut bytes)
                    .map_err(|e| Error::io(&*self.name, "read", e))?;
                super::zip::check_size(&self.name, &bytes)?;
                Box::new(guarded(&self.name, || {
                    SheetReader::open(&self.name, bytes, params)
                })?)
            }
            Some(InputFormat::Parquet) => Box::new(BatchReader::parquet(
                &self.name,
                self.seekable(all)?,
                params,
            )?),
            Some(InputFormat::Arrow) if head.starts_with(b"ARROW1") => Box::new(
                BatchReader::arrow_file(&self.name, self.seekable(all)?, params)?,
            ),
            Some(InputFormat::Arrow) => {
                Box::new(BatchReader::arrow_stream(&self.name, all, params)?)
            }
            _ => {
                let text = self.unpacked(all)?;
                if self.is_stream() {
                    self.streamed_text(text, params)?
                } else {
                    self.text_reader(text, None, params)?
                }
            }
        })
    }

    /// The format that the first bytes prove; a text is `None`. A format asked for must not be disproved.
    fn binary_format(
        &self,
        head: &[u8],
        asked: Option<InputFormat>,
    ) -> Result<Option<InputFormat>> {
        let name = self.name.to_lowercase();
        let excel = [".xlsx", ".xls", ".xlsm", ".xlsb", ".ods"]
            .iter()
            .any(|e| name.ends_with(e));
        let found = match *head {
            [b'P', b'A', b'R', b'1', ..] => Some(InputFormat::Parquet),
            [b'P', b'K', 3, 4, ..] | [0xD0, 0xCF, 0x11, 0xE0, ..] => Some(InputFormat::Xlsx),
            [b'A', b'R', b'R', b'O', b'W', b'1', ..] | [0xFF, 0xFF, 0xFF, 0xFF, ..] => {
                Some(InputFormat::Arrow)
            }
            _ if excel && asked.is_none() && !head.is_empty() => Some(InputFormat::Xlsx),
            _ => None,
        };
        let binary = |f: InputFormat| {
            matches!(
                f,
                InputFormat::Xlsx | InputFormat::Parquet | InputFormat::Arrow
            )
            .then_some(f)
        };
        match asked {
            Some(asked) if binary(asked) != found => {
                let is = |f: Option<InputFormat>| f.map_or("text".to_owned(), |f| format!("{f:?}"));
                Err(Error::data(
                    &*self.name,
                    format!("{} in its first bytes", is(found)),
                    is(Some(asked)),
                    "Leave --input-format out, or name the right one.",
                ))
            }
            _ => Ok(found),
        }
    }

    /// A file that can be read from any place: the input itself, or a nameless copy of a stream.
    fn seekable(&self, mut all: Box<dyn Read + Send>) -> Result<File> {
        let fail = |e| Error::io(&*self.name, "read", e);
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
    fn unpacked(&self, mut packed: Box<dyn Read + Send>) -> Result<Box<dyn Read + Send>> {
        let mut head = Vec::new();
        let fail = |e| Error::io(&*self.name, "read", e);
        (&mut packed).take(4).read_to_end(&mut head).map_err(fail)?;
        let all = io::Cursor::new(head.clone()).chain(packed);
        Ok(match *head.as_slice() {
            [0x1f, 0x8b, ..] => Box::new(flate2::read::MultiGzDecoder::new(all)),
            [0x28, 0xb5, 0x2f, 0xfd] => {
                Box::new(zstd::stream::read::Decoder::new(all).map_err(fail)?)
            }
            _ => Box::new(all),
        })
    }

    /// A text that can be read once. JSON Lines are read twice (a name may come late), so they are kept in a nameless file.
    fn streamed_text(
        &self,
        mut text: Box<dyn Read + Send>,
        params: &InputParams,
    ) -> Result<Box<dyn RowReader>> {
        let mut head = Vec::new();
        let fail = |e| Error::io(&*self.name, "read", e);
        (&mut text).take(64).read_to_end(&mut head).map_err(fail)?;
        // the first that is no mark, no zero of UTF-16 and no space
        let skipped = |b: &&u8| {
            !matches!(b, 0xEF | 0xBB | 0xBF | 0xFE | 0xFF | 0) && !b.is_ascii_whitespace()
        };
        let object = head.iter().find(skipped) == Some(&b'{');
        let text = Box::new(io::Cursor::new(head).chain(text));
        if params.format != Some(InputFormat::Jsonl) && !(params.format.is_none() && object) {
            return self.text_reader(text, None, params);
        }
        let copy = Arc::new(Mutex::new(self.seekable(text)?));
        let again = || {
            Box::new(Copied {
                file: copy.clone(),
                at: 0,
            })
        };
        self.text_reader(again(), Some(again()), params)
    }

    /// `second` gives the same bytes once more.
    fn text_reader(
        &self,
        all: Box<dyn Read + Send>,
        second: Option<Box<dyn Read + Send>>,
        params: &InputParams,
    ) -> Result<Box<dyn RowReader>> {
        let mut source = TextSource::new(self.name.clone(), all, params.encoding);
        source.more()?;
        let format = params
            .format
            .unwrap_or_else(|| self.text_format(source.pending()));
        if let (Place::File(path), None) = (&self.place, params.format) {
            // a text that is no table is one complaint
            if self.name.to_lowercase().ends_with(".txt") && !csv::is_table(source.pending()) {
                *lock(&self.hasher) = blake3::Hasher::new();
                return Ok(Box::new(TextFiles::open(vec![path.clone()], params)));
            }
        }
        Ok(match format {
            InputFormat::Jsonl => {
                let second = second.map_or_else(|| self.again(), Ok)?;
                let second = TextSource::new(self.name.clone(), second, params.encoding);
                Box::new(JsonReader::open(source, params, second)?)
            }
            InputFormat::Tsv => Box::new(DelimitedReader::open(source, params, b'\t')?),
            _ => Box::new(DelimitedReader::open(source, params, b',')?),
        })
    }

    /// The bytes of a text file once more.
    fn again(&self) -> Result<Box<dyn Read + Send>> {
        let Place::File(path) = &self.place else {
            return Ok(Box::new(io::empty()));
        };
        let file = File::open(path).map_err(|e| Error::io(path, "open", e))?;
        self.unpacked(Box::new(file))
    }

    /// The format of a text, by the ending of its name, else by its first character.
    fn text_format(&self, text: &str) -> InputFormat {
        let name = self.name.to_lowercase();
        let name = bare(&name);
        let ends = |endings: &[&str]| endings.iter().any(|e| name.ends_with(e));
        if ends(&[".jsonl", ".ndjson", ".json"]) {
            InputFormat::Jsonl
        } else if ends(&[".tsv", ".tab"]) {
            InputFormat::Tsv
        } else if !ends(&[".csv"]) && text.trim_start().starts_with('{') {
            InputFormat::Jsonl
        } else {
            InputFormat::Csv
        }
    }
}

/// Reads a file that others read, too.
struct Copied {
    file: Arc<Mutex<File>>,
    at: u64,
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

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Hashes and counts what is read through it.
struct Watched {
    inner: Box<dyn Read + Send>,
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
