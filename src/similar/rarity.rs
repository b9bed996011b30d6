//! An order of all grams, the same for all texts, in which those that few texts hold come first.

use super::grams::{self, each_gram};
use rayon::prelude::*;
use std::sync::atomic::{AtomicU16, Ordering};

/// Texts that are counted: every second, third, … of a larger collection. Any order does; a good one makes short lists.
const COUNTED: usize = 131_072;
/// At most so many bits number the counters: their levels are looked up for every gram, and half a megabyte stays in the processor's cache.
const MOST_BITS: u32 = 19;
/// Bits of a key that tell grams apart; those above say how often a gram occurs.
const GRAM_BITS: u32 = 56;
/// Counting ends here, well before a counter is full: several threads may pass it at once.
const OFTEN: u16 = 60_000;

/// How often grams occur; some grams share a counter.
pub(super) struct Rarity {
    levels: Vec<u8>,
    shift: u32,
    /// Of an ordinary text.
    grams: usize,
}

impl Rarity {
    pub(super) fn count(texts: &[&str]) -> Self {
        let step = texts.len().div_ceil(COUNTED).max(1);
        let counted = texts.par_iter().step_by(step);
        let (bytes, grams) = counted
            .map(|t| (t.len(), grams::count(t)))
            .reduce(|| (0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
        let bits = (bytes / 2).max(2).ilog2().clamp(12, MOST_BITS);
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
        let levels = counts.into_iter().map(|c| level(c.into_inner()));
        Self {
            levels: levels.collect(),
            shift,
            grams: grams / texts.len().div_ceil(step).max(1),
        }
    }

    /// How many grams an ordinary text has.
    pub(super) fn grams_a_text(&self) -> usize {
        self.grams
    }

    /// Fills in the distinct grams of `text`, as keys.
    pub(super) fn keys(&self, text: &str, keys: &mut Keys) {
        let all = &mut keys.all;
        all.clear();
        each_gram(text, |gram| {
            all.push(gram);
            true
        });
        // apart from the rest, so that the processor waits for many levels at once
        for gram in all.iter_mut() {
            let level = u64::from(self.levels[slot(*gram, self.shift)]);
            *gram = (level << GRAM_BITS) | (*gram >> (64 - GRAM_BITS));
        }
        keys.leave_out_repeats();
    }
}

/// The distinct grams of one text as keys, which are ordered by rarity; its memory is used again.
#[derive(Debug, Default)]
pub(super) struct Keys {
    /// Each once.
    all: Vec<u64>,
    /// An open-addressing table of them.
    slots: Vec<u64>,
}

/// No key: levels end before.
const NO_KEY: u64 = u64::MAX;

impl Keys {
    fn leave_out_repeats(&mut self) {
        let slots = &mut self.slots;
        slots.clear();
        slots.resize((2 * self.all.len()).next_power_of_two(), NO_KEY);
        let mask = slots.len() - 1;
        self.all.retain(|&key| {
            #[expect(clippy::cast_possible_truncation, reason = "masked")]
            let mut at = key as usize & mask;
            while slots[at] != NO_KEY && slots[at] != key {
                at = (at + 1) & mask;
            }
            std::mem::replace(&mut slots[at], key) == NO_KEY
        });
    }

    /// All of them, in any order.
    pub(super) fn all(&self) -> &[u64] {
        &self.all
    }

    /// The `most` rarest ones, in order.
    pub(super) fn rarest(&mut self, most: usize) -> &[u64] {
        if (1..self.all.len()).contains(&most) {
            self.all.select_nth_unstable(most - 1);
        }
        let end = most.min(self.all.len());
        let rarest = &mut self.all[..end];
        rarest.sort_unstable();
        rarest
    }
}

/// A count as one byte: exact below 32, then sixteen levels for every doubling.
#[expect(clippy::cast_possible_truncation, reason = "at most 207")]
fn level(count: u16) -> u8 {
    let count = u32::from(count);
    if count < 32 {
        return count as u8;
    }
    let doublings = count.ilog2();
    (32 + (doublings - 5) * 16 + ((count >> (doublings - 4)) & 15)) as u8
}

/// 32 bits that tell the gram of a key from nearly all others.
#[expect(clippy::cast_possible_truncation, reason = "32 bits are wanted")]
pub(super) fn short(key: u64) -> u32 {
    (key >> (GRAM_BITS - 32)) as u32
}

#[expect(clippy::cast_possible_truncation, reason = "at most 19 bits are left")]
fn slot(gram: u64, shift: u32) -> usize {
    (gram >> shift) as usize
}
