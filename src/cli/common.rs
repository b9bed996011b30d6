//! What several subcommands share: input flags, row ledgers, rejects.

/// Where complaints come from.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Input")]
pub(super) struct InputArgs {
    /// Files, globs or folders; `-` is stdin. Several are read as one table, by column name.
    #[arg(required = true, value_name = "INPUT")]
    pub(super) inputs: Vec<String>,
    /// Format of the input: auto, csv, tsv, jsonl, xlsx, parquet, arrow.
    #[arg(long, default_value = "auto", value_name = "FORMAT")]
    pub(super) input_format: String,
    /// Encoding of text files: auto, utf-8, gb18030, big5, utf-16le, utf-16be.
    #[arg(long, default_value = "auto", value_name = "NAME")]
    pub(super) encoding: String,
    /// Sheet of an Excel file, by name; the first with rows by default.
    #[arg(long, value_name = "NAME")]
    pub(super) sheet: Option<String>,
}
