//! What the days up to each day were expected to hold by the days before them, for every day: the model behind every expectation, run forward
//! over periods that end on that day.

use super::History;
use super::fit::Work;
use super::motions;
use super::running_sums;
use super::series::{Series, Timeline};
use super::structural::Motion;
use super::tail::{Expectation, nearly};
use rayon::prelude::*;

/// Rounds over log rates and weights.
const ROUNDS: usize = 3;
/// Periods in which the model finds its level: how far they stray says nothing.
const BURN_IN: usize = 4;
/// Residuals count at most so many standard deviations.
const CAP: f64 = 2.5;
/// Degrees of freedom of the belief that counts stray as the model says, and of what all series say of one.
const BELIEF: f64 = 20.0;
const SHARED: f64 = 15.0;
/// The variance found is never taken to be less than this part of what the model says.
const LEAST_SCALE: f64 = 0.5;

/// What some days are expected to hold by the days before them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Foretold {
    pub(crate) mean: f64,
    /// Variance of the mean in units of its square.
    pub(crate) drift: f64,
    /// Variance of a count in units of its mean.
    pub(crate) dispersion: f64,
    freedom: f64,
}

impl Foretold {
    /// Of all of it.
    pub(crate) fn whole(&self) -> Expectation {
        self.part(1.0, 0.0)
    }

    /// Of a part whose share is known with this relative variance.
    pub(crate) fn part(&self, share: f64, variance: f64) -> Expectation {
        self.part_of(share, variance, self.dispersion)
    }

    /// The same of a part with a dispersion of its own.
    pub(crate) fn part_of(&self, share: f64, variance: f64, dispersion: f64) -> Expectation {
        let mean = (self.mean * share).max(1e-3);
        let spread = self.drift + variance + dispersion / mean;
        Expectation::of(mean, spread, self.freedom)
    }
}

/// Complaints that come in later than they were made: what was there of them, day by day.
#[derive(Debug)]
pub(crate) struct Arrived<'a> {
    /// Of every day, the part that has come in by now.
    pub(crate) by_now: &'a [f64],
    /// Days after which nearly all of a day has come in: younger ones tell nothing of those after them.
    pub(crate) lag: usize,
    /// By series and day: complaints of the days up to that day that had come in on it.
    pub(crate) counts: &'a [Vec<u32>],
    /// The same of the part of them that is usually there, with its variance in units of its square.
    pub(crate) parts: &'a [Vec<(f64, f64)>],
}

/// Days of which less than this part is usually there are not judged, and no more is made of what is there than that.
pub(crate) const LEAST_PART: f64 = 0.05;

/// By series and day: what the `length` days up to that day were expected to hold; absent where there are too few days before. `counts` are
/// complaints by day from `first` on, of all and of every type of `history`. With `arrived`, it is what was expected to have come in on that day.
pub(crate) fn foretold(
    history: &History,
    (counts, first): (&[Vec<f64>], i32),
    length: usize,
    arrived: Option<&Arrived<'_>>,
) -> Vec<Vec<Option<Foretold>>> {
    let days = counts.first().map_or(0, Vec::len);
    if length == 0 || days < 2 * length {
        return vec![vec![None; days]; counts.len()];
    }
    let lines: Vec<Line> = (0..)
        .zip(counts)
        .map(|(k, counts)| {
            let type_id = usize::checked_sub(k, 1);
            Line::of(history, type_id, (counts, first), arrived.map(|a| a.by_now))
        })
        .collect();
    let (series, timeline) = periods(&lines, first, (days, length));
    let loadings = timeline.loadings();
    let mut works: Vec<Work<'_>> = series
        .iter()
        .map(|s| Work::new(s, &timeline, &loadings))
        .collect();
    let motions = motions::choose(&mut works, &series, &timeline);
    let ends: Vec<usize> = (days - length + 1..=days).collect();
    let runs: Vec<Vec<Run>> = ends
        .par_iter()
        .map(|&end| run(&lines, first, (end, length), (&motions, arrived)))
        .collect();
    let scales = scales(&runs);
    let of_series = |k: usize| {
        let mut of_day = vec![None; days];
        for of in runs.iter().map(|run| &run[k]) {
            for day in &of.days {
                of_day[day.last] = Some(Foretold {
                    mean: day.mean,
                    drift: day.drift * scales[k].0,
                    dispersion: day.dispersion * scales[k].0,
                    freedom: scales[k].1,
                });
            }
        }
        of_day
    };
    (0..counts.len()).map(of_series).collect()
}

/// A series by day, as running sums.
struct Line {
    counts: Vec<f64>,
    exposure: Vec<f64>,
    /// What the days count for once everything has come in.
    whole: Vec<f64>,
    doubt: Vec<f64>,
    /// Variance of a count in units of its mean: over a day, a week, more.
    dispersion: [f64; 3],
}

impl Line {
    fn of(
        history: &History,
        type_id: Option<usize>,
        (counts, first): (&[f64], i32),
        by_now: Option<&[f64]>,
    ) -> Self {
        let mut days = history.of_each_day(type_id, first, counts.len());
        let whole: Vec<f64> = days.iter().map(|d| d.0).collect();
        for (day, part) in days.iter_mut().zip(by_now.unwrap_or_default()) {
            day.0 *= part;
        }
        let exposure: Vec<f64> = days.iter().map(|d| d.0).collect();
        let doubt: Vec<f64> = days.iter().map(|d| d.0 * d.1).collect();
        Self {
            counts: running_sums(counts),
            exposure: running_sums(&exposure),
            whole: running_sums(&whole),
            doubt: running_sums(&doubt),
            dispersion: [1.0, 7.0, 14.0].map(|days| history.dispersion(type_id, days)),
        }
    }

