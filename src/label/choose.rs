//! Candidates → the rows to label: one from the middle of each group of texts, so that all of them are different.

use super::candidates::{Candidate, Candidates};
use crate::normalize::MaskParams;
use crate::segment::UserDictionary;
use crate::types::SplitMix;
use crate::types::svd::Sparse;
use crate::vectorize::{Analyzer, Terms, VectorizeParams, k_means};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Dimensions that the words of the pool are reduced to.
const DIMENSIONS: usize = 50;
/// Times these are sharpened.
const ROUNDS: usize = 6;
/// A word that fewer texts hold says nothing of what texts have in common.
const RAREST: u32 = 2;

/// The rows to label, those with the least margin first: the pool is grouped around as many centres as rows are asked for (k-means in
/// the space of the leading singular directions of tf-idf), and the row next to each centre is drawn.
#[must_use]
pub fn choose(candidates: Candidates<'_>) -> Vec<Candidate> {
    let (pool, params) = candidates.finish();
    if pool.len() <= params.rows {
        return pool;
    }
    // the seed decides where the groups start
    let mut order: Vec<usize> = (0..pool.len()).collect();
    let by_chance = |at: &usize| SplitMix::new(pool[*at].chance ^ params.seed).next();
    order.sort_by_key(|at| (by_chance(at), *at));
    let texts: Vec<&str> = order.iter().map(|&at| pool[at].key.as_str()).collect();
    let points = weighted(&texts).directions(DIMENSIONS, ROUNDS, params.seed);
    let mut nearest: BTreeMap<usize, (f64, usize)> = BTreeMap::new();
    if let Some(clusters) = k_means(&points, params.rows, 1) {
        let members = clusters.groups.iter().zip(&clusters.distances).zip(&order);
        for ((&group, &distance), &at) in members {
            let best = nearest.entry(group).or_insert((distance, at));
            let nearer = distance.total_cmp(&best.0).then(at.cmp(&best.1)).is_lt();
            if nearer {
                *best = (distance, at);
            }
        }
    }
    let mut drawn: Vec<usize> = nearest.into_values().map(|(_, at)| at).collect();
    // a group may be empty; the surest way to something new is then the least margin
    let missing = params.rows.saturating_sub(drawn.len());
    let others = (0..pool.len()).filter(|at| !drawn.contains(at));
    let others: Vec<usize> = others.take(missing).collect();
    drawn.extend(others);
    drawn.sort_unstable();
    let mut pool: Vec<Option<Candidate>> = pool.into_iter().map(Some).collect();
    drawn.iter().filter_map(|&at| pool[at].take()).collect()
}

/// tf-idf of the words of every text, counts dampened by their logarithm.
fn weighted(texts: &[&str]) -> Sparse {
    let analyzer = Analyzer::new(&UserDictionary::default(), "", MaskParams::off());
    let params = VectorizeParams {
        words: 1,
        chars: 0,
        letters_max: 0,
        ..VectorizeParams::default()
    };
    let bags: Vec<BTreeMap<u64, u32>> = texts
        .par_iter()
        .map(|text| {
            let (mut tokens, mut bag) = (Vec::new(), BTreeMap::new());
            analyzer.words(text, &mut tokens);
            let mut terms = Terms::new(params.clone());
            terms.each(text, &tokens, |hash, _, _| {
                *bag.entry(hash).or_default() += 1;
            });
            bag
        })
        .collect();
    let mut df: FxHashMap<u64, u32> = FxHashMap::default();
    for hash in bags.iter().flat_map(BTreeMap::keys) {
        *df.entry(*hash).or_default() += 1;
    }
    let mut columns: FxHashMap<u64, u32> = FxHashMap::default();
    let mut sparse = Sparse::default();
    for bag in &bags {
        let held = bag.iter().filter(|(hash, _)| df[*hash] >= RAREST);
        let row = held.map(|(hash, &count)| {
            let next = u32::try_from(columns.len()).unwrap_or(u32::MAX);
            let idf = (1.0 + texts.len() as f64) / (1.0 + f64::from(df[hash]));
            let weight = (1.0 + f64::from(count).ln()) * (idf.ln() + 1.0);
            #[expect(clippy::cast_possible_truncation, reason = "a weight")]
            let weight = weight as f32;
            (*columns.entry(*hash).or_insert(next), weight)
        });
        let row: Vec<(u32, f32)> = row.collect();
        sparse.push_unit(&row);
    }
    sparse
}
