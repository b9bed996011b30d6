//! ingest: given files or stdin, gives Arrow record batches, every column kept as it came, plus rejected rows.
//!
//! [`open`] examines every input (format, encoding, header), makes one schema of all their columns, and gives [`Rows`], an
//! iterator of [`Chunk`]s in the order of the inputs. Rows that cannot be used come out as [`Rejected`]: none is lost silently.

mod cells;
mod columnar;
mod delimited;
mod dialect;
mod encoding;
#[cfg(test)]
mod encoding_tests;
mod header;
mod input;
mod json_lines;
mod json_object;
mod limits;
mod notes;
mod params;
mod paths;
mod reader;
mod rows;
mod schema;
mod sheet;
mod signature;
mod text_files;
mod text_source;
mod unpacked_size;
mod workbook;
mod xls_sizes;

pub use crate::types::Level;
pub use crate::types::cell::{cell_text, cell_time};
pub use encoding::Charset;
pub use notes::Note;
pub use params::InputParams;
pub use reader::{Reason, Rejected};
pub use rows::{Chunk, FileRead, Rows, open};
