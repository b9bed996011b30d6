//! Terms ↔ their numbers, in the order in which they came.

use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::xxh3_64;

/// The terms of one field. Frequent ones come early, so that what is kept by number lies together for them.
#[derive(Default)]
pub(super) struct TermNumbers {
    numbers: FxHashMap<u64, u32>,
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

/// Bytes of memory that an entry of the map takes at most, filled or free.
const ENTRY: usize = 40;

impl TermNumbers {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Bytes of memory.
    pub(super) fn memory(&self) -> usize {
        self.bytes.len() + self.ends.len() * (size_of::<u32>() + ENTRY)
    }

    /// The bytes of a term.
    pub(super) fn term(&self, number: u32) -> &[u8] {
        let number = number as usize;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.bytes[start as usize..self.ends[number] as usize]
    }

    /// The number of two characters.
    pub(super) fn of_pair(&mut self, first: char, second: char) -> u32 {
        let key = u64::from(u32::from(first)) << 32 | u64::from(u32::from(second));
        match self.numbers.get(&key) {
            Some(number) => *number,
            None => {
                for c in [first, second] {
                    let mut utf8 = [0; 4];
                    self.bytes
                        .extend_from_slice(c.encode_utf8(&mut utf8).as_bytes());
                }
                self.number(key)
            }
        }
    }

    /// The number of a word. A short one is its own key; others are hashed, and compared.
    pub(super) fn of_word(&mut self, word: &[u8]) -> u32 {
        let is_short = word.len() < 8;
        let mut key = match is_short {
            true => beginning(word) | word.len() as u64,
            false => xxh3_64(word) | 8,
        };
        while let Some(number) = self.numbers.get(&key) {
            if is_short || self.term(*number) == word {
                return *number;
            }
            key = key.wrapping_add(16);
        }
        self.bytes.extend_from_slice(word);
        self.number(key)
    }

    /// Numbers the term whose bytes were just added.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a segment is written long before its terms have 2^32 bytes"
    )]
    fn number(&mut self, key: u64) -> u32 {
        let number = self.ends.len() as u32;
        self.numbers.insert(key, number);
        self.ends.push(self.bytes.len() as u32);
        number
    }

    /// The numbers in the order of their terms' bytes.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "numbers of terms are 32 bits long"
    )]
    pub(super) fn in_order(&self) -> Vec<u32> {
        let numbers = 0..self.ends.len() as u32;
        let mut order: Vec<(u64, u32)> = numbers.map(|n| (beginning(self.term(n)), n)).collect();
        order.sort_unstable_by(|a, b| {
            let by_rest = || self.term(a.1).cmp(self.term(b.1));
            a.0.cmp(&b.0).then_with(by_rest)
        });
        order.into_iter().map(|(_, number)| number).collect()
    }
}

/// The first eight bytes, as a number that orders as they do.
fn beginning(term: &[u8]) -> u64 {
    let mut first = [0; 8];
    let n = term.len().min(8);
    first[..n].copy_from_slice(&term[..n]);
    u64::from_be_bytes(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn terms_are_numbered_as_they_come_and_ordered_by_their_bytes(
            words in prop::collection::vec("[a-c退款\u{0}😀]{1,12}", 0..40),
        ) {
            let mut terms = TermNumbers::default();
            let mut seen: Vec<&str> = Vec::new();
            for word in &words {
                let number = terms.of_word(word.as_bytes()) as usize;
                if number == seen.len() {
                    seen.push(word);
                }
                prop_assert_eq!(seen[number], word);
            }
            let order = terms.in_order();
            let ordered: Vec<&[u8]> = order.iter().map(|n| terms.term(*n)).collect();
            seen.sort_unstable();
            prop_assert_eq!(ordered, seen.iter().map(|s| s.as_bytes()).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_pair_is_its_two_characters() {
        let mut terms = TermNumbers::default();
        let pairs = [('退', '款'), ('a', '款'), ('退', '款'), ('款', '退')];
        assert_eq!(pairs.map(|(a, b)| terms.of_pair(a, b)), [0, 1, 0, 2]);
        assert_eq!(terms.term(1), "a款".as_bytes());
        assert_eq!(terms.in_order(), [1, 2, 0]);
    }
}
