//! Prefix filtering: two sets that are alike share one of the rarest grams of both, so only texts that share one
//! are compared. Nothing that is alike is missed: the order of rarity is the same for all texts.

use super::grams::{Grams, each_gram};
use super::small;
use rayon::prelude::*;
use std::sync::atomic::{AtomicU32, Ordering};

/// What is known of a text without reading it again.
#[derive(Clone, Copy, Debug)]
struct Sketch {
    /// Number of distinct grams.
    size: u32,
    /// One bit a gram: bits that differ are grams that differ.
    bits: [u64; 2],
}

impl Sketch {
    /// False only where the two sets cannot be alike.
    fn may_be_alike(&self, other: &Self) -> bool {
        let (a, b) = (u64::from(self.size), u64::from(other.size));
        let differ = (self.bits[0] ^ other.bits[0]).count_ones()
            + (self.bits[1] ^ other.bits[1]).count_ones();
        // Jaccard >= 4/5 leaves at most (a + b) / 9 grams in one set only
        9 * u64::from(differ) <= a + b
    }
}

/// One text in the list of one gram.
#[derive(Clone, Copy, Debug)]
struct Posting {
    text: u32,
    /// Number of distinct grams of the text.
    size: u32,
    /// How many of its grams are rarer than this one.
    rarer: u32,
}

impl Posting {
    /// False where the rarest gram that two sets share cannot be this one, or they cannot be alike.
    fn may_be_alike(&self, other: &Self) -> bool {
        let (a, b) = (u64::from(self.size), u64::from(other.size));
        let at_most = (a - u64::from(self.rarer)).min(b - u64::from(other.rarer));
        9 * at_most >= 4 * (a + b)
    }
}

/// Which texts hold which of their rarest grams.
#[derive(Debug)]
pub(super) struct Prefixes {
    sketches: Vec<Sketch>,
    /// Texts that share a rare gram, ascending inside a list; lists that hold one text are left out.
    postings: Vec<Posting>,
    /// Where list `l` begins in `postings`; one more at the end.
    list_starts: Vec<u32>,
    /// The lists that each text stands in, with its number of rarer grams.
    lists: Vec<(u32, u32)>,
    /// Where the lists of text `i` begin in `lists`; one more at the end.
    text_starts: Vec<u32>,
}

/// A gram of a text (upper half the gram, lower half the text) with the number of its rarer grams.
type Entry = (u64, u32);

impl Prefixes {
    pub(super) fn build(texts: &[&str]) -> Self {
        let rarity = Rarity::count(texts);
        let described: Vec<(Sketch, Vec<Entry>)> = texts
            .par_iter()
            .enumerate()
            .map_init(Grams::default, |grams, (i, text)| {
                grams.read(text);
                (sketch(&grams.own), rarity.prefix(&mut grams.own, small(i)))
            })
            .collect();
        let sketches = described.iter().map(|(s, _)| *s).collect();
        let mut entries: Vec<Entry> = described.into_iter().flat_map(|(_, p)| p).collect();
        entries.par_sort_unstable();
        entries.dedup_by_key(|e| e.0);
        Self::from_entries(sketches, &entries)
    }

    fn from_entries(sketches: Vec<Sketch>, entries: &[Entry]) -> Self {
        let (mut postings, mut list_starts) = (Vec::new(), vec![0]);
        let mut text_starts = vec![0_u32; sketches.len() + 1];
        for list in entries.chunk_by(|a, b| a.0 >> 32 == b.0 >> 32) {
            if list.len() > 1 {
                postings.extend(list.iter().map(|&(pair, rarer)| Posting {
                    text: low(pair),
                    size: sketches[low(pair) as usize].size,
                    rarer,
                }));
                list_starts.push(small(postings.len()));
                for &(pair, _) in list {
                    text_starts[low(pair) as usize + 1] += 1;
                }
            }
        }
        for i in 1..text_starts.len() {
            text_starts[i] += text_starts[i - 1];
        }
        let mut next = text_starts.clone();
        let mut lists = vec![(0, 0); postings.len()];
        for (list, ends) in list_starts.windows(2).enumerate() {
            for posting in &postings[ends[0] as usize..ends[1] as usize] {
                let at = &mut next[posting.text as usize];
                lists[*at as usize] = (small(list), posting.rarer);
                *at += 1;
            }
        }
        Self {
            sketches,
            postings,
            list_starts,
            lists,
            text_starts,
        }
    }

