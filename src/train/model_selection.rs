//! `auto`: which recipe, by macro-F1 on training rows held out. One setting after another, from a start that is good on most sets;
//! a change must gain more than chance would. All members are tried together, as they will predict together.

use super::features::Features;
use super::out_of_fold::calibrated_f1;
use super::params::{ModelKind, TrainParams};
use super::recipe::{HeldOut, Member, Recipe, TRIAL};
use super::steps::Steps;
use crate::error::Result;
use crate::evaluate::folds;
use crate::model::Occurrence;
use crate::types::Level;
use crate::vectorize::Weighting;
use ndarray::{Array2, Axis, concatenate};
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

/// What trying recipes gives.
pub(super) struct Selected<L> {
    /// The best one.
    pub(super) recipe: Recipe,
    /// All that were tried, with their macro-F1.
    pub(super) tried: Vec<(String, f32)>,
    /// What trying the best one left behind; absent where nothing was tried.
    pub(super) left: Option<L>,
    /// It was tried on all rows.
    pub(super) on_all: bool,
}

/// How good a recipe is on rows held out.
pub(super) trait Measure {
    /// What a trial leaves behind for later ones.
    type Left;

    /// Measures a recipe, 0..=1, beside the best one so far.
    ///
    /// # Errors
    /// Where it cannot be fitted.
    fn measure(
        &self,
        recipe: &Recipe,
        trial: &Trial<'_>,
        best: Option<(&Recipe, f64, &Self::Left)>,
    ) -> Result<(f64, Self::Left)>;
}

/// Tries recipes for rows of one type each.
pub(super) fn select(
    features: &Features,
    params: &TrainParams,
    steps: &mut Steps<'_>,
) -> Result<Selected<Folds>> {
    select_by(MacroF1, features, params, steps)
}

/// Tries recipes.
pub(super) fn select_by<M: Measure>(
    measure: M,
    features: &Features,
    params: &TrainParams,
    steps: &mut Steps<'_>,
) -> Result<Selected<M::Left>> {
    let mut search = Search::new(measure, features, params, steps);
    if search.n_trials > 0 && search.trial.rows.len() >= LEAST_ROWS {
        search.run(features, params)?;
    }
    Ok(Selected {
        on_all: search.trial.rows.len() == features.len(),
        recipe: search.best,
        tried: search.tried,
        left: search.left,
    })
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

/// Macro-F1 over the folds. A recipe that is worse than the best one on the first folds is not fitted to the others; one of the same members starts
/// from the best one's dual variables.
struct MacroF1;

/// Folds whose rows decide whether the others are looked at.
const FIRST: [u32; 2] = [0, 1];

/// What macro-F1 over folds leaves behind.
pub(super) struct Folds {
    /// Macro-F1 over the first folds.
    first: f64,
    /// By fold and member, of all rows; 0 where a row is held out.
    duals: Vec<Vec<Array2<f32>>>,
}

impl Measure for MacroF1 {
    type Left = Folds;

    fn measure(
        &self,
        recipe: &Recipe,
        trial: &Trial<'_>,
        best: Option<(&Recipe, f64, &Folds)>,
    ) -> Result<(f64, Folds)> {
        let features = &*trial.features;
        let rows = features.row_ids();
        let alike = best.filter(|(other, ..)| other.has_same_members(recipe));
        let start = |f: u32| -> &[Array2<f32>] {
            let left = alike.and_then(|(_, _, left)| left.duals.get(f as usize));
            left.map_or(&[], Vec::as_slice)
        };
        let hold =
            |which: &[u32]| recipe.held_out(features, (&rows, &trial.fold), which, (&start, TRIAL));
        let mut held = hold(&FIRST)?;
        let first = macro_f1_of(&held, features);
        if let Some((_, f1, left)) = best
            && first < left.first
        {
            let duals = Vec::new();
            return Ok((f1 + first - left.first, Folds { first, duals }));
        }
        let others: Vec<u32> = (0..TRIAL_FOLDS).filter(|f| !FIRST.contains(f)).collect();
        held.extend(hold(&others)?);
        let f1 = macro_f1_of(&held, features);
        let duals = held.iter().map(|h| h.duals_of_all(rows.len())).collect();
        Ok((f1, Folds { first, duals }))
    }
}

/// Macro-F1 of the rows that were held out.
fn macro_f1_of(held: &[HeldOut], features: &Features) -> f64 {
    let places = held.iter().flat_map(|h| &h.places);
    let truth: Vec<u32> = places.map(|&i| features.types[i]).collect();
    let members = held.first().map_or(0, |h| h.scores.len());
    let scores: Vec<Array2<f32>> = (0..members)
        .map(|m| {
            let parts: Vec<_> = held.iter().map(|h| h.scores[m].view()).collect();
            concatenate(Axis(0), &parts).unwrap_or_default()
        })
        .collect();
    calibrated_f1(&scores, &truth, features.n_types).1
}

impl HeldOut {
    /// By member, rows × types.
    fn duals_of_all(&self, rows: usize) -> Vec<Array2<f32>> {
        let of_all = |dual: &Array2<f32>| {
            let mut all = Array2::zeros((rows, dual.ncols()));
            for (&i, row) in self.others.iter().zip(dual.rows()) {
                all.row_mut(i).assign(&row);
            }
            all
        };
        self.duals.iter().map(of_all).collect()
    }
}

impl Folds {
    /// By member, of all rows: the mean over the folds that learnt from a row.
    pub(super) fn duals(self) -> Vec<Array2<f32>> {
        let learnt_from = self.duals.len().saturating_sub(1).max(1) as f32;
        let mut folds = self.duals.into_iter();
        let mut sums = folds.next().unwrap_or_default();
        for fold in folds {
            for (sum, dual) in sums.iter_mut().zip(fold) {
                *sum += &dual;
            }
        }
        for sum in &mut sums {
            sum.mapv_inplace(|v| v / learnt_from);
        }
        sums
    }
}

/// The best recipe so far.
struct Search<'a, 'm, 'o, M: Measure> {
    measure: M,
    trial: Trial<'a>,
    best: Recipe,
    f1: f64,
    left: Option<M::Left>,
    tried: Vec<(String, f32)>,
    n_trials: u64,
    steps: &'m mut Steps<'o>,
}

