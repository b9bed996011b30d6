//! Multinomial logistic regression.
//!
//! Minimises `½‖W‖² + Σ cᵢ log-loss(softmax(W xᵢ), yᵢ)` by dual coordinate descent (Yu, Huang & Lin, Machine Learning 2011): each
//! row carries its current probabilities `pᵢ`, `W = Σ cᵢ (e_yᵢ − pᵢ) xᵢᵀ`, and a visit solves the row's own small problem by Newton
//! steps on the simplex. The bias is the weight of a feature that is always 1.

use super::estimator::{FitError, Labelled, checked};
use super::linear::Linear;
use super::math::{exp, ln};
use super::solver::{Loss, Shrinking, Solver, SolverParams};
use super::spare;
use crate::types::Random;
use crate::vectorize::{RowBuffer, Rows};
use linfa::traits::Fit;
use ndarray::{Array1, Array2, Axis, Slice};

/// The log-loss of all types at once.
#[derive(Clone, Debug, PartialEq)]
pub struct LogLoss;

impl Loss for LogLoss {
    const C: f32 = 10.0;
    /// Of a probability against the one its scores give.
    const TOLERANCE: f32 = 0.02;
}

/// Settings of a logistic regression.
pub type LogisticParams = SolverParams<LogLoss>;

impl Fit<Rows, Array1<usize>, FitError> for Solver<LogLoss> {
    type Object = Linear;

    fn fit(&self, set: &Labelled) -> Result<Linear, FitError> {
        Ok(self.resume(set, None)?.0)
    }
}

impl Solver<LogLoss> {
    /// Fits from the dual variables of an earlier fit to the same or other rows: rows × types (those that these rows do not have come last and are
    /// left out), each row sums to 1. The optimum is the same from any start; a near one is reached sooner. Gives the dual variables too.
    ///
    /// # Errors
    /// As `fit`.
    pub fn resume(
        &self,
        set: &Labelled,
        dual: Option<&Array2<f32>>,
    ) -> Result<(Linear, Array2<f32>), FitError> {
        let (y, n_types) = checked(set)?;
        let rows = set.records();
        let of_type = self.costs(&y, n_types);
        let weights = set.weights();
        let cost = |i: usize| {
            let weight = weights.and_then(|w| w.get(i)).copied().unwrap_or(1.0);
            of_type[y[i] as usize] * weight
        };
        let costs: Vec<f32> = (0..y.len()).map(cost).collect();
        let mut fitting = Fitting::new(rows, n_types);
        let dual = dual.filter(|d| d.nrows() == rows.len() && d.ncols() >= n_types);
        if let Some(dual) = dual {
            fitting.warm_start(dual, &y, &costs);
        }
        let mut order: Vec<u32> = (0..u32::try_from(rows.len()).unwrap_or(u32::MAX)).collect();
        let mut random = Random::new(self.seed);
        let mut shrinking = Shrinking::new(rows.len());
        let mut buffer = RowBuffer::default();
        for pass in 0..self.passes {
            let first = pass == 0 && dual.is_none();
            random.shuffle(&mut order);
            for &i in &order {
                let (i, type_id) = (i as usize, y[i as usize] as usize);
                if shrinking.is_active(i) {
                    let moved = fitting.visit(i, (type_id, costs[i]), first, &mut buffer);
                    shrinking.visited(i, moved, self.tolerance);
                }
            }
            if shrinking.converged(self.tolerance) {
                break;
            }
        }
        Ok(fitting.finish())
    }
}

/// Types that are added up at once: as many as a cache line holds.
const LANES: usize = 16;
/// Neighbouring types. Lanes past the last type stay zero.
type Tile = [f32; LANES];

/// The state of a fit.
struct Fitting<'a> {
    rows: &'a Rows,
    n_types: usize,
    /// The tiles of every term, then the biases as those of one more term.
    weights: Vec<f32>,
    /// Rows × types: the probabilities that the weights are made of.
    dual: Vec<f32>,
    scores: Vec<Tile>,
    old: Vec<Tile>,
    new: Vec<Tile>,
    step: Vec<Tile>,
    /// Least probability of every type.
    least: Vec<Tile>,
}

