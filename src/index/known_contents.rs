//! What is known of every row of an index: the hash of its id, and that of its content.

use rustc_hash::{FxHashMap, FxHashSet};

/// Keys and their contents: 16 bytes a row, in the order of keys, and the latest ones in a map besides.
#[derive(Debug, Default)]
pub(super) struct KnownContents {
    sorted: Vec<(u64, u64)>,
    latest: FxHashMap<u64, u64>,
}

/// Latest ones kept in a map.
const LATEST: usize = 200_000;

impl KnownContents {
    /// Of keys that do not repeat.
    pub(super) fn new(mut all: Vec<(u64, u64)>) -> Self {
        all.sort_unstable();
        Self {
            sorted: all,
            latest: FxHashMap::default(),
        }
    }

    /// Sets the content of a key; gives the one it had.
    pub(super) fn insert(&mut self, key: u64, content: u64) -> Option<u64> {
        if let Some(at) = self.find(key) {
            return Some(std::mem::replace(&mut self.sorted[at].1, content));
        }
        if self.latest.len() == LATEST {
            self.settle();
        }
        self.latest.insert(key, content)
    }

    /// Removes keys.
    pub(super) fn remove(&mut self, keys: &FxHashSet<u64>) {
        self.sorted.retain(|(key, _)| !keys.contains(key));
        self.latest.retain(|key, _| !keys.contains(key));
    }

    /// Keys are hashes and spread evenly, so that the place of one is near where its size says.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the guess is less than the length"
    )]
    fn find(&self, key: u64) -> Option<usize> {
        let n = self.sorted.len();
        let guess = ((u128::from(key) * n as u128) >> 64) as usize;
        let mut reach = 64;
        loop {
            let low = guess.saturating_sub(reach);
            let high = guess.saturating_add(reach).min(n);
            let is_low = low == 0 || self.sorted[low].0 <= key;
            let is_high = high == n || self.sorted[high].0 > key;
            if is_low && is_high {
                let found = self.sorted[low..high].binary_search_by_key(&key, |entry| entry.0);
                return found.ok().map(|at| low + at);
            }
            reach *= 4;
        }
    }

    /// Sorts the latest ones in, from the end, in place.
    fn settle(&mut self) {
        let mut latest: Vec<(u64, u64)> = self.latest.drain().collect();
        latest.sort_unstable();
        let mut old = self.sorted.len();
        let mut to = old + latest.len();
        self.sorted.reserve_exact(latest.len());
        self.sorted.resize(to, (0, 0));
        while let Some(last) = latest.last() {
            to -= 1;
            if old > 0 && self.sorted[old - 1] > *last {
                old -= 1;
                self.sorted[to] = self.sorted[old];
            } else {
                self.sorted[to] = *last;
                latest.pop();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_a_map(
            first in prop::collection::hash_map(0u64..400, any::<u64>(), 0..60),
            steps in prop::collection::vec((0u64..400, any::<u64>(), 0..20u8), 0..200),
            scale in prop::sample::select(vec![1, u64::MAX / 400]),
        ) {
            let of = |key: u64| key * scale;
            let mut map: FxHashMap<u64, u64> = first.iter().map(|(k, c)| (of(*k), *c)).collect();
            let mut known = KnownContents::new(map.clone().into_iter().collect());
            for (key, content, what) in steps {
                match what {
                    0 => known.settle(),
                    1 => {
                        map.remove(&of(key));
                        known.remove(&[of(key)].into_iter().collect());
                    }
                    _ => prop_assert_eq!(known.insert(of(key), content), map.insert(of(key), content)),
                }
            }
        }
    }
}
