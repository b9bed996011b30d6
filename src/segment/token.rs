//! A word of a text, and jieba's words of a run of Chinese characters.

use crate::types::Span;
use jieba_rs::Jieba;
use std::ops::Range;

/// What a word is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Chinese characters, possibly with letters (T恤).
    Han,
    /// Letters of another script (Latin, Cyrillic, …), possibly with digits.
    Letters,
    /// Digits, with their points.
    Number,
    /// White space.
    Space,
    /// A mask of personal data; see `normalize::mask`.
    Mask,
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

pub(super) fn push(out: &mut Vec<Token>, range: Range<usize>, kind: Kind) {
    out.push(Token {
        span: Span::new(range),
        kind,
    });
}

/// jieba's words of a run of Chinese characters at byte `at`.
pub(super) fn cut(jieba: &Jieba, run: &str, at: usize, out: &mut Vec<Token>) {
    for word in jieba.cut(run, true) {
        push(out, at + word.byte_start..at + word.byte_end, Kind::Han);
    }
}

pub(super) fn cut_for_search(jieba: &Jieba, run: &str, at: usize, out: &mut Vec<Token>) {
    for word in jieba.cut_for_search(run, true) {
        push(out, at + word.byte_start..at + word.byte_end, Kind::Han);
    }
}
