//! What several subcommands share: input flags, named and guessed columns, the row ledger, rejects, output flags.

use super::Talk;
use crate::export::{AtomicFile, OutputFormat, OutputParams};
use crate::ingest::columns::{self, Role};
use crate::ingest::{self, Charset, Chunk, InputFormat, InputParams, Level, Rejected, Rows};
use crate::normalize::{MaskParams, NormalizeParams, Normalizer, mask};
use crate::{Error, Result};
use arrow::datatypes::Schema;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// Where complaints come from.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Input")]
pub(super) struct InputArgs {
    /// Files, globs or folders; `-` is stdin. Several are read as one table, by column name.
    #[arg(required = true, value_name = "INPUT")]
    pub(super) inputs: Vec<String>,
    /// How the input is read.
    #[command(flatten)]
    pub(super) reading: ReadArgs,
}

/// How input is read: for commands whose inputs are optional, too.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Input")]
pub(super) struct ReadArgs {
    /// Format of the input: auto, csv, tsv, jsonl, xlsx, parquet, arrow.
    #[arg(long, default_value = "auto", value_name = "FORMAT")]
    pub(super) input_format: String,
    /// Encoding of text files: auto, utf-8, gb18030, big5, utf-16le, utf-16be.
    #[arg(long, default_value = "auto", value_name = "NAME")]
    pub(super) encoding: String,
    /// Delimiter of CSV input, one character or `tab`; found out by default.
    #[arg(long, value_name = "CHAR")]
    pub(super) delimiter: Option<String>,
    /// Sheet of an Excel file, by name; the first with rows by default.
    #[arg(long, value_name = "NAME")]
    pub(super) sheet: Option<String>,
    /// The first row is data; columns are called column_1, column_2, …
    #[arg(long)]
    pub(super) no_header: bool,
    /// Keep rows with any number of undecodable bytes.
    #[arg(long)]
    pub(super) lossy: bool,
    /// Put rejected rows into this file (CSV); beside the output by default.
    #[arg(long, value_name = "FILE")]
    pub(super) rejects: Option<PathBuf>,
    /// Exit with 0 even where rows were rejected, and however many.
    #[arg(long)]
    pub(super) allow_rejects: bool,
}

impl ReadArgs {
    /// As the library wants them.
    ///
    /// # Errors
    /// [`Error::Usage`] for a format, encoding or delimiter that is none.
    pub(super) fn params(&self) -> Result<InputParams> {
        let delimiter = match self.delimiter.as_deref() {
            None => None,
            Some("tab" | "\\t") => Some(b'\t'),
            Some(d) => match *d.as_bytes() {
                [byte] if byte.is_ascii() && !b"\"\r\n".contains(&byte) => Some(byte),
                _ => {
                    return Err(Error::usage(
                        format!("`{d}` cannot be a delimiter"),
                        "Give one ASCII character, or `tab`.",
                    ));
                }
            },
        };
        Ok(InputParams {
            format: InputFormat::parse(&self.input_format)?,
            encoding: Charset::parse(&self.encoding)?,
            delimiter,
            sheet: self.sheet.clone(),
            lossy: self.lossy,
            no_header: self.no_header,
            ..InputParams::default()
        })
    }
}

impl InputArgs {
    /// Opens the inputs.
    ///
    /// # Errors
    /// As [`ReadArgs::params`] and [`ingest::open`].
    pub(super) fn open(&self) -> Result<Rows> {
        ingest::open(&self.inputs, &self.reading.params()?)
    }
}

/// Which columns are what.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Columns")]
pub(super) struct TextArgs {
    /// Text column; several, with commas between, are joined. Guessed by default.
    #[arg(long, value_name = "COL,..")]
    pub(super) text: Vec<String>,
    /// Column that tells complaints apart. Guessed by default.
    #[arg(long, value_name = "COL")]
    pub(super) id: Option<String>,
}

/// The columns of `role`: those named, else the one guessed from the first rows (said on stderr).
///
/// # Errors
/// Where a column named is not there.
pub(super) fn columns_for(
    schema: &Schema,
    named: &[String],
    role: Role,
    sample: Option<&Chunk>,
    talk: &Talk,
) -> Result<Vec<usize>> {
    if !named.is_empty() {
        return columns::resolve(schema, named, role);
    }
    let Some(chunk) = sample else {
        return Ok(Vec::new());
    };
    let guess = columns::guess(&chunk.batch);
    let Some(at) = guess.of(role) else {
        return Ok(Vec::new());
    };
    if let Some(line) = guess.evidence.iter().find(|l| l.starts_with(role.flag())) {
        talk.say(format!("guessed {line}"));
    }
    Ok(vec![at])
}

