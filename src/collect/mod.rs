//! collect: passing chunks → the table, texts, numbers and answers that a report counts, and the tables given beside them.

mod audit_rows;
mod collector;
mod service_rows;
mod side_tables;

pub use audit_rows::{AUDITED_TYPE, drawn_rows, read_audit};
pub use collector::{CollectParams, Collected, Collector, Unsure};
pub use side_tables::{SideTables, SmallTable};
