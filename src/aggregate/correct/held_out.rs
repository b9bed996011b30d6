//! Held-out rows of the training, and how each method of correction does on rows drawn from them.

use super::calibrate::Calibrator;
use super::inputs::{Classified, CorrectParams, HeldOut};
use super::methods::{self, Confusions, Posteriors, best};
use crate::aggregate::figures::{Corrected, CorrectionMethod as Method};
use crate::aggregate::stats::Z95;
use crate::types::SplitMix;
use ndarray::ArrayView2;
use rayon::prelude::*;

/// Rows of a type that may well be there where none is seen: e⁻³ is .05.
const UNSEEN: f64 = 3.0;
/// Rows used in a redraw, at most.
const DRAWN: usize = 4_000;

fn posteriors(of: ArrayView2<'_, f32>, types: usize) -> Posteriors {
    let rows = of.nrows();
    let values: Vec<f64> = of.iter().map(|&p| f64::from(p)).collect();
    Posteriors {
        types,
        called: values.chunks_exact(types.max(1)).map(best).collect(),
        values,
        weights: vec![1.0 / rows.max(1) as f64; rows],
    }
}

/// The held-out rows, by type.
pub(super) struct HeldOutRows {
    /// As the model gave them.
    plain: Posteriors,
    /// Calibrated.
    all: Posteriors,
    fitted: Fitted,
    pub(super) by_type: Vec<Vec<usize>>,
}

/// What held-out rows teach: how to calibrate, and which types are taken for which.
struct Fitted {
    calibrator: Option<Calibrator>,
    confusions: Confusions,
}

impl Fitted {
    /// From rows as the model gave them, which are calibrated in place; `before` is an earlier fit to start from.
    fn to(rows: &mut Posteriors, truth: &[u32], before: Option<&Calibrator>) -> Self {
        let calibrator = before.map(|before| Calibrator::of(before.clone(), rows, truth));
        if let Some(calibrator) = &calibrator {
            calibrator.apply(rows);
        }
        Self {
            calibrator,
            confusions: Confusions::of(rows, truth),
        }
    }

    /// Posteriors calibrated as the held-out ones are.
    fn calibrated(&self, mut rows: Posteriors) -> Posteriors {
        if let Some(calibrator) = &self.calibrator {
            calibrator.apply(&mut rows);
        }
        rows
    }

    fn estimate(&self, method: Method, target: &Posteriors, counted: &[f64]) -> Vec<f64> {
        let prior = &self.confusions.prior;
        match method {
            Method::Emq => methods::emq(target, prior, prior, 1e-6),
            Method::Pacc => methods::solve(&self.confusions.soft, &target.mean()),
            Method::Acc => methods::solve(&self.confusions.hard, counted),
            Method::Pcc => target.mean(),
            Method::Raw | Method::Ppi => counted.to_vec(),
        }
    }
}

/// How a method does on redrawn held-out rows.
pub(super) struct Trial {
    pub(super) method: Method,
    pub(super) bias: Vec<f64>,
    /// Variance that the held-out rows bring.
    known: Vec<f64>,
    /// Variance that one corrected row brings; that of more is as much smaller.
    one: Vec<f64>,
    /// Rows corrected.
    rows: u64,
}

impl Trial {
    /// Standard deviation of a type's share where so many rows are corrected.
    fn spread(&self, t: usize, rows: u64) -> f64 {
        (self.known[t] + self.one[t] / rows.max(1) as f64).sqrt()
    }

    /// Estimates and their spreads as shares of all rows, known ones included.
    pub(super) fn shares(&self, estimate: &[f64], rows: Classified<'_>) -> Vec<Corrected> {
        let total: u64 = rows.counts.iter().sum();
        let known: u64 = rows.known.iter().sum();
        let all = (total + known) as f64;
        let share = |t: usize, part: f64| {
            let fixed = rows.known.get(t).copied().unwrap_or(0) as f64;
            (fixed + part.clamp(0.0, 1.0) * total as f64) / all
        };
        estimate
            .iter()
            .enumerate()
            .map(|(t, &part)| {
                // a share of so many rows moves in steps of one of them: half a step more on either side
                let step = 0.5 / total as f64;
                let half = Z95 * self.spread(t, total).hypot(self.bias[t]) + step;
                Corrected {
                    method: self.method,
                    share: share(t, part),
                    low: Some(share(t, part - half)),
                    high: Some(share(t, part + half)),
                    doubt: None,
                }
            })
            .collect()
    }

