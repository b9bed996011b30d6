//! A summary of an index, for people.

use super::manifest::{Column, Roles};
use super::searcher::Searcher;
use crate::{Error, Result};
use std::path::Path;

/// What an index holds.
#[derive(Clone, Debug, serde::Serialize)]
pub struct IndexSummary {
    /// Complaints.
    pub complaints: u64,
    /// Size on disk, bytes.
    pub bytes: u64,
    /// tantivy segments.
    pub segments: usize,
    /// What the columns are for.
    #[serde(flatten)]
    pub roles: Roles,
    /// True where personal numbers are masked.
    pub masked: bool,
    /// True where the masks are pseudonyms made with a key.
    pub pseudonyms: bool,
    /// All columns, with what they hold.
    pub columns: Vec<Column>,
}

/// Summarizes the index at `dir`.
///
/// # Errors
/// As [`Searcher::open`].
pub fn summary(dir: &Path) -> Result<IndexSummary> {
    let searcher = Searcher::open(dir)?;
    let entries = std::fs::read_dir(dir).map_err(|e| Error::io(dir, "open", e))?;
    let sizes = entries.filter_map(|e| Some(e.ok()?.metadata().ok()?.len()));
    let snapshot = searcher.snapshot();
    Ok(IndexSummary {
        complaints: searcher.complaints(),
        bytes: sizes.sum(),
        segments: snapshot.tantivy.segment_readers().len(),
        roles: searcher.roles().clone(),
        masked: snapshot.manifest.is_masked(),
        pseudonyms: snapshot.manifest.mask_key.is_some(),
        columns: searcher.columns().to_vec(),
    })
}
