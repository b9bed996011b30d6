//! Tests of columns, read from fast columns: given a segment, gives a function from document to yes or no.

use super::meta::{Kind, Meta};
use super::period::period;
use super::query::{Op, Test};
use super::row::number;
use super::schema::{Fast, shortened};
use crate::normalize::{Depth, Normalizer};
use crate::{Error, Result};
use std::collections::BTreeSet;
use std::ops::Bound;
use tantivy::columnar::{Column, DynamicColumn, StrColumn};
use tantivy::index::SegmentReader;

/// A condition of `--where`: a column, a test, and whether its opposite is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// The column's name.
    pub column: String,
    /// What its value must be.
    pub test: Test,
    /// True for `!=`: every complaint the test leaves out, those without a value among them.
    pub negated: bool,
}

/// Reads `COL=VALUE`, with `=`, `!=`, `<`, `<=`, `>`, `>=` or ` IN a,b`. `known` says whether a name is a column: where
/// several signs could split the condition, the longest known name wins. An empty VALUE means "no value".
///
/// # Errors
/// No sign, or no column of that name.
pub fn parse_filter(condition: &str, known: impl Fn(&str) -> bool) -> Result<Filter> {
    let splits = splits(condition);
    let best = splits
        .iter()
        .filter(|s| known(s.0))
        .max_by_key(|s| s.0.len());
    let Some((column, sign, value)) = best.or(splits.first()).copied() else {
        return Err(Error::usage(
            format!("--where {condition}: no sign between column and value"),
            "Write COL=VALUE, COL!=VALUE, COL<VALUE, COL>=VALUE or 'COL IN a,b'",
        ));
    };
    let leaf = |text: &str| super::query::Leaf {
        text: text.to_owned(),
        at: 0..0,
    };
    let (test, negated) = match sign {
        "IN" => (Test::In(in_list(value)), false),
        "=" | "==" => (equal(value), false),
        "!=" | "<>" | "≠" => (equal(value), true),
        "<" => (Test::Compare(Op::Less, leaf(value)), false),
        "<=" | "≤" => (Test::Compare(Op::AtMost, leaf(value)), false),
        ">" => (Test::Compare(Op::More, leaf(value)), false),
        _ => (Test::Compare(Op::AtLeast, leaf(value)), false),
    };
    // "no value" is the opposite of "any value"
    let (test, negated) = match test {
        Test::In(v) if v.is_empty() => (Test::Present, !negated),
        test => (test, negated),
    };
    Ok(Filter {
        column: column.to_owned(),
        test,
        negated,
    })
}

fn equal(value: &str) -> Test {
    Test::In(if value.is_empty() {
        Vec::new()
    } else {
        vec![value.to_owned()]
    })
}

fn in_list(value: &str) -> Vec<String> {
    let inner = value.trim();
    let inner = inner.strip_prefix(['(', '（']).unwrap_or(inner);
    let inner = inner.strip_suffix([')', '）']).unwrap_or(inner);
    let parts = inner.split([',', '，', '、']).map(unquoted);
    parts.filter(|p| !p.is_empty()).map(str::to_owned).collect()
}

fn unquoted(text: &str) -> &str {
    let text = text.trim();
    for (open, close) in [("\"", "\""), ("'", "'"), ("“", "”")] {
        if let Some(inner) = text.strip_prefix(open).and_then(|t| t.strip_suffix(close)) {
            return inner;
        }
    }
    text
}

/// Every way to split a condition at a sign: column, sign, value.
fn splits(condition: &str) -> Vec<(&str, &str, &str)> {
    const SIGNS: [&str; 11] = ["!=", "<>", "<=", ">=", "==", "≠", "≤", "≥", "=", "<", ">"];
    let mut out = Vec::new();
    let mut skip_to = 0;
    for (at, _) in condition.char_indices() {
        if at < skip_to {
            continue;
        }
        let rest = &condition[at..];
        if let Some(sign) = SIGNS.iter().find(|s| rest.starts_with(**s)) {
            out.push((condition[..at].trim(), *sign, unquoted(&rest[sign.len()..])));
            skip_to = at + sign.len();
        } else if rest
            .get(..4)
            .is_some_and(|r| r.eq_ignore_ascii_case(" IN "))
            || rest
                .get(..4)
                .is_some_and(|r| r.eq_ignore_ascii_case(" IN("))
        {
            out.push((condition[..at].trim(), "IN", &rest[3..]));
        }
    }
    out.retain(|s| !s.0.is_empty());
    out
}

/// A column of an index, as a test needs it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target {
    pub(super) at: usize,
    pub(super) kind: Kind,
}

