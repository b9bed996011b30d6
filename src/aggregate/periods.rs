//! Periods: counts by day into periods, with changes, holidays, bands and marks.

use super::calendar::{self, Unit};
use super::covered::comparable_from;
use super::figures::{Change, Expected, Figures, Mark, Period};
use super::gaps::is_monthly;
use super::history::{Expectation, History, Series, Timeline, expectations};
use super::holidays::Calendar;
use super::merge::Merge;
use super::params::{BandParams, FinishParams};
use super::period::{ReportPeriod, unfinished};
use super::period_figures::unit_beside;
use super::span::Span;
use super::stats;
use super::table::NO_DAY;
use super::tally::{ByType, Count};
use super::trend::{self, Basis};
use crate::error::{Error, Result};
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;

/// Complaints by day.
pub(super) struct Dated<'a> {
    /// With their types.
    pub(super) days: &'a ByDay,
    /// The same, for what a day counts for.
    pub(super) history: &'a History,
    /// First and last day that the data cover; absent without times.
    pub(super) bounds: Option<Span>,
}

impl Dated<'_> {
    fn dated_days(&self) -> impl Iterator<Item = i32> {
        self.days.keys().copied().filter(|day| *day != NO_DAY)
    }

    /// The unit that suits the span of the data and the period reported.
    pub(super) fn unit(&self, period: Option<ReportPeriod>) -> Unit {
        let Some(bounds) = self.bounds else {
            return Unit::Month;
        };
        let days = i64::from(bounds.last) - i64::from(bounds.first) + 1;
        let suited = match Unit::suited_to(u32::try_from(days).unwrap_or(u32::MAX)) {
            Unit::Day | Unit::Week if is_monthly(self.dated_days()) => Unit::Month,
            unit => unit,
        };
        period.map_or(suited, |period| unit_beside(period, bounds, suited))
    }
}

/// Of so many days, one may be missing in a complete period.
const GAPS: u32 = 10;
/// More periods than a report can show.
const MOST_PERIODS: usize = 5_000;

type ByDay = BTreeMap<i32, ByType>;

/// One stretch with its counts.
struct Stretch {
    start: NaiveDate,
    end: NaiveDate,
    total: Count,
    types: Vec<u64>,
    /// First and last day that the data cover.
    ends: (NaiveDate, NaiveDate),
    /// Days the data cover between them.
    covered: u32,
    complete: bool,
}

/// All periods from the first to the last day, with everything but the figures of types.
pub(super) fn figures(
    dated: &Dated<'_>,
    types: &[String],
    unit: Unit,
    params: &FinishParams,
) -> Result<Vec<Period>> {
    let bounds = dated.bounds;
    let ends = bounds.and_then(|b| calendar::date(b.first).zip(calendar::date(b.last)));
    let Some((first, last)) = ends else {
        return Ok(Vec::new());
    };
    let mut stretches = fill(dated.days, types, unit, first, last)?;
    leave_gaps(&mut stretches, dated.history);
    let mut periods: Vec<Period> = stretches
        .iter()
        .map(|s| period(s, unit, &params.calendar))
        .collect();
    compare(&mut periods, dated.history, unit);
    mark(&mut periods, dated.history, types, &params.bands);
    Ok(periods)
}

