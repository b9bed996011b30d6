//! The training itself against labelled rows: models are trained without some of the rows and scored on those.

use super::labelled::LabelledRows;
use super::model_selection::Known;
use super::params::TrainParams;
use super::rare_types::RareRule;
use super::read_once::{ReadOnce, Settings};
use crate::bundle::Bundle;
use crate::error::{Error, Result};
use crate::evaluate::{Baseline, CurvePoint, Evaluation, Predictions, folds, scores, type_ids};
use crate::model::Prediction;
use crate::normalize::{Depth, MaskParams, NormalizeParams, Normalizer};
use crate::score::Model;
use crate::similar;
use crate::types::{Observer, Progress};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

/// Which rows are held out. Near-duplicates of a row held out are not trained on, nor are texts of its template.
#[derive(Clone, Copy, Debug)]
pub enum Split {
    /// Each of so many folds in turn.
    Folds(u32),
    /// The latest fifth by [`LabelledRows::times`]; rows without a time are left out.
    Time,
}

fn check(rows: &LabelledRows) -> Result<()> {
    rows.check()?;
    if rows.separator.is_some() {
        let next = "`tousu train --multi` prints scores of held-out rows; score the model on other rows with `tousu evaluate FILE --model M.tousu`.";
        return Err(Error::usage("rows of several types have no --folds", next));
    }
    rows.check_types()
}

/// Trains without the rows held out and scores those; plain naive Bayes and the largest type are the baselines. With
/// `with_curve` also trains on an eighth, a quarter and half of the rows.
///
/// # Errors
/// As [`train`](super::train); [`Error::Invalid`] where the times do not tell earlier rows from later ones.
pub fn evaluate_training(
    rows: &LabelledRows,
    params: &TrainParams,
    split: Split,
    with_curve: bool,
    observer: &dyn Observer,
) -> Result<Evaluation> {
    check(rows)?;
    let read = ReadOnce::new(rows, params)?;
    let groups = Groups::of(rows, &read, &params.mask);
    let plan = Plan::new(rows, split, params.seed, &groups.templates)?;
    let curve_steps = if with_curve { CURVE.len() as u64 } else { 0 };
    plan.check(params.rare)?;
    let copies = groups.plan_of_copies(rows, split, params.seed)?;
    let more = copies.as_ref().map_or(0, |c| u64::from(c.n_folds));
    let steps = u64::from(plan.n_folds) + curve_steps + more;
    let step = |text: String, done| {
        observer.progress(Progress::Step {
            text: &text,
            done,
            total: steps,
        });
    };
    let training = |fold: u32| step(format!("training {} of {steps}", fold + 1), fold.into());
    let (predictions, settings) = plan.predicted(rows, &read, training)?;
    let bayes = Settings::bayes(params);
    let simple = plan.predicted_by(&read, |_| &bayes, |_| ())?;
    let mut curve = Vec::new();
    if with_curve {
        let among = plan.training_rows(0);
        for (done, eighths) in (plan.n_folds..).zip(CURVE) {
            step(
                format!("training {} of {steps}, on fewer rows", done + 1),
                done.into(),
            );
            curve.extend(plan.curve_point(rows, &read, &among, eighths)?);
        }
        curve.push(plan.first_fold_scores(among.len(), &predictions));
    }
    let first = u64::from(plan.n_folds) + curve_steps;
    let again = |fold: u32| {
        let done = first + u64::from(fold);
        let text = format!("training {} of {steps}, edited copies apart", done + 1);
        step(text, done);
    };
    let of_fold = |fold: u32| &settings[fold as usize];
    let apart = copies.map(|copies| copies.apart(&read, of_fold, again));
    let apart = apart.transpose()?;
    observer.progress(Progress::Done);
    let ids: Vec<String> = plan.held.iter().map(|&i| rows.id(i)).collect();
    let mut out = predictions.evaluate(&ids);
    out.learning_curve = curve;
    out.edited_copies_apart = apart;
    let most = predictions.majority(largest_type(&predictions));
    out.baselines
        .extend([most, predictions.baseline("bayes", &simple)]);
    Ok(out)
}

/// Eighths of the rows that the learning curve is measured at, besides all of them.
const CURVE: [u32; 3] = [1, 2, 4];

/// The type that most rows have; of equals the first.
fn largest_type(predictions: &Predictions) -> u32 {
    let mut sizes = vec![0_u64; predictions.types.len()];
    for &t in &predictions.truth {
        sizes[t as usize] += 1;
    }
    let largest = (0..sizes.len()).max_by_key(|&k| (sizes[k], usize::MAX - k));
    u32::try_from(largest.unwrap_or(0)).unwrap_or(0)
}

/// A template of more than one in so many rows of a type does not count as copies.
const MUCH: u64 = 4;

/// Which rows are told apart in splits.
struct Groups {
    copies: Vec<u32>,
    templates: Vec<u32>,
}

