//! Where rows are requests, sentences about complaints become sentences about requests.

use super::super::Report;
use super::super::document::{Block, Cell, Section, Table};
use super::super::wording::requests::Renaming;

/// Renames what the program says; names and values of the data stay.
pub(super) fn rename(sections: &mut [Section<'_>], report: &Report) {
    let Some(renaming) = Renaming::of_report(report) else {
        return;
    };
    for section in sections {
        lines(&mut section.lead, &renaming);
        for block in &mut section.blocks {
            match block {
                Block::Table(t) => table(t, &renaming),
                Block::Lines(l) => lines(&mut l.lines, &renaming),
                Block::Summary(..) | Block::Chart(_) | Block::Findings(_) => {}
            }
        }
    }
}

fn lines(lines: &mut [String], renaming: &Renaming<'_>) {
    for line in lines {
        *line = renaming.of_text(line);
    }
}

fn table(table: &mut Table, renaming: &Renaming<'_>) {
    table.title = renaming.of_text(&table.title);
    lines(&mut table.notes, renaming);
    lines(&mut table.details, renaming);
    for column in &mut table.columns {
        column.head = renaming.of_text(&column.head);
    }
    if table.name == "warnings" {
        for cell in table.rows.iter_mut().flatten() {
            if let Cell::Text(text) = cell {
                *text = renaming.of_text(text);
            }
        }
    }
}
