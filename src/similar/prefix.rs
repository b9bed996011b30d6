//! Prefix filtering: two sets that are alike share one of the rarest grams of both, so only texts that share one
//! are compared. Nothing that is alike is missed: the order of rarity is the same for all texts.

use super::grams::GramSet;
use super::grams::ordinal;
use super::rarity::{Rarity, short};
use rayon::prelude::*;
use std::sync::atomic::{AtomicU64, Ordering};

/// Texts read at once by one thread.
const BATCH: usize = 4_096;

/// What a text is first compared by, without reading it again.
#[derive(Clone, Copy, Debug)]
struct Sketch {
    /// Number of distinct grams.
    size: u32,
    /// One bit a gram: bits that differ are grams that differ.
    bits: [u64; 2],
}

impl Sketch {
    fn of(keys: &[u64]) -> Self {
        let mut bits = [0; 2];
        for key in keys {
            bits[usize::from(key & 64 != 0)] |= 1 << (key & 63);
        }
        Self {
            size: ordinal(keys.len()),
            bits,
        }
    }

    /// False only where the two sets cannot be alike.
    fn may_be_alike(&self, other: &Self) -> bool {
        let (a, b) = (u64::from(self.size), u64::from(other.size));
        let differ = (self.bits[0] ^ other.bits[0]).count_ones()
            + (self.bits[1] ^ other.bits[1]).count_ones();
        // Jaccard >= 4/5 leaves at most (a + b) / 9 grams in one set only
        9 * u64::from(differ) <= a + b
    }

    /// So many of its rarest grams that a set alike to it must share one of them.
    fn prefix(&self) -> usize {
        let size = self.size as usize;
        size - (4 * size).div_ceil(5) + 1
    }
}

/// One text in the list of one gram.
#[derive(Clone, Copy, Debug)]
struct Posting {
    text: u32,
    /// Number of distinct grams of the text, at most [`u16::MAX`].
    size: u16,
    /// How many of its grams are rarer than this one, at most [`u16::MAX`].
    rarer: u16,
}

impl Posting {
    fn of(text: usize, size: u32, rarer: usize) -> Self {
        Self {
            text: ordinal(text),
            size: u16::try_from(size).unwrap_or(u16::MAX),
            rarer: u16::try_from(rarer).unwrap_or(u16::MAX),
        }
    }

    /// False where the rarest gram that two sets share cannot be this one, or they cannot be alike.
    fn may_be_alike(&self, other: &Self) -> bool {
        if self.size == u16::MAX || other.size == u16::MAX {
            return true;
        }
        let (a, b) = (u32::from(self.size), u32::from(other.size));
        let at_most = (a - u32::from(self.rarer)).min(b - u32::from(other.rarer));
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
    /// The lists that each text is in, with its number of rarer grams.
    lists: Vec<(u32, u16)>,
    /// Where the lists of text `i` begin in `lists`; one more at the end.
    text_starts: Vec<u32>,
}

/// A gram of a text: upper half the gram, lower half the text, so that it sorts.
type Entry = (u64, Posting);

impl Prefixes {
    pub(super) fn build(texts: &[&str]) -> Self {
        let rarity = Rarity::count(texts);
        let grams: usize = texts.iter().map(|t| t.len() / 3 + 1).sum();
        let seen = RepeatFilter::new(grams);
        let read: Vec<(Vec<Sketch>, Vec<u32>)> = texts
            .par_chunks(BATCH)
            .map(|texts| {
                let (mut keys, mut sketches, mut prefixes) = (Vec::new(), Vec::new(), Vec::new());
                for text in texts {
                    rarity.keys(text, &mut keys);
                    let sketch = Sketch::of(&keys);
                    prefixes.extend(keys[..sketch.prefix()].iter().map(|k| short(*k)));
                    sketches.push(sketch);
                }
                prefixes.iter().for_each(|&gram| seen.add(gram));
                (sketches, prefixes)
            })
            .collect();
        drop(rarity);
        let mut entries: Vec<Entry> = read
            .par_iter()
            .enumerate()
            .flat_map_iter(|(batch, (sketches, prefixes))| {
                shared(batch * BATCH, sketches, prefixes, &seen)
            })
            .collect();
        let sketches = read.into_iter().flat_map(|(s, _)| s).collect();
        entries.par_sort_unstable_by_key(|e| (e.0, e.1.rarer));
        entries.dedup_by_key(|e| e.0);
        Self::from_entries(sketches, &entries)
    }

