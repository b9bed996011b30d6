//! A text → what it is compared by: its words, and pieces of the names in it.

use super::Complaints;
use super::names::{Names, capitalised, is_address};
use crate::causes::StopWords;
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
    /// The words that are part of no name in it.
    pub(super) matter: Vec<u64>,
    pub(super) names: Vec<u64>,
    pub(super) naming: Exactness,
}

/// How exactly a text says where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Exactness {
    /// It names nothing.
    #[default]
    Nothing,
    /// A number, or a name in letters.
    Something,
    /// A place, company or product by a Chinese name.
    Place,
    /// A house with its number.
    House,
}

/// What texts are read with.
#[derive(Debug)]
pub(super) struct Tools<'a> {
    segmenter: Segmenter,
    stop_words: StopWords,
    normalizer: &'a Normalizer,
    listed: &'a FxHashSet<String>,
}

impl<'a> Tools<'a> {
    pub(super) fn of(complaints: &Complaints<'a>) -> Self {
        Self {
            segmenter: Segmenter::default(),
            stop_words: StopWords::default(),
            normalizer: complaints.normalizer,
            listed: complaints.names,
        }
    }
}

/// Reads texts. One for each thread.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    tools: &'a Tools<'a>,
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
    pub(super) fn new(tools: &'a Tools<'a>) -> Self {
        Self {
            tools,
            names: Names::new(&tools.segmenter, tools.listed),
            tokens: Vec::new(),
        }
    }

    /// The features of a text, normalised and as it came.
    pub(super) fn features(&mut self, text: &str, raw: &str) -> Features {
        let (mut whole, mut found) = (Vec::new(), Features::default());
        self.each_name(text, raw, &mut |_, name| {
            pieces(name, &mut found.names);
            found.naming = found.naming.max(exactness(name));
            whole.push(name.to_owned());
        });
        self.each_word(text, &mut |_, word| {
            let hash = word_hash(word);
            found.words.push(hash);
            if !whole.iter().any(|name| name.contains(word)) {
                found.matter.push(hash);
            }
        });
        for list in [&mut found.words, &mut found.matter, &mut found.names] {
            list.sort_unstable();
            list.dedup();
        }
        found
    }

    /// Hands every name in a text, normalised and as it came, to `found`: as it is written, and as it is compared. Words are those of this
    /// text from then on.
    pub(super) fn each_name(&mut self, text: &str, raw: &str, found: &mut dyn FnMut(&str, &str)) {
        self.tokens.clear();
        self.tools.segmenter.segment(text, &mut self.tokens);
        self.names
            .each(text, &self.tokens, &mut |name| found(name, name));
        if raw.chars().any(char::is_uppercase) {
            capitalised(&self.tools.normalizer.mask_source(raw), &mut |name| {
                found(name, &stem(&name.to_lowercase()));
            });
        }
    }

    /// Hands every word of the text whose names were read last to `found`, as [`Reader::each_name`] does; words that name no cause are left
    /// out.
    pub(super) fn each_word(&self, text: &str, found: &mut dyn FnMut(&str, &str)) {
        for token in &self.tokens {
            let word = &text[token.span.range()];
            let is_short = word.chars().nth(1).is_none();
            if is_short || self.tools.stop_words.holds(word) {
                continue;
            }
            match token.kind {
                Kind::Han | Kind::Number => found(word, word),
                Kind::Letters => found(word, &stem(word)),
                _ => {}
            }
        }
    }
}

fn exactness(name: &str) -> Exactness {
    match name.chars().any(is_han) {
        _ if is_address(name) => Exactness::House,
        true => Exactness::Place,
        false => Exactness::Something,
    }
}

/// The pieces of a name; a short one is a piece, and an address is one: houses of one number are in many streets.
fn pieces(name: &str, out: &mut Vec<u64>) {
    let starts: Vec<usize> = name.char_indices().map(|(at, _)| at).collect();
    let is_whole = starts.len() <= PIECE || !name.chars().any(is_han) || is_address(name);
    if is_whole {
        out.push(xxh3_64_with_seed(name.as_bytes(), NAME));
        return;
    }
    for (n, &from) in starts.iter().enumerate().take(starts.len() - PIECE + 1) {
        let to = starts.get(n + PIECE).copied().unwrap_or(name.len());
        out.push(xxh3_64_with_seed(&name.as_bytes()[from..to], NAME));
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
        assert!(!shares("幸福路26号", "团结路26号"));
        assert!(!shares("wells", "wellness"));
    }
}
