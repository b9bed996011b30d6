//! How inputs are read.

use super::encoding::Charset;
use crate::types::format::Format;

/// How to read.
#[derive(Clone, Debug)]
pub struct InputParams {
    /// Format; `None` detects it from the bytes and the name.
    pub format: Option<Format>,
    /// Encoding of text; `None` detects it from the bytes.
    pub encoding: Option<Charset>,
    /// Delimiter of delimited text; `None` detects it.
    pub delimiter: Option<u8>,
    /// Sheets of a workbook, by name or with `*` for any characters; empty takes the first visible one that is a table. Several
    /// are one table, with the name of the sheet in a column of its own.
    pub sheets: Vec<String>,
    /// Keep rows with any number of undecodable bytes.
    pub lossy: bool,
    /// The first row is data; columns are called `column_1`, ….
    pub no_header: bool,
    /// Columns that files may call otherwise: the name there, and the name they are known by.
    pub renamed: Vec<(String, String)>,
    /// Rows a batch, at most; at least 1.
    pub batch_rows: usize,
}

impl Default for InputParams {
    fn default() -> Self {
        Self {
            format: None,
            encoding: None,
            delimiter: None,
            sheets: Vec::new(),
            lossy: false,
            no_header: false,
            renamed: Vec::new(),
            batch_rows: 8192,
        }
    }
}
