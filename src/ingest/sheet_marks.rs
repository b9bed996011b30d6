//! What an XLSX sheet says beside its values: rows that are hidden, formulas whose value is not stored.

use super::markup::{Piece, Pieces, attribute};
use std::io::{BufRead, BufReader, Cursor, Read};
use zip::ZipArchive;

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// Places of hidden rows; the first of the sheet is 0.
    pub(super) hidden: Vec<usize>,
    pub(super) unvalued: u64,
}

/// A part of a workbook longer than this (bytes) that should be short.
const MAX_SMALL: u64 = 16 << 20;

/// Reads the sheet called `name`; nothing where its part cannot be found: this is only for a note.
pub(super) fn of(workbook: &[u8], name: &str) -> Marks {
    let found = || {
        let mut archive = ZipArchive::new(Cursor::new(workbook)).ok()?;
        let path = part_of(&mut archive, name)?;
        let part = archive.by_name(&path).ok()?;
        Some(scan(BufReader::with_capacity(1 << 16, part)))
    };
    found().unwrap_or_default()
}

/// The path of the part of the sheet called `name` in the archive that an XLSX workbook is.
pub(crate) fn sheet_part(workbook: &[u8], name: &str) -> Option<String> {
    part_of(&mut ZipArchive::new(Cursor::new(workbook)).ok()?, name)
}

fn text(archive: &mut ZipArchive<Cursor<&[u8]>>, path: &str) -> Option<String> {
    let mut text = String::new();
    let part = archive.by_name(path).ok()?;
    part.take(MAX_SMALL).read_to_string(&mut text).ok()?;
    Some(text)
}

/// The path of a sheet's part: its relation by name, the part by relation.
fn part_of(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Option<String> {
    let find = |text: &str, element: &str, key: &str, wanted: &str, value: &str| {
        (Pieces { rest: text }).find_map(|piece| match piece {
            Piece::Open {
                name, attributes, ..
            } if name == element => {
                let fits = attribute(attributes, key)? == wanted;
                fits.then(|| attribute(attributes, value).map(|v| v.into_owned()))?
            }
            _ => None,
        })
    };
    let book = text(archive, "xl/workbook.xml")?;
    // sheetId comes before r:id, and both end in `id`: the namespace tells them apart
    let relation = find(
        &book.replace("r:id=", "relation="),
        "sheet",
        "name",
        name,
        "relation",
    )
    .or_else(|| find(&book, "sheet", "name", name, "id"))?;
    let relations = text(archive, "xl/_rels/workbook.xml.rels")?;
    let target = find(&relations, "Relationship", "Id", &relation, "Target")?;
    Some(match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => format!("xl/{target}"),
    })
}

/// Goes over the tags of a sheet, one at a time in memory.
fn scan(mut sheet: impl BufRead) -> Marks {
    let (mut marks, mut chunk, mut next_row) = (Marks::default(), Vec::new(), 0);
    let (mut formula, mut value) = (false, false);
    loop {
        chunk.clear();
        match sheet.read_until(b'>', &mut chunk) {
            Ok(0) | Err(_) => return marks,
            Ok(_) => {}
        }
        let Some(start) = memchr::memrchr(b'<', &chunk) else {
            continue;
        };
        let tag = chunk.get(start + 1..chunk.len() - 1).unwrap_or_default();
        let (closing, tag) = tag.strip_prefix(b"/").map_or((false, tag), |t| (true, t));
        let end = tag
            .iter()
            .position(|b| b.is_ascii_whitespace() || *b == b'/');
        let name = tag.get(..end.unwrap_or(tag.len())).unwrap_or_default();
        let local = name
            .iter()
            .rposition(|b| *b == b':')
            .map_or(name, |at| &name[at + 1..]);
        match local {
            b"row" if !closing => {
                let tag = String::from_utf8_lossy(tag);
                let number = attribute(&tag, "r").and_then(|r| r.parse::<usize>().ok());
                let row = number.map_or(next_row, |r| r.saturating_sub(1));
                next_row = row + 1;
                if attribute(&tag, "hidden").is_some_and(|h| h == "1" || h == "true") {
                    marks.hidden.push(row);
                }
            }
            b"f" => formula = true,
            b"v" | b"is" => value |= !tag.ends_with(b"/"),
            b"c" => {
                marks.unvalued += u64::from(formula && !value);
                (formula, value) = (false, false);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_rows_and_formulas_without_a_value() {
        let sheet = "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>\
            <x:row r=\"3\" spans=\"1:2\" hidden=\"1\"><c r=\"A3\"><f>A1</f></c><c><f>B1</f><v>2</v></c></x:row>\
            <row hidden=\"true\"/></sheetData>";
        let marks = scan(sheet.as_bytes());
        assert_eq!((marks.hidden, marks.unvalued), (vec![2, 3], 1));
    }
}
