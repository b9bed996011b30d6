//! What a period is expected to hold, judged from all other periods of its series, and what all series say of how levels move and how far
//! counts stray.

use super::structural::{Motion, Prediction, Seen, leave_one_out};
use crate::aggregate::stats;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// Residuals beyond so many standard deviations count less, by the power of how far beyond.
const FAR: f64 = 2.5;
const POWER: f64 = -3.0;
/// Mean of the square of a normal variate that counts at most [`FAR`].
const CALM: f64 = 0.965;
/// Series that tell how levels move, the largest first; of long histories fewer.
const TELL: (usize, usize) = (12, 4);
/// More periods than this are a long history.
const LONG: usize = 200;
/// What the mean of the other series weighs beside a series' own word.
const OTHERS: f64 = 2.0;
/// Years of periods before a season is thought possible.
const SEASON_YEARS: f64 = 1.4;
/// Prior standard deviations of the season and, in a year, of the slope: little and usual.
const SEASONS: [f64; 2] = [0.02, 0.15];
const SLOPES: [f64; 2] = [0.07, 0.7];
/// Standard deviations of a level that wanders, and the days after which it has forgotten two thirds.
const WANDERS: [f64; 5] = [0.02, 0.04, 0.08, 0.15, 0.3];
const MEMORIES: [f64; 4] = [0.0, 20.0, 60.0, 200.0];
/// Degrees of freedom: of the belief that noise is as estimated, and of what all series say of one, at least and at most.
const BELIEF: f64 = 30.0;
const SHARED: (f64, f64) = (8.0, 60.0);
/// The variance found is never taken to be less than this part of what was estimated.
const LEAST_SCALE: f64 = 0.5;
/// Counts expected below this are judged by exact negative-binomial tails.
const SMALL: f64 = 150.0;

/// Counts of the periods of one series.
#[derive(Clone, Debug)]
pub(crate) struct Series {
    pub(crate) counts: Vec<f64>,
    /// What each period counts for; 0 for none.
    pub(crate) exposure: Vec<f64>,
    /// Variance of a count in units of its mean.
    pub(crate) dispersion: f64,
    /// Variance of the logarithm of what each period counts for.
    pub(crate) uncertainty: Vec<f64>,
}

/// The periods, the same for all series.
#[derive(Clone, Debug)]
pub(crate) struct Timeline {
    /// First and last day of each.
    pub(crate) spans: Vec<(i32, i32)>,
    /// Those that are covered to their ends.
    pub(crate) complete: Vec<bool>,
}

/// What a period is expected to hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Expectation {
    pub(crate) mean: f64,
    /// Variance of a count here in units of the mean's square, that of the prediction included.
    spread: f64,
    /// Degrees of freedom that the spread is known with.
    freedom: f64,
    /// Two-sided p of the count.
    pub(crate) p: f64,
}

impl Expectation {
    /// Two-sided p of a count.
    fn p_of(&self, count: f64) -> f64 {
        stats::t_two_sided(z(count, self.mean, self.spread), self.freedom)
    }

    /// The smallest and the largest count that are no rarer than `p`, two-sided.
    pub(crate) fn band(&self, p: f64) -> (f64, f64) {
        let within = |count: f64| self.p_of(count) >= p;
        let reach = 40.0 * (self.mean * self.spread.sqrt() + 1.0);
        let low = edge(self.mean.floor(), (self.mean - reach).max(-1.0).floor(), within);
        (low.max(0.0), edge(self.mean.ceil(), (self.mean + reach).ceil(), within))
    }
}

/// The last whole number from `inside` towards `outside` that is within.
fn edge(mut inside: f64, mut outside: f64, within: impl Fn(f64) -> bool) -> f64 {
    while (outside - inside).abs() > 1.0 {
        let middle = f64::midpoint(inside, outside).round();
        if middle >= 0.0 && within(middle) {
            inside = middle;
        } else {
            outside = middle;
        }
    }
    inside
}

