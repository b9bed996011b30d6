//! Naive Bayes over counts: the log ratio of a term's rate in a type to its rate in all others, complement (Rennie and others,
//! ICML 2003) and multinomial in one.

use super::estimator::{FitError, Labelled, check_positive, checked};
use super::linear::Linear;
use crate::vectorize::{RowBuffer, Rows};
use linfa::ParamGuard;
use linfa::traits::Fit;
use ndarray::{Array1, Array2, Axis};
use rayon::prelude::*;

/// Settings, unchecked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BayesParams(Bayes);

/// Settings, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Bayes {
    smooth: f32,
}

impl Default for Bayes {
    fn default() -> Self {
        Self { smooth: 0.3 }
    }
}

impl BayesParams {
    /// Added to every count, above 0; 0.3 by default.
    #[must_use]
    pub fn smooth(mut self, smooth: f32) -> Self {
        self.0.smooth = smooth;
        self
    }
}

impl ParamGuard for BayesParams {
    type Checked = Bayes;
    type Error = FitError;

    fn check_ref(&self) -> Result<&Bayes, FitError> {
        check_positive("smooth", self.0.smooth)?;
        Ok(&self.0)
    }

    fn check(self) -> Result<Bayes, FitError> {
        self.check_ref()?;
        Ok(self.0)
    }
}

impl Fit<Rows, Array1<usize>, FitError> for Bayes {
    type Object = Linear;

    fn fit(&self, set: &Labelled) -> Result<Linear, FitError> {
        let (y, n_types) = checked(set)?;
        let rows = set.records();
        let mut linear = Linear::filled(rows.columns(), n_types, self.smooth);
        let counts = &mut linear.weights;
        let mut buffer = RowBuffer::default();
        for (i, &t) in y.iter().enumerate() {
            let (ids, values) = rows.row(i, &mut buffer);
            for (&id, &v) in ids.iter().zip(values) {
                counts[(id as usize, t as usize)] += v;
            }
        }
        to_weights(counts, self.smooth);
        Ok(linear)
    }
}

/// Terms that one task turns into weights.
const CHUNK: usize = 512;

/// Counts, to which `smooth` was added → log rate of the type minus that of all other types. Most terms are in few types: what the others weigh
/// follows from the term's sum alone.
fn to_weights(counts: &mut Array2<f32>, smooth: f32) {
    let types = counts.ncols();
    if types < 2 {
        counts.fill(0.0);
        return;
    }
    let totals = counts.sum_axis(Axis(0));
    let all = totals.sum();
    let of_others: Vec<f32> = totals.iter().map(|t| (all - t).max(LEAST)).collect();
    // of a count that is nothing but `smooth`, but for the logarithm of the term's sum
    let empty = totals.iter().zip(&of_others);
    let empty: Vec<f32> = empty.map(|(t, o)| (smooth / t).ln() + o.ln()).collect();
    let Some(flat) = counts.as_slice_mut() else {
        return;
    };
    flat.par_chunks_mut(CHUNK * types).for_each(|chunk| {
        for row in chunk.chunks_exact_mut(types) {
            let sum: f32 = row.iter().sum();
            let rest = (sum - smooth).max(LEAST).ln();
            let known = totals.iter().zip(&of_others).zip(&empty);
            for (c, ((total, others), empty)) in row.iter_mut().zip(known) {
                *c = match *c == smooth {
                    true => empty - rest,
                    false => (*c / total).ln() - ((sum - *c).max(LEAST) / others).ln(),
                };
            }
        }
    });
}

/// Least count of others: keeps logarithms finite.
const LEAST: f32 = 1e-9;
