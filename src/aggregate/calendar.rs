//! Time: days into periods, periods' labels, and the Chinese statutory holidays.

use chinese_holiday::{DayKind, Ymd, chinese_holiday};
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

/// Whether the calendar knows the holidays of `date`.
#[must_use]
pub(super) fn known(date: NaiveDate) -> bool {
    let first = NaiveDate::from_ymd_opt(2004, 1, 1);
    let last = NaiveDate::from_ymd_opt(2026, 12, 25);
    first.is_some_and(|f| date >= f) && last.is_some_and(|l| date <= l)
}

fn kind(date: NaiveDate) -> Option<DayKind> {
    if !known(date) {
        return None;
    }
    let year = u16::try_from(date.year()).ok()?;
    let month = u8::try_from(date.month()).ok()?;
    let day = u8::try_from(date.day()).ok()?;
    Some(chinese_holiday(Ymd::new(year, month, day)))
}

/// The statutory holiday that `date` belongs to, in Chinese.
#[must_use]
pub fn holiday(date: NaiveDate) -> Option<&'static str> {
    Some(match kind(date)? {
        DayKind::NewYearsDayHoliday => "元旦",
        DayKind::SpringFestivalHoliday => "春节",
        DayKind::ChingMingFestivalHoliday => "清明节",
        DayKind::InternationalWorkersDayHoliday => "劳动节",
        DayKind::DragonBoatFestivalHoliday => "端午节",
        DayKind::MidAutumnFestivalHoliday => "中秋节",
        DayKind::NationalDayHoliday => "国庆节",
        _ => return None,
    })
}

/// What a day is like: 0..=6 an ordinary weekday from Monday on, 7 a statutory day off, 8 a weekend day that is worked (调休), 9 a weekend day
/// that adjoins days off.
#[must_use]
pub(super) fn class(date: NaiveDate) -> usize {
    let weekday = date.weekday().num_days_from_monday() as usize;
    let off = |d: NaiveDate| holiday(d).is_some();
    if off(date) {
        return 7;
    }
    if weekday < 5 {
        return weekday;
    }
    if kind(date).is_some_and(|k| k.is_workday()) {
        return 8;
    }
    let (before, after) = if weekday == 5 { (1, 2) } else { (2, 1) };
    let friday = date.checked_sub_days(Days::new(before));
    let monday = date.checked_add_days(Days::new(after));
    if friday.into_iter().chain(monday).any(off) {
        9
    } else {
        weekday
    }
}

/// The holidays with a day in `start..=end`, each once, in order of time.
#[must_use]
pub(super) fn holidays(start: NaiveDate, end: NaiveDate) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for date in start.iter_days().take_while(|d| *d <= end) {
        if let Some(name) = holiday(date)
            && !names.iter().any(|n| n == name)
        {
            names.push(name.to_owned());
        }
    }
    names
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

    #[test]
    fn holidays_are_named_where_known() {
        assert_eq!(holidays(d(2024, 10, 1), d(2024, 10, 31)), ["国庆节"]);
        assert_eq!(holidays(d(2024, 2, 1), d(2024, 2, 29)), ["春节"]);
        assert!(holidays(d(2003, 10, 1), d(2003, 10, 31)).is_empty());
        assert!(!known(d(2027, 1, 1)));
        // 2024-10-12, a Saturday, was worked; 2024-10-01, a Tuesday, was not; 2023-12-31, a Sunday, adjoined New Year's Day.
        assert_eq!(class(d(2024, 10, 12)), 8);
        assert_eq!(class(d(2024, 10, 1)), 7);
        assert_eq!(class(d(2023, 12, 31)), 9);
        assert_eq!(class(d(2024, 3, 10)), 6);
    }
}
