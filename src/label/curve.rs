//! Scores after training on more and more rows → what still more rows would bring: score = a − b · rows^(−c), with a ≤ 1 the score that
//! no number of rows exceeds (Cortes et al., NIPS 1994; Figueroa et al., BMC Medical Informatics 2012).

use super::nested::Nested;
use crate::evaluate::{CurvePoint, macro_f1};
use crate::types::SplitMix;

/// Exponents tried, in hundredths: outside of them curves bend as no learner's does.
const EXPONENTS: std::ops::RangeInclusive<u32> = 20..=120;
/// Resamples behind an interval.
const DRAWS: usize = 400;
/// Gains that are foretold, in points of macro-F1.
const POINTS: [u32; 2] = [1, 3];
/// Points of a curve that a fit needs at least.
const LEAST_PARTS: usize = 3;

/// A learning curve and what it foretells.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
pub struct Curve {
    /// Scores by the number of rows trained on.
    pub measured: Vec<CurvePoint>,
    /// What it would take to gain; empty where too few parts could be trained on.
    pub gains: Vec<Gain>,
}

/// How many more rows would raise the score.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Gain {
    /// By so many points (hundredths) of macro-F1.
    pub points: u32,
    /// Rows to label; absent where no number of rows is foretold to do.
    pub rows: Option<u64>,
    /// The 10th percentile of resampled curves; absent as `rows`.
    pub low: Option<u64>,
    /// The 90th.
    pub high: Option<u64>,
}

/// score = ceiling − drop · rows^(−exponent)
#[derive(Clone, Copy, Debug, PartialEq)]
struct Power {
    ceiling: f64,
    drop: f64,
    exponent: f64,
}

impl Power {
    /// The one nearest to `points` (rows, score) by least squares, which never falls and never exceeds 1; `None` for fewer than three.
    fn fit(points: &[(f64, f64)]) -> Option<Self> {
        if points.len() < LEAST_PARTS {
            return None;
        }
        let fits = EXPONENTS.map(|c| Self::with_exponent(points, f64::from(c) / 100.0));
        fits.min_by(|a, b| a.1.total_cmp(&b.1)).map(|best| best.0)
    }

    /// The best of one exponent, and its squared error.
    fn with_exponent(points: &[(f64, f64)], exponent: f64) -> (Self, f64) {
        let n = points.len() as f64;
        let x = |rows: f64| rows.powf(-exponent);
        let mean_x = points.iter().map(|p| x(p.0)).sum::<f64>() / n;
        let mean_y = points.iter().map(|p| p.1).sum::<f64>() / n;
        let cross = |p: &(f64, f64)| (x(p.0) - mean_x) * (p.1 - mean_y);
        let square = |p: &(f64, f64)| (x(p.0) - mean_x).powi(2);
        let slope = points.iter().map(cross).sum::<f64>() / points.iter().map(square).sum::<f64>();
        let mut drop = if slope.is_finite() {
            (-slope).max(0.0)
        } else {
            0.0
        };
        let mut ceiling = mean_y + drop * mean_x;
        if ceiling > 1.0 {
            ceiling = 1.0;
            let squares: f64 = points.iter().map(|p| x(p.0).powi(2)).sum();
            drop = points.iter().map(|p| (1.0 - p.1) * x(p.0)).sum::<f64>() / squares;
        }
        let fit = Self {
            ceiling,
            drop,
            exponent,
        };
        let error = points.iter().map(|p| (fit.score(p.0) - p.1).powi(2)).sum();
        (fit, error)
    }

    fn score(&self, rows: f64) -> f64 {
        self.ceiling - self.drop * rows.powf(-self.exponent)
    }

    /// Rows more than `rows` that raise the score by `gain`; infinite where none do.
    fn more(&self, rows: f64, gain: f64) -> f64 {
        let missing = self.ceiling - (self.score(rows) + gain);
        if missing <= 0.0 || self.drop <= 0.0 {
            return f64::INFINITY;
        }
        (missing / self.drop).powf(-1.0 / self.exponent) - rows
    }
}

