//! evaluate: given truth and predictions, gives scores; and splits without leakage.

mod folds;
mod more;
mod scores;

pub use folds::folds;
pub use more::{
    Coverage, Interval, Pair, PathScores, bootstrap, path_scores, risk_coverage, worst_pairs,
};
pub use scores::{Bin, Confusion, PerType, Scores, macro_f1, scores};
