//! Errors about an index folder. The next step is one of the sentences below, which the command line spells out as
//! a command.

use crate::Error;
use std::path::Path;
use tantivy::TantivyError;

/// The next step where the files of an index cannot be used.
pub(crate) const REBUILD: &str = "Rebuild the index from its source files.";
/// The next step where an index exists with other settings.
pub(crate) const KEEP_OR_REBUILD: &str =
    "Keep the settings of the index, or rebuild it from its source files.";
/// The next step where there is no index yet.
pub(crate) const CREATE: &str = "Create the index first.";
/// The next step where rows come without the key of the index.
pub(crate) const GIVE_KEY: &str = "Give the key that its pseudonyms were made with.";
/// The next step where a time range is given for an index without times.
pub(crate) const NAME_TIME: &str = "Name a time column when the index is filled.";

/// An error about the index at `dir`.
pub(super) fn index_error(dir: &Path, message: impl Into<String>, next: &str) -> Error {
    Error::invalid(dir.display().to_string(), message, next)
}

/// A failure of tantivy as an error of this crate.
pub(super) fn tantivy_error(dir: &Path, doing: &'static str, e: TantivyError) -> Error {
    match e {
        TantivyError::IoError(e) => {
            Error::io(dir, doing, std::io::Error::new(e.kind(), e.to_string()))
        }
        e => index_error(dir, format!("the index is damaged ({e})"), REBUILD),
    }
}

/// The files of the index contradict each other, so that their reader failed.
pub(crate) fn inconsistent(dir: &Path) -> Error {
    let message = "the index is damaged (its files contradict each other)";
    index_error(dir, message, REBUILD)
}
