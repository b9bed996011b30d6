//! score: given texts and a bundle, gives types, probabilities and explanations; given record batches, appends them as columns.

mod append;
mod column_masker;
mod explain;
mod model;
mod rows;
mod threshold;

pub use append::{ACCEPTED, AppendParams, Appender, REVIEW, TypeCounts};
pub use explain::{Contribution, Explanation};
pub use model::{Model, TypeProbability};
pub use rows::{ModelChunk, RowModel, RowText, row_texts};
pub use threshold::{Threshold, threshold_for};
