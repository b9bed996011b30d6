//! collect: passing chunks → the table, texts, numbers and answers that a report counts or a model learns from, and the tables given beside them.

mod audit_rows;
mod collector;
mod column_readings;
mod equal_ids;
mod findings;
mod input_files;
mod labelled_rows;
mod labels;
mod mix;
mod numbers;
mod part;
mod parts;
mod period;
mod quality;
mod searchable;
mod service_rows;
mod side_tables;
mod templates;
mod trained_columns;
mod variants;

pub use audit_rows::{AUDITED_TYPE, drawn_rows, read_audit};
pub use collector::{CollectParams, Collected, Collector, Unsure};
pub use equal_ids::EqualIds;
pub use findings::{check_types, find};
pub use input_files::input_files;
pub use labelled_rows::{CORRECTED, LabelledCollector, LabelledColumns, read_times};
pub use labels::{settle_labels, several_types};
pub use mix::{MixSample, MixThreshold, measured_confidences};
pub use parts::{PartsChoice, correct_sum, held_out, sum_parts};
pub use period::AboutPeriod;
pub use quality::find_oddities;
pub use searchable::{SearchUse, SearchedColumns, Written, print_searches};
pub use side_tables::{SideTables, SmallTable};
pub use trained_columns::trained_columns;
pub use variants::{settle_columns, settle_tally};
