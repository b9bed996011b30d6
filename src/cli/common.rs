//! What several subcommands share: input flags, column flags, output flags.

use crate::export::OutputParams;
use crate::ingest::{Charset, InputParams};
use crate::normalize::MaskParams;
use crate::pipeline::{ReadingParams, RejectParams};
use crate::types::format::Format;
use crate::{Error, Result};
use std::path::PathBuf;

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
    /// Format of the input: auto, csv, tsv, jsonl, xlsx, parquet, arrow, lines.
    #[arg(long, default_value = "auto", value_name = "FORMAT")]
    pub(super) input_format: String,
    /// Encoding of text files: auto, utf-8, gb18030, big5, utf-16le, utf-16be.
    #[arg(long, default_value = "auto", value_name = "NAME")]
    pub(super) encoding: String,
    /// Delimiter of CSV input, one character or `tab`; found out by default.
    #[arg(long, value_name = "CHAR")]
    pub(super) delimiter: Option<String>,
    /// Sheet of a workbook, by name or pattern ('*' for all); several are one table. The first visible one that is a table by
    /// default.
    #[arg(long, value_name = "NAME")]
    pub(super) sheet: Vec<String>,
    /// Every line of the text is a complaint; there is no header.
    #[arg(long, conflicts_with = "input_format")]
    pub(super) lines: bool,
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
    /// How `inputs` are read; `mask` is for the file of rejected rows.
    ///
    /// # Errors
    /// [`Error::Usage`] for a format, encoding or delimiter that is none.
    pub(super) fn reading(&self, inputs: &[String], mask: MaskParams) -> Result<ReadingParams> {
        Ok(ReadingParams {
            inputs: inputs.to_vec(),
            input: self.params()?,
            rejects: RejectParams {
                file: self.rejects.clone(),
                allow: self.allow_rejects,
                streaming: false,
                mask,
            },
            may_be_empty: false,
        })
    }

    /// As the library wants them.
    ///
    /// # Errors
    /// [`Error::Usage`] for a format, encoding or delimiter that is none.
    fn params(&self) -> Result<InputParams> {
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
            format: if self.lines {
                Some(Format::Lines)
            } else {
                Format::input(&self.input_format)?
            },
            encoding: Charset::parse(&self.encoding)?,
            delimiter,
            sheets: self.sheet.clone(),
            lossy: self.lossy,
            no_header: self.no_header,
            ..InputParams::default()
        })
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
        let format = self.format.as_deref().map(Format::output).transpose()?;
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
