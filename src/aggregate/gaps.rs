//! Days in the midst of the data that hold nothing, and times that tell no more than the month.

use super::calendar::{Unit, date};
use super::holidays::Calendar;
use super::span::Span;
use chrono::Datelike;

/// Complaints to be expected on days that have none, from which on data may be missing,
const EXPECTED: f64 = 20.0;
/// and days in a row without holidays, at least.
const SHORTEST: usize = 7;
/// Months, at least, whose first days alone hold complaints, for times to be months.
const LEAST_MONTHS: usize = 3;

/// Days without any complaint where many were to be expected, of days (rising) with their complaints.
pub(crate) fn gaps(days: &[(i32, f64)], calendar: &Calendar) -> Vec<Span> {
    let ends = days.first().zip(days.last());
    let Some((first, last)) = ends.map(|(first, last)| (first.0, last.0)) else {
        return Vec::new();
    };
    if is_monthly(days.iter().map(|d| d.0)) {
        return Vec::new();
    }
    let a_day = days.iter().map(|d| d.1).sum::<f64>() / Span { first, last }.days();
    let is_holiday = |day: i32| date(day).is_some_and(|d| calendar.holiday(d).is_some());
    let between = days.iter().zip(days.iter().skip(1)).map(|(a, b)| Span {
        first: a.0 + 1,
        last: b.0 - 1,
    });
    between
        .filter(|gap| gap.first <= gap.last && gap.days() * a_day >= EXPECTED)
        .filter(|gap| {
            let ordinary = (gap.first..=gap.last).filter(|day| !is_holiday(*day));
            ordinary.take(SHORTEST).count() == SHORTEST
        })
        .collect()
}

/// Whether these days (rising) are all the first of a month: times that were written without a day.
pub(crate) fn is_monthly(days: impl Iterator<Item = i32>) -> bool {
    let mut months = 0;
    for day in days {
        if date(day).is_none_or(|d| d.day() != 1) {
            return false;
        }
        months += 1;
    }
    months >= LEAST_MONTHS
}

/// The last day of the month that holds `day`.
pub(super) fn end_of_month(day: i32) -> i32 {
    date(day).map_or(day, |d| Span::of(Unit::Month, d).last)
}

/// Complaints by day, all on the first days of months, spread evenly over these months; from `first` on.
pub(super) fn spread(first: i32, counts: &[f64]) -> Vec<f64> {
    let mut spread = Vec::new();
    let days = (first..).zip(counts).filter(|(day, _)| is_first(*day));
    for (day, count) in days {
        let length = end_of_month(day) - day + 1;
        spread.extend((0..length).map(|_| count / f64::from(length)));
    }
    spread
}

fn is_first(day: i32) -> bool {
    date(day).is_some_and(|d| d.day() == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(days: impl Iterator<Item = i32>) -> Vec<(i32, i32)> {
        let days: Vec<(i32, f64)> = days.map(|day| (day, 10.0)).collect();
        let gaps = gaps(&days, &Calendar::China).into_iter();
        gaps.map(|gap| (gap.first, gap.last)).collect()
    }

    #[test]
    fn days_without_data_are_told_from_holidays() {
        let first = Span::parse("2024-01-01").unwrap().first;
        let without = |from: i32, to: i32| {
            found(
                (0..200)
                    .filter(move |d| !(from..=to).contains(d))
                    .map(move |d| first + d),
            )
        };
        assert_eq!(without(60, 74), [(first + 60, first + 74)]);
        assert_eq!(without(60, 65), []);
        // the Spring Festival of 2024, 10 to 17 February
        assert_eq!(without(40, 47), []);
    }

    #[test]
    fn firsts_of_months_have_no_gaps() {
        let firsts = ["2024-01-01", "2024-02-01", "2024-03-01"];
        let days = firsts.map(|d| Span::parse(d).unwrap().first);
        assert!(is_monthly(days.into_iter()));
        assert!(
            !is_monthly(days[..2].iter().copied())
                && !is_monthly([days[0], days[0] + 1].into_iter())
        );
        assert_eq!(found(days.into_iter()), []);
        let mut counts = vec![0.0; 61];
        (counts[0], counts[31], counts[60]) = (31.0, 58.0, 31.0);
        let spread = spread(days[0], &counts);
        assert_eq!(
            (spread.len(), spread[0], spread[31], spread[90]),
            (91, 1.0, 2.0, 1.0)
        );
    }
}
