//! Scores of held-out rows → calibration and threshold of every type, and how good types given by them are.

use crate::bundle::Multi;
use crate::evaluate::{MultiScores, multi_scores};
use crate::model::{Linear, Platt};
use crate::types::TypeSets;
use ndarray::Array2;
use rayon::prelude::*;

/// Held-out rows with their scores: one a type.
pub(super) struct HeldOutSets<'a> {
    scores: &'a Array2<f32>,
    sets: &'a TypeSets,
    fold: &'a [u32],
    /// Of all rows.
    platt: Vec<Platt>,
}

impl<'a> HeldOutSets<'a> {
    pub(super) fn new(scores: &'a Array2<f32>, sets: &'a TypeSets, fold: &'a [u32]) -> Self {
        let mut held = Self {
            scores,
            sets,
            fold,
            platt: Vec::new(),
        };
        held.platt = held.platt_of(|_| true);
        held
    }

    fn n_types(&self) -> usize {
        self.scores.ncols()
    }

    /// Scores and truth of a type in some of the rows.
    fn column(&self, k: usize, keep: impl Fn(usize) -> bool) -> Vec<(f32, bool)> {
        let type_id = u32::try_from(k).unwrap_or(u32::MAX);
        let has = |row: usize| self.sets.row(row).binary_search(&type_id).is_ok();
        let rows = (0..self.scores.nrows()).filter(|&row| keep(row));
        rows.map(|row| (self.scores[(row, k)], has(row))).collect()
    }

    /// A calibration a type, fitted to some of the rows.
    fn platt_of(&self, keep: impl Fn(usize) -> bool + Sync) -> Vec<Platt> {
        let types = (0..self.n_types()).into_par_iter();
        types.map(|k| Platt::fit(&self.column(k, &keep))).collect()
    }

    /// A threshold a type, found on some of the rows.
    fn thresholds_of(&self, platt: &[Platt], keep: impl Fn(usize) -> bool + Sync) -> Vec<f32> {
        let of_type = |(k, platt): (usize, &Platt)| {
            let column = self.column(k, &keep).into_iter();
            best_threshold(
                column
                    .map(|(s, has)| (probability(*platt, s), has))
                    .collect(),
            )
        };
        platt.par_iter().enumerate().map(of_type).collect()
    }

    /// The thresholds, found on all rows.
    pub(super) fn thresholds(&self) -> Vec<f32> {
        self.thresholds_of(&self.platt, |_| true)
    }

    /// How good the types given to the rows of every fold are by calibrations and thresholds from the other folds.
    pub(super) fn scored(&self, type_names: &[String]) -> MultiScores {
        let rows = self.scores.nrows();
        let mut given: Vec<Vec<u32>> = vec![Vec::new(); rows];
        let mut probabilities: Vec<Vec<f32>> = vec![Vec::new(); rows];
        for f in 0..self.fold.iter().max().map_or(0, |m| m + 1) {
            let others = |row: usize| self.fold[row] != f;
            let platt = self.platt_of(others);
            let multi = Multi {
                thresholds: self.thresholds_of(&platt, others),
                ..Multi::default()
            };
            for row in (0..rows).filter(|&row| !others(row)) {
                let scores = self.scores.row(row);
                let p: Vec<f32> = platt
                    .iter()
                    .zip(scores)
                    .map(|(platt, s)| probability(*platt, *s))
                    .collect();
                let types = multi.given(&p).into_iter();
                given[row] = types.filter_map(|k| u32::try_from(k).ok()).collect();
                probabilities[row] = p;
            }
        }
        let given: TypeSets = given.into_iter().collect();
        multi_scores(type_names, self.sets, &given, Some(&probabilities))
    }

    /// The same model with log-odds for scores.
    pub(super) fn calibrated(&self, mut linear: Linear) -> Linear {
        #[expect(clippy::cast_possible_truncation, reason = "weights are f32")]
        for (k, platt) in self.platt.iter().enumerate() {
            let (slope, offset) = (platt.slope as f32, platt.offset as f32);
            linear.weights.column_mut(k).mapv_inplace(|w| w * slope);
            linear.bias[k] = linear.bias[k] * slope + offset;
        }
        linear
    }
}

#[expect(clippy::cast_possible_truncation, reason = "0..=1")]
fn probability(platt: Platt, score: f32) -> f32 {
    platt.probability(score) as f32
}

/// The threshold of a type without a row that has it: an even chance.
const EVEN: f32 = 0.5;

/// The probability from which on rows are to be given a type so that its F1 is best, halfway between two rows'.
fn best_threshold(mut rows: Vec<(f32, bool)>) -> f32 {
    rows.sort_by(|a, b| b.0.total_cmp(&a.0));
    let with = rows.iter().filter(|r| r.1).count();
    let (mut right, mut best, mut threshold) = (0_usize, 0.0, EVEN);
    for (at, &(p, has)) in rows.iter().enumerate() {
        right += usize::from(has);
        let next = rows.get(at + 1).map_or(0.0, |r| r.0);
        if next == p {
            continue;
        }
        let f1 = 2.0 * right as f64 / (at + 1 + with) as f64;
        if f1 > best {
            (best, threshold) = (f1, f32::midpoint(p, next));
        }
    }
    threshold
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_threshold_is_the_best_for_f1() {
        let rows = vec![
            (0.9, true),
            (0.8, false),
            (0.6, true),
            (0.3, false),
            (0.1, false),
        ];
        // F1 by the number of rows given: .67, .5, .8, .67, .57
        assert!((best_threshold(rows) - 0.45).abs() < 1e-6);
        assert_eq!(best_threshold(vec![(0.4, false)]), EVEN);
        assert_eq!(best_threshold(Vec::new()), EVEN);
    }

    #[test]
    fn rows_that_tell_are_given_their_types() {
        let scores = ndarray::Array2::from_shape_fn((80, 2), |(row, k)| {
            let has = (row + k) % 2 == 0 || row % 8 == 0;
            let jitter = u16::try_from(row * 7 % 11).unwrap();
            f32::from(jitter) / 50.0 + if has { 1.0 } else { -1.0 }
        });
        let sets: TypeSets = (0..80_u32)
            .map(|row| (0..2).filter(move |k| (row + k) % 2 == 0 || row % 8 == 0))
            .collect();
        let fold: Vec<u32> = (0..80).map(|row| row / 8 % 4).collect();
        let held = HeldOutSets::new(&scores, &sets, &fold);
        let names = ["a".to_owned(), "b".to_owned()];
        let scored = held.scored(&names);
        assert_eq!((scored.micro_f1, scored.exact), (Some(1.0), Some(1.0)));
        let linear = held.calibrated(Linear::zeros(1, 2));
        assert!(linear.bias.iter().all(|b| b.is_finite()));
    }
}
