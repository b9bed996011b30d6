//! A text → the reader for what it is: objects, a table, mark-up, lines, or one complaint.

use super::bytes::Bytes;
use super::delimited::DelimitedReader;
use super::dialect;
use super::grid::{Grid, TableReader};
use super::html;
use super::json_lines::JsonReader;
use super::limits::too_long;
use super::notes::{Level, TableNotes};
use super::params::InputParams;
use super::reader::RowReader;
use super::signature::{self, TextKind};
use super::text_files::TextFiles;
use super::text_source::TextSource;
use crate::Result;
use crate::types::format::Format;
use std::path::Path;
use std::sync::Arc;

/// Lines of a text of which each may be a complaint.
const SEVERAL_LINES: usize = 5;

/// A text that is not read yet.
pub(super) struct TextInput<'a> {
    pub(super) name: &'a Arc<str>,
    pub(super) bytes: Bytes,
    /// Gives the same bytes once more.
    pub(super) again: &'a dyn Fn() -> Result<Bytes>,
    /// Where it is, if that is a file of its own.
    pub(super) path: Option<&'a Path>,
}

impl TextInput<'_> {
    pub(super) fn reader(self, params: &InputParams) -> Result<Box<dyn RowReader>> {
        let name = self.name;
        let mut source = TextSource::new(name.clone(), self.bytes, params.encoding);
        source.more()?;
        let text = source.pending();
        let format = match params.format {
            Some(format) => format,
            None => {
                if let Some(what) = signature::of_text(text) {
                    return Err(signature::not_a_table(name, what));
                }
                if signature::text_kind(text) == TextKind::Markup {
                    return markup(name, whole(&mut source)?, params);
                }
                let is_txt = name.to_lowercase().ends_with(".txt");
                if let Some(path) = self.path.filter(|_| is_txt && !dialect::is_table(text)) {
                    return Ok(Box::new(one_complaint(name, path, text, params)));
                }
                text_format(name, text)
            }
        };
        Ok(match format {
            Format::Jsonl => {
                let second = TextSource::new(name.clone(), (self.again)()?, params.encoding);
                Box::new(JsonReader::open(source, params, second)?)
            }
            Format::Lines => Box::new(DelimitedReader::lines(source, params)),
            _ => {
                let usual = if format == Format::Tsv { b'\t' } else { b',' };
                let mut reader = DelimitedReader::open(source, params, usual)?;
                let promised = Format::of_input(name) == Some(Format::Xlsx);
                if promised && params.format.is_none() {
                    let line =
                        format!("{name}: this is delimited text under the name of a workbook");
                    reader.notes().push(Level::Say, line);
                }
                Box::new(reader)
            }
        })
    }
}

/// A text file that is one complaint.
fn one_complaint(name: &Arc<str>, path: &Path, text: &str, params: &InputParams) -> TextFiles {
    let lines = text.lines().filter(|l| !l.trim().is_empty()).count();
    let mut file = TextFiles::open(name.clone(), vec![path.to_path_buf()], params);
    if lines >= SEVERAL_LINES {
        let kind = if signature::is_chat(text) {
            "chat"
        } else {
            "text"
        };
        let line = format!(
            "{name}: the {kind} is read as one complaint; if each of its {lines} lines is one, use --lines"
        );
        file.notes().push(Level::Warn, line);
    }
    file
}

/// The largest table of a web page, or the largest sheet of an XML workbook.
pub(super) fn markup(
    name: &str,
    document: &str,
    params: &InputParams,
) -> Result<Box<dyn RowReader>> {
    let grids = html::grids(document);
    let size = |g: &&Grid| g.rows.iter().map(Vec::len).sum::<usize>();
    let largest = grids.iter().filter(|g| g.is_table()).max_by_key(size);
    let none = || signature::not_a_table(name, "a web page without a table");
    let grid = largest.ok_or_else(none)?;
    let (mut notes, others) = (TableNotes::default(), grids.len() - 1);
    if others > 0 {
        let line = format!("{name}: the largest of {} tables is read", others + 1);
        notes.push(Level::Say, line);
    }
    let table = grid.table(name, params, &mut notes)?;
    Ok(Box::new(TableReader::new(table, params, notes)))
}

/// All of a text, where that is at most 1 GiB.
fn whole(source: &mut TextSource) -> Result<&str> {
    const MAX_TEXT: usize = 1 << 30;
    while source.more()? {
        if source.pending().len() > MAX_TEXT {
            return Err(too_long(&source.name, "1 GiB"));
        }
    }
    Ok(source.pending())
}

/// The format of a text, by the ending of its name, else by its first character.
fn text_format(name: &str, text: &str) -> Format {
    match Format::of_input(name).filter(|f| f.is_text()) {
        Some(format) => format,
        None if text.trim_start().starts_with(['{', '[']) => Format::Jsonl,
        None => Format::Csv,
    }
}
