//! pipeline: the only room that knows the order of the others.

pub mod classify;
mod features;
mod fit;
pub mod index;
mod rare;
mod report;
mod score;
mod train;

pub use rare::Rare;
pub use report::{ReportParams, Reported, Reporter, merged};
pub use score::Scorer;
pub use train::{Model, TrainParams, Training, train};
