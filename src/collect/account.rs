//! The account of rows (rows in = rows out + repeated + left out + rejected), the file that rejected rows go to, and the point at which
//! there are
//! too many of them.

use crate::aggregate::Tally;
use crate::export::AtomicFile;
use crate::ingest::{Chunk, FileRead, Rejected};
use crate::normalize::{MaskParams, NormalizeParams, Normalizer, mask};
use crate::types::{Level, Observer};
use crate::{Error, Result};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// What to do about rows that cannot be used.
#[derive(Clone, Debug, Default)]
pub struct RejectParams {
    /// Where they go (CSV).
    pub file: Option<PathBuf>,
    /// Go on however many there are.
    pub allow: bool,
    /// Rows are passed on while they are read, so only the first ones can be judged in time.
    pub streaming: bool,
    /// How personal numbers are masked in the file.
    pub mask: MaskParams,
}

impl RejectParams {
    /// For a command that writes rows to `output`: a stream where that is `-`; else rejected rows go beside it by default.
    #[must_use]
    pub fn for_output(mut self, output: &str) -> Self {
        self.streaming = output == "-";
        if !self.streaming && self.file.is_none() {
            let path = Path::new(output);
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            self.file = Some(path.with_file_name(format!("{stem}.rejects.csv")));
        }
        self
    }
}

/// The account of rows: rows in = rows out + left out by conditions + rejected. Rejected rows go to a file as they come.
#[derive(Debug, Default)]
pub struct Account {
    /// Rows read, rejected ones included.
    pub rows_in: u64,
    /// Rows that were there before and are not counted; 0 where nobody looked.
    pub repeated: u64,
    /// Rows rejected, by reason.
    pub by_reason: BTreeMap<&'static str, u64>,
    /// Rows that conditions left out.
    pub unselected: u64,
    /// The files read: names, rows, hashes.
    pub files: Vec<FileRead>,
    rejects: RejectsFile,
    allow: bool,
    streaming: bool,
    judged: bool,
    first: Option<FirstRejected>,
    /// How rejected rows look in their file; as they came without it.
    masker: Option<Normalizer>,
}

#[derive(Debug, Default)]
enum RejectsFile {
    #[default]
    None,
    Wanted(PathBuf),
    Open(PathBuf, BufWriter<AtomicFile>),
}

#[derive(Debug)]
struct FirstRejected {
    place: String,
    detail: String,
}

/// Rows on which a stream is judged.
const JUDGED_ROWS: u64 = 10_000;
/// Fewer rejected rows than this never stop a run.
const FEW_REJECTED: u64 = 20;

impl Account {
    /// The counts of some rows, with the account of all.
    #[must_use]
    pub fn entered(&self, mut tally: Tally) -> Tally {
        tally.enter_uncounted(&self.by_reason, self.repeated);
        tally.unselected = self.unselected;
        tally.rows_in += tally.unselected;
        tally
    }

    pub(crate) fn new(params: RejectParams) -> Self {
        let RejectParams {
            file,
            allow,
            streaming,
            mask,
        } = params;
        Self {
            rejects: file.map_or(RejectsFile::None, RejectsFile::Wanted),
            allow,
            streaming,
            masker: mask.on.then(|| Normalizer::new(NormalizeParams { mask })),
            ..Self::default()
        }
    }

    /// Rows rejected, whatever the reason.
    #[must_use]
    pub fn rejected(&self) -> u64 {
        self.by_reason.values().sum()
    }

    /// Rows that are used.
    pub(crate) fn rows_out(&self) -> u64 {
        self.rows_in - self.rejected() - self.unselected
    }

    /// True where rows were rejected and nobody allowed that.
    #[must_use]
    pub fn lacks_rows(&self) -> bool {
        self.rejected() > 0 && !self.allow
    }

    pub(crate) fn enter(&mut self, chunk: &Chunk) -> Result<()> {
        self.rows_in += (chunk.rows.len() + chunk.rejected.len()) as u64;
        for rejected in &chunk.rejected {
            *self.by_reason.entry(rejected.reason.as_str()).or_default() += 1;
            if self.first.is_none() {
                self.first = Some(FirstRejected {
                    place: format!("{}, row {}", rejected.file, rejected.row),
                    detail: rejected.detail.clone(),
                });
            }
            self.write(rejected)?;
        }
        if self.streaming && !self.judged && self.rows_in >= JUDGED_ROWS {
            self.judged = true;
            self.judge()?;
        }
        Ok(())
    }

