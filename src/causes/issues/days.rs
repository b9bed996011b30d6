//! The days that issues are looked for in.

use crate::aggregate::{Figures, Unit, date, day};
use chrono::{Datelike, Months, NaiveDate};
use std::ops::RangeInclusive;

/// A period by name, and its days: the one that the figures are about, else the last complete one of at least a month.
pub(super) fn days(figures: &Figures) -> Option<(String, RangeInclusive<i32>)> {
    let periods = &figures.periods;
    if let Some(about) = &figures.period {
        let same = |p: &&crate::aggregate::Period| p.start == about.from && p.end == about.until;
        let name = periods.iter().find(same).map(|p| p.period.clone());
        let of_kind = || Some(about.kind.unit()?.label(about.from));
        let name = name.or_else(of_kind);
        let name = name.unwrap_or_else(|| format!("{}..{}", about.from, about.until));
        return Some((name, day(about.from)..=day(about.until)));
    }
    match figures.period_unit? {
        Unit::Day | Unit::Week => last_month(figures),
        Unit::Month | Unit::Quarter | Unit::Year => {
            let last = periods.iter().rev().find(|p| p.complete)?;
            Some((last.period.clone(), day(last.start)..=day(last.end)))
        }
    }
}

/// The last whole month between the first and the last complaint.
fn last_month(figures: &Figures) -> Option<(String, RangeInclusive<i32>)> {
    let (first, last) = (figures.periods.first()?, figures.periods.last()?);
    let after = date(day(last.end) + 1)?;
    let end = NaiveDate::from_ymd_opt(after.year(), after.month(), 1)?;
    let start = end - Months::new(1);
    let name = start.format("%Y-%m").to_string();
    (start >= first.start).then(|| (name, day(start)..=day(end) - 1))
}
