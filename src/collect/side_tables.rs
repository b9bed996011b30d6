//! Tables a person gives beside the complaints: targets of types, and what rates are over.

use crate::aggregate::{Column, Span, Table, Volume, VolumeLine};
use crate::columns::{NumberColumn, ReportColumns, folded, folded_label, headers, is_missing};
use crate::ingest::{self, InputParams};
use crate::types::cell::cell_text;
use crate::{Error, Result};
use arrow_schema::Schema;
use std::collections::BTreeMap;

/// A small table, cell by cell.
#[derive(Debug)]
pub struct SmallTable {
    file: String,
    /// Names of the columns.
    pub header: Vec<String>,
    /// Cells without surrounding spaces, row by row.
    pub rows: Vec<Vec<String>>,
}

impl SmallTable {
    /// Reads `file` in any format.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn read(file: &str) -> Result<Self> {
        let chunks = ingest::open(&[file.to_owned()], &InputParams::default())?;
        let schema = chunks.schema();
        let fields = schema.fields().iter();
        let mut table = Self {
            file: file.to_owned(),
            header: fields.map(|f| f.name().trim().to_owned()).collect(),
            rows: Vec::new(),
        };
        for chunk in chunks {
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
        Ok(table)
    }

    /// The place of a row, for an error.
    pub fn line(&self, row: usize) -> String {
        format!("{}, line {}", self.file, row + 2)
    }

    /// The column of amounts, but for those in `taken`, with its numbers: the only column of numbers, or the only one of these
    /// whose header names an amount.
    fn amounts(&self, taken: &[usize], next: &str) -> Result<(usize, Vec<Option<f64>>)> {
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
        let mut numbers = NumberColumn::default();
        for row in &self.rows {
            numbers.push(Some(&row[column]));
        }
        let (values, _) = numbers.finish().ok()?;
        let is_read = |(row, value): (&Vec<String>, &f64)| {
            value.is_finite() || is_missing(&row[column], false)
        };
        let any = values.iter().any(|v| v.is_finite());
        let all = self.rows.iter().zip(&values).all(is_read);
        (any && all).then(|| values.iter().map(|v| v.is_finite().then_some(*v)).collect())
    }
}

/// What is given beside the complaints.
#[derive(Debug)]
pub struct SideTables {
    /// Types and the shares aimed at.
    pub targets: Vec<(String, f64)>,
    /// What rates are over.
    pub volume: Option<Volume>,
}

impl SideTables {
    /// Reads the files of targets and of volumes, for complaints of `schema`.
    ///
    /// # Errors
    /// Where a file cannot be read, or it is not clear which of its columns holds the amounts.
    pub fn read(
        schema: &Schema,
        columns: &ReportColumns,
        (target, volume): (Option<&str>, Option<&str>),
    ) -> Result<Self> {
        let name = |c: usize| schema.field(c).name().as_str();
        let label = columns.label.map_or("predicted", name);
        let targets = target.map(|file| targets(file, label));
        let names: Vec<&str> = columns.by.iter().map(|b| b.name.as_str()).collect();
        let volume = volume.map(|file| self::volume(file, &names, columns.time.map(name)));
        Ok(Self {
            targets: targets.transpose()?.unwrap_or_default(),
            volume: volume.transpose()?,
        })
    }

    /// Spells types and values as `table` does, where they differ only in how they are written.
    pub fn settle(&mut self, table: &Table) {
        let types = spellings(&table.types, folded_label);
        for (name, _) in &mut self.targets {
            if let Some(shown) = types.get(&folded_label(name)) {
                name.clone_from(shown);
            }
        }
        let Some(volume) = &mut self.volume else {
            return;
        };
        for (at, column) in volume.columns.iter().enumerate() {
            let Some(column) = table.dimensions.get(*column) else {
                continue;
            };
            let values = spellings(column, folded);
            for value in volume.lines.iter_mut().filter_map(|l| l.values.get_mut(at)) {
                if let Some(shown) = values.get(&folded(value)) {
                    value.clone_from(shown);
                }
            }
        }
    }
}

