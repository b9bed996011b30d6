//! Holidays: which types rise in and just after the statutory holidays.

use crate::aggregate::history::{History, z};
use crate::aggregate::{Calendar, NONE, Table, date, stats};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

/// Days after the last free day that still belong to the holiday: complaints follow parcels and visits.
const DAYS_AFTER: i32 = 3;
/// Days on either side that ordinary days are taken from.
const DAYS_AROUND: i32 = 35;
/// Distinct complaints needed in the holiday.
const MIN_SUPPORT: u64 = 10;
/// Count ÷ expected must reach this.
const MIN_RATIO: f64 = 1.25;
/// Adjusted p must lie below this.
const ALPHA: f64 = 0.05;
/// Days over which whole events are seen.
const WHOLE: f64 = 14.0;

/// A type that is complained about more in a holiday.
#[derive(Clone, Debug)]
pub(super) struct HolidayRise {
    pub(super) name: String,
    pub(super) type_id: u32,
    /// Complaints in the holidays of this name, and the days these last.
    pub(super) count: u64,
    /// Complaints that as many ordinary days around them hold.
    pub(super) expected: f64,
    pub(super) p_adjusted: f64,
    /// The days.
    pub(super) days: BTreeSet<i32>,
}

/// Days of every holiday between `first` and `last`, those after it included.
fn holidays(
    calendar: &Calendar,
    (first, last): (i32, i32),
    after: i32,
) -> BTreeMap<String, BTreeSet<i32>> {
    let mut all: BTreeMap<String, BTreeSet<i32>> = BTreeMap::new();
    let name_of = |day: i32| date(day).and_then(|d| calendar.holiday(d));
    for day in first.saturating_sub(after)..=last {
        if let Some(name) = name_of(day) {
            // The days after one holiday may be another one's own.
            let days = (day..=day.saturating_add(after))
                .take_while(|&d| name_of(d).is_none_or(|n| n == name))
                .filter(|d| (first..=last).contains(d));
            all.entry(name.to_owned()).or_default().extend(days);
        }
    }
    all.retain(|_, days| !days.is_empty());
    all
}

/// Every type in every holiday against the ordinary days around it. Two conditions: it holds more than it would had it moved as all other
/// types did (one-sided, with the dispersion that complaints show, adjusted over all types and holidays), and its daily count is higher. What is
/// found is told of the days in `reported`, where the daily count must be higher as well.
pub(super) fn rises(table: &Table, reported: RangeInclusive<i32>) -> Vec<HolidayRise> {
    let by_day = by_day(table);
    let ends = by_day.first_key_value().zip(by_day.last_key_value());
    let Some(((&(first, _), _), (&(last, _), _))) = ends else {
        return Vec::new();
    };
    if last - first < DAYS_AROUND || last - first > 40_000 {
        return Vec::new();
    }
    let history = History::of_table(table, |row| table.is_first(row));
    let by_name = holidays(&table.calendar, (first, last), DAYS_AFTER);
    let free: BTreeSet<i32> = by_name.values().flatten().copied().collect();
    let of = |name: &str, days: &BTreeSet<i32>| {
        let around = days
            .iter()
            .flat_map(|d| d - DAYS_AROUND..=d + DAYS_AROUND)
            .filter(|d| (first..=last).contains(d) && !free.contains(d));
        one((&by_day, &history), name, (days, &around.collect()))
    };
    let mut risen = Vec::new();
    let mut tried = 0;
    for (name, days) in by_name {
        tried += table.types.values.len();
        risen.extend(of(&name, &days));
    }
    stats::keep_significant(&mut risen, tried, ALPHA, |r| &mut r.p_adjusted);
    let told = |r: HolidayRise| {
        let days = r.days.iter().filter(|d| reported.contains(d));
        let here = of(&r.name, &days.copied().collect()).into_iter();
        let mut here = here.filter(|h| h.type_id == r.type_id);
        let p_adjusted = r.p_adjusted;
        here.next().map(|h| HolidayRise { p_adjusted, ..h })
    };
    risen.into_iter().filter_map(told).collect()
}

/// Distinct complaints by day and type.
fn by_day(table: &Table) -> BTreeMap<(i32, u32), u64> {
    let mut counts: FxHashMap<(i32, u32), u64> = FxHashMap::default();
    for row in (0..table.rows()).filter(|&row| table.is_first(row)) {
        let type_id = table.types.codes[row];
        if let Some(day) = table.day(row).filter(|_| type_id != NONE) {
            *counts.entry((day, type_id)).or_default() += 1;
        }
    }
    counts.into_iter().collect()
}

fn one(
    (by_day, history): (&BTreeMap<(i32, u32), u64>, &History),
    name: &str,
    (days, ordinary): (&BTreeSet<i32>, &BTreeSet<i32>),
) -> Vec<HolidayRise> {
    let mut counts: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
    let (mut inside, mut outside) = (0, 0);
    for ((day, type_id), n) in by_day {
        if days.contains(day) {
            counts.entry(*type_id).or_default().0 += n;
            inside += n;
        } else if ordinary.contains(day) {
            counts.entry(*type_id).or_default().1 += n;
            outside += n;
        }
    }
    let as_many = days.len() as f64 / (ordinary.len() as f64).max(1.0);
    counts
        .into_iter()
        .filter(|&(_, (here, there))| {
            here >= MIN_SUPPORT && here as f64 >= MIN_RATIO * there as f64 * as_many
        })
        .map(|(type_id, (here, there))| HolidayRise {
            name: name.to_owned(),
            type_id,
            count: here,
            expected: there as f64 * as_many,
            p_adjusted: p_of(
                history,
                type_id,
                (here, there),
                (inside - here, outside - there),
            ),
            days: days.clone(),
        })
        .collect()
}

/// P of as many complaints or more in the holiday, where the type holds `counts` within and outside and all others hold `others`.
fn p_of(history: &History, type_id: u32, counts: (u64, u64), others: (u64, u64)) -> f64 {
    let [there, inside, outside] = [counts.1, others.0, others.1].map(|n| n as f64 + 0.5);
    let expected = there * inside / outside;
    let own = history.dispersion(Some(type_id as usize), WHOLE);
    let all = history.dispersion(None, WHOLE);
    let spread = own * (1.0 / expected + 1.0 / there) + all * (1.0 / inside + 1.0 / outside);
    stats::normal_upper(z(counts.0 as f64, expected, spread))
}
