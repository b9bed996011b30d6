//! What a long run tells whoever started it.

use std::sync::Mutex;

/// How loudly a message wants to be heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Evidence, for those who ask for it.
    Detail,
    /// A user should read it.
    Say,
    /// A result may not be what the user expects.
    Warn,
}

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress<'a> {
    /// Bytes of the input read so far; without a total where the input is a stream.
    Bytes {
        /// What the bytes are read for.
        step: &'static str,
        /// Bytes read.
        read: u64,
        /// Bytes to read.
        total: Option<u64>,
    },
    /// One of a known number of steps begins.
    Step {
        /// What it does.
        text: &'a str,
        /// Steps done before it.
        done: u64,
        /// Steps in all.
        total: u64,
    },
    /// The work that was followed is done.
    Done,
}

/// Follows a run. Nothing in the library prints: it tells an observer.
pub trait Observer {
    /// A line about the work.
    fn message(&self, _level: Level, _line: &str) {}

    /// How far the work is; called often.
    fn progress(&self, _progress: Progress<'_>) {}
}

/// Hears nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Observer for Silent {}

/// Keeps what is told, to be shown later; progress goes on to another observer.
pub(crate) struct Recorder<'a> {
    observer: &'a dyn Observer,
    notes: Mutex<Vec<(Level, String)>>,
}

impl<'a> Recorder<'a> {
    pub(crate) fn new(observer: &'a dyn Observer) -> Self {
        let notes = Mutex::default();
        Self { observer, notes }
    }

    pub(crate) fn finish(self) -> Vec<(Level, String)> {
        self.notes.into_inner().unwrap_or_default()
    }
}

impl Observer for Recorder<'_> {
    fn message(&self, level: Level, line: &str) {
        if let Ok(mut notes) = self.notes.lock() {
            notes.push((level, line.to_owned()));
        }
    }

    fn progress(&self, progress: Progress<'_>) {
        self.observer.progress(progress);
    }
}
