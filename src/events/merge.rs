//! Links → groups. From the likeliest link on two groups become one where they are alike on average, so that chains do not grow.

use super::features::Exactness;
use super::links::{Link, Naming};
use super::nodes::Node;
use super::space::Space;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// Groups must be as alike as this part of what two complaints need: their average is lower than that of the pairs that were found.
const SLACK: f64 = 0.75;

const LEVELS: [Exactness; 4] = [
    Exactness::Nothing,
    Exactness::Something,
    Exactness::Place,
    Exactness::House,
];

fn once_each(names: &[u32]) -> FxHashMap<u32, u32> {
    names.iter().map(|&name| (name, 1)).collect()
}

/// Some nodes that belong together.
#[derive(Clone, Debug, Default)]
struct Cluster {
    members: Vec<u32>,
    /// The sum of their words: the average cosine of the pairs of two groups is the product of two such sums.
    words: FxHashMap<u32, f64>,
    /// The same for the words that are part of no name.
    matter: FxHashMap<u32, f64>,
    /// How many of them hold each piece of a name.
    names: FxHashMap<u32, u32>,
    /// The same of names that many hold.
    common: FxHashMap<u32, u32>,
    /// How many of them say where as exactly as this, or more so; by [`Exactness`].
    naming: [usize; 4],
    place: Option<u64>,
}

impl Cluster {
    fn of(space: &Space, node: usize, place: Option<u64>) -> Self {
        let sums = |words: &[(u32, f32)]| {
            let weights = words
                .iter()
                .map(|&(word, weight)| (word, f64::from(weight)));
            weights.collect()
        };
        Self {
            members: u32::try_from(node).into_iter().collect(),
            words: sums(space.words(node)),
            matter: sums(space.matter(node)),
            names: once_each(space.names(node)),
            common: once_each(space.common(node)),
            naming: LEVELS.map(|level| usize::from(space.naming(node) >= level)),
            place,
        }
    }

    /// Whether the two are one: about no different places, and alike on average.
    fn fits(&self, other: &Self) -> bool {
        if matches!((self.place, other.place), (Some(a), Some(b)) if a != b) {
            return false;
        }
        let pairs = SLACK * (self.members.len() * other.members.len()) as f64;
        let likeness = product(&self.words, &other.words) / pairs;
        let beside = || product(&self.matter, &other.matter) / pairs;
        self.naming(other).suffices(likeness, beside)
    }

    fn naming(&self, other: &Self) -> Naming {
        let shared = self.share(&self.names, (other, &other.names));
        let common = !shared && self.share(&self.common, (other, &other.common));
        Naming::of([self, other].map(Self::exactness), shared, common)
    }

    /// How exactly at least half of them say where.
    fn exactness(&self) -> Exactness {
        let half = |n: usize| 2 * n >= self.members.len();
        let levels = LEVELS.into_iter().zip(self.naming);
        let said = levels.filter(|(_, n)| half(*n)).map(|(level, _)| level);
        said.max().unwrap_or_default()
    }

    /// Whether at least half of both hold the same piece of a name.
    fn share(
        &self,
        names: &FxHashMap<u32, u32>,
        (other, of_other): (&Self, &FxHashMap<u32, u32>),
    ) -> bool {
        let half = |cluster: &Self, n: u32| 2 * n as usize >= cluster.members.len();
        let (small, large) = match names.len() <= of_other.len() {
            true => ((self, names), (other, of_other)),
            false => ((other, of_other), (self, names)),
        };
        small.1.iter().any(|(name, &n)| {
            half(small.0, n) && large.1.get(name).is_some_and(|&m| half(large.0, m))
        })
    }

    fn take(&mut self, other: Self) {
        self.members.extend(other.members);
        for (sums, more) in [
            (&mut self.words, other.words),
            (&mut self.matter, other.matter),
        ] {
            for (word, weight) in more {
                *sums.entry(word).or_default() += weight;
            }
        }
        for (names, more) in [
            (&mut self.names, other.names),
            (&mut self.common, other.common),
        ] {
            for (name, n) in more {
                *names.entry(name).or_default() += n;
            }
        }
        for (n, more) in self.naming.iter_mut().zip(other.naming) {
            *n += more;
        }
        self.place = self.place.or(other.place);
    }
}

/// The sum of the products of what both hold.
fn product(a: &FxHashMap<u32, f64>, b: &FxHashMap<u32, f64>) -> f64 {
    let (small, large) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let products = small
        .iter()
        .filter_map(|(word, x)| Some(x * large.get(word)?));
    products.sum()
}

