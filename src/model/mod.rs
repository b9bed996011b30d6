//! model: given sparse rows and labels, gives a classifier and calibrated probabilities. The linfa traits live here.
//!
//! Every classifier ends as the same thing, a [`Linear`]: one weight a term and type, one bias a type. So several of them can be
//! added up to one, a decision splits into what each term gave, and scoring costs the same whatever was fitted.

mod bayes;
mod calibrate;
mod linear;
mod logistic;
mod packed;
mod svm;
#[cfg(test)]
mod tests;

pub use bayes::{Bayes, BayesParams, Rates, ValidBayes};
pub use calibrate::{Calibration, Curve, calibrate};
pub use linear::{Linear, best_types, softmax};
pub use logistic::{Logistic, LogisticParams, ValidLogistic};
pub(crate) use packed::whole;
pub use packed::{Occurrence, Packed, Scratch};
pub use svm::{Svm, SvmParams, ValidSvm, duality_gap};

use crate::vectorize::Rows;
use ndarray::Array1;

/// Rows and the type of each, as linfa wants them.
pub type Labelled = linfa::DatasetBase<Rows, Array1<usize>>;

/// The type of one complaint. Confidences are calibrated probabilities, 0..=1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Prediction {
    /// Place of the best type in the bundle's list.
    pub best: u32,
    /// Probability that it is right.
    pub confidence: f32,
    /// The second best; equal to `best` where there is one type only.
    pub runner_up: u32,
    /// Probability of the second best; 0 where there is one type only.
    pub runner_up_confidence: f32,
}

impl Prediction {
    /// The two largest of `probabilities`; of equals the first.
    #[must_use]
    pub fn of(probabilities: &[f32]) -> Self {
        let top = |without: Option<usize>| {
            let all = probabilities.iter().copied().enumerate();
            all.filter(|e| Some(e.0) != without)
                .reduce(|a, b| if b.1 > a.1 { b } else { a })
        };
        let (best, confidence) = top(None).unwrap_or((0, 0.0));
        let (runner_up, second) = top(Some(best)).unwrap_or((best, 0.0));
        Self {
            best: u32::try_from(best).unwrap_or(0),
            confidence,
            runner_up: u32::try_from(runner_up).unwrap_or(0),
            runner_up_confidence: second,
        }
    }
}

/// What stops a fit.
#[derive(Debug, thiserror::Error)]
pub enum FitError {
    /// linfa's own.
    #[error(transparent)]
    Linfa(#[from] linfa::Error),
    /// A setting outside its range.
    #[error("{name}: got {got}; wanted {wanted}")]
    Param {
        /// The setting.
        name: &'static str,
        /// The value given.
        got: String,
        /// The range that is allowed.
        wanted: &'static str,
    },
    /// Rows and types differ in number, or there is nothing to fit.
    #[error("{rows} rows with {types} types given; wanted as many of both, at least one")]
    Lengths {
        /// Rows given.
        rows: usize,
        /// Types given.
        types: usize,
    },
}

impl From<FitError> for crate::Error {
    fn from(e: FitError) -> Self {
        match e {
            FitError::Param { name, got, wanted } => Self::Param { name, got, wanted },
            other => Self::data(
                "training rows",
                other.to_string(),
                "labelled rows",
                "Check --label and --text.",
            ),
        }
    }
}

/// Checks a labelled set; gives the types as `u32` and how many there are (the largest plus one).
fn checked(set: &Labelled) -> Result<(Vec<u32>, usize), FitError> {
    let (rows, types) = (set.records().len(), set.targets().len());
    if rows != types || rows == 0 {
        return Err(FitError::Lengths { rows, types });
    }
    let y: Vec<u32> = set
        .targets()
        .iter()
        .map(|&t| u32::try_from(t).unwrap_or(u32::MAX))
        .collect();
    let kinds = y.iter().max().map_or(0, |&m| m as usize + 1);
    Ok((y, kinds))
}

/// `value` if it is finite and above zero.
fn positive(name: &'static str, value: f32) -> Result<(), FitError> {
    if value.is_finite() && value > 0.0 {
        return Ok(());
    }
    Err(FitError::Param {
        name,
        got: value.to_string(),
        wanted: "a finite number above 0",
    })
}

/// A small seeded generator (xorshift64*): the same shuffle everywhere.
#[derive(Clone, Debug)]
pub(crate) struct Shuffle(u64);

impl Shuffle {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A whole number below `n` (0 where `n` is 0).
    pub(crate) fn below(&mut self, n: usize) -> usize {
        usize::try_from((u128::from(self.next()) * n as u128) >> 64).unwrap_or(0)
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}

fn within_unit(name: &'static str, value: f32) -> Result<(), FitError> {
    if (0.0..=1.0).contains(&value) {
        return Ok(());
    }
    Err(FitError::Param {
        name,
        got: value.to_string(),
        wanted: "0..=1",
    })
}

fn at_least_one(name: &'static str, value: u32) -> Result<(), FitError> {
    if value > 0 {
        return Ok(());
    }
    Err(FitError::Param {
        name,
        got: value.to_string(),
        wanted: "at least 1",
    })
}

/// Cost of a type's own rows: `c · (rows ÷ (types × rows of the type))^balance`.
fn costs(y: &[u32], kinds: usize, c: f32, balance: f32) -> Vec<f32> {
    let mut sizes = vec![0_usize; kinds];
    for &t in y {
        sizes[t as usize] += 1;
    }
    let even = y.len() as f32 / kinds as f32;
    let factor = |n: &usize| (even / (*n).max(1) as f32).powf(balance);
    sizes.iter().map(|n| c * factor(n)).collect()
}

/// Which rows a pass may leave out: those that did not move, for as many passes as they kept still, at most four. Before a
/// fit ends every row is looked at once more.
#[derive(Debug)]
struct Rests {
    /// Passes still to leave out, and passes it kept still.
    rows: Vec<(u8, u8)>,
    worst: f32,
    full: bool,
}

impl Rests {
    fn new(rows: usize) -> Self {
        Self {
            rows: vec![(0, 0); rows],
            worst: 0.0,
            full: true,
        }
    }

    /// Whether row `i` is to be looked at in this pass.
    #[inline]
    fn due(&mut self, i: usize) -> bool {
        let rest = &mut self.rows[i].0;
        if self.full || *rest == 0 {
            return true;
        }
        *rest -= 1;
        false
    }

    /// How far row `i` was from its optimum.
    #[inline]
    fn note(&mut self, i: usize, moved: f32, tolerance: f32) {
        self.worst = self.worst.max(moved);
        let (rest, calm) = &mut self.rows[i];
        *calm = if moved < tolerance {
            (*calm + 1).min(4)
        } else {
            0
        };
        *rest = *calm;
    }

    /// Ends a pass: true where all rows were looked at and none was far off.
    fn finished(&mut self, tolerance: f32) -> bool {
        let still = self.worst < tolerance;
        let done = still && self.full;
        self.full = still;
        self.worst = 0.0;
        done
    }
}
