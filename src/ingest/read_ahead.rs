//! Chunks read while those before are worked on.

use super::{Chunk, Rows};
use crate::{Error, Result};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::JoinHandle;

/// Chunks read on a thread of their own, a few ahead of whoever takes them.
#[derive(Debug)]
pub struct ReadAhead {
    /// The chunks, in order.
    pub chunks: Receiver<Result<Chunk>>,
    reader: JoinHandle<Rows>,
}

/// Chunks that wait between two steps of the work.
pub const AHEAD: usize = 3;

impl ReadAhead {
    /// Begins to read.
    ///
    /// # Errors
    /// Where no thread can be started.
    pub fn new(mut rows: Rows) -> Result<Self> {
        let (send, chunks) = sync_channel(AHEAD);
        let reader = std::thread::Builder::new().spawn(move || {
            for chunk in rows.by_ref() {
                if send.send(chunk).is_err() {
                    break;
                }
            }
            rows
        });
        let reader = reader.map_err(|e| Error::io("a thread", "start", e))?;
        Ok(Self { chunks, reader })
    }

    /// The rows with their notes and hashes; `None` where the reader panicked.
    pub fn finish(self) -> Option<Rows> {
        drop(self.chunks);
        self.reader.join().ok()
    }
}
