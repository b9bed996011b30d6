//! Words and phrases of every distinct complaint, as numbers.

use super::piece::Piece;
use super::stop_words::StopWords;
use super::vocabulary::{self, BATCH, BREAK, END, Words, join, number};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::sync::atomic::{AtomicU8, AtomicU32, Ordering};

/// Which complaint holds which words and phrases. Only those that enough complaints hold are kept.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    /// Words by number, in the order of their names, then phrases.
    names: Vec<String>,
    /// For phrases, the numbers of their two words.
    parts: FxHashMap<u32, (u32, u32)>,
    batches: Vec<Batch>,
}

/// The terms of [`BATCH`] complaints.
#[derive(Clone, Debug, Default)]
struct Batch {
    /// Complaint `i` holds `terms[starts[i]..starts[i + 1]]`, ascending, each once.
    starts: Vec<u32>,
    terms: Vec<u32>,
    /// Words of every complaint, repeats and rare ones counted.
    lengths: Vec<u32>,
}

impl Batch {
    fn terms_of(&self, i: usize) -> Option<&[u32]> {
        let (from, to) = (*self.starts.get(i)?, *self.starts.get(i + 1)?);
        self.terms.get(from as usize..to as usize)
    }
}

impl Terms {
    /// The words, and phrases of two, that at least `min_support` complaints hold, of complaints `0..count`;
    /// `pieces(i, take)` hands the pieces of complaint `i` to `take`.
    pub fn of(
        count: usize,
        min_support: u32,
        stops: &StopWords,
        pieces: impl Fn(usize, &mut dyn FnMut(Piece<'_>)) + Sync,
    ) -> Self {
        let (names, mut batches) = vocabulary::read(count, stops, pieces);
        let lengths = batches.par_iter().map(lengths).collect();
        let mut names = keep_frequent(names, &mut batches, min_support);
        let phrases = phrases(&batches, names.len(), min_support);
        let (mut parts, mut numbers) = (FxHashMap::default(), FxHashMap::default());
        for pair in phrases {
            let (first, second) = unpacked(pair);
            let number = number(names.len());
            names.push(join(&names[first as usize], &names[second as usize]));
            parts.insert(number, (first, second));
            numbers.insert(pair, number);
        }
        Self {
            names,
            parts,
            batches: terms_of(batches, lengths, &numbers),
        }
    }

    /// Every word and phrase with the complaints that hold it, ascending.
    #[must_use]
    pub fn postings(&self) -> Vec<(String, Vec<u32>)> {
        let all: Vec<u32> = (0..number(self.names.len())).collect();
        let mut rows = self.holding(&all);
        let names = self.names.iter().cloned().zip(&all);
        names
            .map(|(name, term)| (name, rows.remove(term).unwrap_or_default()))
            .collect()
    }

    /// Words of no complaints in particular.
    pub(super) fn named(names: Vec<String>) -> Self {
        Self {
            names,
            ..Self::default()
        }
    }

    /// Terms there are.
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    /// The terms of complaint `i`, ascending.
    pub(super) fn terms(&self, i: usize) -> &[u32] {
        let batch = self.batches.get(i / BATCH);
        let of = batch.and_then(|b| b.terms_of(i % BATCH));
        of.unwrap_or_default()
    }

    /// Words of complaint `i`, repeats counted.
    pub(super) fn length(&self, i: usize) -> u32 {
        let batch = self.batches.get(i / BATCH);
        let length = batch.and_then(|b| b.lengths.get(i % BATCH));
        length.copied().unwrap_or(0)
    }

    /// The word or phrase.
    pub(super) fn name(&self, term: u32) -> &str {
        self.names.get(term as usize).map_or("", String::as_str)
    }

    /// The two words of a phrase; absent for a word.
    pub(super) fn parts(&self, term: u32) -> Option<(u32, u32)> {
        self.parts.get(&term).copied()
    }

    /// Complaints among `rows` that hold each term.
    #[must_use]
    pub(super) fn count_in(&self, rows: impl Iterator<Item = u32>) -> Vec<u32> {
        let mut counts = vec![0_u32; self.names.len()];
        for row in rows {
            for &t in self.terms(row as usize) {
                counts[t as usize] += 1;
            }
        }
        counts
    }

    /// The complaints that hold each of `wanted`, ascending.
    pub(super) fn holding(&self, wanted: &[u32]) -> FxHashMap<u32, Vec<u32>> {
        let mut asked = vec![false; self.names.len()];
        for &t in wanted {
            asked[t as usize] = true;
        }
        let found: Vec<Vec<(u32, u32)>> = self
            .batches
            .par_iter()
            .enumerate()
            .map(|(b, batch)| {
                let mut found = Vec::new();
                for (i, ends) in batch.starts.windows(2).enumerate() {
                    let held = &batch.terms[ends[0] as usize..ends[1] as usize];
                    let asked = held.iter().filter(|&&t| asked[t as usize]);
                    found.extend(asked.map(|&t| (t, number(b * BATCH + i))));
                }
                found
            })
            .collect();
        let mut rows: FxHashMap<u32, Vec<u32>> = wanted.iter().map(|&t| (t, Vec::new())).collect();
        for (term, row) in found.into_iter().flatten() {
            rows.entry(term).or_default().push(row);
        }
        rows
    }
}

fn lengths(batch: &Words) -> Vec<u32> {
    complaints(batch)
        .map(|words| number(words.iter().filter(|&&w| w < BREAK).count()))
        .collect()
}

fn complaints(batch: &Words) -> impl Iterator<Item = &[u32]> {
    batch.split_inclusive(|&w| w == END)
}

/// Leaves a [`BREAK`] where a word is held by fewer than `min_support` complaints, and numbers the others by name.
fn keep_frequent(names: Vec<Box<str>>, batches: &mut [Words], min_support: u32) -> Vec<String> {
    let df: Vec<AtomicU32> = names.iter().map(|_| AtomicU32::new(0)).collect();
    batches.par_iter().for_each(|batch| {
        let mut seen: Vec<u32> = Vec::new();
        for words in complaints(batch) {
            seen.clear();
            seen.extend(words.iter().filter(|&&w| w < BREAK));
            seen.sort_unstable();
            seen.dedup();
            for &w in &seen {
                df[w as usize].fetch_add(1, Ordering::Relaxed);
            }
        }
    });
    let mut kept: Vec<(Box<str>, usize)> = names
        .into_iter()
        .zip(&df)
        .enumerate()
        // those that only stand before or beside others are held by none
        .filter(|(_, (_, df))| df.load(Ordering::Relaxed) >= min_support.max(1))
        .map(|(old, (name, _))| (name, old))
        .collect();
    kept.par_sort_unstable();
    let mut new = vec![BREAK; df.len()];
    for (at, (_, old)) in kept.iter().enumerate() {
        new[*old] = number(at);
    }
    batches.par_iter_mut().for_each(|batch| {
        for w in batch.iter_mut().filter(|w| **w < BREAK) {
            *w = new[*w as usize];
        }
    });
    kept.into_iter().map(|(name, _)| name.into()).collect()
}

/// Two neighbouring words, as one number that sorts.
fn pairs(words: &[u32]) -> impl Iterator<Item = u64> {
    words
        .windows(2)
        .filter(|w| w[0] < BREAK && w[1] < BREAK && w[0] != w[1])
        .map(|w| u64::from(w[0]) << 32 | u64::from(w[1]))
}

#[expect(clippy::cast_possible_truncation, reason = "the halves are wanted")]
fn unpacked(pair: u64) -> (u32, u32) {
    ((pair >> 32) as u32, pair as u32)
}

/// The pairs of words that at least `min_support` complaints hold, in ascending order. Most pairs are rare: small counters that
/// several pairs share find out which cannot be enough, and only the others are counted one by one.
fn phrases(batches: &[Words], words: usize, min_support: u32) -> Vec<u64> {
    let bits = (words * 64).max(2).ilog2().clamp(12, 24);
    let counters: Vec<AtomicU8> = (0..1_usize << bits).map(|_| AtomicU8::new(0)).collect();
    #[expect(clippy::cast_possible_truncation, reason = "at most 24 bits are left")]
    let slot = |pair: u64| (pair.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - bits)) as usize;
    // A counter stops well below its end, so that threads that count at once do not wrap it.
    let enough = u8::try_from(min_support).unwrap_or(128).min(128);
    batches.par_iter().for_each(|batch| {
        // a pair that a complaint repeats counts too often here, and is looked at in vain
        for pair in complaints(batch).flat_map(pairs) {
            let counter = &counters[slot(pair)];
            if counter.load(Ordering::Relaxed) < enough {
                counter.fetch_add(1, Ordering::Relaxed);
            }
        }
    });
    let may_be = |pair: &u64| counters[slot(*pair)].load(Ordering::Relaxed) >= enough;
    let mut likely: Vec<u64> = batches
        .par_iter()
        .flat_map_iter(|batch| {
            let (mut likely, mut seen) = (Vec::new(), Vec::new());
            for words in complaints(batch) {
                seen.clear();
                seen.extend(pairs(words).filter(may_be));
                seen.sort_unstable();
                seen.dedup();
                likely.extend(&seen);
            }
            likely
        })
        .collect();
    likely.par_sort_unstable();
    likely
        .chunk_by(|a, b| a == b)
        .filter(|same| same.len() >= min_support as usize)
        .map(|same| same[0])
        .collect()
}

fn terms_of(
    batches: Vec<Words>,
    lengths: Vec<Vec<u32>>,
    phrases: &FxHashMap<u64, u32>,
) -> Vec<Batch> {
    let of = |(words, lengths): (Words, Vec<u32>)| {
        let mut batch = Batch {
            starts: vec![0],
            lengths,
            ..Batch::default()
        };
        let mut terms = Vec::new();
        for words in complaints(&words) {
            terms.clear();
            terms.extend(words.iter().copied().filter(|&w| w < BREAK));
            terms.extend(pairs(words).filter_map(|pair| phrases.get(&pair).copied()));
            terms.sort_unstable();
            terms.dedup();
            batch.terms.extend(&terms);
            batch.starts.push(number(batch.terms.len()));
        }
        batch.terms.shrink_to_fit();
        batch
    };
    batches.into_par_iter().zip(lengths).map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::causes::PieceKind;

    fn terms(texts: &[&str], min_support: u32) -> Terms {
        let stops = StopWords::default();
        Terms::of(texts.len(), min_support, &stops, |i, take| {
            for text in texts[i].split(' ') {
                let kind = if text == "，" {
                    PieceKind::Break
                } else {
                    PieceKind::Word
                };
                take(Piece { text, kind });
            }
        })
    }

    fn names(t: &Terms, i: usize) -> Vec<&str> {
        let mut names: Vec<&str> = t.terms(i).iter().map(|&n| t.name(n)).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn negation_stays_with_what_it_negates() {
        let t = terms(&["快递 ， 没有 送到", "不 给 ， 退款"], 1);
        assert_eq!(names(&t, 0), ["快递", "没有送到"]);
        assert_eq!(names(&t, 1), ["不给", "退款"]);
    }

    #[test]
    fn phrases_do_not_cross_punctuation_or_stop_words() {
        let t = terms(
            &["仓库 爆仓 ， 快递 的 网点", "仓库 爆仓 网点", "爆仓 快递"],
            2,
        );
        assert_eq!(names(&t, 0), ["仓库", "仓库爆仓", "快递", "爆仓", "网点"]);
        assert_eq!(names(&t, 2), ["快递", "爆仓"]);
        assert_eq!(t.length(1), 3);
        let phrase = t
            .terms(1)
            .iter()
            .find(|&&n| t.name(n) == "仓库爆仓")
            .unwrap();
        assert!(t.parts(*phrase).is_some());
        assert_eq!(t.count_in(0..3)[*phrase as usize], 2);
    }
}
