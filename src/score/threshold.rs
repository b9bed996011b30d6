//! How sure a prediction must be so that those accepted are right often enough.

use super::append::rounded;
use crate::bundle::OutOfFold;
use crate::model::Prediction;

/// A confidence above which predictions are right often enough, as measured on rows the model had not seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Threshold {
    /// Least confidence of an accepted row, 0..=1.
    pub confidence: f32,
    /// Share of the measured rows that are accepted, 0..=1.
    pub coverage: f64,
    /// Share of the accepted rows that are right, 0..=1.
    pub precision: f64,
    /// Rows measured.
    pub rows: usize,
}

/// The lowest confidence at which the accepted out-of-fold rows are right at least `target` (0..=1) of the time; `None` where
/// no confidence reaches that.
#[must_use]
pub fn threshold_for(measured: &OutOfFold, target: f64) -> Option<Threshold> {
    let mut rows: Vec<(f32, bool)> = measured
        .probabilities
        .rows()
        .into_iter()
        .zip(&measured.truth)
        .map(|(p, truth)| {
            let best = Prediction::of(&p.to_vec());
            (rounded(best.confidence), best.best == *truth)
        })
        .collect();
    rows.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let (mut right, mut found) = (0_usize, None);
    for (at, (confidence, is_right)) in rows.iter().enumerate() {
        right += usize::from(*is_right);
        let accepted = at + 1;
        let last_of_equals = rows.get(accepted).is_none_or(|next| next.0 < *confidence);
        let precision = right as f64 / accepted as f64;
        if last_of_equals && precision >= target {
            let coverage = accepted as f64 / rows.len() as f64;
            found = Some(Threshold {
                confidence: *confidence,
                coverage,
                precision,
                rows: rows.len(),
            });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_threshold_is_the_lowest_that_is_right_often_enough() {
        let measured = OutOfFold {
            truth: vec![0, 0, 1, 1, 0],
            probabilities: ndarray::array![
                [0.9, 0.1],
                [0.8, 0.2],
                [0.7, 0.3],
                [0.4, 0.6],
                [0.45, 0.55]
            ],
        };
        // by confidence: .9 right, .8 right, .7 wrong, .6 right, .55 wrong
        let t = threshold_for(&measured, 0.75).unwrap();
        assert!((t.confidence - 0.6).abs() < 1e-6 && (t.coverage - 0.8).abs() < 1e-9);
        assert!((threshold_for(&measured, 1.0).unwrap().confidence - 0.8).abs() < 1e-6);
        let wrong = OutOfFold {
            truth: vec![1],
            probabilities: ndarray::array![[0.9, 0.1]],
        };
        assert_eq!(threshold_for(&wrong, 0.5), None);
    }
}
