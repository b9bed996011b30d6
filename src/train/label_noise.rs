//! Labels that the other rows contradict: their rows weigh less, where that helps on rows held out.

use super::model_selection::Selected;
use super::out_of_fold::calibrated_f1;
use crate::error::Result;
use crate::evaluate::paired_error;
use crate::model::{best_types, calibrate, softmax};
use crate::types::{Level, Observer};
use ndarray::Array2;

/// What a row weighs at least.
const LEAST: f32 = 0.1;
/// The share of rows that weigh least from which on it is tried: ambiguous rows alone come near it.
const SUSPECT: f64 = 0.08;
/// Resamples of the rows that say how much two scores may differ by chance.
const DRAWS: u32 = 100;

/// What every row weighs: the probability of its label by models that had not seen it, as a part of the largest probability, from .1 to 1.
pub(super) fn weights(scores: &[Array2<f32>], truth: &[u32]) -> Vec<f32> {
    let mut probabilities = calibrate(scores, truth).logits(scores);
    let of_row = |(mut row, &truth): (ndarray::ArrayViewMut1<'_, f32>, &u32)| {
        let Some(p) = row.as_slice_mut() else {
            return 1.0;
        };
        softmax(p);
        let most = p.iter().copied().fold(0.0, f32::max);
        let given = p.get(truth as usize).copied().unwrap_or(0.0);
        (given / most).clamp(LEAST, 1.0)
    };
    probabilities
        .rows_mut()
        .into_iter()
        .zip(truth)
        .map(of_row)
        .collect()
}

/// Whether a recipe does better on the rows held out of the trial once contradicted labels weigh less: by more than a standard error.
/// Never where nothing was tried.
pub(super) fn helps(selected: &Selected<'_>, observer: &dyn Observer) -> Result<bool> {
    let Selected {
        recipe,
        trial,
        scores,
        ..
    } = selected;
    if scores.is_empty() {
        return Ok(false);
    }
    let (truth, n_types) = (&trial.features.types, trial.features.n_types);
    let weights = weights(scores, truth);
    let suspects = weights.iter().filter(|w| **w <= LEAST).count();
    if (suspects as f64) < SUSPECT * truth.len() as f64 {
        return Ok(false);
    }
    let weighted = trial.features.clone().into_owned().weighing(weights);
    let after = recipe.out_of_fold(&weighted, &weighted.row_ids(), &trial.fold, &[])?;
    let (calibration, f1_before) = calibrated_f1(scores, truth, n_types);
    let before = best_types(&calibration.logits(scores));
    let (calibration, f1_after) = calibrated_f1(&after, truth, n_types);
    let after = best_types(&calibration.logits(&after));
    let error = paired_error(n_types, truth, (&before, &after), DRAWS, 1);
    let line = format!(
        "{suspects} labels are contradicted; with these rows weighing less macro-F1 {f1_before:.4} → {f1_after:.4} (standard error {error:.4})"
    );
    observer.message(Level::Detail, &line);
    Ok(f1_after > f1_before + error)
}

/// Rows that weigh less than half.
pub(super) fn contradicted(weights: &[f32]) -> usize {
    weights.iter().filter(|w| **w < 0.5).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_weighs_by_how_likely_it_is() {
        let scores = ndarray::Array2::from_shape_fn((300, 3), |(row, k)| {
            let jitter = f32::from(u16::try_from(row * 7 % 13).unwrap()) / 40.0;
            jitter + if row % 3 == k { 1.0 } else { -1.0 }
        });
        // every twentieth label is another
        let truth: Vec<u32> = (0..300_u32)
            .map(|row| (row + u32::from(row % 20 == 0)) % 3)
            .collect();
        let weights = weights(&[scores], &truth);
        for (row, weight) in weights.iter().enumerate() {
            let wrong = row % 20 == 0;
            assert_eq!(*weight < 0.5, wrong, "{row}: {weight}");
        }
        assert_eq!(contradicted(&weights), 15);
    }
}
