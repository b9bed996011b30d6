//! How to train.

use super::rare_types::RareRule;
use crate::error::Result;
use crate::normalize::MaskParams;
use crate::segment::UserDictionary;
use crate::vectorize::{Analyzer, VectorizeParams};

/// Which kind of model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ModelKind {
    /// Whatever does best on held-out training rows.
    #[default]
    Auto,
    /// Linear support vector machine.
    Svm,
    /// Multinomial logistic regression.
    Logistic,
    /// Naive Bayes.
    Bayes,
}

/// How many of the labelled rows to train on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sample {
    /// All of them.
    #[default]
    All,
    /// So many.
    Rows(usize),
    /// As few as cost less than half a point of macro-F1, by a learning curve.
    Auto,
}

/// How to train.
#[derive(Clone, Debug, PartialEq)]
pub struct TrainParams {
    /// Which kind of model.
    pub model: ModelKind,
    /// Cost of an error, above 0; chosen where absent.
    pub c: Option<f32>,
    /// What terms to make.
    pub vectorize: VectorizeParams,
    /// Text of a user dictionary; empty without one.
    pub dictionary: String,
    /// Stop words, one a line; empty without any.
    pub stop_words: String,
    /// Personal numbers that become masks before words are made; a key does not count.
    pub mask: MaskParams,
    /// Terms to keep at most.
    pub keep_terms: usize,
    /// Folds to hold out, at least 2.
    pub folds: u32,
    /// What becomes of rare types.
    pub rare: RareRule,
    /// Types of fewer rows are rare.
    pub min_rows: u64,
    /// How many of the labelled rows to train on.
    pub sample: Sample,
    /// Seed of every shuffle.
    pub seed: u64,
}

impl Default for TrainParams {
    fn default() -> Self {
        Self {
            model: ModelKind::Auto,
            c: None,
            vectorize: VectorizeParams::default(),
            dictionary: String::new(),
            stop_words: String::new(),
            mask: MaskParams::default(),
            keep_terms: 300_000,
            folds: 4,
            rare: RareRule::Keep,
            min_rows: 5,
            sample: Sample::All,
            seed: 1,
        }
    }
}

impl TrainParams {
    /// What makes words of texts.
    pub(super) fn analyzer(&self) -> Result<Analyzer> {
        let dictionary = UserDictionary::parse("user dictionary", &self.dictionary)?;
        Ok(Analyzer::new(
            &dictionary,
            &self.stop_words,
            self.mask.clone(),
        ))
    }
}
