//! Linear support vector machine, one type against the rest, squared hinge loss.
//!
//! Minimises `½‖w‖² + Σ cᵢ max(0, 1 − yᵢ w·xᵢ)²` for every type by dual coordinate descent (Hsieh and others, ICML 2008), the
//! bias as a weight of a feature that is always 1. Types are fitted in blocks that share one pass over the rows: a term's
//! weights of a block lie in one cache line. Blocks follow from the number of types alone,
//! never from the number of threads. A row's weight multiplies its cost. A row may have several types: it is a positive example of each
//! and a negative one of all others.

use super::MANY_TYPES;
use super::estimator::{FitError, Labelled, checked};
use super::linear::Linear;
use super::solver::{Loss, Shrinking, Solver, SolverParams};
use crate::types::{Random, TypeSets};
use crate::vectorize::{RowBuffer, Rows};
use linfa::traits::Fit;
use ndarray::{Array1, Array2};
use rayon::prelude::*;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

/// The squared hinge loss of one type against the rest.
#[derive(Clone, Debug, PartialEq)]
pub struct SquaredHinge;

impl Loss for SquaredHinge {
    const C: f32 = 1.0;
    /// Of a projected gradient.
    const TOLERANCE: f32 = 0.05;
}

/// Settings of a support vector machine.
pub type SvmParams = SolverParams<SquaredHinge>;

impl Fit<Rows, Array1<usize>, FitError> for Solver<SquaredHinge> {
    type Object = Linear;

    fn fit(&self, set: &Labelled) -> Result<Linear, FitError> {
        Ok(self.resume(set, None)?.0)
    }
}

impl Solver<SquaredHinge> {
    /// Fits from the dual variables of an earlier fit to the same or other rows: rows × types, each at least 0. The optimum is
    /// the same from any start; a near one is reached sooner. Gives the dual variables too.
    ///
    /// # Errors
    /// As `fit`.
    pub fn resume(
        &self,
        set: &Labelled,
        dual: Option<&Array2<f32>>,
    ) -> Result<(Linear, Array2<f32>), FitError> {
        let (y, n_types) = checked(set)?;
        let sets = TypeSets::from(y);
        Ok(self.solve(set.records(), (&sets, n_types), set.weights(), dual))
    }

    /// Fits to rows of any number of types each, below `n_types`.
    ///
    /// # Errors
    /// [`FitError::Lengths`] where there is no row, or not a set of types for every row.
    pub fn fit_sets(
        &self,
        rows: &Rows,
        sets: &TypeSets,
        n_types: usize,
        dual: Option<&Array2<f32>>,
    ) -> Result<(Linear, Array2<f32>), FitError> {
        if rows.len() != sets.len() || sets.is_empty() {
            let (rows, types) = (rows.len(), sets.len());
            return Err(FitError::Lengths { rows, types });
        }
        Ok(self.solve(rows, (sets, n_types), None, dual))
    }

    fn solve(
        &self,
        rows: &Rows,
        (y, n_types): (&TypeSets, usize),
        weights: Option<&[f32]>,
        dual: Option<&Array2<f32>>,
    ) -> (Linear, Array2<f32>) {
        match n_types < MANY_TYPES {
            true => self.solve_in::<LANES>(rows, (y, n_types), weights, dual),
            false => self.solve_in::<MANY_LANES>(rows, (y, n_types), weights, dual),
        }
    }

