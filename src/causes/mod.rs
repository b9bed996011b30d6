//! causes: given words and counts by type, slice and period, gives what is distinctive, with its evidence.

mod burst;
mod change;
mod counted;
mod draft;
mod exemplar;
mod find;
mod finding;
mod grid;
mod holiday;
mod phrase;
mod reduced;
mod scan;
mod sentence;
mod shift;
mod show;
mod smallest;
mod stop;
mod subjects;
mod terms;
#[cfg(test)]
mod tests;
mod unknown;
mod vocabulary;
mod words;

pub use burst::BurstParams;
pub use counted::{count_words, of_counts};
pub use exemplar::Source;
pub use find::{CauseParams, Complaints, find};
pub use finding::{Exemplar, Finding, Slice, Subject, Word};
pub use holiday::HolidayParams;
pub use scan::ScanParams;
pub use sentence::SearchColumns;
pub use shift::ShiftParams;
pub use stop::Stops;
pub use terms::{Piece, PieceKind, Terms};
pub use unknown::UnknownParams;
pub use words::WordParams;