/// z of a count: exact for a negative binomial where counts are small, else by Wilson and Hilferty's cube root of a gamma variate.
pub(crate) fn z(count: f64, mean: f64, spread: f64) -> f64 {
    let variance = (spread * mean).max(1.001);
    if mean > SMALL {
        return nearly(count, mean, variance / mean);
    }
    let size = mean / (variance - 1.0);
    let p = size / (size + mean);
    let of_tail = |tail: f64| stats::normal_quantile_upper(tail.max(1e-300)).max(0.0);
    if count > mean {
        of_tail(stats::beta(count, size, 1.0 - p))
    } else {
        -of_tail(stats::beta(size, count + 1.0, p))
    }
}

/// The same, near enough to weigh residuals: the cube root of the count above the mean, of the mean below it.
fn nearly(count: f64, mean: f64, spread: f64) -> f64 {
    let root = |shape: f64, ratio: f64| 3.0 * shape.sqrt() * (ratio.cbrt() - 1.0 + 1.0 / (9.0 * shape));
    if count > mean {
        root(1.0 / spread, (count - 0.5).max(mean) / mean).max(0.0)
    } else {
        let y = count + 1.0;
        -root(y / (spread * mean), mean / y).max(0.0)
    }
}

impl Timeline {
    /// Places of the periods a series is judged in.
    fn used<'a>(&'a self, series: &'a Series) -> impl Iterator<Item = usize> + 'a {
        (0..self.spans.len()).filter(|&i| self.complete[i] && series.exposure[i] > 0.0)
    }

    /// Middles of the periods in years, from the middle of all.
    fn years(&self) -> Vec<f64> {
        let middle = |s: &(i32, i32)| f64::midpoint(f64::from(s.0), f64::from(s.1) + 1.0) / 365.25;
        let centre = self.spans.first().zip(self.spans.last());
        let centre = centre.map_or(0.0, |(a, b)| middle(&(a.0, b.1)));
        self.spans.iter().map(|s| middle(s) - centre).collect()
    }

    /// Ways in which levels may move.
    fn motions(&self) -> Vec<Motion> {
        let days = self.spans.first().zip(self.spans.last()).map_or(1, |(a, b)| b.1 - a.0 + 1);
        let step = f64::from(days) / self.spans.len().max(1) as f64;
        let long = self.spans.len() > LONG;
        let from = usize::from(long);
        let seasons = if f64::from(days) < SEASON_YEARS * 365.25 { &[0.0][..] } else { &SEASONS[from..] };
        let mut motions = Vec::new();
        for &season in seasons {
            for &slope in &SLOPES[from..] {
                motions.push(Motion { wander: 0.0, memory: 0.0, slope, season });
                for &wander in &WANDERS[..WANDERS.len() - from] {
                    for &days in &MEMORIES[..MEMORIES.len() - from] {
                        let memory = if days > 0.0 { (-step / days).exp() } else { 0.0 };
                        motions.push(Motion { wander, memory, slope, season });
                    }
                }
            }
        }
        motions
    }
}

/// A fit in progress: log rates and the weights of the periods.
struct Work<'a> {
    series: &'a Series,
    timeline: &'a Timeline,
    years: &'a [f64],
    centre: f64,
    log_rate: Vec<f64>,
    weight: Vec<f64>,
}

/// What a fit says of every period.
#[derive(Clone, Default)]
struct Fit {
    mean: Vec<f64>,
    spread: Vec<f64>,
    /// Sum of the logarithms of the densities of all periods, each predicted from the others; a heavy-tailed one.
    fitness: f64,
}

impl<'a> Work<'a> {
    fn new(series: &'a Series, timeline: &'a Timeline, years: &'a [f64]) -> Self {
        let used = timeline.used(series);
        let (count, days) = used.fold((0.0, 0.0), |s, i| (s.0 + series.counts[i], s.1 + series.exposure[i]));
        let centre = ((count + 0.5) / days.max(1e-9)).ln();
        let n = timeline.spans.len();
        Self { series, timeline, years, centre, log_rate: vec![centre; n], weight: vec![1.0; n] }
    }

