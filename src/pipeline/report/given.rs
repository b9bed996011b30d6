//! Tables a person gives beside the complaints: goals of types (`--target`), and what rates are over (`--volume`).

use crate::aggregate::{Span, Volume, VolumeLine};
use crate::columns::{headers, number};
use crate::ingest::{self, InputParams};
use crate::types::cell::cell_text;
use crate::{Error, Result};

/// A small table, cell by cell.
pub(super) struct Given {
    file: String,
    pub(super) header: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
}

impl Given {
    pub(super) fn read(file: &str) -> Result<Self> {
        let mut given = Self {
            file: file.to_owned(),
            header: Vec::new(),
            rows: Vec::new(),
        };
        let rows = ingest::open(&[file.to_owned()], &InputParams::default())?;
        let schema = rows.schema();
        given.header = schema
            .fields()
            .iter()
            .map(|f| f.name().trim().to_owned())
            .collect();
        for chunk in rows {
            let batch = chunk?.batch;
            for row in 0..batch.num_rows() {
                let cell = |c: usize| {
                    let cell = cell_text(batch.column(c).as_ref(), row).unwrap_or_default();
                    cell.trim().to_owned()
                };
                given
                    .rows
                    .push((0..batch.num_columns()).map(cell).collect());
            }
        }
        Ok(given)
    }

    /// The last column whose cells are all numbers, but for those in `taken`.
    fn amounts(&self, taken: &[usize], wanted: &str) -> Result<usize> {
        let numbers = |c: &usize| {
            let filled: Vec<&String> = self
                .rows
                .iter()
                .map(|r| &r[*c])
                .filter(|t| !t.is_empty())
                .collect();
            !filled.is_empty() && filled.iter().all(|cell| number(cell).is_some())
        };
        (0..self.header.len())
            .rev()
            .filter(|c| !taken.contains(c))
            .find(numbers)
            .ok_or_else(|| {
                Error::data(
                    self.file.clone(),
                    format!("no column of numbers among {}", self.header.join(",")),
                    wanted.to_owned(),
                    "Give every line a number in one column of its own.",
                )
            })
    }
}

/// Types and the shares aimed at: `5%`, `5` and `0.05` are the same.
///
/// # Errors
/// Where the file cannot be read or has no column of numbers.
pub(super) fn targets(file: &str, type_column: &str) -> Result<Vec<(String, f64)>> {
    let given = Given::read(file)?;
    let kind = given
        .header
        .iter()
        .position(|h| headers::is_type(h) || h == type_column)
        .unwrap_or(0);
    let goal = given.amounts(&[kind], "a share for every type, such as 5%")?;
    let share = |cell: &str| {
        let x = number(cell)?;
        let share = if cell.ends_with('%') || x > 1.0 {
            x / 100.0
        } else {
            x
        };
        (0.0..=1.0).contains(&share).then_some(share)
    };
    let mut targets = Vec::new();
    for (i, row) in given
        .rows
        .iter()
        .enumerate()
        .filter(|(_, r)| !r[kind].is_empty())
    {
        let goal = share(&row[goal]).ok_or_else(|| {
            Error::data(
                format!("{file}, line {}", i + 2),
                format!("`{}`", row[goal]),
                "a share between 0 and 100 %",
                "Write it as 5% or 0.05.",
            )
        })?;
        targets.push((row[kind].clone(), goal));
    }
    Ok(targets)
}

/// The volume, broken down by those of `dimensions` (names, by place) and the times that the file has columns of.
///
/// # Errors
/// Where the file cannot be read, has no column of numbers, or a time in it is none.
pub(super) fn volume(file: &str, dimensions: &[&str], time: Option<&str>) -> Result<Volume> {
    let given = Given::read(file)?;
    let place = |header: &String| dimensions.iter().position(|d| d == header);
    let keys: Vec<(usize, usize)> = given
        .header
        .iter()
        .enumerate()
        .filter_map(|(c, header)| Some((c, place(header)?)))
        .collect();
    let is_time = |h: &String| time == Some(h.as_str()) || headers::is_span(h);
    let when = given.header.iter().position(is_time);
    let taken: Vec<usize> = keys.iter().map(|k| k.0).chain(when).collect();
    let amount = given.amounts(&taken, "an amount in every line: orders, users, …")?;
    if keys.is_empty() && when.is_none() && given.rows.len() > 1 {
        return Err(Error::data(
            file.to_owned(),
            format!("columns {}", given.header.join(",")),
            format!(
                "a column named as one of --by ({}) or a column of time",
                dimensions.join(",")
            ),
            "Name the columns of the volume as those of the complaints.",
        ));
    }
    let mut lines = Vec::new();
    for (i, row) in given.rows.iter().enumerate() {
        let Some(amount) = number(&row[amount]) else {
            continue;
        };
        let span = match when {
            None => None,
            Some(c) => Some((
                row[c].clone(),
                Span::parse(&row[c]).map_err(|_| {
                    Error::data(
                        format!("{file}, line {}", i + 2),
                        format!("`{}` in column {}", row[c], given.header[c]),
                        "a day, month or year, such as 2024-03",
                        "Mend the line.",
                    )
                })?,
            )),
        };
        lines.push(VolumeLine {
            values: keys.iter().map(|k| row[k.0].clone()).collect(),
            span,
            amount,
        });
    }
    Ok(Volume {
        name: given.header[amount].clone(),
        columns: keys.iter().map(|k| k.1).collect(),
        lines,
    })
}
