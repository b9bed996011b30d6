//! model: given sparse rows and labels, gives a classifier and calibrated probabilities. The linfa traits live here.
//!
//! Every classifier ends as the same thing, a [`Linear`]: one weight a term and type, one bias a type. So several of them can be
//! added up to one, a decision splits into what each term gave, and scoring costs the same whatever was fitted.

mod bayes;
mod calibrate;
mod estimator;
mod joint;
mod linear;
mod logistic;
mod math;
mod packed;
mod platt;
mod prediction;
mod solver;
pub(crate) mod spare;
mod svm;
#[cfg(test)]
mod tests;

/// From so many types on weights are what takes memory and time.
pub(crate) const MANY_TYPES: usize = 32;

pub use bayes::{Bayes, BayesParams};
pub use calibrate::{Calibration, Curve, calibrate};
pub use estimator::{FitError, Labelled};
pub use joint::Joint;
pub use linear::{Linear, best_types, softmax};
pub use logistic::{LogLoss, LogisticParams};
pub use packed::{Link, Occurrence, Packed, Scratch};
pub(crate) use packed::{from_bf16, strongest};
pub use platt::Platt;
pub use prediction::Prediction;
pub use solver::{Loss, Solver, SolverParams};
pub use svm::{SquaredHinge, SvmParams};
