//! columns: given record batches, gives what every column is: its profile, its role, how its times are read.
//!
//! [`Profile::of_all`] reads the cells of a sample once; everything else is decided from profiles and headers. [`headers`] is the
//! only place that knows header words. What all cells of a file say of a column is a [`Survey`]; what the column is then understood
//! as can be written down and held to: a [`Description`].

mod answers;
mod column_use;
mod complainant;
mod description;
mod dimensions;
mod duration;
mod guess;
pub mod headers;
mod inspected;
mod kind;
mod kind_of;
mod label_check;
mod label_column;
mod names;
mod number_column;
mod number_format;
mod profile;
mod received;
mod report_columns;
mod role;
mod service_roles;
mod survey;
mod text_columns;
pub mod time;
mod variants;
mod yes_no;

pub use crate::types::is_missing;
pub use answers::{Answer, AnswerReading, OneSided, one_sided, read_answers};
pub use column_use::ColumnUse;
pub use complainant::names_someone;
pub use description::{ColumnDescription, Description, FixedAnswers, Readings};
pub use dimensions::Dimension;
pub use guess::{Guess, guess};
pub use inspected::InspectedColumn;
pub use kind::Kind;
pub use label_check::{JoinedLabels, joined_labels, label_fault};
pub use names::{find, nearest, resolve, resolve_one};
pub use number_column::NumberColumn;
pub use number_format::{MixedNumbers, NumberFormat, UnreadCells};
pub use profile::Profile;
pub use received::Received;
pub use report_columns::{NamedColumns, ReportColumns};
pub use role::{Role, ServiceRole};
pub use service_roles::{Reading, ServiceColumn, ServiceColumns};
pub use survey::{Survey, Surveys};
pub use text_columns::{TextColumns, TrainedColumns};
pub use variants::{commonest_variants, folded, folded_label};
pub use yes_no::YesNoValues;
