//! Labelled rows → bundle.

use super::assemble::{Fit, assemble};
use super::features::Features;
use super::labelled::LabelledRows;
use super::model_selection::Selection;
use super::out_of_fold::calibrate_out_of_fold;
use super::params::TrainParams;
use super::rare_types::apply_rare_rule;
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
/// [`Error::Invalid`] where there is no row, [`Error::Param`] for a setting outside its range.
///
/// ```
/// use tousu::score::Scorer;
/// use tousu::train::{LabelledRows, TrainParams, train};
/// use tousu::types::Silent;
/// let rows = [("包裹三天没到", "物流"), ("快递一直没到", "物流"), ("退款没有到账", "退款"), ("退款还没到账", "退款")];
/// let rows = LabelledRows {
///     texts: rows.iter().map(|r| r.0.to_owned()).collect(),
///     labels: rows.iter().map(|r| r.1.to_owned()).collect(),
///     ..LabelledRows::default()
/// };
/// let bundle = train(&rows, &TrainParams::default(), &Silent)?;
/// let best = Scorer::new(&bundle).score(&[Some("我的退款呢".into())])[0].unwrap().best;
/// assert_eq!(bundle.types()[best as usize], "退款");
/// # Ok::<(), tousu::Error>(())
/// ```
pub fn train(rows: &LabelledRows, params: &TrainParams, observer: &dyn Observer) -> Result<Bundle> {
    params.vectorize.check()?;
    let (n_texts, n_labels) = (rows.texts.len(), rows.labels.len());
    if n_texts == 0 || n_texts != n_labels {
        let message = format!("{n_texts} texts with {n_labels} labels cannot be trained on");
        return Err(Error::invalid(
            "training rows",
            message,
            "Give one label for every text.",
        ));
    }
    let rows = &apply_rare_rule(rows, params.rare, params.min_rows, observer);
    let mut type_names = Vec::new();
    let types = type_ids(&mut type_names, &rows.labels);
    let dictionary = UserDictionary::parse("user dictionary", &params.dictionary)?;
    let analyzer = Analyzer::new(&dictionary, &params.stop_words, params.mask.clone());

    let mut selection = Selection::new(params, types.len(), type_names.len());
    selection.step(observer, "making terms of the texts");
    let features = Features::new(
        &analyzer,
        &params.vectorize,
        &rows.texts,
        types,
        type_names.len(),
    );
    let recipe = selection.run(&features, observer)?;
    selection.step(observer, "fitting the model to all rows");
    let fitted = recipe.fit(&features, &features.row_ids(), &[])?;
    selection.step(observer, "measuring it on held-out rows");
    let calibrated =
        calibrate_out_of_fold(&features, recipe, &fitted.duals, params.folds, params.seed)?;
    let mut linear = Linear::zeros(features.counted.hashes.len(), type_names.len());
    for (factor, member) in calibrated.calibration.factors.iter().zip(&fitted.members) {
        linear.add(*factor, member);
    }
    let bundle = assemble(&Fit {
        rows,
        params,
        analyzer: &analyzer,
        features: &features,
        type_names: &type_names,
        tried: selection.tried,
        calibrated: &calibrated,
        term_weights: &fitted.term_weights,
        linear: &linear,
    });
    observer.progress(Progress::Done);
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
