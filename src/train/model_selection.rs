//! `auto`: which recipe, by macro-F1 on training rows held out. One setting after another, from a start that is good on most sets;
//! a change must gain more than chance would. All members are tried together, as they will predict together.

use super::features::Features;
use super::params::{ModelKind, TrainParams};
use super::recipe::{Member, Recipe};
use super::steps::Steps;
use super::trial::{Folds, MacroF1, Measure, Trial};
use crate::error::Result;
use crate::model::Occurrence;
use crate::types::Level;
use crate::vectorize::Weighting;

/// With fewer rows nothing is tried.
const LEAST_ROWS: usize = 60;
/// What a change must gain.
const MARGIN: f64 = 0.002;
/// What counting contradicted labels less must gain: it costs several fits each time.
const DOUBTS_GAIN: f64 = 0.005;
/// Types beyond which that is not tried: fits then take long, and what seems contradicted is mostly types that are hard to tell apart.
const DOUBTS_TYPES: usize = 40;
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
    // the start, words, lead, doubts; a logistic regression; two costs
    4 + u64::from(auto) + if params.c.is_none() { 2 } else { 0 }
}

/// What an earlier training, on other rows of the same kind, found out.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    /// Recipes that were clearly worse than others; they are not tried again.
    pub(super) worse: Vec<String>,
    /// How good naive Bayes is need not be measured.
    pub(super) bayes: bool,
}

impl Known {
    /// From what was tried.
    pub(super) fn of(tried: &[(String, f32)]) -> Self {
        let best = tried.iter().map(|t| t.1).fold(0.0, f32::max);
        let worse = tried.iter().filter(|t| t.1 < best - CLEARLY);
        Self {
            worse: worse.map(|t| t.0.clone()).collect(),
            bayes: true,
        }
    }
}

/// By so much macro-F1 a recipe is clearly worse than another.
const CLEARLY: f32 = 0.01;

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

/// Tries recipes for rows of one type each.
pub(super) fn select(
    features: &Features,
    params: &TrainParams,
    known: &Known,
    steps: &mut Steps<'_>,
) -> Result<Selected<Folds>> {
    select_by(MacroF1, features, (params, known), steps)
}

/// Tries recipes.
pub(super) fn select_by<'a, M: Measure>(
    measure: M,
    features: &'a Features,
    (params, known): (&TrainParams, &'a Known),
    steps: &mut Steps<'_>,
) -> Result<Selected<M::Left>> {
    let mut search = Search::new(measure, features, (params, known), steps);
    if search.n_trials > 0 && search.trial.rows.len() >= LEAST_ROWS && search.trial.has_folds() {
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
pub(super) fn start(params: &TrainParams) -> Recipe {
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
        doubts: false,
        keep: params.keep_terms,
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

/// The best recipe so far.
struct Search<'a, 'm, 'o, M: Measure> {
    measure: M,
    known: &'a Known,
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
        (params, known): (&TrainParams, &'a Known),
        steps: &'m mut Steps<'o>,
    ) -> Self {
        Self {
            measure,
            known,
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
        let doubts = |left: &M::Left| self.measure.has_doubts(left);
        let is_cheap = features.n_types <= DOUBTS_TYPES;
        if params.c.is_none() && is_cheap && self.left.as_ref().is_some_and(doubts) {
            let recipe = Recipe {
                doubts: true,
                ..self.best.clone()
            };
            self.attempt_for(recipe, DOUBTS_GAIN)?;
        }
        Ok(())
    }

    /// Tries a recipe on held-out rows; a better one becomes the best.
    fn attempt(&mut self, recipe: Recipe) -> Result<()> {
        self.attempt_for(recipe, MARGIN)
    }

    /// Tries a recipe that must gain more than `margin`.
    fn attempt_for(&mut self, recipe: Recipe, margin: f64) -> Result<()> {
        if self.left.is_some() && self.known.worse.contains(&recipe.to_string()) {
            return Ok(());
        }
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
        if f1 > self.f1 + margin {
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
        if self.doubts {
            write!(f, " contradicted labels count less")?;
        }
        Ok(())
    }
}
