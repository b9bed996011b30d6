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

/// What one file's reader counted and noted.
#[derive(Clone, Debug, Default)]
pub(super) struct TableNotes {
    notes: Vec<Note>,
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
            let line = format!("{file}: encoding {name} ({evidence})");
            match found.is_sure {
                true => self.push(Level::Detail, line),
                false => self.push(
                    Level::Warn,
                    format!("{line}, which so little text cannot settle; name it with --encoding if letters look wrong"),
                ),
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
        std::mem::take(self).notes
    }
}
