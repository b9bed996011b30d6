//! The training itself against labelled rows: it is done without some of them and asked for those.

use super::evaluate::{
    Answers, Evaluation, Learnt, Questions, ask, baseline, judged, majority, placed,
};
use super::train::{Model, TrainParams, Training, train};
use crate::bundle::Bundle;
use crate::error::{Error, Result};
use crate::evaluate::{folds, scores};
use crate::model::Prediction;
use crate::normalize::{Depth, NormalizeParams, Normalizer};
use crate::similar;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// Which rows are held out. Near-duplicates of a row held out are not trained on.
#[derive(Clone, Copy, Debug)]
pub enum Split<'a> {
    /// Each of so many parts in turn.
    Folds(u32),
    /// The latest fifth, by a time a row (seconds, say); rows without one are left out.
    Time(&'a [Option<i64>]),
}

/// Trains without the rows held out and scores those; plain naive Bayes and the largest type beside it. With `curve` also by
/// trainings on an eighth, a quarter and half of the rows.
///
/// # Errors
/// As [`train`]; [`Error::Data`] where the times do not tell earlier rows from later ones.
pub fn evaluate_training(
    rows: &Questions,
    params: &TrainParams,
    split: Split<'_>,
    curve: bool,
    say: &dyn Fn(&str),
) -> Result<Evaluation> {
    let plan = Plan::new(rows, split, params)?;
    let mut answers = plan.answers();
    let mut simple = answers.clone();
    let plain = TrainParams {
        model: Model::Bayes,
        ..params.clone()
    };
    let mut learnt = Vec::new();
    for f in 0..plan.count {
        say(&format!("training {} of {}", f + 1, plan.count));
        let among = plan.training(f);
        let training = chosen(rows, &among);
        plan.fill(&mut answers, rows, f, &train(&training, params, &|_| ())?);
        plan.fill(&mut simple, rows, f, &train(&training, &plain, &|_| ())?);
        if f == 0 && curve {
            learnt = plan.learning_curve(rows, params, &among, &answers, say)?;
        }
    }
    let ids: Vec<String> = plan.held.iter().map(|&i| rows.ids[i].clone()).collect();
    let mut out = judged(&answers, &ids);
    out.learning_curve = learnt;
    let mut sizes = vec![0_u64; answers.types.len()];
    answers.truth.iter().for_each(|&t| sizes[t as usize] += 1);
    let largest = (0..sizes.len()).max_by_key(|&k| (sizes[k], usize::MAX - k));
    let largest = u32::try_from(largest.unwrap_or(0)).unwrap_or(0);
    out.baselines.push(majority(&answers, largest));
    out.baselines
        .push(baseline("bayes", &answers, &simple.predicted));
    Ok(out)
}

/// Who trains, who is asked.
struct Plan {
    types: Vec<String>,
    truth: Vec<u32>,
    /// Near-duplicate group of every row.
    groups: Vec<u32>,
    /// The part of every row; none for a row left out.
    part: Vec<Option<u32>>,
    /// Parts below this are held out, one after another.
    count: u32,
    /// Rows held out by any training.
    held: Vec<usize>,
    seed: u64,
}

impl Plan {
    fn new(rows: &Questions, split: Split<'_>, params: &TrainParams) -> Result<Self> {
        let seed = params.seed;
        let normalizer = Normalizer::new(NormalizeParams {
            mask: params.mask.clone(),
        });
        let texts = rows.texts.par_iter();
        let normalized: Vec<String> = texts.map(|t| normalizer.text(t, Depth::Words)).collect();
        let groups = similar::groups(&normalized);
        let mut types = Vec::new();
        let truth = placed(&mut types, &rows.labels);
        let (part, count) = match split {
            Split::Folds(count) => {
                let part = folds(&truth, &groups, count, seed);
                (part.into_iter().map(Some).collect(), count)
            }
            Split::Time(times) => (latest_fifth(times)?, 1),
        };
        let held = (0..part.len()).filter(|&i| part[i].is_some_and(|p| p < count));
        Ok(Self {
            held: held.collect(),
            types,
            truth,
            groups,
            part,
            count,
            seed,
        })
    }

    /// Room for the answers to all rows held out.
    fn answers(&self) -> Answers {
        let (held, known) = (self.held.len(), self.types.len());
        Answers {
            types: self.types.clone(),
            truth: self.held.iter().map(|&i| self.truth[i]).collect(),
            predicted: vec![0; held],
            confidence: vec![0.0; held],
            probabilities: vec![0.0; held * known],
            known,
        }
    }

