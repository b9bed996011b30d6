//! segment: given normalised text, gives words with their byte spans. Owns jieba, the user dictionary and the tokenizers of
//! other scripts. Never reads files, drops words or prints.
//!
//! Runs of Chinese characters are cut by jieba (with its hidden Markov model), each exactly as jieba cuts it alone; all else
//! by [`plain`](self): words of letters and digits whole, numbers with their points, masks whole, other signs one by one.

pub mod compare;
mod dictionary;
mod person;
mod plain;
mod stem;
pub mod suggest;
mod suggested_file;
mod token;

pub use dictionary::{BadLine, UserDictionary, UserWord};
pub use stem::stem;
pub use suggested_file::suggested_file;
pub use token::{Kind, Token};

use crate::types::is_han;
use dictionary::Loaded;
use jieba_rs::Jieba;
use std::sync::{Arc, OnceLock};
use token::{cut, cut_for_search, push};

/// Rises whenever any text may be cut differently than before; bundles and indexes carry it.
pub const VERSION: u32 = 1;

/// Cuts text into words. Cheap to make and to clone; the dictionary is loaded once a process, when first needed.
///
/// ```
/// use tousu::segment::{Segmenter, UserDictionary};
/// let dictionary = UserDictionary::parse("mine.txt", "拒开发票\n").unwrap();
/// let segmenter = Segmenter::default().with_dictionary(&dictionary);
/// let (text, mut tokens) = ("商家拒开发票", Vec::new());
/// segmenter.segment(text, &mut tokens);
/// let words: Vec<&str> = tokens.iter().map(|t| &text[t.span.range()]).collect();
/// assert_eq!(words, ["商家", "拒开发票"]);
/// ```
#[derive(Clone, Default)]
pub struct Segmenter {
    user: Option<Arc<Loaded>>,
}

/// Tags of function words begin with one of these.
const FUNCTION_TAGS: [char; 9] = ['c', 'd', 'e', 'h', 'k', 'p', 'r', 'u', 'y'];

/// jieba with its own dictionary, loaded when the first Chinese characters are cut.
fn base() -> &'static Jieba {
    static BASE: OnceLock<Jieba> = OnceLock::new();
    BASE.get_or_init(Jieba::new)
}

impl std::fmt::Debug for Segmenter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Segmenter")
            .field("dictionary", &self.dictionary_hash())
            .finish_non_exhaustive()
    }
}

impl Segmenter {
    /// This segmenter with the words of `dictionary` kept whole. Text without them is cut as before.
    ///
    /// The words must be normalised like the text; see [`UserDictionary::normalized`].
    #[must_use]
    pub fn with_dictionary(&self, dictionary: &UserDictionary) -> Self {
        Self {
            user: Some(Arc::new(Loaded::new(base(), dictionary))),
        }
    }

    /// Which user dictionary is loaded: 16 hexadecimal digits, empty without one.
    #[must_use]
    pub fn dictionary_hash(&self) -> &str {
        self.user.as_ref().map_or("", |u| u.hash())
    }

    /// True where the base dictionary contains `word`.
    #[must_use]
    pub fn knows(&self, word: &str) -> bool {
        base().has_word(word)
    }

    /// True for a Chinese word that the base dictionary knows as a pronoun, preposition, conjunction, adverb, particle or interjection: alone
    /// it names nothing.
    #[must_use]
    pub fn is_function_word(&self, word: &str) -> bool {
        let tags = base().tag(word, false);
        let [tag] = &tags[..] else { return false };
        tag.tag.starts_with(FUNCTION_TAGS)
    }

    /// True for a Chinese word that can be a part of a name: one that the base dictionary does not know, or knows neither as a function word
    /// nor as a verb or numeral.
    #[must_use]
    pub fn may_name(&self, word: &str) -> bool {
        let tags = base().tag(word, false);
        let is_verb = matches!(&tags[..], [tag] if tag.tag.starts_with('v') && tag.tag != "vn");
        self.means_something(word) && !is_verb
    }

    /// The same, verbs included.
    #[must_use]
    pub fn means_something(&self, word: &str) -> bool {
        let tags = base().tag(word, false);
        let [tag] = &tags[..] else { return true };
        !tag.tag.starts_with(FUNCTION_TAGS) && !tag.tag.starts_with('m')
    }

    /// Appends the words of `text` to `out`; their spans tile the text.
    pub fn segment(&self, text: &str, out: &mut Vec<Token>) {
        self.segment_by(text, out, |run, at, out| match &self.user {
            Some(user) => user.cut(base(), run, at, out),
            None => cut(base(), run, at, out),
        });
    }

    /// Appends the words of `text` and the dictionary words inside them to `out`: for ranking in the index only.
    /// Spans may overlap; a longer word follows its parts.
    pub fn segment_for_search(&self, text: &str, out: &mut Vec<Token>) {
        self.segment_by(text, out, |run, at, out| match &self.user {
            Some(user) => user.cut_for_search(base(), run, at, out),
            None => cut_for_search(base(), run, at, out),
        });
    }

    /// As [`Segmenter::segment`], but `han` cuts the runs of Chinese characters (given the run and its first byte):
    /// no dictionary is loaded.
    pub fn segment_by(
        &self,
        text: &str,
        out: &mut Vec<Token>,
        han: impl Fn(&str, usize, &mut Vec<Token>),
    ) {
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            let rest = &text[at..];
            if let Some(len) = self.user.as_ref().and_then(|u| u.mixed_len(text, at)) {
                push(out, at..at + len, Kind::Han);
                at += len;
            } else if is_han(c) {
                let len = self.han_len(text, at);
                han(&rest[..len], at, out);
                at += len;
            } else {
                at += plain::token(rest, at, out);
            }
        }
    }

    /// The length of the run of Chinese characters at `at`, up to a word of the user dictionary with other characters.
    fn han_len(&self, text: &str, at: usize) -> usize {
        let rest = &text[at..];
        let end = rest
            .char_indices()
            .find(|&(_, c)| !is_han(c))
            .map_or(rest.len(), |(i, _)| i);
        match self.user.as_ref() {
            Some(user) => user.next_mixed(text, at, at + end) - at,
            None => end,
        }
    }
}

#[cfg(test)]
mod tests;
