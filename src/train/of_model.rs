//! A model against labelled rows.

use super::labelled::LabelledRows;
use super::multi::types_of;
use crate::bundle::{Bundle, row_hash};
use crate::error::{Error, Result};
use crate::evaluate::{Baseline, Evaluation, MultiScores, Predictions, multi_scores, type_ids};
use crate::model::Prediction;
use crate::normalize::Depth;
use crate::score::Model;
use crate::types::TypeSets;
use rayon::prelude::*;

/// Scores a model on rows.
#[must_use]
pub fn evaluate_model(bundle: &Bundle, rows: &LabelledRows) -> Evaluation {
    let model = Model::new(bundle);
    let probabilities = model.all_probabilities(rows.texts.iter().map(String::as_str));
    let mut types = bundle.types().to_vec();
    let truth = type_ids(&mut types, &rows.labels);
    let best: Vec<Prediction> = probabilities.iter().map(|p| Prediction::of(p)).collect();
    let predictions = Predictions {
        predicted: best.iter().map(|b| b.best).collect(),
        confidence: best.iter().map(|b| b.confidence).collect(),
        probabilities: probabilities.concat(),
        n_known: bundle.types().len(),
        types,
        truth,
    };
    let ids: Vec<String> = (0..rows.len()).map(|i| rows.id(i)).collect();
    let mut out = predictions.evaluate(&ids);
    let card = bundle.card();
    // a model of words alone has counted no type
    let sizes = (0_u32..).zip(&card.types).filter(|(_, t)| t.rows > 0);
    let largest = sizes.max_by_key(|(i, t)| (t.rows, u32::MAX - i));
    let majority = largest.map(|(i, _)| predictions.majority(i));
    out.baselines.extend(majority);
    let bayes = card.held_out.bayes.map(|(accuracy, macro_f1)| Baseline {
        name: "bayes, held-out training rows".into(),
        accuracy: Some(accuracy),
        macro_f1: Some(macro_f1),
    });
    out.baselines.extend(bayes);
    out.trained_on = trained_on(&model, rows);
    out
}

/// Rows that the model was trained on.
fn trained_on(model: &Model, rows: &LabelledRows) -> u64 {
    let (bundle, normalizer) = (model.bundle(), model.normalizer());
    let texts = rows.texts.par_iter();
    let seen = texts.filter(|t| bundle.trained_on(row_hash(&normalizer.text(t, Depth::Words))));
    seen.count() as u64
}

/// Scores a model that gives several types on rows that may have several.
///
/// # Errors
/// [`Error::Usage`] where the model gives one type.
pub fn evaluate_multi(bundle: &Bundle, rows: &LabelledRows) -> Result<MultiScores> {
    let Some(multi) = &bundle.card().multi else {
        let next = "Leave --multi out, or train a model with it.";
        return Err(Error::usage("the model gives every text one type", next));
    };
    let model = Model::new(bundle);
    let probabilities = model.all_probabilities(rows.texts.iter().map(String::as_str));
    let mut types = bundle.types().to_vec();
    let separator = rows.separator.unwrap_or(multi.separator);
    let truth = types_of(&mut types, &rows.labels, separator);
    let given = |p: &Vec<f32>| {
        let types = multi.given(p).into_iter();
        types.filter_map(|k| u32::try_from(k).ok())
    };
    let given: TypeSets = probabilities.iter().map(given).collect();
    Ok(MultiScores {
        trained_on: trained_on(&model, rows),
        ..multi_scores(&types, &truth, &given, Some(&probabilities))
    })
}
