//! index: complaints to and from a tantivy folder; query in, hits out.
//!
//! Every text is indexed twice: words rank, character pairs find. A quoted string finds exactly the complaints whose
//! character-local text ([`crate::normalize::Depth::Exact`]) contains it; no word boundary hides one.
//! [`Index`] is the short way; [`Writer`] fills a folder from typed rows, [`Searcher`] searches it (from as many threads as you
//! like), and [`query`] reads what people type.

mod analyzer;
mod checksums;
mod collector;
mod column_values;
mod compile;
mod date_range;
mod document;
mod errors;
mod facets;
mod feed;
mod filter;
mod folder;
mod handle;
mod highlight;
mod hit_batch;
mod hits;
mod index_summary;
mod known_contents;
mod manifest;
mod merge_policy;
mod number_test;
mod params;
mod plan;
mod postings;
mod predicate;
mod proximity;
mod pseudonym;
pub mod query;
mod ranking;
mod row;
mod row_filter;
mod schema;
mod search_types;
mod searcher;
mod segment_merge;
mod snapshot;
mod spelling;
mod term_reader;
mod tokens;
mod upsert;
mod vocabulary;
mod writer;

#[cfg(test)]
mod tests;

pub use date_range::micros;
pub(crate) use errors::{CREATE, GIVE_KEY, KEEP_OR_REBUILD, NAME_TIME, REBUILD, inconsistent};
pub(crate) use feed::{Feeder, id_fault};
pub use filter::{Filter, of_event, parse_filter};
pub use handle::{Complaint, Index};
pub use highlight::{Highlight, snippet};
pub(crate) use hit_batch::{batch, schema};
pub use index_summary::{IndexSummary, summary};
pub use manifest::{Column, ColumnKind, Roles, Storage, is_incomplete, is_index, remove, roles};
pub use params::IndexParams;
pub use row::{Cell, Row};
pub use row_filter::{FilterRoles, RowFilter};
pub use search_types::{Facet, Hit, SearchParams, SearchResults, Sort};
pub use searcher::Searcher;
pub use upsert::{Upsert, UpsertCounts};
pub use writer::Writer;
