//! `auto`: which recipe, by macro-F1 on training rows held out. One setting after another, from a start that is good on most sets;
//! a change must gain more than chance would. All members are tried together, as they will answer together.

use super::features::Features;
use super::fit::{Member, Recipe};
use super::train::{Model, TrainParams};
use crate::error::Result;
use crate::evaluate::{folds, macro_f1};
use crate::model::{Calibration, Occurrence, best_types, calibrate};
use crate::vectorize::Weighting;
use ndarray::Array2;

/// What was chosen, and what was tried with its macro-F1.
pub(crate) struct Choice {
    pub(crate) recipe: Recipe,
    pub(crate) tried: Vec<(String, f32)>,
}

/// Rows, and entries in them, that settings are tried on at most.
const TRIAL_ROWS: usize = 9_000;
const TRIAL_ENTRIES: usize = 5_000_000;
const TRIAL_FOLDS: u32 = 3;
/// What a change must gain.
const MARGIN: f64 = 0.002;
/// Smoothing of the naive Bayes member: little, so that rare terms speak where the main member is silent.
const SMOOTH: f32 = 0.1;
/// How many times a term of a title or first sentence counts where that helps.
const LEAD: u8 = 3;

/// The recipe to begin with.
pub(crate) fn start(params: &TrainParams) -> Recipe {
    let c = params.c;
    let member = match params.model {
        Model::Auto | Model::Svm => Member::Svm {
            c: c.unwrap_or(0.6),
            balance: 0.75,
        },
        Model::Logistic => Member::Logistic {
            c: c.unwrap_or(10.0),
            balance: 0.75,
        },
        Model::Bayes => Member::Bayes {
            smooth: c.unwrap_or(1.0),
        },
    };
    let mut members = vec![member];
    if params.model == Model::Auto {
        members.push(Member::Bayes { smooth: SMOOTH });
    }
    Recipe {
        weighting: Weighting::default(),
        occurrence: Occurrence::Log,
        words: 1.0,
        min_df: params.vectorize.min_df,
        lead: params.vectorize.lead,
        members,
    }
}

/// Tries settings; with a model and a cost given there is nothing to try.
pub(crate) fn choose(features: &Features, params: &TrainParams) -> Result<Choice> {
    let recipe = start(params);
    let fixed = params.model == Model::Bayes || (params.model != Model::Auto && params.c.is_some());
    let mut trial = Trial::new(features, params.seed);
    if fixed || trial.rows.len() < 60 || features.kinds < 2 {
        return Ok(Choice {
            recipe,
            tried: Vec::new(),
        });
    }
    let mut best = (trial.run(&recipe)?, recipe);
    if params.model == Model::Auto {
        trial.improve(&mut best, logistic)?;
    }
    if params.c.is_none() {
        let first = best.0;
        trial.improve(&mut best, |r| scaled(r, 3.0))?;
        if best.0 <= first {
            trial.improve(&mut best, |r| scaled(r, 1.0 / 3.0))?;
        }
    }
    trial.improve(&mut best, |r| Recipe {
        words: 0.5,
        ..r.clone()
    })?;
    if params.vectorize.lead < LEAD && features.counted.leading.iter().any(|n| *n > 0) {
        trial.improve(&mut best, |r| Recipe {
            lead: LEAD,
            ..r.clone()
        })?;
    }
    Ok(Choice {
        recipe: best.1,
        tried: trial.tried,
    })
}

/// The same with its cost multiplied.
fn scaled(recipe: &Recipe, factor: f32) -> Recipe {
    let scale = |m: &Member| match *m {
        Member::Svm { c, balance } => Member::Svm {
            c: c * factor,
            balance,
        },
        Member::Logistic { c, balance } => Member::Logistic {
            c: c * factor,
            balance,
        },
        m => m,
    };
    Recipe {
        members: recipe.members.iter().map(scale).collect(),
        ..recipe.clone()
    }
}

/// A logistic regression in the place of the machine, its cost to match.
fn logistic(recipe: &Recipe) -> Recipe {
    let other = |m: &Member| match *m {
        Member::Svm { c, balance } => Member::Logistic {
            c: c * 10.0,
            balance,
        },
        m => m,
    };
    Recipe {
        members: recipe.members.iter().map(other).collect(),
        ..recipe.clone()
    }
}

/// Rows to try settings on.
struct Trial<'a> {
    features: &'a Features,
    rows: Vec<u32>,
    fold: Vec<u32>,
    truth: Vec<u32>,
    tried: Vec<(String, f32)>,
}

impl<'a> Trial<'a> {
    fn new(features: &'a Features, seed: u64) -> Self {
        let all = features.len();
        let entries = features.counted.rows.entries();
        let parts = (all.div_ceil(TRIAL_ROWS))
            .max(entries.div_ceil(TRIAL_ENTRIES))
            .max(1);
        let parts = u32::try_from(parts).unwrap_or(u32::MAX);
        let part = folds(&features.types, &features.groups, parts, seed);
        let rows: Vec<u32> = (0_u32..)
            .zip(&part)
            .filter(|e| *e.1 == 0)
            .map(|e| e.0)
            .collect();
        let of = |from: &[u32]| -> Vec<u32> { rows.iter().map(|&i| from[i as usize]).collect() };
        let (truth, groups) = (of(&features.types), of(&features.groups));
        Self {
            features,
            fold: folds(&truth, &groups, TRIAL_FOLDS, seed),
            truth,
            rows,
            tried: Vec::new(),
        }
    }

    /// macro-F1 on held-out rows.
    fn run(&mut self, recipe: &Recipe) -> Result<f64> {
        let scores = recipe.out_of_fold(self.features, &self.rows, &self.fold, &[])?;
        let (_, score) = joint(&scores, &self.truth, self.features.kinds);
        #[expect(clippy::cast_possible_truncation, reason = "0..=1")]
        self.tried.push((recipe.to_string(), score as f32));
        Ok(score)
    }

    /// Tries a change of the best so far.
    fn improve(
        &mut self,
        best: &mut (f64, Recipe),
        change: impl Fn(&Recipe) -> Recipe,
    ) -> Result<()> {
        let next = change(&best.1);
        let score = self.run(&next)?;
        if score > best.0 + MARGIN {
            *best = (score, next);
        }
        Ok(())
    }
}

/// Held-out scores of the members → how they add up best, and the macro-F1 of that.
pub(crate) fn joint(scores: &[Array2<f32>], truth: &[u32], kinds: usize) -> (Calibration, f64) {
    let calibration = calibrate(scores, truth, f64::INFINITY);
    let best = best_types(&calibration.logits(scores));
    let f1 = macro_f1(kinds, truth, &best).unwrap_or(0.0);
    (calibration, f1)
}

impl std::fmt::Display for Recipe {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for m in &self.members {
            let (c, balance) = m.settings();
            write!(f, "{} C {c:.2} balance {balance} ", m.name())?;
        }
        let weighting = match self.weighting {
            Weighting::Uneven { .. } => "uneven",
            Weighting::Rare => "rare",
            Weighting::Same => "same",
        };
        let occurrence = match self.occurrence {
            Occurrence::Log => "log",
            Occurrence::Once => "once",
        };
        write!(f, "{weighting} {occurrence} words ×{}", self.words)?;
        if self.lead > 1 {
            write!(f, " lead ×{}", self.lead)?;
        }
        Ok(())
    }
}