    fn write(&mut self, rejected: &Rejected) -> Result<()> {
        if let RejectsFile::Wanted(path) = &self.rejects {
            let mut file = BufWriter::new(AtomicFile::create(path)?);
            file.write_all("\u{FEFF}file,row,reason,detail,raw\n".as_bytes())
                .map_err(|e| Error::io(path, "write", e))?;
            self.rejects = RejectsFile::Open(path.clone(), file);
        }
        let RejectsFile::Open(path, file) = &mut self.rejects else {
            return Ok(());
        };
        let Rejected {
            file: name,
            row,
            reason,
            detail,
            raw,
        } = rejected;
        let [name, detail, raw] = [&**name, detail.as_str(), raw.as_str()].map(|t| {
            let masked = self.masker.as_ref().map(|m| m.mask_source(t));
            let shown = masked.as_deref().map_or(Cow::Borrowed(t), mask::render);
            shown.replace('"', "\"\"")
        });
        writeln!(file, "\"{name}\",{row},{reason},\"{detail}\",\"{raw}\"")
            .map_err(|e| Error::io(path, "write", e))
    }

    /// Judges the whole account; a stream was judged on its first rows.
    pub(crate) fn judge_at_end(&self) -> Result<()> {
        match self.judged {
            true => Ok(()),
            false => self.judge(),
        }
    }

    /// More than a tenth rejected, and not just a few, is an error.
    fn judge(&self) -> Result<()> {
        let rejected = self.rejected();
        let Some(first) = &self.first else {
            return Ok(());
        };
        if self.allow || rejected < FEW_REJECTED || rejected * 10 <= self.rows_in {
            return Ok(());
        }
        let commonest = self.by_reason.iter().max_by_key(|(_, n)| **n);
        let likely = match commonest.map_or("", |(reason, _)| reason) {
            "undecodable" => {
                "The encoding is probably wrong: try --encoding gb18030, big5 or utf-16le, or --lossy."
            }
            "json" => "The file is probably not JSON Lines: try --input-format.",
            _ => {
                "The delimiter or the quotes are probably wrong: try --delimiter, or mend the file."
            }
        };
        Err(Error::invalid(
            first.place.clone(),
            format!(
                "{}; {rejected} of {} rows cannot be used, which is more than a tenth",
                first.detail, self.rows_in
            ),
            format!("{likely} To go on without these rows, add --allow-rejects."),
        ))
    }

    /// Ends the account: puts the file of rejected rows in place and tells the line.
    ///
    /// # Errors
    /// Where that file cannot be written.
    pub fn close(&mut self, observer: &dyn Observer) -> Result<()> {
        let rejected = self.rejected();
        let file = std::mem::replace(&mut self.rejects, RejectsFile::None);
        let mut at = String::new();
        match file {
            RejectsFile::Open(path, file) => {
                let fail = |e| Error::io(&path, "write", e);
                file.into_inner()
                    .map_err(|e| fail(e.into_error()))?
                    .commit()?;
                at = format!("; see {}", path.display());
            }
            RejectsFile::Wanted(path) if path.exists() => {
                let line = format!(
                    "{} holds rows that an earlier run rejected; this one rejected none",
                    path.display()
                );
                observer.message(Level::Warn, &line);
            }
            _ => {}
        }
        let reasons = self.by_reason.iter();
        let reasons: Vec<String> = reasons.map(|(r, n)| format!("{n} {r}")).collect();
        let why = match reasons.is_empty() {
            true => String::new(),
            false => format!(" ({})", reasons.join(", ")),
        };
        let (rows_in, repeated) = (self.rows_in, self.repeated);
        let out = self.rows_out().saturating_sub(repeated);
        let again = match repeated {
            0 => String::new(),
            n => format!(" + {n} repeated"),
        };
        let left = match self.unselected {
            0 => String::new(),
            n => format!(" + {n} left out by --where"),
        };
        let line =
            format!("{rows_in} rows in = {out} out{again}{left} + {rejected} rejected{why}{at}");
        observer.message(Level::Say, &line);
        if let Some(first) = &self.first {
            let line = format!("first rejected row: {}: {}", first.place, first.detail);
            observer.message(Level::Say, &line);
        }
        Ok(())
    }
}
