//! Time: days into periods, and periods' labels.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How long a period is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// One day.
    Day,
    /// An ISO week, Monday to Sunday.
    Week,
    /// A calendar month.
    #[default]
    Month,
    /// A quarter of a year.
    Quarter,
    /// A calendar year.
    Year,
}

/// The date of a day since 1970-01-01; absent outside chrono's years.
#[must_use]
pub fn date(day: i32) -> Option<NaiveDate> {
    NaiveDate::from_epoch_days(day)
}

/// Days since 1970-01-01.
#[must_use]
pub fn day(date: NaiveDate) -> i32 {
    date.to_epoch_days()
}

/// Dates in JSON: `2024-03-05`.
pub(super) mod iso {
    use chrono::NaiveDate;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
    pub(crate) fn serialize<S: Serializer>(date: &NaiveDate, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(date)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<NaiveDate, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(D::Error::custom)
    }
}

impl Unit {
    /// `day`, `week`, `month`, `quarter`, `year`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// The unit that suits data of so many days: at least about four, at most about sixty periods.
    #[must_use]
    pub fn suited_to(days: u32) -> Self {
        match days {
            0..=45 => Self::Day,
            46..=150 => Self::Week,
            151..=2500 => Self::Month,
            2501..=6000 => Self::Quarter,
            _ => Self::Year,
        }
    }

    /// First day of the period that holds `date`.
    #[must_use]
    pub fn start(self, date: NaiveDate) -> NaiveDate {
        let first = |month| NaiveDate::from_ymd_opt(date.year(), month, 1);
        match self {
            Self::Day => Some(date),
            Self::Week => {
                date.checked_sub_days(Days::new(date.weekday().num_days_from_monday().into()))
            }
            Self::Month => first(date.month()),
            Self::Quarter => first((date.month() - 1) / 3 * 3 + 1),
            Self::Year => first(1),
        }
        .unwrap_or(date)
    }

    /// First day of the period after the one that starts at `start`.
    #[must_use]
    pub fn next(self, start: NaiveDate) -> NaiveDate {
        let days = match self {
            Self::Day => 1,
            Self::Week => 7,
            Self::Month => 31,
            Self::Quarter => 92,
            Self::Year => 366,
        };
        start
            .checked_add_days(Days::new(days))
            .map_or(start, |d| self.start(d))
    }

    /// `2024-03-05`, `2024-W10`, `2024-03`, `2024-Q1`, `2024`.
    #[must_use]
    pub fn label(self, start: NaiveDate) -> String {
        let (year, month) = (start.year(), start.month());
        match self {
            Self::Day => start.format("%Y-%m-%d").to_string(),
            Self::Week => start.format("%G-W%V").to_string(),
            Self::Month => format!("{year:04}-{month:02}"),
            Self::Quarter => format!("{year:04}-Q{}", (month - 1) / 3 + 1),
            Self::Year => format!("{year:04}"),
        }
    }

    /// Label of the same period a year before; absent where there is none (29 February, week 53) or
    /// where the period before is that already.
    #[must_use]
    pub fn year_before(self, start: NaiveDate) -> Option<String> {
        let earlier = match self {
            Self::Year => return None,
            Self::Week => {
                let week = start.iso_week();
                NaiveDate::from_isoywd_opt(week.year() - 1, week.week(), Weekday::Mon)
            }
            _ => start.with_year(start.year() - 1),
        };
        earlier.map(|d| self.label(d))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    #[test]
    fn periods_tile_time() {
        for unit in [
            Unit::Day,
            Unit::Week,
            Unit::Month,
            Unit::Quarter,
            Unit::Year,
        ] {
            let mut start = unit.start(d(2023, 12, 27));
            for _ in 0..60 {
                let next = unit.next(start);
                assert_eq!(unit.start(next), next);
                assert_eq!(unit.start(next.pred_opt().unwrap()), start, "{unit:?}");
                start = next;
            }
        }
    }

    #[test]
    fn labels() {
        let day = d(2024, 12, 30);
        assert_eq!(Unit::Week.label(Unit::Week.start(day)), "2025-W01");
        assert_eq!(Unit::Quarter.label(Unit::Quarter.start(day)), "2024-Q4");
        assert_eq!(Unit::Month.year_before(d(2024, 3, 1)).unwrap(), "2023-03");
        assert_eq!(Unit::Day.year_before(d(2024, 2, 29)), None);
        assert_eq!(Unit::Year.year_before(d(2024, 1, 1)), None);
    }
}
