//! evaluate: given truth and predictions, gives scores; and splits without leakage.

mod binary;
mod bootstrap;
mod diagnostics;
mod evaluation;
mod folds;
mod learning_curve;
mod multi_scores;
mod scores;

pub use binary::{Auc, auc, brier};
pub use bootstrap::{Interval, bootstrap, paired_error};
pub use diagnostics::{Coverage, Pair, PathScores, path_scores, risk_coverage, worst_pairs};
pub use evaluation::{Baseline, CurvePoint, Evaluation, Predictions, RowPrediction, type_ids};
pub use folds::folds;
pub use learning_curve::Power;
pub use multi_scores::{MultiScores, multi_scores};
pub use scores::{Bin, Confusion, PerType, Scores, macro_f1, scores};
