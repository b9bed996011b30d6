//! Holidays: which types rise in and just after the statutory holidays.

use crate::aggregate::{Table, date, holiday, stats};
use std::collections::{BTreeMap, BTreeSet};

/// What counts as a holiday rise.
#[derive(Clone, Debug, PartialEq)]
pub struct HolidayParams {
    /// Days after the last free day that still belong to the holiday: complaints follow parcels and visits.
    pub days_after: i32,
    /// Days on either side that ordinary days are taken from.
    pub days_around: i32,
    /// Distinct complaints needed in the holiday.
    pub min_support: u64,
    /// Count ÷ expected must reach this.
    pub min_ratio: f64,
    /// Adjusted p must lie below this.
    pub alpha: f64,
}

impl Default for HolidayParams {
    fn default() -> Self {
        Self {
            days_after: 3,
            days_around: 35,
            min_support: 10,
            min_ratio: 1.25,
            alpha: 0.05,
        }
    }
}

/// A type that is complained about more in a holiday.
#[derive(Clone, Debug)]
pub(crate) struct HolidayRise {
    pub(crate) name: &'static str,
    pub(crate) kind: u32,
    /// Complaints in the holidays of this name, and the days these last.
    pub(crate) count: u64,
    /// Complaints that as many ordinary days around them hold.
    pub(crate) expected: f64,
    pub(crate) p_adjusted: f64,
    /// The days.
    pub(crate) days: BTreeSet<i32>,
}

/// Days of every holiday between `first` and `last`, those after it included.
fn holidays(first: i32, last: i32, after: i32) -> BTreeMap<&'static str, BTreeSet<i32>> {
    let mut all: BTreeMap<&'static str, BTreeSet<i32>> = BTreeMap::new();
    let name_of = |day: i32| date(day).and_then(holiday);
    for day in first.saturating_sub(after)..=last {
        if let Some(name) = name_of(day) {
            // The days after one holiday may be another one's own.
            let days = (day..=day.saturating_add(after))
                .take_while(|&d| name_of(d).is_none_or(|n| n == name))
                .filter(|d| (first..=last).contains(d));
            all.entry(name).or_default().extend(days);
        }
    }
    all.retain(|_, days| !days.is_empty());
    all
}

/// Every type in every holiday against the ordinary days around it. Two conditions: the type's share of all complaints is higher
/// (one-sided Fisher's exact test, adjusted over all types and holidays), and so is its daily count.
pub(crate) fn rises(table: &Table, params: &HolidayParams) -> Vec<HolidayRise> {
    let rows: Vec<(i32, u32)> = (0..table.rows())
        .filter(|&row| table.is_first(row))
        .filter_map(|row| Some((table.day(row)?, table.types.codes[row])))
        .filter(|(_, kind)| (*kind as usize) < table.types.values.len())
        .collect();
    let Some((first, last)) = rows
        .iter()
        .map(|r| r.0)
        .min()
        .zip(rows.iter().map(|r| r.0).max())
    else {
        return Vec::new();
    };
    if last - first < params.days_around || last - first > 40_000 {
        return Vec::new();
    }
    let by_name = holidays(first, last, params.days_after);
    let free: BTreeSet<i32> = by_name.values().flatten().copied().collect();
    let mut risen = Vec::new();
    let mut tried = 0;
    for (name, days) in by_name {
        let ordinary: BTreeSet<i32> = days
            .iter()
            .flat_map(|d| d - params.days_around..=d + params.days_around)
            .filter(|d| (first..=last).contains(d) && !free.contains(d))
            .collect();
        tried += table.types.values.len();
        risen.extend(one(&rows, name, &days, &ordinary, params));
    }
    let p: Vec<f64> = risen.iter().map(|r| r.p_adjusted).collect();
    for (r, p) in risen.iter_mut().zip(stats::benjamini_hochberg(&p, tried)) {
        r.p_adjusted = p;
    }
    risen.retain(|r| r.p_adjusted < params.alpha);
    risen
}

fn one(
    rows: &[(i32, u32)],
    name: &'static str,
    days: &BTreeSet<i32>,
    ordinary: &BTreeSet<i32>,
    params: &HolidayParams,
) -> Vec<HolidayRise> {
    let mut counts: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
    let (mut inside, mut outside) = (0, 0);
    for (day, kind) in rows {
        if days.contains(day) {
            counts.entry(*kind).or_default().0 += 1;
            inside += 1;
        } else if ordinary.contains(day) {
            counts.entry(*kind).or_default().1 += 1;
            outside += 1;
        }
    }
    let as_many = days.len() as f64 / (ordinary.len() as f64).max(1.0);
    counts
        .into_iter()
        .filter(|&(_, (here, there))| {
            here >= params.min_support && here as f64 >= params.min_ratio * there as f64 * as_many
        })
        .map(|(kind, (here, there))| HolidayRise {
            name,
            kind,
            count: here,
            expected: there as f64 * as_many,
            p_adjusted: stats::hypergeometric_upper(here, inside, here + there, inside + outside),
            days: days.clone(),
        })
        .collect()
}