/// The curve of macro-F1 and what it foretells for `rows` rows in all. The interval resamples folds, and rows within them.
pub(super) fn curve(nested: &Nested, rows: usize, seed: u64) -> Curve {
    let all: Vec<usize> = (0..nested.truth.len()).collect();
    let measured = points(nested, &all);
    let Some(fit) = Power::fit(&measured) else {
        return Curve {
            measured: measured_points(nested),
            gains: Vec::new(),
        };
    };
    let mut draws = SplitMix::new(seed);
    let of_fold: Vec<Vec<usize>> = (0..nested.n_folds)
        .map(|f| {
            all.iter()
                .copied()
                .filter(|&i| nested.folds[i] == f)
                .collect()
        })
        .collect();
    let resampled = (0..DRAWS).filter_map(|_| {
        let mut sample = Vec::with_capacity(all.len());
        for _ in &of_fold {
            let fold = &of_fold[draws.below(of_fold.len())];
            sample.extend((0..fold.len()).map(|_| fold[draws.below(fold.len())]));
        }
        Power::fit(&points(nested, &sample))
    });
    let resampled: Vec<Power> = resampled.collect();
    let gain = |points: u32| {
        let by = f64::from(points) / 100.0;
        let mut more: Vec<f64> = resampled.iter().map(|p| p.more(rows as f64, by)).collect();
        more.sort_by(f64::total_cmp);
        let at = |tenth: usize| more.get(more.len().saturating_sub(1) * tenth / 10).copied();
        Gain {
            points,
            rows: whole(Some(fit.more(rows as f64, by))),
            low: whole(at(1)),
            high: whole(at(9)),
        }
    };
    Curve {
        measured: measured_points(nested),
        gains: POINTS.map(gain).to_vec(),
    }
}

/// Rows that nobody will label are none.
const MOST_ROWS: f64 = 1e7;

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "from 1 to MOST_ROWS"
)]
fn whole(rows: Option<f64>) -> Option<u64> {
    rows.filter(|r| *r < MOST_ROWS)
        .map(|r| r.ceil().max(1.0) as u64)
}

/// Rows trained on and macro-F1, for the rows of `sample`.
fn points(nested: &Nested, sample: &[usize]) -> Vec<(f64, f64)> {
    let truth: Vec<u32> = sample.iter().map(|&i| nested.truth[i]).collect();
    let point = |(rows, predicted): &(f64, Vec<u32>)| {
        let predicted: Vec<u32> = sample.iter().map(|&i| predicted[i]).collect();
        Some((*rows, macro_f1(nested.n_types, &truth, &predicted)?))
    };
    nested.parts.iter().filter_map(point).collect()
}

fn measured_points(nested: &Nested) -> Vec<CurvePoint> {
    let point = |(rows, predicted): &(f64, Vec<u32>)| {
        let right = nested.truth.iter().zip(predicted).filter(|e| e.0 == e.1);
        let n = nested.truth.len();
        CurvePoint {
            rows: whole(Some(rows.round())).unwrap_or(0),
            accuracy: (n > 0).then(|| right.count() as f64 / n as f64),
            macro_f1: macro_f1(nested.n_types, &nested.truth, predicted),
        }
    };
    nested.parts.iter().map(point).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// score = .9 − 2 · n^(−.5): at 100 rows .7; .71 needs (2 / .19)² = 110.8 rows, .73 needs (2 / .17)² = 138.4.
    #[test]
    fn a_curve_that_is_a_power_law_is_found_again() {
        let truth = Power {
            ceiling: 0.9,
            drop: 2.0,
            exponent: 0.5,
        };
        let points: Vec<(f64, f64)> = [25.0, 50.0, 75.0, 100.0]
            .map(|n| (n, truth.score(n)))
            .to_vec();
        let fit = Power::fit(&points).unwrap();
        assert!(
            (fit.ceiling - 0.9).abs() < 1e-9 && (fit.exponent - 0.5).abs() < 1e-9,
            "{fit:?}"
        );
        assert!((fit.more(100.0, 0.01) - 10.803).abs() < 1e-2);
        assert!((fit.more(100.0, 0.03) - 38.408).abs() < 1e-2);
        assert!(fit.more(100.0, 0.21).is_infinite(), "above the ceiling");
        assert!(Power::fit(&points[..2]).is_none());
    }

    #[test]
    fn no_curve_falls_or_leaves_the_scale() {
        let falling = [(25.0, 0.8), (50.0, 0.7), (75.0, 0.75), (100.0, 0.7)];
        let fit = Power::fit(&falling).unwrap();
        assert!(
            fit.drop.abs() < 1e-12 && fit.more(100.0, 0.01).is_infinite(),
            "{fit:?}"
        );
        let steep = [(25.0, 0.5), (50.0, 0.7), (75.0, 0.85), (100.0, 0.97)];
        let fit = Power::fit(&steep).unwrap();
        assert!(fit.ceiling <= 1.0 && fit.score(1e9) <= 1.0, "{fit:?}");
    }
}