    fn from_entries(sketches: Vec<Sketch>, entries: &[Entry]) -> Self {
        let (mut postings, mut list_starts) = (Vec::new(), vec![0]);
        let mut text_starts = vec![0_u32; sketches.len() + 1];
        for list in entries.chunk_by(|a, b| a.0 >> 32 == b.0 >> 32) {
            if list.len() > 1 {
                postings.extend(list.iter().map(|e| e.1));
                list_starts.push(ordinal(postings.len()));
                for (_, posting) in list {
                    text_starts[posting.text as usize + 1] += 1;
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
                lists[*at as usize] = (ordinal(list), posting.rarer);
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
        set: &mut GramSet,
        i: usize,
        (from, to): (u32, u32),
        is_leader: &[bool],
    ) -> Option<u32> {
        let own = self.sketches[i];
        let (mut best, mut loaded) = (to, false);
        let mut unlike: Vec<u32> = Vec::new();
        for &(list, rarer) in self.lists_of(i) {
            let here = Posting::of(i, own.size, rarer.into());
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
                if !loaded {
                    set.load(texts[i]);
                    loaded = true;
                }
                if set.alike(texts[at], self.sketches[at].size) {
                    best = other;
                } else {
                    unlike.push(other);
                }
            }
        }
        (best < to).then_some(best)
    }

    /// The first `most` texts in `from..i` that text `i` is alike to, leaders or not.
    pub(super) fn alike(
        &self,
        texts: &[&str],
        set: &mut GramSet,
        i: usize,
        from: u32,
        most: usize,
    ) -> Vec<u32> {
        let own = self.sketches[i];
        let mut others: Vec<u32> = Vec::new();
        for &(list, rarer) in self.lists_of(i) {
            let here = Posting::of(i, own.size, rarer.into());
            let before = self
                .after(list, from)
                .iter()
                .take_while(|p| (p.text as usize) < i);
            others.extend(
                before
                    .filter(|p| here.may_be_alike(p))
                    .map(|p| p.text)
                    .filter(|&p| own.may_be_alike(&self.sketches[p as usize])),
            );
        }
        if others.is_empty() {
            return others;
        }
        others.sort_unstable();
        others.dedup();
        set.load(texts[i]);
        let alike = |&other: &u32| {
            let at = other as usize;
            set.alike(texts[at], self.sketches[at].size)
        };
        others.into_iter().filter(alike).take(most).collect()
    }

    fn lists_of(&self, i: usize) -> &[(u32, u16)] {
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

/// The entries of a batch whose gram is in another text's prefix, too.
fn shared<'a>(
    first: usize,
    sketches: &'a [Sketch],
    prefixes: &'a [u32],
    seen: &'a RepeatFilter,
) -> impl Iterator<Item = Entry> + 'a {
    let mut rest = prefixes;
    let texts = sketches.iter().enumerate().map(move |(i, sketch)| {
        let (own, after) = rest.split_at(sketch.prefix());
        rest = after;
        (first + i, sketch.size, own)
    });
    texts.flat_map(move |(text, size, own)| {
        own.iter().enumerate().filter_map(move |(rarer, &gram)| {
            let key = (u64::from(gram) << 32) | u64::from(ordinal(text));
            seen.repeats(gram)
                .then(|| (key, Posting::of(text, size, rarer)))
        })
    })
}

/// Which grams occur more than once: a few that occur once may pass for such, never the other way.
pub(super) struct RepeatFilter {
    once: Vec<AtomicU64>,
    more: Vec<AtomicU64>,
    shift: u32,
}

impl RepeatFilter {
    pub(super) fn new(grams: usize) -> Self {
        let bits = (grams * 2).max(2).ilog2().clamp(12, 27);
        let zeros = || {
            (0..1_usize << (bits - 6))
                .map(|_| AtomicU64::new(0))
                .collect()
        };
        Self {
            once: zeros(),
            more: zeros(),
            shift: 32 - bits,
        }
    }

    pub(super) fn add(&self, gram: u32) {
        let at = gram >> self.shift;
        let (word, bit) = ((at >> 6) as usize, 1_u64 << (at & 63));
        if self.once[word].fetch_or(bit, Ordering::Relaxed) & bit != 0 {
            self.more[word].fetch_or(bit, Ordering::Relaxed);
        }
    }

    pub(super) fn repeats(&self, gram: u32) -> bool {
        let at = gram >> self.shift;
        self.more[(at >> 6) as usize].load(Ordering::Relaxed) >> (at & 63) & 1 == 1
    }
}