    pub(super) fn error(&self) -> f64 {
        let n = self.bias.len().max(1) as f64;
        let each = self.bias.iter().enumerate();
        each.map(|(t, b)| b.hypot(self.spread(t, self.rows)))
            .sum::<f64>()
            / n
    }
}

impl HeldOutRows {
    pub(super) fn of(held_out: HeldOut<'_>, types: usize, calibrated: bool) -> Self {
        let plain = posteriors(held_out.probabilities, types);
        let mut all = plain.clone();
        let start = calibrated.then(|| Calibrator::none(types));
        let fitted = Fitted::to(&mut all, held_out.truth, start.as_ref());
        let mut by_type = vec![Vec::new(); types];
        for (row, &t) in held_out.truth.iter().enumerate() {
            if let Some(rows) = by_type.get_mut(t as usize) {
                rows.push(row);
            }
        }
        Self {
            plain,
            all,
            fitted,
            by_type,
        }
    }

    /// The posteriors of rows, calibrated as the held-out ones are.
    pub(super) fn calibrated(&self, of: ArrayView2<'_, f32>) -> Posteriors {
        self.fitted.calibrated(posteriors(of, self.all.types))
    }

    pub(super) fn estimate(
        &self,
        method: Method,
        target: &Posteriors,
        counted: &[f64],
    ) -> Vec<f64> {
        self.fitted.estimate(method, target, counted)
    }

    /// The shares of a part by the method chosen for the whole; absent for too few rows.
    pub(super) fn part(
        &self,
        trial: &Trial,
        part: Classified<'_>,
        min_rows: u64,
    ) -> Option<Vec<Corrected>> {
        let total: u64 = part.counts.iter().sum();
        let seen = part.probabilities.nrows() as u64;
        let too_few = seen < if part.is_mean { 1 } else { min_rows };
        if total < min_rows || (trial.method != Method::Acc && too_few) {
            return None;
        }
        let target = self.calibrated(part.probabilities);
        let counted = part.counts.iter().map(|&c| c as f64 / total as f64);
        let counted: Vec<f64> = counted.collect();
        let estimate = self.estimate(trial.method, &target, &counted);
        Some(trial.shares(&estimate, part))
    }

    /// `raw` and every method, at `shares`: fitted anew to held-out rows drawn with replacement, their counts of types included (the
    /// spread of what is known of the classifier), and on rows drawn as many of each type as the target would hold (the spread of
    /// the target, realised shares being the truth).
    pub(super) fn trials(
        &self,
        methods: &[Method],
        shares: &[f64],
        target_rows: u64,
        params: &CorrectParams,
    ) -> Vec<Trial> {
        let methods: Vec<Method> = std::iter::once(Method::Raw)
            .chain(methods.iter().copied())
            .collect();
        let held: usize = self.by_type.iter().map(Vec::len).sum();
        let shares =
            self.shares_that_can_be_drawn(shares, UNSEEN / (held as f64).min(target_rows as f64));
        let drawn = held.min(DRAWN);
        let scale = drawn as f64 / held.max(1) as f64;
        let as_held = |t: usize| (self.by_type[t].len() as f64 * scale).ceil();
        let ends = self.ends();
        let mut spaced = |rows: &[usize], i: usize, n: usize| rows[i * rows.len() / n];
        let even = self.redraw(&self.plain, &shares, as_held, &mut spaced).0;
        let errors: Vec<Vec<(Vec<f64>, Vec<f64>)>> = (0..params.redraws)
            .into_par_iter()
            .map(|b| {
                let mut draws = SplitMix::new(params.seed ^ (u64::from(b) << 20));
                let by_chance = class_counts(&ends, drawn, &mut draws);
                let mut any = |rows: &[usize], _, _| rows[draws.below(rows.len())];
                let drawn_again = |t: usize| by_chance[t];
                let (mut again, truth) = self.redraw(&self.plain, &shares, drawn_again, &mut any);
                let fitted = Fitted::to(&mut again, &truth, self.fitted.calibrator.as_ref());
                let as_target = |t: usize| (shares[t] * drawn as f64).ceil();
                let target = self.redraw(&self.all, &shares, as_target, &mut any).0;
                let known = fitted.calibrated(even.clone());
                let error = |fitted: &Fitted, method: Method, rows: &Posteriors| -> Vec<f64> {
                    let found = fitted.estimate(method, rows, &rows.counted());
                    found.iter().zip(&shares).map(|(f, s)| f - s).collect()
                };
                let both =
                    |&m: &Method| (error(&fitted, m, &known), error(&self.fitted, m, &target));
                methods.iter().map(both).collect()
            })
            .collect();
        let types = shares.len();
        let of_method = |(m, &method): (usize, &Method)| {
            let known = |t: usize| moments(errors.iter().map(|b| b[m].0[t]));
            let target = |t: usize| moments(errors.iter().map(|b| b[m].1[t]));
            Trial {
                method,
                bias: (0..types).map(|t| target(t).0).collect(),
                known: (0..types).map(|t| known(t).1 * scale).collect(),
                one: (0..types).map(|t| target(t).1 * drawn as f64).collect(),
                rows: target_rows,
            }
        };
        methods.iter().enumerate().map(of_method).collect()
    }

