//! Tables a person gives beside the complaints: targets of types, and what rates are over.

use super::ledgers::{LedgerFiles, Ledgers};
use super::small_table::{SmallTable, plain_span};
use crate::aggregate::{Column, Span, Table, Volume, VolumeLine};
use crate::columns::{ReportColumns, folded, folded_label, headers};
use crate::{Error, Result};
use arrow_schema::Schema;
use std::collections::BTreeMap;

/// Files given beside the complaints.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SideFiles {
    /// Goals: the share aimed at, type by type.
    pub target: Option<String>,
    /// Amounts that rates are over.
    pub volume: Option<String>,
    /// Measures, and what is known.
    pub ledgers: LedgerFiles,
}

/// What is given beside the complaints.
#[derive(Debug)]
pub struct SideTables {
    /// Types and the shares aimed at.
    pub targets: Vec<(String, f64)>,
    /// What rates are over.
    pub volume: Option<Volume>,
    /// Measures, and what is known.
    pub ledgers: Ledgers,
}

impl SideTables {
    /// Reads the files of targets, of volumes, and the lists, for complaints of `schema`.
    ///
    /// # Errors
    /// Where a file cannot be read, or it is not clear which of its columns holds the amounts; as [`Ledgers::read`].
    pub fn read(schema: &Schema, columns: &ReportColumns, files: &SideFiles) -> Result<Self> {
        let name = |c: usize| schema.field(c).name().as_str();
        let label = columns.label.map_or("predicted", name);
        let targets = files.target.as_deref().map(|file| targets(file, label));
        let names: Vec<&str> = columns.by.iter().map(|b| b.name.as_str()).collect();
        let volume = files
            .volume
            .as_deref()
            .map(|file| self::volume(file, &names, columns.time.map(name)));
        Ok(Self {
            targets: targets.transpose()?.unwrap_or_default(),
            volume: volume.transpose()?,
            ledgers: Ledgers::read(&files.ledgers, schema, columns)?,
        })
    }

    /// The lists apart from the tables: they are entered once findings are known.
    #[must_use]
    pub fn apart(mut self) -> (Self, Ledgers) {
        let ledgers = std::mem::take(&mut self.ledgers);
        (self, ledgers)
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
    let (name, factor) = in_units(&table, amount);
    let mut lines = Vec::new();
    for (i, row) in table.rows.iter().enumerate() {
        let Some(number) = amounts.get(i).copied().flatten() else {
            continue;
        };
        if number < 0.0 {
            let message = format!("`{}` is below 0: a rate has no such base", row[amount]);
            let next = "Give an amount of 0 or more, or leave the line out.";
            return Err(Error::invalid(table.line(i), message, next));
        }
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
            amount: number * factor,
        });
    }
    let volume = Volume {
        name,
        columns: keys.iter().map(|k| k.1).collect(),
        months: false,
        lines,
    };
    Ok(volume.by_month())
}

/// Multiples that a header may give its amounts in.
const MULTIPLES: &[(&str, f64)] = &[
    ("百万", 1e6),
    ("千万", 1e7),
    ("亿", 1e8),
    ("十万", 1e5),
    ("万", 1e4),
    ("千", 1e3),
    ("thousand", 1e3),
    ("million", 1e6),
    ("тыс", 1e3),
    ("млн", 1e6),
];

/// What a column of amounts is called without the multiple that its header gives (`订单(万)`), and the multiple; a multiple in the cells goes before it.
fn in_units(table: &SmallTable, column: usize) -> (String, f64) {
    let header = &table.header[column];
    let plain = (header.clone(), 1.0);
    let in_brackets = |(open, close): (char, char)| {
        let (name, unit) = header.strip_suffix(close)?.rsplit_once(open)?;
        Some((name.trim_end(), unit))
    };
    let brackets = [('(', ')'), ('（', '）'), ('[', ']'), ('【', '】')];
    let Some((name, unit)) = brackets.into_iter().find_map(in_brackets) else {
        return plain;
    };
    let unit = unit
        .trim()
        .trim_start_matches("单位")
        .trim_start_matches([':', '：', ' ']);
    let unit = unit.to_lowercase();
    let is_weight = ["千克", "千米", "千瓦"].iter().any(|w| unit.starts_with(w));
    let Some((_, factor)) = MULTIPLES
        .iter()
        .find(|(word, _)| unit.starts_with(word) && !is_weight)
    else {
        return plain;
    };
    let writes_it =
        |row: &Vec<String>| MULTIPLES.iter().any(|(word, _)| row[column].contains(word));
    if table.rows.iter().any(writes_it) {
        return plain;
    }
    (name.to_owned(), *factor)
}
