//! Tests of columns, read from fast columns: given a segment, gives a function from document to yes or no.

use super::filter::Target;
use super::meta::Kind;
use super::period::period;
use super::query::{Op, Test};
use super::row::number;
use super::schema::{Fast, shortened};
use crate::normalize::{Depth, Normalizer};
use std::collections::BTreeSet;
use std::ops::{Bound, RangeBounds};
use tantivy::columnar::{Column, DynamicColumn, StrColumn};
use tantivy::index::SegmentReader;

/// A test with its values read, ready for any segment.
#[derive(Clone, Debug)]
pub(super) enum Check {
    Present,
    /// Strict equality with one of these; numbers and periods also by value.
    AnyOf {
        texts: BTreeSet<String>,
        numbers: Vec<f64>,
        periods: Vec<(i64, i64)>,
    },
    /// Equal after normalisation, or matching a pattern with stars.
    Like {
        pieces: Vec<String>,
        number: Option<f64>,
        period: Option<(i64, i64)>,
    },
    Numbers(Bound<f64>, Bound<f64>),
    Times(i64, i64),
    Texts(Bound<String>, Bound<String>),
}

/// Reads a test's values for a column.
///
/// # Errors
/// A date that is none, for a column of dates.
pub(super) fn check(test: &Test, target: Target, normalizer: &Normalizer) -> Result<Check, String> {
    match test {
        Test::Present => Ok(Check::Present),
        Test::In(values) => Ok(Check::AnyOf {
            texts: values
                .iter()
                .map(|v| shortened(v.trim()).into_owned())
                .collect(),
            numbers: values.iter().filter_map(|v| number(v.trim())).collect(),
            periods: values.iter().filter_map(|v| period(v)).collect(),
        }),
        Test::Is { value, literal } => {
            let exact = |s: &str| normalizer.text(s, Depth::Exact).trim().to_owned();
            let text = value.text.trim();
            let pieces = if *literal {
                vec![exact(text)]
            } else {
                text.split('*').map(exact).collect()
            };
            Ok(Check::Like {
                pieces,
                number: number(text),
                period: period(text),
            })
        }
        Test::Compare(op, value) => {
            let end = Some((value.text.as_str(), matches!(op, Op::AtLeast | Op::AtMost)));
            match op {
                Op::Less | Op::AtMost => between(target, None, end),
                Op::More | Op::AtLeast => between(target, end, None),
            }
        }
        Test::Range { low, high } => between(
            target,
            low.as_ref().map(|(l, b)| (l.text.as_str(), *b)),
            high.as_ref().map(|(h, b)| (h.text.as_str(), *b)),
        ),
    }
}

type End<'a> = Option<(&'a str, bool)>;

fn between(target: Target, low: End<'_>, high: End<'_>) -> Result<Check, String> {
    if target.kind == Kind::Date {
        return times(low, high);
    }
    let numeric = |end: End<'_>| end.is_none_or(|(t, _)| number(t.trim()).is_some());
    if numeric(low) && numeric(high) {
        let bound = |end: End<'_>| match end.and_then(|(t, b)| Some((number(t.trim())?, b))) {
            None => Bound::Unbounded,
            Some((n, true)) => Bound::Included(n),
            Some((n, false)) => Bound::Excluded(n),
        };
        return Ok(Check::Numbers(bound(low), bound(high)));
    }
    if target.kind == Kind::Number {
        return Err("expected a number: the column holds numbers".into());
    }
    let bound = |end: End<'_>| match end {
        None => Bound::Unbounded,
        Some((t, true)) => Bound::Included(t.trim().to_owned()),
        Some((t, false)) => Bound::Excluded(t.trim().to_owned()),
    };
    Ok(Check::Texts(bound(low), bound(high)))
}

/// A period at the low end counts from its start (or, left out, from its end); at the high end the other way round.
pub(super) fn times(low: End<'_>, high: End<'_>) -> Result<Check, String> {
    let read = |text: &str| {
        period(text).ok_or_else(|| {
            format!("expected a date such as 2024, 2024-03, 2024-03-05 or \"2024-03-05 14:30\", found {text}")
        })
    };
    let from = match low {
        None => i64::MIN,
        Some((t, belongs)) => read(t).map(|(a, b)| if belongs { a } else { b })?,
    };
    let until = match high {
        None => i64::MAX,
        Some((t, belongs)) => read(t).map(|(a, b)| if belongs { b } else { a })?,
    };
    Ok(Check::Times(from, until))
}

/// The fast columns of one source column in one segment.
#[derive(Clone, Default)]
pub(super) struct Values {
    pub(super) text: Option<StrColumn>,
    pub(super) number: Option<Column<f64>>,
    pub(super) time: Option<Column<i64>>,
}

