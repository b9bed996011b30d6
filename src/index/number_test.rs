//! Numbers in conditions on rows, read as a report reads them: `1,200`, `2万`, `500元`, `１５００`.

use super::query::{Leaf, Op, Test};
use super::row::Cell;
use crate::columns::{MixedNumbers, NumberColumn, NumberFormat, is_missing};
use std::ops::{Bound, RangeBounds};
use std::sync::atomic::{AtomicU64, Ordering};

/// Of filled cells, so many in ten are numbers in a column that is compared as one for equality.
const MOST: usize = 9;

type Ends = (Bound<f64>, Bound<f64>);

/// A test of numbers.
#[derive(Debug)]
pub(super) struct NumberTest {
    format: NumberFormat,
    ranges: Vec<Ends>,
    /// The test orders numbers, so that any other cell does not pass.
    pub(super) is_order: bool,
    /// Cells with digits that could not be read.
    unread: AtomicU64,
}

/// What the first cells of a column say of its numbers.
struct Sample {
    format: NumberFormat,
    filled: usize,
    numbers: usize,
    percentages: usize,
    largest: f64,
}

impl NumberTest {
    /// Reads the values of a test for a column that begins with `cells`; `None` where it is not about numbers.
    ///
    /// # Errors
    /// Where it is not clear which numbers the cells, or the values, are.
    pub(super) fn new(
        test: &Test,
        cells: &[Option<String>],
        decimal_comma: Option<bool>,
    ) -> Result<Option<Self>, String> {
        let (texts, is_order) = match test {
            Test::In(values) => (values.iter().map(String::as_str).collect(), false),
            Test::Compare(_, value) => (vec![value.text.as_str()], true),
            Test::Range { low, high } => {
                let ends = [low, high].into_iter().flatten();
                (ends.map(|(leaf, _)| leaf.text.as_str()).collect(), true)
            }
            Test::Present | Test::Is { .. } => return Ok(None),
        };
        let plain = NumberFormat::default();
        if is_order && texts.iter().any(|t| plain.read(t).is_none()) {
            return Ok(None);
        }
        let sample = match (Sample::of(cells, decimal_comma), is_order) {
            (Ok(sample), _) => sample,
            (Err(problem), true) => return Err(problem),
            (Err(_), false) => return Ok(None),
        };
        if !is_order && sample.numbers * 10 < sample.filled * MOST {
            return Ok(None);
        }
        Ok(Some(Self {
            ranges: sample.ranges(test)?,
            format: sample.format,
            is_order,
            unread: AtomicU64::new(0),
        }))
    }

    /// Whether a cell passes.
    pub(super) fn fits(&self, cell: &Cell, text: &str) -> bool {
        if !self.is_order && is_code(text) {
            return false;
        }
        let typed = match cell {
            Cell::Int(_) | Cell::Float(_) => cell.number(),
            _ => self.format.read(text),
        };
        match typed {
            Some(n) => self.ranges.iter().any(|range| range.contains(&n)),
            None => {
                let looks_like_one = text.chars().any(char::is_numeric) && !is_missing(text, false);
                if looks_like_one {
                    self.unread.fetch_add(1, Ordering::Relaxed);
                }
                false
            }
        }
    }

    /// Cells with digits that could not be read as numbers, and so fulfilled no comparison.
    pub(super) fn unread(&self) -> u64 {
        match self.is_order {
            true => self.unread.load(Ordering::Relaxed),
            false => 0,
        }
    }
}

impl Sample {
    fn of(cells: &[Option<String>], decimal_comma: Option<bool>) -> Result<Self, String> {
        let mut column = NumberColumn::default().with_comma(decimal_comma);
        for cell in cells {
            column.push(cell.as_deref());
        }
        let (values, format, _) = column.finish_any().map_err(|mixed| match mixed {
            MixedNumbers::Decimals => {
                "some cells of the column write a decimal comma, others a decimal point".to_owned()
            }
            MixedNumbers::Units(mut units) if units.iter().any(String::is_empty) => {
                units.retain(|unit| !unit.is_empty());
                format!(
                    "some cells of the column carry a unit ({}), others none",
                    units.join(", ")
                )
            }
            MixedNumbers::Units(units) => {
                format!(
                    "the cells of the column carry different units ({})",
                    units.join(", ")
                )
            }
            MixedNumbers::Fractions | MixedNumbers::Unread(_) => {
                "some cells of the column are parts of 1, others of 100".to_owned()
            }
        })?;
        let filled = cells.iter().flatten().filter(|c| !is_missing(c, false));
        let read = cells.iter().zip(&values).filter(|(_, v)| v.is_finite());
        let read: Vec<(&str, f64)> = read
            .map(|(cell, v)| (cell.as_deref().unwrap_or_default(), *v))
            .collect();
        let percentages = read.iter().filter(|(cell, _)| is_percentage(cell)).count();
        Ok(Self {
            format,
            filled: filled.count(),
            numbers: read.len(),
            percentages,
            largest: read.iter().map(|r| r.1.abs()).fold(0.0, f64::max),
        })
    }

    /// The numbers that pass.
    fn ranges(&self, test: &Test) -> Result<Vec<Ends>, String> {
        let number = |text: &str| self.bound(text);
        Ok(match test {
            Test::Compare(op, value) => {
                let n = number(&value.text)?;
                vec![match op {
                    Op::Less => (Bound::Unbounded, Bound::Excluded(n)),
                    Op::AtMost => (Bound::Unbounded, Bound::Included(n)),
                    Op::More => (Bound::Excluded(n), Bound::Unbounded),
                    Op::AtLeast => (Bound::Included(n), Bound::Unbounded),
                }]
            }
            Test::Range { low, high } => {
                let end = |end: &Option<(Leaf, bool)>| -> Result<Bound<f64>, String> {
                    Ok(match end {
                        None => Bound::Unbounded,
                        Some((leaf, true)) => Bound::Included(number(&leaf.text)?),
                        Some((leaf, false)) => Bound::Excluded(number(&leaf.text)?),
                    })
                };
                vec![(end(low)?, end(high)?)]
            }
            Test::In(values) => {
                let values = values.iter().filter(|text| !is_code(text));
                let numbers = values.filter_map(|text| self.format.read(text));
                numbers
                    .map(|n| (Bound::Included(n), Bound::Included(n)))
                    .collect()
            }
            Test::Present | Test::Is { .. } => Vec::new(),
        })
    }

    /// A value of the condition, in the numbers of the column.
    fn bound(&self, text: &str) -> Result<f64, String> {
        let number = NumberFormat::default().read(text);
        let number = number.ok_or_else(|| format!("expected a number, found {text}"))?;
        if is_percentage(text) && self.percentages == 0 && self.largest <= 1.0 {
            return Ok(number / 100.0);
        }
        if !is_percentage(text) && self.percentages > 0 && number.abs() < 1.0 && number != 0.0 {
            return Err(format!(
                "the cells of the column are percentages; write {}%",
                number * 100.0
            ));
        }
        Ok(number)
    }
}

/// Codes such as 007 are compared as they are written.
fn is_code(text: &str) -> bool {
    let rest = text.trim().strip_prefix('0');
    rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

fn is_percentage(text: &str) -> bool {
    text.trim_end().ends_with(['%', '％'])
}
