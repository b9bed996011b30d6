//! Dual coordinate descent: the settings both linear solvers share, the cost of a row, and which rows a pass may leave out.

use super::estimator::{FitError, check, check_positive};
use linfa::ParamGuard;
use std::marker::PhantomData;

/// What a solver minimises, with its defaults.
pub trait Loss {
    /// Cost of an error.
    const C: f32;
    /// Where to stop.
    const TOLERANCE: f32;
}

/// Settings of a solver for the loss `L`, unchecked.
#[derive(Clone, Debug, PartialEq)]
pub struct SolverParams<L>(Solver<L>);

/// A solver for the loss `L` with checked settings.
#[derive(Clone, Debug, PartialEq)]
pub struct Solver<L> {
    pub(super) c: f32,
    pub(super) balance: f32,
    pub(super) tolerance: f32,
    pub(super) passes: u32,
    pub(super) seed: u64,
    loss: PhantomData<L>,
}

impl<L: Loss> Default for SolverParams<L> {
    fn default() -> Self {
        Self(Solver {
            c: L::C,
            balance: 0.0,
            tolerance: L::TOLERANCE,
            passes: 60,
            seed: 1,
            loss: PhantomData,
        })
    }
}

impl<L> SolverParams<L> {
    /// Cost of an error, above 0; [`Loss::C`] by default. Larger follows the rows more closely.
    #[must_use]
    pub fn c(mut self, c: f32) -> Self {
        self.0.c = c;
        self
    }

    /// The cost of a type's own rows is multiplied by `rows ÷ (types × rows of the type)` to this power, 0..=1; 0 by default.
    #[must_use]
    pub fn balance(mut self, power: f32) -> Self {
        self.0.balance = power;
        self
    }

    /// Stops where no row is further from its optimum, above 0; [`Loss::TOLERANCE`] by default.
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

impl<L> ParamGuard for SolverParams<L> {
    type Checked = Solver<L>;
    type Error = FitError;

    fn check_ref(&self) -> Result<&Solver<L>, FitError> {
        let Solver {
            c,
            balance,
            tolerance,
            passes,
            ..
        } = self.0;
        check_positive("c", c)?;
        check_positive("tolerance", tolerance)?;
        check("balance", balance, |b| (0.0..=1.0).contains(b), "0..=1")?;
        check("passes", passes, |p| *p > 0, "at least 1")?;
        Ok(&self.0)
    }

    fn check(self) -> Result<Solver<L>, FitError> {
        self.check_ref()?;
        Ok(self.0)
    }
}

impl<L> Solver<L> {
    /// Cost of every type's own rows: `c · (rows ÷ (types × rows of the type))^balance`.
    pub(super) fn costs(&self, y: &[u32], n_types: usize) -> Vec<f32> {
        let mut sizes = vec![0_usize; n_types];
        for &t in y {
            sizes[t as usize] += 1;
        }
        let even = y.len() as f32 / n_types as f32;
        let factor = |n: &usize| (even / (*n).max(1) as f32).powf(self.balance);
        sizes.iter().map(|n| self.c * factor(n)).collect()
    }
}

/// Which rows a pass may leave out (shrinking): those that did not move, for as many passes as they kept still, at most four.
/// Before a fit ends every row is looked at once more.
#[derive(Debug)]
pub(super) struct Shrinking {
    /// Passes still to leave out, and passes it kept still.
    rows: Vec<(u8, u8)>,
    worst: f32,
    full: bool,
}

impl Shrinking {
    pub(super) fn new(rows: usize) -> Self {
        Self {
            rows: vec![(0, 0); rows],
            worst: 0.0,
            full: true,
        }
    }

    /// Whether row `i` is to be looked at in this pass.
    #[inline]
    pub(super) fn is_active(&mut self, i: usize) -> bool {
        let rest = &mut self.rows[i].0;
        if self.full || *rest == 0 {
            return true;
        }
        *rest -= 1;
        false
    }

    /// How far row `i` was from its optimum.
    #[inline]
    pub(super) fn visited(&mut self, i: usize, moved: f32, tolerance: f32) {
        self.worst = self.worst.max(moved);
        let (rest, still) = &mut self.rows[i];
        *still = if moved < tolerance {
            (*still + 1).min(4)
        } else {
            0
        };
        *rest = *still;
    }

    /// Ends a pass: true where all rows were looked at and none was far off.
    pub(super) fn converged(&mut self, tolerance: f32) -> bool {
        let still = self.worst < tolerance;
        let done = still && self.full;
        self.full = still;
        self.worst = 0.0;
        done
    }
}
