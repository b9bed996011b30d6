//! Days counted from 2023-01-01 (a Sunday), and the holidays that fall on them.

/// Days before the month, in an ordinary year.
const BEFORE: [usize; 13] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];

/// Statutory holiday and the four days after it: (year, month, day), both ends included.
const HOLIDAYS: &[(Date, Date)] = &[
    ((2023, 1, 21), (2023, 1, 31)),
    ((2023, 9, 29), (2023, 10, 10)),
    ((2024, 2, 10), (2024, 2, 21)),
    ((2024, 10, 1), (2024, 10, 11)),
    ((2025, 1, 28), (2025, 2, 8)),
];

/// Year, month, day.
pub(crate) type Date = (usize, usize, usize);

fn leap(year: usize) -> usize {
    usize::from(year.is_multiple_of(4))
}

fn before(year: usize, month: usize) -> usize {
    BEFORE[month - 1] + if month > 2 { leap(year) } else { 0 }
}

/// The day's number.
pub(crate) fn day((year, month, day): Date) -> usize {
    let years: usize = (2023..year).map(|y| 365 + leap(y)).sum();
    years + before(year, month) + day - 1
}

/// The number's day.
pub(crate) fn date(mut day: usize) -> Date {
    let mut year = 2023;
    while day >= 365 + leap(year) {
        day -= 365 + leap(year);
        year += 1;
    }
    let month = (1..=12).rfind(|m| before(year, *m) <= day).unwrap_or(1);
    (year, month, day - before(year, month) + 1)
}

/// 0 is Sunday.
pub(crate) fn weekday(day: usize) -> usize {
    day % 7
}

/// Whether the day lies in a holiday or its aftermath.
pub(crate) fn holiday(number: usize) -> bool {
    HOLIDAYS
        .iter()
        .any(|(first, last)| (day(*first)..=day(*last)).contains(&number))
}
