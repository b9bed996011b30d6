//! How good a recipe is on training rows held out.

use super::features::Features;
use super::out_of_fold::calibrated_f1;
use super::params::TrainParams;
use super::recipe::{HeldOut, LEAST_TRUST, Recipe, TRIAL};
use crate::error::Result;
use crate::evaluate::folds;
use ndarray::{Array2, Axis, concatenate};
use std::borrow::Cow;

/// Rows, and entries in them, that settings are tried on at most.
const TRIAL_ROWS: usize = 9_000;
const TRIAL_ENTRIES: usize = 5_000_000;
const TRIAL_FOLDS: u32 = 3;

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
    pub(super) fn of(features: &'a Features, params: &TrainParams) -> Self {
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

impl Trial<'_> {
    /// Whether any row can be held out: not where all are near-duplicates of one another.
    pub(super) fn has_folds(&self) -> bool {
        self.fold.iter().any(|f| Some(f) != self.fold.first())
    }
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

    /// Whether so many labels are contradicted that their rows may be worth less.
    fn has_doubts(&self, _: &Self::Left) -> bool {
        false
    }
}

/// Macro-F1 over the folds. A recipe that is worse than the best one on the first folds is not fitted to the others; one of the same members starts
/// from the best one's dual variables.
pub(super) struct MacroF1;

/// Folds whose rows decide whether the others are looked at.
const FIRST: [u32; 2] = [0, 1];

/// What macro-F1 over folds leaves behind.
pub(super) struct Folds {
    /// Macro-F1 over the first folds.
    first: f64,
    /// By fold and member, of all rows; 0 where a row is held out.
    duals: Vec<Vec<Array2<f32>>>,
    /// Share of the rows whose label others contradict.
    contradicted: f64,
}

/// From this share of contradicted labels on, it is tried whether they are worth less.
const DOUBTFUL: f64 = 0.08;

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
        let (first, contradicted) = judged(&held, features);
        if let Some((_, f1, left)) = best
            && first < left.first
        {
            let lost = Folds {
                first,
                duals: Vec::new(),
                contradicted,
            };
            return Ok((f1 + first - left.first, lost));
        }
        let others: Vec<u32> = (0..TRIAL_FOLDS).filter(|f| !FIRST.contains(f)).collect();
        held.extend(hold(&others)?);
        let (f1, contradicted) = judged(&held, features);
        let duals = held.iter().map(|h| h.duals_of_all(rows.len())).collect();
        let folds = Folds {
            first,
            duals,
            contradicted,
        };
        Ok((f1, folds))
    }

    fn has_doubts(&self, left: &Folds) -> bool {
        left.contradicted >= DOUBTFUL
    }
}

/// Macro-F1 of the rows that were held out, and the share of their labels that is contradicted.
fn judged(held: &[HeldOut], features: &Features) -> (f64, f64) {
    let places = held.iter().flat_map(|h| &h.places);
    let truth: Vec<u32> = places.map(|&i| features.types[i]).collect();
    let members = held.first().map_or(0, |h| h.scores.len());
    let scores: Vec<Array2<f32>> = (0..members)
        .map(|m| {
            let parts: Vec<_> = held.iter().map(|h| h.scores[m].view()).collect();
            concatenate(Axis(0), &parts).unwrap_or_default()
        })
        .collect();
    let (calibration, f1) = calibrated_f1(&scores, &truth, features.n_types);
    let ratios = calibration.ratios(&scores, &truth);
    let contradicted = ratios.iter().filter(|r| **r < LEAST_TRUST).count();
    (f1, contradicted as f64 / truth.len().max(1) as f64)
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
