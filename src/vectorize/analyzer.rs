//! Text → normalised text and its words, the same in training and in scoring.

use crate::normalize::{Depth, MaskParams, NormalizeParams, Normalizer};
use crate::segment::{Kind, Segmenter, Token, UserDictionary};
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// Makes texts ready for terms. Cheap to clone; safe to share between threads.
#[derive(Clone, Debug)]
pub struct Analyzer {
    normalizer: Normalizer,
    segmenter: Segmenter,
    stop_words: Arc<FxHashSet<String>>,
}

impl Analyzer {
    /// With a user dictionary, stop words (one a line) and masks. Loads the base dictionary.
    #[must_use]
    pub fn new(dictionary: &UserDictionary, stop_words: &str, mask: MaskParams) -> Self {
        let normalizer = Normalizer::new(NormalizeParams { mask });
        let mut segmenter = Segmenter::default();
        if !dictionary.words().is_empty() {
            let words = dictionary.normalized(|w| normalizer.text(w, Depth::Words));
            segmenter = segmenter.with_dictionary(&words);
        }
        let lines = stop_words.lines().map(str::trim);
        Self {
            normalizer,
            segmenter,
            stop_words: Arc::new(lines.filter(|l| !l.is_empty()).map(str::to_owned).collect()),
        }
    }

    /// The normaliser whose texts have words.
    #[must_use]
    pub fn normalizer(&self) -> &Normalizer {
        &self.normalizer
    }

    /// Hash of the user dictionary; empty without one.
    #[must_use]
    pub fn dictionary_hash(&self) -> &str {
        self.segmenter.dictionary_hash()
    }

    /// A text normalised to make words of.
    #[must_use]
    pub fn normalize(&self, text: &str) -> String {
        self.normalizer.text(text, Depth::Words)
    }

    /// Words of a normalised text; stop words become spaces, which make no terms.
    pub fn words(&self, text: &str, out: &mut Vec<Token>) {
        out.clear();
        self.segmenter.segment(text, out);
        if self.stop_words.is_empty() {
            return;
        }
        for token in out.iter_mut() {
            let word = text.get(token.span.range());
            if word.is_some_and(|w| self.stop_words.contains(w)) {
                token.kind = Kind::Space;
            }
        }
    }
}
