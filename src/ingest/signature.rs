//! The first bytes of a file → what it is, whatever its name says.

use super::limits::broken;
use crate::{Error, Result};
use std::io::Cursor;
use zip::ZipArchive;

/// First bytes that tell what a file is, at most.
pub(super) const LENGTH: usize = 512;

/// What a file is by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signature {
    /// Text in some encoding, perhaps compressed; or nothing that is known.
    Text,
    /// A ZIP archive or a compound file: a workbook, unless its contents say otherwise.
    Workbook,
    Parquet,
    ArrowFile,
    ArrowStream,
    /// Something that holds no table of complaints.
    Other(&'static str),
}

/// First bytes of files that are not read, and what such a file is.
const OTHERS: [(&[u8], &str); 18] = [
    (b"\x89PNG", "a PNG image"),
    (b"\xFF\xD8\xFF", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"BM", "a bitmap image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "an RTF document"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xBC\xAF\x27\x1C", "a 7z archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xFD7zXZ", "an xz archive"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"ID3", "an audio file"),
    (b"OggS", "an audio file"),
    (b"\x7FELF", "a program"),
    (b"MZ", "a program"),
    (b"RIFF", "an audio, video or image file"),
];

impl Signature {
    /// What a file with these first bytes is.
    pub(super) fn of(head: &[u8]) -> Self {
        let starts = |with: &[u8]| head.starts_with(with);
        if starts(b"PAR1") {
            return Self::Parquet;
        }
        if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") || starts(b"\xD0\xCF\x11\xE0") {
            return Self::Workbook;
        }
        if starts(b"ARROW1") {
            return Self::ArrowFile;
        }
        if starts(b"\xFF\xFF\xFF\xFF") {
            return Self::ArrowStream;
        }
        let short = |with: &[u8]| with.len() < 4 && !head.contains(&0);
        let other = OTHERS.iter().find(|o| starts(o.0) && !short(o.0));
        other.map_or(Self::Text, |o| Self::Other(o.1))
    }
}

/// The error for a file that is `what`.
pub(super) fn not_a_table(file: &str, what: &str) -> Error {
    Error::invalid(
        file,
        format!("this is {what}, not a table"),
        "Export the complaints as CSV or as an Excel workbook.",
    )
}

/// What a text under the name of a workbook is.
pub(super) fn page(head: &[u8]) -> Option<&'static str> {
    let start = String::from_utf8_lossy(head).to_lowercase();
    if start.contains("<html") || start.contains("<table") || start.contains("<!doctype html") {
        return Some("a web page");
    }
    (start.contains("<?xml") && start.contains("workbook")).then_some("an XML workbook of 2003")
}

/// What a text file is by its first lines, where that is no table: a dump of a database.
pub(super) fn of_text(text: &str) -> Option<&'static str> {
    let comment = |l: &&str| l.is_empty() || l.starts_with("--") || l.starts_with("/*");
    let mut lines = text.lines().map(str::trim).take(60).skip_while(comment);
    let first = lines.next()?.to_ascii_uppercase();
    let statement = [
        "CREATE TABLE",
        "CREATE DATABASE",
        "DROP TABLE",
        "INSERT INTO",
        "SET NAMES",
        "SET SQL_MODE",
        "PRAGMA ",
        "BEGIN TRANSACTION",
        "LOCK TABLES",
    ];
    let starts = statement.iter().any(|s| first.starts_with(s));
    starts.then_some("a dump of an SQL database")
}

/// Refuses a ZIP archive that is not a workbook, as what it is.
///
/// # Errors
/// [`Error::Invalid`] for such an archive, and for one whose directory is damaged.
pub(super) fn check_archive(file: &str, bytes: &[u8]) -> Result<()> {
    if !bytes.starts_with(b"PK") {
        return Ok(());
    }
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| broken(file, &e))?;
    let names: Vec<String> = archive.file_names().flatten().map(|n| n.into()).collect();
    let holds = |folder: &str| names.iter().any(|n| n.starts_with(folder));
    if holds("xl/") || holds("content.xml") {
        return Ok(());
    }
    let other = [
        ("word/", "a Word document"),
        ("ppt/", "a PowerPoint presentation"),
        ("Index/", "a document of Apple Numbers, Pages or Keynote"),
    ];
    if let Some((_, what)) = other.iter().find(|o| holds(o.0)) {
        return Err(not_a_table(file, what));
    }
    let first = names.first().map_or("nothing", String::as_str);
    let message = format!(
        "this is a ZIP archive of {} files ({first}, …), not a workbook",
        names.len()
    );
    Err(Error::invalid(
        file,
        message,
        "Unpack it and name the tables.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_bytes_tell() {
        for (head, what) in [
            (&b"\x89PNG\r\n\x1a\n"[..], Signature::Other("a PNG image")),
            (b"%PDF-1.4", Signature::Other("a PDF document")),
            (b"BM\x01\x02\0\0", Signature::Other("a bitmap image")),
            (b"BMW,text", Signature::Text),
            (b"MZ,text", Signature::Text),
            (b"PK\x03\x04", Signature::Workbook),
            (b"\xFF\xFEa\0", Signature::Text),
            (b"", Signature::Text),
        ] {
            assert_eq!(Signature::of(head), what, "{head:?}");
        }
    }

    #[test]
    fn dumps_are_told_from_tables() {
        assert!(of_text("-- MySQL dump 10\n\nSET NAMES utf8;\n").is_some());
        assert!(of_text("INSERT INTO `a` VALUES (1,'x');").is_some());
        assert!(of_text("id,text\n1,insert into\n").is_none());
        assert!(of_text("").is_none());
    }
}
