//! columns: given record batches, gives what every column is: its profile, its role, how its times are read.
//!
//! [`Profile::of_all`] reads the cells of a sample once; everything else is decided from profiles and headers. [`headers`] is the
//! only place that knows header words.

mod dimensions;
pub mod headers;
mod profile;
mod report_columns;
mod roles;
mod service_roles;
pub mod time;
mod yes_no;

pub use dimensions::Dimension;
pub use profile::{Profile, number};
pub use report_columns::{NamedColumns, ReportColumns};
pub use roles::{Guess, Role, find, guess, resolve, resolve_one};
pub use service_roles::{Reading, ServiceColumn, ServiceColumns, ServiceRole, names_someone};
pub use yes_no::yes_no;
