//! The sizes that an old Excel file (BIFF in a compound file) declares, checked before its reader reserves memory for them.

use super::limits::broken;
use super::signature::protected;
use crate::{Error, Result};
use std::io::{Cursor, Read};

/// Rows and columns of such a sheet, at most.
const ROWS: u32 = 65_536;
const COLUMNS: u32 = 256;

/// The first bytes of a compound file.
const SIGNATURE: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

// Types of records, MS-XLS 2.3.
const END: u16 = 0x000a;
const ENCRYPTED: u16 = 0x002f;
const BEGIN: u16 = 0x0809;
const SHEET: u16 = 0x0085;
const DIMENSIONS: u16 = 0x0200;
const MANY_NUMBERS: u16 = 0x00bd;
const CELLS: [u16; 7] = [0x0006, 0x00d6, 0x00fd, 0x0203, 0x0204, 0x0205, 0x027e];

/// Refuses a file whose chains of sectors run in circles, and one with cells, or a size, that no sheet has. Other files pass.
pub(super) fn check(file: &str, bytes: &[u8]) -> Result<()> {
    if !bytes.starts_with(&SIGNATURE) {
        return Ok(());
    }
    let stream = workbook(bytes).map_err(|e| broken(file, &e))?;
    let mut globals = Records { left: &stream }.take_while(|(kind, _)| *kind != END);
    if globals.any(|(kind, _)| kind == ENCRYPTED) {
        return Err(protected(file));
    }
    let sheets = Records { left: &stream }
        .take_while(|(kind, _)| *kind != END)
        .filter(|(kind, _)| *kind == SHEET)
        .filter_map(|(_, data)| usize::try_from(number(data, 0, 4)?).ok());
    for start in sheets {
        sheet(stream.get(start..).unwrap_or_default()).map_err(|found| {
            Error::invalid(
                file,
                format!("the file is damaged: it declares {found}, and an .xls sheet has at most 65,536 rows and 256 columns"),
                "Open it in Excel and save it as .xlsx or CSV.",
            )
        })?;
    }
    Ok(())
}

fn workbook(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut book = cfb::CompoundFile::open(Cursor::new(bytes))?;
    let name = if book.is_stream("Workbook") {
        "Workbook"
    } else {
        "Book"
    };
    let mut stream = Vec::new();
    book.open_stream(name)?.read_to_end(&mut stream)?;
    Ok(stream)
}

/// Checks the records of one sheet; what is embedded in it (charts) has none of its cells.
fn sheet(stream: &[u8]) -> std::result::Result<(), String> {
    let mut depth = 0_usize;
    for (kind, data) in (Records { left: stream }) {
        match kind {
            BEGIN => depth += 1,
            END if depth <= 1 => break,
            END => depth -= 1,
            _ if depth > 1 => {}
            DIMENSIONS => dimensions(data)?,
            MANY_NUMBERS => {
                column(number(data, 2, 2))?;
                column(number(data, data.len().saturating_sub(2), 2))?;
            }
            kind if CELLS.contains(&kind) => column(number(data, 2, 2))?,
            _ => {}
        }
    }
    Ok(())
}

fn column(column: Option<u32>) -> std::result::Result<(), String> {
    match column {
        Some(column) if column >= COLUMNS => Err(format!("a cell in column {}", column + 1)),
        _ => Ok(()),
    }
}

/// First row, last row and one, first column, last column and one: rows of two bytes before BIFF8, else of four. The first column is
/// often wrong and does no harm.
fn dimensions(data: &[u8]) -> std::result::Result<(), String> {
    let width = if data.len() >= 14 { 4 } else { 2 };
    let at = |place, bytes| number(data, place, bytes).unwrap_or(0);
    let (first, rows) = (at(0, width), at(width, width));
    let columns = at(2 * width + 2, 2);
    if rows <= ROWS && columns <= COLUMNS && (rows == 0 || first <= rows) {
        return Ok(());
    }
    Err(format!("rows {first} to {rows} and {columns} columns"))
}

/// The records of a stream, as type and data; ends where one is cut off.
struct Records<'a> {
    left: &'a [u8],
}

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let kind = u16::try_from(number(self.left, 0, 2)?).ok()?;
        let length = number(self.left, 2, 2)? as usize;
        let data = self.left.get(4..4 + length)?;
        self.left = &self.left[4 + length..];
        Some((kind, data))
    }
}

/// A little-endian number of up to four bytes.
fn number(data: &[u8], at: usize, bytes: usize) -> Option<u32> {
    let bytes = data.get(at..at.checked_add(bytes)?)?;
    Some(bytes.iter().rev().fold(0, |n, b| n << 8 | u32::from(*b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &[u8] = include_bytes!("../../tests/data/small.xls");

    /// The file with the bytes after the one place where `record` stands changed.
    fn changed(record: &[u8], skip: usize, to: &[u8]) -> Vec<u8> {
        let mut bytes = SMALL.to_vec();
        let found = bytes.windows(record.len()).position(|w| w == record);
        let at = found.unwrap() + record.len() + skip;
        bytes[at..at + to.len()].copy_from_slice(to);
        bytes
    }

    #[test]
    fn sizes_that_no_sheet_has_are_refused() {
        assert!(check("a.xls", SMALL).is_ok());
        assert!(check("a.xls", b"id,text").is_ok());
        let dimensions = [0, 2, 14, 0];
        for (skip, to) in [
            (4, [0xff, 0xff, 0xff, 0x0f]),
            (0, [9, 0, 1, 0]),
            (8, [0, 0, 1, 2]),
        ] {
            let e = check("a.xls", &changed(&dimensions, skip, &to)).unwrap_err();
            assert!(e.to_string().contains("65,536 rows"), "{e}");
        }
        let text_cell = [0xfd, 0, 10, 0];
        let e = check("a.xls", &changed(&text_cell, 2, &[0xff, 0xff])).unwrap_err();
        assert!(e.to_string().contains("column 65536"), "{e}");
    }

    #[test]
    fn a_circle_of_sectors_is_refused() {
        // the first table of sectors is at the first entry of the header's list; the directory is made to follow itself
        let table = (number(SMALL, 76, 4).unwrap() as usize + 1) * 512;
        let directory = number(SMALL, 48, 4).unwrap();
        let mut bytes = SMALL.to_vec();
        let at = table + directory as usize * 4;
        bytes[at..at + 4].copy_from_slice(&directory.to_le_bytes());
        assert!(check("a.xls", &bytes).is_err());
    }
}
