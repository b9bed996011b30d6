//! Columns of text → what they are to Excel: numbers and times where the first rows are nothing else, text otherwise. A cell
//! that Excel would show differently from how it was written stays text.

use crate::columns::headers::names_things;
use arrow_array::Array;
use arrow_array::cast::AsArray;
use chrono::{NaiveDate, NaiveDateTime};

/// What a column of text contains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Contents {
    /// Anything.
    Text,
    /// Numbers, all with so many decimals.
    Numbers(usize),
    /// Times, all written in the same way; the place in [`TIMES`].
    Times(usize),
}

/// How times are written: chrono's pattern, Excel's format.
const TIMES: [(&str, &str); 6] = [
    ("%Y-%m-%d %H:%M:%S", "yyyy-mm-dd hh:mm:ss"),
    ("%Y-%m-%d %H:%M", "yyyy-mm-dd hh:mm"),
    ("%Y-%m-%d", "yyyy-mm-dd"),
    ("%Y/%-m/%-d %H:%M:%S", "yyyy/m/d hh:mm:ss"),
    ("%Y/%-m/%-d %H:%M", "yyyy/m/d hh:mm"),
    ("%Y/%-m/%-d", "yyyy/m/d"),
];

/// Digits that Excel's doubles keep.
const MAX_DIGITS: usize = 15;

impl Contents {
    /// Judges the column called `name` by its first cells.
    pub(super) fn of(name: &str, cells: &dyn Array) -> Self {
        let Some(text) = cells.as_string_opt::<i32>() else {
            return Self::Text;
        };
        let mut filled = text.iter().flatten().filter(|t| !t.is_empty());
        let Some(first) = filled.next() else {
            return Self::Text;
        };
        let times = (0..TIMES.len()).map(Self::Times);
        let numbers = decimals(first).filter(|_| !names_things(name));
        let mut kinds = times.chain(numbers.map(Self::Numbers));
        let Some(kind) = kinds.find(|k| k.value(first).is_some()) else {
            return Self::Text;
        };
        if filled.all(|t| kind.value(t).is_some()) {
            kind
        } else {
            Self::Text
        }
    }

    /// Excel's format for the column.
    pub(super) fn format(self) -> Option<String> {
        match self {
            Self::Text | Self::Numbers(0) => None,
            Self::Numbers(n) => Some(format!("0.{}", "0".repeat(n))),
            Self::Times(at) => TIMES.get(at).map(|(_, excel)| (*excel).to_owned()),
        }
    }

    /// The number that Excel shows as `text`; `None` where there is none.
    pub(super) fn value(self, text: &str) -> Option<f64> {
        match self {
            Self::Text => None,
            Self::Numbers(n) => {
                (decimals(text)? == n).then_some(())?;
                text.parse().ok()
            }
            Self::Times(at) => {
                let (pattern, _) = TIMES.get(at)?;
                let time = time(text, pattern)?;
                in_range(&time).then(|| serial(&time))
            }
        }
    }
}

/// Excel's days since 1899-12-30, to the millisecond.
pub(super) fn serial(time: &NaiveDateTime) -> f64 {
    const EPOCH_DAYS: f64 = 25_569.0;
    time.and_utc().timestamp_millis() as f64 / 86_400_000.0 + EPOCH_DAYS
}

/// Excel's calendar begins in 1900; its first two months are wrong, so they go as text.
pub(super) fn in_range(time: &NaiveDateTime) -> bool {
    let first = NaiveDate::from_ymd_opt(1900, 3, 1);
    let last = NaiveDate::from_ymd_opt(9999, 12, 31);
    first.is_some_and(|f| time.date() >= f) && last.is_some_and(|l| time.date() <= l)
}

/// Decimals of a number as Excel itself would write it: no plus, no zero before another digit, no exponent.
fn decimals(text: &str) -> Option<usize> {
    let body = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = body
        .split_once('.')
        .map_or((body, None), |(w, f)| (w, Some(f)));
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    let plain = digits(whole)
        && fraction.is_none_or(digits)
        && (whole == "0" || !whole.starts_with('0'))
        && body.len() <= MAX_DIGITS
        && text != "-0";
    plain.then(|| fraction.map_or(0, str::len))
}

/// The time, where writing it again gives the same text.
fn time(text: &str, pattern: &str) -> Option<NaiveDateTime> {
    let time = NaiveDateTime::parse_from_str(text, pattern)
        .ok()
        .or_else(|| {
            NaiveDate::parse_from_str(text, pattern)
                .ok()?
                .and_hms_opt(0, 0, 0)
        })?;
    (time.format(pattern).to_string() == text).then_some(time)
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::StringArray;

    fn contents(name: &str, cells: &[&str]) -> Contents {
        Contents::of(name, &StringArray::from(cells.to_vec()))
    }

    #[test]
    fn columns_are_what_all_their_cells_are() {
        for (name, cells, wanted) in [
            ("满意度", vec!["3", "", "-5"], Contents::Numbers(0)),
            ("金额", vec!["12.50", "0.00"], Contents::Numbers(2)),
            ("金额", vec!["12.50", "3"], Contents::Text),
            ("编码", vec!["12", "34"], Contents::Text),
            ("数", vec!["007", "8"], Contents::Text),
            ("数", vec!["12345678901234567"], Contents::Text),
            ("数", vec!["1e5"], Contents::Text),
            ("数", vec!["+5"], Contents::Text),
            ("时间", vec!["2020-01-06 12:09:38"], Contents::Times(0)),
            ("日期", vec!["2020-01-06", "2020-02-29"], Contents::Times(2)),
            ("日期", vec!["2020/1/6"], Contents::Times(5)),
            ("日期", vec!["2020/1/6", "2020/01/07"], Contents::Text),
            ("日期", vec!["2020-02-30"], Contents::Text),
            ("空", vec!["", ""], Contents::Text),
        ] {
            assert_eq!(contents(name, &cells), wanted, "{cells:?}");
        }
    }
}
