//! What is expected of the next periods, types reconciled with all complaints.

use super::calendar::{self, Unit};
use super::figures::{Forecast, ForecastPeriod, Period, Predicted};
use super::history::{Expectation, History, outlooks};
use super::holidays::Calendar;
use super::periods::{self, Observed};

/// Days of history below which neither growth nor season is told from chance: fourteen months.
const LEAST_DAYS: i32 = 425;
/// Complete periods before the next ones are foretold.
const LEAST_PERIODS: usize = 6;
/// Complaints in them.
const LEAST: u64 = 60;
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
    let mut ahead = next_periods(&periods[last + 1..], periods, (unit, n_ahead), calendar)?;
    let level_only = timeline.spans[last].1 - timeline.spans[first].0 + 1 < LEAST_DAYS;
    let to_come: Vec<(i32, i32)> = ahead
        .iter()
        .map(|p| (calendar::day(p.start), calendar::day(p.end)))
        .collect();
    timeline.cut(last + 1);
    let series: Vec<_> = (0..)
        .zip(series)
        .map(|(k, series)| {
            let type_id = usize::checked_sub(k, 1);
            history.carried_on(type_id, series.cut(last + 1), &to_come)
        })
        .collect();
    timeline.carry_on(&to_come);
    let outlooks = outlooks(&series, &timeline, level_only);
    let typed = |p: &Period| p.types.iter().sum::<u64>() == p.count;
    let adds_up = !types.is_empty() && used.iter().all(|&i| typed(&periods[i]));
    for (i, period) in ahead.iter_mut().enumerate() {
        let mut of: Vec<Expectation> = outlooks.iter().filter_map(|o| o.get(i).copied()).collect();
        if adds_up {
            reconcile(&mut of);
        }
        let mut of = of.iter().map(predicted);
        period.all = of.next()?;
        period.types = of.collect();
    }
    Some(Forecast {
        level_only,
        adds_up,
        periods: ahead,
    })
}

/// Periods under way, then those that follow, `n` in all.
fn next_periods(
    under_way: &[Period],
    periods: &[Period],
    (unit, n): (Unit, usize),
    calendar: &Calendar,
) -> Option<Vec<ForecastPeriod>> {
    let mut ahead: Vec<ForecastPeriod> = under_way.iter().map(begun).collect();
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

fn begun(p: &Period) -> ForecastPeriod {
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

fn predicted(e: &Expectation) -> Predicted {
    Predicted {
        expected: e.mean,
        interval_50: e.band(0.5),
        interval_80: e.band(0.2),
        interval_95: e.band(0.05),
    }
}