    /// Rows to train on while part `f` is held out.
    fn training(&self, f: u32) -> Vec<usize> {
        let held = (0..self.part.len()).filter(|&i| self.part[i] == Some(f));
        let groups: FxHashSet<u32> = held.map(|i| self.groups[i]).collect();
        (0..self.part.len())
            .filter(|&i| self.part[i].is_some_and(|p| p != f) && !groups.contains(&self.groups[i]))
            .collect()
    }

    /// Puts a model's answers to the rows of part `f` into their places.
    fn fill(&self, answers: &mut Answers, rows: &Questions, f: u32, bundle: &Bundle) {
        let places: BTreeMap<&str, usize> = self
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
        let asked: Vec<usize> = (0..self.held.len())
            .filter(|&at| self.part[self.held[at]] == Some(f))
            .collect();
        let texts: Vec<String> = asked
            .iter()
            .map(|&at| rows.texts[self.held[at]].clone())
            .collect();
        for (&at, p) in asked.iter().zip(ask(bundle, &texts)) {
            let best = Prediction::of(&p);
            let place = of_model.get(best.best as usize).copied().unwrap_or(0);
            answers.predicted[at] = u32::try_from(place).unwrap_or(0);
            answers.confidence[at] = best.confidence;
            for (&k, p) in of_model.iter().zip(&p) {
                if let Some(to) = answers.probabilities.get_mut(at * answers.known + k) {
                    *to = *p;
                }
            }
        }
    }

    /// Scores of part 0 by trainings on parts of the rows `among`, then by the training on all of them that gave `full`.
    fn learning_curve(
        &self,
        rows: &Questions,
        params: &TrainParams,
        among: &[usize],
        full: &Answers,
        say: &dyn Fn(&str),
    ) -> Result<Vec<Learnt>> {
        let of = |from: &[u32]| -> Vec<u32> { among.iter().map(|&i| from[i]).collect() };
        let eighth = folds(&of(&self.truth), &of(&self.groups), 8, self.seed);
        let mut out = Vec::new();
        for most in [1, 2, 4] {
            let some = among.iter().zip(&eighth).filter(|e| *e.1 < most);
            let some: Vec<usize> = some.map(|e| *e.0).collect();
            if some.is_empty() {
                continue;
            }
            say(&format!("training on {} rows", some.len()));
            let mut answers = self.answers();
            let bundle = train(&chosen(rows, &some), params, &|_| ())?;
            self.fill(&mut answers, rows, 0, &bundle);
            out.push(self.learnt(some.len(), &answers));
        }
        out.push(self.learnt(among.len(), full));
        Ok(out)
    }

    fn learnt(&self, rows: usize, answers: &Answers) -> Learnt {
        let first = |from: &[u32]| -> Vec<u32> {
            let all = self.held.iter().zip(from);
            all.filter(|e| self.part[*e.0] == Some(0))
                .map(|e| *e.1)
                .collect()
        };
        let s = scores(
            &self.types,
            &first(&answers.truth),
            &first(&answers.predicted),
            None,
        );
        Learnt {
            rows: rows as u64,
            accuracy: s.accuracy,
            macro_f1: s.macro_f1,
        }
    }
}

/// Part 0 for the latest fifth of the rows that have a time, part 1 for those before. Rows of one time stay together.
fn latest_fifth(times: &[Option<i64>]) -> Result<Vec<Option<u32>>> {
    let mut sorted: Vec<i64> = times.iter().flatten().copied().collect();
    sorted.sort_unstable();
    let cut = sorted.get(sorted.len() * 4 / 5).copied();
    let Some(cut) = cut.filter(|c| sorted.first().is_some_and(|first| first < c)) else {
        return Err(Error::data(
            "time column",
            format!(
                "{} rows with a time, none of them earlier than the latest fifth",
                sorted.len()
            ),
            "rows of several times",
            "Check --split-by-time, or use --folds.",
        ));
    };
    let part = |t: &Option<i64>| t.map(|t| u32::from(t < cut));
    Ok(times.iter().map(part).collect())
}

fn chosen(rows: &Questions, among: &[usize]) -> Training {
    Training {
        texts: among.iter().map(|&i| rows.texts[i].clone()).collect(),
        labels: among.iter().map(|&i| rows.labels[i].clone()).collect(),
        ..Training::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_fifth_keeps_one_time_together() {
        let times: Vec<Option<i64>> = [5, 1, 2, 3, 4, 5, 0, 1, 2, 3].map(Some).to_vec();
        let part = latest_fifth(&times).unwrap();
        let held: Vec<usize> = (0..10).filter(|&i| part[i] == Some(0)).collect();
        assert_eq!(held, [0, 5]);
        assert_eq!(latest_fifth(&[None, Some(1), Some(2)]).unwrap()[0], None);
        assert!(latest_fifth(&[Some(7), Some(7), None]).is_err());
        assert!(latest_fifth(&[]).is_err());
    }
}
