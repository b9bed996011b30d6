//! Character 5-grams of a text as a sorted set of 64-bit hashes.

use xxhash_rust::xxh3::xxh3_128;

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

/// Calls `each` with the hash of every 5-gram in order, repeats included; a shorter text is one gram.
pub(super) fn each_gram(text: &str, mut each: impl FnMut(u64)) {
    let mask = (1_u128 << (CHAR_BITS * 5)) - 1;
    let (mut window, mut seen) = (0_u128, 0_usize);
    for c in text.chars() {
        let c = if c.is_ascii_digit() { '0' } else { c };
        // +1 keeps a shorter text apart from one that begins with U+0000
        window = ((window << CHAR_BITS) | (u128::from(u32::from(c)) + 1)) & mask;
        seen += 1;
        if seen >= LENGTH {
            each(mix(window));
        }
    }
    if seen < LENGTH {
        each(mix(window));
    }
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

/// A reused buffer: the sorted set of one text's grams, and room for another's.
#[derive(Debug, Default)]
pub(super) struct Grams {
    /// Set of the text looked up.
    pub(super) own: Vec<u64>,
    /// Set of the candidate compared with it.
    other: Vec<u64>,
}

impl Grams {
    /// Fills `own` with the grams of `text`.
    pub(super) fn read(&mut self, text: &str) {
        fill(&mut self.own, text);
    }

    /// True where `own` and the grams of `text` have a Jaccard index of at least 0.8.
    pub(super) fn alike(&mut self, text: &str) -> bool {
        fill(&mut self.other, text);
        let need = (4 * (self.own.len() + self.other.len())).div_ceil(9);
        overlap(&self.own, &self.other) >= need
    }
}

fn fill(set: &mut Vec<u64>, text: &str) {
    set.clear();
    each_gram(text, |gram| set.push(gram));
    set.sort_unstable();
    set.dedup();
}

fn overlap(a: &[u64], b: &[u64]) -> usize {
    let (mut i, mut j, mut both) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        both += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    both
}
