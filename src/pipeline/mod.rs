//! pipeline: the only room that knows the order of the others.

pub mod classify;
mod features;
mod fit;
mod rare;
mod score;
mod train;

pub use rare::Rare;
pub use score::Scorer;
pub use train::{Model, TrainParams, Training, train};
