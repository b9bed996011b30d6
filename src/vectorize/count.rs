//! From bags of term hashes to a vocabulary and counted rows.

use super::counted_rows::{CountedRows, Entries, Entry, number, write};
use super::table::Table;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// The terms of one text with how often each occurs, by rising hash.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bag {
    hashes: Vec<u64>,
    counts: Vec<u16>,
    /// How many of the occurrences stand in the text's lead.
    leading: Vec<u8>,
}

impl Bag {
    /// From all hashes of a text, in any order, repeats included; `leading` are those of them that stand in its lead.
    #[must_use]
    pub fn new(mut all: Vec<u64>, leading: &[u64]) -> Self {
        all.sort_unstable();
        let mut bag = Self::default();
        for h in all {
            if bag.hashes.last() == Some(&h) {
                if let Some(c) = bag.counts.last_mut() {
                    *c = c.saturating_add(1);
                }
            } else {
                bag.hashes.push(h);
                bag.counts.push(1);
            }
        }
        bag.hashes.shrink_to_fit();
        bag.counts.shrink_to_fit();
        bag.leading = vec![0; bag.hashes.len()];
        for h in leading {
            if let Ok(at) = bag.hashes.binary_search(h) {
                bag.leading[at] = bag.leading[at].saturating_add(1);
            }
        }
        bag
    }

    /// Number of different terms.
    #[must_use]
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// True where the text holds no term.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }
}

/// A vocabulary and the rows counted in it.
#[derive(Clone, Debug)]
pub struct Counted {
    /// Hash of every term kept, the most frequent first and of equals by rising hash; a term's id is its place here, so what is
    /// often needed lies close together.
    pub hashes: Vec<u64>,
    /// How many texts hold each term.
    pub frequencies: Vec<u32>,
    /// For every text the ids it holds, with how often.
    pub rows: Arc<CountedRows>,
}

impl Counted {
    /// Some of the rows, in this order, as if they had been counted alone; terms keep their order.
    #[must_use]
    pub fn of_rows(&self, rows: &[u32], min_df: u32) -> Self {
        let mut frequencies = vec![0_u32; self.hashes.len()];
        for entry in rows.iter().flat_map(|&i| self.rows.row(i as usize)) {
            frequencies[entry.id as usize] += 1;
        }
        let kept: Vec<usize> = (0..frequencies.len())
            .filter(|&id| frequencies[id] >= min_df.max(1))
            .collect();
        let mut ids = vec![OUT; frequencies.len()];
        for (new, &old) in (0..).zip(&kept) {
            ids[old] = new;
        }
        let mut counted = CountedRows::new(kept.len());
        for &i in rows {
            let known = self.rows.row(i as usize).map(|e| Entry {
                id: ids[e.id as usize],
                ..e
            });
            counted.push(known.filter(|e| e.id != OUT));
        }
        Self {
            hashes: kept.iter().map(|&id| self.hashes[id]).collect(),
            frequencies: kept.iter().map(|&id| frequencies[id]).collect(),
            rows: Arc::new(counted),
        }
    }
}

/// Keeps the terms that at least `min_df` of the texts hold, the `most` most frequent of them at most, and counts every text in them.
#[must_use]
pub fn count(bags: &[Bag], min_df: u32, most: usize) -> Counted {
    let mut counter = Counter::default();
    bags.chunks(CHUNK).for_each(|bags| counter.add(bags));
    counter.finish(min_df, most)
}

/// Texts taken in at once.
pub const CHUNK: usize = 4096;
/// Parts of the space of hashes, each with a map of its own.
const SHARDS: u64 = 16;

/// Counts texts as they come. Terms go by preliminary ids, in the order in which they are first seen, until their frequency is known.
#[derive(Clone, Debug)]
pub struct Counter {
    shards: Vec<Shard>,
    /// Texts of every chunk.
    chunks: Vec<usize>,
}

