//! What ingest has to say about its input: how loudly, and the counts behind it.

use super::Reason;
use super::header::Header;
use super::text::{TextSource, Undecodable};
pub(super) use crate::types::Level;

/// One line about the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// How loudly.
    pub level: Level,
    /// The line.
    pub text: String,
}

impl Note {
    pub(super) fn new(level: Level, text: impl Into<String>) -> Self {
        Self {
            level,
            text: text.into(),
        }
    }
}

/// What one file's reader counted and wants said.
#[derive(Clone, Debug, Default)]
pub(super) struct TableNote {
    said: Vec<Note>,
    /// Records with fewer fields than the header.
    pub(super) short: u64,
    /// Records whose extra fields were empty.
    pub(super) trimmed: u64,
    repaired: u64,
    first_bad: Option<u64>,
}

impl TableNote {
    pub(super) fn push(&mut self, level: Level, text: impl Into<String>) {
        self.said.push(Note::new(level, text));
    }

    /// Says what the header search found.
    pub(super) fn header(&mut self, file: &str, header: &Header) {
        for title in &header.titles {
            let start: String = title.chars().take(40).collect();
            self.push(
                Level::Say,
                format!("{file}: passed over a title row: {start}"),
            );
        }
        for line in &header.renamed {
            self.push(Level::Say, format!("{file}: {line}"));
        }
        if header.doubtful {
            let line = format!("{file}: the header looks like data; if it is, say --no-header");
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

    /// All that is to be said of the file, now that it is read; empties the counts.
    pub(super) fn finish(&mut self, file: &str, source: Option<&TextSource>) -> Vec<Note> {
        let mut notes = std::mem::take(&mut self.said);
        if let Some(found) = source.and_then(TextSource::found) {
            let line = format!(
                "{file}: encoding {} ({})",
                found.charset.name(),
                found.evidence
            );
            notes.push(Note::new(Level::Detail, line));
        }
        let mut count = |n: u64, what: &str| {
            if n > 0 {
                notes.push(Note::new(Level::Say, format!("{file}: {n} rows {what}")));
            }
        };
        count(
            self.short,
            "have fewer fields than the header; the missing cells are empty",
        );
        count(
            self.trimmed,
            "have extra empty fields at their end; these were dropped",
        );
        if let Some(first) = self.first_bad {
            let what =
                format!("hold undecodable bytes, kept as U+FFFD; the first stands at byte {first}");
            count(self.repaired, &what);
        }
        (self.short, self.trimmed, self.repaired, self.first_bad) = (0, 0, 0, None);
        notes
    }
}
