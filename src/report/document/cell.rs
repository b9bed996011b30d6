//! Typed cells of tables.

use crate::report::number;
use crate::report::wording::Words;
use chrono::NaiveDate;

/// One cell: the unrounded value and what kind of value it is.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::report) enum Cell {
    Empty,
    Text(String),
    /// Text that is a command: shown in a fixed-width face.
    Code(String),
    /// A day.
    Date(NaiveDate),
    Count(u64),
    /// A measured number and the decimals its column shows.
    Number(f64, usize),
    /// A share 0..=1.
    Percent(f64),
    /// A share that was given, with all its decimals.
    Given(f64),
    /// A relative change.
    Change(f64),
    /// A difference of shares.
    Points(f64),
    P(f64),
    /// Ends of an interval of shares.
    Shares(f64, f64),
    /// Ends of an interval of changes.
    Changes(f64, f64),
    /// Ends of an interval of differences of shares.
    PointsBetween(f64, f64),
    /// Ends of an interval of counts.
    Band(f64, f64),
    /// A share in a heat map.
    Heat(Heat),
    /// A small line.
    Spark(Vec<u64>),
    Flag(bool),
}

/// A cell of a heat map.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::report) struct Heat {
    pub(in crate::report) share: Option<f64>,
    pub(in crate::report) count: u64,
    pub(in crate::report) lift: Option<f64>,
    pub(in crate::report) p: Option<f64>,
    /// −3 far below everywhere else … 3 far above; beyond ±1 only where the difference is significant.
    pub(in crate::report) level: i8,
    pub(in crate::report) stands_out: bool,
}

impl Cell {
    pub(in crate::report) fn text(t: impl Into<String>) -> Self {
        let t = t.into();
        if t.is_empty() {
            Self::Empty
        } else {
            Self::Text(t)
        }
    }

    pub(in crate::report) fn number(x: Option<f64>) -> Self {
        x.map_or(Self::Empty, |x| Self::Number(x, number::digits(x)))
    }

    /// A mean of counts.
    pub(in crate::report) fn mean(x: Option<f64>) -> Self {
        x.map_or(Self::Empty, |x| Self::Number(x, 1))
    }

    pub(in crate::report) fn percent(x: Option<f64>) -> Self {
        x.map_or(Self::Empty, Self::Percent)
    }

    /// A period by its label; a day as a date.
    pub(in crate::report) fn period(label: &str) -> Self {
        let day = NaiveDate::parse_from_str(label, "%Y-%m-%d");
        day.map_or_else(|_| Self::text(label), Self::Date)
    }

    pub(in crate::report) fn count(n: Option<u64>) -> Self {
        n.map_or(Self::Empty, Self::Count)
    }

    pub(in crate::report) fn change(x: Option<f64>) -> Self {
        x.map_or(Self::Empty, Self::Change)
    }

    pub(in crate::report) fn points(x: Option<f64>) -> Self {
        x.map_or(Self::Empty, Self::Points)
    }

    pub(in crate::report) fn p(p: Option<f64>) -> Self {
        p.map_or(Self::Empty, Self::P)
    }

    pub(in crate::report) fn shares(low: Option<f64>, high: Option<f64>) -> Self {
        low.zip(high)
            .map_or(Self::Empty, |(l, h)| Self::Shares(l, h))
    }

    /// Ends of an interval of measured numbers.
    pub(in crate::report) fn band(low: Option<f64>, high: Option<f64>) -> Self {
        low.zip(high).map_or(Self::Empty, |(l, h)| Self::Band(l, h))
    }

    pub(in crate::report) fn changes(low: Option<f64>, high: Option<f64>) -> Self {
        low.zip(high)
            .map_or(Self::Empty, |(l, h)| Self::Changes(l, h))
    }

    pub(in crate::report) fn points_between(low: Option<f64>, high: Option<f64>) -> Self {
        low.zip(high)
            .map_or(Self::Empty, |(l, h)| Self::PointsBetween(l, h))
    }

    /// As people read it; empty where there is nothing to say.
    pub(in crate::report) fn show(&self, words: &Words) -> String {
        use number::{count, decimal, p_value, percent, signed_percent};
        match self {
            Self::Empty | Self::Spark(_) => String::new(),
            Self::Text(t) | Self::Code(t) => t.clone(),
            Self::Date(d) => d.to_string(),
            Self::Count(n) => count(*n),
            Self::Number(x, digits) => number::decimals(*x, *digits),
            Self::Percent(x) => percent(*x),
            Self::Given(x) => number::percent_as_given(*x),
            Self::Change(x) => signed_percent(*x),
            Self::Points(x) => number::points(*x, words.lang),
            Self::PointsBetween(l, h) => number::points_between(*l, *h, words.lang),
            Self::P(p) => p_value(*p),
            Self::Shares(l, h) => number::shares_between(*l, *h, words.lang),
            Self::Changes(l, h) => number::changes_between(*l, *h, words.lang),
            Self::Band(l, h) if *l < 0.0 => {
                format!("{}{}{}", decimal(*l), number::to(words.lang), decimal(*h))
            }
            Self::Band(l, h) => format!("{}–{}", decimal(*l), decimal(*h)),
            Self::Heat(h) => {
                let mark = if h.stands_out { "▲ " } else { "" };
                h.share
                    .map_or(String::new(), |s| format!("{mark}{}", percent(s)))
            }
            Self::Flag(b) => if *b { words.yes } else { words.no }.to_owned(),
        }
    }

    /// The value to sort by and to check against the JSON: one number, or the lower end of an interval.
    pub(in crate::report) fn value(&self) -> Option<f64> {
        match self {
            Self::Count(n) => Some(*n as f64),
            Self::Number(x, _)
            | Self::Percent(x)
            | Self::Given(x)
            | Self::Change(x)
            | Self::Points(x)
            | Self::P(x)
            | Self::Shares(x, _)
            | Self::Changes(x, _)
            | Self::PointsBetween(x, _)
            | Self::Band(x, _) => Some(*x),
            Self::Heat(h) => h.share,
            Self::Flag(b) => Some(f64::from(u8::from(*b))),
            Self::Empty | Self::Text(_) | Self::Code(_) | Self::Date(_) | Self::Spark(_) => None,
        }
    }
}