/// The values of a column by their form under `fold`.
fn spellings(column: &Column, fold: fn(&str) -> String) -> BTreeMap<String, String> {
    let values = column.values.iter();
    values.map(|v| (fold(v), v.clone())).collect()
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

/// Types and the shares aimed at. Where one is written with a percent sign or is above 1, all are percentages; otherwise all are
/// fractions.
fn targets(file: &str, label: &str) -> Result<Vec<(String, f64)>> {
    let table = SmallTable::read(file)?;
    let is_label = |h: &String| headers::is_type(h) || h == label;
    let name = table.header.iter().position(is_label).unwrap_or(0);
    let (goal, goals) = table.amounts(
        &[name],
        "Give every type a share, such as 5%, in one column of its own.",
    )?;
    let cells = || table.rows.iter().map(|r| &r[goal]);
    let percent =
        cells().any(|c| c.ends_with(['%', '％'])) || goals.iter().flatten().any(|x| *x > 1.0);
    let scale = if percent { 100.0 } else { 1.0 };
    let named = table
        .rows
        .iter()
        .enumerate()
        .filter(|(_, r)| !r[name].is_empty());
    let target = |(i, row): (usize, &Vec<String>)| {
        let share = goals.get(i).copied().flatten().map(|x| x / scale);
        let share = share.filter(|s| (0.0..=1.0).contains(s)).ok_or_else(|| {
            let message = format!("`{}` is not a share between 0 and 100 %", row[goal]);
            Error::invalid(table.line(i), message, "Write it as 5% or 0.05.")
        })?;
        Ok((row[name].clone(), share))
    };
    named.map(target).collect()
}

/// The volume, broken down by those of `dimensions` (names, by place) and the times that the file has columns of.
fn volume(file: &str, dimensions: &[&str], time: Option<&str>) -> Result<Volume> {
    let table = SmallTable::read(file)?;
    let place = |header: &String| dimensions.iter().position(|d| d == header);
    let fields = table.header.iter().enumerate();
    let keys: Vec<(usize, usize)> = fields.filter_map(|(c, h)| Some((c, place(h)?))).collect();
    let is_time = |h: &String| time == Some(h.as_str()) || headers::is_span(h);
    let when = table.header.iter().position(is_time);
    let taken: Vec<usize> = keys.iter().map(|k| k.0).chain(when).collect();
    let (amount, amounts) = table.amounts(
        &taken,
        "Give every line an amount (orders, users, …) in one column of its own.",
    )?;
    if keys.is_empty() && when.is_none() && table.rows.len() > 1 {
        return Err(Error::invalid(
            file,
            format!(
                "none of the columns {} is a time or one of those the complaints are broken down by ({})",
                table.header.join(", "),
                dimensions.join(", ")
            ),
            "Name the columns of the volume as those of the complaints are named.",
        ));
    }
    let mut lines = Vec::new();
    for (i, row) in table.rows.iter().enumerate() {
        let Some(amount) = amounts.get(i).copied().flatten() else {
            continue;
        };
        let span = |c: usize| {
            let span = Span::parse(&plain_span(&row[c])).map_err(|_| {
                let message = format!("`{}` in column {} is not a time", row[c], table.header[c]);
                Error::invalid(
                    table.line(i),
                    message,
                    "Write a day, month or year, such as 2024-03.",
                )
            })?;
            Ok::<_, Error>((row[c].clone(), span))
        };
        lines.push(VolumeLine {
            values: keys.iter().map(|k| row[k.0].clone()).collect(),
            span: when.map(span).transpose()?,
            amount,
        });
    }
    Ok(Volume {
        name: table.header[amount].clone(),
        columns: keys.iter().map(|k| k.1).collect(),
        lines,
    })
}
