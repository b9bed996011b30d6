//! Prefix filtering: two sets that are alike share one of the rarest grams of both, so only texts that share one
//! are compared. Nothing that is alike is missed: the order of rarity is the same for all texts.

use super::grams::{GramSet, ordinal};
use super::lists::{Near, Posting};
use super::sketch::Sketches;
use rustc_hash::FxHashSet;
use std::hint::black_box;

/// So many candidates are looked at one after the other, so that the processor waits for all of them at once.
const TOGETHER: usize = 1024;
/// Postings between which it is asked whether there are as many.
const PART: usize = 256;
/// Candidates remembered, by the remainder of their number: most are in several lists.
const REMEMBERED: usize = 1024;

/// Memory that one thread uses again for every text.
#[derive(Debug)]
pub(super) struct Scratch {
    set: GramSet,
    is_loaded: bool,
    candidates: Box<[Posting; TOGETHER + PART]>,
    /// A candidate, and of which text.
    seen: Box<[(u32, u32); REMEMBERED]>,
    /// Texts that were compared, so that none is twice, however many they are.
    compared: FxHashSet<u32>,
    /// Likely texts of which it is not known whether they lead.
    open: Vec<u32>,
}

impl Default for Scratch {
    fn default() -> Self {
        Self {
            set: GramSet::default(),
            is_loaded: false,
            candidates: Box::new([Posting::default(); TOGETHER + PART]),
            seen: Box::new([(u32::MAX, u32::MAX); REMEMBERED]),
            compared: FxHashSet::default(),
            open: Vec::new(),
        }
    }
}

/// Looks texts up among those before them.
#[derive(Debug)]
pub(super) struct Search<'a> {
    pub(super) texts: &'a [&'a str],
    pub(super) sketches: &'a Sketches,
    /// Which texts lead; known of those before `known`.
    pub(super) is_leader: &'a [bool],
    pub(super) known: u32,
}

/// What text a text is alike to.
#[derive(Debug)]
pub(super) enum Found {
    /// The earliest leader, among those that are known.
    Leader(u32),
    /// None of these; but the first of the texts between the last that is known and itself, at most so many as were asked for.
    Open(Vec<u32>),
}

impl Found {
    /// The earliest leader, now that it is known which texts lead. `again` looks once more, where there may be more than the `most`.
    pub(super) fn leader(
        self,
        is_leader: &[bool],
        most: usize,
        again: impl FnOnce() -> Self,
    ) -> Option<u32> {
        let others = match self {
            Self::Leader(leader) => return Some(leader),
            Self::Open(others) => others,
        };
        let leader = others.iter().copied().find(|&j| is_leader[j as usize]);
        if leader.is_some() || others.len() < most {
            return leader;
        }
        match again() {
            Self::Leader(leader) => Some(leader),
            Self::Open(_) => None,
        }
    }
}

impl Search<'_> {
    /// The earliest leader that text `i` is alike to or, where none of those known is, the first `most` other texts before it; `near` holds
    /// all texts that it may be alike to.
    pub(super) fn find(
        &self,
        scratch: &mut Scratch,
        i: usize,
        near: &[Near<'_>],
        most: usize,
    ) -> Found {
        if near.is_empty() {
            return Found::Open(Vec::new());
        }
        // each is far away in memory: the processor waits for all of them at once
        black_box(
            near.iter()
                .filter_map(|near| Some(near.postings.first()?.text))
                .max(),
        );
        scratch.is_loaded = false;
        scratch.open.clear();
        scratch.compared.clear();
        let size = Posting::most(self.sketches.size(i));
        let (mut best, mut n) = (ordinal(i), 0);
        for near in near {
            for part in near.postings.chunks(PART) {
                if near.is_long && part[0].text >= best {
                    break;
                }
                for posting in part {
                    // without a branch, which would be foreseen badly
                    scratch.candidates[n] = *posting;
                    let is_meant = (posting.text < best) & (posting.size <= near.most);
                    n += usize::from(is_meant & posting.reaches(size));
                }
                if n > TOGETHER {
                    best = self.sift(scratch, i, n).unwrap_or(best);
                    n = 0;
                }
            }
        }
        best = self.sift(scratch, i, n).unwrap_or(best);
        if best < ordinal(i) {
            return Found::Leader(best);
        }
        let mut open = std::mem::take(&mut scratch.open);
        open.sort_unstable();
        open.dedup();
        let alike = |text: &u32| self.is_alike(scratch, i, *text);
        let alike = open.iter().copied().filter(alike).take(most).collect();
        scratch.open = open;
        Found::Open(alike)
    }

    /// The earliest leader that text `i` is alike to among the first `n` candidates; those of which that is not known stay open.
    fn sift(&self, scratch: &mut Scratch, i: usize, n: usize) -> Option<u32> {
        let Scratch {
            candidates, seen, ..
        } = scratch;
        let mut fresh = 0;
        for at in 0..n {
            let posting = candidates[at];
            let seen = &mut seen[posting.text as usize % REMEMBERED];
            let before = std::mem::replace(seen, (posting.text, ordinal(i)));
            let may_lead = posting.text >= self.known || self.is_leader[posting.text as usize];
            candidates[fresh] = posting;
            fresh += usize::from(before != *seen && may_lead);
        }
        let fresh = &candidates[..fresh];
        self.sketches
            .touch(fresh.iter().map(|posting| posting.text));
        let size = self.sketches.size(i);
        let likely = fresh.iter().filter(|posting| {
            let differ = self.sketches.difference(i, posting.text as usize);
            // Jaccard >= 4/5 leaves at most (a + b) / 9 grams in one set only; a sketch has too few bits to tell of the largest sets
            9 * differ <= size.saturating_add(posting.size.into())
        });
        let mut likely: Vec<u32> = likely.map(|posting| posting.text).collect();
        likely.sort_unstable();
        let (known, open) = likely.split_at(likely.partition_point(|&t| t < self.known));
        scratch.open.extend(open);
        known.iter().copied().find(|&text| {
            // false where it was there already
            scratch.compared.insert(text) && self.is_alike(scratch, i, text)
        })
    }

    fn is_alike(&self, scratch: &mut Scratch, i: usize, other: u32) -> bool {
        if !scratch.is_loaded {
            scratch.set.load(self.texts[i]);
            scratch.is_loaded = true;
        }
        let other = other as usize;
        let size = self.sketches.size(other);
        scratch.set.alike(self.texts[other], size)
    }
}
