//! Flags for what is read: files, their format, their columns.

use crate::columns::Description;
use crate::columns::time::Zone;
use crate::ingest::{Charset, InputParams};
use crate::normalize::MaskParams;
use crate::pipeline::{ReadingParams, RejectParams, read_description};
use crate::types::format::Format;
use crate::{Error, Result};
use std::path::PathBuf;
use std::sync::Arc;

/// Input files.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Input")]
pub(super) struct InputArgs {
    /// Files, globs or folders; `-` is stdin. Several inputs are read as one table, matched by column name.
    #[arg(required = true, value_name = "INPUT", help_heading = None::<&str>)]
    pub(super) inputs: Vec<String>,
    /// How the input is read.
    #[command(flatten)]
    pub(super) reading: ReadArgs,
}

/// How the input is read.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Input")]
pub(super) struct ReadArgs {
    /// Input format: auto, csv, tsv, jsonl, xlsx, parquet, arrow or lines.
    #[arg(long, default_value = "auto", value_name = "FORMAT")]
    pub(super) input_format: String,
    /// Encoding of text files: auto, utf-8, gb18030, big5, utf-16le, utf-16be, windows-1251, koi8-r or another WHATWG name.
    #[arg(long, default_value = "auto", value_name = "NAME")]
    pub(super) encoding: String,
    /// Delimiter of CSV input: one character, or `tab`. Detected by default.
    #[arg(long, value_name = "CHAR")]
    pub(super) delimiter: Option<String>,
    /// Sheets of a workbook, by name or pattern (`*` for all); several are read as one table. By default the first visible sheet that
    /// contains a table.
    #[arg(long, value_name = "NAME")]
    pub(super) sheet: Vec<String>,
    /// Read each line of a text file as one complaint, without a header.
    #[arg(long, conflicts_with = "input_format")]
    pub(super) lines: bool,
    /// Treat the first row as data and name the columns column_1, column_2, …
    #[arg(long)]
    pub(super) no_header: bool,
    /// Keep rows with any number of undecodable bytes.
    #[arg(long)]
    pub(super) lossy: bool,
    /// Write rejected rows to this CSV file. Next to the output by default.
    #[arg(long, value_name = "FILE")]
    pub(super) rejects: Option<PathBuf>,
    /// Exit with code 0 even if rows were rejected, however many.
    #[arg(long)]
    pub(super) allow_rejects: bool,
    /// Read the columns as described in this file, made by `tousu inspect --write`. Nothing is guessed, and an input that does not
    /// fit is refused.
    #[arg(long, value_name = "FILE", help_heading = "Columns")]
    pub(super) columns: Option<PathBuf>,
    /// Convert times that name a time zone to this one, such as Asia/Shanghai or +08:00. Times without a zone are read as
    /// written.
    #[arg(long, value_name = "ZONE", help_heading = "Columns")]
    pub(super) time_zone: Option<String>,
}

impl ReadArgs {
    /// How `inputs` are read; `mask` is for the file of rejected rows.
    ///
    /// # Errors
    /// [`Error::Usage`] for an unknown format, encoding, delimiter or time zone; where the description of the columns cannot be
    /// read.
    pub(super) fn reading(&self, inputs: &[String], mask: MaskParams) -> Result<ReadingParams> {
        let description = self.columns.as_deref().map(read_description).transpose()?;
        let renamed = description.as_ref().map(Description::renamed);
        Ok(ReadingParams {
            inputs: inputs.to_vec(),
            input: InputParams {
                renamed: renamed.unwrap_or_default(),
                ..self.params()?
            },
            rejects: RejectParams {
                file: self.rejects.clone(),
                allow: self.allow_rejects,
                streaming: false,
                mask,
            },
            may_be_empty: false,
            columns: description.map(Arc::new),
            time_zone: self.time_zone.as_deref().map(Zone::parse).transpose()?,
        })
    }

    /// The flags that read the same rows again.
    pub(super) fn words(&self) -> Vec<String> {
        let named = |flag: &str, value: &str| [flag.to_owned(), value.to_owned()];
        let path = |p: &PathBuf| p.to_string_lossy().into_owned();
        let auto = |flag, value: &str| (value != "auto").then(|| named(flag, value));
        let (columns, delimiter) = (self.columns.as_ref().map(path), self.delimiter.as_deref());
        let flags = [
            ("--lines", self.lines),
            ("--no-header", self.no_header),
            ("--lossy", self.lossy),
        ];
        let values = [
            auto("--input-format", &self.input_format),
            auto("--encoding", &self.encoding),
            delimiter.map(|d| named("--delimiter", d)),
            columns.map(|c| named("--columns", &c)),
            self.time_zone
                .as_deref()
                .map(|zone| named("--time-zone", zone)),
        ];
        let sheets = self.sheet.iter().flat_map(|s| named("--sheet", s));
        let values = values.into_iter().flatten().flatten();
        let flags = flags
            .into_iter()
            .filter(|(_, set)| *set)
            .map(|(flag, _)| flag.to_owned());
        values.chain(sheets).chain(flags).collect()
    }

    /// As the library wants them.
    ///
    /// # Errors
    /// [`Error::Usage`] for an unknown format, encoding or delimiter.
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

/// Columns of the input.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Columns")]
pub(super) struct TextArgs {
    /// Text column; several, separated by commas, are joined. Guessed by default.
    #[arg(long, value_name = "COL,..")]
    pub(super) text: Vec<String>,
    /// Column that identifies a complaint. Guessed by default.
    #[arg(long, value_name = "COL")]
    pub(super) id: Option<String>,
}
