//! Rows at the end of a table that people keep: everything else in the file stays as it is, byte for byte or, in a workbook, part
//! for part.

use super::append_sheet::with_rows;
use super::atomic::AtomicFile;
use crate::ingest::{Layout, sheet_part};
use crate::{Error, Result};
use csv::Terminator;
use encoding_rs::Encoding;
use std::io::{Cursor, Read, Write};
use std::path::Path;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// Appends `rows` to the table that was read of `path`, which has as many columns as each of them; `layout` says where it was found.
/// `reads_back` is given a copy first and says whether it reads as it should. False where that is not so, or the format is neither
/// delimited text nor XLSX: then the file is as it was.
///
/// # Errors
/// [`Error::Io`] where it cannot be read or written.
pub fn append_rows(
    path: &str,
    layout: &Layout,
    rows: &[Vec<String>],
    reads_back: &dyn Fn(&str) -> bool,
) -> Result<bool> {
    let bytes = std::fs::read(path).map_err(|e| Error::io(path, "read", e))?;
    let appended = match (layout.delimiter, &layout.sheets[..]) {
        (Some(delimiter), _) => delimited(bytes, delimiter, layout, rows),
        (None, [sheet]) => workbook(&bytes, sheet, rows),
        _ => None,
    };
    let Some(bytes) = appended else {
        return Ok(false);
    };
    let ending = Path::new(path).extension().unwrap_or_default();
    let ending = format!(".{}", ending.to_string_lossy());
    let failed = |e| Error::io(std::env::temp_dir(), "write", e);
    let mut copy = tempfile::Builder::new()
        .suffix(&ending)
        .tempfile()
        .map_err(failed)?;
    copy.write_all(&bytes).map_err(failed)?;
    if !reads_back(&copy.path().to_string_lossy()) {
        return Ok(false);
    }
    AtomicFile::replace(path, &bytes)?;
    Ok(true)
}

/// Text in its own encoding, with its own delimiter and line ends.
fn delimited(
    mut bytes: Vec<u8>,
    delimiter: char,
    layout: &Layout,
    rows: &[Vec<String>],
) -> Option<Vec<u8>> {
    let (charset, _) = layout.encoding.as_ref()?;
    let charset = Encoding::for_label(charset.as_bytes())?;
    let is_crlf = memchr::memmem::find(&bytes, b"\r\n").is_some();
    let end = if is_crlf {
        Terminator::CRLF
    } else {
        Terminator::Any(b'\n')
    };
    let mut writer = csv::WriterBuilder::new()
        .delimiter(u8::try_from(delimiter).ok()?)
        .terminator(end)
        .from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).ok()?;
    }
    let written = String::from_utf8(writer.into_inner().ok()?).ok()?;
    let text = match (bytes.ends_with(b"\n"), is_crlf) {
        (true, _) => written,
        (false, true) => format!("\r\n{written}"),
        (false, false) => format!("\n{written}"),
    };
    let (encoded, same, lost) = charset.encode(&text);
    // an encoding that is only read, such as UTF-16, is written as another one
    if lost || same != charset {
        return None;
    }
    bytes.extend_from_slice(&encoded);
    Some(bytes)
}

/// A part longer than this (bytes) belongs to no list that people keep.
const MAX_SHEET: u64 = 64 << 20;

/// A workbook whose part of `sheet` is another one.
fn workbook(bytes: &[u8], sheet: &str, rows: &[Vec<String>]) -> Option<Vec<u8>> {
    let is_long = |c: &String| c.encode_utf16().count() > super::xlsx::MAX_CHARS;
    if rows.iter().flatten().any(is_long) {
        return None;
    }
    let part = sheet_part(bytes, sheet)?;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut text = String::new();
    let read = archive
        .by_name(&part)
        .ok()?
        .take(MAX_SHEET)
        .read_to_string(&mut text);
    read.ok().filter(|n| (*n as u64) < MAX_SHEET)?;
    let text = with_rows(&text, rows)?;
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let file = archive.by_index_raw(at).ok()?;
        if file.name().is_ok_and(|n| n == part) {
            let options =
                SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
            out.start_file(&part, options).ok()?;
            out.write_all(text.as_bytes()).ok()?;
        } else {
            out.raw_copy_file(file).ok()?;
        }
    }
    Some(out.finish().ok()?.into_inner())
}