/// Groups that have not become one, and how large they were then.
type Refused = FxHashMap<(u32, u32), (usize, usize)>;

/// The groups of nodes that the links make, each ascending; a node without links is one. Nodes that no chain of links connects never meet,
/// so that each such part is grouped by itself.
pub(super) fn merged(space: &Space, nodes: &[Node], links: &[Link]) -> Vec<Vec<u32>> {
    let parts = Parts::of(nodes.len(), links);
    let of_part = |(members, links): (Vec<u32>, Vec<Link>)| part(space, nodes, &members, &links);
    let groups = parts.lists(links).into_par_iter().flat_map_iter(of_part);
    let mut groups: Vec<Vec<u32>> = groups.collect();
    groups.sort_unstable();
    groups
}

/// For every node the part that it is in, and its place there; those of a part ascend.
struct Parts {
    of_node: Vec<(u32, u32)>,
    count: usize,
}

impl Parts {
    fn of(nodes: usize, links: &[Link]) -> Self {
        let mut leads: Vec<u32> = (0..).take(nodes).collect();
        for link in links {
            let [a, b] = [link.earlier, link.later].map(|node| lead(&mut leads, node));
            leads[a.max(b) as usize] = a.min(b);
        }
        let mut sizes: Vec<u32> = Vec::new();
        let mut of_node: Vec<(u32, u32)> = Vec::with_capacity(nodes);
        for node in (0..).take(nodes) {
            // the least node of a part leads it
            let part = match lead(&mut leads, node) {
                first if first < node => of_node[first as usize].0,
                _ => {
                    sizes.push(0);
                    u32::try_from(sizes.len() - 1).unwrap_or(u32::MAX)
                }
            };
            let size = &mut sizes[part as usize];
            of_node.push((part, *size));
            *size += 1;
        }
        Self {
            of_node,
            count: sizes.len(),
        }
    }

    /// The nodes of every part, and its links in their order, between places.
    fn lists(&self, links: &[Link]) -> Vec<(Vec<u32>, Vec<Link>)> {
        let mut lists = vec![(Vec::new(), Vec::new()); self.count];
        for (node, (part, _)) in (0..).zip(&self.of_node) {
            lists[*part as usize].0.push(node);
        }
        for link in links {
            let [(part, earlier), (_, later)] =
                [link.earlier, link.later].map(|node| self.of_node[node as usize]);
            lists[part as usize].1.push(Link {
                earlier,
                later,
                ..*link
            });
        }
        lists
    }
}

/// The groups of some nodes that the links between their places make.
pub(super) fn part(
    space: &Space,
    nodes: &[Node],
    members: &[u32],
    links: &[Link],
) -> Vec<Vec<u32>> {
    let mut leads: Vec<u32> = (0..).take(members.len()).collect();
    let mut clusters: FxHashMap<u32, Cluster> = FxHashMap::default();
    let mut refused = Refused::default();
    for link in links {
        let [a, b] = [link.earlier, link.later].map(|place| lead(&mut leads, place));
        if a == b {
            continue;
        }
        let key = (a.min(b), a.max(b));
        let single = |place: u32| {
            let node = members[place as usize] as usize;
            Cluster::of(space, node, nodes[node].place)
        };
        let [first, second] =
            [key.0, key.1].map(|c| clusters.remove(&c).unwrap_or_else(|| single(c)));
        let sizes = (first.members.len(), second.members.len());
        if refused.get(&key) == Some(&sizes) || !first.fits(&second) {
            refused.insert(key, sizes);
            clusters.insert(key.0, first);
            clusters.insert(key.1, second);
            continue;
        }
        // the larger takes the smaller in, under the lower number
        let (mut large, small) = match sizes.0 >= sizes.1 {
            true => (first, second),
            false => (second, first),
        };
        large.take(small);
        leads[key.1 as usize] = key.0;
        clusters.insert(key.0, large);
    }
    let mut groups: Vec<Vec<u32>> = vec![Vec::new(); members.len()];
    for (place, &node) in (0..).zip(members) {
        groups[lead(&mut leads, place) as usize].push(node);
    }
    groups.retain(|group| !group.is_empty());
    groups
}

/// The number under which the group of a node is kept.
fn lead(leads: &mut [u32], node: u32) -> u32 {
    let mut at = node;
    while leads[at as usize] != at {
        let next = leads[at as usize];
        leads[at as usize] = leads[next as usize];
        at = next;
    }
    at
}
