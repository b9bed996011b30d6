//! From a score to the probability that a text has a type, whatever other types it has.

use serde::{Deserialize, Serialize};

/// Probability = `1 ÷ (1 + e^−(slope · score + offset))` (Platt, 1999).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Platt {
    /// Above 0: a higher score never means a lower probability.
    pub slope: f64,
    /// The log-odds at a score of 0.
    pub offset: f64,
}

/// Steps at most, and the gain in log-loss a row below which they end.
const STEPS: usize = 100;
const SMALL: f64 = 1e-10;
/// Keeps the curvature away from 0.
const RIDGE: f64 = 1e-12;
/// Where scores say nothing, or the opposite of the truth.
const LEAST_SLOPE: f64 = 1e-3;

impl Platt {
    /// Fits to scores of rows held out, by Newton's method on the targets of Platt, which shrink certainty by the number of rows (Lin, Lin and
    /// Weng, "A note on Platt's probabilistic outputs", 2007). Without rows that have the type, and rows that do not, the probability is
    /// `(with + 1) ÷ (rows + 2)` whatever the score.
    #[must_use]
    pub fn fit(rows: &[(f32, bool)]) -> Self {
        let with = rows.iter().filter(|r| r.1).count() as f64;
        let without = rows.len() as f64 - with;
        let prior = ((with + 1.0) / (without + 1.0)).ln();
        let mut now = Self {
            slope: 0.0,
            offset: prior,
        };
        if with == 0.0 || without == 0.0 {
            return Self {
                slope: LEAST_SLOPE,
                ..now
            };
        }
        let targets = ((with + 1.0) / (with + 2.0), 1.0 / (without + 2.0));
        let mut loss = now.loss(rows, targets);
        for _ in 0..STEPS {
            let (slope, offset) = now.newton(rows, targets);
            let mut size = 1.0;
            let before = loss;
            while size > RIDGE {
                let next = Self {
                    slope: now.slope + size * slope,
                    offset: now.offset + size * offset,
                };
                let of_next = next.loss(rows, targets);
                if of_next < loss {
                    (now, loss) = (next, of_next);
                    break;
                }
                size /= 2.0;
            }
            if before - loss < SMALL * rows.len() as f64 {
                break;
            }
        }
        if now.slope < LEAST_SLOPE {
            now = Self {
                slope: LEAST_SLOPE,
                offset: prior,
            };
        }
        now
    }

    /// The probability at this score.
    #[must_use]
    pub fn probability(self, score: f32) -> f64 {
        1.0 / (1.0 + (-self.log_odds(score)).exp())
    }

    fn log_odds(self, score: f32) -> f64 {
        self.slope * f64::from(score) + self.offset
    }

    fn loss(self, rows: &[(f32, bool)], (yes, no): (f64, f64)) -> f64 {
        let of_row = |&(score, has): &(f32, bool)| {
            let (x, target) = (self.log_odds(score), if has { yes } else { no });
            // ln(1 + eˣ) − target · x, without overflow
            x.max(0.0) + (-x.abs()).exp().ln_1p() - target * x
        };
        rows.iter().map(of_row).sum()
    }

    /// The Newton step.
    fn newton(self, rows: &[(f32, bool)], (yes, no): (f64, f64)) -> (f64, f64) {
        let (mut aa, mut ab, mut bb, mut a, mut b) = (RIDGE, 0.0, RIDGE, 0.0, 0.0);
        for &(score, has) in rows {
            let s = f64::from(score);
            let p = self.probability(score);
            let (curve, error) = (p * (1.0 - p), p - if has { yes } else { no });
            aa += curve * s * s;
            ab += curve * s;
            bb += curve;
            a += error * s;
            b += error;
        }
        let determinant = aa * bb - ab * ab;
        let determinant = determinant.max(RIDGE * RIDGE);
        (
            (ab * b - bb * a) / determinant,
            (ab * a - aa * b) / determinant,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By `scipy.optimize.minimize` (BFGS) on the same loss:
    /// ```python
    /// s = [(i*37 % 101)/25 - 2 for i in range(200)]; y = [(i*53 % 100)/100 < 1/(1+exp(-1.5*x+.5)) for i, x in enumerate(s)]
    /// n1 = sum(y); n0 = 200-n1; t = [(n1+1)/(n1+2) if k else 1/(n0+2) for k in y]
    /// minimize(lambda w: sum(log1p(exp(w[0]*x+w[1])) - k*(w[0]*x+w[1]) for x, k in zip(s, t)), [0, 0], tol=1e-12).x
    /// ```
    #[test]
    fn the_fit_is_that_of_scipy() {
        let rows: Vec<(f32, bool)> = (0..200_u32)
            .map(|i| {
                let s = f64::from(i * 37 % 101) / 25.0 - 2.0;
                let p = 1.0 / (1.0 + (-1.5 * s + 0.5).exp());
                #[expect(clippy::cast_possible_truncation, reason = "a test")]
                let score = s as f32;
                (score, f64::from(i * 53 % 100) / 100.0 < p)
            })
            .collect();
        let fit = Platt::fit(&rows);
        assert!((fit.slope - 1.403608).abs() < 1e-4, "{fit:?}");
        assert!((fit.offset + 0.419678).abs() < 1e-4, "{fit:?}");
    }

    #[test]
    fn one_sided_rows_give_a_probability_all_the_same() {
        let fit = Platt::fit(&[(0.3, false), (-0.2, false)]);
        assert!((fit.probability(0.0) - 0.25).abs() < 1e-9, "{fit:?}");
        let fit = Platt::fit(&[]);
        assert!((fit.probability(5.0) - 0.5).abs() < 0.01, "{fit:?}");
        // scores that say the opposite are not turned round
        let fit = Platt::fit(&[(1.0, false), (0.9, false), (-1.0, true), (-0.8, true)]);
        assert!(fit.slope > 0.0 && fit.slope < 0.01, "{fit:?}");
    }
}
