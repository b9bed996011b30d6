//! watch: given classified rows and a budget of false warnings, gives the series that are above what the days before let expect: all
//! complaints, every type, every type at every value, shares of complaints that went badly, single words, each with its evidence.

mod arrival;
mod budget;
mod dates;
mod evidence;
mod judge;
mod known;
#[cfg(test)]
mod late_tests;
mod limit;
#[cfg(test)]
mod mark_tests;
mod marks;
mod panel;
mod rows;
mod rule;
mod series;
mod share;
mod simulate;
#[cfg(test)]
mod tests;
mod warning;
mod words;

pub use budget::Budget;
pub use judge::{Judge, Rehearsed, WatchParams};
pub use warning::{ArrivalSoFar, Fired, Replay, Severity, Warning, Watch};

use crate::export::AtomicFile;
use crate::report::wording::warnings as wording;
use crate::types::format::ending;

impl Watch {
    /// As lines of text, in the language of the sentences.
    #[must_use]
    pub fn text(&self) -> String {
        wording::lines(self)
    }

    /// As one JSON object.
    #[must_use]
    pub fn json(&self) -> String {
        let json = serde_json::to_string_pretty(self).unwrap_or_default();
        json + "\n"
    }

    /// Writes it to a file: as JSON where its name ends in `.json`, else as text.
    ///
    /// # Errors
    /// [`crate::Error::Io`] where the file cannot be written.
    pub fn write(&self, file: &str) -> crate::Result<()> {
        let is_json = ending(file).is_some_and(|e| e.eq_ignore_ascii_case("json"));
        let text = if is_json { self.json() } else { self.text() };
        AtomicFile::replace(file, text.as_bytes())
    }
}
