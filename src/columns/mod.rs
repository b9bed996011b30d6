//! columns: given record batches, gives what every column is: its profile, its role, how its times are read.
//!
//! [`Profile::of_all`] reads the cells of a sample once; everything else is decided from profiles and headers. [`headers`] is the
//! only place that knows header words.

mod dimensions;
mod guess;
pub mod headers;
mod names;
mod profile;
mod report_columns;
mod role;
mod service_roles;
pub mod time;
mod yes_no;

pub use dimensions::Dimension;
pub use guess::{Guess, guess};
pub use names::{find, resolve, resolve_one};
pub use profile::{Profile, number};
pub use report_columns::{NamedColumns, ReportColumns};
pub use role::{Role, ServiceRole};
pub use service_roles::{Reading, ServiceColumn, ServiceColumns, names_someone};
pub use yes_no::yes_no;