/// The terms whose hashes begin alike.
#[derive(Clone, Debug, Default)]
struct Shard {
    ids: FxHashMap<u64, u32>,
    frequencies: Vec<u32>,
    /// For every chunk its texts, each with the number of its entries before it.
    chunks: Vec<Vec<u8>>,
}

impl Default for Counter {
    fn default() -> Self {
        Self {
            shards: (0..SHARDS).map(|_| Shard::default()).collect(),
            chunks: Vec::new(),
        }
    }
}

impl Counter {
    /// Takes texts in: some thousand at a time, so that all processors have work.
    pub fn add(&mut self, bags: &[Bag]) {
        self.chunks.push(bags.len());
        let shards = self.shards.par_iter_mut().enumerate();
        shards.for_each(|(place, shard)| shard.add(bags, place as u64));
    }

    /// The terms that are frequent enough, and the texts counted in them.
    #[must_use]
    pub fn finish(self, min_df: u32, most: usize) -> Counted {
        let Self { shards, chunks } = self;
        let of_shard = shards.par_iter().map(|shard| shard.frequent(min_df));
        let mut kept: Vec<(u32, u64)> = of_shard.collect::<Vec<_>>().concat();
        kept.par_sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        kept.truncate(most);
        let (frequencies, hashes): (Vec<u32>, Vec<u64>) = kept.into_iter().unzip();
        let table = Table::new(&hashes);
        let coded = shards.into_par_iter().map(|shard| shard.renumbered(&table));
        let coded: Vec<(Vec<u32>, Vec<Vec<u8>>)> = coded.collect();
        let mut rows = CountedRows::new(hashes.len());
        for wave in (0..chunks.len()).collect::<Vec<_>>().chunks(WAVE) {
            let parts = wave.par_iter().map(|&chunk| {
                let parts: Vec<(&[u32], &[u8])> = coded
                    .iter()
                    .map(|(ids, of)| (&ids[..], &of[chunk][..]))
                    .collect();
                joined(&parts, chunks[chunk], hashes.len())
            });
            for part in parts.collect::<Vec<_>>() {
                rows.append(&part);
            }
        }
        Counted {
            hashes,
            frequencies,
            rows: Arc::new(rows),
        }
    }
}

/// Chunks that are joined at once.
const WAVE: usize = 16;
/// The id of a term that was left out.
const OUT: u32 = u32::MAX;

impl Shard {
    fn add(&mut self, bags: &[Bag], place: u64) {
        let width = u64::MAX / SHARDS + 1;
        let (from, to) = (place * width, (place * width).wrapping_add(width));
        let (mut bytes, mut row) = (Vec::new(), Vec::new());
        for bag in bags {
            let first = bag.hashes.partition_point(|h| *h < from);
            let last = match to {
                0 => bag.hashes.len(),
                to => bag.hashes.partition_point(|h| *h < to),
            };
            row.clear();
            for at in first..last {
                row.push(Entry {
                    id: self.id(bag.hashes[at]),
                    count: bag.counts[at],
                    leading: bag.leading[at],
                });
            }
            row.sort_unstable_by_key(|e| e.id);
            number(&mut bytes, row.len() as u64);
            write(&mut bytes, row.iter().copied());
        }
        bytes.shrink_to_fit();
        self.chunks.push(bytes);
    }

    fn id(&mut self, hash: u64) -> u32 {
        let next = low(self.frequencies.len());
        let id = *self.ids.entry(hash).or_insert(next);
        if id == next {
            self.frequencies.push(0);
        }
        if let Some(n) = self.frequencies.get_mut(id as usize) {
            *n += 1;
        }
        id
    }

    /// Frequency and hash of every term of enough texts.
    fn frequent(&self, min_df: u32) -> Vec<(u32, u64)> {
        let terms = self.ids.iter();
        let terms = terms.map(|(&hash, &id)| (self.frequencies[id as usize], hash));
        terms.filter(|(n, _)| *n >= min_df).collect()
    }