/// The text columns, named or guessed; there must be one.
///
/// # Errors
/// Where a column named is not there, or none is named and none looks like text.
pub(super) fn text_columns(
    schema: &Schema,
    named: &[String],
    sample: Option<&Chunk>,
    talk: &Talk,
) -> Result<Vec<usize>> {
    let found = columns_for(schema, named, Role::Text, sample, talk)?;
    if found.is_empty() {
        let names: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
        return Err(Error::data(
            "header",
            format!("no column that looks like text among: {}", names.join(", ")),
            "a text column",
            "Name it with --text.",
        ));
    }
    Ok(found)
}

/// Says what ingest has to say, as loudly as each note wants.
pub(super) fn say_notes(rows: &mut Rows, talk: &Talk) {
    for note in rows.notes() {
        match note.level {
            Level::Detail => talk.detail(&note.text),
            Level::Say => talk.say(&note.text),
            Level::Warn => talk.warn(&note.text),
        }
    }
}

/// The account of rows: rows in = rows out + rejected. Rejected rows go to a file as they come.
pub(super) struct Ledger {
    /// Rows read, rejected ones included.
    pub(super) rows_in: u64,
    /// Rows rejected, by reason.
    pub(super) by_reason: BTreeMap<&'static str, u64>,
    file: RejectsFile,
    allow: bool,
    /// With `-o -` only the first rows are judged: what is written cannot be taken back.
    judged_early: bool,
    streaming: bool,
    first: Option<String>,
    /// What rejected rows look like in their file; as they came without it.
    masker: Option<Normalizer>,
}

enum RejectsFile {
    None,
    Wanted(PathBuf),
    Open(PathBuf, BufWriter<AtomicFile>),
}

/// Rows on which a stream is judged.
const JUDGED_ROWS: u64 = 10_000;
/// Fewer rejected rows than this are no ground to stop.
const FEW_REJECTED: u64 = 20;

impl Ledger {
    /// A ledger for a command that writes `output` (`-` is stdout, `None` writes no rows).
    pub(super) fn new(args: &ReadArgs, output: Option<&str>) -> Self {
        let beside = |o: &str| {
            let path = Path::new(o);
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            path.with_file_name(format!("{stem}.rejects.csv"))
        };
        let target = args
            .rejects
            .clone()
            .or_else(|| output.filter(|o| *o != "-").map(beside));
        Self {
            rows_in: 0,
            by_reason: BTreeMap::new(),
            file: target.map_or(RejectsFile::None, RejectsFile::Wanted),
            allow: args.allow_rejects,
            judged_early: false,
            streaming: output == Some("-"),
            first: None,
            masker: None,
        }
    }

    /// Masks what goes into the rejects file.
    pub(super) fn masked(mut self, mask: MaskParams) -> Self {
        self.masker = mask.on.then(|| Normalizer::new(NormalizeParams { mask }));
        self
    }

    /// Enters a chunk; writes its rejected rows down.
    ///
    /// # Errors
    /// Where the rejects file cannot be written; where a stream's first rows are rejected too often.
    pub(super) fn enter(&mut self, chunk: &Chunk) -> Result<()> {
        self.rows_in += (chunk.rows.len() + chunk.rejected.len()) as u64;
        for rejected in &chunk.rejected {
            *self.by_reason.entry(rejected.reason.as_str()).or_default() += 1;
            if self.first.is_none() {
                let Rejected {
                    file, row, detail, ..
                } = rejected;
                self.first = Some(format!("{file}, row {row}: {detail}"));
            }
            self.write(rejected)?;
        }
        if self.streaming && !self.judged_early && self.rows_in >= JUDGED_ROWS {
            self.judged_early = true;
            self.judge()?;
        }
        Ok(())
    }

    /// Rows rejected, whatever the reason.
    pub(super) fn rejected(&self) -> u64 {
        self.by_reason.values().sum()
    }

