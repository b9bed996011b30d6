//! Prefix filtering: two sets that are alike share one of the rarest grams of both, so only texts that share one
//! are compared. Nothing that is alike is missed: the order of rarity is the same for all texts.

use super::grams::GramSet;
use super::grams::ordinal;
use super::rarity::{Keys, Rarity, short};
use rayon::prelude::*;
use std::sync::atomic::{AtomicU64, Ordering};

/// Texts read at once by one thread.
const BATCH: usize = 4_096;

/// What a text is first compared by, without reading it again.
#[derive(Clone, Copy, Debug)]
struct Sketch {
    /// Number of distinct grams.
    size: u32,
    /// Every gram turns a bit round, so that large sets fill no sketch: a bit that differs is a gram that differs.
    bits: [u64; 2],
}

impl Sketch {
    /// Of keys that are all different.
    fn of(keys: &[u64]) -> Self {
        let mut bits = [0; 2];
        for key in keys {
            bits[usize::from(key & 64 != 0)] ^= 1 << (key & 63);
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

/// The place of a text in the list of one gram. The neighbours are kept here since most lists need not be read then, and every list read is
/// far away in memory.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    /// Where the list begins in the postings.
    start: u32,
    /// How many texts of the list are before this one.
    before: u32,
    /// The first text of the list.
    first: u32,
    /// The last text before this one; 0 where it is the first.
    previous: u32,
}

/// Memory that one thread uses again for every text.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    set: GramSet,
    /// The lists that are read, and the posting of the text in each.
    lists: Vec<(Place, Posting)>,
    /// Texts that were compared in vain.
    unlike: Vec<u32>,
}

/// Which texts hold which of their rarest grams.
#[derive(Debug)]
pub(super) struct Prefixes {
    sketches: Vec<Sketch>,
    /// Texts that share a rare gram, ascending inside a list; lists that hold one text are left out.
    postings: Vec<Posting>,
    /// The lists that each text is in and that others were in before it.
    places: Vec<Place>,
    /// Where the places of text `i` begin in `places`; one more at the end.
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
                let (mut sketches, mut prefixes) = (Vec::new(), Vec::new());
                let mut keys = Keys::default();
                for text in texts {
                    rarity.keys(text, &mut keys);
                    let sketch = Sketch::of(keys.all());
                    let rarest = keys.rarest(sketch.prefix());
                    prefixes.extend(rarest.iter().map(|k| short(*k)));
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
        let (mut postings, mut list_starts) = (Vec::new(), vec![0]);
        for list in entries.chunk_by(|a, b| a.0 >> 32 == b.0 >> 32) {
            if list.len() > 1 {
                postings.extend(list.iter().map(|e| e.1));
                list_starts.push(ordinal(postings.len()));
            }
        }
        drop(entries);
        Self::of_lists(sketches, postings, &list_starts)
    }

    /// `list_starts` says where the lists begin in `postings`, and where the last one ends.
    fn of_lists(sketches: Vec<Sketch>, postings: Vec<Posting>, list_starts: &[u32]) -> Self {
        let lists = || {
            let ends = list_starts.windows(2);
            ends.map(|e| (e[0], &postings[e[0] as usize..e[1] as usize]))
        };
        let mut text_starts = vec![0_u32; sketches.len() + 1];
        // nobody was in a list before its first text
        for posting in lists().flat_map(|(_, list)| &list[1..]) {
            text_starts[posting.text as usize + 1] += 1;
        }
        for i in 1..text_starts.len() {
            text_starts[i] += text_starts[i - 1];
        }
        let mut next = text_starts.clone();
        let mut places = vec![Place::default(); postings.len() + 1 - list_starts.len()];
        for (start, list) in lists() {
            for (before, pair) in list.windows(2).enumerate() {
                let at = &mut next[pair[1].text as usize];
                places[*at as usize] = Place {
                    start,
                    before: ordinal(before + 1),
                    first: list[0].text,
                    previous: pair[0].text,
                };
                *at += 1;
            }
        }
        Self {
            sketches,
            postings,
            places,
            text_starts,
        }
    }

    /// The earliest leader in `from..to` that text `i` is alike to; `to` is at most `i`.
    pub(super) fn earliest(
        &self,
        texts: &[&str],
        scratch: &mut Scratch,
        i: usize,
        (from, to): (u32, u32),
        is_leader: &[bool],
    ) -> Option<u32> {
        let own = self.sketches[i];
        let Scratch { set, lists, unlike } = scratch;
        let (mut best, mut loaded) = (to, false);
        unlike.clear();
        lists.clear();
        // one after the other, so that the processor waits for all of these at once
        let places = self.places_of(i).iter();
        let places = places.filter(|p| p.first < to && p.previous >= from);
        lists.extend(places.map(|place| (*place, self.own(place))));
        for (place, here) in lists {
            if place.first >= best {
                continue;
            }
            for posting in self.before(place, from) {
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
        scratch: &mut Scratch,
        i: usize,
        from: u32,
        most: usize,
    ) -> Vec<u32> {
        let (own, set) = (self.sketches[i], &mut scratch.set);
        let mut others: Vec<u32> = Vec::new();
        let places = self.places_of(i).iter().filter(|p| p.previous >= from);
        for place in places {
            let here = self.own(place);
            let likely = self.before(place, from).iter();
            let likely = likely.filter(|p| here.may_be_alike(p));
            let likely = likely.map(|p| p.text);
            others.extend(likely.filter(|&p| own.may_be_alike(&self.sketches[p as usize])));
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

    fn places_of(&self, i: usize) -> &[Place] {
        &self.places[self.text_starts[i] as usize..self.text_starts[i + 1] as usize]
    }

    /// The texts of a list between text `from` and the one of `place`.
    fn before(&self, place: &Place, from: u32) -> &[Posting] {
        let start = place.start as usize;
        let all = &self.postings[start..start + place.before as usize];
        match from {
            0 => all,
            _ => &all[all.partition_point(|p| p.text < from)..],
        }
    }

    /// The posting of `place`.
    fn own(&self, place: &Place) -> Posting {
        self.postings[place.start as usize + place.before as usize]
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
struct RepeatFilter {
    /// Two bits for every gram: that it occurs, and that it occurs again.
    seen: Vec<AtomicU64>,
    shift: u32,
}

impl RepeatFilter {
    fn new(grams: usize) -> Self {
        let bits = (grams / 2).max(2).ilog2().clamp(12, 27);
        Self {
            seen: (0..1_usize << (bits - 5))
                .map(|_| AtomicU64::new(0))
                .collect(),
            shift: 32 - bits,
        }
    }

    fn add(&self, gram: u32) {
        let (word, once) = self.at(gram);
        let before = word.fetch_or(once, Ordering::Relaxed);
        if before & once != 0 && before & (once << 1) == 0 {
            word.fetch_or(once << 1, Ordering::Relaxed);
        }
    }

    fn repeats(&self, gram: u32) -> bool {
        let (word, once) = self.at(gram);
        word.load(Ordering::Relaxed) & (once << 1) != 0
    }

    /// The word that holds the bits of a gram, and the lower one.
    fn at(&self, gram: u32) -> (&AtomicU64, u64) {
        let at = gram >> self.shift;
        (&self.seen[(at >> 5) as usize], 1 << (2 * (at & 31)))
    }
}