    /// The final id of every preliminary one, and the chunks.
    fn renumbered(self, table: &Table) -> (Vec<u32>, Vec<Vec<u8>>) {
        let mut ids = vec![OUT; self.frequencies.len()];
        for (hash, id) in self.ids {
            ids[id as usize] = table.get(hash).unwrap_or(OUT);
        }
        (ids, self.chunks)
    }
}

/// The texts of a chunk, each put together from its parts in all shards.
fn joined(shards: &[(&[u32], &[u8])], texts: usize, columns: usize) -> CountedRows {
    let mut rows = CountedRows::new(columns);
    let mut parts: Vec<(&[u32], Entries<'_>)> = shards
        .iter()
        .map(|(ids, bytes)| (*ids, Entries::of(bytes)))
        .collect();
    let mut row: Vec<Entry> = Vec::new();
    for _ in 0..texts {
        row.clear();
        for (ids, part) in &mut parts {
            let n = part.begin_row();
            let known = part.by_ref().take(n).map(|e| Entry {
                id: ids.get(e.id as usize).copied().unwrap_or(OUT),
                ..e
            });
            row.extend(known.filter(|e| e.id != OUT));
        }
        row.sort_unstable_by_key(|e| e.id);
        rows.push(row.iter().copied());
    }
    rows
}

fn low(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet};

    proptest! {
        #[test]
        fn counts_what_a_map_counts(texts in prop::collection::vec(prop::collection::vec(0_u64..40, 0..30), 0..12), min_df in 1_u32..4, lead in 0_usize..9, most in 1_usize..60) {
            let spread = |h: &u64| h.wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let bags: Vec<Bag> = texts.iter().map(|t| {
                let all: Vec<u64> = t.iter().map(spread).collect();
                let leading = all[..lead.min(all.len())].to_vec();
                Bag::new(all, &leading)
            }).collect();
            let counted = count(&bags, min_df, most);
            let mut df: BTreeMap<u64, u32> = BTreeMap::new();
            for t in &texts {
                for h in t.iter().map(spread).collect::<BTreeSet<_>>() {
                    *df.entry(h).or_default() += 1;
                }
            }
            let mut want: Vec<u64> = df.iter().filter(|e| *e.1 >= min_df).map(|e| *e.0).collect();
            want.sort_by_key(|h| (std::cmp::Reverse(df[h]), *h));
            want.truncate(most);
            prop_assert_eq!(&counted.hashes, &want);
            prop_assert_eq!(counted.frequencies, want.iter().map(|h| df[h]).collect::<Vec<_>>());
            for (i, t) in texts.iter().enumerate() {
                let got: BTreeMap<u64, u16> = counted.rows.row(i).map(|e| (want[e.id as usize], e.count)).collect();
                let mut truth: BTreeMap<u64, u16> = BTreeMap::new();
                for h in t.iter().map(spread).filter(|h| want.contains(h)) {
                    *truth.entry(h).or_default() += 1;
                }
                prop_assert_eq!(got, truth);
                let first: Vec<u64> = t.iter().take(lead).map(spread).collect();
                for e in counted.rows.row(i) {
                    let times = first.iter().filter(|h| **h == want[e.id as usize]).count();
                    prop_assert_eq!(usize::from(e.leading), times);
                }
            }
            let some: Vec<u32> = (0..).take(bags.len()).step_by(2).collect();
            let (alone, taken) = (
                count(&bags.iter().step_by(2).cloned().collect::<Vec<_>>(), min_df, usize::MAX),
                count(&bags, 1, usize::MAX).of_rows(&some, min_df),
            );
            let sorted = |c: &Counted| -> BTreeMap<u64, u32> {
                c.hashes.iter().copied().zip(c.frequencies.iter().copied()).collect()
            };
            prop_assert_eq!(sorted(&alone), sorted(&taken));
            for i in 0..some.len() {
                let by_hash = |c: &Counted| -> BTreeMap<u64, (u16, u8)> {
                    c.rows.row(i).map(|e| (c.hashes[e.id as usize], (e.count, e.leading))).collect()
                };
                prop_assert_eq!(by_hash(&alone), by_hash(&taken));
            }
        }
    }
}
