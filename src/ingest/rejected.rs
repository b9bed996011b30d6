//! Rows that cannot be used, and why.

use std::fmt;
use std::sync::Arc;

/// Why a row cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// More fields than the header has.
    Ragged,
    /// A quote that is never closed.
    Quote,
    /// Bytes that the encoding does not define.
    Undecodable,
    /// A line that is not a JSON object.
    Json,
}

impl Reason {
    /// One word, for a summary.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ragged => "ragged",
            Self::Quote => "quote",
            Self::Undecodable => "undecodable",
            Self::Json => "json",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A row that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// The file it is in.
    pub file: Arc<str>,
    /// Its number in the file; the first row of data is 1.
    pub row: u64,
    /// Why, in a word.
    pub reason: Reason,
    /// Why, in full.
    pub detail: String,
    /// Its text, decoded as far as it could be.
    pub raw: String,
}