impl Values {
    pub(super) fn open(segment: &SegmentReader, column: usize) -> tantivy::Result<Self> {
        let fast = segment.fast_fields();
        let mut out = Self {
            text: fast.str(&Fast::Text.path(column))?,
            ..Self::default()
        };
        for handle in fast.dynamic_column_handles(&Fast::Number.path(column))? {
            if let Some(DynamicColumn::F64(c)) = handle
                .open()?
                .coerce_numerical(tantivy::columnar::NumericalType::F64)
            {
                out.number = Some(c);
            }
        }
        for handle in fast.dynamic_column_handles(&Fast::Time.path(column))? {
            if let Some(DynamicColumn::I64(c)) = handle
                .open()?
                .coerce_numerical(tantivy::columnar::NumericalType::I64)
            {
                out.time = Some(c);
            }
        }
        Ok(out)
    }
}

type Judge = Box<dyn Fn(u32) -> bool + Send + Sync>;

impl Check {
    /// The test for the documents of one segment.
    pub(super) fn judge(&self, values: Values, normalizer: &Normalizer) -> tantivy::Result<Judge> {
        Ok(match self {
            Self::Present => values.present(),
            Self::AnyOf {
                texts,
                numbers,
                periods,
            } => {
                let ords = values
                    .text
                    .as_ref()
                    .map(|c| ords_of(c, texts))
                    .transpose()?;
                values.any_of(ords.unwrap_or_default(), numbers.clone(), periods.clone())
            }
            Self::Like {
                pieces,
                number,
                period,
            } => {
                let fits = |value: &str| like(&normalizer.text(value, Depth::Exact), pieces);
                let ords = values
                    .text
                    .as_ref()
                    .map(|c| matching_ords(c, fits))
                    .transpose()?;
                let periods = period.iter().copied().collect();
                let numbers = number.iter().copied().collect();
                let written = (pieces.len() > 1).then(|| values.number.clone()).flatten();
                let others = values.any_of(ords.unwrap_or_default(), numbers, periods);
                match written {
                    Some(column) => written_like(column, pieces.clone(), others),
                    None => others,
                }
            }
            Self::Numbers(low, high) => values.number_in((*low, *high)),
            Self::Times(from, until) => {
                values.any_of(Vec::new(), Vec::new(), vec![(*from, *until)])
            }
            Self::Texts(low, high) => {
                let range = (low.as_ref(), high.as_ref());
                let fits = |value: &str| RangeBounds::<String>::contains(&range, &value.to_owned());
                let ords = values
                    .text
                    .as_ref()
                    .map(|c| matching_ords(c, fits))
                    .transpose()?;
                values.any_of(ords.unwrap_or_default(), Vec::new(), Vec::new())
            }
        })
    }
}

/// A pattern may also fit how a number is written.
fn written_like(column: Column<f64>, pieces: Vec<String>, others: Judge) -> Judge {
    Box::new(move |doc| {
        let number = column.first(doc);
        number.is_some_and(|v| like(&v.to_string(), &pieces)) || others(doc)
    })
}

impl Values {
    fn present(self) -> Judge {
        let Self { text, number, time } = self;
        Box::new(move |doc| {
            text.as_ref().is_some_and(|c| c.ords().first(doc).is_some())
                || number.as_ref().is_some_and(|c| c.first(doc).is_some())
                || time.as_ref().is_some_and(|c| c.first(doc).is_some())
        })
    }

    fn number_in(self, range: (Bound<f64>, Bound<f64>)) -> Judge {
        let column = self.number;
        Box::new(move |doc| {
            let number = column.as_ref().and_then(|c| c.first(doc));
            number.is_some_and(|v| range.contains(&v))
        })
    }

    /// One of these texts (by sorted ordinals), numbers or periods.
    fn any_of(self, ords: Vec<u64>, numbers: Vec<f64>, periods: Vec<(i64, i64)>) -> Judge {
        let text = self.text.filter(|_| !ords.is_empty());
        let number = self.number.filter(|_| !numbers.is_empty());
        let time = self.time.filter(|_| !periods.is_empty());
        Box::new(move |doc| {
            let ord = text.as_ref().and_then(|c| c.ords().first(doc));
            let value = number.as_ref().and_then(|c| c.first(doc));
            let at = time.as_ref().and_then(|c| c.first(doc));
            ord.is_some_and(|o| ords.binary_search(&o).is_ok())
                || value.is_some_and(|v| numbers.contains(&v))
                || at.is_some_and(|t| periods.iter().any(|(a, b)| (*a..*b).contains(&t)))
        })
    }
}

/// Ordinals of these values, sorted; the set is sorted by bytes, as ordinals are.
fn ords_of(column: &StrColumn, texts: &BTreeSet<String>) -> tantivy::Result<Vec<u64>> {
    let mut out = Vec::new();
    for text in texts {
        out.extend(column.dictionary().term_ord(text.as_bytes())?);
    }
    Ok(out)
}

/// Ordinals of all values that `fits`, sorted.
fn matching_ords(column: &StrColumn, fits: impl Fn(&str) -> bool) -> tantivy::Result<Vec<u64>> {
    let mut out = Vec::new();
    let mut terms = column.dictionary().stream()?;
    while terms.advance() {
        if std::str::from_utf8(terms.key()).is_ok_and(&fits) {
            out.push(terms.term_ord());
        }
    }
    Ok(out)
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
