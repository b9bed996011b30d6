//! A workbook → the rows of one sheet, or of several as one table.

use super::grid::{Grid, TableReader, stacked};
use super::limits::broken;
use super::notes::{Level, Remark, TableNotes};
use super::params::InputParams;
use super::sheet::{Book, grid};
use super::{unpacked_size, xls_sizes};
use crate::types::header_key;
use crate::{Error, Result};
use arrow_array::RecordBatch;
use calamine::{Reader, SheetVisible};
use std::collections::BTreeSet;
use std::io::Cursor;
use std::sync::Arc;

/// Opens a workbook.
pub(super) fn open(file: &str, bytes: Vec<u8>, params: &InputParams) -> Result<TableReader> {
    unpacked_size::check_size(file, &bytes)?;
    xls_sizes::check(file, &bytes)?;
    let bytes: Arc<[u8]> = bytes.into();
    let sheets = calamine::open_workbook_auto_from_rs(Cursor::new(bytes.clone()));
    let mut book = Book {
        file,
        sheets: sheets.map_err(|e| broken(file, &e))?,
        bytes,
    };
    let mut notes = TableNotes::default();
    let grids = match params.sheets.is_empty() {
        true => vec![first(&mut book, &mut notes)?],
        false => asked(&mut book, &params.sheets, &mut notes)?,
    };
    let mut tables: Vec<(String, RecordBatch)> = Vec::new();
    for grid in grids {
        let place = format!("{file}, sheet {}", grid.name);
        let table = grid.table(&place, params, &mut notes)?;
        notes.layout.sheets.push(grid.name.clone());
        tables.push((grid.name, table));
    }
    if params.sheets.iter().any(|s| s.contains('*')) {
        leave_out_others(file, &mut tables, &params.sheets, &mut notes);
    }
    let table = match tables.len() {
        1 => tables.remove(0).1,
        _ => stacked(file, tables)?,
    };
    Ok(TableReader::new(table, params, notes))
}

/// Leaves out the sheets found by a pattern that lack most columns of the largest one: a summary beside the rows is not rows.
fn leave_out_others(
    file: &str,
    tables: &mut Vec<(String, RecordBatch)>,
    named: &[String],
    notes: &mut TableNotes,
) {
    let keys = |table: &RecordBatch| -> BTreeSet<String> {
        let schema = table.schema();
        schema
            .fields()
            .iter()
            .map(|f| header_key(f.name()))
            .collect()
    };
    let largest = tables
        .iter()
        .max_by_key(|(_, t)| t.num_rows() * t.num_columns());
    let Some(wanted) = largest.map(|(_, table)| keys(table)) else {
        return;
    };
    let mut names = Vec::new();
    tables.retain(|(name, table)| {
        let shared = keys(table).intersection(&wanted).count();
        let is_kept = shared * 2 >= wanted.len() || named.iter().any(|n| n.trim() == name.trim());
        if !is_kept {
            names.push(name.clone());
        }
        is_kept
    });
    if names.is_empty() {
        return;
    }
    let read = |name: &String| tables.iter().any(|t| t.0 == *name);
    notes.layout.sheets.retain(read);
    let list = names.join(", ");
    notes.push(
        Level::Warn,
        format!("{file}: not read, because most columns of the other sheets are not there: {list} (name them with --sheet)"),
    );
    let file = file.to_owned();
    notes
        .layout
        .remarks
        .push(Remark::OtherSheets { file, names });
}

/// The sheets named; a name may hold `*`, which stands for any characters. Of those that a pattern finds, those that are not tables
/// are left out.
fn asked(book: &mut Book<'_>, patterns: &[String], notes: &mut TableNotes) -> Result<Vec<Grid>> {
    let names = book.sheets.sheet_names();
    let hidden = hidden_sheets(book);
    let (mut grids, mut seen, mut left_out) = (Vec::new(), BTreeSet::new(), Vec::new());
    let mut unseen = Vec::new();
    for pattern in patterns {
        let all = pattern.contains('*');
        let found: Vec<&String> = names
            .iter()
            .filter(|n| matches(pattern.trim(), n.trim()))
            .collect();
        if found.is_empty() {
            return Err(Error::invalid(
                book.file,
                format!("there is no sheet `{pattern}`"),
                format!("Its sheets are: {}.", names.join(", ")),
            ));
        }
        for name in found {
            if all && hidden.contains(name) {
                unseen.push(name.clone());
                continue;
            }
            if !seen.insert(name.clone()) {
                continue;
            }
            let grid = grid(book, name)?;
            if all && !grid.is_table() {
                left_out.push(name.as_str());
            } else {
                grids.push(grid);
            }
        }
    }
    if !left_out.is_empty() {
        let left = left_out.join(", ");
        notes.push(
            Level::Say,
            format!(
                "{}: not read, because they are not tables: {left}",
                book.file
            ),
        );
    }
    unseen.retain(|name| !seen.contains(name));
    note_hidden(book.file, unseen, notes);
    if grids.is_empty() {
        return Err(Error::invalid(
            book.file,
            "no sheet is a table",
            "Check the export.",
        ));
    }
    Ok(grids)
}

