//! Tests of column values, read from fast columns: for every segment a function from document to yes or no.

use super::column_values::ColumnValues;
use super::date_range::date_range;
use super::manifest::ColumnKind;
use super::query::{Op, Test};
use super::row::{Cell, number};
use super::schema::shortened;
use crate::columns::{NumberFormat, is_missing};
use crate::normalize::{Depth, Normalizer};
use std::collections::BTreeSet;
use std::ops::{Bound, RangeBounds};
use tantivy::columnar::StrColumn;

/// A test with its values read, ready for any segment. A complaint passes by its text, its number or its time.
#[derive(Clone, Debug)]
pub(super) enum Predicate {
    /// There is a value.
    Present,
    /// The value is one of these.
    Matches {
        texts: Texts,
        numbers: Vec<(Bound<f64>, Bound<f64>)>,
        /// From the first microsecond up to, but not, the second.
        times: Vec<(i64, i64)>,
    },
}

/// Which texts pass.
#[derive(Clone, Debug)]
pub(super) enum Texts {
    Nothing,
    /// These, strictly.
    OneOf(BTreeSet<String>),
    /// The pieces in order, anything between them, after normalisation.
    Like(Vec<String>),
    /// Those between two ends, by code points.
    Between(Bound<String>, Bound<String>),
}

impl Predicate {
    /// Reads a test's values for a column that holds `kind`.
    ///
    /// # Errors
    /// Something other than a date, for a column of dates; a text, for a column of numbers.
    pub(super) fn new(
        test: &Test,
        kind: ColumnKind,
        normalizer: &Normalizer,
    ) -> Result<Self, String> {
        match test {
            Test::Present => Ok(Self::Present),
            Test::In(values) => {
                if kind == ColumnKind::Date {
                    let unread = values.iter().find(|v| is_no_date(v));
                    unread.map_or(Ok(()), |v| Err(expected_date(v)))?;
                }
                let texts = values.iter().map(|v| shortened(v.trim()).into_owned());
                Ok(Self::equal(Texts::OneOf(texts.collect()), values))
            }
            Test::Is { value, literal } => {
                let text = value.text.trim();
                let pieces = match literal {
                    true => vec![text],
                    false => text.split('*').collect(),
                };
                let exact = |s: &str| normalizer.text(s, Depth::Exact).trim().to_owned();
                let texts = Texts::Like(pieces.into_iter().map(exact).collect());
                Ok(Self::equal(texts, &[text.to_owned()]))
            }
            Test::Compare(op, value) => {
                let end = Some((value.text.as_str(), matches!(op, Op::AtLeast | Op::AtMost)));
                match op {
                    Op::Less | Op::AtMost => between(kind, None, end),
                    Op::More | Op::AtLeast => between(kind, end, None),
                }
            }
            Test::Range { low, high } => between(
                kind,
                low.as_ref().map(|(l, b)| (l.text.as_str(), *b)),
                high.as_ref().map(|(h, b)| (h.text.as_str(), *b)),
            ),
        }
    }

    /// These texts, and the same values as numbers and dates.
    fn equal(texts: Texts, values: &[String]) -> Self {
        let numbers = values.iter().filter_map(|v| number(v.trim()));
        Self::Matches {
            texts,
            numbers: numbers
                .map(|n| (Bound::Included(n), Bound::Included(n)))
                .collect(),
            times: values.iter().filter_map(|v| date_range(v)).collect(),
        }
    }
}

impl Predicate {
    /// Whether a cell passes, or its time where it is one; as an index decides it for the same cell.
    pub(super) fn fits(&self, cell: &Cell, time: Option<i64>, normalizer: &Normalizer) -> bool {
        let (text, number) = (cell.text(), cell.number());
        let text = text.as_deref().map(str::trim).filter(|t| !t.is_empty());
        let Self::Matches {
            texts,
            numbers,
            times,
        } = self
        else {
            return text.is_some_and(|t| !is_missing(t, true)) || time.is_some();
        };
        text.is_some_and(|t| texts.fit(&shortened(t), normalizer))
            || number.is_some_and(|n| numbers.iter().any(|range| range.contains(&n)))
            || time.is_some_and(|t| times.iter().any(|(a, b)| (*a..*b).contains(&t)))
    }
}

