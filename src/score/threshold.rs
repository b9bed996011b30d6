//! How sure a prediction must be so that those accepted are right often enough.

use super::append::rounded;
use crate::bundle::OutOfFold;
use crate::model::Prediction;

/// A confidence above which predictions are right often enough, as measured on rows the model had not seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Threshold {
    /// Least confidence of an accepted row, 0..=1.
    pub confidence: f32,
    /// Share of the measured rows that are accepted, 0..=1; by weight where they are weighted.
    pub coverage: f64,
    /// Share of the accepted rows that are right, 0..=1; by weight where they are weighted.
    pub precision: f64,
    /// Rows measured.
    pub rows: usize,
}

/// A measured row.
struct Measured {
    confidence: f32,
    is_right: bool,
    weight: f64,
}

/// Rows that must have been right without exception to show that errors are rarer than 1 in `n`: 3 · `n`, with a confidence of 95 %
/// (the rule of three: Hanley & Lippman-Hand 1983, If nothing goes wrong, is everything all right?).
const RULE_OF_THREE: f64 = 3.0;

/// The lowest confidence at which the accepted out-of-fold rows are right at least `target` (0..=1) of the time; `None` where
/// no confidence reaches that, or only with rows too few to show it.
///
/// The precision must reach the target with a standard error to spare, on at least 3 ÷ (1 − `target`) rows. `weights` are of the types, by
/// which rows stand for a mix of types that is not that of the training. A few rows may then stand for many: they count as many as
/// weigh alike (Kish 1965: the squared sum of weights ÷ the sum of their squares).
#[must_use]
pub fn threshold_for(
    measured: &OutOfFold,
    weights: Option<&[f64]>,
    target: f64,
) -> Option<Threshold> {
    let rows = sorted(measured, weights);
    let all: f64 = rows.iter().map(|r| r.weight).sum();
    let (mut right, mut weight, mut squares, mut found) = (0.0, 0.0, 0.0, None);
    for (at, row) in rows.iter().enumerate() {
        weight += row.weight;
        squares += row.weight * row.weight;
        right += row.weight * f64::from(u8::from(row.is_right));
        let last_of_equals = rows
            .get(at + 1)
            .is_none_or(|next| next.confidence < row.confidence);
        if !last_of_equals || weight <= 0.0 {
            continue;
        }
        let precision = right / weight;
        let alike = weight * weight / squares;
        let variance = f64::max(precision * (1.0 - precision), target * (1.0 - target));
        let spare = (variance / alike).sqrt();
        if precision - spare >= target && alike * (1.0 - target) >= RULE_OF_THREE {
            found = Some(Threshold {
                confidence: row.confidence,
                coverage: weight / all,
                precision,
                rows: rows.len(),
            });
        }
    }
    found
}

/// The highest precision below `target`, in whole percent, that some confidence reaches.
#[must_use]
pub fn highest_precision(
    measured: &OutOfFold,
    weights: Option<&[f64]>,
    target: f64,
) -> Option<f64> {
    let lower = (1..100).rev().map(|percent| f64::from(percent) / 100.0);
    let mut lower = lower.filter(|p| *p < target);
    lower.find(|p| threshold_for(measured, weights, *p).is_some())
}

/// The rows, surest first; of equals the wrong ones first.
fn sorted(measured: &OutOfFold, weights: Option<&[f64]>) -> Vec<Measured> {
    let weight = |&t: &u32| weights.map_or(1.0, |w| w.get(t as usize).copied().unwrap_or(0.0));
    let mut rows: Vec<Measured> = measured
        .probabilities
        .rows()
        .into_iter()
        .zip(&measured.truth)
        .map(|(p, truth)| {
            let best = Prediction::of(&p.to_vec());
            Measured {
                confidence: rounded(best.confidence),
                is_right: best.best == *truth,
                weight: weight(truth),
            }
        })
        .collect();
    rows.sort_by(|a, b| {
        let surer = b.confidence.total_cmp(&a.confidence);
        surer.then(a.is_right.cmp(&b.is_right))
    });
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of two types with one confidence each: how many, how sure, how many of them right.
    fn measured(groups: &[(usize, f32, usize)]) -> OutOfFold {
        let mut truth = Vec::new();
        let mut sure = Vec::new();
        for &(n, confidence, right) in groups {
            for i in 0..n {
                truth.push(u32::from(i >= right));
                sure.extend([confidence, 1.0 - confidence]);
            }
        }
        OutOfFold {
            probabilities: ndarray::Array2::from_shape_vec((truth.len(), 2), sure).unwrap(),
            truth,
        }
    }

    #[test]
    fn the_threshold_is_the_lowest_that_is_right_often_enough() {
        // down to .8: 97 of 100 are right; down to .7: 182 of 200
        let m = measured(&[(60, 0.9, 60), (40, 0.8, 37), (100, 0.7, 85)]);
        let at = |target| threshold_for(&m, None, target);
        let t = at(0.9).unwrap();
        assert!((t.confidence - 0.8).abs() < 1e-6 && (t.coverage - 0.5).abs() < 1e-9);
        assert!((t.precision - 0.97).abs() < 1e-9 && t.rows == 200);
        // .91 has a standard error of √(.887 · .113 / 200) = .0224 to spare
        assert!((at(0.887).unwrap().confidence - 0.7).abs() < 1e-6);
        // 60 rows without an error show .95 and no more
        assert!((at(0.95).unwrap().confidence - 0.9).abs() < 1e-6);
        assert_eq!(at(0.951), None);
        assert_eq!(highest_precision(&m, None, 0.99), Some(0.95));
        assert_eq!(highest_precision(&m, None, 0.01), None);
        assert_eq!(at(1.0), None);
    }

    #[test]
    fn weighted_rows_stand_for_another_mix() {
        // type 1, always taken for type 0 here, counts half: of 200 rows, 18 weigh 9, and 182 of 191 are right
        let m = measured(&[(200, 0.7, 182)]);
        let t = threshold_for(&m, Some(&[1.0, 0.5]), 0.93).unwrap();
        assert!((t.precision - 182.0 / 191.0).abs() < 1e-9, "{t:?}");
        // rows that weigh little count for few: 40 of them and 2 of weight 100 are as many as 2.8
        let few = measured(&[(42, 0.9, 40)]);
        assert_eq!(threshold_for(&few, Some(&[1.0, 100.0]), 0.05), None);
    }
}
