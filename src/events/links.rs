//! Pairs of complaints that may belong together. Only those are compared that share a name or two rare words; lists are read back from each
//! complaint over a bounded number of earlier ones, so that time grows with the number of complaints.

use super::features::Exactness;
use super::nodes::Node;
use super::space::Space;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::cmp::Ordering;

/// Complaints that share a name are linked where they are as alike as this,
const NEAR: f64 = 0.12;
/// and as alike as this in the words beside their names: else they are about different things at one place;
const BESIDE: f64 = 0.08;
/// others where they are as alike as this,
const ALIKE: f64 = 0.6;
/// and those that name something else each, or the same that many name, where they are nearly copies. Never those at different places: short
/// complaints about one matter are nearly copies wherever it happens, and copies that tell of one place name it.
const COPIED: f64 = 0.9;
/// Words of a complaint by which others are found, the rarest.
const WORDS: usize = 24;
/// Earlier complaints looked at in one list.
const BACK: usize = 64;
/// Links of a complaint to earlier ones that are kept.
const KEPT: usize = 64;

/// Two nodes that may belong together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Link {
    pub(super) earlier: u32,
    pub(super) later: u32,
    pub(super) likeness: f64,
}

/// What the names in two complaints or groups say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Naming {
    /// Both hold the same.
    Same,
    /// Both hold names, and none is the same, or one that many hold.
    Different,
    /// Both name places, and these are different.
    Apart,
    /// One of them holds none.
    Open,
}

impl Naming {
    /// Given how exactly each says where, and whether they share a name that tells, or one that many hold.
    pub(super) fn of(exactness: [Exactness; 2], shared: bool, shared_common: bool) -> Self {
        let both = |least: Exactness| exactness.iter().all(|e| *e >= least);
        if shared {
            Self::Same
        } else if both(Exactness::House) || (both(Exactness::Place) && !shared_common) {
            Self::Apart
        } else if both(Exactness::Something) {
            Self::Different
        } else {
            Self::Open
        }
    }

    /// Whether the two are alike enough, given how alike they are, and how alike in the words beside their names.
    pub(super) fn suffices(self, likeness: f64, beside: impl FnOnce() -> f64) -> bool {
        match self {
            Self::Same => likeness >= NEAR && beside() >= BESIDE,
            Self::Different => likeness >= COPIED,
            Self::Apart => false,
            Self::Open => likeness >= ALIKE,
        }
    }
}

/// All links, the likeliest first.
pub(super) fn links(space: &Space, nodes: &[Node], within: i32) -> Vec<Link> {
    let keys: Vec<Vec<u64>> = (0..nodes.len())
        .into_par_iter()
        .map(|node| keys(space, node))
        .collect();
    let postings = Postings::of(&keys);
    let of_node = |shared: &mut Shared, later: usize| {
        let found = candidates(&keys[later], &postings, later, shared);
        best(space, nodes, (later, within), &found)
    };
    let mut links: Vec<Link> = (0..nodes.len())
        .into_par_iter()
        .map_init(Shared::default, of_node)
        .flatten_iter()
        .collect();
    links.par_sort_unstable_by(order);
    links
}

fn order(a: &Link, b: &Link) -> Ordering {
    let by_likeness = b.likeness.total_cmp(&a.likeness);
    by_likeness.then((a.earlier, a.later).cmp(&(b.earlier, b.later)))
}

/// By what a node is found: names are odd, words even.
fn keys(space: &Space, node: usize) -> Vec<u64> {
    let words = space.rarest(node, WORDS).into_iter();
    let names = space.names(node).iter();
    let names = names.map(|&name| 2 * u64::from(name) + 1);
    words.map(|w| 2 * u64::from(w)).chain(names).collect()
}

/// Which nodes have which key, ascending.
struct Postings {
    all: Vec<(u64, u32)>,
    starts: FxHashMap<u64, usize>,
}

impl Postings {
    fn of(keys: &[Vec<u64>]) -> Self {
        let pairs = (0..).zip(keys);
        let pairs = pairs.flat_map(|(node, keys): (u32, _)| keys.iter().map(move |&k| (k, node)));
        let mut all: Vec<(u64, u32)> = pairs.collect();
        all.par_sort_unstable();
        let mut starts = FxHashMap::default();
        let mut at = 0;
        for list in all.chunk_by(|a, b| a.0 == b.0) {
            starts.insert(list[0].0, at);
            at += list.len();
        }
        Self { all, starts }
    }

    /// The last nodes before `node` that have the key.
    fn before(&self, key: u64, node: usize) -> &[(u64, u32)] {
        let Some(&start) = self.starts.get(&key) else {
            return &[];
        };
        let list = &self.all[start..];
        let len = list.partition_point(|&(k, other)| k == key && (other as usize) < node);
        &list[len.saturating_sub(BACK)..len]
    }
}

/// For earlier nodes how many keys they share with this one, and whether one of them is a name. One thread uses its memory again.
type Shared = FxHashMap<u32, (u32, bool)>;

/// Earlier nodes that share a name with this one, or two words by which it is found; ascending.
fn candidates(
    keys: &[u64],
    postings: &Postings,
    node: usize,
    shared: &mut Shared,
) -> Vec<(u32, bool)> {
    for &key in keys {
        for &(_, other) in postings.before(key, node) {
            let entry = shared.entry(other).or_default();
            entry.0 += 1;
            entry.1 |= key % 2 == 1;
        }
    }
    let enough = shared.drain().filter(|(_, (n, named))| *named || *n > 1);
    let mut found: Vec<(u32, bool)> = enough.map(|(other, (_, named))| (other, named)).collect();
    found.sort_unstable();
    found
}

/// The likeliest links of a node to the earlier ones in `found`.
fn best(
    space: &Space,
    nodes: &[Node],
    (later, within): (usize, i32),
    found: &[(u32, bool)],
) -> Vec<Link> {
    let node = &nodes[later];
    let link = |&(earlier, named): &(u32, bool)| -> Option<Link> {
        let other = &nodes[earlier as usize];
        let apart = node.first.saturating_sub(other.last) > within
            || matches!((node.place, other.place), (Some(a), Some(b)) if a != b);
        if apart {
            return None;
        }
        let [a, b] = [earlier as usize, later];
        let likeness = cosine(space.words(a), space.words(b));
        let common = || share_one(space.common(a), space.common(b));
        let naming = Naming::of([a, b].map(|n| space.naming(n)), named, !named && common());
        let alike = naming.suffices(likeness, || cosine(space.matter(a), space.matter(b)));
        alike.then_some(Link {
            earlier,
            later: u32::try_from(later).ok()?,
            likeness,
        })
    };
    let mut links: Vec<Link> = found.iter().filter_map(link).collect();
    links.sort_unstable_by(order);
    links.truncate(KEPT);
    links
}

/// Whether two ascending lists share a number.
fn share_one(a: &[u32], b: &[u32]) -> bool {
    a.iter().any(|n| b.binary_search(n).is_ok())
}

/// The cosine of two lists of words. Nothing is branched on which word comes first: that would be foreseen badly.
fn cosine(a: &[(u32, f32)], b: &[(u32, f32)]) -> f64 {
    let (mut i, mut j, mut sum) = (0, 0, 0.0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        let product = f64::from(x.1) * f64::from(y.1);
        sum += if x.0 == y.0 { product } else { 0.0 };
        i += usize::from(x.0 <= y.0);
        j += usize::from(y.0 <= x.0);
    }
    sum
}
