//! Dates as people type them in a query: each means its whole second, minute, hour, day, week, month, quarter or year.

use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime, TimeDelta, Weekday};

/// Microseconds since 1970-01-01 of a time without zone.
#[must_use]
pub fn micros(time: NaiveDateTime) -> i64 {
    time.and_utc().timestamp_micros()
}

/// The time of [`micros`]; `None` beyond the calendar's range.
fn from_micros(at: i64) -> Option<NaiveDateTime> {
    chrono::DateTime::from_timestamp_micros(at).map(|t| t.naive_utc())
}

/// The month of a time, counted from the year 0; `None` beyond the calendar's range.
pub(super) fn month(at: i64) -> Option<i32> {
    let time = from_micros(at)?;
    i32::try_from(time.month0())
        .ok()
        .map(|m| time.year() * 12 + m)
}

/// A month as `2024-03`.
pub(super) fn month_name(month: i32) -> String {
    format!(
        "{:04}-{:02}",
        month.div_euclid(12),
        month.rem_euclid(12) + 1
    )
}

/// First microsecond of the date, month, … that `text` names, and the first one after it.
pub(super) fn date_range(text: &str) -> Option<(i64, i64)> {
    let (date, clock) = split_clock(text.trim());
    let (start, end) = match clock {
        None => whole_date(date)?,
        Some(clock) => {
            let (day, _) = whole_date(date).filter(|(a, b)| *b - *a == TimeDelta::days(1))?;
            let (offset, length) = whole_clock(clock)?;
            let start = day.checked_add_signed(offset)?;
            (start, start.checked_add_signed(length)?)
        }
    };
    Some((micros(start), micros(end)))
}

fn split_clock(text: &str) -> (&str, Option<&str>) {
    match text.find(['T', ' ', '日']) {
        Some(at) => {
            let clock = text[at..].trim_start_matches(['T', ' ', '日']);
            (&text[..at], (!clock.is_empty()).then_some(clock))
        }
        None => (text, None),
    }
}

fn whole_date(text: &str) -> Option<(NaiveDateTime, NaiveDateTime)> {
    let text = text.trim_end_matches(['日', '月', '年', '号']);
    let parts: Vec<&str> = text.split(['-', '/', '.', '年', '月']).collect();
    let year: i32 = four_digits(parts.first()?)?;
    let midnight = |d: NaiveDate| d.and_hms_opt(0, 0, 0);
    match parts.as_slice() {
        [_] => span(NaiveDate::from_ymd_opt(year, 1, 1)?, 12),
        [_, quarter] if quarter.starts_with(['Q', 'q']) => {
            let q: u32 = quarter[1..].parse().ok().filter(|q| (1..=4).contains(q))?;
            span(NaiveDate::from_ymd_opt(year, q * 3 - 2, 1)?, 3)
        }
        [_, week] if week.starts_with(['W', 'w']) => {
            let first = NaiveDate::from_isoywd_opt(year, short(&week[1..])?, Weekday::Mon)?;
            let next = first.checked_add_days(Days::new(7))?;
            Some((midnight(first)?, midnight(next)?))
        }
        [_, month] => span(NaiveDate::from_ymd_opt(year, short(month)?, 1)?, 1),
        [_, month, day] => {
            let day = NaiveDate::from_ymd_opt(year, short(month)?, short(day)?)?;
            Some((
                midnight(day)?,
                midnight(day.checked_add_days(Days::new(1))?)?,
            ))
        }
        _ => None,
    }
}

fn span(first: NaiveDate, months: u32) -> Option<(NaiveDateTime, NaiveDateTime)> {
    let next = first.checked_add_months(Months::new(months))?;
    Some((first.and_hms_opt(0, 0, 0)?, next.and_hms_opt(0, 0, 0)?))
}

fn four_digits(text: &str) -> Option<i32> {
    (text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

fn short(text: &str) -> Option<u32> {
    ((1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

fn whole_clock(text: &str) -> Option<(TimeDelta, TimeDelta)> {
    let parts: Vec<u32> = text.split(':').map(short).collect::<Option<_>>()?;
    let (h, m, s, length) = match parts.as_slice() {
        [h] => (*h, 0, 0, TimeDelta::hours(1)),
        [h, m] => (*h, *m, 0, TimeDelta::minutes(1)),
        [h, m, s] => (*h, *m, *s, TimeDelta::seconds(1)),
        _ => return None,
    };
    (h < 24 && m < 60 && s < 60)
        .then(|| (TimeDelta::seconds(i64::from(h * 3600 + m * 60 + s)), length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> Option<(String, String)> {
        let (a, b) = date_range(text)?;
        let name = |m| from_micros(m).unwrap().format("%F %T").to_string();
        Some((name(a), name(b)))
    }

    #[test]
    fn a_date_is_its_whole_range() {
        for (text, from, to) in [
            ("2024", "2024-01-01 00:00:00", "2025-01-01 00:00:00"),
            ("2024-03", "2024-03-01 00:00:00", "2024-04-01 00:00:00"),
            ("2024/12", "2024-12-01 00:00:00", "2025-01-01 00:00:00"),
            ("2024-Q2", "2024-04-01 00:00:00", "2024-07-01 00:00:00"),
            ("2024-W01", "2024-01-01 00:00:00", "2024-01-08 00:00:00"),
            ("2024-2-29", "2024-02-29 00:00:00", "2024-03-01 00:00:00"),
            ("2024年3月5日", "2024-03-05 00:00:00", "2024-03-06 00:00:00"),
            ("2024年3月", "2024-03-01 00:00:00", "2024-04-01 00:00:00"),
            ("2024-03-05T7", "2024-03-05 07:00:00", "2024-03-05 08:00:00"),
            (
                "2024-03-05 07:08",
                "2024-03-05 07:08:00",
                "2024-03-05 07:09:00",
            ),
            (
                "2024.03.05 07:08:09",
                "2024-03-05 07:08:09",
                "2024-03-05 07:08:10",
            ),
        ] {
            assert_eq!(show(text), Some((from.into(), to.into())), "{text}");
        }
        for text in [
            "",
            "24",
            "2024-13",
            "2023-02-29",
            "2024-03 07:00",
            "2024-03-05 25:00",
            "2024-Q5",
            "2024-W60",
            "三月",
        ] {
            assert_eq!(show(text), None, "{text}");
        }
    }
}
