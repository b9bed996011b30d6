//! The columns of a table as its sheet has them.

use super::super::document::{Cell, Column, Kind};
use super::super::wording::{Words, pick};
use super::{Sheet, cell_text};

/// Row of the table's heading.
pub(super) const HEAD: u32 = 2;
/// A column as the sheet has it: an interval is two.
pub(super) struct Field<'a> {
    pub(super) head: String,
    pub(super) place: usize,
    pub(super) column: &'a Column,
    /// Which end of an interval.
    pub(super) high: bool,
}

/// The columns of a table's sheet, with headings that differ, as Excel wants them.
pub(super) fn fields<'a>(sheet: &Sheet<'a>, w: &Words) -> Vec<Field<'a>> {
    let points = pick(w.lang, "（百分点）", " (percentage points)");
    let mut fields: Vec<Field<'a>> = Vec::new();
    let columns = sheet.table.columns.iter().enumerate();
    for (place, column) in columns.filter(|(_, c)| !c.page_only) {
        // Excel shows them as percentages, and only the head can say that they are points
        let is_points = sheet.table.rows.iter().any(|row| {
            let cell = row.get(place);
            matches!(cell, Some(Cell::Points(_) | Cell::PointsBetween(..)))
        });
        let ends: &[(&str, bool)] = if column.kind == Kind::Interval {
            &[(w.low, false), (w.high, true)]
        } else {
            &[("", false)]
        };
        for &(end, high) in ends {
            let unit = if is_points { points } else { "" };
            let wanted = cell_text(&format!("{}{unit} {end}", column.head));
            let wanted: String = wanted.trim().chars().take(200).collect();
            let mut head = if wanted.is_empty() {
                "_".to_owned()
            } else {
                wanted.clone()
            };
            let mut number = 2;
            while fields
                .iter()
                .any(|f| f.head.to_lowercase() == head.to_lowercase())
            {
                head = format!("{wanted} {number}");
                number += 1;
            }
            fields.push(Field {
                head,
                place,
                column,
                high,
            });
        }
    }
    fields
}