    /// For every type the place behind its last row, where rows lie type by type.
    fn ends(&self) -> Vec<usize> {
        let mut end = 0;
        let ends = self.by_type.iter().map(|rows| {
            end += rows.len();
            end
        });
        ends.collect()
    }

    /// `shares` without the types that have no held-out rows: these cannot be drawn, and their share goes to the others. The others have
    /// `least` at least: where a type is estimated to be absent, redraws without it would say that this is certain.
    fn shares_that_can_be_drawn(&self, shares: &[f64], least: f64) -> Vec<f64> {
        let mut shares: Vec<f64> = shares
            .iter()
            .zip(&self.by_type)
            .map(|(s, rows)| if rows.is_empty() { 0.0 } else { s.max(least) })
            .collect();
        let sum: f64 = shares.iter().sum();
        shares.iter_mut().for_each(|s| *s /= sum.max(1e-12));
        shares
    }

    /// So many rows of each type, `pick`ed from those held out by their place, and weighted to `shares`; and their types.
    fn redraw(
        &self,
        of: &Posteriors,
        shares: &[f64],
        count: impl Fn(usize) -> f64,
        pick: &mut impl FnMut(&[usize], usize, usize) -> usize,
    ) -> (Posteriors, Vec<u32>) {
        let types = of.types;
        let mut drawn = Posteriors {
            types,
            values: Vec::new(),
            weights: Vec::new(),
            called: Vec::new(),
        };
        let mut truth = Vec::new();
        for ((rows, share), t) in self.by_type.iter().zip(shares).zip(0_u32..) {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a count of rows"
            )]
            let n = count(t as usize).max(1.0) as usize;
            for i in 0..if rows.is_empty() { 0 } else { n } {
                let row = pick(rows, i, n);
                drawn
                    .values
                    .extend(&of.values[row * types..(row + 1) * types]);
                drawn.weights.push(share / n as f64);
                drawn.called.push(of.called[row]);
                truth.push(t);
            }
        }
        (drawn, truth)
    }
}

/// Of so many rows drawn from types that end at these places, how many are of each type.
fn class_counts(ends: &[usize], rows: usize, draws: &mut SplitMix) -> Vec<f64> {
    let mut counts = vec![0.0; ends.len()];
    let all = ends.last().copied().unwrap_or(0);
    for _ in 0..if all == 0 { 0 } else { rows } {
        let at = draws.below(all);
        counts[ends.partition_point(|&end| end <= at)] += 1.0;
    }
    counts
}

/// Mean and variance.
fn moments(values: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    let n = values.clone().count().max(1) as f64;
    let mean = values.clone().sum::<f64>() / n;
    let squares: f64 = values.map(|x| (x - mean).powi(2)).sum();
    (mean, squares / (n - 1.0).max(1.0))
}
