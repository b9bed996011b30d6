//! Words → numbers. Most words are short, and such a word is its own key: a look-up then reads no string.

use rustc_hash::FxHashMap;

/// Bytes of a short word.
const SHORT: usize = 15;

/// A number for every word.
#[derive(Debug, Default)]
pub(super) struct WordMap {
    short: FxHashMap<(u64, u64), u32>,
    long: FxHashMap<Box<str>, u32>,
}

impl WordMap {
    pub(super) fn get(&self, word: &str) -> Option<u32> {
        match packed(word) {
            Some(key) => self.short.get(&key).copied(),
            None => self.long.get(word).copied(),
        }
    }

    pub(super) fn insert(&mut self, word: &str, number: u32) {
        match packed(word) {
            Some(key) => self.short.insert(key, number),
            None => self.long.insert(word.into(), number),
        };
    }
}

/// The bytes of a short word and its length, which no two words share.
fn packed(word: &str) -> Option<(u64, u64)> {
    let (mut first, mut second) = ([0; 8], [0; 8]);
    let (head, tail) = word.as_bytes().split_at(word.len().min(8));
    if word.len() > SHORT {
        return None;
    }
    first[..head.len()].copy_from_slice(head);
    second[..tail.len()].copy_from_slice(tail);
    second[7] = u8::try_from(word.len()).ok()?;
    Some((u64::from_le_bytes(first), u64::from_le_bytes(second)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_any_length_keep_their_numbers() {
        let long = "客".repeat(6);
        let words = [
            "",
            "\0",
            "退",
            "退款",
            "退款没到账",
            "12345678",
            "123456781234567",
            &long,
        ];
        let mut map = WordMap::default();
        for (number, word) in (0..).zip(words) {
            assert_eq!(map.get(word), None, "{word}");
            map.insert(word, number);
        }
        for (number, word) in (0..).zip(words) {
            assert_eq!(map.get(word), Some(number), "{word}");
        }
        assert_eq!(map.long.len(), 1);
    }
}