fn fill(
    days: &ByDay,
    types: &[String],
    unit: Unit,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Vec<Stretch>> {
    let mut stretches = Vec::new();
    let mut start = unit.start(first);
    while start <= last {
        let next = unit.next(start);
        if stretches.len() >= MOST_PERIODS || next <= start {
            return Err(Error::Param {
                name: "period",
                got: format!("{} over {first} to {last}", unit.name()),
                wanted: "at most 5,000 periods; choose a longer one, or mend the dates that are far off",
            });
        }
        let end = next.pred_opt().unwrap_or(start);
        stretches.push(stretch(days, types, start, end));
        start = next;
    }
    cover(&mut stretches, first, last);
    Ok(stretches)
}

fn stretch(days: &ByDay, types: &[String], start: NaiveDate, end: NaiveDate) -> Stretch {
    let mut of = Stretch {
        start,
        end,
        total: Count::default(),
        types: vec![0; types.len()],
        ends: (start, end),
        covered: u32::try_from((end - start).num_days() + 1).unwrap_or(0),
        complete: true,
    };
    for (_, counts) in days.range(calendar::day(start)..=calendar::day(end)) {
        of.total.add(Count::sum(counts.values()));
        for (sum, name) in of.types.iter_mut().zip(types) {
            *sum += counts.get(name).map_or(0, |c| c.rows);
        }
    }
    of
}

/// Finds out whether the first and the last period are covered to their ends.
fn cover(stretches: &mut [Stretch], first: NaiveDate, last: NaiveDate) {
    let total: u64 = stretches.iter().map(|s| s.total.rows).sum();
    let covered = Span::between(first, last);
    let is_short = |s: &mut Stretch, gap: i64| {
        let is_short = unfinished(total, covered, gap);
        if is_short {
            s.complete = false;
            s.covered -= u32::try_from(gap).unwrap_or(0).min(s.covered);
        }
        is_short
    };
    if let Some(s) = stretches.first_mut()
        && is_short(s, (first - s.start).num_days())
    {
        s.ends.0 = first;
    }
    if let Some(s) = stretches.last_mut()
        && is_short(s, (s.end - last).num_days())
    {
        s.ends.1 = last;
    }
}

/// Days for which data are missing are not covered; a period of which they are a tenth is incomplete.
fn leave_gaps(stretches: &mut [Stretch], history: &History) {
    for s in stretches {
        let missing = history.gap_days((calendar::day(s.start), calendar::day(s.end)));
        let missing = u32::try_from(missing).unwrap_or(0);
        s.complete &= missing * GAPS < s.covered.max(1);
        s.covered = s.covered.saturating_sub(missing);
    }
}

fn period(s: &Stretch, unit: Unit, calendar: &Calendar) -> Period {
    Period {
        period: unit.label(s.start),
        start: s.start,
        end: s.end,
        covered_from: s.ends.0,
        covered_to: s.ends.1,
        covered_days: s.covered,
        days: u32::try_from((s.end - s.start).num_days() + 1).unwrap_or(0),
        complete: s.complete,
        count: s.total.rows,
        distinct: s.total.distinct,
        daily_mean: stats::ratio(s.total.rows, s.covered.into()),
        types: s.types.clone(),
        holidays: match unit {
            Unit::Day | Unit::Week | Unit::Month => calendar.holidays(s.start, s.end),
            // every one holds some, so they explain nothing there
            Unit::Quarter | Unit::Year => Vec::new(),
        },
        ..Period::default()
    }
}

/// 环比 and 同比, between complete periods only.
fn compare(periods: &mut [Period], history: &History, unit: Unit) {
    for i in 0..periods.len() {
        let (earlier, rest) = periods.split_at(i);
        let here = &rest[0];
        let against = |before: &Period| {
            let both = here.complete && before.complete;
            let counts = (before.count, here.count);
            let basis = || basis(history, None, (before, here));
            both.then(|| trend::change(&before.period, counts, None, &basis()))
        };
        let change = earlier.last().and_then(against);
        let year = unit.year_before(here.start).and_then(|label| {
            let before = earlier.iter().rfind(|p| p.period == label)?;
            against(before)
        });
        periods[i].change = change;
        periods[i].year_on_year = year;
    }
}

fn days(p: &Period) -> (i32, i32) {
    (calendar::day(p.start), calendar::day(p.end))
}

fn basis(history: &History, type_id: Option<usize>, (before, after): (&Period, &Period)) -> Basis {
    let exposure = |p: &Period| history.exposure(type_id, days(p));
    let length = f64::from(before.days.max(after.days));
    let are_neighbours = days(after).0 - days(before).1 <= 1;
    Basis {
        days: (exposure(before), exposure(after)),
        dispersion: match are_neighbours {
            true => history.dispersion(type_id, length),
            false => history.dispersion_apart(type_id, length),
        },
    }
}

/// The first day that the last period can be compared with: the first one after the last long gap.
pub(crate) fn first_comparable(periods: &[Period]) -> i32 {
    let filled = periods.iter().filter(|p| p.count > 0).map(days);
    let end = periods.last().map_or(0, |p| days(p).1 + 1);
    comparable_from(filled, end)
}

/// The counts of all complaints and of every type, as they are judged.
pub(super) struct Observed {
    pub(super) timeline: Timeline,
    /// All complaints, then the types.
    pub(super) series: Vec<Series>,
}

pub(super) fn observed(periods: &[Period], history: &History, types: &[String]) -> Observed {
    let from = first_comparable(periods);
    let complete = periods.iter().map(|p| p.complete && days(p).0 >= from);
    let timeline = Timeline {
        spans: periods.iter().map(days).collect(),
        complete: complete.collect(),
    };
    let counts = |of: &dyn Fn(&Period) -> u64| periods.iter().map(|p| of(p) as f64).collect();
    let mut series = vec![history.series(None, &timeline.spans, counts(&|p| p.count))];
    for t in 0..types.len() {
        let counts = counts(&|p| p.types.get(t).copied().unwrap_or(0));
        series.push(history.series(Some(t), &timeline.spans, counts));
    }
    Observed { timeline, series }
}

/// Marks where all complaints, or one type, leave their band. The p of all marks are adjusted together.
fn mark(periods: &mut [Period], history: &History, types: &[String], params: &BandParams) {
    let Observed { timeline, series } = observed(periods, history, types);
    if timeline.complete.iter().filter(|c| **c).count() < params.min_periods {
        return;
    }
    let expected = expectations(&series, &timeline);
    let p: Vec<f64> = expected.iter().flatten().flatten().map(|e| e.p).collect();
    let rarer = 2.0 * stats::normal_upper(params.z);
    let rarer = rarer.min(params.marks / p.len().max(1) as f64);
    let mut adjusted = stats::benjamini_hochberg(&p, p.len()).into_iter();
    let names = std::iter::once(None).chain(types.iter().map(Some));
    for (name, (series, expected)) in names.zip(series.iter().zip(&expected)) {
        for (i, e) in (0..).zip(expected) {
            let Some(e) = e else { continue };
            let p_adjusted = adjusted.next();
            if name.is_none() {
                periods[i].band = Some(band(e, rarer));
            }
            if e.p < rarer {
                periods[i]
                    .marks
                    .push(mark_of(name, series.counts[i], &band(e, rarer), p_adjusted));
            }
        }
    }
}

fn band(e: &Expectation, rarer: f64) -> Expected {
    let (low, high) = e.band(rarer);
    Expected {
        expected: e.mean,
        low,
        high,
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count"
)]
fn mark_of(name: Option<&String>, count: f64, band: &Expected, p_adjusted: Option<f64>) -> Mark {
    Mark {
        name: name.cloned(),
        count: count as u64,
        expected: band.expected,
        low: band.low,
        high: band.high,
        p_adjusted,
    }
}

/// Every type's 环比: the last complete period against the complete one before it.
pub(super) fn last_changes(figures: &mut Figures, history: &History) {
    let Some(last) = figures.periods.iter().rposition(|p| p.complete) else {
        return;
    };
    let before = last.checked_sub(1).and_then(|i| figures.periods.get(i));
    let Some(before) = before.filter(|p| p.complete) else {
        return;
    };
    let after = &figures.periods[last];
    let totals = (before.types.iter().sum(), after.types.iter().sum());
    let counts = before
        .types
        .iter()
        .copied()
        .zip(after.types.iter().copied());
    let change = |(id, counts)| {
        let basis = basis(history, Some(id), (before, after));
        trend::change(&before.period, counts, Some(totals), &basis)
    };
    let changes: Vec<Change> = counts.enumerate().map(change).collect();
    for (of_type, change) in figures.types.iter_mut().zip(changes) {
        of_type.change = Some(change);
    }
}

/// Years between the first and last day that the calendar does not know.
#[must_use]
pub fn years_without_holidays(figures: &Figures, calendar: &Calendar) -> Vec<i32> {
    let (first, last) = (figures.periods.first(), figures.periods.last());
    let Some((first, last)) = first.zip(last).map(|(f, l)| (f.start, l.end)) else {
        return Vec::new();
    };
    (first.year()..=last.year())
        .filter(|&y| NaiveDate::from_ymd_opt(y, 7, 1).is_some_and(|d| !calendar.knows(d)))
        .collect()
}
