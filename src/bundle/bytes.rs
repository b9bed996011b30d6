//! Little-endian reading that never goes past the end.

use crate::error::{Error, Result};

/// Reads a slice from front to back.
pub(super) struct Reader<'a> {
    rest: &'a [u8],
    place: &'a str,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8], place: &'a str) -> Self {
        Self { rest: bytes, place }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8]> {
        if count > self.rest.len() {
            return Err(broken(self.place, "a file that ends too soon"));
        }
        let (head, rest) = self.rest.split_at(count);
        self.rest = rest;
        Ok(head)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let place = self.place;
        let bytes = self.take(N)?;
        bytes
            .try_into()
            .map_err(|_| broken(place, "a broken number"))
    }

    pub(super) fn u32(&mut self) -> Result<u32> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    pub(super) fn u64(&mut self) -> Result<u64> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    pub(super) fn length(&mut self) -> Result<usize> {
        let place = self.place;
        usize::try_from(self.u64()?).map_err(|_| broken(place, "an impossible length"))
    }
}

/// The error of a bundle that is not whole.
pub(super) fn broken(place: &str, found: &str) -> Error {
    Error::data(
        place,
        found,
        "a whole model file",
        "Copy it again, or make it again with `tousu train`.",
    )
}

pub(super) fn u64s(bytes: &[u8]) -> Vec<u64> {
    let chunks = bytes.chunks_exact(8);
    chunks
        .map(|c| c.try_into().map_or(0, u64::from_le_bytes))
        .collect()
}

pub(super) fn f32s(bytes: &[u8]) -> Vec<f32> {
    let chunks = bytes.chunks_exact(4);
    chunks
        .map(|c| c.try_into().map_or(0.0, f32::from_le_bytes))
        .collect()
}

pub(super) fn u16s(bytes: &[u8]) -> Vec<u16> {
    let chunks = bytes.chunks_exact(2);
    chunks
        .map(|c| c.try_into().map_or(0, u16::from_le_bytes))
        .collect()
}