    fn dispersion(&self, length: usize) -> f64 {
        self.dispersion[usize::from(length > 3) + usize::from(length > 10)]
    }

    fn series(&self, periods: &[(usize, usize)], length: usize) -> Series {
        let sum = |of: &[f64]| -> Vec<f64> { periods.iter().map(|p| of[p.1] - of[p.0]).collect() };
        let exposure = sum(&self.exposure);
        let doubt = sum(&self.doubt);
        let doubt = doubt.iter().zip(&exposure);
        Series {
            counts: sum(&self.counts),
            dispersion: self.dispersion(length),
            uncertainty: doubt.map(|(d, e)| (d / e.max(1e-9)).powi(2)).collect(),
            exposure,
        }
    }
}

/// All series over the periods of `length` days, of which the last ends before the day `end`.
fn periods(lines: &[Line], first: i32, (end, length): (usize, usize)) -> (Vec<Series>, Timeline) {
    let begin = end % length;
    let starts = (begin..end).step_by(length);
    let periods: Vec<(usize, usize)> = starts.map(|start| (start, start + length)).collect();
    let day = |at: usize| first.saturating_add(i32::try_from(at).unwrap_or(i32::MAX));
    let timeline = Timeline {
        spans: periods.iter().map(|p| (day(p.0), day(p.1) - 1)).collect(),
        complete: vec![true; periods.len()],
    };
    let series = lines.iter().map(|l| l.series(&periods, length)).collect();
    (series, timeline)
}

/// One series over the periods of one run.
struct Run {
    days: Vec<Day>,
}

/// One period.
struct Day {
    /// Its last day.
    last: usize,
    mean: f64,
    /// Variance of the mean in units of its square.
    drift: f64,
    dispersion: f64,
    /// Squared residual.
    square: f64,
}

fn run(
    lines: &[Line],
    first: i32,
    (end, length): (usize, usize),
    (motions, arrived): (&[Motion], Option<&Arrived<'_>>),
) -> Vec<Run> {
    let (series, timeline) = periods(lines, first, (end, length));
    let loadings = timeline.loadings();
    let last = |i: usize| end % length + (i + 1) * length - 1;
    let of_series = |(k, (s, motion)): (usize, (&Series, &Motion))| {
        let mut work = Work::new(s, &timeline, &loadings);
        let fit = work.forward(motion, ROUNDS);
        let used = timeline.used(s).filter(|&i| i > 0 && fit.mean[i] > 0.0);
        let of_period = |i: usize| {
            let z = nearly(s.counts[i], fit.mean[i], fit.spread[i]);
            Day {
                last: last(i),
                mean: fit.mean[i],
                drift: (fit.spread[i] - s.dispersion / fit.mean[i]).max(0.0),
                dispersion: s.dispersion,
                square: z.powi(2).min(CAP * CAP),
            }
        };
        let Some(arrived) = arrived else {
            return Run {
                days: used.map(of_period).collect(),
            };
        };
        // periods that had not come in then are left out
        let lag = arrived.lag.div_ceil(length).saturating_sub(1);
        let rates = work.foretold(motion, lag);
        let of_period = |i: usize| {
            let day = last(i);
            let (part, variance) = arrived.parts[k][day];
            let whole = lines[k].whole[day + 1] - lines[k].whole[day + 1 - length];
            let mean = (whole * rates[i].mean.exp() * part).max(1e-9);
            let drift = rates[i].variance + s.uncertainty[i] + variance;
            // a part drawn at random varies less beyond chance than the whole
            let dispersion = 1.0 + part * (s.dispersion - 1.0);
            let count = f64::from(arrived.counts[k][day]);
            let z = nearly(count, mean, drift + dispersion / mean);
            (part >= LEAST_PART).then_some(Day {
                last: day,
                mean,
                drift,
                dispersion,
                square: z.powi(2).min(CAP * CAP),
            })
        };
        let used = timeline.used(s).filter(|&i| i > lag);
        Run {
            days: used.filter_map(of_period).collect(),
        }
    };
    let series = series.iter().zip(motions).enumerate();
    series.map(of_series).collect()
}

/// Of every series how far counts stray over what the model says, and the degrees of freedom that this is known with.
fn scales(runs: &[Vec<Run>]) -> Vec<(f64, f64)> {
    let n = runs.len().max(1) as f64;
    let of_series = |k: usize| {
        let late = runs.iter().flat_map(|run| run[k].days.iter().skip(BURN_IN));
        let (sum, count) = late.fold((0.0, 0.0), |s, d| (s.0 + d.square, s.1 + 1.0));
        // runs overlap: together they are worth one
        (sum / n, count / n)
    };
    let strayed: Vec<(f64, f64)> = (0..runs.first().map_or(0, Vec::len))
        .map(of_series)
        .collect();
    let all = strayed
        .iter()
        .fold((0.0, 0.0), |s, of| (s.0 + of.0, s.1 + of.1));
    let all = (BELIEF + all.0) / (BELIEF + all.1);
    let scale = |&(sum, n): &(f64, f64)| {
        let scale = (SHARED * all + sum) / (SHARED + n);
        (scale.max(LEAST_SCALE), SHARED + n)
    };
    strayed.iter().map(scale).collect()
}
