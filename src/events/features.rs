//! A text → what it is compared by: its words, and pieces of the names in it.

use super::names::{Names, capitalised};
use crate::normalize::Normalizer;
use crate::segment::{Kind, Segmenter, Token, stem};
use crate::types::is_han;
use rustc_hash::FxHashSet;
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// Characters of a piece of a name: two writings of one name share some, two names hardly ever do.
const PIECE: usize = 4;

/// What a text is compared by; each list is ascending and without repeats.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Features {
    pub(super) words: Vec<u64>,
    pub(super) names: Vec<u64>,
}

/// Reads texts. One for each thread.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    segmenter: &'a Segmenter,
    normalizer: &'a Normalizer,
    names: Names<'a>,
    tokens: Vec<Token>,
}

/// Seeds that keep words, names and places apart.
const NAME: u64 = 1;
const PLACE: u64 = 2;

/// The number of a word.
pub(super) fn word_hash(word: &str) -> u64 {
    xxh3_64_with_seed(word.as_bytes(), 0)
}

/// The number of a place that a column names.
pub(super) fn place(value: &str) -> u64 {
    xxh3_64_with_seed(value.as_bytes(), PLACE)
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        segmenter: &'a Segmenter,
        normalizer: &'a Normalizer,
        listed: &'a FxHashSet<String>,
    ) -> Self {
        Self {
            segmenter,
            normalizer,
            names: Names::new(segmenter, listed),
            tokens: Vec::new(),
        }
    }

    /// The features of a text, normalised and as it came.
    pub(super) fn features(&mut self, text: &str, raw: &str) -> Features {
        let (mut words, mut names) = (Vec::new(), Vec::new());
        self.each(
            (text, raw),
            &mut |_, word| words.push(word_hash(word)),
            &mut |_, name| pieces(name, &mut names),
        );
        for list in [&mut words, &mut names] {
            list.sort_unstable();
            list.dedup();
        }
        Features { words, names }
    }

    /// Hands every word and every name of a text, normalised and as it came, to `word` and `name`: as it is written, and as it is compared.
    pub(super) fn each(
        &mut self,
        (text, raw): (&str, &str),
        word: &mut dyn FnMut(&str, &str),
        name: &mut dyn FnMut(&str, &str),
    ) {
        self.tokens.clear();
        self.segmenter.segment(text, &mut self.tokens);
        for token in &self.tokens {
            let found = &text[token.span.range()];
            let long = found.chars().nth(1).is_some();
            match token.kind {
                Kind::Han | Kind::Number if long => word(found, found),
                Kind::Letters if long => word(found, &stem(found)),
                _ => {}
            }
        }
        self.names
            .each(text, &self.tokens, &mut |found| name(found, found));
        if raw.chars().any(char::is_uppercase) {
            capitalised(&self.normalizer.mask_source(raw), &mut |found| {
                name(found, &stem(&found.to_lowercase()));
            });
        }
    }
}

/// The pieces of a name; a short one is a piece.
fn pieces(name: &str, out: &mut Vec<u64>) {
    let starts: Vec<usize> = name.char_indices().map(|(at, _)| at).collect();
    let is_whole = starts.len() <= PIECE || !name.chars().any(is_han);
    if is_whole {
        out.push(xxh3_64_with_seed(name.as_bytes(), NAME));
        return;
    }
    for (n, &from) in starts.iter().enumerate().take(starts.len() - PIECE + 1) {
        let to = starts.get(n + PIECE).copied().unwrap_or(name.len());
        out.push(xxh3_64_with_seed(name[from..to].as_bytes(), NAME));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writings_of_one_name_share_pieces() {
        let shares = |a: &str, b: &str| {
            let (mut left, mut right) = (Vec::new(), Vec::new());
            pieces(a, &mut left);
            pieces(b, &mut right);
            left.iter().any(|p| right.contains(p))
        };
        assert!(shares("丽水新城小区", "望月街道丽水新城"));
        assert!(shares("梅溪湖", "梅溪湖"));
        assert!(!shares("丽水新城小区", "翠堤湾小区"));
        assert!(!shares("wells", "wellness"));
    }
}
