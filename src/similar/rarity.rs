//! An order of all grams, the same for all texts, in which those that few texts hold come first.

use super::grams::each_gram;
use rayon::prelude::*;
use std::sync::atomic::{AtomicU16, Ordering};

/// Texts that are counted: every second, third, … of a larger collection. Any order does; a good one makes short lists.
const COUNTED: usize = 262_144;
/// Bits of a key that tell grams apart; those above say how often a gram occurs.
const GRAM_BITS: u32 = 52;
/// Counting ends here: such a gram is common enough.
const OFTEN: u16 = (1 << (64 - GRAM_BITS)) - 1;

/// How often grams occur; some grams share a counter.
pub(super) struct Rarity {
    counts: Vec<AtomicU16>,
    shift: u32,
}

impl Rarity {
    pub(super) fn count(texts: &[&str]) -> Self {
        let step = texts.len().div_ceil(COUNTED).max(1);
        let bytes: usize = texts.iter().step_by(step).map(|t| t.len()).sum();
        let bits = (bytes / 2).max(2).ilog2().clamp(12, 22);
        let counts: Vec<AtomicU16> = (0..1_usize << bits).map(|_| AtomicU16::new(0)).collect();
        let shift = 64 - bits;
        texts.par_iter().step_by(step).for_each(|text| {
            each_gram(text, |gram| {
                let count = &counts[slot(gram, shift)];
                if count.load(Ordering::Relaxed) < OFTEN {
                    count.fetch_add(1, Ordering::Relaxed);
                }
                true
            });
        });
        Self { counts, shift }
    }

    /// The distinct grams of `text` in order of rarity, as keys.
    pub(super) fn keys(&self, text: &str, keys: &mut Vec<u64>) {
        keys.clear();
        each_gram(text, |gram| {
            let count = self.counts[slot(gram, self.shift)].load(Ordering::Relaxed);
            let often = u64::from(count.min(OFTEN));
            keys.push((often << GRAM_BITS) | (gram >> (64 - GRAM_BITS)));
            true
        });
        keys.sort_unstable();
        keys.dedup();
    }
}

/// 32 bits that tell the gram of a key from nearly all others.
#[expect(clippy::cast_possible_truncation, reason = "32 bits are wanted")]
pub(super) fn short(key: u64) -> u32 {
    (key >> (GRAM_BITS - 32)) as u32
}

#[expect(clippy::cast_possible_truncation, reason = "at most 21 bits are left")]
fn slot(gram: u64, shift: u32) -> usize {
    (gram >> shift) as usize
}
