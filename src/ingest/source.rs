//! Names on the command line → inputs, and each input → a reader for what its bytes are.

use super::csv::DelimitedReader;
use super::jsonl::JsonReader;
use super::text::TextSource;
use super::{InputFormat, InputParams, RowReader};
use crate::{Error, Result};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

/// One file, or stdin.
pub(super) struct Input {
    pub(super) name: Arc<str>,
    path: Option<PathBuf>,
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
            inputs.push(Input::new("-".into(), None, None, counter));
            continue;
        }
        let path = Path::new(name);
        if !path.exists() {
            let found = globbed(name)?;
            if found.is_empty() {
                let missing = io::Error::from(io::ErrorKind::NotFound);
                return Err(Error::io(path, "open", missing));
            }
            for path in found {
                inputs.push(Input::file(&path, counter)?);
            }
        } else if path.is_dir() {
            for path in listed(path)? {
                inputs.push(Input::file(&path, counter)?);
            }
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
        let path = path.map_err(|e| {
            Error::io(
                e.path().to_path_buf(),
                "read",
                io::Error::from(e.error().kind()),
            )
        })?;
        if path.is_file() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The files of a folder, sorted by name; hidden ones and folders left out.
fn listed(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|e| Error::io(folder, "read", e))? {
        let path = entry.map_err(|e| Error::io(folder, "read", e))?.path();
        let hidden = path
            .file_name()
            .is_some_and(|n| n.to_string_lossy().starts_with('.'));
        if path.is_file() && !hidden {
            found.push(path);
        }
    }
    found.sort();
    if found.is_empty() {
        return Err(Error::data(
            folder.display().to_string(),
            "an empty folder",
            "files to read",
            "Name a folder with files in it.",
        ));
    }
    Ok(found)
}

impl Input {
    fn new(
        name: Arc<str>,
        path: Option<PathBuf>,
        bytes: Option<u64>,
        counter: &Arc<AtomicU64>,
    ) -> Self {
        let hasher = Arc::new(Mutex::new(blake3::Hasher::new()));
        Self {
            name,
            path,
            bytes,
            hasher,
            counter: counter.clone(),
        }
    }

    fn file(path: &Path, counter: &Arc<AtomicU64>) -> Result<Self> {
        let data = std::fs::metadata(path).map_err(|e| Error::io(path, "open", e))?;
        let name = path.display().to_string().into();
        Ok(Self::new(
            name,
            Some(path.to_path_buf()),
            Some(data.len()),
            counter,
        ))
    }

    pub(super) fn is_stdin(&self) -> bool {
        self.path.is_none()
    }

    /// Size on disk; `None` for stdin.
    pub(super) fn bytes(&self) -> Option<u64> {
        self.bytes
    }

    /// Hash of the bytes; the whole input must have been read.
    pub(super) fn hash(&self) -> Result<String> {
        let mut all = lock(&self.hasher).clone();
        if let Some(path) = self.path.as_ref().filter(|_| all.count() == 0) {
            let file = File::open(path).map_err(|e| Error::io(path, "read", e))?;
            all.update_reader(file)
                .map_err(|e| Error::io(path, "read", e))?;
        }
        Ok(all.finalize().to_hex().chars().take(16).collect())
    }

    /// Opens the input and gives the reader for what its bytes are.
    pub(super) fn reader(&mut self, params: &InputParams) -> Result<Box<dyn RowReader>> {
        *lock(&self.hasher) = blake3::Hasher::new();
        let raw: Box<dyn Read + Send> = match &self.path {
            Some(path) => Box::new(File::open(path).map_err(|e| Error::io(path, "open", e))?),
            None => Box::new(io::stdin()),
        };
        let (hasher, counter) = (self.hasher.clone(), self.counter.clone());
        let watched = Watched {
            inner: raw,
            hasher,
            counter,
        };
        self.text_reader(self.unpacked(Box::new(watched))?, params)
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

    fn text_reader(
        &self,
        all: Box<dyn Read + Send>,
        params: &InputParams,
    ) -> Result<Box<dyn RowReader>> {
        let mut source = TextSource::new(self.name.clone(), all, params.encoding);
        source.more()?;
        let format = params
            .format
            .unwrap_or_else(|| self.text_format(source.pending()));
        Ok(match format {
            InputFormat::Jsonl => Box::new(JsonReader::open(source, params, self.again(params)?)?),
            InputFormat::Tsv => Box::new(DelimitedReader::open(source, params, b'\t')?),
            _ => Box::new(DelimitedReader::open(source, params, b',')?),
        })
    }

    /// A second look at a text file; `None` for stdin, which can be read once.
    fn again(&self, params: &InputParams) -> Result<Option<TextSource>> {
        let Some(path) = &self.path else {
            return Ok(None);
        };
        let file = File::open(path).map_err(|e| Error::io(path, "open", e))?;
        let all = self.unpacked(Box::new(file))?;
        Ok(Some(TextSource::new(
            self.name.clone(),
            all,
            params.encoding,
        )))
    }

    /// The format of a text, by the ending of its name, else by its first character.
    fn text_format(&self, text: &str) -> InputFormat {
        let name = self.name.to_lowercase();
        let name = name.trim_end_matches(".gz").trim_end_matches(".zst");
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
