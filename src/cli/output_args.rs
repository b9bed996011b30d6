//! Flags for where rows are written.

use crate::Result;
use crate::export::OutputParams;
use crate::types::format::Format;

/// Where the rows are written.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Output")]
pub(super) struct OutputArgs {
    /// Output file; its extension sets the format. `-` is stdout.
    #[arg(short, long, value_name = "OUT")]
    pub(super) output: String,
    /// Output format: csv, tsv, jsonl, xlsx, parquet or arrow.
    #[arg(long, value_name = "FORMAT")]
    pub(super) format: Option<String>,
    /// Write CSV for Excel: byte order mark, CRLF, and no cell that runs as a formula.
    #[arg(long)]
    pub(super) bom: bool,
    /// Write CSV and TSV without a header line, for parts that are concatenated.
    #[arg(long)]
    pub(super) no_output_header: bool,
}

impl OutputArgs {
    /// As the library wants them.
    ///
    /// # Errors
    /// [`Error::Usage`] for an unknown format.
    pub(super) fn params(&self) -> Result<OutputParams> {
        let format = self.format.as_deref().map(Format::output).transpose()?;
        Ok(OutputParams {
            format,
            bom: self.bom,
            no_header: self.no_output_header,
            choices: None,
        })
    }
}
