//! segment: given normalised text, gives words with their byte spans. Owns jieba, the user dictionary and the tokenizers of
//! other scripts. Never reads files, drops words or prints.

use crate::types::Span;
use jieba_rs::Jieba;
use std::sync::{Arc, OnceLock};

/// What a word is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Chinese characters.
    Han,
    /// Letters of another script (Latin, Cyrillic, …), possibly with digits.
    Letters,
    /// Digits, with their points.
    Number,
    /// White space.
    Space,
    /// Everything else.
    Symbol,
}

/// One word: where it stands and what it is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Bytes of the segmented text.
    pub span: Span,
    /// What it is made of.
    pub kind: Kind,
}

/// Cuts text into words. Cheap to clone; shares one loaded dictionary.
#[derive(Clone)]
pub struct Segmenter {
    jieba: Arc<Jieba>,
}

impl std::fmt::Debug for Segmenter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Segmenter").finish_non_exhaustive()
    }
}

impl Default for Segmenter {
    fn default() -> Self {
        static BASE: OnceLock<Arc<Jieba>> = OnceLock::new();
        Self {
            jieba: BASE.get_or_init(|| Arc::new(Jieba::new())).clone(),
        }
    }
}

impl Segmenter {
    /// Appends the words of `text` to `out`; their spans tile the text.
    pub fn segment(&self, text: &str, out: &mut Vec<Token>) {
        let mut at = 0;
        for word in self.jieba.cut(text, true) {
            let end = at + word.word.len();
            out.push(Token {
                span: Span::new(at..end),
                kind: kind(word.word),
            });
            at = end;
        }
    }

    /// Appends the words of `text` and the dictionary words inside them to `out`: for ranking in the index only.
    /// Spans may overlap; a longer word follows its parts.
    pub fn segment_for_search(&self, text: &str, out: &mut Vec<Token>) {
        for word in self.jieba.cut_for_search(text, true) {
            out.push(Token {
                span: Span::new(word.byte_start..word.byte_end),
                kind: kind(word.word),
            });
        }
    }
}

fn kind(word: &str) -> Kind {
    match word.chars().next() {
        Some(c) if c.is_whitespace() => Kind::Space,
        Some(c) if c.is_numeric() => Kind::Number,
        Some('\u{3400}'..='\u{9fff}') => Kind::Han,
        Some(c) if c.is_alphabetic() => Kind::Letters,
        _ => Kind::Symbol,
    }
}