    /// The earliest leader in `from..to` that text `i` is alike to.
    pub(super) fn earliest(
        &self,
        texts: &[&str],
        grams: &mut Grams,
        i: usize,
        from: u32,
        to: u32,
        is_leader: &[bool],
    ) -> Option<u32> {
        let own = self.sketches[i];
        let (mut best, mut read) = (to, false);
        let mut unlike: Vec<u32> = Vec::new();
        for &(list, rarer) in self.lists_of(i) {
            let here = Posting {
                text: small(i),
                size: own.size,
                rarer,
            };
            for posting in self.after(list, from) {
                let other = posting.text;
                if other >= best {
                    break;
                }
                let at = other as usize;
                if !here.may_be_alike(posting)
                    || !is_leader[at]
                    || !own.may_be_alike(&self.sketches[at])
                    || unlike.contains(&other)
                {
                    continue;
                }
                if !read {
                    grams.read(texts[i]);
                    read = true;
                }
                if grams.alike(texts[at]) {
                    best = other;
                } else {
                    unlike.push(other);
                }
            }
        }
        (best < to).then_some(best)
    }

    fn lists_of(&self, i: usize) -> &[(u32, u32)] {
        &self.lists[self.text_starts[i] as usize..self.text_starts[i + 1] as usize]
    }

    /// The texts of a list, from text `from` on.
    fn after(&self, list: u32, from: u32) -> &[Posting] {
        let at = list as usize;
        let all = &self.postings[self.list_starts[at] as usize..self.list_starts[at + 1] as usize];
        if from == 0 {
            return all;
        }
        &all[all.partition_point(|p| p.text < from)..]
    }
}

fn sketch(set: &[u64]) -> Sketch {
    let mut bits = [0; 2];
    for gram in set {
        bits[usize::from(gram & 64 != 0)] |= 1 << (gram & 63);
    }
    Sketch {
        size: small(set.len()),
        bits,
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the lower half is wanted")]
fn low(pair: u64) -> u32 {
    pair as u32
}

/// In how many texts a gram stands, grams sharing counters: any order does that is the same for all texts.
struct Rarity {
    counts: Vec<AtomicU32>,
    shift: u32,
}

impl Rarity {
    fn count(texts: &[&str]) -> Self {
        let bytes: usize = texts.iter().map(|t| t.len()).sum();
        let bits = (bytes / 2).max(2).ilog2().clamp(12, 24);
        let counts: Vec<AtomicU32> = (0..1_usize << bits).map(|_| AtomicU32::new(0)).collect();
        let shift = 64 - bits;
        texts.par_iter().for_each(|text| {
            each_gram(text, |gram| {
                counts[slot(gram, shift)].fetch_add(1, Ordering::Relaxed);
            });
        });
        Self { counts, shift }
    }

    /// The rarest grams of `set` (reordered), as many as a set alike must share one of; each with `text` below it.
    fn prefix(&self, set: &mut [u64], text: u32) -> Vec<Entry> {
        let keep = set.len() - (4 * set.len()).div_ceil(5) + 1;
        let key = |gram: &u64| {
            let count = self.counts[slot(*gram, self.shift)].load(Ordering::Relaxed);
            (count, *gram)
        };
        if keep < set.len() {
            set.select_nth_unstable_by_key(keep - 1, key);
        }
        set[..keep].sort_unstable_by_key(key);
        set[..keep]
            .iter()
            .zip(0..)
            .map(|(gram, rarer)| ((gram & !0xffff_ffff) | u64::from(text), rarer))
            .collect()
    }
}

#[expect(clippy::cast_possible_truncation, reason = "at most 24 bits are left")]
fn slot(gram: u64, shift: u32) -> usize {
    (gram >> shift) as usize
}
