//! Predictions of labelled rows → everything that is known about them.

use super::bootstrap::{Interval, bootstrap};
use super::diagnostics::{Coverage, Pair, PathScores, path_scores, risk_coverage, worst_pairs};
use super::scores::{Scores, scores};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How good predictions are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// The scores.
    #[serde(flatten)]
    pub scores: Scores,
    /// 95 % interval of accuracy, by resampled rows.
    pub accuracy_interval: Option<Interval>,
    /// 95 % interval of macro-F1.
    pub macro_f1_interval: Option<Interval>,
    /// Accuracy and macro-F1 of simple rules on the same rows.
    pub baselines: Vec<Baseline>,
    /// Accuracy among the surest rows.
    pub risk_coverage: Vec<Coverage>,
    /// Pairs confused most often.
    pub worst_pairs: Vec<Pair>,
    /// Scores of paths.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paths: Option<PathScores>,
    /// Scores of the same rows after training on fewer rows, rising.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub learning_curve: Vec<CurvePoint>,
    /// The scores where only near-duplicates stay in one fold, so that copies with a few characters edited are trained on: the scores of
    /// rows whose like is known. Absent where there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_copies_apart: Option<Baseline>,
    /// Rows the model was trained on: they make the scores too good.
    pub trained_on: u64,
    /// The prediction of every row, in their order.
    #[serde(skip)]
    pub rows: Vec<RowPrediction>,
}

/// What was predicted for one row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RowPrediction {
    /// What tells the row apart.
    pub id: String,
    /// The type given.
    pub given: String,
    /// The type predicted.
    pub predicted: String,
    /// Probability of the type predicted.
    pub confidence: f32,
    /// Probability of the type given.
    pub of_given: f32,
}

impl Evaluation {
    /// Rows whose given type is probably wrong, the most suspect first: those whose given type is least probable (self-confidence;
    /// Northcutt, Jiang & Chuang, JAIR 2021). Rows that agree are left out.
    #[must_use]
    pub fn suspects(&self) -> Vec<&RowPrediction> {
        let rows = self.rows.iter();
        let mut suspects: Vec<&RowPrediction> = rows.filter(|r| r.given != r.predicted).collect();
        suspects.sort_by(|a, b| {
            let given = a.of_given.total_cmp(&b.of_given);
            given.then(b.confidence.total_cmp(&a.confidence))
        });
        suspects
    }
}

/// Scores after training on some of the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CurvePoint {
    /// Rows trained on.
    pub rows: u64,
    /// Share of scored rows that are right.
    pub accuracy: Option<f64>,
    /// Mean of the types' F1.
    pub macro_f1: Option<f64>,
}

/// Scores of a simple rule.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Baseline {
    /// `majority` or `bayes`; with `, held-out training rows` where a model brings its own.
    pub name: String,
    /// Share of rows that are right.
    pub accuracy: Option<f64>,
    /// Mean of the types' F1.
    pub macro_f1: Option<f64>,
}

/// Predictions of one or several models for labelled rows; a type is its place in `types`.
#[derive(Clone, Debug, Default)]
pub struct Predictions {
    /// Names of the types, those the models know first.
    pub types: Vec<String>,
    /// The type given, by row.
    pub truth: Vec<u32>,
    /// The type predicted, by row.
    pub predicted: Vec<u32>,
    /// Probability of the type predicted, by row.
    pub confidence: Vec<f32>,
    /// Rows × `n_known` types.
    pub probabilities: Vec<f32>,
    /// How many of the types the models know.
    pub n_known: usize,
}

/// Draws of the bootstrap, and its seed.
const DRAWS: u32 = 1000;
const SEED: u64 = 1;
/// Pairs listed.
const PAIRS: usize = 10;

impl Predictions {
    /// Scores them; `ids` tell the rows apart.
    #[must_use]
    pub fn evaluate(&self, ids: &[String]) -> Evaluation {
        let Self {
            types,
            truth,
            predicted,
            ..
        } = self;
        let intervals = bootstrap(types.len(), truth, predicted, DRAWS, SEED);
        let right: Vec<bool> = truth.iter().zip(predicted).map(|e| e.0 == e.1).collect();
        let probabilities = Some((self.probabilities.as_slice(), self.n_known));
        Evaluation {
            scores: scores(types, truth, predicted, probabilities),
            accuracy_interval: intervals.map(|i| i.0),
            macro_f1_interval: intervals.map(|i| i.1),
            risk_coverage: risk_coverage(&self.confidence, &right),
            worst_pairs: worst_pairs(types, truth, predicted, ids, PAIRS),
            paths: path_scores(types, truth, predicted),
            rows: (0..truth.len()).map(|i| self.row(i, ids)).collect(),
            ..Evaluation::default()
        }
    }

    fn row(&self, i: usize, ids: &[String]) -> RowPrediction {
        let name = |type_id: u32| {
            self.types
                .get(type_id as usize)
                .cloned()
                .unwrap_or_default()
        };
        let given = self.truth[i] as usize;
        let of_given = self.probabilities.get(i * self.n_known + given);
        RowPrediction {
            id: ids.get(i).cloned().unwrap_or_default(),
            given: name(self.truth[i]),
            predicted: name(self.predicted[i]),
            confidence: self.confidence[i],
            of_given: of_given
                .filter(|_| given < self.n_known)
                .copied()
                .unwrap_or(0.0),
        }
    }

    /// Scores of other predictions for the same rows.
    #[must_use]
    pub fn baseline(&self, name: &str, predicted: &[u32]) -> Baseline {
        let s = scores(&self.types, &self.truth, predicted, None);
        Baseline {
            name: name.to_owned(),
            accuracy: s.accuracy,
            macro_f1: s.macro_f1,
        }
    }

    /// Scores of one type for every row.
    #[must_use]
    pub fn majority(&self, type_id: u32) -> Baseline {
        self.baseline("majority", &vec![type_id; self.truth.len()])
    }
}

/// Places of the labels in `types`; labels that are not there are added to it in the order of their names.
#[must_use]
pub fn type_ids(types: &mut Vec<String>, labels: &[String]) -> Vec<u32> {
    let mut new: Vec<&String> = labels.iter().filter(|l| !types.contains(l)).collect();
    new.sort();
    new.dedup();
    types.extend(new.into_iter().cloned());
    let places: BTreeMap<&str, u32> = (0_u32..)
        .zip(types.iter())
        .map(|(i, t)| (t.as_str(), i))
        .collect();
    labels
        .iter()
        .map(|l| places.get(l.as_str()).copied().unwrap_or(0))
        .collect()
}
