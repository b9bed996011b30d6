//! Files of a project: copied, hashed, put back.

use crate::export::AtomicFile;
use crate::{Error, Result};
use std::path::Path;

/// Hash of a file's bytes (32 hex digits).
pub(super) fn hash(path: &Path) -> Result<String> {
    let fail = |e| Error::io(path, "read", e);
    let file = std::fs::File::open(path).map_err(fail)?;
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(file).map_err(fail)?;
    let hash = hasher.finalize().to_hex();
    Ok(hash.chars().take(32).collect())
}

/// Puts a copy of a file at `to`, whole or not at all.
///
/// # Errors
/// Where it cannot be read or written.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    let fail = |e| Error::io(from, "read", e);
    let mut file = std::fs::File::open(from).map_err(fail)?;
    let mut out = AtomicFile::create(to)?;
    std::io::copy(&mut file, &mut out).map_err(|e| Error::io(to, "write", e))?;
    out.commit()
}

/// Makes a folder and those above it, where they are missing.
///
/// # Errors
/// Where it cannot be made.
pub fn make_folder(path: &Path) -> Result<()> {
    std::fs::create_dir_all(path).map_err(|e| Error::io(path, "create", e))
}

/// Removes a file.
///
/// # Errors
/// Where it cannot be removed.
pub fn remove(path: &Path) -> Result<()> {
    std::fs::remove_file(path).map_err(|e| Error::io(path, "remove", e))
}

/// Removes a folder with everything in it, if it is there.
pub(super) fn remove_folder(path: &Path) -> Result<()> {
    match path.exists() {
        true => std::fs::remove_dir_all(path).map_err(|e| Error::io(path, "remove", e)),
        false => Ok(()),
    }
}

/// A file as JSON; absent where there is none, or none that is JSON.
#[must_use]
pub fn json(file: &str) -> Option<serde_json::Value> {
    let text = std::fs::read(file).ok()?;
    serde_json::from_slice(&text).ok()
}
