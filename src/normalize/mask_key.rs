//! The secret that makes pseudonyms of masks.

use crate::{Error, Result};
use std::path::Path;

/// A shorter key file is a mistake.
const MIN_BYTES: usize = 16;

/// The secret in `path`.
///
/// # Errors
/// The file cannot be read, or is too short for a secret.
pub fn mask_key(path: &Path) -> Result<Vec<u8>> {
    let secret = std::fs::read(path).map_err(|e| Error::io(path, "read", e))?;
    if secret.len() >= MIN_BYTES {
        return Ok(secret);
    }
    let found = secret.len();
    Err(Error::invalid(
        path.display().to_string(),
        format!("a secret needs at least {MIN_BYTES} bytes, and this file has {found}"),
        "Fill it with random characters, for example from a password manager.",
    ))
}
