//! index: complaints to and from a tantivy folder; query in, hits out.
//!
//! Two answers from one text: words rank, character pairs find. A quoted string finds exactly the complaints whose
//! character-local text ([`crate::normalize::Depth::Exact`]) contains it; no word boundary hides one.
//! [`Writer`] fills a folder, [`Searcher`] asks it (from as many threads as you like), [`query`] reads what people type.

mod card;
mod check;
mod closeness;
mod collect;
mod compile;
mod filter;
mod found;
mod highlight;
mod hits;
mod meta;
mod order;
pub mod period;
mod plan;
mod pseudonym;
pub mod query;
mod row;
mod schema;
mod searcher;
mod settings;
mod sift;
mod sound;
mod text;
mod tokens;
mod vocabulary;
mod writer;

#[cfg(test)]
mod tests;

pub use card::{IndexCard, describe};
pub use filter::{Filter, parse_filter};
pub use found::{Facet, Found, Hit, SearchParams, Sort};
pub use highlight::{Highlight, snippet};
pub use meta::{Column, Kind, Roles, Storage, remove, roles};
pub use row::Cell;
pub use searcher::Searcher;
pub use settings::IndexParams;
pub use sift::{Fresh, Ledger};
pub use writer::{Row, Writer};

use crate::{Error, Result};
use std::path::Path;
use tantivy::TantivyError;

/// tantivy's failures as ours.
fn failed(dir: &Path, doing: &'static str, e: TantivyError) -> Error {
    match e {
        TantivyError::IoError(e) => {
            Error::io(dir, doing, std::io::Error::new(e.kind(), e.to_string()))
        }
        e => Error::data(
            dir.display().to_string(),
            format!("a damaged index ({e})"),
            "what `tousu index` wrote",
            meta::rebuild(dir),
        ),
    }
}

/// What stands in an index contradicts itself, so that its reader broke down.
pub(crate) fn broken(dir: &Path) -> Error {
    Error::data(
        dir.display().to_string(),
        "a damaged index (contents that contradict each other)",
        "what `tousu index` wrote",
        meta::rebuild(dir),
    )
}

/// The tantivy folder with our tokenizers; made where it is missing and may be.
fn open_folder(dir: &Path, create: bool) -> Result<tantivy::Index> {
    let open = || -> tantivy::Result<tantivy::Index> {
        let folder = tantivy::directory::MmapDirectory::open(dir)?;
        let (schema, _) = schema::schema();
        let index = if create {
            tantivy::Index::open_or_create(folder, schema)?
        } else {
            tantivy::Index::open(folder)?
        };
        tokens::register(index.tokenizers());
        Ok(index)
    };
    let index = open().map_err(|e| failed(dir, "open", e))?;
    sound::check(dir, &index)?;
    Ok(index)
}
