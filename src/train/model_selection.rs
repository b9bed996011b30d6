//! `auto`: which recipe, by macro-F1 on training rows held out. One setting after another, from a start that is good on most sets;
//! a change must gain more than chance would. All members are tried together, as they will predict together.

use super::features::Features;
use super::out_of_fold::calibrated_f1;
use super::params::{ModelKind, TrainParams};
use super::recipe::{Member, Recipe};
use crate::error::Result;
use crate::evaluate::folds;
use crate::model::Occurrence;
use crate::types::{Level, Observer, Progress};
use crate::vectorize::Weighting;

/// Rows, and entries in them, that settings are tried on at most.
const TRIAL_ROWS: usize = 9_000;
const TRIAL_ENTRIES: usize = 5_000_000;
const TRIAL_FOLDS: u32 = 3;
/// With fewer rows nothing is tried.
const LEAST_ROWS: usize = 60;
/// What a change must gain.
const MARGIN: f64 = 0.002;
/// Smoothing of the naive Bayes member: little, so that rare terms speak where the main member is silent.
const SMOOTH: f32 = 0.1;
/// How many times a term of a title or first sentence counts where that helps.
const LEAD: u8 = 3;
/// Steps of a training besides the settings tried: terms, fit, held-out rows.
const OTHER_STEPS: u64 = 3;

/// The choice of a recipe: what is tried, and how far the whole training is.
pub(super) struct Selection<'a> {
    params: &'a TrainParams,
    /// Every recipe tried, with its macro-F1.
    pub(super) tried: Vec<(String, f32)>,
    /// Settings to try at most.
    trials: u64,
    steps_done: u64,
}

impl<'a> Selection<'a> {
    /// For so many rows of so many types. With a kind of model and a cost given there is nothing to try.
    pub(super) fn new(params: &'a TrainParams, n_rows: usize, n_types: usize) -> Self {
        let auto = params.model == ModelKind::Auto;
        let fixed = params.model == ModelKind::Bayes || (!auto && params.c.is_some());
        let costs = if params.c.is_none() { 2 } else { 0 };
        let trials = 3 + u64::from(auto) + costs;
        let nothing = fixed || n_rows < LEAST_ROWS || n_types < 2;
        Self {
            params,
            tried: Vec::new(),
            trials: if nothing { 0 } else { trials },
            steps_done: 0,
        }
    }

    /// A step of the training begins.
    pub(super) fn step(&mut self, observer: &dyn Observer, text: &str) {
        observer.progress(Progress::Step {
            text,
            done: self.steps_done,
            total: self.trials + OTHER_STEPS,
        });
        self.steps_done += 1;
    }

    /// Tries settings; gives the best recipe.
    pub(super) fn run(&mut self, features: &Features, observer: &dyn Observer) -> Result<Recipe> {
        let params = self.params;
        let recipe = start(params);
        if self.trials == 0 {
            return Ok(recipe);
        }
        let trial = Trial::new(features, params.seed);
        if trial.rows.len() < LEAST_ROWS {
            self.steps_done += self.trials;
            return Ok(recipe);
        }
        let mut best = Best {
            f1: 0.0,
            recipe: recipe.clone(),
        };
        best.f1 = self.try_one(&trial, &recipe, &best, observer)?;
        if params.model == ModelKind::Auto {
            self.improve(&trial, &mut best, observer, logistic)?;
        }
        if params.c.is_none() {
            let first = best.f1;
            self.improve(&trial, &mut best, observer, |r| scaled(r, 3.0))?;
            if best.f1 <= first {
                self.improve(&trial, &mut best, observer, |r| scaled(r, 1.0 / 3.0))?;
            }
        }
        self.improve(&trial, &mut best, observer, |r| Recipe {
            words: 0.5,
            ..r.clone()
        })?;
        let has_lead = features.counted.leading.iter().any(|n| *n > 0);
        if params.vectorize.lead < LEAD && has_lead {
            self.improve(&trial, &mut best, observer, |r| Recipe {
                lead: LEAD,
                ..r.clone()
            })?;
        }
        self.steps_done = 1 + self.trials;
        Ok(best.recipe)
    }