impl<'a, 'm, 'o, M: Measure> Search<'a, 'm, 'o, M> {
    fn new(
        measure: M,
        features: &'a Features,
        params: &TrainParams,
        steps: &'m mut Steps<'o>,
    ) -> Self {
        Self {
            measure,
            trial: Trial::of(features, params),
            best: start(params),
            f1: f64::NEG_INFINITY,
            left: None,
            tried: Vec::new(),
            n_trials: n_trials(params, features.len(), features.n_types),
            steps,
        }
    }

    /// One setting after another.
    fn run(&mut self, features: &Features, params: &TrainParams) -> Result<()> {
        self.attempt(self.best.clone())?;
        if params.model == ModelKind::Auto {
            self.attempt(logistic(&self.best))?;
        }
        if params.c.is_none() {
            let first = self.f1;
            self.attempt(scaled(&self.best, 3.0))?;
            if self.f1 <= first {
                self.attempt(scaled(&self.best, 1.0 / 3.0))?;
            }
        }
        self.attempt(Recipe {
            words: 0.5,
            ..self.best.clone()
        })?;
        let counted = &features.counted.rows;
        let has_lead = (0..counted.len()).any(|i| counted.row(i).any(|e| e.leading > 0));
        if params.vectorize.lead < LEAD && has_lead {
            self.attempt(Recipe {
                lead: LEAD,
                ..self.best.clone()
            })?;
        }
        Ok(())
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
        let best = self.left.as_ref().map(|left| (&self.best, self.f1, left));
        let (f1, left) = self.measure.measure(&recipe, &self.trial, best)?;
        let line = format!("tried {recipe}: macro-F1 {f1:.4}");
        self.steps.observer.message(Level::Detail, &line);
        #[expect(clippy::cast_possible_truncation, reason = "0..=1")]
        self.tried.push((recipe.to_string(), f1 as f32));
        if f1 > self.f1 + MARGIN {
            (self.f1, self.best, self.left) = (f1, recipe, Some(left));
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
