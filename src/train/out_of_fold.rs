//! Scores of training rows by models that had not seen them: calibration, and what the card says of the model.

use super::features::Features;
use super::params::TrainParams;
use super::recipe::{Member, Recipe};
use crate::bundle::{HeldOut, OutOfFold};
use crate::error::Result;
use crate::evaluate::{folds, macro_f1, scores};
use crate::model::{Calibration, Curve, Occurrence, Prediction, best_types, calibrate, softmax};
use crate::types::Random;
use crate::vectorize::Weighting;
use ndarray::{Array2, Axis};

/// What out-of-fold scores say about a recipe.
pub(super) struct Calibrated {
    /// The recipe with the members that help.
    pub(super) recipe: Recipe,
    pub(super) calibration: Calibration,
    pub(super) curve: Curve,
    /// Rows × types.
    probabilities: Array2<f32>,
    folds: u32,
    /// Accuracy and macro-F1 of plain naive Bayes.
    pub(super) bayes: Option<(f64, f64)>,
}

/// From this many rows on three folds are enough.
const LARGE: usize = 20_000;
/// What a second member must gain in macro-F1 to stay.
const MEMBER_GAIN: f64 = 0.001;

/// Scores all rows out of fold, drops naive Bayes where it does not help, and calibrates. `duals` are those of the fit to all rows.
pub(super) fn calibrate_out_of_fold(
    features: &Features,
    mut recipe: Recipe,
    duals: &[Array2<f32>],
    (n_folds, fold): &(u32, Vec<u32>),
) -> Result<Calibrated> {
    let all = &features.row_ids();
    let mut scores = recipe.out_of_fold(features, all, fold, duals)?;
    let (mut calibration, both) = calibrated_f1(&scores, &features.types, features.n_types);
    if scores.len() > 1 {
        let (main, alone) = calibrated_f1(&scores[..1], &features.types, features.n_types);
        if both < alone + MEMBER_GAIN {
            calibration = main;
            scores.truncate(1);
            recipe.members.truncate(1);
        }
    }
    let mut probabilities = calibration.logits(&scores);
    let curve = confidence_curve(&mut probabilities, &features.types);
    Ok(Calibrated {
        recipe,
        calibration,
        curve,
        probabilities,
        folds: *n_folds,
        bayes: None,
    })
}

/// The number of folds that rows are held out in, and the fold of every row. Near-duplicates may fall on both sides, as they will in use: kept
/// apart, confidence and precision were wrong both ways (a copy is surer than it was measured to be; a text labelled in two ways is wrong
/// with certainty).
pub(super) fn as_they_fall(features: &Features, params: &TrainParams) -> (u32, Vec<u32>) {
    let n_folds = n_folds(features.len(), params.folds);
    let fold = folds(&features.types, &features.row_ids(), n_folds, params.seed);
    (n_folds, fold)
}

/// The number of folds for so many rows.
pub(super) fn n_folds(rows: usize, asked: u32) -> u32 {
    if rows > LARGE { 3 } else { asked }
}

/// What held-out scores of a model of one member say of it; nothing without rows.
pub(super) fn calibrated(
    recipe: Recipe,
    scores: &Array2<f32>,
    truth: &[u32],
    folds: u32,
) -> Calibrated {
    let scores = std::slice::from_ref(scores);
    let calibration = calibrate(scores, truth);
    let mut probabilities = calibration.logits(scores);
    let curve = confidence_curve(&mut probabilities, truth);
    Calibrated {
        recipe,
        calibration,
        curve,
        probabilities,
        folds,
        bayes: None,
    }
}

/// Halvings of the range in which a factor is looked for.
const HALVINGS: u32 = 40;

/// The factor at which the mean confidence of these scores is `target`; between 2⁻¹⁰ and 2¹⁰.
fn factor_for(scores: &Array2<f32>, target: f64) -> f32 {
    let mean = |factor: f32| {
        let confidence = |row: ndarray::ArrayView1<'_, f32>| {
            let mut p: Vec<f32> = row.iter().map(|s| s * factor).collect();
            softmax(&mut p);
            f64::from(Prediction::of(&p).confidence)
        };
        let sum: f64 = scores.rows().into_iter().map(confidence).sum();
        sum / scores.nrows().max(1) as f64
    };
    let (mut low, mut high) = (-10.0_f32, 10.0_f32);
    for _ in 0..HALVINGS {
        let middle = (low + high) / 2.0;
        if mean(middle.exp2()) < target {
            low = middle;
        } else {
            high = middle;
        }
    }
    low.exp2()
}

/// Logits → probabilities in place, led through the curve that fits them, which is given.
fn confidence_curve(logits: &mut Array2<f32>, truth: &[u32]) -> Curve {
    let mut top = Vec::with_capacity(truth.len());
    for (mut row, &truth) in logits.rows_mut().into_iter().zip(truth) {
        if let Some(p) = row.as_slice_mut() {
            softmax(p);
            let best = Prediction::of(p);
            top.push((best.confidence, best.best == truth));
        }
    }
    let curve = Curve::fit(top);
    for mut row in logits.rows_mut() {
        if let Some(p) = row.as_slice_mut() {
            curve.apply(p);
        }
    }
    curve
}

