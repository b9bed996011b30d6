//! Bytes of an input: counted, hashed, unpacked, read twice.

use std::fs::File;
use std::io::{self, Read};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What an input is read from.
pub(super) type Bytes = Box<dyn Read + Send>;

/// The first bytes of `from`, at most `length`.
pub(super) fn head(from: &mut impl Read, length: u64) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    from.take(length).read_to_end(&mut head)?;
    Ok(head)
}

/// The bytes without compression, if there is one.
pub(super) fn unpacked(mut packed: Bytes) -> io::Result<Bytes> {
    let head = head(&mut packed, 4)?;
    let all = io::Cursor::new(head.clone()).chain(packed);
    Ok(match *head.as_slice() {
        [0x1f, 0x8b, ..] => Box::new(flate2::read::MultiGzDecoder::new(all)),
        [0x28, 0xb5, 0x2f, 0xfd] => Box::new(zstd::stream::read::Decoder::new(all)?),
        _ => Box::new(all),
    })
}

/// A nameless file with the bytes of a stream.
pub(super) fn copied(mut all: Bytes) -> io::Result<File> {
    let mut copy = tempfile::tempfile()?;
    io::copy(&mut all, &mut copy)?;
    io::Seek::rewind(&mut copy)?;
    Ok(copy)
}

/// Reads a file that others read, too.
pub(super) struct Copied {
    file: Arc<Mutex<File>>,
    at: u64,
}

impl Copied {
    pub(super) fn of(file: &Arc<Mutex<File>>) -> Self {
        let file = file.clone();
        Self { file, at: 0 }
    }
}

impl Read for Copied {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let mut file = lock(&self.file);
        io::Seek::seek(&mut *file, io::SeekFrom::Start(self.at))?;
        let n = file.read(buf)?;
        self.at += n as u64;
        Ok(n)
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Hashes and counts what is read through it.
pub(super) struct Watched {
    pub(super) inner: Bytes,
    pub(super) hasher: Arc<Mutex<blake3::Hasher>>,
    pub(super) counter: Arc<AtomicU64>,
}

impl Read for Watched {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        lock(&self.hasher).update(buf.get(..n).unwrap_or_default());
        self.counter.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}
