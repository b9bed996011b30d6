//! pipeline: the only room that knows the order of the others. One file a subcommand, each the order of its work.

mod audit;
mod classify;
mod dictionary;
mod evaluate;
mod events;
mod explain;
pub mod index;
mod inspect;
mod labelled;
mod merge;
mod report;
pub mod search;
mod train;
mod watch;
mod watched;

pub use crate::collect::{Account, RejectParams};
pub use crate::reading::{Reading, ReadingParams};
pub use audit::{AuditParams, draw_audit};
pub use classify::{Classified, ClassifyRequest, Review, classify};
pub use dictionary::{DictionaryCheck, NewWords, TextParams, check_dictionary, suggest_words};
pub use evaluate::{EvaluateRequest, Subject, evaluate, evaluate_multi};
pub use events::{EventsFound, EventsRequest, events};
pub use explain::explain;
pub use inspect::{Inspection, inspect, read_description, write_description};
pub use labelled::{LabelledParams, read_axes, read_labelled};
pub use merge::merge;
pub use report::{REPEAT_DAYS, ReportParams, Reported, TallyUse, report};
pub use train::{TrainRequest, Trained, train, with_word_files};
pub use watch::{WatchRequest, watch};
