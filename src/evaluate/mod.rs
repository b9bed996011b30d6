//! evaluate: given truth and predictions, gives scores; and splits without leakage.

mod folds;
mod scores;

pub use folds::folds;
pub use scores::{Bin, Confusion, PerType, Scores, scores};
