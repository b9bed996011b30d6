//! Rows whose types a model shall give → the mix of types among them, and the confidence that a precision asks for there.

use crate::aggregate::{CorrectParams, CorrectionMethod, HeldOut, Quantifier};
use crate::bundle::{Bundle, OutOfFold};
use crate::score::{
    Confidences, Gap, RowModel, Threshold, highest_precision, row_texts, threshold_for,
};
use arrow_array::{RecordBatch, UInt64Array};
use arrow_select::take::take_record_batch;
use ndarray::ArrayView2;

/// Rows scored at least, where there are as many; twice as many at most, of which then every second is let go.
const KEPT: usize = 10_000;

/// What a model says of an even sample of rows; those it was trained on are left out.
#[derive(Debug)]
pub(super) struct MixSample {
    bundle: Bundle,
    model: RowModel,
    text: Vec<usize>,
    /// Row by row.
    posteriors: Vec<f32>,
    /// One row in so many is scored.
    step: usize,
    seen: usize,
}

/// A threshold for the mix of types of some rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct MixThreshold {
    /// The threshold; absent where no confidence reaches the precision.
    pub(super) threshold: Option<Threshold>,
    /// The highest precision that some confidence reaches, where none reaches that one.
    pub(super) highest: Option<f64>,
    /// How far they still are, with the training's rows weighted to the same mix: what the mix does not explain.
    pub(super) unexplained: Gap,
}

impl MixSample {
    /// No rows yet; texts are in these columns.
    pub(super) fn new(bundle: &Bundle, text: &[usize]) -> Self {
        let mask = crate::normalize::MaskParams::named(&bundle.card().settings.mask);
        Self {
            model: RowModel::new(bundle, None, &[], &mask),
            bundle: bundle.clone(),
            text: text.to_vec(),
            posteriors: Vec::new(),
            step: 1,
            seen: 0,
        }
    }

    /// Takes in the rows of a chunk.
    pub(super) fn add(&mut self, batch: &RecordBatch) {
        let rows = batch.num_rows();
        let first = self.seen.next_multiple_of(self.step) - self.seen;
        let places = (first..rows).step_by(self.step).map(|row| row as u64);
        self.seen += rows;
        let places = UInt64Array::from_iter_values(places);
        let Ok(some) = take_record_batch(batch, &places) else {
            return;
        };
        let texts = row_texts(&some, &self.text, self.model.normalizer());
        let said = self.model.read(&some, &texts);
        for row in (0..some.num_rows()).filter(|row| !said.trained(*row)) {
            self.posteriors
                .extend(said.posterior(row).unwrap_or_default());
        }
        let types = self.bundle.types().len().max(1);
        while self.posteriors.len() / types > 2 * KEPT {
            let every_second = self.posteriors.chunks_exact(types).step_by(2);
            self.posteriors = every_second.flatten().copied().collect();
            self.step *= 2;
        }
    }

    /// The threshold at which accepted rows are right `target` (0..=1) of the time where texts of a type look as they did in
    /// training and only the mix of types differs; `None` for too few rows.
    pub(super) fn threshold(&self, target: f64) -> Option<MixThreshold> {
        let (types, measured) = (self.bundle.types().len().max(1), self.bundle.out_of_fold());
        let shape = (self.posteriors.len() / types, types);
        let rows = ArrayView2::from_shape(shape, &self.posteriors).ok()?;
        if (rows.nrows() as u64) < CorrectParams::default().min_rows {
            return None;
        }
        let weights = weights(measured, rows);
        let mut seen = Confidences::default();
        for row in rows.rows() {
            seen.add_posterior(&row.to_vec(), 1.0);
        }
        let weight = |&t: &u32| weights.get(t as usize).copied().unwrap_or(0.0);
        let of_rows: Vec<f64> = measured.truth.iter().map(weight).collect();
        let threshold = threshold_for(measured, Some(&weights), target);
        Some(MixThreshold {
            highest: match threshold {
                None => highest_precision(measured, Some(&weights), target),
                Some(_) => None,
            },
            threshold,
            unexplained: measured_confidences(measured, &of_rows).gap(&seen)?,
        })
    }
}

/// By how much each type is more frequent among `rows` than it was in training: expectation–maximisation, as for corrected shares.
fn weights(measured: &OutOfFold, rows: ArrayView2<'_, f32>) -> Vec<f64> {
    let held_out = HeldOut {
        truth: &measured.truth,
        probabilities: measured.probabilities.view(),
    };
    let shares = Quantifier::new(held_out, true).estimate(CorrectionMethod::Emq, rows);
    let mut counts = vec![0_u64; shares.len()];
    for &t in &measured.truth {
        if let Some(n) = counts.get_mut(t as usize) {
            *n += 1;
        }
    }
    let all = measured.truth.len() as f64;
    let weight = |(share, n): (f64, u64)| if n == 0 { 0.0 } else { share * all / n as f64 };
    shares.into_iter().zip(counts).map(weight).collect()
}

/// The confidences of the rows held out in training; each weighs 1 where there are no `weights`.
pub(super) fn measured_confidences(measured: &OutOfFold, weights: &[f64]) -> Confidences {
    let mut all = Confidences::default();
    for (at, row) in measured.probabilities.rows().into_iter().enumerate() {
        all.add_posterior(&row.to_vec(), weights.get(at).copied().unwrap_or(1.0));
    }
    all
}
