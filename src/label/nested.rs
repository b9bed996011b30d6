//! Labelled rows → what models say of rows held out, after training on a quarter, half, three quarters and all of the others. The parts
//! are nested, and the same rows are held out each time, so that scores differ by the number of rows alone.

use super::masked::Masked;
use crate::evaluate::{folds, type_ids};
use crate::model::Prediction;
use crate::score::Model;
use crate::train::{LabelledRows, TrainParams, train};
use crate::types::Lang;
use crate::types::{Observer, Progress, Silent};
use crate::{Error, Result, similar};

/// Parts of the training rows, the last being all of them.
pub(super) const PARTS: u32 = 4;

/// Predictions for all rows, each made without the row.
#[derive(Debug)]
pub(super) struct Nested {
    pub(super) n_types: usize,
    /// The type of every row.
    pub(super) truth: Vec<u32>,
    /// The fold of every row.
    pub(super) folds: Vec<u32>,
    pub(super) n_folds: u32,
    /// By part: rows trained on (the mean of the folds), and the type predicted for every row. Parts in which a fold had nothing to learn
    /// from are not there.
    pub(super) parts: Vec<(f64, Vec<u32>)>,
}

/// Holds out each of `n_folds` folds and trains on parts of the others; near-duplicates stay together.
///
/// # Errors
/// As [`train`], of all the training rows of a fold.
pub(super) fn nested(
    rows: &LabelledRows,
    params: &TrainParams,
    n_folds: u32,
    observer: &dyn Observer,
) -> Result<Nested> {
    let mut types = Vec::new();
    let truth = type_ids(&mut types, &rows.labels);
    let masked = Masked::new(&params.mask, Lang::Zh);
    let keys: Vec<String> = rows.texts.iter().map(|t| masked.key(t)).collect();
    let groups = similar::groups(&keys);
    let of_row = folds(&truth, &groups, n_folds, params.seed);
    let quarters: Vec<Vec<u32>> = (0..n_folds)
        .map(|fold| {
            let among = training_rows(&of_row, fold);
            let of = |from: &[u32]| -> Vec<u32> { among.iter().map(|&i| from[i]).collect() };
            folds(&of(&truth), &of(&groups), PARTS, params.seed)
        })
        .collect();
    let mut parts = Vec::new();
    for part in 1..=PARTS {
        let mut predicted = vec![0; rows.len()];
        let (mut trained_on, mut complete) = (0, true);
        for (fold, quarters) in (0..n_folds).zip(&quarters) {
            tell(observer, (part - 1) * n_folds + fold, PARTS * n_folds);
            let among = training_rows(&of_row, fold).into_iter().zip(quarters);
            let among: Vec<usize> = among.filter(|(_, q)| **q < part).map(|e| e.0).collect();
            trained_on += among.len();
            let held: Vec<usize> = (0..rows.len()).filter(|i| of_row[*i] == fold).collect();
            match predictions(rows, params, &among, &held) {
                Ok(names) => {
                    for (i, type_id) in held.iter().zip(type_ids(&mut types, &names)) {
                        predicted[*i] = type_id;
                    }
                }
                // too few rows for two types
                Err(Error::Invalid { .. }) if part < PARTS => complete = false,
                Err(e) => return Err(e),
            }
        }
        if complete {
            parts.push((trained_on as f64 / f64::from(n_folds), predicted));
        }
    }
    observer.progress(Progress::Done);
    Ok(Nested {
        n_types: types.len(),
        truth,
        folds: of_row,
        n_folds,
        parts,
    })
}

fn training_rows(of_row: &[u32], fold: u32) -> Vec<usize> {
    (0..of_row.len()).filter(|i| of_row[*i] != fold).collect()
}

/// The types that a model trained on the rows `among` gives to those of `held`.
fn predictions(
    rows: &LabelledRows,
    params: &TrainParams,
    among: &[usize],
    held: &[usize],
) -> Result<Vec<String>> {
    let training = among
        .iter()
        .map(|&i| (rows.texts[i].as_str(), rows.labels[i].as_str()));
    let bundle = train(&training.collect(), params, &Silent)?;
    let texts = held.iter().map(|&i| rows.texts[i].as_str());
    let probabilities = Model::new(&bundle).all_probabilities(texts);
    let types = bundle.types();
    let name = |p: &Vec<f32>| types.get(Prediction::of(p).best as usize).cloned();
    Ok(probabilities
        .iter()
        .map(|p| name(p).unwrap_or_default())
        .collect())
}

fn tell(observer: &dyn Observer, done: u32, total: u32) {
    observer.progress(Progress::Step {
        text: &format!("training {} of {total}", done + 1),
        done: done.into(),
        total: total.into(),
    });
}
