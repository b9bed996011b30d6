//! What is expected of the next periods, types reconciled with all complaints.

use super::calendar::{self, Unit};
use super::figures::{Forecast, ForecastPeriod, Period, Predicted};
use super::history::{Expectation, History, Series, Timeline, outlooks};
use super::holidays::Calendar;
use super::periods::{self, Observed};

/// Days of history below which neither growth nor season is told from chance: fourteen months.
const LEAST_DAYS: i32 = 425;
/// Complete periods before the next ones are foretold.
const LEAST_PERIODS: usize = 6;
/// Complaints in them.
const LEAST: u64 = 60;
/// A count is a surprise where one as far off is rarer than this.
const SURPRISE: f64 = 0.01;
/// Days, weeks or longer periods that are foretold.
const AHEAD: (usize, usize) = (7, 3);

/// The periods after the last complete one; absent for years, and where there is too little to go by.
pub(super) fn forecast(
    periods: &[Period],
    history: &History,
    types: &[String],
    (unit, calendar): (Unit, &Calendar),
) -> Option<Forecast> {
    let n_ahead = match unit {
        Unit::Day => AHEAD.0,
        Unit::Week | Unit::Month | Unit::Quarter => AHEAD.1,
        Unit::Year => return None,
    };
    let Observed {
        mut timeline,
        series,
    } = periods::observed(periods, history, types);
    let used: Vec<usize> = (0..periods.len())
        .filter(|&i| timeline.complete[i])
        .collect();
    let (first, last) = (*used.first()?, *used.last()?);
    let counted: u64 = used.iter().map(|&i| periods[i].count).sum();
    if used.len() < LEAST_PERIODS || counted < LEAST {
        return None;
    }
    let today = history.last_day()?;
    let begun = periods[last + 1..]
        .iter()
        .find(|p| calendar::day(p.end) > today);
    let mut ahead = next_periods(begun, periods, (unit, n_ahead), calendar)?;
    let level_only = timeline.spans[last].1 - timeline.spans[first].0 + 1 < LEAST_DAYS;
    let so_far = SoFar::of(begun, today);
    let to_come: Vec<(i32, i32)> = ahead
        .iter()
        .map(|p| (calendar::day(p.start).max(today + 1), calendar::day(p.end)))
        .collect();
    timeline.cut(last + 1);
    let series: Vec<Series> = series.into_iter().map(|s| s.cut(last + 1)).collect();
    if so_far.is_surprise(history, (&series, &timeline), level_only) {
        return None;
    }
    timeline.add_known(so_far.past);
    let series: Vec<_> = (0..)
        .zip(series)
        .map(|(k, series)| {
            let type_id = usize::checked_sub(k, 1);
            let past = so_far.past.map(|span| (span, so_far.count(k) as f64));
            history.carried_on(type_id, history.with_known(type_id, series, past), &to_come)
        })
        .collect();
    timeline.carry_on(&to_come);
    let outlooks = outlooks(&series, &timeline, level_only);
    let typed = |p: &Period| p.types.iter().sum::<u64>() == p.count;
    let adds_up = !types.is_empty() && used.iter().map(|&i| &periods[i]).chain(begun).all(typed);
    foretell(&mut ahead, &outlooks, adds_up, &so_far)?;
    Some(Forecast {
        level_only,
        adds_up,
        periods: ahead,
    })
}

/// Enters what is expected of every period: all complaints, then every type.
fn foretell(
    ahead: &mut [ForecastPeriod],
    outlooks: &[Vec<Expectation>],
    adds_up: bool,
    so_far: &SoFar<'_>,
) -> Option<()> {
    for (i, period) in ahead.iter_mut().enumerate() {
        let mut of: Vec<Expectation> = outlooks.iter().filter_map(|o| o.get(i).copied()).collect();
        if adds_up {
            reconcile(&mut of);
        }
        let known = |k: usize| if i == 0 { so_far.count(k) } else { 0 };
        let mut of = (0..).zip(&of).map(|(k, e)| predicted(e, known(k)));
        period.so_far = known(0);
        period.all = of.next()?;
        period.types = of.collect();
    }
    Some(())
}

