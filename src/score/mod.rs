//! score: given texts and a bundle, gives types, probabilities and explanations; given record batches, appends them as columns.

mod append;
mod column_masker;
mod confidences;
mod explain;
mod model;
mod rows;
mod threshold;

pub use append::{
    ACCEPTED, AppendCounts, AppendParams, Appender, PREDICTED, REVIEW, TypeCounts, push_field,
};
pub use column_masker::ColumnMasker;
pub use confidences::{Confidences, Gap};
pub use explain::{Contribution, Explanation};
pub use model::{Model, Scored, TypeProbability};
pub use rows::{ModelChunk, RowModel, RowText, row_texts};
pub use threshold::{Threshold, highest_precision, threshold_for};
