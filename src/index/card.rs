//! What an index holds, for people.

use super::{Column, Searcher};
use crate::{Error, Result};
use std::path::Path;

/// What an index holds, for `inspect`.
#[derive(Clone, Debug, serde::Serialize)]
pub struct IndexCard {
    /// Complaints.
    pub complaints: u64,
    /// Size on disk, bytes.
    pub bytes: u64,
    /// tantivy segments.
    pub segments: usize,
    /// Searched columns.
    pub text: Vec<String>,
    /// The column that names a complaint; none means the hash of all columns.
    pub id: Option<String>,
    /// The column of times.
    pub time: Option<String>,
    /// Hash of the model whose types stand in the rows.
    pub model: Option<String>,
    /// True where personal numbers are masked.
    pub masked: bool,
    /// True where the masks are pseudonyms made with a key.
    pub pseudonyms: bool,
    /// All columns, with what they hold.
    pub columns: Vec<Column>,
}

/// Describes the index at `dir`.
///
/// # Errors
/// As [`Searcher::open`].
pub fn describe(dir: &Path) -> Result<IndexCard> {
    let searcher = Searcher::open(dir)?;
    let entries = std::fs::read_dir(dir).map_err(|e| Error::io(dir, "open", e))?;
    let sizes = entries.filter_map(|e| Some(e.ok()?.metadata().ok()?.len()));
    let (meta, segments) = searcher.account();
    Ok(IndexCard {
        complaints: searcher.complaints(),
        bytes: sizes.sum(),
        segments,
        text: meta.text.clone(),
        id: meta.id.clone(),
        time: meta.time.clone(),
        model: meta.model.clone(),
        masked: meta.is_masked(),
        pseudonyms: meta.mask_key.is_some(),
        columns: meta.columns.clone(),
    })
}
