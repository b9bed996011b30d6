//! The commonest forms, read without a lexer, and times written with digits alone.

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime};

/// `2020-01-06`, `2020/1/6 12:09` and `2020-01-06T12:09:38`, the forms of nearly all cells: ten times as fast.
pub(super) fn plain(text: &str) -> Option<NaiveDateTime> {
    let bytes = text.trim().as_bytes();
    let (year, rest) = bytes.split_at_checked(4)?;
    let (&mark, rest) = rest.split_first().filter(|(m, _)| b"-/".contains(m))?;
    let (month, rest) = leading(rest)?;
    let (_, rest) = rest.split_first().filter(|(m, _)| **m == mark)?;
    let (day, rest) = leading(rest)?;
    let year = year.iter().try_fold(0, |y, b| Some(y * 10 + digit(*b)?))?;
    if year < 1000 {
        return None;
    }
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    let Some((_, rest)) = rest.split_first().filter(|(m, _)| b" T".contains(m)) else {
        return rest.is_empty().then(|| date.and_time(NaiveTime::MIN));
    };
    let (hour, rest) = leading(rest)?;
    let (minute, rest) = leading(rest.strip_prefix(b":")?)?;
    let (second, rest) = match rest.strip_prefix(b":") {
        Some(rest) => leading(rest)?,
        None => (0, rest),
    };
    rest.is_empty()
        .then(|| date.and_hms_opt(hour, minute, second))?
}

/// One or two digits at the front, and what follows.
fn leading(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (&first, rest) = bytes.split_first()?;
    let first = digit(first)?;
    match rest.split_first() {
        Some((&b, rest)) if b.is_ascii_digit() => Some((first * 10 + digit(b)?, rest)),
        _ => Some((first, rest)),
    }
}

fn digit(byte: u8) -> Option<u32> {
    byte.is_ascii_digit().then(|| u32::from(byte - b'0'))
}

/// A moment written with digits alone: a compact date, Unix seconds or milliseconds, one of Excel's serial days.
pub(super) fn digits(text: &str) -> Option<NaiveDateTime> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return None;
    }
    if text.contains('.') {
        return serial(text.parse().ok()?);
    }
    match text.len() {
        6 => compact_day(&format!("{text}01"))?.and_hms_opt(0, 0, 0),
        8 => compact_day(text)?.and_hms_opt(0, 0, 0),
        10 => compact_hour(text)
            .or_else(|| Some(DateTime::from_timestamp(text.parse().ok()?, 0)?.naive_utc())),
        12 | 14 => {
            let (day, clock) = text.split_at_checked(8)?;
            Some(compact_day(day)?.and_time(compact_clock(clock)?))
        }
        13 => DateTime::from_timestamp_millis(text.parse().ok()?).map(|t| t.naive_utc()),
        _ => serial(text.parse().ok()?),
    }
}

/// `2024010509`, from 2000 on: as seconds since 1970 these are days after 2033.
pub(super) fn compact_hour(text: &str) -> Option<NaiveDateTime> {
    let (day, hour) = text.split_at_checked(8)?;
    let day = compact_day(day).filter(|d| d.year() >= 2000)?;
    day.and_hms_opt(hour.parse().ok()?, 0, 0)
}

/// `20240105`, of the years 1900 to 2199.
pub(super) fn compact_day(text: &str) -> Option<NaiveDate> {
    let number = |from, to| text.get(from..to)?.parse::<u32>().ok();
    let year = number(0, 4).filter(|y| (1900..2200).contains(y))?;
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, number(4, 6)?, number(6, 8)?)
}

/// `1504` or `150405`.
pub(super) fn compact_clock(text: &str) -> Option<NaiveTime> {
    let number = |from, to| text.get(from..to)?.parse::<u32>().ok();
    let second = if text.len() == 6 { number(4, 6)? } else { 0 };
    NaiveTime::from_hms_opt(number(0, 2)?, number(2, 4)?, second)
}

/// Excel's days since 1899-12-30; only for the years 1954 to 2119, so that small numbers are not dates.
fn serial(days: f64) -> Option<NaiveDateTime> {
    if !(20_000.0..80_000.0).contains(&days) {
        return None;
    }
    let epoch = NaiveDate::from_ymd_opt(1899, 12, 30)?.and_hms_opt(0, 0, 0)?;
    #[expect(clippy::cast_possible_truncation, reason = "below 80,000 days")]
    let seconds = (days * 86_400.0).round() as i64;
    epoch.checked_add_signed(Duration::try_seconds(seconds)?)
}
