//! Features of all complaints as numbers: words with their weights, pieces of names.

use super::features::{Exactness, Features};
use super::nodes::Node;
use rayon::prelude::*;

/// A name that more complaints hold than one in so many, and more than a few, is not that of a place.
const ONE_IN: usize = 20;
const FEW: usize = 50;
/// Among fewer complaints words are judged as among so many: else what all of them say would weigh nothing.
const LEAST: f64 = 500.0;

/// How rare words are.
#[derive(Clone, Debug, Default)]
pub struct Rarity {
    hashes: Vec<u64>,
    weights: Vec<f64>,
}

impl Rarity {
    /// The weight of a word, given its hash.
    pub(super) fn of(&self, hash: u64) -> f64 {
        let at = self.hashes.binary_search(&hash).ok();
        at.and_then(|at| self.weights.get(at))
            .copied()
            .unwrap_or(0.0)
    }
}

/// Words and names of every node, by number.
#[derive(Debug)]
pub(super) struct Space {
    words: Lists<(u32, f32)>,
    matter: Lists<(u32, f32)>,
    names: Lists<u32>,
    /// Names that so many hold that they tell little.
    common: Lists<u32>,
    /// For every node how exactly it says where.
    naming: Vec<Exactness>,
    rarity: Rarity,
    /// For every word whether several nodes hold it.
    is_shared: Vec<bool>,
}

/// Lists end to end.
#[derive(Debug)]
struct Lists<T> {
    items: Vec<T>,
    /// Where each ends.
    ends: Vec<usize>,
}

impl<T> Lists<T> {
    fn of(lists: Vec<Vec<T>>) -> Self {
        let mut ends = Vec::with_capacity(lists.len());
        let mut items = Vec::with_capacity(lists.iter().map(Vec::len).sum());
        for list in lists {
            items.extend(list);
            ends.push(items.len());
        }
        Self { items, ends }
    }

    fn get(&self, i: usize) -> &[T] {
        let from = i.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.items[from..self.ends[i]]
    }
}

/// Distinct hashes, ascending, and how many nodes hold each. The place of a hash is its number: it depends on no order of rows.
struct Numbers {
    hashes: Vec<u64>,
    counts: Vec<u32>,
}

impl Numbers {
    fn of(mut all: Vec<u64>) -> Self {
        all.par_sort_unstable();
        let (mut hashes, mut counts) = (Vec::new(), Vec::new());
        for run in all.chunk_by(|a, b| a == b) {
            hashes.push(run[0]);
            counts.push(u32::try_from(run.len()).unwrap_or(u32::MAX));
        }
        Self { hashes, counts }
    }

    fn number(&self, hash: u64) -> Option<u32> {
        u32::try_from(self.hashes.binary_search(&hash).ok()?).ok()
    }
}

impl Space {
    pub(super) fn of(features: &[Features], nodes: &[Node]) -> Self {
        let all = |list: fn(&Features) -> &Vec<u64>| -> Vec<u64> {
            features
                .iter()
                .flat_map(|f| list(f).iter().copied())
                .collect()
        };
        let words = Numbers::of(all(|f| &f.words));
        let places = nodes.iter().filter_map(|n| n.place);
        let names = Numbers::of(all(|f| &f.names).into_iter().chain(places).collect());
        let n = (features.len() as f64).max(LEAST);
        let rarity: Vec<f64> = words
            .counts
            .iter()
            .map(|&count| (n / f64::from(count)).ln_1p())
            .collect();
        let most = (features.len() / ONE_IN).max(FEW);
        let of_words = |list: &Vec<u64>| {
            let numbers: Vec<u32> = list.iter().filter_map(|&w| words.number(w)).collect();
            let squares = numbers.iter().map(|&w| rarity[w as usize].powi(2));
            let length = squares.sum::<f64>().sqrt();
            #[expect(
                clippy::cast_possible_truncation,
                reason = "weights need no more digits"
            )]
            let weighed = |w: u32| (w, (rarity[w as usize] / length) as f32);
            numbers.into_iter().map(weighed).collect::<Vec<_>>()
        };
        let of_names = |(f, node): (&Features, &Node)| {
            let all = f.names.iter().copied().chain(node.place);
            let mut numbers: Vec<u32> = all
                .filter_map(|name| names.number(name))
                .filter(|&name| names.counts[name as usize] > 1)
                .collect();
            numbers.sort_unstable();
            let is_rare = |&name: &u32| names.counts[name as usize] as usize <= most;
            numbers.into_iter().partition::<Vec<u32>, _>(is_rare)
        };
        let pairs = features.par_iter().zip(nodes);
        let (rare, common) = pairs.map(of_names).unzip();
        Self {
            words: Lists::of(features.par_iter().map(|f| of_words(&f.words)).collect()),
            matter: Lists::of(features.par_iter().map(|f| of_words(&f.matter)).collect()),
            names: Lists::of(rare),
            common: Lists::of(common),
            naming: features.iter().map(|f| f.naming).collect(),
            is_shared: words.counts.iter().map(|&c| c > 1).collect(),
            rarity: Rarity {
                hashes: words.hashes,
                weights: rarity,
            },
        }
    }

    /// The words of a node and their weights, ascending by number; the squares of the weights add up to 1.
    pub(super) fn words(&self, node: usize) -> &[(u32, f32)] {
        self.words.get(node)
    }

    /// The same for the words that are part of no name.
    pub(super) fn matter(&self, node: usize) -> &[(u32, f32)] {
        self.matter.get(node)
    }

    /// The pieces of names in a node, ascending; those that only it holds are left out.
    pub(super) fn names(&self, node: usize) -> &[u32] {
        self.names.get(node)
    }

    /// Pieces of names that so many nodes hold that they tell little, ascending.
    pub(super) fn common(&self, node: usize) -> &[u32] {
        self.common.get(node)
    }

    /// How exactly a node says where, be it the only one that names it.
    pub(super) fn naming(&self, node: usize) -> Exactness {
        self.naming[node]
    }

    /// How rare the words are.
    pub(super) fn into_rarity(self) -> Rarity {
        self.rarity
    }

    /// The rarest words of a node that others hold too, at most so many.
    pub(super) fn rarest(&self, node: usize, most: usize) -> Vec<u32> {
        let numbers = self.words(node).iter().map(|w| w.0);
        let mut shared: Vec<u32> = numbers.filter(|&w| self.is_shared[w as usize]).collect();
        let rarity = |w: &u32| self.rarity.weights[*w as usize];
        shared.sort_by(|a, b| rarity(b).total_cmp(&rarity(a)).then(a.cmp(b)));
        shared.truncate(most);
        shared
    }
}
