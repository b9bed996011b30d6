//! Columns and cells of the lists: which column is what, days, words.

use crate::aggregate::{Span, date};
use crate::causes::Matter;
use crate::collect::small_table::{SmallTable, plain_span};
use crate::columns::headers::LedgerColumn;
use crate::columns::time::TimeReader;
use crate::columns::{ReportColumns, is_missing};
use crate::types::{header_key, listed};
use crate::{Error, Result};
use arrow_schema::Schema;
use chrono::NaiveDate;

/// Columns of the complaints that a list may name.
#[derive(Clone, Debug, Default)]
pub(super) struct DataColumns {
    label: Option<String>,
    by: Vec<String>,
}

impl DataColumns {
    pub(super) fn of(schema: &Schema, columns: &ReportColumns) -> Self {
        let name = |c: usize| schema.field(c).name().clone();
        Self {
            label: columns.label.map(name),
            by: columns.by.iter().map(|b| b.name.clone()).collect(),
        }
    }

    /// The column that complaints are broken down by under this name, or what is wrong with it and what to do.
    pub(super) fn named(&self, name: &str) -> std::result::Result<String, (String, String)> {
        let found = self.dimension(name).map(str::to_owned);
        found.ok_or_else(|| {
            let message = format!(
                "the complaints are not broken down by `{name}` (but by: {})",
                self.by.join(", ")
            );
            (
                message,
                format!("Add it with --by '{name}', or correct it."),
            )
        })
    }

    fn dimension(&self, header: &str) -> Option<&str> {
        let key = header_key(header);
        let found = self.by.iter().find(|name| header_key(name) == key);
        found.map(String::as_str)
    }
}

/// What the columns of a list hold.
#[derive(Clone, Debug, Default)]
pub(super) struct ListColumns {
    known: Vec<(LedgerColumn, usize)>,
    /// Columns that complaints are broken down by.
    by: Vec<(String, usize)>,
}

impl ListColumns {
    /// `of_list`: words that are the list's own although complaints may have a column of that name, too.
    pub(super) fn of(header: &[String], data: &DataColumns, of_list: &[LedgerColumn]) -> Self {
        let mut found = Self::default();
        for (at, name) in header.iter().enumerate() {
            let word = LedgerColumn::of(name);
            let dimension = data.dimension(name);
            if data.label.as_deref() == Some(name) && !found.has(LedgerColumn::Type) {
                found.known.push((LedgerColumn::Type, at));
            } else if let Some(name) =
                dimension.filter(|_| !word.is_some_and(|w| of_list.contains(&w)))
            {
                found.by.push((name.to_owned(), at));
            } else if let Some(word) = word.filter(|w| !found.has(*w)) {
                found.known.push((word, at));
            }
        }
        found
    }

    pub(super) fn has(&self, column: LedgerColumn) -> bool {
        self.place(column).is_some()
    }

    pub(super) fn place(&self, column: LedgerColumn) -> Option<usize> {
        let found = self.known.iter().find(|(c, _)| *c == column);
        found.map(|(_, at)| *at)
    }

    /// The place of a column of the complaints.
    pub(super) fn place_of(&self, dimension: &str) -> Option<usize> {
        let found = self.by.iter().find(|(name, _)| name == dimension);
        found.map(|(_, at)| *at)
    }

    /// Whether a row could say what it is about.
    pub(super) fn names_a_matter(&self) -> bool {
        self.has(LedgerColumn::Type) || self.has(LedgerColumn::Words) || !self.by.is_empty()
    }

    pub(super) fn cell<'r>(&self, row: &'r [String], column: LedgerColumn) -> &'r str {
        let cell = self.place(column).and_then(|at| row.get(at));
        cell.map_or("", |c| if is_missing(c, false) { "" } else { c })
    }

    /// What a row is about.
    pub(super) fn matter(&self, row: &[String]) -> Matter {
        let mut matter = Matter::default();
        let name = self.cell(row, LedgerColumn::Type);
        matter.scope.name = (!name.is_empty()).then(|| name.to_owned());
        for (column, at) in &self.by {
            if let Some(value) = row.get(*at).filter(|v| !is_missing(v, true)) {
                matter.scope.values.push((column.clone(), value.clone()));
            }
        }
        matter.words = words(self.cell(row, LedgerColumn::Words));
        matter
    }

    /// The day in a cell; the last one of a month or a year where `is_end`, else the first.
    pub(super) fn day(
        &self,
        table: &SmallTable,
        row: usize,
        (column, is_end): (LedgerColumn, bool),
    ) -> Result<Option<NaiveDate>> {
        let cell = self.cell(&table.rows[row], column);
        if cell.is_empty() {
            return Ok(None);
        }
        let day = day(cell, is_end);
        let header = self
            .place(column)
            .map_or("", |at| table.header[at].as_str());
        day.map(Some).ok_or_else(|| {
            let message = format!("`{cell}` in column {header} is not a date");
            let next =
                "Write a day or a month, such as 2024-12-31 or 2024-12, or leave the cell empty.";
            Error::invalid(table.line(row), message, next)
        })
    }
}

/// The words of a cell that lists some.
fn words(cell: &str) -> Vec<String> {
    let parts = listed(cell).flat_map(|part| part.split(['、', '；', ';', '|']));
    let words = parts.map(str::trim).filter(|w| !w.is_empty());
    words.map(str::to_owned).collect()
}

/// The day that a text writes; of a month or a year its last where `is_end`, else its first.
pub(super) fn day(text: &str, is_end: bool) -> Option<NaiveDate> {
    match Span::parse(&plain_span(text)) {
        Ok(span) => date(if is_end { span.last } else { span.first }),
        Err(_) => Some(TimeReader::default().read(text)?.date()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_words_as_people_write_them() {
        let of = |text, is_end| day(text, is_end).map(|d| d.to_string());
        for (text, first, last) in [
            ("2024-12-05", "2024-12-05", "2024-12-05"),
            ("2024年12月5日", "2024-12-05", "2024-12-05"),
            ("2024/2", "2024-02-01", "2024-02-29"),
            ("2024年2月", "2024-02-01", "2024-02-29"),
            ("2024-12-05 00:00:00", "2024-12-05", "2024-12-05"),
            ("45631", "2024-12-05", "2024-12-05"),
        ] {
            assert_eq!(of(text, false).as_deref(), Some(first), "{text}");
            assert_eq!(of(text, true).as_deref(), Some(last), "{text}");
        }
        assert_eq!(of("下周五", true), None);
        assert_eq!(words("停车位、地锁, 收费；"), ["停车位", "地锁", "收费"]);
    }
}