    /// Working observations of a log-linear model: Fisher's scoring.
    fn seen(&self) -> Vec<Seen> {
        let mut seen = vec![None; self.log_rate.len()];
        for i in self.timeline.used(self.series) {
            let mean = self.series.exposure[i] * self.log_rate[i].exp();
            let noise = self.series.dispersion / mean;
            let step = (self.series.counts[i] / mean - 1.0).min((4.0 * noise.sqrt()).max(1.5));
            let noise = (noise + self.series.uncertainty[i]) / self.weight[i];
            seen[i] = Some((self.log_rate[i] + step, noise));
        }
        seen
    }

    /// Every period judged by the others as the log rates and weights stand.
    fn judged(&self, seen: &[Seen], predictions: &[Prediction]) -> Fit {
        let n = seen.len();
        let mut fit = Fit { mean: vec![0.0; n], spread: vec![0.0; n], fitness: 0.0 };
        for i in self.timeline.used(self.series) {
            let prediction = predictions[i];
            let mean = (self.series.exposure[i] * prediction.mean.exp()).max(1e-9);
            let spread = prediction.variance + self.series.dispersion / mean + self.series.uncertainty[i];
            let z = nearly(self.series.counts[i], mean, spread);
            fit.fitness -= 0.5 * spread.ln() + 3.0 * (1.0 + z * z / 5.0).ln();
            (fit.mean[i], fit.spread[i]) = (mean, spread);
        }
        fit
    }

    /// How well a motion predicts, the log rates and weights as they are.
    fn fitness(&self, motion: &Motion) -> f64 {
        let seen = self.seen();
        let predictions = leave_one_out(&seen, self.years, self.centre, motion);
        self.judged(&seen, &predictions).fitness
    }

    /// Log rates, weights and predictions in turn.
    fn fit(&mut self, motion: &Motion, rounds: usize) -> Fit {
        let mut fit = Fit::default();
        for _ in 0..rounds {
            let seen = self.seen();
            let predictions = leave_one_out(&seen, self.years, self.centre, motion);
            fit = self.judged(&seen, &predictions);
            for (i, seen) in seen.iter().enumerate() {
                let Some((y, noise)) = *seen else { continue };
                let Prediction { mean, variance } = predictions[i];
                let joined = (mean * noise + y * variance) / (noise + variance);
                self.log_rate[i] = joined.clamp(self.centre - 12.0, self.centre + 12.0);
                let far = nearly(self.series.counts[i], fit.mean[i], fit.spread[i]).abs() / FAR;
                self.weight[i] = if far > 1.0 { far.powf(POWER) } else { 1.0 };
            }
        }
        fit
    }
}

/// Every period of every series, predicted from the other periods: none where it is not complete.
pub(crate) fn expectations(series: &[Series], timeline: &Timeline) -> Vec<Vec<Option<Expectation>>> {
    let (years, motions) = (timeline.years(), timeline.motions());
    let middle = motions.iter().rfind(|m| m.wander == WANDERS[2]).unwrap_or(&motions[0]);
    let mut works: Vec<Work<'_>> = series.iter().map(|s| Work::new(s, timeline, &years)).collect();
    works.par_iter_mut().for_each(|work| {
        work.fit(middle, 3);
    });
    let tell = if timeline.spans.len() > 5 * LONG { TELL.1 } else { TELL.0 };
    let said: FxHashMap<usize, Vec<f64>> = largest(series, tell)
        .into_par_iter()
        .map(|i| (i, motions.iter().map(|m| works[i].fitness(m)).collect()))
        .collect();
    let fits: Vec<Fit> = works
        .par_iter_mut()
        .enumerate()
        .map(|(i, work)| work.fit(&motions[best(&said, i, motions.len())], 4))
        .collect();
    let scales = Scales::of(series, &fits, timeline);
    let judge = |(k, (s, fit)): (usize, (&Series, &Fit))| {
        let mut judged = vec![None; timeline.spans.len()];
        for i in timeline.used(s) {
            let (scale, freedom) = scales.of_one(k, i);
            let mut e = Expectation { mean: fit.mean[i], spread: fit.spread[i] * scale, freedom, p: 1.0 };
            e.p = e.p_of(s.counts[i]);
            judged[i] = Some(e);
        }
        judged
    };
    series.iter().zip(&fits).enumerate().map(judge).collect()
}