/// One end of a range as typed, and whether it belongs to the range.
type End<'a> = Option<(&'a str, bool)>;

fn between(kind: ColumnKind, low: End<'_>, high: End<'_>) -> Result<Predicate, String> {
    let (mut numbers, mut times, mut texts) = (Vec::new(), Vec::new(), Texts::Nothing);
    let is_number = |end: End<'_>| end.is_none_or(|(t, _)| number(t.trim()).is_some());
    if kind == ColumnKind::Date {
        times.push(time_range(low, high)?);
    } else if is_number(low) && is_number(high) {
        let read = |end: End<'_>| bound(end.and_then(|(t, b)| Some((number(t.trim())?, b))));
        numbers.push((read(low), read(high)));
    } else if kind == ColumnKind::Number {
        return Err("expected a number: the column holds numbers".into());
    } else if let Some(amount) = [low, high]
        .into_iter()
        .flatten()
        .find(|(t, _)| is_amount(t))
    {
        return Err(format!(
            "expected a plain number, found {}: texts are compared character by character",
            amount.0
        ));
    } else {
        let read = |end: End<'_>| bound(end.map(|(t, b)| (t.trim().to_owned(), b)));
        texts = Texts::Between(read(low), read(high));
    }
    Ok(Predicate::Matches {
        texts,
        numbers,
        times,
    })
}

/// True for a number with its unit, which no order of characters compares rightly.
fn is_amount(text: &str) -> bool {
    NumberFormat::default().read(text.trim()).is_some()
}

fn bound<T>(end: Option<(T, bool)>) -> Bound<T> {
    match end {
        None => Bound::Unbounded,
        Some((value, true)) => Bound::Included(value),
        Some((value, false)) => Bound::Excluded(value),
    }
}

/// True for what looks like a time and cannot be read as one; a word may be what a cell without a time holds.
fn is_no_date(text: &str) -> bool {
    text.chars().any(char::is_numeric) && date_range(text).is_none()
}

fn expected_date(text: &str) -> String {
    format!(
        "expected a date such as 2024, 2024-03, 2024-W09, 2024-03-05 or \"2024-03-05 14:30\", found {text}"
    )
}

/// A date at the low end counts from its first moment or, where it does not belong, from its last; at the high end the other
/// way round.
fn time_range(low: End<'_>, high: End<'_>) -> Result<(i64, i64), String> {
    let read = |text: &str| date_range(text).ok_or_else(|| expected_date(text));
    let from = match low {
        None => i64::MIN,
        Some((t, belongs)) => read(t).map(|(a, b)| if belongs { a } else { b })?,
    };
    let until = match high {
        None => i64::MAX,
        Some((t, belongs)) => read(t).map(|(a, b)| if belongs { b } else { a })?,
    };
    Ok((from, until))
}

/// Says of a document of one segment whether it passes.
type DocTest = Box<dyn Fn(u32) -> bool + Send + Sync>;

