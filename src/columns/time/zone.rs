//! Time zones by name or by their distance from UTC.

use crate::{Error, Result};
use chrono::{NaiveDateTime, TimeDelta, TimeZone};
use chrono_tz::{TZ_VARIANTS, Tz};
use std::fmt;

/// The zone whose clock times are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// Minutes east of UTC.
    Offset(i16),
    /// A zone of the IANA list, with its summer time.
    Named(Tz),
}

impl Zone {
    /// The zone that `name` names: `Asia/Shanghai`, `+08:00`, `+8`, `UTC+8`, `UTC`.
    ///
    /// # Errors
    /// [`Error::Usage`] for a name of no zone.
    ///
    /// ```
    /// use tousu::columns::time::Zone;
    /// assert_eq!(Zone::parse("+8")?, Zone::Offset(480));
    /// assert_eq!(Zone::parse("asia/shanghai")?.to_string(), "Asia/Shanghai");
    /// assert!(Zone::parse("Beijing").is_err());
    /// # Ok::<(), tousu::Error>(())
    /// ```
    pub fn parse(name: &str) -> Result<Self> {
        let name = name.trim();
        if let Some(minutes) = offset(name) {
            return Ok(Self::Offset(minutes));
        }
        let same = |z: &&Tz| z.name().eq_ignore_ascii_case(name);
        let known = TZ_VARIANTS.iter().find(same);
        known.map(|z| Self::Named(*z)).ok_or_else(|| {
            Error::usage(
                format!("there is no time zone `{name}`"),
                "Write it as in Asia/Shanghai or +08:00.",
            )
        })
    }

    /// The clock time in this zone at a moment, which is given in UTC.
    #[must_use]
    pub fn local(self, utc: NaiveDateTime) -> NaiveDateTime {
        match self {
            Self::Named(zone) => zone.from_utc_datetime(&utc).naive_local(),
            Self::Offset(minutes) => TimeDelta::try_minutes(minutes.into())
                .and_then(|delta| utc.checked_add_signed(delta))
                .unwrap_or(utc),
        }
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(zone) => f.write_str(zone.name()),
            Self::Offset(0) => f.write_str("UTC"),
            Self::Offset(minutes) => {
                let sign = if *minutes < 0 { '-' } else { '+' };
                let minutes = minutes.abs();
                write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
        }
    }
}

/// Minutes east of UTC in `+08:00`, `-0330`, `+8`, `UTC+8`, `UTC`.
fn offset(name: &str) -> Option<i16> {
    let upper = name.to_ascii_uppercase();
    let rest = ["UTC", "GMT"].iter().find_map(|p| upper.strip_prefix(p));
    let rest = match rest {
        Some("") => return Some(0),
        Some(rest) => rest,
        None if upper == "Z" => return Some(0),
        None => upper.as_str(),
    };
    let (sign, digits) = match rest.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-" | "\u{2212}", digits) => (-1, digits),
        _ => return None,
    };
    let (hours, minutes) = match digits.split_once(':') {
        Some(parts) => parts,
        None if digits.len() == 4 => digits.split_at_checked(2)?,
        None => (digits, "0"),
    };
    let number = |text: &str| {
        let plain = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| text.parse::<i16>().ok()).flatten()
    };
    let total = number(hours)? * 60 + number(minutes).filter(|m| *m < 60)?;
    (total <= 14 * 60).then_some(sign * total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_by_name_and_by_distance() {
        for (name, minutes) in [
            ("+08:00", 480),
            ("-0330", -210),
            ("+8", 480),
            ("utc+8", 480),
            ("GMT-5", -300),
            ("Z", 0),
            ("UTC", 0),
        ] {
            assert_eq!(Zone::parse(name).unwrap(), Zone::Offset(minutes), "{name}");
        }
        for name in ["", "+", "+15", "+08:75", "8", "Mars/Olympus", "+1:2:3"] {
            assert!(Zone::parse(name).is_err(), "{name}");
        }
        let noon = |day: &str| format!("{day}T12:00:00").parse::<NaiveDateTime>();
        let london = Zone::parse("Europe/London").unwrap();
        let hour = |day| london.local(noon(day).unwrap()).format("%H").to_string();
        assert_eq!(
            (hour("2024-01-15"), hour("2024-07-15")),
            ("12".into(), "13".into())
        );
    }
}
