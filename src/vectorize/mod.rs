//! vectorize: given words and characters, gives sparse rows. A term is known by a 64-bit hash of what it is made of; ids follow
//! the order of the hashes, so the same texts give the same ids on any thread count.
//!
//! Never segments, normalises or prints: it takes normalised text and its tokens.

mod count;
mod rows;
mod table;
mod terms;
mod weight;

pub use count::{Bag, Counted, count};
pub use rows::Rows;
pub use table::Table;
pub use terms::{TermKind, Terms, VectorizeParams, lead};
pub use weight::{Weighting, frequencies, weights};
