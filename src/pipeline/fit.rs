//! One recipe fitted to some rows.

use super::features::Features;
use crate::error::Result;
use crate::model::{
    BayesParams, FitError, Labelled, Linear, LogisticParams, Occurrence, SvmParams,
};
use crate::vectorize::{Rows, Weighting, frequencies, weights};
use linfa::traits::Fit;
use ndarray::{Array1, Array2};
use rayon::prelude::*;

/// What is fitted how.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Recipe {
    pub(crate) member: Member,
    pub(crate) c: f32,
    pub(crate) balance: f32,
    pub(crate) weighting: Weighting,
    pub(crate) occurrence: Occurrence,
    pub(crate) min_df: u32,
}

/// The estimator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Member {
    Svm,
    Logistic,
    Bayes,
}

impl Member {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Svm => "svm",
            Self::Logistic => "logistic",
            Self::Bayes => "bayes",
        }
    }
}

/// A recipe fitted: term weights and a linear model over `value · weight ÷ length` rows.
pub(crate) struct Fitted {
    pub(crate) term_weights: Vec<f32>,
    pub(crate) linear: Linear,
    occurrence: Occurrence,
}

impl Fitted {
    /// Scores of the rows named.
    pub(crate) fn scores(&self, features: &Features, among: &[u32]) -> Array2<f32> {
        let rows = features.counted.rows.select(among);
        self.linear
            .scores(&weighed(&rows, &self.term_weights, self.occurrence))
    }
}

/// Counts → values of length 1.
fn weighed(rows: &Rows, weights: &[f32], occurrence: Occurrence) -> Rows {
    rows.scaled(|id, n| {
        weights
            .get(id as usize)
            .map_or(0.0, |w| w * occurrence.value(n))
    })
}

impl Recipe {
    /// Fits to the rows named.
    pub(crate) fn fit(&self, features: &Features, among: &[u32]) -> Result<Fitted> {
        let rows = features.counted.rows.select(among);
        let types: Vec<u32> = among.iter().map(|&i| features.types[i as usize]).collect();
        let mut sizes = vec![0_u32; features.kinds];
        for &t in &types {
            sizes[t as usize] += 1;
        }
        let all: Vec<u32> = (0..u32::try_from(types.len()).unwrap_or(u32::MAX)).collect();
        let counts = frequencies(&rows, &types, features.kinds, &all);
        let term_weights = weights(&counts, &sizes, self.weighting, self.min_df);
        let set = Labelled::new(
            weighed(&rows, &term_weights, self.occurrence),
            types.iter().map(|&t| t as usize).collect::<Array1<usize>>(),
        );
        let mut linear = self.estimate(&set)?;
        widen(&mut linear, features.kinds);
        Ok(Fitted {
            term_weights,
            linear,
            occurrence: self.occurrence,
        })
    }

    fn estimate(&self, set: &Labelled) -> Result<Linear, FitError> {
        match self.member {
            Member::Svm => {
                let params = SvmParams::default().c(self.c).balance(self.balance);
                Ok(params.fit(set)?.into_linear())
            }
            Member::Logistic => {
                let params = LogisticParams::default().c(self.c).balance(self.balance);
                Ok(params.fit(set)?.into_linear())
            }
            Member::Bayes => Ok(BayesParams::default()
                .smooth(self.c)
                .fit(set)?
                .into_linear()),
        }
    }

    /// Scores of every row by a model fitted to the other folds.
    pub(crate) fn out_of_fold(&self, features: &Features, fold: &[u32]) -> Result<Array2<f32>> {
        let folds = fold.iter().max().map_or(0, |m| m + 1);
        let parts: Vec<(Vec<u32>, Array2<f32>)> = (0..folds)
            .into_par_iter()
            .map(|f| {
                let side = |held: bool| -> Vec<u32> {
                    (0_u32..)
                        .zip(fold)
                        .filter(|e| (*e.1 == f) == held)
                        .map(|e| e.0)
                        .collect()
                };
                let held = side(true);
                let fitted = self.fit(features, &side(false))?;
                let scores = fitted.scores(features, &held);
                Ok((held, scores))
            })
            .collect::<Result<_>>()?;
        let mut out = Array2::zeros((fold.len(), features.kinds));
        for (held, scores) in parts {
            for (&i, row) in held.iter().zip(scores.rows()) {
                out.row_mut(i as usize).assign(&row);
            }
        }
        Ok(out)
    }
}

/// Types that the rows did not show score as low as a type can.
fn widen(linear: &mut Linear, kinds: usize) {
    let (terms, had) = linear.weights.dim();
    if had >= kinds {
        return;
    }
    let mut wide = Linear::zeros(terms, kinds);
    for (mut to, from) in wide
        .weights
        .rows_mut()
        .into_iter()
        .zip(linear.weights.rows())
    {
        to.iter_mut().zip(from).for_each(|(to, from)| *to = *from);
    }
    wide.bias.fill(-1.0);
    wide.bias
        .iter_mut()
        .zip(&linear.bias)
        .for_each(|(to, from)| *to = *from);
    *linear = wide;
}
