//! The first bytes of a file → what it is, whatever its name says.

use super::limits::broken;
use crate::{Error, Result};
use std::io::Cursor;
use zip::ZipArchive;

/// First bytes that tell what a file is, at most.
pub(super) const LENGTH: u64 = 512;

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

/// What a text contains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextKind {
    /// A table or objects, one a line.
    Plain,
    /// A web page, or Excel's XML of 2003.
    Markup,
}

/// What a text is by its beginning.
pub(super) fn text_kind(text: &str) -> TextKind {
    let start: String = text
        .trim_start()
        .chars()
        .take(2000)
        .collect::<String>()
        .to_lowercase();
    let page = start.starts_with('<')
        && (["<html", "<!doctype html", "<table", "<head", "<meta"]
            .iter()
            .any(|t| start.contains(t))
            || (start.starts_with("<?xml") && start.contains("workbook")));
    match page {
        true => TextKind::Markup,
        false => TextKind::Plain,
    }
}

/// True for a mail, a mailbox or a web archive: the first lines are headers of a message.
pub(super) fn is_message(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(head);
    let mut lines = head
        .lines()
        .skip_while(|l| l.trim().is_empty() || l.starts_with("From "));
    let header = |l: &str| {
        l.starts_with([' ', '\t'])
            || l.split_once(':').is_some_and(|(n, _)| {
                !n.is_empty() && n.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            })
    };
    const KNOWN: [&str; 9] = [
        "from",
        "to",
        "subject",
        "date",
        "mime-version",
        "received",
        "return-path",
        "message-id",
        "content-type",
    ];
    let known = |l: &&str| {
        let name = l.split(':').next().unwrap_or_default().to_ascii_lowercase();
        KNOWN.contains(&name.as_str())
    };
    let headers: Vec<&str> = lines.by_ref().take_while(|l| header(l)).take(12).collect();
    headers.iter().filter(|l| known(l)).count() >= 2
}

/// What a text file is by its first lines, where that is not a table: a dump of a database.
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

/// True for the history of a chat: lines that begin with a date and a time, three at least.
pub(super) fn is_chat(text: &str) -> bool {
    let stamped = |l: &&str| {
        let start: String = l.trim_start_matches('[').chars().take(24).collect();
        let digits = start.chars().filter(char::is_ascii_digit).count();
        start.starts_with(|c: char| c.is_ascii_digit()) && digits >= 7 && start.contains(':')
    };
    text.lines().filter(stamped).take(3).count() == 3
}

/// What a ZIP archive with these files is, where that is not an archive of tables: `Some(None)` is a workbook.
pub(super) fn unread_archive(names: &[String]) -> Option<Option<&'static str>> {
    let contains = |folder: &str| names.iter().any(|n| n.starts_with(folder));
    if contains("xl/") || contains("content.xml") {
        return Some(None);
    }
    let other = [
        ("word/", "a Word document"),
        ("ppt/", "a PowerPoint presentation"),
        ("Index/", "a document of Apple Numbers, Pages or Keynote"),
        ("[Content_Types].xml", "an Office document without sheets"),
    ];
    other.iter().find(|o| contains(o.0)).map(|o| Some(o.1))
}

/// Refuses a ZIP archive or a compound file that is not a workbook, as what it is.
///
/// # Errors
/// [`Error::Invalid`] for such a file, and for one whose directory is damaged.
pub(super) fn check_workbook(file: &str, bytes: &[u8]) -> Result<()> {
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        let book = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|e| broken(file, &e))?;
        let contains = |name| book.is_stream(name);
        return match () {
            () if contains("EncryptedPackage") => Err(protected(file)),
            () if contains("Workbook") || contains("Book") => Ok(()),
            () if contains("WordDocument") => Err(not_a_table(file, "a Word document")),
            () => Err(not_a_table(file, "an old Office document without sheets")),
        };
    }
    if !bytes.starts_with(b"PK") {
        return Ok(());
    }
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| broken(file, &e))?;
    let names: Vec<String> = archive.file_names().flatten().map(|n| n.into()).collect();
    match unread_archive(&names) {
        Some(None) => Ok(()),
        Some(Some(what)) => Err(not_a_table(file, what)),
        None => Err(Error::invalid(
            file,
            format!(
                "this is a ZIP archive of {} files, not a workbook",
                names.len()
            ),
            "Save it as a file and name that, or unpack it and name the tables.",
        )),
    }
}

/// The error for a workbook that is encrypted.
pub(super) fn protected(file: &str) -> Error {
    Error::invalid(
        file,
        "the workbook is protected by a password",
        "Open it in Excel and save it without one.",
    )
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
