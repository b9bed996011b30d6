//! A model against labelled rows.

use super::score::Scorer;
use crate::bundle::Bundle;
use crate::evaluate::{
    Coverage, Interval, Pair, PathScores, Scores, bootstrap, path_scores, risk_coverage, scores,
    worst_pairs,
};
use crate::model::Prediction;
use crate::normalize::{Depth, MaskParams, NormalizeParams, Normalizer};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Everything `tousu evaluate` knows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// The scores.
    #[serde(flatten)]
    pub scores: Scores,
    /// 95 % interval of accuracy, by resampled rows.
    pub accuracy_interval: Option<Interval>,
    /// 95 % interval of macro-F1.
    pub macro_f1_interval: Option<Interval>,
    /// Accuracy and macro-F1 of simple answers to the same rows.
    pub baselines: Vec<Baseline>,
    /// What is right among the surest rows.
    pub risk_coverage: Vec<Coverage>,
    /// Pairs taken for each other most often.
    pub worst_pairs: Vec<Pair>,
    /// Scores of paths.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paths: Option<PathScores>,
    /// Scores of the same rows by trainings on fewer rows, rising.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub learning_curve: Vec<Learnt>,
    /// Rows the model was trained on: their scores flatter.
    pub trained_on: u64,
    /// Every row's answer, in their order.
    #[serde(skip)]
    pub answers: Vec<Answer>,
}

/// What was answered for one row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
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
    pub fn suspects(&self) -> Vec<&Answer> {
        let all = self.answers.iter();
        let mut found: Vec<&Answer> = all.filter(|a| a.given != a.predicted).collect();
        found.sort_by(|a, b| {
            let given = a.of_given.total_cmp(&b.of_given);
            given.then(b.confidence.total_cmp(&a.confidence))
        });
        found
    }
}

/// What so many training rows lead to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Learnt {
    /// Rows trained on.
    pub rows: u64,
    /// Share of scored rows that are right.
    pub accuracy: Option<f64>,
    /// Mean of the types' F1.
    pub macro_f1: Option<f64>,
}

/// A simple answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Baseline {
    /// `majority` or `bayes`; with `, held-out training rows` where a model brings its own.
    pub name: String,
    /// Share of rows that are right.
    pub accuracy: Option<f64>,
    /// Mean of the types' F1.
    pub macro_f1: Option<f64>,
}

/// Rows to score on.
#[derive(Clone, Debug, Default)]
pub struct Questions {
    /// The texts.
    pub texts: Vec<String>,
    /// The type of each.
    pub labels: Vec<String>,
    /// What tells the rows apart.
    pub ids: Vec<String>,
}

/// Answers of one or several models to some rows, by name.
#[derive(Clone, Default)]
pub(super) struct Answers {
    pub(super) types: Vec<String>,
    pub(super) truth: Vec<u32>,
    pub(super) predicted: Vec<u32>,
    pub(super) confidence: Vec<f32>,
    /// Rows × `known` types.
    pub(super) probabilities: Vec<f32>,
    pub(super) known: usize,
}

/// Scores `bundle` on rows.
#[must_use]
pub fn evaluate_bundle(bundle: &Bundle, rows: &Questions) -> Evaluation {
    let probabilities = ask(bundle, &rows.texts);
    let mut types = bundle.types().to_vec();
    let truth = placed(&mut types, &rows.labels);
    let known = bundle.types().len();
    let best: Vec<Prediction> = probabilities.iter().map(|p| Prediction::of(p)).collect();
    let answers = Answers {
        predicted: best.iter().map(|b| b.best).collect(),
        confidence: best.iter().map(|b| b.confidence).collect(),
        probabilities: probabilities.concat(),
        known,
        types,
        truth,
    };
    let largest = bundle.card().types.iter().enumerate();
    let largest = largest
        .max_by_key(|(i, t)| (t.rows, usize::MAX - i))
        .map_or(0, |e| e.0);
    let mut out = judged(&answers, &rows.ids);
    out.baselines
        .push(majority(&answers, u32::try_from(largest).unwrap_or(0)));
    let held = &bundle.card().held_out;
    out.baselines
        .extend(held.bayes.map(|(accuracy, macro_f1)| Baseline {
            name: "bayes, held-out training rows".into(),
            accuracy: Some(accuracy),
            macro_f1: Some(macro_f1),
        }));
    let normalizer = Normalizer::new(NormalizeParams {
        mask: MaskParams::named(&bundle.card().settings.mask),
    });
    let seen = rows
        .texts
        .par_iter()
        .filter(|t| bundle.trained_on(crate::bundle::row_hash(&normalizer.text(t, Depth::Words))));
    out.trained_on = seen.count() as u64;
    out
}

pub(super) fn ask(bundle: &Bundle, texts: &[String]) -> Vec<Vec<f32>> {
    let texts: Vec<Option<Cow<'_, str>>> = texts
        .iter()
        .map(|t| Some(Cow::Borrowed(t.as_str())))
        .collect();
    let none = vec![0.0; bundle.types().len()];
    let all = Scorer::new(bundle).probabilities(&texts).into_iter();
    all.map(|p| p.unwrap_or_else(|| none.clone())).collect()
}

/// Places of the labels in `types`; labels that are not there are added in their order of name.
pub(super) fn placed(types: &mut Vec<String>, labels: &[String]) -> Vec<u32> {
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

pub(super) fn judged(answers: &Answers, ids: &[String]) -> Evaluation {
    let Answers {
        types,
        truth,
        predicted,
        confidence,
        ..
    } = answers;
    let intervals = bootstrap(types.len(), truth, predicted, 1000, 1);
    let right: Vec<bool> = truth.iter().zip(predicted).map(|e| e.0 == e.1).collect();
    Evaluation {
        scores: scores(
            types,
            truth,
            predicted,
            Some((&answers.probabilities, answers.known)),
        ),
        accuracy_interval: intervals.map(|i| i.0),
        macro_f1_interval: intervals.map(|i| i.1),
        baselines: Vec::new(),
        risk_coverage: risk_coverage(confidence, &right),
        worst_pairs: worst_pairs(types, truth, predicted, ids, 10),
        paths: path_scores(types, truth, predicted),
        learning_curve: Vec::new(),
        trained_on: 0,
        answers: (0..truth.len()).map(|i| answers.answer(i, ids)).collect(),
    }
}

impl Answers {
    fn answer(&self, i: usize, ids: &[String]) -> Answer {
        let name = |k: u32| self.types.get(k as usize).cloned().unwrap_or_default();
        let given = self.truth[i] as usize;
        let of_given = self.probabilities.get(i * self.known + given);
        Answer {
            id: ids.get(i).cloned().unwrap_or_default(),
            given: name(self.truth[i]),
            predicted: name(self.predicted[i]),
            confidence: self.confidence[i],
            of_given: of_given
                .filter(|_| given < self.known)
                .copied()
                .unwrap_or(0.0),
        }
    }
}

pub(super) fn majority(answers: &Answers, largest: u32) -> Baseline {
    baseline("majority", answers, &vec![largest; answers.truth.len()])
}

pub(super) fn baseline(name: &str, answers: &Answers, predicted: &[u32]) -> Baseline {
    let s = scores(&answers.types, &answers.truth, predicted, None);
    Baseline {
        name: name.to_owned(),
        accuracy: s.accuracy,
        macro_f1: s.macro_f1,
    }
}
