//! The size of an Excel file once it is unpacked, before anybody unpacks it: its own claims are not believed.

use crate::{Error, Result};
use std::io::{Read, copy, sink};

/// Bytes of an Excel file, unpacked.
const MAX_UNPACKED: u64 = 2 << 30;
/// No byte of DEFLATE gives more than these.
const MOST_PER_BYTE: u64 = 1032;

/// Refuses a workbook that unpacks to more than 2 GiB.
///
/// # Errors
/// [`Error::Data`] for one that does, and for a ZIP file whose directory is damaged.
pub(super) fn check_size(file: &str, bytes: &[u8]) -> Result<()> {
    let small = (bytes.len() as u64).saturating_mul(MOST_PER_BYTE) <= MAX_UNPACKED;
    if small || !bytes.starts_with(b"PK") {
        return Ok(());
    }
    let mut left = MAX_UNPACKED;
    for content in entries(bytes).ok_or_else(|| super::broken(file, &"a damaged ZIP directory"))? {
        let unpacked = flate2::read::DeflateDecoder::new(content).take(left + 1);
        // damage inside an entry is for the reader of the workbook to tell
        let n = copy(&mut { unpacked }, &mut sink()).unwrap_or(0);
        left = left.checked_sub(n).ok_or_else(|| {
            Error::data(
                file,
                "more than 2 GiB once unpacked",
                "a workbook of at most 2 GiB",
                "Save it as CSV.",
            )
        })?;
    }
    Ok(())
}

/// The compressed contents of the entries that are compressed; `None` where the directory contradicts itself.
fn entries(bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let short = |at: usize| -> Option<usize> {
        let pair = bytes.get(at..at.checked_add(2)?)?;
        Some(usize::from(u16::from_le_bytes(pair.try_into().ok()?)))
    };
    let long = |at: usize| -> Option<usize> {
        let four = bytes.get(at..at.checked_add(4)?)?;
        usize::try_from(u32::from_le_bytes(four.try_into().ok()?)).ok()
    };
    let end = memchr::memmem::rfind(bytes, b"PK\x05\x06")?;
    let (mut at, mut all) = (long(end + 16)?, Vec::new());
    for _ in 0..short(end + 10)? {
        let (method, packed, header) = (short(at + 10)?, long(at + 20)?, long(at + 42)?);
        if method == 8 {
            let from = header + 30 + short(header + 26)? + short(header + 28)?;
            all.push(bytes.get(from..from.checked_add(packed)?)?);
        }
        at += 46 + short(at + 28)? + short(at + 30)? + short(at + 32)?;
    }
    Some(all)
}
