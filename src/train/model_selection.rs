//! `auto`: which recipe, by macro-F1 on training rows held out. One setting after another, from a start that is good on most sets;
//! a change must gain more than chance would. All members are tried together, as they will predict together.

use super::features::Features;
use super::out_of_fold::calibrated_f1;
use super::params::{ModelKind, TrainParams};
use super::recipe::{Member, Recipe};
use super::steps::Steps;
use crate::error::Result;
use crate::evaluate::folds;
use crate::model::Occurrence;
use crate::types::Level;
use crate::vectorize::Weighting;
use std::borrow::Cow;

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

/// How many recipes are tried at most. With a kind of model and a cost given there is nothing to try.
pub(super) fn n_trials(params: &TrainParams, n_rows: usize, n_types: usize) -> u64 {
    let auto = params.model == ModelKind::Auto;
    let fixed = params.model == ModelKind::Bayes || (!auto && params.c.is_some());
    if fixed || n_rows < LEAST_ROWS || n_types < 2 {
        return 0;
    }
    // the start, words, lead; a logistic regression; two costs
    3 + u64::from(auto) + if params.c.is_none() { 2 } else { 0 }
}

/// Tries recipes; gives the best one, and all that were tried with their macro-F1.
pub(super) fn select(
    features: &Features,
    params: &TrainParams,
    steps: &mut Steps<'_>,
) -> Result<(Recipe, Vec<(String, f32)>)> {
    let f1 = |recipe: &Recipe, trial: &Trial<'_>| {
        let (features, fold) = (&trial.features, &trial.fold);
        let scores = recipe.out_of_fold(features, &features.row_ids(), fold, &[])?;
        Ok(calibrated_f1(&scores, &features.types, features.n_types).1)
    };
    select_by(&f1, features, params, steps)
}

/// The same by another measure of how good a recipe is on rows held out, 0..=1.
pub(super) fn select_by(
    f1: &Measure<'_>,
    features: &Features,
    params: &TrainParams,
    steps: &mut Steps<'_>,
) -> Result<(Recipe, Vec<(String, f32)>)> {
    let mut search = Search::new(f1, features, params, steps);
    if search.n_trials == 0 || search.trial.rows.len() < LEAST_ROWS {
        return Ok((search.best, Vec::new()));
    }
    search.attempt(search.best.clone())?;
    if params.model == ModelKind::Auto {
        search.attempt(logistic(&search.best))?;
    }
    if params.c.is_none() {
        let first = search.f1;
        search.attempt(scaled(&search.best, 3.0))?;
        if search.f1 <= first {
            search.attempt(scaled(&search.best, 1.0 / 3.0))?;
        }
    }
    search.attempt(Recipe {
        words: 0.5,
        ..search.best.clone()
    })?;
    let counted = &features.counted.rows;
    let has_lead = (0..counted.len()).any(|i| counted.row(i).any(|e| e.leading > 0));
    if params.vectorize.lead < LEAD && has_lead {
        search.attempt(Recipe {
            lead: LEAD,
            ..search.best.clone()
        })?;
    }
    Ok((search.best, search.tried))
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

/// Rows to try recipes on.
pub(super) struct Trial<'a> {
    /// These rows alone.
    pub(super) features: Cow<'a, Features>,
    /// Their numbers among all rows.
    pub(super) rows: Vec<u32>,
    /// The fold of each.
    pub(super) fold: Vec<u32>,
}

/// How good a recipe is on rows held out, 0..=1.
pub(super) type Measure<'a> = dyn Fn(&Recipe, &Trial<'_>) -> Result<f64> + 'a;

impl<'a> Trial<'a> {
    /// Of all rows, or of a part of many.
    fn of(features: &'a Features, params: &TrainParams) -> Self {
        let seed = params.seed;
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
            fold: folds(&truth, &groups, TRIAL_FOLDS, seed),
            features: match parts {
                1 => Cow::Borrowed(features),
                _ => Cow::Owned(features.of_rows(&rows, params.vectorize.min_df)),
            },
            rows,
        }
    }
}

/// The best recipe so far.
struct Search<'a, 'm, 'o> {
    measure: &'m Measure<'m>,
    trial: Trial<'a>,
    best: Recipe,
    f1: f64,
    tried: Vec<(String, f32)>,
    n_trials: u64,
    steps: &'m mut Steps<'o>,
}

impl<'a, 'm, 'o> Search<'a, 'm, 'o> {
    fn new(
        measure: &'m Measure<'m>,
        features: &'a Features,
        params: &TrainParams,
        steps: &'m mut Steps<'o>,
    ) -> Self {
        Self {
            measure,
            trial: Trial::of(features, params),
            best: start(params),
            f1: f64::NEG_INFINITY,
            tried: Vec::new(),
            n_trials: n_trials(params, features.len(), features.n_types),
            steps,
        }
    }

    /// Tries a recipe on held-out rows; a better one becomes the best.
    fn attempt(&mut self, recipe: Recipe) -> Result<()> {
        let (at, of) = (self.tried.len() + 1, self.n_trials);
        self.steps.begin(&match self.tried.is_empty() {
            true => format!("trying settings {at} of {of}"),
            false => format!(
                "trying settings {at} of {of} (best so far: macro-F1 {:.3})",
                self.f1
            ),
        });
        let f1 = (self.measure)(&recipe, &self.trial)?;
        let line = format!("tried {recipe}: macro-F1 {f1:.4}");
        self.steps.observer.message(Level::Detail, &line);
        #[expect(clippy::cast_possible_truncation, reason = "0..=1")]
        self.tried.push((recipe.to_string(), f1 as f32));
        if f1 > self.f1 + MARGIN {
            (self.f1, self.best) = (f1, recipe);
        }
        Ok(())
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
