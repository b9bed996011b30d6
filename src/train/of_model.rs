//! A model against labelled rows.

use super::labelled::LabelledRows;
use crate::bundle::{Bundle, row_hash};
use crate::evaluate::{Baseline, Evaluation, Predictions, type_ids};
use crate::model::Prediction;
use crate::normalize::Depth;
use crate::score::Model;
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
    let sizes = (0_u32..).zip(&card.types);
    let largest = sizes.max_by_key(|(i, t)| (t.rows, u32::MAX - i));
    out.baselines
        .push(predictions.majority(largest.map_or(0, |e| e.0)));
    let bayes = card.held_out.bayes.map(|(accuracy, macro_f1)| Baseline {
        name: "bayes, held-out training rows".into(),
        accuracy: Some(accuracy),
        macro_f1: Some(macro_f1),
    });
    out.baselines.extend(bayes);
    let normalizer = model.normalizer();
    let texts = rows.texts.par_iter();
    let seen = texts.filter(|t| bundle.trained_on(row_hash(&normalizer.text(t, Depth::Words))));
    out.trained_on = seen.count() as u64;
    out
}