/// Finds a column by name; `id`, `time`/`时间`, `type`/`类型` stand for what the index knows under these roles.
pub(super) fn resolve(meta: &Meta, name: &str) -> Option<Target> {
    let of = |name: &str| {
        let at = meta.position(name)?;
        Some(Target {
            at,
            kind: meta.columns[at].kind,
        })
    };
    let same = |c: &super::Column| c.name.trim().eq_ignore_ascii_case(name.trim());
    of(name)
        .or_else(|| of(&meta.columns.iter().find(|c| same(c))?.name))
        .or_else(|| match name {
            "time" | "时间" => of(meta.time.as_deref()?),
            "type" | "类型" => of("predicted_tousu").or_else(|| of("predicted")),
            _ => None,
        })
}

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
        let Values { text, number, time } = values;
        Ok(match self {
            Self::Present => Box::new(move |doc| {
                text.as_ref().is_some_and(|c| c.ords().first(doc).is_some())
                    || number.as_ref().is_some_and(|c| c.first(doc).is_some())
                    || time.as_ref().is_some_and(|c| c.first(doc).is_some())
            }),
            Self::AnyOf {
                texts,
                numbers,
                periods,
            } => {
                let (numbers, periods) = (numbers.clone(), periods.clone());
                let ords = match &text {
                    Some(c) => ords_of(c, texts)?,
                    None => Vec::new(),
                };
                any_of(
                    text.filter(|_| !ords.is_empty()),
                    ords,
                    number,
                    numbers,
                    time,
                    periods,
                )
            }
            Self::Like {
                pieces,
                number: n,
                period,
            } => {
                let ords = match &text {
                    Some(c) => matching_ords(c, |value| {
                        like(&normalizer.text(value, Depth::Exact), pieces)
                    })?,
                    None => Vec::new(),
                };
                // a pattern may also fit how a number is written
                let numbers: Vec<f64> = n.iter().copied().collect();
                if pieces.len() > 1
                    && let Some(column) = number
                {
                    let pieces = pieces.clone();
                    let others = any_of(
                        text,
                        ords,
                        None,
                        Vec::new(),
                        time,
                        period.iter().copied().collect(),
                    );
                    return Ok(Box::new(move |doc| {
                        column
                            .first(doc)
                            .is_some_and(|v| like(&v.to_string(), &pieces))
                            || others(doc)
                    }));
                }
                any_of(
                    text,
                    ords,
                    number,
                    numbers,
                    time,
                    period.iter().copied().collect(),
                )
            }
            Self::Numbers(low, high) => {
                let range = (*low, *high);
                Box::new(move |doc| {
                    number
                        .as_ref()
                        .and_then(|c| c.first(doc))
                        .is_some_and(|v| std::ops::RangeBounds::contains(&range, &v))
                })
            }
            Self::Times(from, until) => {
                let range = *from..*until;
                Box::new(move |doc| {
                    time.as_ref()
                        .and_then(|c| c.first(doc))
                        .is_some_and(|v| range.contains(&v))
                })
            }
            Self::Texts(low, high) => {
                let range = (low.clone(), high.clone());
                let ords = match &text {
                    Some(c) => matching_ords(c, |value| {
                        std::ops::RangeBounds::<String>::contains(&range, &value.to_owned())
                    })?,
                    None => Vec::new(),
                };
                any_of(text, ords, None, Vec::new(), None, Vec::new())
            }
        })
    }
}

fn any_of(
    text: Option<StrColumn>,
    ords: Vec<u64>,
    number: Option<Column<f64>>,
    numbers: Vec<f64>,
    time: Option<Column<i64>>,
    periods: Vec<(i64, i64)>,
) -> Judge {
    let number = number.filter(|_| !numbers.is_empty());
    let time = time.filter(|_| !periods.is_empty());
    let text = text.filter(|_| !ords.is_empty());
    Box::new(move |doc| {
        text.as_ref()
            .and_then(|c| c.ords().first(doc))
            .is_some_and(|o| ords.binary_search(&o).is_ok())
            || number
                .as_ref()
                .and_then(|c| c.first(doc))
                .is_some_and(|v| numbers.contains(&v))
            || time
                .as_ref()
                .and_then(|c| c.first(doc))
                .is_some_and(|v| periods.iter().any(|(a, b)| (*a..*b).contains(&v)))
    })
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
    fn conditions_are_split_at_their_sign() {
        let known = |name: &str| matches!(name, "a" | "满意度" | "a=b" | "Submitted via");
        let show = |c: &str| {
            let f = parse_filter(c, known).unwrap();
            (f.column, f.test, f.negated)
        };
        let one = |v: &str| Test::In(vec![v.into()]);
        assert_eq!(show("a=1"), ("a".into(), one("1"), false));
        assert_eq!(show("a = x=y"), ("a".into(), one("x=y"), false));
        assert_eq!(show("a=b=1"), ("a=b".into(), one("1"), false));
        assert_eq!(show("a!=1"), ("a".into(), one("1"), true));
        assert_eq!(show("a="), ("a".into(), Test::Present, true));
        assert_eq!(show("a!="), ("a".into(), Test::Present, false));
        assert_eq!(
            show("Submitted via IN Web, \"Phone\""),
            (
                "Submitted via".into(),
                Test::In(vec!["Web".into(), "Phone".into()]),
                false
            )
        );
        assert!(matches!(show("满意度>=2").1, Test::Compare(Op::AtLeast, l) if l.text == "2"));
        assert!(parse_filter("nothing", known).is_err());
    }

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
