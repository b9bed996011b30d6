//! ingest: given files or stdin, gives Arrow record batches, every column kept as it came, plus rejected rows.
//!
//! [`open`] examines every input (format, encoding, header), makes one schema of all their columns, and gives [`Rows`], an
//! iterator of [`Chunk`]s in the order of the inputs. Rows that cannot be used come out as [`Rejected`]: none is lost silently.

mod archive;
mod bytes;
mod cells;
mod columnar;
mod delimited;
mod dialect;
mod edges;
mod encoding;
#[cfg(test)]
mod encoding_tests;
mod grid;
mod header;
mod html;
mod input;
mod json_layout;
mod json_lines;
mod json_object;
mod limits;
mod mails;
mod markup;
mod mime;
mod notes;
mod params;
mod paths;
mod quotes;
mod read_ahead;
mod reader;
mod rejected;
mod renamed;
mod row_kind;
mod rows;
mod schema;
mod sheet;
mod sheet_marks;
mod signature;
#[cfg(test)]
mod tests;
mod text_files;
mod text_input;
mod text_source;
mod totals;
mod unpacked_size;
mod workbook;
mod xls_sizes;

pub use crate::types::Level;
pub use crate::types::cell::{cell_text, cell_time};
pub use encoding::Charset;
pub(crate) use markup::attribute;
pub use notes::{Layout, Left, Note, Remark};
pub use params::InputParams;
pub use paths::files;
pub use read_ahead::{AHEAD, ReadAhead};
pub use rejected::{Reason, Rejected};
pub use rows::{Chunk, FileRead, Rows, open};
pub(crate) use sheet_marks::sheet_part;
pub(crate) use text_files::read_text;
