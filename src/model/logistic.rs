//! Multinomial logistic regression.
//!
//! Minimises `½‖W‖² + Σ cᵢ log-loss(softmax(W xᵢ), yᵢ)` by dual coordinate descent (Yu, Huang & Lin, Machine Learning 2011): each
//! row carries its current probabilities `pᵢ`, `W = Σ cᵢ (e_yᵢ − pᵢ) xᵢᵀ`, and a visit solves the row's own small problem by Newton
//! steps on the simplex. The bias is the weight of a feature that is always 1.

use super::linear::{predicts, softmax};
use super::{FitError, Labelled, Linear, Shuffle, checked, positive};
use crate::vectorize::Rows;
use linfa::ParamGuard;
use linfa::traits::Fit;
use ndarray::{Array1, Array2};

/// Settings, unchecked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LogisticParams(ValidLogistic);

/// Settings, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct ValidLogistic {
    c: f32,
    balance: f32,
    tolerance: f32,
    passes: u32,
    seed: u64,
}

impl Default for ValidLogistic {
    fn default() -> Self {
        Self {
            c: 10.0,
            balance: 0.0,
            tolerance: 0.02,
            passes: 60,
            seed: 1,
        }
    }
}

impl LogisticParams {
    /// Cost of an error, above 0; 10 by default. Larger follows the rows more closely.
    #[must_use]
    pub fn c(mut self, c: f32) -> Self {
        self.0.c = c;
        self
    }

    /// The cost of a type's rows is multiplied by `rows ÷ (types × rows of the type)` to this power, 0..=1; 0 by default.
    #[must_use]
    pub fn balance(mut self, power: f32) -> Self {
        self.0.balance = power;
        self
    }

    /// Stops where no row's probabilities differ more from those its scores give, above 0; 0.02 by default.
    #[must_use]
    pub fn tolerance(mut self, tolerance: f32) -> Self {
        self.0.tolerance = tolerance;
        self
    }

    /// Stops after this many passes over the rows anyway, at least 1; 60 by default.
    #[must_use]
    pub fn passes(mut self, passes: u32) -> Self {
        self.0.passes = passes;
        self
    }

    /// Orders the rows; 1 by default.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.0.seed = seed;
        self
    }
}

impl ParamGuard for LogisticParams {
    type Checked = ValidLogistic;
    type Error = FitError;

    fn check_ref(&self) -> Result<&ValidLogistic, FitError> {
        positive("c", self.0.c)?;
        positive("tolerance", self.0.tolerance)?;
        super::within_unit("balance", self.0.balance)?;
        super::at_least_one("passes", self.0.passes)?;
        Ok(&self.0)
    }

    fn check(self) -> Result<ValidLogistic, FitError> {
        self.check_ref()?;
        Ok(self.0)
    }
}

/// A fitted logistic regression.
#[derive(Clone, Debug, PartialEq)]
pub struct Logistic {
    linear: Linear,
}

impl Logistic {
    /// Weights and biases.
    #[must_use]
    pub fn linear(&self) -> &Linear {
        &self.linear
    }

    /// Weights and biases, taken out.
    #[must_use]
    pub fn into_linear(self) -> Linear {
        self.linear
    }

    /// Probabilities of all rows: rows × types, each row sums to 1.
    #[must_use]
    pub fn probabilities(&self, rows: &Rows) -> Array2<f32> {
        let mut scores = self.linear.scores(rows);
        for mut row in scores.rows_mut() {
            if let Some(s) = row.as_slice_mut() {
                softmax(s);
            }
        }
        scores
    }
}

predicts!(Logistic);

impl Fit<Rows, Array1<usize>, FitError> for ValidLogistic {
    type Object = Logistic;

    fn fit(&self, set: &Labelled) -> Result<Logistic, FitError> {
        Ok(self.resume(set, None)?.0)
    }
}