impl Groups {
    fn of(rows: &LabelledRows, read: &ReadOnce<'_>, mask: &MaskParams) -> Self {
        let mask = mask.clone();
        let normalizer = Normalizer::new(NormalizeParams { mask });
        let texts = rows.texts.par_iter();
        let normalized: Vec<String> = texts.map(|t| normalizer.text(t, Depth::Words)).collect();
        let copies = read.copies().to_vec();
        let mut templates = similar::templates(&normalized, &copies);
        let mut of_template: FxHashMap<u32, u64> = FxHashMap::default();
        let mut of_label: FxHashMap<&str, u64> = FxHashMap::default();
        for (&template, label) in templates.iter().zip(&rows.labels) {
            *of_template.entry(template).or_default() += 1;
            *of_label.entry(label).or_default() += 1;
        }
        // What much of a type reads like is how it is worded: held out at once, it would leave nothing to learn from.
        for i in 0..templates.len() {
            let sizes = (
                of_template[&templates[i]],
                of_label[rows.labels[i].as_str()],
            );
            if sizes.0 * MUCH > sizes.1 {
                templates[i] = copies[i];
            }
        }
        Self { copies, templates }
    }

    /// Folds in which only near-duplicates stay together, where that makes a difference.
    fn plan_of_copies(&self, rows: &LabelledRows, split: Split, seed: u64) -> Result<Option<Plan>> {
        if matches!(split, Split::Time) || self.copies == self.templates {
            return Ok(None);
        }
        Plan::new(rows, split, seed, &self.copies).map(Some)
    }
}

/// Which rows are trained on and which are held out.
struct Plan {
    types: Vec<String>,
    truth: Vec<u32>,
    /// Rows of one group are never trained on and held out at once.
    groups: Vec<u32>,
    /// The fold of every row; none for a row left out.
    folds: Vec<Option<u32>>,
    /// Folds below this are held out, one after another.
    n_folds: u32,
    /// Rows held out by any training.
    held: Vec<usize>,
    seed: u64,
}

impl Plan {
    fn new(rows: &LabelledRows, split: Split, seed: u64, groups: &[u32]) -> Result<Self> {
        let mut types = Vec::new();
        let truth = type_ids(&mut types, &rows.labels);
        let (folds, n_folds) = match split {
            Split::Folds(n) => {
                let of_row = folds(&truth, groups, n, seed);
                (of_row.into_iter().map(Some).collect(), n)
            }
            Split::Time => (latest_fifth(&rows.times)?, 1),
        };
        let held = (0..folds.len()).filter(|&i| folds[i].is_some_and(|f| f < n_folds));
        Ok(Self {
            held: held.collect(),
            types,
            truth,
            groups: groups.to_vec(),
            folds,
            n_folds,
            seed,
        })
    }

    /// An error where some training would be left without types to tell apart; a rule about rare types may yet make some.
    fn check(&self, rare: RareRule) -> Result<()> {
        for fold in 0..self.n_folds {
            let mut sizes = vec![0_u64; self.types.len()];
            for i in self.training_rows(fold) {
                sizes[self.truth[i] as usize] += 1;
            }
            let (message, next) = match sizes.iter().filter(|n| **n > 1).count() {
                0 if sizes.iter().all(|n| *n == 0) => (
                    "near-duplicates are held out together, and without them no row is left to train on".to_owned(),
                    "Add other texts, or score a model on other rows with --model.",
                ),
                0 | 1 if rare == RareRule::Keep => (
                    format!("{} rows are too few to hold some out: fewer than two types keep two rows", self.folds.len()),
                    "Use fewer --folds, or label more rows.",
                ),
                _ => continue,
            };
            return Err(Error::invalid("labelled rows", message, next));
        }
        Ok(())
    }

    /// What models say of all rows held out, and the settings of each; `before` is told of every fold.
    fn predicted(
        &self,
        rows: &LabelledRows,
        read: &ReadOnce<'_>,
        before: impl Fn(u32),
    ) -> Result<(Predictions, Vec<Settings>)> {
        let mut predictions = self.no_predictions();
        before(0);
        let (bundle, first) = read.train(&self.training_rows(0), &Known::default())?;
        self.predict(&mut predictions, rows, 0, &bundle);
        let known = first.known.clone();
        let mut all = vec![first];
        let others: Vec<u32> = (1..self.n_folds).collect();
        for some in others.chunks(read.trainings_at_once()) {
            some.first().into_iter().for_each(|&fold| before(fold));
            let train = |&fold: &u32| read.train(&self.training_rows(fold), &known);
            let trained: Result<Vec<_>> = some.par_iter().map(train).collect();
            for (&fold, (bundle, settings)) in some.iter().zip(trained?) {
                self.predict(&mut predictions, rows, fold, &bundle);
                all.push(settings);
            }
        }
        Ok((predictions, all))
    }

