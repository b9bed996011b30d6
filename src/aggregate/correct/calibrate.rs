//! Posteriors made fit for correction: a factor and a bias for every type (vector scaling), fitted to the held-out rows.

use super::methods::Posteriors;

/// The least probability that is told from none: what a bundle keeps is rounded to 1/65535.
const LEAST: f64 = 1e-5;
/// How strongly factors are held at 1 and biases at 0, in rows.
const HELD: f64 = 2.0;
const ROUNDS: usize = 60;
/// Cells (rows × types) looked at, at most.
const CELLS: usize = 2_000_000;

/// `p' ∝ exp(factor · ln p + bias)`, type by type.
#[derive(Clone, Debug)]
pub(super) struct Calibrator {
    factor: Vec<f64>,
    bias: Vec<f64>,
}

impl Calibrator {
    /// One that changes nothing.
    pub(super) fn none(types: usize) -> Self {
        Self {
            factor: vec![1.0; types],
            bias: vec![0.0; types],
        }
    }

    /// The least log-loss over held-out rows, from `fitted` on. Each round solves two equations a type, with twice the curvature of
    /// the type alone, which bounds that of all together: no step overshoots.
    pub(super) fn of(mut fitted: Self, held_out: &Posteriors, truth: &[u32]) -> Self {
        let k = held_out.types;
        let step = (truth.len() * k).div_ceil(CELLS).max(1);
        let rows: Vec<(Vec<f64>, usize)> = held_out
            .rows()
            .zip(truth)
            .step_by(step)
            .map(|((row, _), &t)| (logs(row), t as usize))
            .collect();
        for _ in 0..ROUNDS {
            let moved = fitted.round(&rows);
            if moved < 1e-4 {
                break;
            }
        }
        fitted
    }

    /// One round; the largest change of a factor or bias.
    fn round(&mut self, rows: &[(Vec<f64>, usize)]) -> f64 {
        let k = self.factor.len();
        // For each type: gradient by factor and bias, then curvature (two diagonals and the mixed term).
        let mut sums = vec![[0.0_f64; 5]; k];
        for (sum, (a, b)) in sums.iter_mut().zip(self.factor.iter().zip(&self.bias)) {
            *sum = [HELD * (a - 1.0), HELD * b, HELD, HELD, 0.0];
        }
        let mut p = vec![0.0; k];
        for (row, truth) in rows {
            self.scaled(row, &mut p);
            for (t, (sum, (l, p))) in sums.iter_mut().zip(row.iter().zip(&p)).enumerate() {
                let error = p - f64::from(u8::from(t == *truth));
                let curve = 2.0 * p * (1.0 - p);
                sum[0] += error * l;
                sum[1] += error;
                sum[2] += curve * l * l;
                sum[3] += curve;
                sum[4] += curve * l;
            }
        }
        let mut most = 0.0_f64;
        for (t, [ga, gb, aa, bb, ab]) in sums.into_iter().enumerate() {
            let determinant = (aa * bb - ab * ab).max(1e-12);
            let da = (bb * ga - ab * gb) / determinant;
            let db = (aa * gb - ab * ga) / determinant;
            self.factor[t] = (self.factor[t] - da).max(0.1);
            self.bias[t] -= db;
            most = most.max(da.abs()).max(db.abs());
        }
        most
    }

    /// Probabilities from logs.
    fn scaled(&self, logs: &[f64], p: &mut [f64]) {
        let mut top = f64::NEG_INFINITY;
        for (p, (l, (a, b))) in p
            .iter_mut()
            .zip(logs.iter().zip(self.factor.iter().zip(&self.bias)))
        {
            *p = a * l + b;
            top = top.max(*p);
        }
        let mut sum = 0.0;
        for p in p.iter_mut() {
            *p = (*p - top).exp();
            sum += *p;
        }
        p.iter_mut().for_each(|p| *p /= sum);
    }

    /// Calibrates the posteriors; the types given stay.
    pub(super) fn apply(&self, to: &mut Posteriors) {
        for row in to.values.chunks_exact_mut(to.types.max(1)) {
            let logs = logs(row);
            self.scaled(&logs, row);
        }
    }
}

fn logs(row: &[f64]) -> Vec<f64> {
    row.iter().map(|p| p.max(LEAST).ln()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::SplitMix;

    /// Truth drawn from posteriors p; what is seen is p with a factor and a bias: they are found again.
    #[test]
    fn a_factor_and_a_bias_are_found_again() {
        let mut draws = SplitMix::new(3);
        let (mut values, mut truth) = (Vec::new(), Vec::new());
        for _ in 0..20_000 {
            let z: Vec<f64> = (0..3).map(|_| draws.unit() * 6.0).collect();
            let sum: f64 = z.iter().map(|z| z.exp()).sum();
            let mut left = draws.unit();
            let t = z.iter().position(|z| {
                left -= z.exp() / sum;
                left < 0.0
            });
            truth.push(u32::try_from(t.unwrap_or(2)).unwrap());
            let seen: Vec<f64> = z
                .iter()
                .zip([0.7, 0.0, -0.7])
                .map(|(z, b)| (0.5 * (z + b)).exp())
                .collect();
            let sum: f64 = seen.iter().sum();
            values.extend(seen.into_iter().map(|s| s / sum));
        }
        let rows = truth.len();
        let posteriors = Posteriors {
            types: 3,
            called: vec![0; rows],
            values,
            weights: vec![1.0 / rows as f64; rows],
        };
        let found = Calibrator::of(Calibrator::none(3), &posteriors, &truth);
        assert!(
            found.factor.iter().all(|a| (a - 2.0).abs() < 0.15),
            "{found:?}"
        );
        assert!(
            (found.bias[0] - found.bias[2] + 1.4).abs() < 0.15,
            "{found:?}"
        );
    }
}
