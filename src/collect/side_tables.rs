//! Tables a person gives beside the complaints: targets of types, and what rates are over.

use super::ledgers::{LedgerFiles, Ledgers};
use super::small_table::SmallTable;
use super::volume_table;
use crate::aggregate::{Column, Table, Volume};
use crate::columns::{ReportColumns, folded_label, headers};
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
            .map(|file| volume_table::read(file, &names, columns.time.map(name)));
        Ok(Self {
            targets: targets.transpose()?.unwrap_or_default(),
            volume: volume.transpose()?,
            ledgers: Ledgers::read(&files.ledgers, schema, columns)?,
        })
    }

    /// Leaves out the lines of the volume that conditions on the complaints leave out: `admits` says whether a value of a column fulfils those on it.
    /// `conditions` are all of them, as columns and as they were given.
    pub fn confine(
        &mut self,
        columns: &ReportColumns,
        conditions: &[(usize, &str)],
        admits: impl Fn(usize, &str) -> bool,
    ) {
        let Some(volume) = &mut self.volume else {
            return;
        };
        let of_table: Vec<Option<usize>> = volume
            .columns
            .iter()
            .map(|&by| match columns.by[by].columns[..] {
                [column] => Some(column),
                _ => None,
            })
            .collect();
        volume.lines.retain(|line| {
            let mut values = line.values.iter().zip(&of_table);
            values.all(|(value, column)| column.is_none_or(|c| admits(c, value)))
        });
        let has_times = volume.lines.iter().any(|line| line.span.is_some());
        let is_time = |column: usize| has_times && columns.time == Some(column);
        let has = |column: usize| of_table.contains(&Some(column)) || is_time(column);
        let others = conditions.iter().filter(|(column, _)| !has(*column));
        volume.unfiltered = others.map(|(_, written)| (*written).to_owned()).collect();
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
            let values = spellings(column, folded_label);
            for value in volume.lines.iter_mut().filter_map(|l| l.values.get_mut(at)) {
                if let Some(shown) = values.get(&folded_label(value)) {
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

/// Types and the shares aimed at. With a percent sign in the header, or in every cell, or where one is above 1, all are percentages; otherwise all are
/// fractions.
fn targets(file: &str, label: &str) -> Result<Vec<(String, f64)>> {
    let table = SmallTable::read(file)?;
    let is_label = |h: &String| headers::is_type(h) || h == label;
    let name = table.header.iter().position(is_label).unwrap_or(0);
    let (goal, goals) = table.amounts(
        &[name],
        "Give every type a share, such as 5%, in one column of its own.",
    )?;
    let has_sign = |cell: &str| cell.contains(['%', '％']);
    let filled = || {
        let rows = table.rows.iter().enumerate();
        rows.filter(|(i, r)| !r[name].is_empty() && goals.get(*i).copied().flatten().is_some())
    };
    let in_header = has_sign(&table.header[goal]);
    let signed = filled().filter(|(_, r)| has_sign(&r[goal])).count();
    let bare = filled().find(|(_, r)| !has_sign(&r[goal]));
    if let Some((i, row)) = bare.filter(|_| signed > 0 && !in_header) {
        let message = format!("`{}` has no percent sign, and others have", row[goal]);
        let next = "Write all shares as 5%, or all as 0.05.";
        return Err(Error::invalid(table.line(i), message, next));
    }
    let percent = in_header || signed > 0 || goals.iter().flatten().any(|x| *x > 1.0);
    let scale = if percent { 100.0 } else { 1.0 };
    let mut seen = BTreeMap::new();
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
        if let Some(before) = seen.insert(folded_label(&row[name]), i) {
            let message = format!(
                "`{}` has a target already in line {}",
                row[name],
                before + 2
            );
            return Err(Error::invalid(
                table.line(i),
                message,
                "Leave one of the two lines out.",
            ));
        }
        Ok((row[name].clone(), share))
    };
    named.map(target).collect()
}