fn hidden_sheets(book: &Book<'_>) -> BTreeSet<String> {
    let sheets = book.sheets.sheets_metadata().iter();
    let hidden = sheets.filter(|s| s.visible != SheetVisible::Visible);
    hidden.map(|s| s.name.clone()).collect()
}

/// Notes hidden sheets that a pattern fits.
fn note_hidden(file: &str, names: Vec<String>, notes: &mut TableNotes) {
    if names.is_empty() {
        return;
    }
    let line = format!(
        "{file}: not read, because they are hidden: {} (name them with --sheet)",
        names.join(", ")
    );
    notes.push(Level::Warn, line);
    let file = file.to_owned();
    let remark = Remark::HiddenSheets { file, names };
    notes.layout.remarks.push(remark);
}

/// True where `pattern`, in which `*` stands for any characters, fits all of `name`.
fn matches(pattern: &str, name: &str) -> bool {
    let Some((before, after)) = pattern.split_once('*') else {
        return pattern == name;
    };
    let Some(rest) = name.strip_prefix(before) else {
        return false;
    };
    rest.char_indices()
        .map(|(i, _)| i)
        .chain([rest.len()])
        .any(|i| matches(after, &rest[i..]))
}

/// The first visible sheet that is a table, else the first with rows.
fn first(book: &mut Book<'_>, notes: &mut TableNotes) -> Result<Grid> {
    let sheets = book.sheets.sheets_metadata().to_vec();
    let hidden = |visible: bool| {
        let fits = move |s: &&calamine::Sheet| (s.visible == SheetVisible::Visible) == visible;
        sheets.iter().filter(fits).map(|s| s.name.clone())
    };
    let (mut grids, mut spare) = (Vec::new(), Vec::new());
    for name in hidden(true).chain(hidden(false)) {
        let grid = grid(book, &name)?;
        if grid.is_table() {
            grids.push(grid);
        } else if !grid.rows.is_empty() {
            spare.push(grid);
        }
    }
    // a cover comes first and is small: a title, who exported it, what the words mean
    let cover = |g: &Grid| grids.iter().any(|other| g.is_cover_of(other));
    let covers: Vec<bool> = grids.iter().map(cover).collect();
    let (mut tables, mut rest) = (Vec::new(), Vec::new());
    for (grid, is_cover) in grids.into_iter().zip(covers) {
        if is_cover { &mut rest } else { &mut tables }.push(grid);
    }
    let mut all = tables.into_iter().chain(rest).chain(spare);
    let empty = || Error::invalid(book.file, "no sheet has rows", "Check the export.");
    let read = all.next().ok_or_else(empty)?;
    let others: Vec<Grid> = all.collect();
    let names = |of: &mut dyn Iterator<Item = &Grid>| {
        of.map(|g| g.name.as_str()).collect::<Vec<_>>().join(", ")
    };
    let same = names(&mut others.iter().filter(|o| same_header(o, &read)));
    if !same.is_empty() {
        let line = format!(
            "{}: only sheet {} is read, though these have the same columns: {same}; --sheet '*' reads all",
            book.file, read.name
        );
        notes.push(Level::Warn, line);
        let same = others.iter().filter(|o| same_header(o, &read));
        let remark = Remark::OneSheet {
            file: book.file.to_owned(),
            read: read.name.clone(),
            others: same.map(|o| o.name.clone()).collect(),
        };
        notes.layout.remarks.push(remark);
    } else if !others.is_empty() {
        let left = names(&mut others.iter());
        let line = format!(
            "{}: read sheet {}; not read: {left} (choose with --sheet)",
            book.file, read.name
        );
        notes.push(Level::Say, line);
    }
    Ok(read)
}

/// True where the widest of the first rows of two sheets have the same cells.
fn same_header(a: &Grid, b: &Grid) -> bool {
    let header = |g: &Grid| -> Vec<String> {
        let first = g.rows.iter().take(super::header::ROWS);
        let widest = first.rev().max_by_key(|r| r.len());
        let key = |c| header_key(&super::cells::shown(c));
        widest.into_iter().flatten().map(key).collect()
    };
    let (a, b) = (header(a), header(b));
    !a.is_empty() && a == b
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn sheets_by_pattern() {
        for (pattern, name, fits) in [
            ("*", "1月", true),
            ("*月", "12月", true),
            ("*月", "说明", false),
            ("2024*", "2024-01", true),
            ("1月", "11月", false),
            ("*a*b", "xaxb", true),
        ] {
            assert_eq!(matches(pattern, name), fits, "{pattern} {name}");
        }
    }
}