impl Predicate {
    /// The test for the documents of one segment.
    pub(super) fn doc_test(
        &self,
        values: ColumnValues,
        normalizer: &Normalizer,
    ) -> tantivy::Result<DocTest> {
        let ColumnValues { text, number, time } = values;
        let Self::Matches {
            texts,
            numbers,
            times,
        } = self
        else {
            let blank = match &text {
                Some(column) => ords_where(column, |v| is_missing(v, true))?,
                None => Vec::new(),
            };
            let is_filled = move |ord: u64| blank.binary_search(&ord).is_err();
            return Ok(Box::new(move |doc| {
                text.as_ref()
                    .is_some_and(|c| c.ords().first(doc).is_some_and(&is_filled))
                    || number.as_ref().is_some_and(|c| c.first(doc).is_some())
                    || time.as_ref().is_some_and(|c| c.first(doc).is_some())
            }));
        };
        let ords = match &text {
            Some(column) => texts.ords(column, normalizer)?,
            None => Vec::new(),
        };
        // a pattern may also fit how a number is written
        let pattern = match texts {
            Texts::Like(pieces) if pieces.len() > 1 => Some(pieces.clone()),
            _ => None,
        };
        let text = text.filter(|_| !ords.is_empty());
        let number = number.filter(|_| !numbers.is_empty() || pattern.is_some());
        let time = time.filter(|_| !times.is_empty());
        let (numbers, times) = (numbers.clone(), times.clone());
        let number_fits = move |n: f64| {
            numbers.iter().any(|range| range.contains(&n))
                || pattern.as_ref().is_some_and(|p| like(&n.to_string(), p))
        };
        Ok(Box::new(move |doc| {
            let ord = text.as_ref().and_then(|c| c.ords().first(doc));
            let value = number.as_ref().and_then(|c| c.first(doc));
            let at = time.as_ref().and_then(|c| c.first(doc));
            ord.is_some_and(|o| ords.binary_search(&o).is_ok())
                || value.is_some_and(&number_fits)
                || at.is_some_and(|t| times.iter().any(|(a, b)| (*a..*b).contains(&t)))
        }))
    }
}

impl Texts {
    fn fit(&self, text: &str, normalizer: &Normalizer) -> bool {
        match self {
            Self::Nothing => false,
            Self::OneOf(texts) => texts.contains(text),
            Self::Like(pieces) => like(&normalizer.text(text, Depth::Exact), pieces),
            Self::Between(low, high) => {
                let [low, high] = [low, high].map(|end| end.as_ref().map(String::as_str));
                RangeBounds::<str>::contains(&(low, high), text)
            }
        }
    }

    /// Ordinals of the values that pass, sorted.
    fn ords(&self, column: &StrColumn, normalizer: &Normalizer) -> tantivy::Result<Vec<u64>> {
        match self {
            Self::Nothing => Ok(Vec::new()),
            Self::OneOf(texts) => {
                // the set is sorted by bytes, as ordinals are
                let mut ords = Vec::new();
                for text in texts {
                    ords.extend(column.dictionary().term_ord(text.as_bytes())?);
                }
                Ok(ords)
            }
            Self::Like(pieces) => {
                ords_where(column, |v| like(&normalizer.text(v, Depth::Exact), pieces))
            }
            Self::Between(low, high) => {
                let [low, high] = [low, high].map(|end| end.as_ref().map(String::as_str));
                ords_where(column, |v| RangeBounds::<str>::contains(&(low, high), v))
            }
        }
    }
}

/// Ordinals of all values that `fits`, sorted.
fn ords_where(column: &StrColumn, fits: impl Fn(&str) -> bool) -> tantivy::Result<Vec<u64>> {
    let mut ords = Vec::new();
    let mut terms = column.dictionary().stream()?;
    while terms.advance() {
        if std::str::from_utf8(terms.key()).is_ok_and(&fits) {
            ords.push(terms.term_ord());
        }
    }
    Ok(ords)
}

/// True where `value` is the pieces in order, anything between them.
fn like(value: &str, pieces: &[String]) -> bool {
    let value = value.trim();
    let [first, middle @ .., last] = pieces else {
        return pieces.first().is_some_and(|p| p == value);
    };
    let Some(mut rest) = value.strip_prefix(first.as_str()) else {
        return false;
    };
    for piece in middle {
        match rest.find(piece.as_str()) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    rest.ends_with(last.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_anything() {
        let pieces = |p: &str| p.split('*').map(str::to_owned).collect::<Vec<_>>();
        for (value, pattern, want) in [
            ("朝阳店", "朝阳*", true),
            ("朝阳店", "*阳*", true),
            ("朝阳店", "朝阳", false),
            ("朝阳", "朝阳", true),
            ("aba", "a*a", true),
            ("a", "a*a", false),
            ("abcab", "*b*b", true),
        ] {
            assert_eq!(like(value, &pieces(pattern)), want, "{value} {pattern}");
        }
    }
}
