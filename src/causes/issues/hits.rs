//! Words that more complaints of a place hold than were to be expected.

use super::super::contingency::Place;
use super::super::words;
use super::MIN_DISTINCT;
use super::crowd::Crowd;
use super::expectation::{Counts, Expectation};
use crate::aggregate::stats::log_likelihood_ratio;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

/// Count ÷ expected must reach this,
const MIN_RATIO: f64 = 2.0;
/// and count − expected this.
const MIN_EXCESS: f64 = 4.0;
/// p, times all words and places, must lie below this.
pub(super) const ALPHA: f64 = 0.05;

/// Words in places that are looked at, the strongest.
const MOST: usize = 2_000;

/// A word in a place.
#[derive(Clone, Debug)]
pub(super) struct Hit {
    pub(super) term: u32,
    pub(super) place: Place,
    /// The reported complaints of the place that hold it, ascending.
    pub(super) here: Vec<u32>,
    /// Log-likelihood ratio against what is expected.
    pub(super) strength: f64,
}

/// Words in places, strongest first, and for every word its complaints in all stretches, ascending.
pub(super) struct Hits {
    pub(super) all: Vec<Hit>,
    pub(super) holding: FxHashMap<u32, Vec<u32>>,
    /// Tests made: words times places.
    pub(super) tried: f64,
}

/// Every word that stands out in a place.
pub(super) fn hits(crowd: &Crowd<'_>) -> Hits {
    let terms = crowd.terms;
    let here = terms.count_in(crowd.here.iter().copied());
    let before = terms.count_in(crowd.before.iter().copied());
    let enough = here
        .iter()
        .zip(&before)
        .filter(|(a, b)| *a + *b >= MIN_DISTINCT);
    let tried = (enough.count() * crowd.places_there_are()).max(1) as f64;
    let candidates = candidates(crowd, &here, &before);
    let wanted: FxHashSet<u32> = candidates.iter().map(|c| c.0).collect();
    let mut wanted: Vec<u32> = wanted.into_iter().collect();
    wanted.sort_unstable();
    let holding = terms.holding(&wanted);
    let hit = |&(term, place): &(u32, Place)| {
        let held = holding.get(&term)?;
        let counts = Counts::of(crowd, held, place);
        let expected = Expectation::of(crowd, place, &counts)?;
        let count = counts.here();
        let stands_out = stands_out(count, expected.mean) && expected.p(count) * tried < ALPHA;
        stands_out.then(|| Hit {
            term,
            place,
            here: crowd.reported(held, place),
            strength: log_likelihood_ratio(counts.in_place[0].into(), expected.mean.max(0.5)),
        })
    };
    let mut all: Vec<Hit> = candidates.par_iter().filter_map(hit).collect();
    all.sort_by(|a, b| {
        let order = b.strength.total_cmp(&a.strength);
        order.then((a.place, a.term).cmp(&(b.place, b.term)))
    });
    all.truncate(MOST);
    Hits {
        all,
        holding,
        tried,
    }
}

pub(super) fn stands_out(count: f64, expected: f64) -> bool {
    count >= f64::from(MIN_DISTINCT)
        && count >= MIN_RATIO * expected
        && count - expected >= MIN_EXCESS
}

/// Words and places that stand out against all earlier complaints, and against other places.
fn candidates(crowd: &Crowd<'_>, here: &[u32], before: &[u32]) -> Vec<(u32, Place)> {
    let may_name = |word: &str| words::is_whole(word) && words::may_name(word);
    let names = (0..)
        .zip(here)
        .map(|(term, &n)| n >= MIN_DISTINCT && may_name(crowd.terms.name(term)));
    let names: Vec<bool> = names.collect();
    let mut counts: FxHashMap<(u32, Place), u32> = FxHashMap::default();
    for &row in &crowd.here {
        let places: Vec<Place> = crowd.places(row).collect();
        for &term in crowd
            .terms
            .terms(row as usize)
            .iter()
            .filter(|t| names[**t as usize])
        {
            for &place in &places {
                *counts.entry((term, place)).or_default() += 1;
            }
        }
    }
    let (all_here, all_before) = (crowd.here.len() as f64, crowd.before.len() as f64);
    let may = |&((term, place), n): &((u32, Place), u32)| {
        let volume = crowd.volume(place).map_or(0.0, |v| f64::from(v[0]));
        let elsewhere = f64::from(here[term as usize] - n) / (all_here - volume).max(1.0);
        let earlier = f64::from(before[term as usize]) / all_before.max(1.0);
        stands_out(f64::from(n), volume * elsewhere.max(earlier)) && volume > 0.0
    };
    let mut found: Vec<(u32, Place)> = counts.into_iter().filter(may).map(|c| c.0).collect();
    found.sort_unstable();
    found
}
