//! causes: given words and counts by type, slice and period, gives what is distinctive, as findings with their evidence.

mod association;
mod burst;
mod candidate;
mod cell;
mod change;
mod context;
mod contingency;
mod detect;
mod exemplar;
mod exemplar_text;
mod finalize;
mod find;
mod finding;
mod from_counts;
mod holiday;
mod issues;
mod ledger;
mod members;
mod minimal_cells;
mod params;
mod phrase;
mod piece;
mod rise;
mod rows;
mod scan;
mod segmented;
mod shift;
mod stop_words;
mod tail;
mod terms;
#[cfg(test)]
mod tests;
mod themes;
mod unknown;
mod vocabulary;
mod word_map;
mod words;
mod written;

pub use association::{Answered, Association, associated};
pub use context::Complaints;
pub use exemplar::Source;
pub use exemplar_text::{ComplaintTexts, ExemplarText};
pub use find::{Causes, find};
pub use finding::{
    Evidence, Exemplar, Finding, FindingKind, IssueHistory, IssueStatus, Slice, Subject, Word,
};
pub use from_counts::{count_words, of_counts};
pub use ledger::{Action, Known, Matter};
pub use params::CauseParams;
pub use piece::{Piece, PieceKind};
pub use segmented::{terms_of, word_tally};
pub use stop_words::StopWords;
pub use terms::Terms;
pub use themes::{Theme, ThemeWord, TypeThemes, themes};
pub use unknown::MAX_GROUPED;
pub use words::MIN_SUPPORT as MIN_WORD_SUPPORT;
pub use written::written;
