//! What two texts are first compared by, without reading them again.

use super::grams::ordinal;
use std::hint::black_box;

/// Sketches have as many words as the bits of one for so many grams of an ordinary text; they are powers of two up to the most.
const GRAMS_A_WORD: usize = 32;
const MOST_WORDS: usize = 16;
/// A word of the fewest.
const FEWEST_WORDS: usize = 2;

/// How many grams the texts have, and a few bits of each: every gram turns one bit round, so that a bit that differs is a gram that differs.
#[derive(Debug, Default)]
pub(super) struct Sketches {
    sizes: Vec<u32>,
    bits: Vec<u64>,
    words: usize,
}

impl Sketches {
    /// None yet, of texts that have so many grams on average.
    pub(super) fn new(grams: usize) -> Self {
        let words = grams.div_ceil(GRAMS_A_WORD).next_power_of_two();
        Self {
            words: words.clamp(FEWEST_WORDS, MOST_WORDS),
            ..Self::default()
        }
    }

    /// Adds a text by its keys, which are all different.
    pub(super) fn push(&mut self, keys: &[u64]) {
        let start = self.bits.len();
        self.bits.resize(start + self.words, 0);
        let bits = &mut self.bits[start..];
        for key in keys {
            let word = (key >> 6) as usize & (bits.len() - 1);
            bits[word] ^= 1 << (key & 63);
        }
        self.sizes.push(ordinal(keys.len()));
    }

    /// Adds the texts of others, which have as many words.
    pub(super) fn append(&mut self, others: &Self) {
        self.sizes.extend(&others.sizes);
        self.bits.extend(&others.bits);
    }

    /// Distinct grams of a text.
    pub(super) fn size(&self, text: usize) -> u32 {
        self.sizes[text]
    }

    /// Brings the sketches of some texts near, so that the processor waits for all of them at once.
    pub(super) fn touch(&self, texts: impl Iterator<Item = u32>) {
        black_box(texts.fold(0, |sum, text| sum ^ self.bits[text as usize * self.words]));
    }

    /// At least so many grams are in one of two texts only.
    pub(super) fn difference(&self, a: usize, b: usize) -> u32 {
        let of = |text: usize| &self.bits[text * self.words..(text + 1) * self.words];
        let bits = of(a).iter().zip(of(b)).map(|(x, y)| (x ^ y).count_ones());
        bits.sum()
    }
}

/// So many of its rarest grams that a set alike to it must share one of them.
pub(super) fn prefix(size: usize) -> usize {
    size - (4 * size).div_ceil(5) + 1
}
