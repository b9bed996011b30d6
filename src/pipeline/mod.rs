//! pipeline: the only room that knows the order of the others.

mod account;
mod choose;
pub mod classify;
mod dictionary;
mod evaluate;
mod explain;
mod features;
mod fit;
mod hold;
pub mod index;
mod mask_key;
mod masked;
mod rare;
mod reading;
mod report;
mod score;
mod strongest;
mod train;

pub use account::{Account, RejectParams};
pub use dictionary::{DictionaryCheck, NewWords, TextParams, check_dictionary, suggest_words};
pub use evaluate::{Answer, Baseline, Evaluation, Learnt, Questions, evaluate_bundle};
pub use explain::{Contribution, Explanation};
pub use hold::{Split, evaluate_training};
pub use mask_key::mask_key;
pub use rare::Rare;
pub use reading::{Reading, ReadingParams};
pub use report::{REPEAT_DAYS, ReportParams, Reported, Reporter, TallyUse, merged};
pub use score::Scorer;
pub use train::{Model, TrainParams, Training, train};
