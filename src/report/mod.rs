//! report: given figures and findings, gives the one [`Report`] value and its renderings: JSON, Markdown, HTML, XLSX, CSVs.
//! Every rendering says the same numbers; none of them counts.

use crate::aggregate::Figures;
use crate::causes::Finding;
use serde::{Deserialize, Serialize};

/// The language of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

/// Where the report came from. No time of making: the same input gives the same bytes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// The command, as typed.
    pub command: String,
    /// Input files and their rows.
    pub inputs: Vec<InputFile>,
    /// Hash of the bundle that gave the types; absent for given labels.
    pub bundle: Option<String>,
    /// Name of the column whose values are the types, or `None` where the model scored the rows.
    pub type_column: Option<String>,
    /// Version of this program.
    pub version: String,
}

/// One input.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct InputFile {
    /// File name without its folder.
    pub name: String,
    /// Rows read from it.
    pub rows: u64,
    /// BLAKE3 of its bytes, 16 hex digits.
    pub hash: String,
}

/// The whole report; its JSON is this value.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Title, in the report's language.
    pub title: String,
    /// Language of titles, sentences and rules.
    pub lang: Lang,
    /// The figures.
    #[serde(flatten)]
    pub figures: Figures,
    /// What happened: three to five sentences for the first screen.
    pub summary: Vec<String>,
    /// Causes.
    pub findings: Vec<Finding>,
    /// Things the reader should know before trusting a number.
    pub notes: Vec<String>,
    /// Where it came from.
    pub provenance: Provenance,
}
