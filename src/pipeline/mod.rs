//! pipeline: the only room that knows the order of the others.

mod choose;
pub mod classify;
mod evaluate;
mod explain;
mod features;
mod fit;
pub mod index;
mod rare;
mod report;
mod score;
mod strongest;
mod train;

pub use evaluate::{Answer, Baseline, Evaluation, Questions, evaluate_bundle, evaluate_folds};
pub use explain::{Contribution, Explanation};
pub use rare::Rare;
pub use report::{ReportParams, Reported, Reporter, merged};
pub use score::Scorer;
pub use train::{Model, TrainParams, Training, train};