    /// The types that models of given settings give to all rows held out.
    fn predicted_by<'s>(
        &self,
        read: &ReadOnce<'_>,
        settings: impl Fn(u32) -> &'s Settings,
        before: impl Fn(u32),
    ) -> Result<Vec<u32>> {
        let mut predicted = vec![0; self.held.len()];
        for fold in 0..self.n_folds {
            before(fold);
            let places = self.places_of(fold);
            let held: Vec<usize> = places.iter().map(|&at| self.held[at]).collect();
            let said = read.predicted(settings(fold), &self.training_rows(fold), &held)?;
            places
                .iter()
                .zip(said)
                .for_each(|(&at, k)| predicted[at] = k);
        }
        Ok(predicted)
    }

    /// Scores of such models where only near-duplicates are kept together.
    fn apart<'s>(
        &self,
        read: &ReadOnce<'_>,
        settings: impl Fn(u32) -> &'s Settings,
        before: impl Fn(u32),
    ) -> Result<Baseline> {
        let predicted = self.predicted_by(read, settings, before)?;
        let name = "edited copies in other folds";
        Ok(self.no_predictions().baseline(name, &predicted))
    }

    /// Where the rows of a fold are among those held out.
    fn places_of(&self, fold: u32) -> Vec<usize> {
        let held = 0..self.held.len();
        held.filter(|&at| self.folds[self.held[at]] == Some(fold))
            .collect()
    }

    /// Room for the predictions of all rows held out.
    fn no_predictions(&self) -> Predictions {
        let (n_held, n_types) = (self.held.len(), self.types.len());
        Predictions {
            types: self.types.clone(),
            truth: self.held.iter().map(|&i| self.truth[i]).collect(),
            predicted: vec![0; n_held],
            confidence: vec![0.0; n_held],
            probabilities: vec![0.0; n_held * n_types],
            n_known: n_types,
        }
    }

    /// Rows to train on while `fold` is held out.
    fn training_rows(&self, fold: u32) -> Vec<usize> {
        let held = (0..self.folds.len()).filter(|&i| self.folds[i] == Some(fold));
        let groups: FxHashSet<u32> = held.map(|i| self.groups[i]).collect();
        (0..self.folds.len())
            .filter(|&i| {
                self.folds[i].is_some_and(|f| f != fold) && !groups.contains(&self.groups[i])
            })
            .collect()
    }

    /// Puts a model's predictions for the rows of `fold` into their places.
    fn predict(&self, out: &mut Predictions, rows: &LabelledRows, fold: u32, bundle: &Bundle) {
        let of_model = type_ids(&mut self.types.clone(), bundle.types());
        let wanted = self.places_of(fold);
        let texts = wanted.iter().map(|&at| rows.texts[self.held[at]].as_str());
        for (&at, p) in wanted
            .iter()
            .zip(Model::new(bundle).all_probabilities(texts))
        {
            let best = Prediction::of(&p);
            out.predicted[at] = of_model.get(best.best as usize).copied().unwrap_or(0);
            out.confidence[at] = best.confidence;
            for (&k, p) in of_model.iter().zip(&p) {
                if let Some(to) = out.probabilities.get_mut(at * out.n_known + k as usize) {
                    *to = *p;
                }
            }
        }
    }

    /// Scores of fold 0 after training on so many eighths of the rows `among`; `None` where that is not a single row.
    fn curve_point(
        &self,
        rows: &LabelledRows,
        read: &ReadOnce<'_>,
        among: &[usize],
        eighths: u32,
    ) -> Result<Option<CurvePoint>> {
        let of = |from: &[u32]| -> Vec<u32> { among.iter().map(|&i| from[i]).collect() };
        let eighth = folds(&of(&self.truth), &of(&self.groups), 8, self.seed);
        let some = among.iter().zip(&eighth).filter(|e| *e.1 < eighths);
        let some: Vec<usize> = some.map(|e| *e.0).collect();
        if some.is_empty() {
            return Ok(None);
        }
        let mut predictions = self.no_predictions();
        let (bundle, _) = read.train(&some, &Known::default())?;
        self.predict(&mut predictions, rows, 0, &bundle);
        Ok(Some(self.first_fold_scores(some.len(), &predictions)))
    }

    fn first_fold_scores(&self, n_rows: usize, predictions: &Predictions) -> CurvePoint {
        let first = |from: &[u32]| -> Vec<u32> {
            let all = self.held.iter().zip(from);
            all.filter(|e| self.folds[*e.0] == Some(0))
                .map(|e| *e.1)
                .collect()
        };
        let (truth, predicted) = (first(&predictions.truth), first(&predictions.predicted));
        let s = scores(&self.types, &truth, &predicted, None);
        CurvePoint {
            rows: n_rows as u64,
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
        let message = match sorted.len() {
            0 => "no row has a time that can be read".to_owned(),
            n => format!("none of the {n} rows with a time is earlier than the latest fifth"),
        };
        let next = "Check that the column holds the times of the rows, or evaluate by folds.";
        return Err(Error::invalid("time column", message, next));
    };
    let part = |t: &Option<i64>| t.map(|t| u32::from(t < cut));
    Ok(times.iter().map(part).collect())
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