    /// Tries a change of the best so far.
    fn improve(
        &mut self,
        trial: &Trial<'_>,
        best: &mut Best,
        observer: &dyn Observer,
        change: impl Fn(&Recipe) -> Recipe,
    ) -> Result<()> {
        let recipe = change(&best.recipe);
        let f1 = self.try_one(trial, &recipe, best, observer)?;
        if f1 > best.f1 + MARGIN {
            *best = Best { f1, recipe };
        }
        Ok(())
    }

    /// macro-F1 of a recipe on held-out rows.
    fn try_one(
        &mut self,
        trial: &Trial<'_>,
        recipe: &Recipe,
        best: &Best,
        observer: &dyn Observer,
    ) -> Result<f64> {
        let mut text = format!(
            "trying settings {} of {}",
            self.tried.len() + 1,
            self.trials
        );
        if !self.tried.is_empty() {
            text.push_str(&format!(" (best so far: macro-F1 {:.3})", best.f1));
        }
        self.step(observer, &text);
        let f1 = trial.run(recipe)?;
        let line = format!("tried {recipe}: macro-F1 {f1:.4}");
        observer.message(Level::Detail, &line);
        #[expect(clippy::cast_possible_truncation, reason = "0..=1")]
        self.tried.push((recipe.to_string(), f1 as f32));
        Ok(f1)
    }
}

/// The best recipe so far.
struct Best {
    f1: f64,
    recipe: Recipe,
}

/// The recipe to begin with.
fn start(params: &TrainParams) -> Recipe {
    let c = params.c;
    let member = match params.model {
        ModelKind::Auto | ModelKind::Svm => Member::Svm {
            c: c.unwrap_or(0.6),
            balance: 0.75,
        },
        ModelKind::Logistic => Member::Logistic {
            c: c.unwrap_or(10.0),
            balance: 0.75,
        },
        ModelKind::Bayes => Member::Bayes {
            smooth: c.unwrap_or(1.0),
        },
    };
    let mut members = vec![member];
    if params.model == ModelKind::Auto {
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

/// The same with its cost multiplied.
fn scaled(recipe: &Recipe, factor: f32) -> Recipe {
    with_members(recipe, |m| match m {
        Member::Svm { c, balance } => Member::Svm {
            c: c * factor,
            balance,
        },
        Member::Logistic { c, balance } => Member::Logistic {
            c: c * factor,
            balance,
        },
        m @ Member::Bayes { .. } => m,
    })
}

/// A logistic regression in place of the support vector machine, its cost to match.
fn logistic(recipe: &Recipe) -> Recipe {
    with_members(recipe, |m| match m {
        Member::Svm { c, balance } => Member::Logistic {
            c: c * 10.0,
            balance,
        },
        m => m,
    })
}

fn with_members(recipe: &Recipe, change: impl Fn(Member) -> Member) -> Recipe {
    Recipe {
        members: recipe.members.iter().map(|m| change(*m)).collect(),
        ..recipe.clone()
    }
}

/// Rows to try settings on.
struct Trial<'a> {
    features: &'a Features,
    rows: Vec<u32>,
    fold: Vec<u32>,
    truth: Vec<u32>,
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
        }
    }

    /// macro-F1 on held-out rows.
    fn run(&self, recipe: &Recipe) -> Result<f64> {
        let scores = recipe.out_of_fold(self.features, &self.rows, &self.fold, &[])?;
        Ok(calibrated_f1(&scores, &self.truth, self.features.n_types).1)
    }
}

impl std::fmt::Display for Recipe {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for m in &self.members {
            let (c, balance) = m.settings();
            write!(f, "{} C {c:.2} balance {balance} ", m.name())?;
        }
        let weighting = match self.weighting {
            Weighting::Uneven { .. } => "uneven",
            Weighting::Idf => "rare",
            Weighting::Uniform => "same",
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
