//! A model, or the training itself, against labelled rows.

use super::score::Scorer;
use super::train::{TrainParams, Training, train};
use crate::bundle::Bundle;
use crate::error::Result;
use crate::evaluate::{
    Coverage, Interval, Pair, PathScores, Scores, bootstrap, folds, path_scores, risk_coverage,
    scores, worst_pairs,
};
use crate::model::Prediction;
use crate::normalize::{Depth, Normalizer};
use crate::similar;
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
    /// Rows whose given type is probably wrong, the most suspect first: those whose given type is least probable beside the
    /// type predicted. Rows that agree are left out.
    #[must_use]
    pub fn suspects(&self) -> Vec<&Answer> {
        let mut found: Vec<&Answer> = self
            .answers
            .iter()
            .filter(|a| a.given != a.predicted)
            .collect();
        let doubt = |a: &Answer| a.confidence - a.of_given;
        found.sort_by(|a, b| doubt(b).total_cmp(&doubt(a)));
        found
    }
}

/// A simple answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Baseline {
    /// `majority` or `bayes`.
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
#[derive(Default)]
struct Answers {
    types: Vec<String>,
    truth: Vec<u32>,
    predicted: Vec<u32>,
    confidence: Vec<f32>,
    /// Rows × `types` that a model knows; empty where models know different types.
    probabilities: Vec<f32>,
    known: usize,
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
    let normalizer = Normalizer::default();
    let seen = rows
        .texts
        .par_iter()
        .filter(|t| bundle.trained_on(crate::bundle::row_hash(&normalizer.text(t, Depth::Words))));
    out.trained_on = seen.count() as u64;
    out
}

/// Trains on all folds but one and scores that one, fold by fold; near-duplicates share a fold.
///
/// # Errors
/// As [`train`].
pub fn evaluate_folds(
    rows: &Questions,
    params: &TrainParams,
    count: u32,
    say: &dyn Fn(&str),
) -> Result<Evaluation> {
    let normalizer = Normalizer::default();
    let normalized: Vec<String> = rows
        .texts
        .par_iter()
        .map(|t| normalizer.text(t, Depth::Words))
        .collect();
    let mut types = Vec::new();
    let truth = placed(&mut types, &rows.labels);
    let fold = folds(&truth, &similar::groups(&normalized), count, params.seed);
    let mut answers = Answers {
        predicted: vec![0; truth.len()],
        confidence: vec![0.0; truth.len()],
        probabilities: vec![0.0; truth.len() * types.len()],
        known: types.len(),
        types,
        truth,
    };
    let mut bayes = answers.predicted.clone();
    for f in 0..count {
        say(&format!("fold {} of {count}", f + 1));
        let held: Vec<usize> = (0..fold.len()).filter(|&i| fold[i] == f).collect();
        let training = training_without(rows, &fold, f);
        let bundle = train(&training, params, &|_| ())?;
        fill(&mut answers, rows, &held, &bundle);
        let plain = TrainParams {
            model: super::Model::Bayes,
            ..params.clone()
        };
        let mut simple = Answers {
            types: answers.types.clone(),
            predicted: bayes,
            confidence: vec![0.0; fold.len()],
            ..Answers::default()
        };
        fill(
            &mut simple,
            rows,
            &held,
            &train(&training, &plain, &|_| ())?,
        );
        bayes = simple.predicted;
    }
    let mut out = judged(&answers, &rows.ids);
    let mut sizes = vec![0_u64; answers.types.len()];
    answers.truth.iter().for_each(|&t| sizes[t as usize] += 1);
    let largest = (0..sizes.len())
        .max_by_key(|&k| (sizes[k], usize::MAX - k))
        .unwrap_or(0);
    out.baselines
        .push(majority(&answers, u32::try_from(largest).unwrap_or(0)));
    out.baselines.push(baseline("bayes", &answers, &bayes));
    Ok(out)
}

fn training_without(rows: &Questions, fold: &[u32], f: u32) -> Training {
    let keep = |from: &[String]| {
        let all = from.iter().zip(fold).filter(|e| *e.1 != f);
        all.map(|e| e.0.clone()).collect()
    };
    Training {
        texts: keep(&rows.texts),
        labels: keep(&rows.labels),
        ..Training::default()
    }
}

fn fill(answers: &mut Answers, rows: &Questions, held: &[usize], bundle: &Bundle) {
    let places: BTreeMap<&str, usize> = answers
        .types
        .iter()
        .enumerate()
        .map(|(i, t)| (t.as_str(), i))
        .collect();
    let of_model: Vec<usize> = bundle
        .types()
        .iter()
        .map(|t| places.get(t.as_str()).copied().unwrap_or(0))
        .collect();
    let texts: Vec<String> = held.iter().map(|&i| rows.texts[i].clone()).collect();
    for (&i, p) in held.iter().zip(ask(bundle, &texts)) {
        let best = Prediction::of(&p);
        let place = of_model.get(best.best as usize).copied().unwrap_or(0);
        answers.predicted[i] = u32::try_from(place).unwrap_or(0);
        answers.confidence[i] = best.confidence;
        for (&k, p) in of_model.iter().zip(&p) {
            if let Some(to) = answers.probabilities.get_mut(i * answers.known + k) {
                *to = *p;
            }
        }
    }
}

fn ask(bundle: &Bundle, texts: &[String]) -> Vec<Vec<f32>> {
    let texts: Vec<Option<Cow<'_, str>>> = texts
        .iter()
        .map(|t| Some(Cow::Borrowed(t.as_str())))
        .collect();
    let none = vec![0.0; bundle.types().len()];
    let all = Scorer::new(bundle).probabilities(&texts).into_iter();
    all.map(|p| p.unwrap_or_else(|| none.clone())).collect()
}

/// Places of the labels in `types`; labels that are not there are added in their order of name.
fn placed(types: &mut Vec<String>, labels: &[String]) -> Vec<u32> {
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

fn judged(answers: &Answers, ids: &[String]) -> Evaluation {
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

fn majority(answers: &Answers, largest: u32) -> Baseline {
    baseline("majority", answers, &vec![largest; answers.truth.len()])
}

fn baseline(name: &str, answers: &Answers, predicted: &[u32]) -> Baseline {
    let s = scores(&answers.types, &answers.truth, predicted, None);
    Baseline {
        name: name.to_owned(),
        accuracy: s.accuracy,
        macro_f1: s.macro_f1,
    }
}
