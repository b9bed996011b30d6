//! Formats of tables, by name and by the ending of a file's name: one list for input and output.

use crate::{Error, Result};

/// A format that rows come in or go out in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated text; as input, the delimiter is detected.
    Csv,
    /// Tab-separated text; as input, the delimiter is detected.
    Tsv,
    /// One JSON object a line.
    Jsonl,
    /// A spreadsheet; as input, any kind of workbook.
    Xlsx,
    /// One complaint a line, without a header; only as input.
    Lines,
    /// Apache Parquet.
    Parquet,
    /// Arrow IPC: as output, a file at a path, and a stream on stdout or where the name ends in `.arrows`.
    Arrow,
}

/// Name or ending, format, and whether it is written as well as read.
const NAMES: [(&str, Format, bool); 18] = [
    ("csv", Format::Csv, true),
    ("tsv", Format::Tsv, true),
    ("tab", Format::Tsv, true),
    ("jsonl", Format::Jsonl, true),
    ("ndjson", Format::Jsonl, true),
    ("json", Format::Jsonl, false),
    ("xlsx", Format::Xlsx, true),
    ("excel", Format::Xlsx, true),
    ("xls", Format::Xlsx, false),
    ("xlsm", Format::Xlsx, false),
    ("xlsb", Format::Xlsx, false),
    ("ods", Format::Xlsx, false),
    ("lines", Format::Lines, false),
    ("parquet", Format::Parquet, true),
    ("arrow", Format::Arrow, true),
    ("arrows", Format::Arrow, true),
    ("ipc", Format::Arrow, true),
    ("feather", Format::Arrow, true),
];

/// Formats named in messages.
const COMMON: &str = "csv, tsv, jsonl, xlsx, parquet or arrow";

impl Format {
    fn named(name: &str, written: bool) -> Option<Self> {
        let fits = |n: &&(&str, Self, bool)| name.eq_ignore_ascii_case(n.0) && (n.2 || !written);
        NAMES.iter().find(fits).map(|n| n.1)
    }

    /// The input format called `name`; `None` for `auto`.
    ///
    /// # Errors
    /// [`Error::Usage`] for any other name.
    pub fn input(name: &str) -> Result<Option<Self>> {
        if name.eq_ignore_ascii_case("auto") {
            return Ok(None);
        }
        let unknown = || {
            Error::usage(
                format!("there is no input format `{name}`"),
                format!("Use auto, lines, {COMMON}."),
            )
        };
        Self::named(name, false).map(Some).ok_or_else(unknown)
    }

    /// The output format called `name`.
    ///
    /// # Errors
    /// [`Error::Usage`] for a name of no format.
    pub fn output(name: &str) -> Result<Self> {
        let unknown = || {
            Error::usage(
                format!("there is no output format `{name}`"),
                format!("Use {COMMON}."),
            )
        };
        Self::named(name, true).ok_or_else(unknown)
    }

    /// The input format that the ending of `name` stands for, `.gz` and `.zst` aside.
    #[must_use]
    pub fn of_input(name: &str) -> Option<Self> {
        Self::named(ending(name)?, false)
    }

    /// The output format that the ending of `target` asks for, `.gz` and `.zst` aside; `None` where it asks for none.
    #[must_use]
    pub fn of_output(target: &str) -> Option<Self> {
        Self::named(ending(target)?, true)
    }

    /// True for the formats that are text, whatever their encoding or compression.
    #[must_use]
    pub fn is_text(self) -> bool {
        matches!(self, Self::Csv | Self::Tsv | Self::Jsonl | Self::Lines)
    }
}

/// The ending of a file's name, compression aside.
pub(crate) fn ending(name: &str) -> Option<&str> {
    let name = name.rsplit(['/', '\\']).next()?;
    let (stem, last) = name.rsplit_once('.')?;
    if last.eq_ignore_ascii_case("gz") || last.eq_ignore_ascii_case("zst") {
        return stem.rsplit_once('.').map(|(_, ending)| ending);
    }
    Some(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_endings() {
        assert_eq!(Format::input("AUTO").unwrap(), None);
        assert_eq!(Format::input("json").unwrap(), Some(Format::Jsonl));
        assert!(Format::input("docx").unwrap_err().is_usage());
        assert!(Format::output("json").unwrap_err().is_usage());
        assert_eq!(Format::of_input("dir.x/A.CSV.gz"), Some(Format::Csv));
        assert_eq!(Format::of_output("a.xls"), None);
        assert_eq!(Format::of_output("a.b/none"), None);
    }
}
