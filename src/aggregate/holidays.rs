//! Which days are free: the Chinese statutory holidays, those that a person lists, or none.

use chinese_holiday::{DayKind, Ymd, chinese_holiday};
use chrono::{Datelike, Days, NaiveDate};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A calendar of holidays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Calendar {
    /// The statutory holidays of China, and the weekend days worked for them.
    #[default]
    China,
    /// No holidays.
    None,
    /// Days with the name of their holiday, and weekend days that are worked.
    Listed(Arc<BTreeMap<NaiveDate, ListedDay>>),
}

/// A day of a calendar that a person lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListedDay {
    /// A day off, with the name of its holiday.
    Off(String),
    /// A weekend day that is worked.
    Worked,
}

impl Calendar {
    /// Whether it knows the holidays of `date`.
    #[must_use]
    pub fn knows(&self, date: NaiveDate) -> bool {
        match self {
            Self::China => {
                let first = NaiveDate::from_ymd_opt(2004, 1, 1);
                let last = NaiveDate::from_ymd_opt(2026, 12, 25);
                first.is_some_and(|f| date >= f) && last.is_some_and(|l| date <= l)
            }
            Self::None => true,
            Self::Listed(days) => {
                let ends = days.keys().next().zip(days.keys().next_back());
                ends.is_some_and(|(f, l)| (f.year()..=l.year()).contains(&date.year()))
            }
        }
    }

    /// The holiday that `date` belongs to.
    #[must_use]
    pub fn holiday(&self, date: NaiveDate) -> Option<&str> {
        match self {
            Self::None => None,
            Self::China => chinese(date).and_then(name),
            Self::Listed(days) => match days.get(&date)? {
                ListedDay::Off(name) => Some(name),
                ListedDay::Worked => None,
            },
        }
    }

    fn is_worked(&self, date: NaiveDate) -> bool {
        match self {
            Self::None => false,
            Self::China => chinese(date).is_some_and(|k| k.is_workday()),
            Self::Listed(days) => days.get(&date) == Some(&ListedDay::Worked),
        }
    }

    /// What a day is like: 0..=6 an ordinary weekday from Monday on, 7 a day off, 8 a weekend day that is worked (调休), 9 a weekend day that
    /// adjoins days off.
    #[must_use]
    pub(super) fn class(&self, date: NaiveDate) -> usize {
        let weekday = date.weekday().num_days_from_monday() as usize;
        let off = |d: NaiveDate| self.holiday(d).is_some();
        if off(date) {
            return 7;
        }
        if weekday < 5 {
            return weekday;
        }
        if self.is_worked(date) {
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
    pub(super) fn holidays(&self, start: NaiveDate, end: NaiveDate) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for date in start.iter_days().take_while(|d| *d <= end) {
            if let Some(name) = self.holiday(date)
                && !names.iter().any(|n| n == name)
            {
                names.push(name.to_owned());
            }
        }
        names
    }
}

fn chinese(date: NaiveDate) -> Option<DayKind> {
    if !Calendar::China.knows(date) {
        return None;
    }
    let year = u16::try_from(date.year()).ok()?;
    let month = u8::try_from(date.month()).ok()?;
    let day = u8::try_from(date.day()).ok()?;
    Some(chinese_holiday(Ymd::new(year, month, day)))
}

fn name(kind: DayKind) -> Option<&'static str> {
    Some(match kind {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn d(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    #[test]
    fn chinese_holidays_are_named_where_known() {
        let china = Calendar::China;
        let of = |y, m, last| china.holidays(d(y, m, 1), d(y, m, last));
        assert_eq!(of(2024, 10, 31), ["国庆节"]);
        assert_eq!(of(2024, 2, 29), ["春节"]);
        assert!(of(2003, 10, 31).is_empty());
        assert!(!china.knows(d(2027, 1, 1)));
        // 2024-10-12, a Saturday, was worked; 2024-10-01, a Tuesday, was not; 2023-12-31, a Sunday, adjoined New Year's Day.
        assert_eq!(china.class(d(2024, 10, 12)), 8);
        assert_eq!(china.class(d(2024, 10, 1)), 7);
        assert_eq!(china.class(d(2023, 12, 31)), 9);
        assert_eq!(china.class(d(2024, 3, 10)), 6);
    }

    #[test]
    fn listed_days_are_all_there_are() {
        let off = || ListedDay::Off("Thanksgiving".into());
        let days = [
            (d(2024, 11, 28), off()),
            (d(2024, 11, 29), off()),
            (d(2024, 12, 7), ListedDay::Worked),
        ];
        let listed = Calendar::Listed(Arc::new(days.into_iter().collect()));
        assert_eq!(
            listed.holidays(d(2024, 11, 1), d(2024, 11, 30)),
            ["Thanksgiving"]
        );
        let classes = [28, 30].map(|day| listed.class(d(2024, 11, day)));
        assert_eq!((classes, listed.class(d(2024, 12, 7))), ([7, 9], 8));
        assert!(listed.holiday(d(2024, 10, 1)).is_none());
        assert!(listed.knows(d(2024, 1, 1)) && !listed.knows(d(2025, 1, 1)));
        assert_eq!(Calendar::None.class(d(2024, 10, 1)), 1);
    }
}