/// Out-of-fold scores of the members → how they add up best, and the macro-F1 of that.
pub(super) fn calibrated_f1(
    scores: &[Array2<f32>],
    truth: &[u32],
    n_types: usize,
) -> (Calibration, f64) {
    let calibration = calibrate(scores, truth);
    let best = best_types(&calibration.logits(scores));
    let f1 = macro_f1(n_types, truth, &best).unwrap_or(0.0);
    (calibration, f1)
}

/// Accuracy and macro-F1 of naive Bayes over plain terms: what a model must beat.
pub(super) fn plain_bayes(features: &Features, fold: &[u32]) -> Result<Option<(f64, f64)>> {
    let all = &features.row_ids();
    let recipe = Recipe {
        weighting: Weighting::Uniform,
        occurrence: Occurrence::Log,
        words: 1.0,
        min_df: 1,
        lead: 1,
        members: vec![Member::Bayes { smooth: 1.0 }],
        doubts: false,
        keep: usize::MAX,
    };
    let scores = recipe.out_of_fold(features, all, fold, &[])?;
    let best = scores.first().map(best_types).unwrap_or_default();
    let right = best.iter().zip(&features.types).filter(|e| e.0 == e.1);
    let accuracy = right.count() as f64 / all.len().max(1) as f64;
    Ok(macro_f1(features.n_types, &features.types, &best).map(|f1| (accuracy, f1)))
}

/// Rows whose out-of-fold probabilities are kept at most.
const KEPT_ROWS: usize = 20_000;

impl Calibrated {
    /// The types that rows were given while they were held out.
    pub(super) fn predicted(&self) -> Vec<u32> {
        best_types(&self.probabilities)
    }

    /// Mean of the types' F1 on held-out rows; absent without any.
    pub(super) fn macro_f1(&self, truth: &[u32]) -> Option<f64> {
        let best = best_types(&self.probabilities);
        macro_f1(self.probabilities.ncols(), truth, &best)
    }

    /// The same model without labelled rows to hold out: it sounds as sure of rows with these scores, on average, as the share
    /// `accuracy` (0..=1) of them is thought to be right.
    pub(super) fn unmeasured(mut self, scores: &Array2<f32>, accuracy: f64) -> Self {
        self.calibration.factors = vec![factor_for(scores, accuracy)];
        self.probabilities = Array2::zeros((0, self.probabilities.ncols()));
        self.curve = Curve::default();
        self.folds = 0;
        self
    }

    /// Of a recipe whose rows have several types: it is measured otherwise.
    pub(super) fn elsewhere(recipe: Recipe, n_types: usize) -> Self {
        Self {
            calibration: Calibration { factors: vec![1.0] },
            recipe,
            curve: Curve::default(),
            probabilities: Array2::zeros((0, n_types)),
            folds: 0,
            bayes: None,
        }
    }

    /// The scores for the card.
    pub(super) fn held_out(&self, type_names: &[String], truth: &[u32]) -> HeldOut {
        let predicted = best_types(&self.probabilities);
        let flat = self.probabilities.as_slice().unwrap_or(&[]);
        let s = scores(
            type_names,
            truth,
            &predicted,
            Some((flat, type_names.len())),
        );
        HeldOut {
            folds: self.folds,
            rows: s.rows,
            accuracy: s.accuracy,
            macro_f1: s.macro_f1,
            log_loss: s.log_loss,
            ece: s.ece,
            bayes: self.bayes,
        }
    }

    /// The probabilities to keep, a sample where there are many rows.
    pub(super) fn sample(&self, truth: &[u32], seed: u64) -> OutOfFold {
        let mut rows: Vec<usize> = (0..truth.len()).collect();
        if rows.len() > KEPT_ROWS {
            Random::new(seed).shuffle(&mut rows);
            rows.truncate(KEPT_ROWS);
            rows.sort_unstable();
        }
        OutOfFold {
            truth: rows.iter().map(|&i| truth[i]).collect(),
            probabilities: self.probabilities.select(Axis(0), &rows),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn confidence_is_scaled_to_the_share_thought_right() {
        let scores = ndarray::array![[2.0, 0.0, -1.0], [0.1, 0.0, 0.0], [0.0, 1.0, 0.5]];
        for target in [0.5, 0.7, 0.95] {
            let factor = factor_for(&scores, target);
            let mean = scores.rows().into_iter().map(|row| {
                let mut p: Vec<f32> = row.iter().map(|s| s * factor).collect();
                softmax(&mut p);
                f64::from(Prediction::of(&p).confidence)
            });
            let mean = mean.sum::<f64>() / 3.0;
            assert!((mean - target).abs() < 1e-3, "{target} {mean}");
        }
    }
}
