//! Small tables that a person gives beside the complaints.

use crate::columns::{NumberColumn, headers, is_missing};
use crate::ingest::{self, InputParams, Layout};
use crate::types::cell::cell_text;
use crate::{Error, Result};

/// A small table, cell by cell.
#[derive(Debug)]
pub struct SmallTable {
    file: String,
    /// Names of the columns.
    pub header: Vec<String>,
    /// Cells without surrounding spaces, row by row.
    pub rows: Vec<Vec<String>>,
    /// Where in the file it was found.
    pub layout: Layout,
}

impl SmallTable {
    /// Reads `file` in any format.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn read(file: &str) -> Result<Self> {
        let mut chunks = ingest::open(&[file.to_owned()], &InputParams::default())?;
        let schema = chunks.schema();
        let fields = schema.fields().iter();
        let mut table = Self {
            file: file.to_owned(),
            header: fields.map(|f| f.name().trim().to_owned()).collect(),
            rows: Vec::new(),
            layout: Layout::default(),
        };
        for chunk in chunks.by_ref() {
            let batch = chunk?.batch;
            for row in 0..batch.num_rows() {
                let cell = |c: usize| {
                    let cell = cell_text(batch.column(c).as_ref(), row).unwrap_or_default();
                    cell.trim().to_owned()
                };
                table
                    .rows
                    .push((0..batch.num_columns()).map(cell).collect());
            }
        }
        if let Some(read) = chunks.files().first() {
            table.layout = read.layout.clone();
        }
        Ok(table)
    }

    /// The place of a row, for an error.
    pub fn line(&self, row: usize) -> String {
        format!("{}, line {}", self.file, row + 2)
    }

    /// The column of amounts, but for those in `taken`, with its numbers: the only column of numbers, or the only one of these
    /// whose header names an amount.
    pub(super) fn amounts(&self, taken: &[usize], next: &str) -> Result<(usize, Vec<Option<f64>>)> {
        let free = (0..self.header.len()).filter(|c| !taken.contains(c));
        let mut found: Vec<_> = free.filter_map(|c| Some((c, self.numbers(c)?))).collect();
        let named = |c: usize| headers::is_volume(&self.header[c]);
        if found.iter().filter(|(c, _)| named(*c)).count() == 1 {
            found.retain(|(c, _)| named(*c));
        }
        let names = |columns: &[usize]| {
            let names: Vec<&str> = columns.iter().map(|c| self.header[*c].as_str()).collect();
            names.join(", ")
        };
        let message = match &found[..] {
            [_] => return Ok(found.swap_remove(0)),
            [] => {
                let all: Vec<usize> = (0..self.header.len()).collect();
                format!("none of the columns {} holds numbers alone", names(&all))
            }
            several => {
                let several: Vec<usize> = several.iter().map(|(c, _)| *c).collect();
                format!(
                    "several columns hold numbers ({}), and it is not clear which one is meant",
                    names(&several)
                )
            }
        };
        Err(Error::invalid(self.file.clone(), message, next))
    }

    /// The numbers of a column, read as all its cells together decide; `None` where one of them is not a number.
    fn numbers(&self, column: usize) -> Option<Vec<Option<f64>>> {
        // 30% and 0.1 in one list are both shares, which the caller tells apart
        let mut numbers = NumberColumn::default().with_header("百分");
        for row in &self.rows {
            numbers.push(Some(&row[column]));
        }
        let (values, ..) = numbers.finish().ok()?;
        let is_read = |(row, value): (&Vec<String>, &f64)| {
            value.is_finite() || is_missing(&row[column], false)
        };
        let any = values.iter().any(|v| v.is_finite());
        let all = self.rows.iter().zip(&values).all(is_read);
        (any && all).then(|| values.iter().map(|v| v.is_finite().then_some(*v)).collect())
    }
}

/// `2024年1月` as `2024-01`; anything else as it is.
pub(super) fn plain_span(cell: &str) -> String {
    let parts = cell.split(['年', '月', '日', '/', '.']).map(str::trim);
    let parts: Vec<&str> = parts.filter(|p| !p.is_empty()).collect();
    let is_number = |p: &&str| p.len() <= 4 && p.bytes().all(|b| b.is_ascii_digit());
    if parts.len() > 3 || !parts.iter().all(is_number) || parts.first().is_none_or(|y| y.len() < 4)
    {
        return cell.to_owned();
    }
    let padded: Vec<String> = parts.iter().map(|p| format!("{p:0>2}")).collect();
    padded.join("-")
}