impl ValidLogistic {
    /// Fits from the dual variables of an earlier fit to the same or other rows: rows × types, each row sums to 1. The optimum
    /// is the same from any start; a near one is reached sooner. Gives the dual variables too.
    ///
    /// # Errors
    /// As `fit`.
    pub fn resume(
        &self,
        set: &Labelled,
        dual: Option<&Array2<f32>>,
    ) -> Result<(Logistic, Array2<f32>), FitError> {
        let (y, kinds) = checked(set)?;
        let rows = set.records();
        let costs = super::costs(&y, kinds, self.c, self.balance);
        let mut fitting = Fitting::new(rows, kinds);
        let dual = dual.filter(|d| d.dim() == (rows.len(), kinds));
        if let Some(dual) = dual {
            fitting.begin(dual, &y, &costs);
        }
        let mut order: Vec<u32> = (0..u32::try_from(rows.len()).unwrap_or(u32::MAX)).collect();
        let mut shuffle = Shuffle::new(self.seed);
        let mut rests = super::Rests::new(rows.len());
        for pass in 0..self.passes {
            let first = pass == 0 && dual.is_none();
            shuffle.shuffle(&mut order);
            for &i in &order {
                let (i, kind) = (i as usize, y[i as usize] as usize);
                if rests.due(i) {
                    let moved = fitting.visit(i, kind, costs[kind], first);
                    rests.note(i, moved, self.tolerance);
                }
            }
            if rests.finished(self.tolerance) {
                break;
            }
        }
        Ok(fitting.finish())
    }
}

/// The state of a fit.
struct Fitting<'a> {
    rows: &'a Rows,
    kinds: usize,
    /// Terms × types, then the biases as one more term.
    weights: Vec<f32>,
    /// Rows × types: the probabilities that the weights are made of.
    dual: Vec<f32>,
    scores: Vec<f32>,
    new: Vec<f32>,
    step: Vec<f32>,
}

impl<'a> Fitting<'a> {
    fn new(rows: &'a Rows, kinds: usize) -> Self {
        Self {
            rows,
            kinds,
            weights: vec![0.0; (rows.columns() + 1) * kinds],
            dual: vec![0.0; rows.len() * kinds],
            scores: vec![0.0; kinds],
            new: vec![0.0; kinds],
            step: vec![0.0; kinds],
        }
    }

    /// Solves row `i`; gives the largest difference between its probabilities and those its scores give.
    fn visit(&mut self, i: usize, kind: usize, cost: f32, first: bool) -> f32 {
        let k = self.kinds;
        let (ids, values) = self.rows.row(i);
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
            old[kind] = 1.0;
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
        self.add(i);
        worst
    }

    /// Starts from dual variables: the weights are `Σ cᵢ (e_yᵢ − pᵢ) xᵢᵀ`.
    fn begin(&mut self, dual: &Array2<f32>, y: &[u32], costs: &[f32]) {
        let k = self.kinds;
        for (i, given) in dual.rows().into_iter().enumerate() {
            let (kind, cost) = (y[i] as usize, costs[y[i] as usize]);
            let sum = given.iter().map(|p| p.max(LEAST)).sum::<f32>();
            for (t, (p, given)) in self.dual[i * k..][..k].iter_mut().zip(given).enumerate() {
                *p = given.max(LEAST) / sum;
                self.step[t] = cost * (f32::from(u8::from(t == kind)) - *p);
            }
            self.add(i);
        }
    }

    /// Adds `step` times row `i` to the weights.
    #[inline]
    fn add(&mut self, i: usize) {
        let k = self.kinds;
        let w = &mut self.weights[self.rows.columns() * k..];
        w.iter_mut().zip(&self.step).for_each(|(w, d)| *w += d);
        let (ids, values) = self.rows.row(i);
        for (&id, &v) in ids.iter().zip(values) {
            let w = &mut self.weights[id as usize * k..][..k];
            w.iter_mut().zip(&self.step).for_each(|(w, d)| *w += v * d);
        }
    }

    fn finish(mut self) -> (Logistic, Array2<f32>) {
        let bias = self.weights.split_off(self.rows.columns() * self.kinds);
        let shape = (self.rows.columns(), self.kinds);
        let mut linear = Linear::zeros(shape.0, shape.1);
        if let Ok(w) = Array2::from_shape_vec(shape, self.weights) {
            linear.weights = w;
        }
        linear.bias = Array1::from_vec(bias);
        let dual = Array2::from_shape_vec((self.rows.len(), self.kinds), self.dual);
        (Logistic { linear }, dual.unwrap_or_default())
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
