//! Naive Bayes over counts: multinomial, complement (Rennie and others, ICML 2003), or the ratio of both.

use super::linear::predicts;
use super::{FitError, Labelled, Linear, checked, positive};
use crate::vectorize::Rows;
use linfa::ParamGuard;
use linfa::traits::Fit;
use ndarray::{Array1, Array2};

/// Settings, unchecked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BayesParams(ValidBayes);

/// What a type is told by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rates {
    /// Log rates in its own rows.
    Own,
    /// Minus log rates in the rows of all other types.
    #[default]
    Complement,
    /// Log of own rate ÷ rate elsewhere.
    Ratio,
}

/// Settings, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct ValidBayes {
    smooth: f32,
    rates: Rates,
}

impl Default for ValidBayes {
    fn default() -> Self {
        Self {
            smooth: 0.3,
            rates: Rates::Complement,
        }
    }
}

impl BayesParams {
    /// Added to every count, above 0; 0.3 by default.
    #[must_use]
    pub fn smooth(mut self, smooth: f32) -> Self {
        self.0.smooth = smooth;
        self
    }

    /// What a type is told by; complement by default.
    #[must_use]
    pub fn rates(mut self, rates: Rates) -> Self {
        self.0.rates = rates;
        self
    }
}

impl ParamGuard for BayesParams {
    type Checked = ValidBayes;
    type Error = FitError;

    fn check_ref(&self) -> Result<&ValidBayes, FitError> {
        positive("smooth", self.0.smooth)?;
        Ok(&self.0)
    }

    fn check(self) -> Result<ValidBayes, FitError> {
        self.check_ref()?;
        Ok(self.0)
    }
}

/// A fitted naive Bayes.
#[derive(Clone, Debug, PartialEq)]
pub struct Bayes {
    linear: Linear,
}

impl Bayes {
    /// Weights and biases.
    #[must_use]
    pub fn linear(&self) -> &Linear {
        &self.linear
    }

    /// Weights and biases, taken out.
    #[must_use]
    pub fn into_linear(self) -> Linear {
        self.linear
    }
}

predicts!(Bayes);

impl Fit<Rows, Array1<usize>, FitError> for ValidBayes {
    type Object = Bayes;

    fn fit(&self, set: &Labelled) -> Result<Bayes, FitError> {
        let (y, kinds) = checked(set)?;
        let rows = set.records();
        let mut counts = Array2::<f32>::from_elem((rows.columns(), kinds), self.smooth);
        let mut sizes = vec![0.0_f32; kinds];
        for (i, &t) in y.iter().enumerate() {
            sizes[t as usize] += 1.0;
            let (ids, values) = rows.row(i);
            for (&id, &v) in ids.iter().zip(values) {
                counts[(id as usize, t as usize)] += v;
            }
        }
        let share = |n: &f32| (n / y.len() as f32).max(1e-9).ln();
        let mut bias = Array1::zeros(kinds);
        match self.rates {
            Rates::Own => {
                multinomial(&mut counts);
                bias = sizes.iter().map(share).collect();
            }
            Rates::Complement => complement(&mut counts),
            Rates::Ratio => {
                let mut own = counts.clone();
                multinomial(&mut own);
                complement(&mut counts);
                if kinds > 1 {
                    counts += &own;
                }
            }
        }
        Ok(Bayes {
            linear: Linear {
                weights: counts,
                bias,
            },
        })
    }
}

/// Smoothed counts → log rates of the type.
fn multinomial(counts: &mut Array2<f32>) {
    let totals = counts.sum_axis(ndarray::Axis(0));
    for mut row in counts.rows_mut() {
        row.zip_mut_with(&totals, |c, t| *c = (*c / t).ln());
    }
}

/// Smoothed counts → minus log rates of all other types.
fn complement(counts: &mut Array2<f32>) {
    if counts.ncols() < 2 {
        counts.fill(0.0);
        return;
    }
    let totals = counts.sum_axis(ndarray::Axis(0));
    let all = totals.sum();
    for mut row in counts.rows_mut() {
        let sum = row.sum();
        row.zip_mut_with(&totals, |c, t| {
            *c = -((sum - *c).max(1e-9) / (all - t).max(1e-9)).ln();
        });
    }
}
