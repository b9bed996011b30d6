//! Complaints by day: what a day counts for, how much counts vary, and what a span of time is expected to hold.

mod covered_days;
mod dispersion;
mod expectation;
mod exposure;
mod fit;
mod forward;
mod growth;
mod motions;
mod outlook;
mod peaks;
mod scale;
mod series;
mod structural;
mod tail;

pub(crate) use expectation::expectations;
pub(crate) use forward::{Arrived, Foretold, LEAST_PART, foretold};
pub(crate) use outlook::outlooks;
pub(crate) use series::{Series, Timeline};
pub(crate) use tail::{Expectation, z};

use super::calendar::date;
use super::gaps;
use super::holidays::Calendar;
use super::span::Span;
use super::table::{Column, NO_DAY, NONE, Table};
use super::tally::ByType;
use dispersion::Dispersion;
use exposure::{CLASSES, Exposure};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Days times types that are kept at most; beyond, every day counts alike and counts are taken to be Poisson.
const MOST: usize = 40_000_000;
/// Complaints below which nothing is estimated: every day counts alike and counts are taken to be Poisson.
const FEW: f64 = 60.0;
/// A gap at the edge of the data is chance, not an end, unless a gap as long would be rarer than this.
const RARE_GAP: f64 = 0.01;

/// Complaints of all types together and of every type, day by day from the first to the last.
#[derive(Clone, Debug, Default)]
pub(crate) struct History {
    first: i32,
    last: i32,
    /// Days at either end that may well be covered although they hold no complaint.
    slack: i32,
    /// All complaints, then every type.
    lines: Vec<Line>,
    /// Running sums, from 0, of what the days of all complaints count for, each times how far days of its class lie from each other: a standard
    /// deviation of logarithms.
    doubt: Vec<f64>,
    /// How far days of a class lie from each other: a standard deviation of logarithms.
    apart: [f64; CLASSES],
    /// Every day counts alike.
    flat: bool,
    /// Days that hold nothing where much was to be expected: they count for nothing.
    gaps: Vec<Span>,
    /// Which days are holidays.
    calendar: Calendar,
}

/// One series.
#[derive(Clone, Debug)]
struct Line {
    /// What a day of every class counts for.
    factors: [f64; CLASSES],
    /// Running sums of what the days count for, from 0.
    exposure: Vec<f64>,
    dispersion: Dispersion,
}

impl History {
    /// Of counts by day and type, the types numbered as in `types`.
    pub(crate) fn of_days(
        days: &BTreeMap<i32, ByType>,
        types: &[String],
        calendar: &Calendar,
    ) -> Self {
        let ids: FxHashMap<&str, usize> = types.iter().map(String::as_str).zip(0..).collect();
        let id = |name: &str| ids.get(name).copied();
        let known = days.iter().filter(|(day, _)| **day != NO_DAY);
        let counts =
            known.flat_map(|(&day, of)| of.iter().map(move |(name, n)| (day, id(name), n.rows)));
        Self::of(counts.collect::<Vec<_>>(), types.len(), calendar)
    }

    /// Of the rows that `keep` allows, the types numbered by their codes.
    pub(crate) fn of_table(table: &Table, keep: impl Fn(usize) -> bool) -> Self {
        Self::of_column(table, &table.types, keep)
    }

    /// The same with the values of another column in the place of the types.
    pub(crate) fn of_column(table: &Table, column: &Column, keep: impl Fn(usize) -> bool) -> Self {
        let mut counts: FxHashMap<(i32, u32), u64> = FxHashMap::default();
        for row in (0..table.rows()).filter(|&row| keep(row)) {
            if let Some(day) = table.day(row) {
                *counts.entry((day, column.codes[row])).or_default() += 1;
            }
        }
        let id = |code: u32| (code != NONE).then_some(code as usize);
        let counts = counts
            .into_iter()
            .map(|((day, code), n)| (day, id(code), n));
        let values = column.values.len();
        Self::of(counts.collect::<Vec<_>>(), values, &table.calendar)
    }

    fn of(counts: Vec<(i32, Option<usize>, u64)>, types: usize, calendar: &Calendar) -> Self {
        let bounds = |f: fn(i32, i32) -> i32| counts.iter().map(|c| c.0).reduce(f);
        let Some((first, last)) = bounds(i32::min).zip(bounds(i32::max)) else {
            return Self::default();
        };
        let days = usize::try_from(i64::from(last) - i64::from(first) + 1).unwrap_or(usize::MAX);
        if days.saturating_mul(types + 1) > MOST {
            return Self::default();
        }
        let mut lines = vec![vec![0.0; days]; types + 1];
        for (day, id, n) in counts {
            let at = usize::try_from(day - first).unwrap_or(0);
            lines[0][at] += n as f64;
            if let Some(line) = id.and_then(|id| lines.get_mut(id + 1)) {
                line[at] += n as f64;
            }
        }
        Self::of_lines((first, last), &lines, calendar.clone())
    }