    fn write(&mut self, rejected: &Rejected) -> Result<()> {
        if let RejectsFile::Wanted(path) = &self.file {
            let mut file = BufWriter::new(AtomicFile::create(path)?);
            file.write_all("\u{FEFF}file,row,reason,detail,raw\n".as_bytes())
                .map_err(|e| Error::io(path, "write", e))?;
            self.file = RejectsFile::Open(path.clone(), file);
        }
        let RejectsFile::Open(path, file) = &mut self.file else {
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

    /// More than a tenth rejected, and not a few, is an error.
    fn judge(&self) -> Result<()> {
        let rejected = self.rejected();
        if self.allow || rejected < FEW_REJECTED || rejected * 10 <= self.rows_in {
            return Ok(());
        }
        let reason = self
            .by_reason
            .iter()
            .max_by_key(|(_, n)| **n)
            .map_or("", |(r, _)| r);
        let likely = match reason {
            "undecodable" => {
                "Probably the wrong encoding: try --encoding gb18030, big5 or utf-16le, or --lossy."
            }
            "json" => "Probably not JSON Lines: try --input-format.",
            _ => "Probably the wrong delimiter or quotes: try --delimiter, or mend the file.",
        };
        Err(Error::data(
            self.first.clone().unwrap_or_default(),
            format!("{rejected} of {} rows that cannot be used", self.rows_in),
            "at most a tenth",
            format!("{likely} --allow-rejects goes on all the same."),
        ))
    }

    /// Judges the whole account; call it before the output is put in place.
    ///
    /// # Errors
    /// Where more than a tenth was rejected (not for long streams: these were judged on their first rows).
    pub(super) fn judge_at_end(&self) -> Result<()> {
        if self.judged_early {
            Ok(())
        } else {
            self.judge()
        }
    }

    /// Ends the account: puts the rejects file in place and says the line.
    ///
    /// # Errors
    /// Where the rejects file cannot be written.
    pub(super) fn close(&mut self, talk: &Talk) -> Result<()> {
        let rejected = self.rejected();
        let file = std::mem::replace(&mut self.file, RejectsFile::None);
        let mut at = String::new();
        if let RejectsFile::Open(path, file) = file {
            let fail = |e| Error::io(&path, "write", e);
            file.into_inner()
                .map_err(|e| fail(e.into_error()))?
                .commit()?;
            at = format!("; they are in {}", path.display());
        }
        let reasons: Vec<String> = self
            .by_reason
            .iter()
            .map(|(r, n)| format!("{n} {r}"))
            .collect();
        let why = if reasons.is_empty() {
            String::new()
        } else {
            format!(" ({})", reasons.join(", "))
        };
        talk.say(format!(
            "{} rows in = {} out + {rejected} rejected{why}{at}",
            self.rows_in,
            self.rows_in - rejected,
        ));
        if let Some(first) = &self.first {
            talk.say(format!("first rejected: {first}"));
        }
        Ok(())
    }

    /// How the command ends.
    pub(super) fn outcome(&self) -> super::Outcome {
        if self.rejected() > 0 && !self.allow {
            super::Outcome::Rejected
        } else {
            super::Outcome::Done
        }
    }
}

/// Where rows go.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Output")]
pub(super) struct OutputArgs {
    /// Where the rows go; the ending names the format, `-` is stdout.
    #[arg(short, long, value_name = "OUT")]
    pub(super) output: String,
    /// Format of the output: csv, tsv, jsonl, xlsx, parquet, arrow.
    #[arg(long, value_name = "FORMAT")]
    pub(super) format: Option<String>,
    /// CSV for Excel: byte order mark, CRLF, no cell that runs as a formula.
    #[arg(long)]
    pub(super) bom: bool,
    /// CSV and TSV without a header line, for parts that are put together.
    #[arg(long)]
    pub(super) no_output_header: bool,
}

impl OutputArgs {
    /// As the library wants them.
    ///
    /// # Errors
    /// [`Error::Usage`] for a format that is none.
    pub(super) fn params(&self) -> Result<OutputParams> {
        let format = self
            .format
            .as_deref()
            .map(OutputFormat::parse)
            .transpose()?;
        Ok(OutputParams {
            format,
            bom: self.bom,
            no_header: self.no_output_header,
        })
    }
}

/// On Ctrl-C (or a request to end) removes what is half-written and leaves with 130.
#[expect(clippy::exit, reason = "the only way out of a signal")]
pub(super) fn leave_nothing_on_interrupt() {
    // a second call, as in tests, finds the handler in place
    ctrlc::set_handler(|| {
        crate::export::abandon_all();
        std::process::exit(130);
    })
    .ok();
}