    /// In blocks of `L` types.
    fn solve_in<const L: usize>(
        &self,
        rows: &Rows,
        (y, n_types): (&TypeSets, usize),
        weights: Option<&[f32]>,
        dual: Option<&Array2<f32>>,
    ) -> (Linear, Array2<f32>) {
        let costs = self.costs(y.all(), n_types);
        let blocks = n_types.div_ceil(L);
        let bounds: Vec<(usize, usize)> = (0..blocks)
            .map(|b| (b * n_types / blocks, (b + 1) * n_types / blocks))
            .collect();
        let linear = Linear::zeros(rows.columns(), n_types);
        let fitted = Mutex::new((linear, Array2::zeros((rows.len(), n_types))));
        bounds.par_iter().for_each(|&(from, to)| {
            let mut block = Block::<L>::new(rows);
            if let Some(dual) = dual.filter(|d| d.nrows() == rows.len()) {
                block.warm_start(rows, y, from..to, dual);
            }
            block.fit(self, rows, y, from, (&costs[from..to], weights));
            // blocks fill columns of their own: which is first makes no difference
            let mut fitted = fitted.lock().unwrap_or_else(PoisonError::into_inner);
            let (linear, dual) = &mut *fitted;
            copy_lanes(&block.weights, &mut linear.weights, from..to);
            copy_lanes(&block.alphas, dual, from..to);
            for (k, lane) in (from..to).zip(block.bias) {
                linear.bias[k] = lane;
            }
        });
        fitted.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Copies the lanes of some types into their columns.
fn copy_lanes<const L: usize>(lanes: &[[f32; L]], into: &mut Array2<f32>, types: Range<usize>) {
    for (mut row, lane) in into.rows_mut().into_iter().zip(lanes) {
        for (k, value) in types.clone().zip(lane) {
            row[k] = *value;
        }
    }
}

/// A row that weighs less than this counts as if it weighed so much.
const LEAST_WEIGHT: f32 = 1e-6;
/// Types in one block: as many as share half a cache line.
const LANES: usize = 8;
/// Where types are many a block is a whole cache line: rows are gone through half as often, and there are blocks enough for all threads.
const MANY_LANES: usize = 16;

/// Some neighbouring types while they are fitted. Lanes past the last type stay zero.
struct Block<const L: usize> {
    weights: Vec<[f32; L]>,
    bias: [f32; L],
    /// Dual variables of every row.
    alphas: Vec<[f32; L]>,
}

/// 1 in the lanes of a row's types, −1 in all others; the first lane is the type `from`.
#[inline]
fn signs<const L: usize>(types: &[u32], from: usize) -> [f32; L] {
    let mut signs = [-1.0; L];
    for &t in types {
        if let Some(sign) = signs.get_mut((t as usize).wrapping_sub(from)) {
            *sign = 1.0;
        }
    }
    signs
}

impl<const L: usize> Block<L> {
    fn new(rows: &Rows) -> Self {
        Self {
            weights: vec![[0.0; L]; rows.columns()],
            bias: [0.0; L],
            alphas: vec![[0.0; L]; rows.len()],
        }
    }

    /// Starts from dual variables: the weights are `Σ αᵢ yᵢ xᵢ`.
    fn warm_start(&mut self, rows: &Rows, y: &TypeSets, types: Range<usize>, dual: &Array2<f32>) {
        let mut buffer = RowBuffer::default();
        for (i, given) in dual.rows().into_iter().enumerate() {
            let mut delta = [0.0; L];
            let signs: [f32; L] = signs(y.row(i), types.start);
            for (lane, k) in types.clone().enumerate().filter(|e| e.1 < given.len()) {
                let alpha = given[k].max(0.0);
                self.alphas[i][lane] = alpha;
                delta[lane] = alpha * signs[lane];
            }
            self.add(rows.row(i, &mut buffer), &delta);
        }
    }

    fn fit(
        &mut self,
        params: &Solver<SquaredHinge>,
        rows: &Rows,
        y: &TypeSets,
        from: usize,
        (own, weights): (&[f32], Option<&[f32]>),
    ) {
        let ridge_else = [1.0 / (2.0 * params.c); L];
        let mut ridge_own = ridge_else;
        for (r, c) in ridge_own.iter_mut().zip(own) {
            *r = 1.0 / (2.0 * c);
        }
        let mut live = [0.0; L];
        live[..own.len()].fill(1.0);
        let mut order: Vec<u32> = (0..u32::try_from(rows.len()).unwrap_or(u32::MAX)).collect();
        let mut random = Random::new(params.seed);
        let mut shrinking = Shrinking::new(rows.len());
        let mut buffer = RowBuffer::default();
        for _ in 0..params.passes {
            random.shuffle(&mut order);
            for &i in &order {
                let i = i as usize;
                if !shrinking.is_active(i) {
                    continue;
                }
                let signs = signs(y.row(i), from);
                let mut ridge = ridge_else;
                for ((ridge, own), sign) in ridge.iter_mut().zip(&ridge_own).zip(&signs) {
                    if *sign > 0.0 {
                        *ridge = *own;
                    }
                }
                if let Some(weight) = weights.and_then(|w| w.get(i)) {
                    ridge
                        .iter_mut()
                        .for_each(|r| *r /= weight.max(LEAST_WEIGHT));
                }
                let mut alphas = self.alphas[i];
                let moved =
                    self.visit(rows.row(i, &mut buffer), &signs, &ridge, &live, &mut alphas);
                self.alphas[i] = alphas;
                shrinking.visited(i, moved, params.tolerance);
            }
            if shrinking.converged(params.tolerance) {
                break;
            }
        }
    }

    /// One row's dual step for all lanes; gives the largest projected gradient.
    #[inline]
    fn visit(
        &mut self,
        (ids, values): (&[u32], &[f32]),
        signs: &[f32; L],
        ridge: &[f32; L],
        live: &[f32; L],
        alphas: &mut [f32; L],
    ) -> f32 {
        let mut scores = self.bias;
        let mut square = 1.0;
        for (&id, &v) in ids.iter().zip(values) {
            square += v * v;
            let w = &self.weights[id as usize];
            for (s, w) in scores.iter_mut().zip(w) {
                *s += v * w;
            }
        }
        let mut worst = 0.0_f32;
        let mut delta = [0.0; L];
        for k in 0..L {
            let gradient = signs[k] * scores[k] - 1.0 + alphas[k] * ridge[k];
            let projected = if alphas[k] > 0.0 {
                gradient
            } else {
                gradient.min(0.0)
            } * live[k];
            worst = worst.max(projected.abs());
            let new = (alphas[k] - gradient / (square + ridge[k])).max(0.0) * live[k];
            delta[k] = (new - alphas[k]) * signs[k];
            alphas[k] = new;
        }
        self.add((ids, values), &delta);
        worst
    }

    /// Adds `delta` times a row to the weights.
    #[inline]
    fn add(&mut self, (ids, values): (&[u32], &[f32]), delta: &[f32; L]) {
        if delta.iter().all(|d| *d == 0.0) {
            return;
        }
        for (b, d) in self.bias.iter_mut().zip(delta) {
            *b += d;
        }
        for (&id, &v) in ids.iter().zip(values) {
            let w = &mut self.weights[id as usize];
            for (w, d) in w.iter_mut().zip(delta) {
                *w += v * d;
            }
        }
    }
}
