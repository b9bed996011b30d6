//! causes: given words and counts by type, slice and period, gives what is distinctive, with its evidence.

mod finding;

pub use finding::{Exemplar, Finding, Slice, Subject, Word};
