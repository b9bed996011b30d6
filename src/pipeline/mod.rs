//! pipeline: the only room that knows the order of the others. One file a subcommand, each the order of its work.

mod account;
mod audit;
pub mod classify;
mod dictionary;
pub mod evaluate;
pub mod explain;
pub mod index;
mod labelled;
mod mask_key;
mod merge;
mod reading;
mod report;
pub mod search;
pub mod train;

pub use account::{Account, RejectParams};
pub use audit::{AuditParams, draw_audit};
pub use dictionary::{DictionaryCheck, NewWords, TextParams, check_dictionary, suggest_words};
pub use labelled::LabelledParams;
pub use mask_key::mask_key;
pub use merge::{merge, write_tally};
pub use reading::{Reading, ReadingParams};
pub use report::{REPEAT_DAYS, ReportParams, Reported, TallyUse, report};
