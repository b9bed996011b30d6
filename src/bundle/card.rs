//! The card: what a person should know about a model.

use super::multi::Multi;
use crate::model::{Curve, Occurrence};
use crate::vectorize::{VectorizeParams, Weighting};
use serde::{Deserialize, Serialize};

/// What a model was made from, how, and how good it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Card {
    /// Version of the crate that wrote it.
    pub crate_version: String,
    /// Version of the normaliser it needs.
    pub normalizer_version: u32,
    /// Version of the terms' hashes it needs.
    pub terms_version: u32,
    /// Version of the segmenter it needs.
    pub segment_version: u32,
    /// The types, in the order of all scores.
    pub types: Vec<TypeCard>,
    /// Label columns it was trained on; several make a path.
    pub label: Vec<String>,
    /// Text columns it was trained on.
    pub text: Vec<String>,
    /// The text columns were guessed, not named; models of earlier versions do not say so.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub text_guessed: bool,
    /// Rows trained on.
    pub rows: u64,
    /// Rows without a label or a text, left out.
    pub left_out: u64,
    /// What they are a sample of; absent where they are all rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sample: Option<SampleOf>,
    /// Hash of the training rows (16 hex digits): labels and normalised texts in their order.
    pub rows_hash: String,
    /// Hash of the user dictionary (16 hex digits); empty without one.
    pub dictionary_hash: String,
    /// How it was fitted.
    pub settings: Settings,
    /// What `auto` tried, with macro-F1 on rows held out, in the order tried.
    pub tried: Vec<(String, f32)>,
    /// Scores on rows held out fold by fold.
    pub held_out: HeldOut,
    /// What it learnt from besides labelled rows, if from anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// How types are given where a text may have several; absent where every text has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub multi: Option<Multi>,
}

/// What the rows trained on are a sample of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SampleOf {
    /// Labelled rows there were.
    pub rows: u64,
    /// How far macro-F1 is below that of all rows, by a learning curve, with the 10th and the 90th percentile of curves over resampled rows; absent
    /// where the size of the sample was given.
    pub loss: Option<(f64, f64, f64)>,
}

/// What a model learnt from besides labelled rows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Origin {
    /// Unlabelled rows given.
    pub unlabelled: u64,
    /// Those that it learnt from: each text once, and a sample of many.
    pub used: u64,
    /// Members of the ensemble that labelled them, with their factors; none where the unlabelled rows did not help.
    pub ensemble: Vec<(String, f32)>,
    /// Macro-F1 on held-out labelled rows without the unlabelled ones; absent without labelled rows.
    pub supervised_macro_f1: Option<f64>,
    /// The same with them.
    pub with_unlabelled_macro_f1: Option<f64>,
    /// The model is the one that learnt from them; otherwise it learnt from the labelled rows alone.
    pub helped: bool,
    /// Where the taxonomy was read from, if there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taxonomy: Option<String>,
    /// What its words cover, by type.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<TypeWords>,
}

/// What the words of a type cover.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TypeWords {
    /// The type.
    pub name: String,
    /// Words given.
    pub words: u64,
    /// Those that at least one row holds.
    pub found: u64,
    /// Unlabelled rows whose words speak for this type most.
    pub rows: u64,
    /// Unlabelled rows that hold words of this type and of another.
    pub conflicts: u64,
    /// Words of the texts that may be missing: frequent in this type and rare elsewhere.
    pub suggested: Vec<String>,
}

/// One type.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TypeCard {
    /// Name; a path's parts are joined by `>`.
    pub name: String,
    /// Rows trained on.
    pub rows: u64,
    /// Terms that speak most for it, strongest first, with their weight.
    #[serde(default)]
    pub strongest: Vec<(String, f32)>,
}

/// How a model was fitted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// `svm`, `logistic` or `bayes`.
    pub model: String,
    /// Cost of an error.
    pub c: f32,
    /// Power by which rare types' errors cost more, 0..=1.
    pub balance: f32,
    /// What the normaliser masks, as [`crate::normalize::MaskParams::name`] says it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub mask: String,
    /// What terms are made.
    pub vectorize: VectorizeParams,
    /// How terms weigh.
    pub weighting: Weighting,
    /// How occurrences count.
    pub occurrence: Occurrence,
    /// Factor of words and word pairs against characters and letters.
    pub words: f32,
    /// Members added up, with their factors.
    pub members: Vec<(String, f32)>,
    /// Calibrates the confidence to the share of rows that were right.
    pub curve: Curve,
    /// Terms before pruning.
    pub terms: u64,
    /// Terms kept.
    pub kept: u64,
    /// Seed of every shuffle.
    pub seed: u64,
}

/// Scores on rows held out regardless of copies, which may fall on both sides as they will in use: they are better than those of
/// `evaluate --folds`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct HeldOut {
    /// Folds; 0 where there were too few rows to hold any out.
    pub folds: u32,
    /// Rows scored.
    pub rows: u64,
    /// Share of rows whose type was right.
    pub accuracy: Option<f64>,
    /// Mean of the types' F1.
    pub macro_f1: Option<f64>,
    /// Nats a row.
    pub log_loss: Option<f64>,
    /// Expected calibration error of the best type, 15 bins of equal count.
    pub ece: Option<f64>,
    /// Accuracy and macro-F1 of plain naive Bayes on the same rows.
    pub bayes: Option<(f64, f64)>,
}
