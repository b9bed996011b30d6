//! The conditions of a search, held against rows that are in no index.

use super::date_range::micros;
use super::feed::{Times, cell, kind};
use super::filter::{Filter, parse_filter};
use super::manifest::ColumnKind;
use super::predicate::Predicate;
use super::query::Expr;
use super::row::Cell;
use crate::columns::{self, Profile, Readings};
use crate::normalize::Normalizer;
use crate::types::cell::JsonColumn;
use crate::{Error, Result};
use arrow_array::RecordBatch;
use arrow_schema::Schema;
use rayon::prelude::*;

/// Conditions as `search --where` takes them, all of which a row must fulfil.
#[derive(Debug)]
pub struct RowFilter {
    conditions: Vec<Condition>,
    /// As they were given.
    written: String,
    normalizer: Normalizer,
}

/// What the columns of a table are for.
#[derive(Clone, Copy, Debug, Default)]
pub struct FilterRoles {
    /// The column of times, which `time` and `时间` stand for.
    pub time: Option<usize>,
    /// The column of types, which `type` and `类型` stand for.
    pub label: Option<usize>,
}

/// A condition on one column.
#[derive(Debug)]
struct Condition {
    column: usize,
    json: Option<JsonColumn>,
    times: Option<Times>,
    predicate: Predicate,
    /// The rows that do not fulfil it.
    is_negated: bool,
}

impl RowFilter {
    /// Reads `conditions` for rows like those of `sample`, the first rows, which tell what each column holds; `readings` go before them.
    ///
    /// # Errors
    /// A condition that is not one, or names no column; something other than a date for a column of dates, or than a number for one of numbers.
    pub fn new(
        conditions: &[String],
        sample: &RecordBatch,
        roles: FilterRoles,
        readings: &Readings,
    ) -> Result<Self> {
        let schema = sample.schema();
        let normalizer = Normalizer::default();
        let profiles = Profile::of_all(sample);
        let condition = |text: &String| {
            let Filter(expr) = parse_filter(text, |name| place(&schema, name, roles).is_some())?;
            let (is_negated, expr) = match expr {
                Expr::Not(inner) => (true, *inner),
                other => (false, other),
            };
            let Expr::Column { column, test } = expr else {
                return Err(Error::usage(
                    format!("`{text}` is not a condition on a column"),
                    "",
                ));
            };
            let column = match place(&schema, &column.text, roles) {
                Some(column) => column,
                None => columns::resolve_one(&schema, &column.text, "--where")?,
            };
            let (field, array) = (schema.field(column), sample.column(column));
            let kind = match (roles.time == Some(column), profiles.get(column)) {
                (false, Some(profile)) => kind(array, profile),
                _ => ColumnKind::Date,
            };
            let predicate = Predicate::new(&test, kind, &normalizer);
            let is_date = kind == ColumnKind::Date;
            Ok(Condition {
                column,
                json: JsonColumn::of(field),
                times: is_date.then(|| Times::new(field, array, readings.time(column))),
                predicate: predicate.map_err(|problem| {
                    Error::usage(format!("the condition `{text}`: {problem}"), "")
                })?,
                is_negated,
            })
        };
        Ok(Self {
            conditions: conditions.iter().map(condition).collect::<Result<_>>()?,
            written: conditions.join(", "),
            normalizer,
        })
    }

    /// That no row of `inputs` fulfils the conditions.
    pub(crate) fn nothing_left(&self, inputs: &str) -> Error {
        let (message, next) = (
            format!("no row fulfils {}", self.written),
            "See what the columns hold: `tousu inspect FILE`.",
        );
        Error::invalid(inputs, message, next)
    }

    /// For every row of the next batch whether it fulfils all conditions.
    pub fn passed(&mut self, batch: &RecordBatch) -> Vec<bool> {
        for condition in &mut self.conditions {
            if let Some(times) = &mut condition.times {
                times.learn(batch.column(condition.column));
            }
        }
        let passes = |row| {
            let mut all = self.conditions.iter();
            all.all(|c| c.holds(batch, row, &self.normalizer))
        };
        (0..batch.num_rows()).into_par_iter().map(passes).collect()
    }
}

impl Condition {
    fn holds(&self, batch: &RecordBatch, row: usize, normalizer: &Normalizer) -> bool {
        let array = batch.column(self.column);
        let time = self.times.as_ref().and_then(|t| t.read(array, row));
        let cell = match time {
            // as in an index, a cell that is read as a time has only that
            Some(_) => Cell::Null,
            None => cell(array, row, self.json),
        };
        self.predicate.fits(&cell, time.map(micros), normalizer) != self.is_negated
    }
}

/// The column of this name, or that has this role.
fn place(schema: &Schema, name: &str, roles: FilterRoles) -> Option<usize> {
    columns::find(schema, name).or(match name {
        "time" | "时间" => roles.time,
        "type" | "类型" => roles.label,
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::{ArrayRef, StringArray};
    use std::sync::Arc;

    fn batch() -> RecordBatch {
        let column = |cells: [&str; 5]| Arc::new(StringArray::from(cells.to_vec())) as ArrayRef;
        RecordBatch::try_from_iter([
            ("区域", column(["朝阳", "海淀 ", "", "朝阳", "通州"])),
            ("满意度", column(["1", "2", "5", "3", "10"])),
            (
                "受理时间",
                column([
                    "2024-03-05 10:00",
                    "2024-03-31",
                    "2024-04-01",
                    "2023-03-01",
                    "2024-01-01",
                ]),
            ),
        ])
        .unwrap()
    }

    fn passed(conditions: &[&str]) -> String {
        let conditions: Vec<String> = conditions.iter().map(ToString::to_string).collect();
        let batch = batch();
        let roles = FilterRoles {
            time: Some(2),
            label: None,
        };
        let readings = Readings::new(&batch.schema(), None, None);
        match RowFilter::new(&conditions, &batch, roles, &readings) {
            Ok(mut filter) => {
                let passed = filter.passed(&batch).into_iter();
                passed.map(|p| if p { '1' } else { '0' }).collect()
            }
            Err(e) => e.to_string(),
        }
    }

    #[test]
    fn rows_pass_as_in_a_search() {
        for (conditions, wanted) in [
            (&["区域=朝阳"][..], "10010"),
            (&["区域=海淀"], "01000"),
            (&["区域!=朝阳"], "01101"),
            (&["区域="], "00100"),
            (&["区域 IN 朝阳,通州"], "10011"),
            (&["满意度>=3"], "00111"),
            (&["满意度=2"], "01000"),
            (&["time>=2024-03"], "11100"),
            (&["受理时间=2024-03"], "11000"),
            (&["区域=朝阳", "满意度<2"], "10000"),
        ] {
            assert_eq!(passed(conditions), wanted, "{conditions:?}");
        }
        assert!(passed(&["地区=朝阳"]).contains("区域, 满意度"));
        assert!(passed(&["满意度>高"]).contains("number"));
        assert!(passed(&["朝阳"]).contains("comparison sign"));
    }
}
