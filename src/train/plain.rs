//! The supervised fit: labelled rows alone.

use super::assemble::{Fit, assemble};
use super::features::Features;
use super::label_noise;
use super::labelled::LabelledRows;
use super::model_selection::{n_trials, select};
use super::out_of_fold::{Calibrated, calibrate_out_of_fold, n_folds};
use super::params::TrainParams;
use super::recipe::{Fitted, Recipe};
use super::steps::Steps;
use crate::bundle::{Bundle, Origin};
use crate::error::Result;
use crate::evaluate::folds;
use crate::model::Linear;
use crate::types::{Level, Observer};
use crate::vectorize::Analyzer;

/// A model of labelled rows, and how good it is on rows held out.
pub(super) struct Supervised {
    pub(super) features: Features,
    tried: Vec<(String, f32)>,
    fitted: Fitted,
    pub(super) calibrated: Calibrated,
}

/// Steps that [`Supervised::fit`] takes.
pub(super) fn n_steps(params: &TrainParams, n_rows: usize, n_types: usize) -> u64 {
    // terms, labels, fit, held-out rows
    n_trials(params, n_rows, n_types) + 4
}

impl Supervised {
    /// Tries recipes, fits the best one and measures it. The terms were made, as the first of its steps.
    pub(super) fn fit(
        features: Features,
        params: &TrainParams,
        steps: &mut Steps<'_>,
    ) -> Result<Self> {
        let end = steps.done + n_steps(params, features.len(), features.n_types) - 1;
        let selected = select(&features, params, steps)?;
        steps.done = end - 3;
        steps.begin("looking for labels that other rows contradict");
        let is_noisy = label_noise::helps(&selected, steps.observer)?;
        let (recipe, tried) = (selected.recipe, selected.tried);
        let features = match is_noisy {
            true => weighing(features, &recipe, params, steps.observer)?,
            false => features,
        };
        steps.begin("fitting the model to all rows");
        let fitted = recipe.fit(&features, &features.row_ids(), &[])?;
        steps.begin("measuring it on held-out rows");
        let calibrated =
            calibrate_out_of_fold(&features, recipe, &fitted.duals, params.folds, params.seed)?;
        Ok(Self {
            features,
            tried,
            fitted,
            calibrated,
        })
    }

    /// The bundle of this model.
    pub(super) fn bundle(
        &self,
        rows: &LabelledRows,
        type_names: &[String],
        params: &TrainParams,
        analyzer: &Analyzer,
        origin: Option<Origin>,
    ) -> Bundle {
        let mut linear = Linear::zeros(self.features.counted.hashes.len(), type_names.len());
        let factors = &self.calibrated.calibration.factors;
        for (factor, member) in factors.iter().zip(&self.fitted.members) {
            linear.add(*factor, member);
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

/// The rows with what each weighs, by a recipe fitted to other rows.
fn weighing(
    features: Features,
    recipe: &Recipe,
    params: &TrainParams,
    observer: &dyn Observer,
) -> Result<Features> {
    let n_folds = n_folds(features.len(), params.folds);
    let fold = folds(&features.types, &features.groups, n_folds, params.seed);
    let scores = recipe.out_of_fold(&features, &features.row_ids(), &fold, &[])?;
    let weights = label_noise::weights(&scores, &features.types);
    let line = format!(
        "the labels of {} rows are contradicted by the other rows and weigh less; list them with `tousu evaluate … --folds 5 --suspects FILE`",
        label_noise::contradicted(&weights)
    );
    observer.message(Level::Say, &line);
    Ok(features.weighing(weights))
}
