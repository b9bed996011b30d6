//! The size of a workbook once it is unpacked, measured before anything unpacks it: its own claims are not believed.

use super::limits::broken;
use crate::{Error, Result};
use std::io::{Cursor, Read};
use zip::{CompressionMethod, ZipArchive};

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
        let entry = archive.by_index_raw(at).map_err(|e| broken(file, &e))?;
        if entry.compression() != CompressionMethod::Deflated {
            continue;
        }
        let unpacked = unpacked_size(flate2::read::DeflateDecoder::new(entry), left);
        left = left.checked_sub(unpacked).ok_or_else(|| {
            Error::invalid(
                file,
                "the workbook is larger than 2 GiB once unpacked",
                "Save it as CSV.",
            )
        })?;
    }
    Ok(())
}

/// Bytes that come out, up to the first past `limit`; damage is for the reader of the workbook to report.
fn unpacked_size(mut bytes: impl Read, limit: u64) -> u64 {
    let (mut buffer, mut size) = (vec![0; 1 << 16], 0);
    while size <= limit {
        match bytes.read(&mut buffer) {
            Ok(0) | Err(_) => break,
            Ok(n) => size += n as u64,
        }
    }
    size
}
