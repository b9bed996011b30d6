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
            return Err(broken(self.place, "the file ends too soon"));
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
            .map_err(|_| broken(place, "a number in it is broken"))
    }

    pub(super) fn u32(&mut self) -> Result<u32> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    pub(super) fn u64(&mut self) -> Result<u64> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    pub(super) fn length(&mut self) -> Result<usize> {
        let place = self.place;
        usize::try_from(self.u64()?).map_err(|_| broken(place, "a length in it is impossible"))
    }
}

/// The error of a bundle that is not whole.
pub(super) fn broken(place: &str, message: &str) -> Error {
    let next = "Copy the file again, or train the model again with `tousu train`.";
    Error::invalid(place, message, next)
}

/// Numbers of `N` bytes each, one after another.
pub(super) fn from_bytes<const N: usize, T>(bytes: &[u8], number: impl Fn([u8; N]) -> T) -> Vec<T> {
    let (chunks, _) = bytes.as_chunks::<N>();
    chunks.iter().map(|c| number(*c)).collect()
}

/// The bytes of numbers, one after another.
pub(super) fn to_bytes<'a, const N: usize, T: 'a>(
    numbers: impl IntoIterator<Item = &'a T>,
    bytes: impl Fn(&T) -> [u8; N],
) -> Vec<u8> {
    numbers.into_iter().flat_map(bytes).collect()
}
