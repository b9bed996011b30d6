//! One type against the rest for all types, on all rows or fold by fold.

use super::super::at_once::{at_once, map_at_once};
use super::super::features::Features;
use super::super::recipe::{FULL, Lesson, Recipe};
use super::super::strongest::keep_strongest;
use crate::error::Result;
use crate::model::{Linear, Link, SvmParams};
use crate::types::TypeSets;
use linfa::ParamGuard;
use ndarray::{Array2, Axis};

/// Rows with the types of each.
pub(super) struct Lessons<'a> {
    features: &'a Features,
    sets: &'a TypeSets,
}

/// A model of some rows.
pub(super) struct FittedSets {
    pub(super) term_weights: Vec<f32>,
    pub(super) linear: Linear,
    /// Dual variables: rows × types.
    pub(super) dual: Array2<f32>,
}

impl<'a> Lessons<'a> {
    pub(super) fn new(features: &'a Features, sets: &'a TypeSets) -> Self {
        Self { features, sets }
    }

    /// Fits to the rows named, from the dual variables of all rows where there are some.
    pub(super) fn fit(
        &self,
        recipe: &Recipe,
        among: &[u32],
        start: Option<&Array2<f32>>,
    ) -> Result<FittedSets> {
        let counted = &self.features.counted;
        let n_types = self.features.n_types;
        let sets = self.sets.select(among);
        let (places, types) = sets.pairs();
        let rows: Vec<u32> = places.iter().map(|&p| among[p as usize]).collect();
        let lesson = Lesson {
            rows: &rows,
            types: &types,
            weights: None,
            n_types,
            terms: None,
        };
        let mut term_weights = recipe.term_weights(counted, lesson);
        let values = recipe.weighted(counted, among, &term_weights);
        let (c, balance) = recipe.members.first().map_or((1.0, 0.0), |m| m.settings());
        let places: Vec<usize> = among.iter().map(|&i| i as usize).collect();
        let start = start.map(|dual| dual.select(Axis(0), &places));
        let passes = match start {
            Some(_) => FULL.warm,
            None => FULL.svm,
        };
        let params = SvmParams::default().c(c).balance(balance).passes(passes);
        let (linear, dual) = params
            .check()?
            .fit_sets(&values, &sets, n_types, start.as_ref())?;
        if counted.hashes.len() > recipe.keep {
            let limit = (&Link::Logistic, recipe.keep);
            keep_strongest(counted, &mut term_weights, &linear, limit);
        }
        Ok(FittedSets {
            term_weights,
            linear,
            dual,
        })
    }

    /// Scores of every row by a model fitted to the other folds: rows × types. `start` are the dual variables of a fit to all rows.
    pub(super) fn out_of_fold(
        &self,
        recipe: &Recipe,
        fold: &[u32],
        start: Option<&Array2<f32>>,
    ) -> Result<Array2<f32>> {
        let n_folds = fold.iter().max().map_or(0, |m| m + 1);
        let all = self.features.row_ids();
        let part = |&f: &u32| -> Result<(Vec<u32>, Array2<f32>)> {
            let side = |held: bool| -> Vec<u32> {
                let rows = all.iter().zip(fold);
                rows.filter(|e| (*e.1 == f) == held).map(|e| *e.0).collect()
            };
            let fitted = self.fit(recipe, &side(false), start)?;
            let held = side(true);
            let rows = recipe.weighted(&self.features.counted, &held, &fitted.term_weights);
            Ok((held, fitted.linear.scores(&rows)))
        };
        let (terms, types) = (self.features.counted.hashes.len(), self.features.n_types);
        let folds: Vec<u32> = (0..n_folds).collect();
        let parts = map_at_once(&folds, at_once(terms, types), part);
        let parts: Vec<(Vec<u32>, Array2<f32>)> = parts.into_iter().collect::<Result<_>>()?;
        let mut out = Array2::zeros((all.len(), self.features.n_types));
        for (held, scores) in parts {
            for (&i, row) in held.iter().zip(scores.rows()) {
                out.row_mut(i as usize).assign(&row);
            }
        }
        Ok(out)
    }
}
