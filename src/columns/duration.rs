//! Durations as cells write them: `49:30:00`, `3天4小时`, `2 h 15 min`, `PT2H`, in hours.

/// Units of time, longest word first, and their hours.
#[rustfmt::skip]
const UNITS: &[(&str, f64)] = &[
    ("个工作日", 24.0), ("工作日", 24.0), ("个小时", 1.0), ("个月", 720.0), ("星期", 168.0), ("小时", 1.0), ("分钟", 1.0 / 60.0), ("秒钟", 1.0 / 3600.0),
    ("钟头", 1.0), ("周", 168.0), ("天", 24.0), ("日", 24.0), ("时", 1.0), ("分", 1.0 / 60.0), ("秒", 1.0 / 3600.0),
    ("minutes", 1.0 / 60.0), ("seconds", 1.0 / 3600.0), ("minute", 1.0 / 60.0), ("second", 1.0 / 3600.0), ("hours", 1.0), ("weeks", 168.0),
    ("hour", 1.0), ("days", 24.0), ("mins", 1.0 / 60.0), ("secs", 1.0 / 3600.0), ("week", 168.0), ("day", 24.0), ("hrs", 1.0), ("min", 1.0 / 60.0),
    ("sec", 1.0 / 3600.0), ("hr", 1.0), ("д", 24.0), ("дн", 24.0), ("дней", 24.0), ("дня", 24.0), ("день", 24.0), ("часов", 1.0), ("часа", 1.0), ("час", 1.0),
    ("минут", 1.0 / 60.0), ("мин", 1.0 / 60.0), ("ч", 1.0), ("d", 24.0), ("h", 1.0), ("m", 1.0 / 60.0), ("s", 1.0 / 3600.0),
];

/// Hours of a unit of time, written as in a cell of lower case.
pub(super) fn hours_of(unit: &str) -> Option<f64> {
    let found = UNITS.iter().find(|(word, _)| *word == unit);
    found.map(|(_, hours)| *hours)
}

/// The hours a cell writes out: clock form `h:mm[:ss]` with any number of hours, or numbers each with a unit of time.
///
/// A bare number is not a duration here: its unit is the column's, and the header's to tell. A working day counts as a day.
#[must_use]
pub(super) fn hours(cell: &str) -> Option<f64> {
    let text = cell.trim().to_lowercase();
    clock(&text).or_else(|| spelled(&text))
}

/// `[h]:mm:ss`, `1 day, 2:03:04`, `1.02:03:04` (days before a point).
fn clock(text: &str) -> Option<f64> {
    let (days, rest) = match text.split_once([' ', '.']).filter(|(_, r)| r.contains(':')) {
        Some((days, rest)) => {
            let rest = ["days,", "day,", "days", "day", "天", "d"]
                .iter()
                .find_map(|w| rest.trim().strip_prefix(w))
                .unwrap_or(rest);
            let days = days.trim_end_matches(['天', 'd']);
            (
                days.parse::<f64>().ok().filter(|d| d.fract() == 0.0)?,
                rest.trim(),
            )
        }
        None => (0.0, text),
    };
    let parts: Vec<&str> = rest.split(':').collect();
    if !(2..=3).contains(&parts.len()) || parts[0].is_empty() {
        return None;
    }
    let whole = |part: &str| {
        part.bytes()
            .all(|b| b.is_ascii_digit())
            .then(|| part.parse::<f64>().ok())
            .flatten()
    };
    let hours = whole(parts[0])?;
    let minutes = whole(parts[1]).filter(|m| *m < 60.0 && parts[1].len() == 2)?;
    let seconds = match parts.get(2) {
        Some(s) => s.parse::<f64>().ok().filter(|s| (0.0..60.0).contains(s))?,
        None => 0.0,
    };
    Some(days * 24.0 + hours + minutes / 60.0 + seconds / 3600.0)
}

fn spelled(text: &str) -> Option<f64> {
    let iso = text.strip_prefix('p').map(|t| t.replace('t', ""));
    let mut rest = iso.as_deref().unwrap_or(text).trim();
    let mut total = 0.0;
    let mut any = false;
    while !rest.is_empty() {
        let digits = rest
            .find(|c: char| !(c.is_ascii_digit() || c == '.'))
            .unwrap_or(rest.len());
        let number: f64 = rest[..digits].parse().ok()?;
        rest = rest[digits..].trim_start();
        let fits = UNITS.iter().filter(|(w, _)| rest.starts_with(w));
        let (word, hours) = fits.max_by_key(|(w, _)| w.len())?;
        total += number * hours;
        any = true;
        rest = rest[word.len()..].trim_start_matches([' ', ',', '，', '.', '零', '又', '、']);
        rest = rest.strip_prefix("and ").unwrap_or(rest);
    }
    any.then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_in_hours() {
        for (cell, wanted) in [
            ("49:30:00", 49.5),
            ("2:15:00", 2.25),
            ("25:00", 25.0),
            ("1 day, 2:30:00", 26.5),
            ("1.02:00:00", 26.0),
            ("3天4小时", 76.0),
            ("5分", 5.0 / 60.0),
            ("2小时15分钟", 2.25),
            ("90分钟", 1.5),
            ("1.5h", 1.5),
            ("2 h 15 min", 2.25),
            ("3 days", 72.0),
            ("PT2H30M", 2.5),
            ("P1DT12H", 36.0),
            ("5个工作日", 120.0),
            ("3 часа", 3.0),
            ("2 дня 3 ч", 51.0),
            ("30秒", 30.0 / 3600.0),
        ] {
            let found = hours(cell).unwrap_or(f64::NAN);
            assert!((found - wanted).abs() < 1e-9, "{cell}: {found}");
        }
        for cell in [
            "",
            "5",
            "12:75",
            "2024-03-05",
            "3天内",
            "5分好评",
            "约2小时",
            "12:30:99",
            ":30",
            "1:2",
        ] {
            assert_eq!(hours(cell), None, "{cell}");
        }
    }
}
