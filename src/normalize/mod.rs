//! normalize: given raw text, gives comparable text and a map back to the source bytes.
//!
//! Two depths. *Character-local* ([`Depth::Exact`]): `normalize(substring)` always lies inside
//! `normalize(text)`; the index finds exact strings in it. *Contextual* ([`Depth::Words`]): further
//! steps that look around them, for words and models.

use std::ops::Range;
use unicode_normalization::UnicodeNormalization;

/// Rises whenever any text may normalise differently than before; bundles and indexes carry it.
pub const VERSION: u32 = 1;

/// How far to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Character-local steps only.
    Exact,
    /// Character-local and contextual steps.
    Words,
}

/// Normalised text and where each of its bytes came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Normalized {
    /// The comparable text.
    pub text: String,
    /// For every byte of `text`, and one past the end: the source byte it starts at.
    starts: Vec<u32>,
    /// For every byte of `text`: the source byte after the piece it came from.
    ends: Vec<u32>,
}

impl Normalized {
    /// The smallest source range that produced `range` of the normalised text.
    #[must_use]
    pub fn source(&self, range: Range<usize>) -> Range<usize> {
        if range.is_empty() {
            let at = self.starts.get(range.start).copied().unwrap_or(0) as usize;
            return at..at;
        }
        self.starts[range.start] as usize..self.ends[range.end - 1] as usize
    }
}

/// The steps, with their settings.
#[derive(Clone, Debug, Default)]
pub struct Normalizer {}

impl Normalizer {
    /// Normalised text alone; cheaper than [`Normalizer::map`].
    #[must_use]
    pub fn text(&self, source: &str, depth: Depth) -> String {
        self.map(source, depth).text
    }

    /// Normalised text with its map back to `source`.
    #[must_use]
    pub fn map(&self, source: &str, _depth: Depth) -> Normalized {
        let mut out = Normalized::default();
        for (at, c) in source.char_indices() {
            let end = at + c.len_utf8();
            for n in std::iter::once(c).nfkc().flat_map(char::to_lowercase) {
                out.text.push(n);
                let bytes = n.len_utf8();
                out.starts.extend(std::iter::repeat_n(at as u32, bytes));
                out.ends.extend(std::iter::repeat_n(end as u32, bytes));
            }
        }
        out.starts.push(source.len() as u32);
        out
    }
}
