//! From bags of term hashes to a vocabulary and counted rows.

use super::rows::Rows;
use super::table::Table;
use rayon::prelude::*;

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
    /// For every text the ids it holds, with how often.
    pub rows: Rows,
    /// For every entry of `rows` how many of the occurrences stand in the text's lead.
    pub leading: Vec<u8>,
}

/// Keeps the terms that at least `min_df` of the texts hold and counts every text in them.
#[must_use]
pub fn count(bags: &[Bag], min_df: u32) -> Counted {
    let mut all: Vec<u64> = Vec::with_capacity(bags.iter().map(Bag::len).sum());
    bags.iter()
        .for_each(|bag| all.extend_from_slice(&bag.hashes));
    all.par_sort_unstable();
    let runs = all.chunk_by(|a, b| a == b);
    let mut kept: Vec<(usize, u64)> = runs
        .filter(|run| run.len() >= min_df as usize)
        .map(|run| (run.len(), run[0]))
        .collect();
    drop(all);
    kept.par_sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let hashes: Vec<u64> = kept.into_iter().map(|e| e.1).collect();
    let table = Table::new(&hashes);
    type Row = (Vec<u32>, Vec<f32>);
    let (counted, leading): (Vec<Row>, Vec<Vec<u8>>) = bags
        .par_iter()
        .map(|bag| {
            let entries = bag.hashes.iter().zip(&bag.counts).zip(&bag.leading);
            let mut known: Vec<(u32, u16, u8)> = entries
                .filter_map(|((&h, &n), &leading)| table.get(h).map(|id| (id, n, leading)))
                .collect();
            known.sort_unstable_by_key(|e| e.0);
            let row = known.iter().map(|e| (e.0, f32::from(e.1))).unzip();
            (row, known.iter().map(|e| e.2).collect::<Vec<u8>>())
        })
        .unzip();
    let rows = Rows::from_parts(&counted, hashes.len());
    Counted {
        hashes,
        rows,
        leading: leading.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet};

    proptest! {
        #[test]
        fn counts_what_a_map_counts(texts in prop::collection::vec(prop::collection::vec(0_u64..40, 0..30), 0..12), min_df in 1_u32..4, lead in 0_usize..9) {
            let spread = |h: &u64| h.wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let bags: Vec<Bag> = texts.iter().map(|t| {
                let all: Vec<u64> = t.iter().map(spread).collect();
                let leading = all[..lead.min(all.len())].to_vec();
                Bag::new(all, &leading)
            }).collect();
            let counted = count(&bags, min_df);
            let mut df: BTreeMap<u64, u32> = BTreeMap::new();
            for t in &texts {
                for h in t.iter().map(spread).collect::<BTreeSet<_>>() {
                    *df.entry(h).or_default() += 1;
                }
            }
            let mut want: Vec<u64> = df.iter().filter(|e| *e.1 >= min_df).map(|e| *e.0).collect();
            want.sort_by_key(|h| (std::cmp::Reverse(df[h]), *h));
            prop_assert_eq!(&counted.hashes, &want);
            let mut leading = counted.leading.iter();
            for (i, t) in texts.iter().enumerate() {
                let (ids, values) = counted.rows.row(i);
                let got: BTreeMap<u64, f32> = ids.iter().zip(values).map(|(&id, &v)| (want[id as usize], v)).collect();
                let mut truth: BTreeMap<u64, f32> = BTreeMap::new();
                for h in t.iter().map(spread).filter(|h| want.contains(h)) {
                    *truth.entry(h).or_default() += 1.0;
                }
                prop_assert_eq!(got, truth);
                let first: Vec<u64> = t.iter().take(lead).map(spread).collect();
                for (&id, n) in ids.iter().zip(leading.by_ref()) {
                    let times = first.iter().filter(|h| **h == want[id as usize]).count();
                    prop_assert_eq!(usize::from(*n), times);
                }
            }
        }
    }
}
