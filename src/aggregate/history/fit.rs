//! A series and how it moves: every period predicted from all others, by Fisher's scoring over the structural model, with far counts weighed
//! down.

use super::series::{Series, Timeline};
use super::structural::{Loading, Motion, Prediction, Seen, ahead, ahead_by, leave_one_out};
use super::tail::{log_density, nearly};

/// Residuals beyond so many standard deviations count less, by the power of how far beyond.
pub(super) const FAR: f64 = 2.5;
const POWER: i32 = -3;
/// Log rates that move less stand still: predictions then move by its square.
const STILL: f64 = 0.01;

/// Predicts every period from others.
type Predict = fn(&[Seen], &[Loading], f64, &Motion) -> Vec<Prediction>;

/// A fit in progress: log rates and the weights of the periods.
pub(super) struct Work<'a> {
    series: &'a Series,
    timeline: &'a Timeline,
    /// What every period loads on.
    loadings: &'a [Loading],
    centre: f64,
    log_rate: Vec<f64>,
    weight: Vec<f64>,
}

/// What a fit says of every period.
#[derive(Clone, Default)]
pub(super) struct Fit {
    pub(super) mean: Vec<f64>,
    pub(super) spread: Vec<f64>,
    /// Sum of the logarithms of the densities of all periods, each predicted from the others; a heavy-tailed one.
    fitness: f64,
}

#[cfg(test)]
impl Fit {
    /// One of known means and spreads.
    pub(super) fn known(mean: Vec<f64>, spread: Vec<f64>) -> Self {
        Self {
            mean,
            spread,
            fitness: 0.0,
        }
    }
}

impl<'a> Work<'a> {
    pub(super) fn new(series: &'a Series, timeline: &'a Timeline, loadings: &'a [Loading]) -> Self {
        let used = timeline.used(series);
        let (count, days) = used.fold((0.0, 0.0), |s, i| {
            (s.0 + series.counts[i], s.1 + series.exposure[i])
        });
        let centre = ((count + 0.5) / days.max(1e-9)).ln();
        let n = timeline.spans.len();
        Self {
            series,
            timeline,
            loadings,
            centre,
            log_rate: vec![centre; n],
            weight: vec![1.0; n],
        }
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
        let mut fit = Fit {
            mean: vec![0.0; n],
            spread: vec![0.0; n],
            fitness: 0.0,
        };
        for i in self.timeline.used(self.series) {
            let prediction = predictions[i];
            let mean = (self.series.exposure[i] * prediction.mean.exp()).max(1e-9);
            let spread =
                prediction.variance + self.series.dispersion / mean + self.series.uncertainty[i];
            fit.fitness += log_density(self.series.counts[i], mean, spread);
            (fit.mean[i], fit.spread[i]) = (mean, spread);
        }
        fit
    }

    /// How well a motion predicts, the log rates and weights as they are.
    pub(super) fn fitness(&self, motion: &Motion) -> f64 {
        let seen = self.seen();
        let predictions = leave_one_out(&seen, self.loadings, self.centre, motion);
        self.judged(&seen, &predictions).fitness
    }

    /// How far the periods strayed from what those before them said, from the period `from` on: the sum of the squares of standardised
    /// errors, each capped, and how many there are.
    pub(super) fn strayed(&self, motion: &Motion, from: usize) -> (f64, f64) {
        let seen = self.seen();
        let predictions = ahead(&seen, self.loadings, self.centre, motion);
        let fit = self.judged(&seen, &predictions);
        let used = self.timeline.used(self.series).skip(from);
        used.fold((0.0, 0.0), |(sum, n), i| {
            let z = nearly(self.series.counts[i], fit.mean[i], fit.spread[i]);
            (sum + z.powi(2).min(FAR * FAR), n + 1.0)
        })
    }

    /// Mean and spread of every period after the last one seen, as the log rates and weights stand.
    pub(super) fn ahead(&self, motion: &Motion) -> Vec<(f64, f64)> {
        let seen = self.seen();
        let from = seen.iter().rposition(Option::is_some).map_or(0, |i| i + 1);
        let predictions = ahead(&seen, self.loadings, self.centre, motion);
        let predictions = (from..seen.len()).zip(predictions.into_iter().skip(from));
        let series = self.series;
        predictions
            .map(|(i, prediction)| {
                let mean = (series.exposure[i] * prediction.mean.exp()).max(1e-9);
                let noise = series.dispersion / mean + series.uncertainty[i];
                (mean, prediction.variance + noise)
            })
            .collect()
    }

    /// Log rates, weights and predictions in turn, so many times or until they stand still.
    pub(super) fn fit(&mut self, motion: &Motion, rounds: usize) -> Fit {
        self.settle(motion, rounds, leave_one_out)
    }

    /// The same, every period judged by those before it alone.
    pub(super) fn forward(&mut self, motion: &Motion, rounds: usize) -> Fit {
        self.settle(motion, rounds, ahead)
    }

    /// After [`Work::forward`]: the log rate of every period, by those more than `lag` periods before it.
    pub(super) fn foretold(&self, motion: &Motion, lag: usize) -> Vec<Prediction> {
        let seen = self.seen();
        ahead_by(&seen, self.loadings, (self.centre, lag), motion)
    }

    fn settle(&mut self, motion: &Motion, rounds: usize, predict: Predict) -> Fit {
        let mut fit = Fit::default();
        for _ in 0..rounds {
            let seen = self.seen();
            let predictions = predict(&seen, self.loadings, self.centre, motion);
            fit = self.judged(&seen, &predictions);
            if self.moved(&seen, &predictions, &fit) < STILL {
                break;
            }
        }
        fit
    }

    /// Moves log rates and weights to what a fit says; by how much at most.
    fn moved(&mut self, seen: &[Seen], predictions: &[Prediction], fit: &Fit) -> f64 {
        let mut most = 0.0_f64;
        for (i, seen) in seen.iter().enumerate() {
            let Some((y, noise)) = *seen else { continue };
            let Prediction { mean, variance } = predictions[i];
            let joined = (mean * noise + y * variance) / (noise + variance);
            let log_rate = joined.clamp(self.centre - 12.0, self.centre + 12.0);
            let far = nearly(self.series.counts[i], fit.mean[i], fit.spread[i]).abs() / FAR;
            let weight = if far > 1.0 { far.powi(POWER) } else { 1.0 };
            let moves = [log_rate - self.log_rate[i], weight - self.weight[i]];
            most = moves.iter().fold(most, |most, m| most.max(m.abs()));
            (self.log_rate[i], self.weight[i]) = (log_rate, weight);
        }
        most
    }
}
