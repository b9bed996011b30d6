//! Labelled rows → bundle.

use super::assemble::{Fit, assemble};
use super::features::Features;
use super::labelled::LabelledRows;
use super::model_selection::{n_trials, select};
use super::out_of_fold::calibrate_out_of_fold;
use super::params::TrainParams;
use super::rare_types::apply_rare_rule;
use super::steps::Steps;
use crate::bundle::Bundle;
use crate::error::{Error, Result};
use crate::evaluate::type_ids;
use crate::model::Linear;
use crate::segment::UserDictionary;
use crate::types::{Level, Observer, Progress};
use crate::vectorize::Analyzer;

/// Trains a model.
///
/// # Errors
/// [`Error::Invalid`] where there are no two types of two rows each, or no words to learn from; [`Error::Param`] for a setting outside its range.
///
/// ```
/// use tousu::{LabelledRows, Model, Silent, TrainParams, train};
/// let rows = [("包裹三天没到", "物流"), ("快递一直没到", "物流"), ("退款没有到账", "退款"), ("退款还没到账", "退款")];
/// let bundle = train(&LabelledRows::from_iter(rows), &TrainParams::default(), &Silent)?;
/// assert_eq!(Model::new(&bundle).predict("我的退款呢").unwrap().name, "退款");
/// # Ok::<(), tousu::Error>(())
/// ```
pub fn train(rows: &LabelledRows, params: &TrainParams, observer: &dyn Observer) -> Result<Bundle> {
    params.vectorize.check()?;
    rows.check()?;
    let rows = &apply_rare_rule(rows, params.rare, params.min_rows, observer);
    if rows.is_empty() {
        let message = format!("no type has {} rows or more", params.min_rows);
        return Err(Error::invalid(
            "training rows",
            message,
            "Lower that number, or keep rare types.",
        ));
    }
    rows.check_types()?;
    let mut type_names = Vec::new();
    let types = type_ids(&mut type_names, &rows.labels);
    let dictionary = UserDictionary::parse("user dictionary", &params.dictionary)?;
    let analyzer = Analyzer::new(&dictionary, &params.stop_words, params.mask.clone());

    let n_types = type_names.len();
    let mut steps = Steps {
        observer,
        // terms, fit, held-out rows
        total: n_trials(params, rows.len(), n_types) + 3,
        done: 0,
    };
    steps.begin("making terms of the texts");
    let features = Features::new(&analyzer, &params.vectorize, &rows.texts, types, n_types);
    let (recipe, tried) = select(&features, params, &mut steps)?;
    steps.done = steps.total - 2;
    steps.begin("fitting the model to all rows");
    let fitted = recipe.fit(&features, &features.row_ids(), &[])?;
    steps.begin("measuring it on held-out rows");
    let calibrated =
        calibrate_out_of_fold(&features, recipe, &fitted.duals, params.folds, params.seed)?;
    let mut linear = Linear::zeros(features.counted.hashes.len(), n_types);
    for (factor, member) in calibrated.calibration.factors.iter().zip(&fitted.members) {
        linear.add(*factor, member);
    }
    let bundle = assemble(&Fit {
        rows,
        params,
        analyzer: &analyzer,
        features: &features,
        type_names: &type_names,
        tried,
        calibrated: &calibrated,
        term_weights: &fitted.term_weights,
        linear: &linear,
    });
    observer.progress(Progress::Done);
    if bundle.card().settings.kept == 0 {
        let message = "none of their words occurs often enough to learn from";
        let next = "Check that --text names the complaints, and give more rows.";
        return Err(Error::invalid("training rows", message, next));
    }
    tell(&bundle, &calibrated.recipe.to_string(), observer);
    Ok(bundle)
}

fn tell(bundle: &Bundle, recipe: &str, observer: &dyn Observer) {
    let card = bundle.card();
    let line = format!(
        "trained on {} rows of {} types; macro-F1 on held-out rows {:.3}",
        card.rows,
        card.types.len(),
        card.held_out.macro_f1.unwrap_or(0.0)
    );
    observer.message(Level::Say, &line);
    let (kept, terms) = (card.settings.kept, card.settings.terms);
    let line = format!("model: {recipe}; {kept} of {terms} terms kept");
    observer.message(Level::Detail, &line);
}
