//! Spans of days as people write them: a day, a week, a month, a quarter, a year, or from one to another.

use super::calendar::{self, Unit};
use crate::error::{Error, Result};
use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// Days from `first` to `last`, both included, since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// First day.
    pub first: i32,
    /// Last day.
    pub last: i32,
}

impl Span {
    /// Reads `2024-01..2024-03`, `2024-01-15..2024-02-14` or one period alone: `2024-05`, `2024-Q2`, `2024-W10`, `2024`.
    ///
    /// # Errors
    /// [`Error::Usage`] where it is not a span of days.
    pub fn parse(text: &str) -> Result<Self> {
        let (from, to) = text.split_once("..").unwrap_or((text, text));
        match whole(from).zip(whole(to)) {
            Some(((_, from), (_, to))) if from.first <= to.last => Ok(Self {
                first: from.first,
                last: to.last,
            }),
            _ => Err(Error::usage(
                format!("invalid time range `{text}`"),
                "Use one period, 2024-03, or the first and the last one, 2024-01..2024-03; a period is a day, a week (2024-W10), a month, a quarter (2024-Q1) or a year.",
            )),
        }
    }

    /// From one date to another.
    pub(super) fn between(first: NaiveDate, last: NaiveDate) -> Self {
        Self {
            first: calendar::day(first),
            last: calendar::day(last),
        }
    }

    /// The period of `unit` that holds `date`.
    pub(super) fn of(unit: Unit, date: NaiveDate) -> Self {
        let start = unit.start(date);
        Self {
            first: calendar::day(start),
            last: calendar::day(unit.next(start)) - 1,
        }
    }

    /// First and last day as dates; those of 1970-01-01 outside the calendar's years.
    #[must_use]
    pub fn dates(self) -> (NaiveDate, NaiveDate) {
        let date = |day| calendar::date(day).unwrap_or_default();
        (date(self.first), date(self.last))
    }

    /// How many days there are.
    #[must_use]
    pub fn days(self) -> f64 {
        f64::from(self.last) - f64::from(self.first) + 1.0
    }

    /// Whether it holds `day`; it holds no absent one.
    #[must_use]
    pub fn holds(self, day: Option<i32>) -> bool {
        day.is_some_and(|d| (self.first..=self.last).contains(&d))
    }
}

/// The one period that `text` names: `2024-05-17`, `2024-W10`, `2024-05`, `2024-Q2` (also `2024Q2`), `2024`; `/`, `.` and `年月日` stand for the dash.
pub(super) fn whole(text: &str) -> Option<(Unit, Span)> {
    let text = text.trim().trim_end_matches(['日', '号', '月', '年']);
    let (unit, date) = match text.split_once(['Q', 'q', 'W', 'w']) {
        Some((year, number)) => {
            let (year, number) = (year_of(year.trim_end_matches('-'))?, number.parse().ok()?);
            match text.contains(['Q', 'q']) {
                true if (1..=4).contains(&number) => (
                    Unit::Quarter,
                    NaiveDate::from_ymd_opt(year, number * 3 - 2, 1)?,
                ),
                true => return None,
                false => (
                    Unit::Week,
                    NaiveDate::from_isoywd_opt(year, number, Weekday::Mon)?,
                ),
            }
        }
        None => {
            let mut parts = text.split(['-', '/', '.', '年', '月']);
            let year = year_of(parts.next()?)?;
            let rest: Vec<u32> = parts.map(|p| p.parse().ok()).collect::<Option<_>>()?;
            match rest[..] {
                [] => (Unit::Year, NaiveDate::from_ymd_opt(year, 1, 1)?),
                [month] => (Unit::Month, NaiveDate::from_ymd_opt(year, month, 1)?),
                [month, day] => (Unit::Day, NaiveDate::from_ymd_opt(year, month, day)?),
                _ => return None,
            }
        }
    };
    Some((unit, Span::of(unit, date)))
}

fn year_of(text: &str) -> Option<i32> {
    let year = text.parse().ok()?;
    (1000..=9999).contains(&year).then_some(year)
}

/// The same span a year before: whole months stay whole, and 29 February becomes the 28th.
pub(super) fn a_year_before(span: Span) -> Option<Span> {
    let (first, last) = span.dates();
    let earlier = |date: NaiveDate| {
        let day = date.with_year(date.year() - 1);
        day.or_else(|| NaiveDate::from_ymd_opt(date.year() - 1, 2, 28))
    };
    let mut moved = Span::between(earlier(first)?, earlier(last)?);
    if whole_months(span).is_some() {
        moved.last = Span::of(Unit::Month, earlier(last)?).last;
    }
    Some(moved)
}

/// The span of as many whole months, else days, that ends where `span` begins.
pub(super) fn just_before(span: Span) -> Option<Span> {
    let last = span.first.checked_sub(1)?;
    let Some(months) = whole_months(span) else {
        let length = span.last.checked_sub(span.first)?;
        return Some(Span {
            first: last.checked_sub(length)?,
            last,
        });
    };
    let first = span
        .dates()
        .0
        .checked_sub_months(chrono::Months::new(months))?;
    Some(Span {
        first: calendar::day(first),
        last,
    })
}

/// How many months a span of whole months has.
fn whole_months(span: Span) -> Option<u32> {
    let (first, last) = span.dates();
    let (start, end) = (
        Span::of(Unit::Month, first).first,
        Span::of(Unit::Month, last).last,
    );
    let number = |d: NaiveDate| d.year() * 12 + i32::try_from(d.month0()).unwrap_or(0);
    let months = u32::try_from(number(last) - number(first) + 1).ok();
    months.filter(|_| (start, end) == (span.first, span.last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_days_weeks_months_quarters_and_years() {
        let days = |text| Span::parse(text).map(|s| s.last - s.first + 1).ok();
        assert_eq!(days("2024-02"), Some(29));
        assert_eq!(days("2024-11..2025-01"), Some(92));
        assert_eq!(days("2024"), Some(366));
        assert_eq!(days("2024-01-31..2024-02-01"), Some(2));
        assert_eq!(days("2024-Q1"), Some(91));
        assert_eq!(days("2024q4"), Some(92));
        assert_eq!(days("2024-W50"), Some(7));
        assert_eq!(days("2024年3月"), Some(31));
        assert_eq!(days("2024年3月5日"), Some(1));
        for wrong in [
            "2024-13",
            "2024-03..2024-01",
            "",
            "..",
            "x",
            "24-01",
            "2024-Q5",
            "2024-W54",
            "2024-W",
        ] {
            assert_eq!(days(wrong), None, "{wrong}");
        }
    }

    fn shown(span: Option<Span>) -> String {
        span.map_or_else(String::new, |s| format!("{}..{}", s.dates().0, s.dates().1))
    }

    #[test]
    fn earlier_spans() {
        let span = |text| Span::parse(text).unwrap();
        for (text, before, year) in [
            (
                "2024-03-01..2024-05-31",
                "2023-12-01..2024-02-29",
                "2023-03-01..2023-05-31",
            ),
            (
                "2024-03-05..2024-03-14",
                "2024-02-24..2024-03-04",
                "2023-03-05..2023-03-14",
            ),
            (
                "2024-02-01..2024-02-29",
                "2024-01-01..2024-01-31",
                "2023-02-01..2023-02-28",
            ),
            (
                "2025-02-01..2025-02-28",
                "2025-01-01..2025-01-31",
                "2024-02-01..2024-02-29",
            ),
        ] {
            assert_eq!(shown(just_before(span(text))), before);
            assert_eq!(shown(a_year_before(span(text))), year);
        }
    }
}
