//! Words that name no cause, and words that turn the next one round.

use rustc_hash::FxHashSet;

/// Function words and the courtesies of complaints.
const STOP: &str = include_str!("stop_words.txt");

/// Words that turn round the one after them.
const NEGATE: &str = include_str!("negations.txt");

/// The two lists.
#[derive(Clone, Debug)]
pub struct StopWords {
    stop: FxHashSet<String>,
    negate: FxHashSet<String>,
}

impl Default for StopWords {
    /// The built-in lists, Chinese and English.
    fn default() -> Self {
        let set = |list: &str| list.split_whitespace().map(str::to_owned).collect();
        Self {
            stop: set(STOP),
            negate: set(NEGATE),
        }
    }
}

impl StopWords {
    /// Adds words to leave out; a negation stays a negation.
    pub fn extend(&mut self, words: impl IntoIterator<Item = String>) {
        self.stop.extend(words);
    }

    /// Whether `word` names no cause.
    #[must_use]
    pub fn holds(&self, word: &str) -> bool {
        self.stop.contains(word)
    }

    /// Whether `word` turns the next one round.
    #[must_use]
    pub fn negates(&self, word: &str) -> bool {
        self.negate.contains(word)
    }
}
