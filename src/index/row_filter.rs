//! The conditions of a search, held against rows that are in no index.

use super::date_range::micros;
use super::feed::{Times, cell, kind};
use super::filter::{Filter, parse_filter};
use super::manifest::ColumnKind;
use super::number_test::NumberTest;
use super::predicate::Predicate;
use super::query::{Expr, Test};
use super::row::Cell;
use crate::columns::{self, Profile, Readings, folded};
use crate::normalize::Normalizer;
use crate::types::cell::{JsonColumn, cell_text};
use crate::{Error, Result};
use arrow_array::RecordBatch;
use arrow_schema::Schema;
use rayon::prelude::*;
use std::collections::BTreeSet;

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
    /// Values that fulfil it however they are spelled, [`folded`].
    spellings: BTreeSet<String>,
    numbers: Option<NumberTest>,
    predicate: Predicate,
    /// As it was given.
    written: String,
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
                return Err(wrong(text, "it is not about a column".into()));
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
            let is_date = kind == ColumnKind::Date;
            let wrong = |problem| wrong(text, problem);
            let numbers = match is_date {
                true => None,
                false => {
                    let cells = (0..array.len()).map(|row| Some(cell_text(array, row)?.into()));
                    let cells: Vec<Option<String>> = cells.collect();
                    NumberTest::new(&test, &cells, readings.decimal_comma(column)).map_err(wrong)?
                }
            };
            let predicate = match &numbers {
                Some(numbers) if numbers.is_order => Ok(Predicate::Present),
                _ => Predicate::new(&test, kind, &normalizer),
            };
            Ok(Condition {
                column,
                json: JsonColumn::of(field),
                times: is_date.then(|| Times::new(field, array, readings.time(column))),
                spellings: spellings(&test, is_date),
                numbers,
                predicate: predicate.map_err(wrong)?,
                written: text.clone(),
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

    /// Conditions that compare numbers, each with the cells of digits that could not be read as numbers.
    pub(crate) fn unread(&self) -> impl Iterator<Item = (&str, u64)> {
        let unread = |c: &Condition| c.numbers.as_ref().map_or(0, NumberTest::unread);
        let of_each = self.conditions.iter();
        of_each
            .map(move |c| (c.written.as_str(), unread(c)))
            .filter(|(_, n)| *n > 0)
    }

    /// The column of every condition, and how it was given.
    pub(crate) fn columns(&self) -> Vec<(usize, &str)> {
        let conditions = self.conditions.iter();
        conditions.map(|c| (c.column, c.written.as_str())).collect()
    }

    /// Whether a row with this value would fulfil the conditions on its column; those on times are not asked.
    pub(crate) fn admits(&self, column: usize, value: &str) -> bool {
        let cell = match value.trim() {
            "" => Cell::Null,
            value => Cell::Text(value.to_owned()),
        };
        let on_it = |c: &&Condition| c.column == column && c.times.is_none();
        let mut conditions = self.conditions.iter().filter(on_it);
        conditions.all(|c| c.admits(&cell, None, &self.normalizer))
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
        self.admits(&cell, time.map(micros), normalizer)
    }

    fn admits(&self, cell: &Cell, time: Option<i64>, normalizer: &Normalizer) -> bool {
        let fits = match (&self.numbers, cell.text().as_deref().map(str::trim)) {
            (Some(numbers), Some(text)) if numbers.is_order => numbers.fits(cell, text),
            (numbers, Some(text)) if !self.spellings.is_empty() => {
                self.spellings.contains(&folded(text))
                    || numbers.as_ref().is_some_and(|n| n.fits(cell, text))
                    || self.predicate.fits(cell, None, normalizer)
            }
            _ => self.predicate.fits(cell, time, normalizer),
        };
        fits != self.is_negated
    }
}

/// The values of a test for equality, folded; none for dates, which mean spans of time.
fn spellings(test: &Test, is_date: bool) -> BTreeSet<String> {
    match test {
        Test::In(values) if !is_date => values.iter().map(|v| folded(v)).collect(),
        _ => BTreeSet::new(),
    }
}

fn wrong(condition: &str, problem: String) -> Error {
    let message = format!("the condition `{condition}`: {problem}");
    Error::usage(message, "See what the columns hold: `tousu inspect FILE`.")
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

    fn of_amounts(condition: &str, cells: &[&str]) -> String {
        let array = Arc::new(StringArray::from(cells.to_vec())) as ArrayRef;
        let batch = RecordBatch::try_from_iter([("金额", array)]).unwrap();
        let readings = Readings::new(&batch.schema(), None, None);
        let conditions = [condition.to_owned()];
        match RowFilter::new(&conditions, &batch, FilterRoles::default(), &readings) {
            Ok(mut filter) => {
                let passed = filter.passed(&batch).into_iter();
                let passed: String = passed.map(|p| if p { '1' } else { '0' }).collect();
                filter
                    .unread()
                    .fold(passed, |p, (_, n)| format!("{p} {n} unread"))
            }
            Err(e) => e.to_string(),
        }
    }

    #[test]
    fn values_are_read_as_a_report_reads_them() {
        let amounts = ["1,200", "800", "2万", "500元", "１５００", "3000.5"];
        let products = ["X 5", "ｘ５", "X5 Pro", "X\u{200b}5"];
        let spans = ["30", "约3000", "未填", "90"];
        for (condition, cells, wanted) in [
            ("金额>=1000", &amounts[..], "101011"),
            ("金额<1000", &amounts, "010100"),
            ("金额>=1万", &amounts, "001000"),
            ("金额=1500", &amounts, "000010"),
            ("金额=20000", &amounts, "001000"),
            ("金额!=500", &amounts, "111011"),
            ("金额=X5", &products, "1101"),
            ("金额!=X5", &products, "0010"),
            ("金额 IN x5,x5pro", &products, "1111"),
            ("金额>50", &spans, "0001 1 unread"),
            ("金额>=80%", &["95%", "30%", "0"], "100"),
            ("金额>=80%", &["0.95", "0.3", "1"], "101"),
            ("金额=7", &["007", "7", "8"], "010"),
        ] {
            assert_eq!(of_amounts(condition, cells), wanted, "{condition}");
        }
        for (condition, cells, wanted) in [
            ("金额>=80%", &["95%", "0.5"][..], "a unit (%), others none"),
            ("金额>=0.8", &["95%", "5%"], "write 80%"),
            ("金额>2", &["2小时", "3天"], "different units"),
        ] {
            let said = of_amounts(condition, cells);
            assert!(said.contains(wanted), "{condition}: {said}");
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
