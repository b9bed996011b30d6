//! Multinomial logistic regression.
//!
//! Minimises `½‖W‖² + Σ cᵢ log-loss(softmax(W xᵢ), yᵢ)` by dual coordinate descent (Yu, Huang & Lin, Machine Learning 2011): each
//! row carries its current probabilities `pᵢ`, `W = Σ cᵢ (e_yᵢ − pᵢ) xᵢᵀ`, and a visit solves the row's own small problem by Newton
//! steps on the simplex. The bias is the weight of a feature that is always 1.

use super::estimator::{FitError, Labelled, checked};
use super::linear::{Linear, softmax};
use super::solver::{Loss, Shrinking, Solver, SolverParams};
use crate::types::Random;
use crate::vectorize::{RowBuffer, Rows};
use linfa::traits::Fit;
use ndarray::{Array1, Array2};

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
    /// Fits from the dual variables of an earlier fit to the same or other rows: rows × types, each row sums to 1. The optimum
    /// is the same from any start; a near one is reached sooner. Gives the dual variables too.
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
        let dual = dual.filter(|d| d.dim() == (rows.len(), n_types));
        if let Some(dual) = dual {
            fitting.warm_start(dual, &y, &costs);
        }
        let mut order: Vec<u32> = (0..u32::try_from(rows.len()).unwrap_or(u32::MAX)).collect();
        let mut random = Random::new(self.seed);
        let mut shrinking = Shrinking::new(rows.len());
        for pass in 0..self.passes {
            let first = pass == 0 && dual.is_none();
            random.shuffle(&mut order);
            for &i in &order {
                let (i, type_id) = (i as usize, y[i as usize] as usize);
                if shrinking.is_active(i) {
                    let moved = fitting.visit(i, type_id, costs[i], first);
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

/// The state of a fit.
struct Fitting<'a> {
    rows: &'a Rows,
    n_types: usize,
    /// Terms × types, then the biases as one more term.
    weights: Vec<f32>,
    /// Rows × types: the probabilities that the weights are made of.
    dual: Vec<f32>,
    scores: Vec<f32>,
    new: Vec<f32>,
    step: Vec<f32>,
    buffer: RowBuffer,
}

impl<'a> Fitting<'a> {
    fn new(rows: &'a Rows, n_types: usize) -> Self {
        Self {
            rows,
            n_types,
            weights: vec![0.0; (rows.columns() + 1) * n_types],
            dual: vec![0.0; rows.len() * n_types],
            scores: vec![0.0; n_types],
            new: vec![0.0; n_types],
            step: vec![0.0; n_types],
            buffer: RowBuffer::default(),
        }
    }

    /// Solves row `i`; gives the largest difference between its probabilities and those its scores give.
    fn visit(&mut self, i: usize, type_id: usize, cost: f32, first: bool) -> f32 {
        let k = self.n_types;
        let mut buffer = std::mem::take(&mut self.buffer);
        let (ids, values) = self.rows.row(i, &mut buffer);
        let bias = self.rows.columns() * k;
        self.scores.copy_from_slice(&self.weights[bias..]);
        let mut square = 1.0;
        for (&id, &v) in ids.iter().zip(values) {
            square += v * v;
            let w = &self.weights[id as usize * k..][..k];
            self.scores.iter_mut().zip(w).for_each(|(s, w)| *s += v * w);
        }
        let old = &mut self.dual[i * k..][..k];
        if first {
            old[type_id] = 1.0;
            self.new.fill(1.0 / k as f32);
        } else {
            self.new.copy_from_slice(old);
        }
        let steps = if first { 8 } else { 2 };
        newton(
            &self.scores,
            old,
            cost * square,
            steps,
            &mut self.new,
            &mut self.step,
        );
        softmax(&mut self.scores);
        let mut worst = 0.0_f32;
        for (((step, new), old), q) in self
            .step
            .iter_mut()
            .zip(&self.new)
            .zip(old)
            .zip(&self.scores)
        {
            let was = *old;
            *step = cost * (was - new);
            *old = *new;
            worst = worst.max(if first { 1.0 } else { (was - q).abs() });
        }
        self.add((ids, values));
        self.buffer = buffer;
        worst
    }

    /// Starts from dual variables: the weights are `Σ cᵢ (e_yᵢ − pᵢ) xᵢᵀ`.
    fn warm_start(&mut self, dual: &Array2<f32>, y: &[u32], costs: &[f32]) {
        let k = self.n_types;
        let mut buffer = RowBuffer::default();
        for (i, given) in dual.rows().into_iter().enumerate() {
            let (type_id, cost) = (y[i] as usize, costs[i]);
            let sum = given.iter().map(|p| p.max(LEAST)).sum::<f32>();
            for (t, (p, given)) in self.dual[i * k..][..k].iter_mut().zip(given).enumerate() {
                *p = given.max(LEAST) / sum;
                self.step[t] = cost * (f32::from(u8::from(t == type_id)) - *p);
            }
            self.add(self.rows.row(i, &mut buffer));
        }
    }

    /// Adds `step` times a row to the weights.
    #[inline]
    fn add(&mut self, (ids, values): (&[u32], &[f32])) {
        let k = self.n_types;
        let w = &mut self.weights[self.rows.columns() * k..];
        w.iter_mut().zip(&self.step).for_each(|(w, d)| *w += d);
        for (&id, &v) in ids.iter().zip(values) {
            let w = &mut self.weights[id as usize * k..][..k];
            w.iter_mut().zip(&self.step).for_each(|(w, d)| *w += v * d);
        }
    }

    fn finish(mut self) -> (Linear, Array2<f32>) {
        let bias = self.weights.split_off(self.rows.columns() * self.n_types);
        let shape = (self.rows.columns(), self.n_types);
        let weights = Array2::from_shape_vec(shape, self.weights);
        let linear = Linear {
            weights: weights.unwrap_or_else(|_| Array2::zeros(shape)),
            bias: Array1::from_vec(bias),
        };
        let dual = Array2::from_shape_vec((self.rows.len(), self.n_types), self.dual);
        (linear, dual.unwrap_or_default())
    }
}

/// Least probability: keeps logarithms finite.
const LEAST: f32 = 1e-9;

/// Newton steps on the simplex for `Σ p ln p − p·scores + ½ pull ‖p − old‖²`.
fn newton(scores: &[f32], old: &[f32], pull: f32, steps: u32, p: &mut [f32], step: &mut [f32]) {
    for _ in 0..steps {
        let (mut top, mut bottom) = (0.0_f32, 0.0_f32);
        for (((p, s), old), g) in p.iter().zip(scores).zip(old).zip(step.iter_mut()) {
            *g = p.ln() - s + pull * (p - old);
            let inverse = p / (1.0 + pull * p);
            top += *g * inverse;
            bottom += inverse;
        }
        let level = top / bottom;
        let mut longest = 1.0_f32;
        let mut most = 0.0_f32;
        for (p, g) in p.iter().zip(step.iter_mut()) {
            *g = (level - *g) * p / (1.0 + pull * p);
            if *g < 0.0 {
                longest = longest.min(-0.95 * p / *g);
            }
            most = most.max(g.abs());
        }
        for (p, g) in p.iter_mut().zip(step.iter()) {
            *p = (*p + longest * g).max(LEAST);
        }
        if most < 1e-5 {
            break;
        }
    }
    let sum: f32 = p.iter().sum();
    p.iter_mut().for_each(|p| *p /= sum);
}
