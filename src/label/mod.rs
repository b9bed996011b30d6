//! label: given complaints, gives the rows to label next; given answers, a file of labels, how far annotators agree, and what more labels
//! would bring.

mod add;
mod agreement;
mod answers;
mod candidates;
mod choose;
mod curve;
mod labels;
mod masked;
mod nested;
mod sheet;
mod stability;
mod status;
mod table;

pub use add::{AddParams, Added, Changed, Contradiction, add};
pub use agreement::{Agreement, Kappa};
pub use answers::{Answer, Answers, Conflict, Refused};
pub use candidates::{Candidate, Candidates, DrawCounts, DrawParams};
pub use choose::choose;
pub use curve::{Curve, Gain};
pub use labels::{LABEL, Labels};
pub use sheet::{refuse_answered, write_sheet};
pub use stability::{Stability, UNCHANGED, compare};
pub use status::{LEAST_ROWS, Status, StatusParams, TypeCount, counted, status};