    /// Of complaints by day from `first` to `last`, of all and of every type.
    pub(crate) fn of_lines(
        (first, last): (i32, i32),
        counts: &[Vec<f64>],
        calendar: Calendar,
    ) -> Self {
        let filled = (first..).zip(&counts[0]).filter(|(_, n)| **n > 0.0);
        let filled: Vec<(i32, f64)> = filled.map(|(day, n)| (day, *n)).collect();
        let gaps = gaps::gaps(&filled, &calendar);
        if gaps::is_monthly(filled.iter().map(|d| d.0)) {
            let months = counts.iter().map(|line| gaps::spread(first, line));
            let months: Vec<Vec<f64>> = months.collect();
            return Self::of_lines((first, gaps::end_of_month(last)), &months, calendar);
        }
        let is_gap = |day: i32| gaps.iter().any(|gap| gap.holds(Some(day)));
        let all = counts[0].iter().sum::<f64>();
        let (classes, exposure) = if all < FEW {
            (vec![0; counts[0].len()], Exposure::flat(counts.len()))
        } else {
            let classes = (first..=last).map(|day| class(&calendar, day));
            let classes: Vec<usize> = classes.collect();
            let exposure = Exposure::of(&classes, counts);
            (classes, exposure)
        };
        let by_day = |factors: &[f64; CLASSES]| -> Vec<f64> {
            let of_day = |(day, &c): (i32, &usize)| if is_gap(day) { 0.0 } else { factors[c] };
            (first..).zip(&classes).map(of_day).collect()
        };
        let days: Vec<Vec<f64>> = exposure.factors.iter().map(by_day).collect();
        let dispersions = if all < FEW {
            vec![Dispersion::POISSON; counts.len()]
        } else {
            Dispersion::of_lines(counts, &days)
        };
        let apart = exposure.spread.map(f64::sqrt);
        let doubt = classes.iter().zip(&days[0]);
        let doubt: Vec<f64> = doubt.map(|(&c, day)| day * apart[c]).collect();
        let lines = exposure.factors.iter().zip(&days).zip(dispersions);
        let a_day = all / classes.len() as f64;
        #[expect(clippy::cast_possible_truncation, reason = "a year at most")]
        let slack = (-RARE_GAP.ln() / a_day).min(366.0) as i32;
        Self {
            first,
            last,
            slack,
            lines: lines
                .map(|((&factors, days), dispersion)| Line {
                    factors,
                    exposure: running_sums(days),
                    dispersion,
                })
                .collect(),
            doubt: running_sums(&doubt),
            apart,
            flat: all < FEW,
            gaps,
            calendar,
        }
    }

    /// The ordinary days that the covered days of a span count for, of all complaints or of one type.
    pub(crate) fn exposure(&self, type_id: Option<usize>, (first, last): (i32, i32)) -> f64 {
        let Some(line) = self.line(type_id) else {
            return f64::from(last) - f64::from(first) + 1.0;
        };
        let Some((from, to)) = self.covered((first, last)) else {
            return 0.0;
        };
        let at_ends = (from..self.first.min(to + 1)).chain((self.last + 1).max(from)..to + 1);
        let ends = if self.flat {
            at_ends.count() as f64
        } else {
            at_ends
                .map(|day| line.factors[class(&self.calendar, day)])
                .sum()
        };
        let within = self.sum_before(&line.exposure, to.saturating_add(1));
        ends + (within - self.sum_before(&line.exposure, from)).max(0.0)
    }

    /// Variance of a count over so many days, in units of its mean; at least 1.
    pub(crate) fn dispersion(&self, type_id: Option<usize>, days: f64) -> f64 {
        self.line(type_id)
            .map_or(1.0, |line| line.dispersion.over(days))
    }

    /// The same for two spans of so many days that lie apart: neighbouring days share the events of a week, those of two years do not.
    pub(crate) fn dispersion_apart(&self, type_id: Option<usize>, days: f64) -> f64 {
        self.line(type_id)
            .map_or(1.0, |line| line.dispersion.over_apart(days))
    }

    /// Variance of the logarithm of what a span counts for: single days off differ from each other.
    fn uncertainty(&self, (first, last): (i32, i32)) -> f64 {
        let Some(line) = self.lines.first().filter(|_| !self.flat) else {
            return 0.0;
        };
        let between = |sums: &[f64]| {
            self.sum_before(sums, last.saturating_add(1)) - self.sum_before(sums, first)
        };
        let all = between(&line.exposure);
        if all > 0.0 {
            (between(&self.doubt) / all).powi(2)
        } else {
            0.0
        }
    }

    /// A running sum at the beginning of a day.
    fn sum_before(&self, sums: &[f64], day: i32) -> f64 {
        let at = usize::try_from(i64::from(day) - i64::from(self.first)).unwrap_or(0);
        sums.get(at).or(sums.last()).copied().unwrap_or(0.0)
    }

