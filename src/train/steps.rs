//! How far a training is.

use crate::types::{Observer, Progress};

/// Counts the steps of a training for an observer.
pub(super) struct Steps<'o> {
    pub(super) observer: &'o dyn Observer,
    pub(super) total: u64,
    pub(super) done: u64,
}

impl Steps<'_> {
    /// The next step begins.
    pub(super) fn begin(&mut self, text: &str) {
        self.observer.progress(Progress::Step {
            text,
            done: self.done,
            total: self.total,
        });
        self.done += 1;
    }
}