/// Places of the largest series.
fn largest(series: &[Series], n: usize) -> Vec<usize> {
    let sums: Vec<f64> = series.iter().map(|s| s.counts.iter().sum()).collect();
    let mut order: Vec<usize> = (0..series.len()).collect();
    order.sort_by(|&a, &b| sums[b].total_cmp(&sums[a]).then(a.cmp(&b)));
    order.truncate(n);
    order
}

/// The motion that a series, and the others beside it, predict best with; the first of equals.
fn best(said: &FxHashMap<usize, Vec<f64>>, series: usize, motions: usize) -> usize {
    let mut order: Vec<&usize> = said.keys().collect();
    order.sort();
    let sum = |m: usize| order.iter().map(|i| said[i][m]).sum::<f64>();
    let score = |m: usize| match said.get(&series) {
        Some(own) if said.len() > 1 => own[m] + OTHERS * (sum(m) - own[m]) / (said.len() - 1) as f64,
        Some(own) => own[m],
        None => sum(m),
    };
    (0..motions).max_by(|&a, &b| score(a).total_cmp(&score(b)).then(b.cmp(&a))).unwrap_or(0)
}

/// Squares of standardised residuals, each capped: how far counts stray from what was estimated.
struct Scales {
    /// Of every series: the square of every period, their sum, and how many there are.
    squares: Vec<(Vec<f64>, f64, f64)>,
    /// Mean over all series.
    all: f64,
    /// Degrees of freedom that it is worth for one of them.
    shared: f64,
}

impl Scales {
    fn of(series: &[Series], fits: &[Fit], timeline: &Timeline) -> Self {
        let squares: Vec<(Vec<f64>, f64, f64)> =
            series.iter().zip(fits).map(|(s, fit)| squares(s, fit, timeline)).collect();
        let freedom = |n: f64| (n - 3.0).max(1.0);
        let scale = |s: &(Vec<f64>, f64, f64)| s.1 / s.2.max(1.0);
        let freedoms: f64 = squares.iter().map(|s| freedom(s.2)).sum();
        let sum: f64 = squares.iter().map(|s| freedom(s.2) * scale(s)).sum();
        let all = (BELIEF + sum) / (BELIEF + freedoms);
        // Smyth (2004): the less the scales of the series differ beyond chance, the more all of them tell of one.
        let logs: Vec<f64> = squares.iter().map(|s| scale(s).max(0.05).ln()).collect();
        let n = logs.len().max(1) as f64;
        let mean = logs.iter().sum::<f64>() / n;
        let chance = 2.0 * n / freedoms.max(1.0);
        let seen = logs.iter().map(|l| (l - mean).powi(2)).sum::<f64>();
        let between = (seen + 4.0 * (chance + 0.05)) / (n + 3.0) - chance;
        let shared = (2.0 / between.max(1e-3)).clamp(SHARED.0, SHARED.1);
        Self { squares, all, shared }
    }

    /// The scale of one period, its own residual left out, and the degrees of freedom it is known with.
    fn of_one(&self, series: usize, period: usize) -> (f64, f64) {
        let (squares, sum, n) = &self.squares[series];
        let own = (sum - squares[period]) / (n - 1.0).max(1.0);
        let freedom = (n - 3.0).max(1.0);
        let scale = (self.shared * self.all + freedom * own) / (self.shared + freedom);
        (scale.max(LEAST_SCALE), self.shared + freedom)
    }
}

fn squares(series: &Series, fit: &Fit, timeline: &Timeline) -> (Vec<f64>, f64, f64) {
    let mut residuals = vec![0.0; fit.mean.len()];
    for i in timeline.used(series) {
        residuals[i] = (series.counts[i] - fit.mean[i]) / fit.mean[i] / fit.spread[i].sqrt();
    }
    let mut sizes: Vec<f64> = timeline.used(series).map(|i| residuals[i].abs()).collect();
    let usual = 1.4826 * stats::median(&mut sizes).unwrap_or(1.0);
    let cap = (FAR * usual.max(0.8)).powi(2);
    let squares: Vec<f64> = residuals.iter().map(|r| (r * r).min(cap) / CALM).collect();
    let sum = squares.iter().sum();
    (squares, sum, sizes.len() as f64)
}
