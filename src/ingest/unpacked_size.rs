//! The size of a workbook once it is unpacked, measured before anything unpacks it: its own claims are not believed.

use super::limits::broken;
use crate::{Error, Result};
use std::io::{Cursor, Read, copy, sink};
use zip::ZipArchive;

/// Bytes of a workbook, or of an archive of tables, unpacked.
pub(super) const MAX_UNPACKED: u64 = 2 << 30;
/// No byte of DEFLATE expands to more than these.
const MOST_PER_BYTE: u64 = 1032;

/// Refuses a workbook that unpacks to more than 2 GiB.
///
/// # Errors
/// [`Error::Invalid`] for one that does, and for a ZIP file whose directory is damaged.
pub(super) fn check_size(file: &str, bytes: &[u8]) -> Result<()> {
    let small = (bytes.len() as u64).saturating_mul(MOST_PER_BYTE) <= MAX_UNPACKED;
    if small || !bytes.starts_with(b"PK") {
        return Ok(());
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| broken(file, &e))?;
    let mut left = MAX_UNPACKED;
    for at in 0..archive.len() {
        let Ok(entry) = archive.by_index(at) else {
            continue;
        };
        // damage inside an entry is for the reader of the workbook to report
        let n = copy(&mut entry.take(left + 1), &mut sink()).unwrap_or(0);
        left = left.checked_sub(n).ok_or_else(|| {
            Error::invalid(
                file,
                "the workbook is larger than 2 GiB once unpacked",
                "Save it as CSV.",
            )
        })?;
    }
    Ok(())
}
