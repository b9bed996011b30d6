//! What several subcommands share: input flags, row ledgers, rejects.

/// Where complaints come from.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Input")]
pub struct InputArgs {
    /// Files, globs or folders; `-` is stdin. Several are read as one table, by column name.
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<String>,
    /// Format of the input: auto, csv, tsv, jsonl, xlsx, parquet, arrow.
    #[arg(long, default_value = "auto", value_name = "FORMAT")]
    pub input_format: String,
    /// Encoding of text files: auto, utf-8, gb18030, big5, utf-16le, utf-16be.
    #[arg(long, default_value = "auto", value_name = "NAME")]
    pub encoding: String,
    /// Sheet of an Excel file, by name; the first with rows by default.
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
}
