//! Whether a table is the one that was described: its columns by name, and the cells of its first rows.

use super::{ColumnDescription, Description};
use crate::columns::kind::Kind;
use crate::columns::names::find;
use crate::columns::survey::{Survey, Surveys};
use crate::columns::time::{Order, OrderVotes};
use crate::types::cell::cell_text;
use crate::{Error, Result};
use arrow_array::{Array, RecordBatch};
use arrow_schema::Schema;
use std::sync::Arc;

/// Columns named in one message.
const LISTED: usize = 8;

impl Description {
    /// Names that columns have in some files, each with the name it is known by.
    #[must_use]
    pub fn renamed(&self) -> Vec<(String, String)> {
        let pairs = |c: &ColumnDescription| {
            let (also, name) = (c.also.clone(), c.name.clone());
            also.into_iter().map(move |other| (other, name.clone()))
        };
        self.columns.iter().flat_map(pairs).collect()
    }

    /// Whether the table `file` has every column described.
    ///
    /// # Errors
    /// [`Error::Invalid`], which names the columns missing and those of the table that are not described.
    pub fn check_header(&self, file: &str, schema: &Schema) -> Result<()> {
        let missing = |c: &&ColumnDescription| !c.is_optional && find(schema, &c.name).is_none();
        let missing: Vec<String> = self.columns.iter().filter(missing).map(described).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let is_new = |name: &&String| {
            let is = |c: &ColumnDescription| {
                find(schema, &c.name).is_some_and(|at| schema.field(at).name() == *name)
            };
            !self.columns.iter().any(is)
        };
        let new = schema.fields().iter().map(|f| f.name()).filter(is_new);
        let new: Vec<String> = new.map(|name| format!("`{name}`")).collect();
        let others = match new.is_empty() {
            true => String::new(),
            false => format!(
                "; columns of the file that are not in {}: {}",
                self.source,
                listed(&new)
            ),
        };
        let source = &self.source;
        Err(Error::invalid(
            file,
            format!(
                "there is no column {}, as {source} describes{others}",
                listed(&missing)
            ),
            format!(
                "If it has another name now, add `also = [\"THAT NAME\"]` to it in {source}; if files may lack it, add `optional = true` to it in {source}."
            ),
        ))
    }

    /// Whether the cells of `rows`, the first of a table, are what is described.
    ///
    /// # Errors
    /// [`Error::Invalid`], which names the column, what it was, and cells that are something else.
    pub fn check_cells(&self, file: &str, rows: &RecordBatch) -> Result<()> {
        let schema = rows.schema_ref();
        let (mut columns, mut fields, mut arrays) = (Vec::new(), Vec::new(), Vec::new());
        for column in &self.columns {
            if let Some(at) = find(schema, &column.name) {
                columns.push(column);
                fields.push(schema.field(at).clone());
                arrays.push(rows.column(at).clone());
            }
        }
        if columns.is_empty() {
            return Ok(());
        }
        let chosen = RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays);
        let Ok(chosen) = chosen else {
            return Ok(());
        };
        let mut surveys = Surveys::new(chosen.schema_ref());
        surveys.add(&chosen);
        let surveys = surveys.finish();
        for ((column, survey), array) in columns.iter().zip(&surveys).zip(chosen.columns()) {
            if let Some(difference) = difference(column, survey, array.as_ref()) {
                let source = &self.source;
                return Err(Error::invalid(
                    format!("{file}, column `{}`", column.name),
                    format!(
                        "{source} describes it as {}, but {difference}",
                        with_article(column.kind)
                    ),
                    format!(
                        "Look at the column with `tousu inspect`, then correct the file or {source}."
                    ),
                ));
            }
        }
        Ok(())
    }
}

/// A column and what it is used for: `投诉内容` (text).
fn described(column: &ColumnDescription) -> String {
    let uses: Vec<&str> = column.uses.iter().map(|u| u.name()).collect();
    match uses.is_empty() {
        true => format!("`{}`", column.name),
        false => format!("`{}` ({})", column.name, uses.join(", ")),
    }
}

fn listed(names: &[String]) -> String {
    let more = names.len().saturating_sub(LISTED);
    let shown = names
        .iter()
        .take(LISTED)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    match more {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

fn with_article(kind: Kind) -> String {
    let name = kind.name();
    let article = if name.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    };
    match kind {
        Kind::Empty => "empty".to_owned(),
        Kind::Text => "text".to_owned(),
        _ => format!("{article} {name}"),
    }
}

/// How the cells differ from what is described.
fn difference(column: &ColumnDescription, survey: &Survey, array: &dyn Array) -> Option<String> {
    let profile = &survey.profile;
    let filled = profile.filled;
    if filled == 0 {
        return None;
    }
    let kind = column.kind;
    if let Some(read) = survey.cells_read(kind)
        && read * 10 < filled * 9
    {
        let odd: Vec<String> = survey
            .odd(kind)
            .iter()
            .map(|c| format!("`{}`", short(c)))
            .collect();
        let such = if odd.is_empty() {
            String::new()
        } else {
            format!(", such as {}", odd.join(", "))
        };
        return Some(format!(
            "{} of {filled} filled cells are not{such}",
            filled - read.min(filled)
        ));
    }
    match kind {
        Kind::Time => order(column.time.order?, survey, array),
        Kind::Number | Kind::Share | Kind::Rating | Kind::Duration => numbers(column, survey),
        Kind::Text | Kind::Category if profile.most(profile.times, 9) => {
            Some("it holds times".to_owned())
        }
        Kind::Text if profile.most(profile.numbers, 9) => Some("it holds numbers".to_owned()),
        _ => None,
    }
}

/// Dates that cannot be of the order described.
fn order(order: Order, survey: &Survey, array: &dyn Array) -> Option<String> {
    if survey.fits(order) {
        return None;
    }
    let (cells, misfits) = survey.misfits(order);
    let misfit = (0..array.len())
        .filter_map(|row| cell_text(array, row))
        .find(|cell| {
            let mut votes = OrderVotes::default();
            votes.add(cell);
            votes.misfits(order).1 > 0
        });
    let such = misfit.map(|cell| format!(", such as `{}`", short(&cell)));
    Some(format!(
        "{misfits} of {cells} dates cannot be {}{}",
        order.name(),
        such.unwrap_or_default()
    ))
}

fn numbers(column: &ColumnDescription, survey: &Survey) -> Option<String> {
    let name = |comma: bool| if comma { "comma" } else { "point" };
    let found = survey.number_format();
    if let (Some(comma), Some(found)) = (column.decimal_comma, &found)
        && found.is_written
        && !found.ambiguous
        && found.decimal_comma != comma
    {
        let (found, wanted) = (name(found.decimal_comma), name(comma));
        return Some(format!(
            "its fractions are written with a {found}, not with a {wanted}"
        ));
    }
    let unit = survey.unit();
    (!unit.is_empty() && !column.unit.is_empty() && unit != column.unit)
        .then(|| format!("its numbers are in {unit}, not in {}", column.unit))
}

fn short(cell: &str) -> String {
    let start: String = cell.chars().take(30).collect();
    if start.len() < cell.len() {
        format!("{start}…")
    } else {
        start
    }
}
