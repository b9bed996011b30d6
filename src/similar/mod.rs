//! similar: given normalised texts, gives groups of near-duplicates, and of texts of one template: the definitions everybody uses.
//!
//! Two texts are alike where the Jaccard index of their sets of character 5-grams, digits folded to one
//! character, is at least 0.8; texts shorter than 5 characters are alike only where they are equal. Texts are
//! taken in order: each joins the earliest group whose *first member* it is alike to, or starts a group, so
//! chains do not grow. The result is exact and the same on any thread count.

mod grams;
mod lists;
mod prefix;
mod rarity;
mod sketch;
mod templates;

use grams::ordinal;
use lists::{BATCH, Likely, Lists};
use prefix::{Found, Scratch, Search};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
pub use templates::templates;

/// How many texts are looked up at once.
const BLOCK: usize = 8192;
/// So many texts of its own block a text is compared with before it is known which of them lead.
const MOST_IN_BLOCK: usize = 16;

/// For every text, the index of the first member of its near-duplicate group (its own index where it starts one).
///
/// Takes about four seconds of processor time for a million short texts; equal texts cost one hash.
///
/// ```
/// let texts = ["订单1234还没有发货，请尽快处理", "订单9876还没有发货，请尽快处理", "屏幕碎了"];
/// assert_eq!(tousu::similar::groups(&texts), [0, 0, 2]);
/// ```
#[must_use]
pub fn groups<S: AsRef<str> + Sync>(normalized: &[S]) -> Vec<u32> {
    let (firsts, ordinal_of) = distinct(normalized);
    let texts: Vec<&str> = firsts
        .iter()
        .map(|&i| normalized[i as usize].as_ref())
        .collect();
    let leaders = assign_leaders(&texts);
    ordinal_of
        .par_iter()
        .map(|&ordinal| firsts[leaders[ordinal as usize] as usize])
        .collect()
}

/// A number that is the same for texts that are equal but for their digits, and for hardly any others.
#[must_use]
pub fn signature(normalized: &str) -> u64 {
    grams::low(grams::text_hash(normalized))
}

/// The first index of every distinct folded text, and for every text its place in that list.
fn distinct<S: AsRef<str> + Sync>(texts: &[S]) -> (Vec<u32>, Vec<u32>) {
    let hashes: Vec<u128> = texts
        .par_iter()
        .map(|t| grams::text_hash(t.as_ref()))
        .collect();
    let mut seen: FxHashMap<u128, u32> = FxHashMap::default();
    let mut firsts = Vec::new();
    let mut ordinal_of = Vec::with_capacity(texts.len());
    for (i, hash) in hashes.into_iter().enumerate() {
        ordinal_of.push(*seen.entry(hash).or_insert_with(|| {
            firsts.push(ordinal(i));
            ordinal(firsts.len() - 1)
        }));
    }
    (firsts, ordinal_of)
}

/// For every text its leader, by ordinal. The texts of a block are compared with the leaders of earlier blocks and with each
/// other in parallel; then the block is gone through in order, since only the order says which of its texts lead.
fn assign_leaders(texts: &[&str]) -> Vec<u32> {
    let lists = Lists::build(texts);
    let mut leader_of: Vec<u32> = Vec::with_capacity(texts.len());
    let mut is_leader = vec![false; texts.len()];
    let mut scratch = Scratch::default();
    for block in (0..texts.len()).step_by(BLOCK) {
        let ends = (block + BLOCK).min(texts.len());
        let batches = (block / BATCH..ends.div_ceil(BATCH)).into_par_iter();
        let likely: Vec<Likely> = batches.map(|batch| lists.of_batch(batch)).collect();
        let search = |known: usize, is_leader: &[bool], scratch: &mut Scratch, i: usize| {
            let search = Search {
                texts,
                sketches: &lists.sketches,
                is_leader,
                known: ordinal(known),
            };
            let near = likely[(i - block) / BATCH].near(i);
            search.find(scratch, i, near, MOST_IN_BLOCK)
        };
        let in_block = (block..ends).into_par_iter();
        let found: Vec<Found> = in_block
            .map_init(Scratch::default, |s, i| search(block, &is_leader, s, i))
            .collect();
        for (i, found) in (block..ends).zip(found) {
            let leader = found.leader(&is_leader, MOST_IN_BLOCK, || {
                search(i, &is_leader, &mut scratch, i)
            });
            is_leader[i] = leader.is_none();
            leader_of.push(leader.unwrap_or(ordinal(i)));
        }
    }
    leader_of
}

#[cfg(test)]
mod tests;
