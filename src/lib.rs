//! tousu: given free-text complaints, gives their types, a searchable index, and a report of shares and causes.
#![deny(missing_docs)]

pub mod aggregate;
pub mod bundle;
pub mod causes;
pub mod cli;
pub mod columns;
pub mod error;
pub mod evaluate;
pub mod export;
pub mod index;
pub mod ingest;
pub mod model;
pub mod normalize;
pub mod pipeline;
pub mod report;
pub mod score;
pub mod segment;
pub mod similar;
pub mod train;
pub mod types;
pub mod vectorize;

pub use bundle::Bundle;
pub use error::{Error, Result};
pub use score::{Explanation, Model, TypeProbability};
pub use train::{LabelledRows, ModelKind, RareRule, Split, TrainParams, evaluate_training, train};
pub use types::{Level, Observer, Progress, Silent};