/// Of a period under way, the days that are past are known, and the others are to come.
struct SoFar<'p> {
    past: Option<(i32, i32)>,
    period: Option<&'p Period>,
}

impl<'p> SoFar<'p> {
    fn of(period: Option<&'p Period>, today: i32) -> Self {
        let past = period.map(|p| (calendar::day(p.start), today));
        Self { past, period }
    }

    /// Complaints of these days: of all, then of every type.
    fn count(&self, at: usize) -> u64 {
        self.period.map_or(0, |p| match at.checked_sub(1) {
            None => p.count,
            Some(type_id) => p.types.get(type_id).copied().unwrap_or(0),
        })
    }

    /// Whether they hold what the periods before do not let expect: what follows then cannot be told from these.
    fn is_surprise(
        &self,
        history: &History,
        (series, timeline): (&[Series], &Timeline),
        level_only: bool,
    ) -> bool {
        let Some((past, all)) = self.past.zip(series.first()) else {
            return false;
        };
        let all = history.carried_on(None, all.clone(), &[past]);
        let mut timeline = timeline.clone();
        timeline.carry_on(&[past]);
        let expected = outlooks(&[all], &timeline, level_only);
        let first = expected.first().and_then(|of| of.first());
        first.is_some_and(|e| {
            let (low, high) = e.band(SURPRISE);
            !(low..=high).contains(&(self.count(0) as f64))
        })
    }
}

/// The period under way, then those that follow, `n` in all.
fn next_periods(
    under_way: Option<&Period>,
    periods: &[Period],
    (unit, n): (Unit, usize),
    calendar: &Calendar,
) -> Option<Vec<ForecastPeriod>> {
    let mut ahead: Vec<ForecastPeriod> = under_way.into_iter().map(under_way_of).collect();
    let mut start = unit.next(periods.last()?.start);
    while ahead.len() < n {
        let next = unit.next(start);
        let end = next.pred_opt().filter(|end| *end >= start)?;
        ahead.push(ForecastPeriod {
            period: unit.label(start),
            start,
            end,
            holidays: match unit {
                Unit::Day | Unit::Week | Unit::Month => calendar.holidays(start, end),
                Unit::Quarter | Unit::Year => Vec::new(),
            },
            ..ForecastPeriod::default()
        });
        start = next;
    }
    Some(ahead)
}

fn under_way_of(p: &Period) -> ForecastPeriod {
    ForecastPeriod {
        period: p.period.clone(),
        start: p.start,
        end: p.end,
        holidays: p.holidays.clone(),
        ..ForecastPeriod::default()
    }
}

/// Moves all complaints (the first) and the types until they add up, each by its share of the variance: least squares weighted by the variances
/// of the single forecasts (Wickramasuriya, Athanasopoulos & Hyndman 2019, Optimal forecast reconciliation, with a diagonal matrix).
fn reconcile(of: &mut [Expectation]) {
    let Some((all, types)) = of.split_first_mut() else {
        return;
    };
    let variance = |e: &Expectation| e.mean * e.mean * e.spread;
    let sum: f64 = types.iter().map(|e| e.mean).sum();
    let whole = variance(all) + types.iter().map(variance).sum::<f64>();
    let gap = all.mean - sum;
    if whole <= 0.0 {
        return;
    }
    for e in types.iter_mut() {
        // no count falls below nothing
        e.mean = (e.mean + variance(e) / whole * gap).max(1e-9);
    }
    all.mean = types.iter().map(|e| e.mean).sum();
}

/// What is expected of the days to come, and `so_far`.
fn predicted(e: &Expectation, so_far: u64) -> Predicted {
    let known = so_far as f64;
    let band = |p: f64| {
        let (low, high) = e.band(p);
        (known + low, known + high)
    };
    Predicted {
        expected: known + e.mean,
        interval_50: band(0.5),
        interval_80: band(0.2),
        interval_95: band(0.05),
    }
}
