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

/// The lowest confidence at which the accepted out-of-fold rows are right at least `target` (0..=1) of the time; `None` where
/// no confidence reaches that.
///
/// `weights` are of the types, by which rows stand for a mix of types that is not that of the training. A few rows may then stand
/// for many, so that the precision must reach the target with a standard error to spare, which counts as many rows as weigh alike
/// (Kish 1965: the squared sum of weights ÷ the sum of their squares).
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
        let spare = match weights {
            None => 0.0,
            Some(_) => {
                let variance = f64::max(precision * (1.0 - precision), target * (1.0 - target));
                (variance * squares).sqrt() / weight
            }
        };
        if precision - spare >= target {
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

    fn measured() -> OutOfFold {
        OutOfFold {
            truth: vec![0, 0, 1, 1, 0],
            probabilities: ndarray::array![
                [0.9, 0.1],
                [0.8, 0.2],
                [0.7, 0.3],
                [0.4, 0.6],
                [0.45, 0.55]
            ],
        }
    }

    #[test]
    fn the_threshold_is_the_lowest_that_is_right_often_enough() {
        // by confidence: .9 right, .8 right, .7 wrong, .6 right, .55 wrong
        let t = threshold_for(&measured(), None, 0.75).unwrap();
        assert!((t.confidence - 0.6).abs() < 1e-6 && (t.coverage - 0.8).abs() < 1e-9);
        let sure = threshold_for(&measured(), None, 1.0).unwrap();
        assert!((sure.confidence - 0.8).abs() < 1e-6);
        let wrong = OutOfFold {
            truth: vec![1],
            probabilities: ndarray::array![[0.9, 0.1]],
        };
        assert_eq!(threshold_for(&wrong, None, 0.5), None);
    }

    #[test]
    fn weighted_rows_stand_for_another_mix() {
        // rows of type 1 count three times: of 9, 5 are right (.9, .8 and three times .6)
        let t = threshold_for(&measured(), Some(&[1.0, 3.0]), 0.3).unwrap();
        assert!((t.confidence - 0.55).abs() < 1e-6 && (t.precision - 5.0 / 9.0).abs() < 1e-9);
        // a standard error of √(5/9 · 4/9 · 21) / 9 = .253 has to be to spare, and .271 of the 8 rows down to .6
        let t = threshold_for(&measured(), Some(&[1.0, 3.0]), 0.31).unwrap();
        assert!((t.confidence - 0.6).abs() < 1e-6, "{t:?}");
    }
}
