//! How far counts stray from what was expected, over what was estimated: of one series, drawn to all.

use super::fit::{FAR, Fit};
use super::series::{Series, Timeline};
use crate::aggregate::stats;

/// Mean of the square of a normal variate that counts at most [`FAR`].
const CALM: f64 = 0.965;
/// Degrees of freedom: of the belief that noise is as estimated, and of what all series say of one, at least and at most.
const BELIEF: f64 = 30.0;
const SHARED: (f64, f64) = (8.0, 60.0);
/// The variance found is never taken to be less than this part of what was estimated.
const LEAST_SCALE: f64 = 0.5;

/// Squares of standardised residuals, each capped: how far counts stray from what was estimated.
pub(super) struct Scales {
    /// Of every series: the square of every period, their sum, and how many there are.
    squares: Vec<(Vec<f64>, f64, f64)>,
    /// Mean over all series.
    all: f64,
    /// Degrees of freedom that it is worth for one of them.
    shared: f64,
}

impl Scales {
    pub(super) fn of(series: &[Series], fits: &[Fit], timeline: &Timeline) -> Self {
        let squares: Vec<(Vec<f64>, f64, f64)> = series
            .iter()
            .zip(fits)
            .map(|(s, fit)| squares(s, fit, timeline))
            .collect();
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
        Self {
            squares,
            all,
            shared,
        }
    }

    /// The scale of one period, its own residual left out, and the degrees of freedom it is known with.
    pub(super) fn of_one(&self, series: usize, period: usize) -> (f64, f64) {
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
