//! Which rendering a target asks for: by `--format`, or by the ending of its name.

use crate::error::{Error, Result};
use std::path::Path;

/// A rendering of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportFormat {
    /// The value itself.
    Json,
    /// For pasting into a document.
    Markdown,
    /// One file with pictures, offline.
    Html,
    /// An Excel workbook with tables and charts.
    Xlsx,
    /// A Word document to be printed and signed, with tables and charts.
    Docx,
    /// A folder with one CSV a table.
    Csv,
}

impl ReportFormat {
    /// The format named `name` on the command line: `json`, `md`, `html`, `xlsx`, `docx`, `csv`.
    ///
    /// # Errors
    /// [`Error::Usage`] for any other name.
    pub fn from_name(name: &str) -> Result<Self> {
        Self::known(name).ok_or_else(|| {
            Error::usage(
                format!("there is no report format `{name}`"),
                "Use html, xlsx, docx, md, json or csv (a folder).",
            )
        })
    }

    /// The format that the ending of `path` asks for; a path that ends in `/`, or is a folder, is a folder of CSVs.
    ///
    /// # Errors
    /// [`Error::Usage`] for an ending that names none.
    pub fn from_ending(path: &str) -> Result<Self> {
        if path.ends_with(['/', std::path::MAIN_SEPARATOR]) || Path::new(path).is_dir() {
            return Ok(Self::Csv);
        }
        let ending = Path::new(path).extension().and_then(|e| e.to_str());
        ending.and_then(Self::known).ok_or_else(|| {
            Error::usage(
                format!("{path}: this ending does not name a report format"),
                "End it in .html, .xlsx, .docx, .md or .json, or name a folder (`DIR/`) for CSVs, or give --format.",
            )
        })
    }

    /// A report as CSV was asked for in one file.
    pub(super) fn needs_folder(place: &str) -> Error {
        Error::usage(
            format!("{place}: a CSV report is a folder with one file per table"),
            "Name a folder: `-o DIR/ --format csv`.",
        )
    }

    fn known(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "json" => Self::Json,
            "md" | "markdown" => Self::Markdown,
            "html" | "htm" => Self::Html,
            "xlsx" => Self::Xlsx,
            "docx" => Self::Docx,
            "csv" => Self::Csv,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_decides() {
        for (path, want) in [
            ("a.html", ReportFormat::Html),
            ("a/b.XLSX", ReportFormat::Xlsx),
            ("月报.md", ReportFormat::Markdown),
            ("月报.docx", ReportFormat::Docx),
            ("x.json", ReportFormat::Json),
            ("tables/", ReportFormat::Csv),
        ] {
            assert_eq!(ReportFormat::from_ending(path).unwrap(), want, "{path}");
        }
        assert!(ReportFormat::from_ending("a.pdf").unwrap_err().is_usage());
        assert!(ReportFormat::from_ending("plain").unwrap_err().is_usage());
    }
}
