//! The one shape all classifiers end in.

use super::{MANY_TYPES, spare};
use crate::vectorize::{RowBuffer, Rows};
use linfa::traits::PredictInplace;
use ndarray::{Array1, Array2};
use rayon::prelude::*;

/// Scores a row as `row · weights + bias`.
#[derive(Clone, Debug, PartialEq)]
pub struct Linear {
    /// Terms × types.
    pub weights: Array2<f32>,
    /// One a type.
    pub bias: Array1<f32>,
}

impl Linear {
    /// Of nothing but zeros.
    #[must_use]
    pub fn zeros(terms: usize, types: usize) -> Self {
        Self::filled(terms, types, 0.0)
    }

    /// All weights the same, biases zero.
    pub(super) fn filled(terms: usize, types: usize, value: f32) -> Self {
        let weights = spare::filled(terms * types, value);
        Self {
            weights: Array2::from_shape_vec((terms, types), weights).unwrap_or_default(),
            bias: Array1::zeros(types),
        }
    }

    /// Scores of all rows: rows × types.
    #[must_use]
    pub fn scores(&self, rows: &Rows) -> Array2<f32> {
        let types = self.bias.len();
        let mut out = vec![0.0_f32; rows.len() * types];
        out.par_chunks_mut(types.max(1)).enumerate().for_each_init(
            RowBuffer::default,
            |buffer, (i, into)| {
                into.iter_mut().zip(&self.bias).for_each(|(s, b)| *s = *b);
                let (ids, values) = rows.row(i, buffer);
                for (&id, &v) in ids.iter().zip(values) {
                    if (id as usize) < self.weights.nrows() {
                        let w = self.weights.row(id as usize);
                        match w.to_slice() {
                            Some(w) => into.iter_mut().zip(w).for_each(|(s, w)| *s += v * w),
                            None => into.iter_mut().zip(w).for_each(|(s, w)| *s += v * w),
                        }
                    }
                }
            },
        );
        Array2::from_shape_vec((rows.len(), types), out)
            .unwrap_or_else(|_| Array2::zeros((rows.len(), types)))
    }

    /// Multiplies all weights.
    pub fn scale(&mut self, factor: f32) {
        self.weights.mapv_inplace(|w| w * factor);
        self.bias.mapv_inplace(|b| b * factor);
    }

    /// Adds `factor` × `other`.
    pub fn add(&mut self, factor: f32, other: &Self) {
        if self.weights.dim() == other.weights.dim() {
            self.weights.scaled_add(factor, &other.weights);
            self.bias.scaled_add(factor, &other.bias);
        }
    }

    /// The best type of every row; of equals the first.
    #[must_use]
    pub fn best(&self, rows: &Rows) -> Array1<usize> {
        self.scores(rows)
            .rows()
            .into_iter()
            .map(|s| best(s.iter().copied()))
            .collect()
    }
}

impl Drop for Linear {
    fn drop(&mut self) {
        if self.bias.len() >= MANY_TYPES {
            let weights = std::mem::take(&mut self.weights);
            spare::keep(weights.into_raw_vec_and_offset().0);
        }
    }
}

/// The place of the largest; of equals the first.
pub(crate) fn best(scores: impl Iterator<Item = f32>) -> usize {
    scores
        .enumerate()
        .reduce(|a, b| if b.1 > a.1 { b } else { a })
        .map_or(0, |e| e.0)
}

/// The best type of every row of scores; of equals the first.
#[must_use]
pub fn best_types(scores: &Array2<f32>) -> Vec<u32> {
    let rows = scores.rows().into_iter();
    rows.map(|r| u32::try_from(best(r.iter().copied())).unwrap_or(0))
        .collect()
}

/// Turns scores into probabilities, in place.
pub fn softmax(scores: &mut [f32]) {
    let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for s in scores.iter_mut() {
        *s = (*s - top).exp();
        sum += *s;
    }
    for s in scores.iter_mut() {
        *s /= sum;
    }
}

impl PredictInplace<Rows, Array1<usize>> for Linear {
    fn predict_inplace<'a>(&'a self, rows: &'a Rows, types: &mut Array1<usize>) {
        *types = self.best(rows);
    }

    fn default_target(&self, rows: &Rows) -> Array1<usize> {
        Array1::zeros(rows.len())
    }
}
