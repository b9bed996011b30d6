//! The supervised fit: labelled rows alone.

use super::assemble::{Fit, assemble};
use super::at_once::at_once;
use super::features::Features;
use super::labelled::LabelledRows;
use super::model_selection::{Known, n_trials, select};
use super::out_of_fold::{Calibrated, as_they_fall, calibrate_out_of_fold, plain_bayes};
use super::params::TrainParams;
use super::recipe::{FULL, Fitted, Lesson};
use super::steps::Steps;
use super::trial::Folds;
use crate::bundle::{Bundle, Origin};
use crate::error::Result;
use crate::model::{Linear, spare};
use crate::types::Level;
use crate::vectorize::Analyzer;

/// A model of labelled rows, and how good it is on rows held out.
pub(super) struct Supervised {
    pub(super) features: Features,
    pub(super) tried: Vec<(String, f32)>,
    fitted: Fitted,
    pub(super) calibrated: Calibrated,
}

/// Steps that [`Supervised::fit`] takes.
pub(super) fn n_steps(params: &TrainParams, n_rows: usize, n_types: usize) -> u64 {
    // terms, fit, held-out rows
    n_trials(params, n_rows, n_types) + 3
}

impl Supervised {
    /// Tries recipes, fits the best one and measures it. The terms were made, as the first of its steps.
    pub(super) fn fit(
        features: Features,
        params: &TrainParams,
        steps: &mut Steps<'_>,
    ) -> Result<Self> {
        Self::fit_knowing(features, params, &Known::default(), steps)
    }

    /// The same after an earlier training.
    pub(super) fn fit_knowing(
        features: Features,
        params: &TrainParams,
        known: &Known,
        steps: &mut Steps<'_>,
    ) -> Result<Self> {
        let end = steps.done + n_steps(params, features.len(), features.n_types) - 1;
        let selected = select(&features, params, known, steps)?;
        let (recipe, tried) = (selected.recipe, selected.tried);
        let start = selected.left.filter(|_| selected.on_all);
        let start = start.map(Folds::duals).unwrap_or_default();
        steps.done = end - 2;
        steps.begin("fitting the model to all rows");
        if recipe.doubts {
            let line = "labels that the other rows contradict count less; `tousu evaluate --suspects` lists them";
            steps.observer.message(Level::Say, line);
        }
        let folds = as_they_fall(&features, params);
        let all = &features.row_ids();
        // a second member takes as much memory again: it waits until it is known to help; trust in labels is by all members
        let first = match recipe.doubts {
            true => recipe.clone(),
            false => recipe.of_members(..1),
        };
        let fit = || first.fit(&features, all, &start, FULL);
        let bayes = || match known.bayes {
            true => Ok(None),
            false => plain_bayes(&features, &folds.1),
        };
        let (fitted, bayes) = match at_once(features.counted.hashes.len(), features.n_types) {
            1 => (fit(), bayes()),
            _ => rayon::join(fit, bayes),
        };
        let mut fitted = fitted?;
        steps.begin("measuring it on held-out rows");
        let mut calibrated = calibrate_out_of_fold(&features, recipe, &fitted.duals, &folds)?;
        calibrated.bayes = bayes?;
        if calibrated.recipe.members.len() > fitted.members.len() {
            let others = calibrated.recipe.of_members(fitted.members.len()..);
            let lesson = Lesson {
                rows: all,
                types: &features.types,
                weights: None,
                n_types: features.n_types,
                terms: Some(&fitted.term_weights),
            };
            let others = others.learn(&features.counted, lesson, &[], FULL)?;
            fitted.members.extend(others.members);
        }
        spare::release();
        Ok(Self {
            features,
            tried,
            fitted,
            calibrated,
        })
    }

    /// The bundle of this model, whose members are taken from it.
    pub(super) fn bundle(
        &mut self,
        rows: &LabelledRows,
        type_names: &[String],
        params: &TrainParams,
        analyzer: &Analyzer,
        origin: Option<Origin>,
    ) -> Bundle {
        let factors = &self.calibrated.calibration.factors;
        let members = std::mem::take(&mut self.fitted.members);
        let mut linear = Linear::zeros(0, 0);
        for (at, (factor, mut member)) in factors.iter().zip(members).enumerate() {
            match at {
                0 => {
                    member.scale(*factor);
                    linear = member;
                }
                _ => linear.add(*factor, &member),
            }
        }
        assemble(&Fit {
            rows,
            texts: &rows.texts,
            params,
            analyzer,
            features: &self.features,
            type_names,
            tried: self.tried.clone(),
            calibrated: &self.calibrated,
            term_weights: &self.fitted.term_weights,
            linear: &linear,
            origin,
            multi: None,
        })
    }
}