impl<'a> Fitting<'a> {
    fn new(rows: &'a Rows, n_types: usize) -> Self {
        let tiles = n_types.div_ceil(LANES);
        let none = vec![[0.0; LANES]; tiles];
        let mut least = none.clone();
        least.as_flattened_mut()[..n_types].fill(LEAST);
        Self {
            rows,
            n_types,
            weights: spare::filled((rows.columns() + 1) * tiles * LANES, 0.0),
            dual: vec![0.0; rows.len() * n_types],
            scores: none.clone(),
            old: none.clone(),
            new: none.clone(),
            step: none,
            least,
        }
    }

    /// Solves row `i`; gives the largest difference between its probabilities and those its scores give.
    #[inline(always)]
    fn visit(
        &mut self,
        i: usize,
        (type_id, cost): (usize, f32),
        first: bool,
        buffer: &mut RowBuffer,
    ) -> f32 {
        let k = self.n_types;
        let row = self.rows.row(i, buffer);
        self.score(row);
        let square = row.1.iter().fold(1.0, |sum, v| sum + v * v);
        if first {
            self.old.as_flattened_mut()[type_id] = 1.0;
            self.new.as_flattened_mut()[..k].fill(1.0 / k as f32);
        } else {
            self.old.as_flattened_mut()[..k].copy_from_slice(&self.dual[i * k..][..k]);
            self.new.copy_from_slice(&self.old);
        }
        let steps = if first { 8 } else { 2 };
        self.newton(cost * square, steps);
        let q = &mut self.scores;
        probabilities(&mut q.as_flattened_mut()[..k]);
        let mut worst = [0.0_f32; LANES];
        for (((step, new), old), q) in self.step.iter_mut().zip(&self.new).zip(&self.old).zip(q) {
            for l in 0..LANES {
                step[l] = cost * (old[l] - new[l]);
                worst[l] = worst[l].max((old[l] - q[l]).abs());
            }
        }
        self.dual[i * k..][..k].copy_from_slice(&self.new.as_flattened()[..k]);
        self.add(row);
        if first {
            self.old.as_flattened_mut()[type_id] = 0.0;
            return 1.0;
        }
        worst.into_iter().fold(0.0, f32::max)
    }

    /// Scores of a row. A tile at a time, so that sums stay in registers and the terms' cache lines are fetched ahead.
    #[inline(always)]
    fn score(&mut self, (ids, values): (&[u32], &[f32])) {
        let tiles = self.scores.len();
        let biases = self.rows.columns() * tiles;
        let (weights, _) = self.weights.as_chunks::<LANES>();
        for (t, scores) in self.scores.iter_mut().enumerate() {
            let mut sum = weights[biases + t];
            for (&id, &v) in ids.iter().zip(values) {
                let w = &weights[id as usize * tiles + t];
                for l in 0..LANES {
                    sum[l] += v * w[l];
                }
            }
            *scores = sum;
        }
    }

    /// Adds `step` times a row to the weights.
    #[inline(always)]
    fn add(&mut self, (ids, values): (&[u32], &[f32])) {
        let tiles = self.step.len();
        let biases = self.rows.columns() * tiles;
        let (weights, _) = self.weights.as_chunks_mut::<LANES>();
        for (t, step) in self.step.iter().enumerate() {
            let step = *step;
            let bias = &mut weights[biases + t];
            for l in 0..LANES {
                bias[l] += step[l];
            }
            for (&id, &v) in ids.iter().zip(values) {
                let w = &mut weights[id as usize * tiles + t];
                for l in 0..LANES {
                    w[l] += v * step[l];
                }
            }
        }
    }

