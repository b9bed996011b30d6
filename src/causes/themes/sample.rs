//! The complaints that themes are grown from: all of a type, or so many of a large one, as places in a small vocabulary.

use super::super::terms::Terms;
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};

/// Complaints looked at; of more, those with the smallest hash of their words, whatever the order of the rows.
pub(super) const MOST: usize = 4_000;
/// Words looked at: the most frequent ones.
const WORDS: usize = 600;
/// A word that a smaller share holds stands for no theme and beside none.
const RAREST: f64 = 0.004;
/// The same as a count.
const FEWEST: u32 = 5;
/// A word that a larger share holds says nothing about a part.
const COMMONEST: f64 = 0.5;

/// Complaints as words.
pub(super) struct Sample {
    /// The words, by place.
    pub(super) terms: Vec<u32>,
    /// Whether a theme may be named by it.
    pub(super) names: Vec<bool>,
    /// What the word is an inflection of; places of one family have one number.
    pub(super) family: Vec<usize>,
    /// Complaints that hold it.
    pub(super) counts: Vec<u32>,
    /// Places of the words of every complaint, ascending.
    pub(super) complaints: Vec<Vec<usize>>,
    /// Place of every term, or [`NOWHERE`].
    places: Vec<u16>,
}

/// The place of a term that is not looked at.
const NOWHERE: u16 = u16::MAX;

impl Sample {
    /// Of `rows`, whose type is called `own`: a word of that name names nothing within it.
    pub(super) fn of(terms: &Terms, rows: &[u32], own: &str) -> Self {
        let rows = drawn(terms, rows);
        let counts = terms.count_in(rows.iter().copied());
        let share = |n: u32| f64::from(n) / rows.len().max(1) as f64;
        let enough = |&t: &u32| {
            let n = counts[t as usize];
            let word = terms.parts(t).is_none();
            word && n >= FEWEST && share(n) >= RAREST && share(n) <= COMMONEST
        };
        let all = 0..u32::try_from(terms.len()).unwrap_or(u32::MAX);
        let mut kept: Vec<u32> = all.filter(enough).collect();
        kept.sort_by_key(|&t| (std::cmp::Reverse(counts[t as usize]), t));
        kept.truncate(WORDS);
        let mut places = vec![NOWHERE; terms.len()];
        for (&term, place) in kept.iter().zip(0..) {
            places[term as usize] = place;
        }
        let complaint = |row: &u32| {
            let mut held = held(&places, terms.terms(*row as usize)).collect::<Vec<usize>>();
            held.sort_unstable();
            held
        };
        let mut families: FxHashMap<&str, usize> = FxHashMap::default();
        let family = kept.iter().map(|&t| {
            let next = families.len();
            *families.entry(stem(terms.name(t))).or_insert(next)
        });
        let own = own.to_lowercase();
        Self {
            family: family.collect(),
            names: kept
                .iter()
                .map(|&t| is_name(terms.name(t)) && !own.contains(terms.name(t)))
                .collect(),
            counts: kept.iter().map(|&t| counts[t as usize]).collect(),
            complaints: rows.iter().map(complaint).collect(),
            terms: kept,
            places,
        }
    }

    /// Places of the terms that have one, in the order of the terms.
    pub(super) fn places(&self, terms: &[u32]) -> impl Iterator<Item = usize> {
        held(&self.places, terms)
    }

    /// Share of the complaints that hold each word.
    pub(super) fn shares(&self) -> Vec<f64> {
        let all = self.complaints.len().max(1) as f64;
        self.counts.iter().map(|&n| f64::from(n) / all).collect()
    }
}

fn held(places: &[u16], terms: &[u32]) -> impl Iterator<Item = usize> {
    let all = terms.iter().map(|&t| places[t as usize]);
    all.filter(|&p| p != NOWHERE).map(usize::from)
}

fn drawn(terms: &Terms, rows: &[u32]) -> Vec<u32> {
    if rows.len() <= MOST {
        return rows.to_vec();
    }
    let hash = |row: u32| {
        let mut hasher = FxHasher::default();
        terms.terms(row as usize).hash(&mut hasher);
        hasher.finish()
    };
    let mut hashed: Vec<(u64, u32)> = rows.iter().map(|&row| (hash(row), row)).collect();
    hashed.select_nth_unstable(MOST);
    hashed.truncate(MOST);
    hashed.sort_unstable();
    hashed.into_iter().map(|(_, row)| row).collect()
}

/// Two Chinese characters or three letters: less is a fragment.
pub(super) fn is_name(word: &str) -> bool {
    let first = word.chars().next();
    let fewest = if first.is_some_and(|c| c >= '\u{2e80}') {
        2
    } else {
        3
    };
    word.chars().count() >= fewest
}

/// An English word without its ending.
fn stem(word: &str) -> &str {
    let endings = ["ing", "ed", "es", "s", "e"];
    let long = |stem: &&str| stem.len() >= 3 && stem.is_ascii();
    let stripped = endings
        .iter()
        .find_map(|e| word.strip_suffix(e).filter(long));
    stripped.unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inflections_are_one_family_and_fragments_no_names() {
        assert_eq!(stem("calls"), stem("calling"));
        assert_eq!(stem("charged"), stem("charge"));
        assert_ne!(stem("contact"), stem("contract"));
        assert_eq!(stem("退款"), "退款");
        assert!(is_name("噪声") && is_name("fee") && !is_name("持") && !is_name("b"));
    }
}
