//! Adding up counts made apart: the order never changes the result.

use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::hash::Hash;

/// Counts that can be added to counts of other complaints.
pub(super) trait Merge {
    /// Adds `other`.
    fn add(&mut self, other: Self);
}

impl Merge for u64 {
    fn add(&mut self, other: Self) {
        *self = self.saturating_add(other);
    }
}

impl Merge for i64 {
    fn add(&mut self, other: Self) {
        *self = self.saturating_add(other);
    }
}

impl<T: Merge> Merge for Option<T> {
    fn add(&mut self, other: Self) {
        match (self.as_mut(), other) {
            (Some(mine), Some(theirs)) => mine.add(theirs),
            (None, theirs) => *self = theirs,
            (Some(_), None) => {}
        }
    }
}

impl<K: Ord, V: Merge> Merge for BTreeMap<K, V> {
    fn add(&mut self, other: Self) {
        for (key, theirs) in other {
            match self.get_mut(&key) {
                Some(mine) => mine.add(theirs),
                None => drop(self.insert(key, theirs)),
            }
        }
    }
}

impl<K: Hash + Eq, V: Merge> Merge for FxHashMap<K, V> {
    fn add(&mut self, other: Self) {
        for (key, theirs) in other {
            match self.get_mut(&key) {
                Some(mine) => mine.add(theirs),
                None => drop(self.insert(key, theirs)),
            }
        }
    }
}

/// Part by part.
impl<T: Merge> Merge for Vec<T> {
    fn add(&mut self, other: Self) {
        for (i, theirs) in other.into_iter().enumerate() {
            match self.get_mut(i) {
                Some(mine) => mine.add(theirs),
                None => self.push(theirs),
            }
        }
    }
}
