//! Naive Bayes over counts: the log ratio of a term's rate in a type to its rate in all others, complement (Rennie and others,
//! ICML 2003) and multinomial in one.

use super::estimator::{FitError, Labelled, check_positive, checked};
use super::linear::Linear;
use crate::vectorize::{RowBuffer, Rows};
use linfa::ParamGuard;
use linfa::traits::Fit;
use ndarray::{Array1, Array2, Axis};

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
        let mut counts = Array2::<f32>::from_elem((rows.columns(), n_types), self.smooth);
        let mut buffer = RowBuffer::default();
        for (i, &t) in y.iter().enumerate() {
            let (ids, values) = rows.row(i, &mut buffer);
            for (&id, &v) in ids.iter().zip(values) {
                counts[(id as usize, t as usize)] += v;
            }
        }
        to_weights(&mut counts);
        Ok(Linear {
            weights: counts,
            bias: Array1::zeros(n_types),
        })
    }
}

/// Smoothed counts → log rate of the type minus that of all other types.
fn to_weights(counts: &mut Array2<f32>) {
    if counts.ncols() < 2 {
        counts.fill(0.0);
        return;
    }
    let totals = counts.sum_axis(Axis(0));
    let all = totals.sum();
    for mut row in counts.rows_mut() {
        let sum = row.sum();
        row.zip_mut_with(&totals, |c, t| {
            let others = (sum - *c).max(1e-9) / (all - t).max(1e-9);
            *c = (*c / t).ln() - others.ln();
        });
    }
}
