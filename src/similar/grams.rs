//! Character 5-grams of a text as 64-bit hashes.

use xxhash_rust::xxh3::xxh3_128;

/// The place of a text among all.
#[expect(
    clippy::cast_possible_truncation,
    reason = "fewer than 4 billion texts: rows are numbered in u32 everywhere"
)]
pub(super) fn ordinal(i: usize) -> u32 {
    i as u32
}

/// Numbers of items → where those of each start, which becomes where they end as they come in one by one. Gives the number of all.
pub(super) fn starts(numbers: &mut [u32]) -> u32 {
    let mut sum = 0;
    for number in numbers {
        sum += std::mem::replace(number, sum);
    }
    sum
}

/// Characters in a gram.
const LENGTH: usize = 5;
/// Bits of one character in the window.
const CHAR_BITS: u32 = 21;

/// Hash of the whole text, digits folded; equal texts have equal sets.
pub(super) fn text_hash(text: &str) -> u128 {
    if !text.bytes().any(|b| b.is_ascii_digit()) {
        return xxh3_128(text.as_bytes());
    }
    let folded: Vec<u8> = text
        .bytes()
        .map(|b| if b.is_ascii_digit() { b'0' } else { b })
        .collect();
    xxh3_128(&folded)
}

/// The lower half.
#[expect(clippy::cast_possible_truncation, reason = "the lower half is meant")]
pub(super) fn low(hash: u128) -> u64 {
    hash as u64
}

/// A character as texts are compared: all digits are one.
pub(super) fn folded(c: char) -> char {
    if c.is_ascii_digit() { '0' } else { c }
}

/// Hands the hash of every 5-gram to `each` in order, repeats included, until it says false; a shorter text is one gram.
pub(super) fn each_gram(text: &str, mut each: impl FnMut(u64) -> bool) {
    let mask = (1_u128 << (CHAR_BITS * 5)) - 1;
    let (mut window, mut seen) = (0_u128, 0_usize);
    for c in text.chars().map(folded) {
        // +1 keeps a shorter text apart from one that begins with U+0000
        window = ((window << CHAR_BITS) | (u128::from(u32::from(c)) + 1)) & mask;
        seen += 1;
        if seen >= LENGTH && !each(mix(window)) {
            return;
        }
    }
    if seen < LENGTH {
        each(mix(window));
    }
}

/// Grams of a text, repeats included.
pub(super) fn count(text: &str) -> usize {
    (text.chars().count() + 1).saturating_sub(LENGTH).max(1)
}

/// Two rounds of folded multiplication.
fn mix(window: u128) -> u64 {
    #[expect(clippy::cast_possible_truncation, reason = "both halves are wanted")]
    let (low, high) = (window as u64, (window >> 64) as u64);
    let first = fold(low ^ 0x9e37_79b9_7f4a_7c15, high ^ 0xd1b5_4a32_d192_ed03);
    fold(first ^ 0xe703_7ed1_a0b4_28db, 0x8ebc_6af0_9c88_c6e3)
}

fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    #[expect(clippy::cast_possible_truncation, reason = "both halves are wanted")]
    let (low, high) = (product as u64, (product >> 64) as u64);
    low ^ high
}

/// The set of one text's grams, which others are compared with: an open-addressing table whose memory is used again.
#[derive(Debug, Default)]
pub(super) struct GramSet {
    /// A gram (0 is none), and the round in which it was last found.
    slots: Vec<(u64, u32)>,
    size: usize,
    round: u32,
}

impl GramSet {
    /// Replaces the set by the grams of `text`.
    pub(super) fn load(&mut self, text: &str) {
        self.slots.clear();
        let room = (2 * count(text)).next_power_of_two();
        self.slots.resize(room, (0, 0));
        self.size = 0;
        self.round = 0;
        each_gram(text, |gram| {
            let at = self.slot(gram);
            if self.slots[at].0 == 0 {
                self.slots[at].0 = gram.max(1);
                self.size += 1;
            }
            true
        });
    }

    /// True where the set and the `size` distinct grams of `text` have a Jaccard index of at least 0.8.
    pub(super) fn alike(&mut self, text: &str, size: u32) -> bool {
        let need = (4 * (self.size + size as usize)).div_ceil(9);
        let (mut left, mut both) = (count(text), 0);
        self.round += 1;
        each_gram(text, |gram| {
            let at = self.slot(gram);
            let slot = &mut self.slots[at];
            if slot.0 != 0 && slot.1 != self.round {
                slot.1 = self.round;
                both += 1;
            }
            left -= 1;
            both < need && both + left >= need
        });
        both >= need
    }

    /// Where `gram` is, or where it would go.
    fn slot(&self, gram: u64) -> usize {
        let mask = self.slots.len() - 1;
        let gram = gram.max(1);
        #[expect(clippy::cast_possible_truncation, reason = "masked")]
        let mut at = gram as usize & mask;
        while self.slots[at].0 != gram && self.slots[at].0 != 0 {
            at = (at + 1) & mask;
        }
        at
    }
}