    /// The ordinary days that the days of a span to come count for, and the variance of its logarithm.
    fn exposure_ahead(&self, type_id: Option<usize>, (first, last): (i32, i32)) -> (f64, f64) {
        let Some(line) = self.line(type_id).filter(|_| !self.flat) else {
            return (f64::from(last - first + 1), 0.0);
        };
        let classes = (first..=last).map(|day| class(&self.calendar, day));
        let (days, apart) = classes.fold((0.0, 0.0), |s: (f64, f64), c| {
            let day = line.factors[c];
            (s.0 + day, s.1 + day * self.apart[c])
        });
        (days, (apart / days.max(1e-9)).powi(2))
    }

    /// What each of so many days from `first` on counts for, and by how much days of its kind differ (a standard deviation of logarithms).
    fn of_each_day(&self, type_id: Option<usize>, first: i32, days: usize) -> Vec<(f64, f64)> {
        let line = self.line(type_id).filter(|_| !self.flat);
        let of_day = |day: i32| {
            let class = class(&self.calendar, day);
            line.map_or((1.0, 0.0), |line| (line.factors[class], self.apart[class]))
        };
        (first..).take(days).map(of_day).collect()
    }

    /// What each of so many days from `first` on counts for.
    pub(crate) fn factors(&self, type_id: Option<usize>, first: i32, days: usize) -> Vec<f64> {
        let days = self.of_each_day(type_id, first, days);
        days.into_iter().map(|day| day.0).collect()
    }

    /// A series of counts over spans of time, for [`expectations`].
    pub(crate) fn series(
        &self,
        type_id: Option<usize>,
        spans: &[(i32, i32)],
        counts: Vec<f64>,
    ) -> Series {
        let longest = spans
            .iter()
            .map(|s| f64::from(s.1 - s.0 + 1))
            .fold(1.0, f64::max);
        Series {
            counts,
            exposure: spans.iter().map(|&s| self.exposure(type_id, s)).collect(),
            dispersion: self.dispersion(type_id, longest),
            uncertainty: spans.iter().map(|&s| self.uncertainty(s)).collect(),
        }
    }

    fn line(&self, type_id: Option<usize>) -> Option<&Line> {
        self.lines.get(type_id.map_or(0, |id| id + 1))
    }
}

fn class(calendar: &Calendar, day: i32) -> usize {
    date(day).map_or(0, |date| calendar.class(date))
}

fn running_sums(values: &[f64]) -> Vec<f64> {
    let mut sums = Vec::with_capacity(values.len() + 1);
    let mut sum = 0.0;
    sums.push(sum);
    for x in values {
        sum += x;
        sums.push(sum);
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregate::calendar;
    use chrono::NaiveDate;

    fn day(y: i32, m: u32, d: u32) -> i32 {
        calendar::day(NaiveDate::from_ymd_opt(y, m, d).unwrap())
    }

    fn history(from: i32, days: i32, of_day: impl Fn(i32) -> u64) -> History {
        let counts = (from..from + days).map(|d| (d, Some(0), of_day(d)));
        History::of(counts.collect(), 1, &Calendar::China)
    }

    #[test]
    fn a_month_is_as_long_as_its_days_where_days_are_alike() {
        let history = history(day(2023, 1, 1), 730, |_| 20);
        let february = history.exposure(None, (day(2023, 2, 1), day(2023, 2, 28)));
        assert!((february - 28.0).abs() < 1e-9, "{february}");
        assert!((history.dispersion(None, 30.0) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn weekends_and_days_off_count_for_what_they_hold() {
        let free = |d: i32| {
            class(&Calendar::China, d) == exposure::OFF
                || matches!(class(&Calendar::China, d), 5 | 6 | exposure::ADJOINING)
        };
        let history = history(day(2022, 1, 1), 1096, |d| if free(d) { 12 } else { 60 });
        let rate = |y, m, d, last| {
            let span = (day(y, m, d), day(y, m, last));
            let count: u64 = (span.0..=span.1)
                .map(|d| if free(d) { 12 } else { 60 })
                .sum();
            count as f64 / history.exposure(Some(0), span)
        };
        // Spring Festival, National Day, and a month with neither
        for month in [rate(2023, 1, 1, 31), rate(2024, 10, 1, 31)] {
            assert!((month / rate(2023, 3, 1, 31) - 1.0).abs() < 0.02, "{month}");
        }
    }

    #[test]
    fn only_covered_days_count() {
        let history = history(day(2023, 3, 1), 400, |_| 20);
        let early = history.exposure(None, (day(2023, 1, 1), day(2023, 3, 10)));
        assert!((early - 10.0).abs() < 1e-9, "{early}");
        assert_eq!(
            history.exposure(None, (day(2020, 1, 1), day(2020, 3, 10))),
            0.0
        );
        assert_eq!(
            History::default().exposure(None, (day(2020, 1, 1), day(2020, 1, 10))),
            10.0
        );
    }
}
