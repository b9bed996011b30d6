//! What ingest has to say about its input: how important it is, and the counts behind it.

use super::header::Header;
use super::rejected::Reason;
use super::text_source::{TextSource, Undecodable};
pub(super) use crate::types::Level;

/// One line about the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// How important it is.
    pub level: Level,
    /// The line.
    pub text: String,
}

/// Where in its file a table was found, as far as the format has such places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// The sheets read.
    pub sheets: Vec<String>,
    /// The row of the file or sheet that is the header, or the last row of it; counted from 1, and absent without a header.
    pub header_row: Option<usize>,
    /// The encoding of a text, and why it was chosen.
    pub encoding: Option<(&'static str, String)>,
    /// The delimiter of a text.
    pub delimiter: Option<char>,
    /// What a reader of figures should know.
    pub remarks: Vec<Remark>,
}

/// What a reader of figures should know of how a file was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// Only one sheet was read, though others have the same columns.
    OneSheet {
        /// The file.
        file: String,
        /// The sheet read.
        read: String,
        /// Those with the same columns.
        others: Vec<String>,
    },
    /// Hidden sheets that were asked for by a pattern, and were not read.
    HiddenSheets {
        /// The file.
        file: String,
        /// The sheets.
        names: Vec<String>,
    },
    /// Sheets that were found by a pattern, and were not read since they lack most columns of the largest one.
    OtherSheets {
        /// The file.
        file: String,
        /// The sheets.
        names: Vec<String>,
    },
    /// Hidden rows, which are read like all others.
    HiddenRows {
        /// The file and the sheet.
        place: String,
        /// Rows that are hidden.
        hidden: u64,
        /// All rows.
        rows: u64,
    },
    /// Rows that are not data.
    LeftOut {
        /// The file, and the sheet where there are sheets.
        place: String,
        /// What they are.
        what: Left,
        /// How many.
        rows: u64,
        /// The first of them, in brackets; may be empty.
        example: String,
    },
    /// The encoding was chosen by too little text to be sure.
    DoubtfulEncoding {
        /// The file.
        file: String,
        /// The encoding.
        name: &'static str,
    },
}

/// Rows that are not data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// The header again.
    Headers,
    /// The header again, with other names.
    RenamedHeaders,
    /// Sums and means of the rows above.
    Totals,
    /// Signatures, sources, remarks.
    Feet,
    /// Rows without any filled cell.
    Blank,
}

/// What one file's reader counted and noted.
#[derive(Clone, Debug, Default)]
pub(super) struct TableNotes {
    notes: Vec<Note>,
    pub(super) layout: Layout,
    /// Records with fewer fields than the header.
    pub(super) short: u64,
    /// Records whose extra fields were empty.
    pub(super) trimmed: u64,
    /// Records with quotes inside a field that are not doubled.
    pub(super) undoubled: u64,
    repaired: u64,
    first_bad: Option<u64>,
}

impl TableNotes {
    pub(super) fn push(&mut self, level: Level, text: impl Into<String>) {
        let text = text.into();
        self.notes.push(Note { level, text });
    }

    /// Notes what the header search found.
    pub(super) fn header(&mut self, file: &str, header: &Header) {
        self.layout.header_row = header.row;
        for title in &header.titles {
            let start: String = title.chars().take(40).collect();
            self.push(
                Level::Say,
                format!("{file}: a title row was skipped: {start}"),
            );
        }
        for line in &header.renamed {
            self.push(Level::Say, format!("{file}: {line}"));
        }
        if header.doubtful {
            let line = format!("{file}: the header looks like data; if it is, use --no-header");
            self.push(Level::Warn, line);
        }
    }

    /// Judges a record's undecodable bytes: up to 3 are kept and counted, more are a reason to reject it.
    pub(super) fn undecodable(
        &mut self,
        bad: Undecodable,
        lossy: bool,
    ) -> Option<(Reason, String)> {
        if bad.bytes == 0 {
            return None;
        }
        if bad.bytes > 3 && !lossy {
            let detail = format!(
                "{} undecodable bytes, the first at byte {}",
                bad.bytes, bad.first
            );
            return Some((Reason::Undecodable, detail));
        }
        self.repaired += 1;
        self.first_bad.get_or_insert(bad.first);
        None
    }

    /// All notes on the file, now that it is read; empties the counts.
    pub(super) fn finish(&mut self, file: &str, source: Option<&TextSource>) -> Vec<Note> {
        if let Some(found) = source.and_then(TextSource::found) {
            let (name, evidence) = (found.charset.name(), &found.evidence);
            self.layout.encoding = Some((name, evidence.clone()));
            let line = format!("{file}: encoding {name} ({evidence})");
            match found.is_sure {
                true => self.push(Level::Detail, line),
                false => {
                    let file = file.to_owned();
                    let remark = Remark::DoubtfulEncoding { file, name };
                    self.layout.remarks.push(remark);
                    self.push(
                        Level::Warn,
                        format!("{line}, which so little text cannot settle; name it with --encoding if letters look wrong"),
                    );
                }
            }
        }
        let first = self.first_bad.unwrap_or_default();
        let undecodable =
            format!("with undecodable bytes, kept as U+FFFD; the first is at byte {first}");
        for (rows, what) in [
            (
                self.short,
                "with fewer fields than the header: the missing cells are empty",
            ),
            (
                self.trimmed,
                "with extra empty fields at the end, which were dropped",
            ),
            (
                self.undoubled,
                "with quotes inside a cell that are not doubled: they are read as text",
            ),
            (self.repaired, &undecodable),
        ] {
            if rows > 0 {
                let rows = if rows == 1 {
                    "1 row".to_owned()
                } else {
                    format!("{rows} rows")
                };
                self.push(Level::Say, format!("{file}: {rows} {what}"));
            }
        }
        let layout = std::mem::take(&mut self.layout);
        let notes = std::mem::take(self).notes;
        self.layout = layout;
        notes
    }
}