    /// Newton steps on the simplex for `Σ p ln p − p·scores + ½ pull ‖p − old‖²`, from `new`.
    #[inline(always)]
    fn newton(&mut self, pull: f32, steps: u32) {
        let (new, step) = (&mut self.new, &mut self.step);
        for _ in 0..steps {
            let (mut top, mut bottom) = ([0.0_f32; LANES], [0.0_f32; LANES]);
            let known = self.scores.iter().zip(&self.old);
            for ((p, g), (s, old)) in new.iter().zip(step.iter_mut()).zip(known) {
                for l in 0..LANES {
                    g[l] = ln(p[l].max(LEAST)) - s[l] + pull * (p[l] - old[l]);
                    let inverse = p[l] / (1.0 + pull * p[l]);
                    top[l] += g[l] * inverse;
                    bottom[l] += inverse;
                }
            }
            let level = top.iter().sum::<f32>() / bottom.iter().sum::<f32>();
            let (mut longest, mut most) = ([1.0_f32; LANES], [0.0_f32; LANES]);
            for (p, g) in new.iter().zip(step.iter_mut()) {
                for l in 0..LANES {
                    g[l] = (level - g[l]) * p[l] / (1.0 + pull * p[l]);
                    let ends = if g[l] < 0.0 { -0.95 * p[l] / g[l] } else { 1.0 };
                    longest[l] = longest[l].min(ends);
                    most[l] = most[l].max(g[l].abs());
                }
            }
            let longest = longest.into_iter().fold(1.0, f32::min);
            for ((p, g), least) in new.iter_mut().zip(step.iter()).zip(&self.least) {
                for l in 0..LANES {
                    p[l] = (p[l] + longest * g[l]).max(least[l]);
                }
            }
            if most.into_iter().fold(0.0, f32::max) < 1e-5 {
                break;
            }
        }
        let sum: f32 = new.as_flattened().iter().sum();
        new.as_flattened_mut().iter_mut().for_each(|p| *p /= sum);
    }

    /// Starts from dual variables: the weights are `Σ cᵢ (e_yᵢ − pᵢ) xᵢᵀ`.
    fn warm_start(&mut self, dual: &Array2<f32>, y: &[u32], costs: &[f32]) {
        let k = self.n_types;
        let mut buffer = RowBuffer::default();
        for (i, given) in dual.rows().into_iter().enumerate() {
            let (type_id, cost) = (y[i] as usize, costs[i]);
            let sum = given.iter().take(k).map(|p| p.max(LEAST)).sum::<f32>();
            let (own, step) = (&mut self.dual[i * k..][..k], self.step.as_flattened_mut());
            for (t, (p, given)) in own.iter_mut().zip(given).enumerate() {
                *p = given.max(LEAST) / sum;
                step[t] = cost * (f32::from(u8::from(t == type_id)) - *p);
            }
            let rows = self.rows;
            self.add(rows.row(i, &mut buffer));
        }
    }

    /// The weights stay where they are: a model of many types is too large to be there twice.
    fn finish(self) -> (Linear, Array2<f32>) {
        let (terms, width) = (self.rows.columns(), self.scores.len() * LANES);
        let mut lanes = self.weights;
        let bias = lanes.split_off(terms * width);
        let mut weights = Array2::from_shape_vec((terms, width), lanes).unwrap_or_default();
        weights.slice_axis_inplace(Axis(1), Slice::from(..self.n_types));
        let linear = Linear {
            weights,
            bias: bias.into_iter().take(self.n_types).collect(),
        };
        let dual = Array2::from_shape_vec((self.rows.len(), self.n_types), self.dual);
        (linear, dual.unwrap_or_default())
    }
}

/// Least probability: keeps logarithms finite.
const LEAST: f32 = 1e-9;

/// Scores → probabilities, in place.
#[inline(always)]
fn probabilities(scores: &mut [f32]) {
    let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    scores.iter_mut().for_each(|s| *s = exp(*s - top));
    let sum: f32 = scores.iter().sum();
    scores.iter_mut().for_each(|s| *s /= sum);
}
