//! columns: given record batches, gives what every column is: its profile, its role, how its times are read.
//!
//! [`Profile::of_all`] reads the cells of a sample once; everything else is decided from profiles and headers. [`headers`] is the
//! only place that knows header words.

mod answers;
mod dimensions;
mod duration;
mod guess;
pub mod headers;
mod label_check;
mod missing;
mod names;
mod number_column;
mod number_format;
mod profile;
mod report_columns;
mod role;
mod service_roles;
mod text_columns;
pub mod time;
mod variants;

pub use answers::{Answer, AnswerReading, read_answers};
pub use dimensions::Dimension;
pub use guess::{Guess, guess};
pub use label_check::{JoinedLabels, joined_labels, label_fault};
pub use missing::is_missing;
pub use names::{find, resolve, resolve_one};
pub use number_column::NumberColumn;
pub use number_format::MixedNumbers;
pub use profile::Profile;
pub use report_columns::{NamedColumns, ReportColumns};
pub use role::{Role, ServiceRole};
pub use service_roles::{Reading, ServiceColumn, ServiceColumns, names_someone};
pub use text_columns::{TextColumns, TrainedColumns};
pub use variants::{commonest_variants, folded, folded_label};
