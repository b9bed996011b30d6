//! What silences a warning.

use crate::causes::{Finding, Known, Subject, Word};
use crate::report::wording::warnings as wording;
pub use crate::report::{ArrivalSoFar, Fired, Replay, Severity, Warning, Watch};

impl Warning {
    /// As findings are, for lists of what is known.
    fn finding(&self) -> Finding {
        let words = self.word.iter().chain(&self.words).map(|word| Word {
            word: word.clone(),
            ..Word::default()
        });
        Finding {
            words: words.collect(),
            subject: Subject {
                name: self.scope.name.clone(),
                slice: self.scope.values.clone(),
                ..Subject::default()
            },
            ..Finding::default()
        }
    }
}

impl Watch {
    /// Marks the warnings that something known silences.
    pub fn silence(&mut self, known: &[Known]) {
        for warning in &mut self.warnings {
            let finding = warning.finding();
            let entry = known.iter().find(|k| k.silences(&finding));
            warning.known = entry.map(|k| k.note.clone());
        }
        // without a limit it says why nothing was judged
        if self.limit.is_some() {
            self.sentence = wording::title(self, self.lang);
        }
    }

    /// Whether something that is not known is above its limit on the last day.
    #[must_use]
    pub fn has_warned(&self) -> bool {
        self.warnings
            .iter()
            .any(|w| w.is_above && w.known.is_none())
    }
}
