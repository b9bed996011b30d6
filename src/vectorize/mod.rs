//! vectorize: given text, gives terms and sparse rows. A term is known by a 64-bit hash of what it is made of; ids follow how
//! often terms occur, so the same texts give the same ids on any thread count.

mod analyzer;
mod clusters;
mod count;
mod counted_rows;
mod params;
mod rows;
mod table;
mod terms;
mod weight;

pub use analyzer::Analyzer;
pub use clusters::{Clusters, k_means};
pub use count::{Bag, CHUNK, Counted, Counter, count};
pub use counted_rows::{CountedRows, Entries, Entry};
pub use params::VectorizeParams;
pub use rows::{RowBuffer, Rows, TermValues};
pub use table::Table;
pub use terms::{TermKind, Terms, lead};
pub use weight::{Weighting, weights};
