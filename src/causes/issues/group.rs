//! Words that stand out → groups of complaints that hold them.

use super::super::contingency::Place;
use super::crowd::Crowd;
use super::expectation::{Counts, Expectation};
use super::hits::{ALPHA, Hit, Hits, stands_out};
use rustc_hash::{FxHashMap, FxHashSet};

/// Share of an issue's complaints that must be beyond expectation.
const PURE: f64 = 0.8;
/// Words that an issue is told by, at most.
const MOST_WORDS: usize = 24;
/// Groups made, more than a page shows: these are ranked otherwise than their words.
const MOST_GROUPS: usize = 50;
/// A word goes with another where this share of its complaints hold that one,
const TOGETHER: f64 = 0.6;
/// and so many times the share of all complaints of the place.
const ATTRACTED: f64 = 1.5;
/// All places are told of instead of one where so many times as many complaints are beyond expectation.
const WIDER: f64 = 1.5;

/// Complaints of the reported days that hold enough of some words.
#[derive(Debug)]
pub(super) struct Group {
    /// Its words, strongest first.
    pub(super) words: Vec<u32>,
    /// Its complaints, ascending.
    pub(super) rows: Vec<u32>,
    /// Complaints that hold so many of the words, by stretch.
    pub(super) counts: Vec<u32>,
    pub(super) expected: f64,
    /// Chance of so many complaints, times all words and places that were tried.
    pub(super) p: f64,
    /// Complaints of earlier stretches that hold so many of the words, ascending.
    pub(super) earlier: Vec<u32>,
}

/// Groups that share no complaint, the strongest word's first.
pub(super) fn groups(crowd: &Crowd<'_>, hits: &Hits) -> Vec<Group> {
    let mut used: FxHashSet<u32> = FxHashSet::default();
    let mut groups: Vec<Group> = Vec::new();
    for lead in &hits.all {
        if groups.len() == MOST_GROUPS {
            break;
        }
        let free = lead.here.iter().filter(|row| !used.contains(row));
        if (free.count() as f64) < PURE * lead.here.len() as f64 {
            continue;
        }
        let mates = mates(crowd, hits, lead);
        let Some(mut group) = best_rule(crowd, hits, lead, &mates) else {
            continue;
        };
        group.rows.retain(|row| !used.contains(row));
        if stands_out(group.rows.len() as f64, group.expected) {
            used.extend(&group.rows);
            groups.push(group);
        }
    }
    groups
}

/// The word, those that say the same, and those whose complaints mostly hold it.
fn mates(crowd: &Crowd<'_>, hits: &Hits, lead: &Hit) -> Vec<u32> {
    let of_lead: FxHashSet<u32> = lead.here.iter().copied().collect();
    let volume = crowd.volume(lead.place).map_or(1, |v| v[0].max(1));
    let usual = of_lead.len() as f64 / f64::from(volume);
    let enough = TOGETHER.max((ATTRACTED * usual).min(1.0));
    let mut mates = vec![lead.term];
    for hit in &hits.all {
        if mates.len() == MOST_WORDS || mates.contains(&hit.term) {
            continue;
        }
        let shared = hit.here.iter().filter(|row| of_lead.contains(row));
        let shared = shared.count();
        let smaller = hit.here.len().min(of_lead.len());
        let [a, b] = [lead.term, hit.term].map(|t| crowd.terms.name(t));
        let says_the_same = a.contains(b) || b.contains(a);
        if says_the_same || shared as f64 >= enough * smaller as f64 {
            mates.push(hit.term);
        }
    }
    mates
}

/// A rule: complaints of a place that hold so many of the words, or the first.
#[derive(Clone, Copy)]
enum Rule {
    First,
    AtLeast(u32),
}

/// The complaints that hold enough of the words: of all ways to say enough, in the word's place or all, the one that tells of most
/// complaints beyond expectation and is pure.
fn best_rule(crowd: &Crowd<'_>, hits: &Hits, lead: &Hit, words: &[u32]) -> Option<Group> {
    let mut held: FxHashMap<u32, u32> = FxHashMap::default();
    for (at, word) in words.iter().enumerate() {
        for &row in hits.holding.get(word).into_iter().flatten() {
            *held.entry(row).or_default() |= 1 << at;
        }
    }
    let mut held: Vec<(u32, u32)> = held.into_iter().collect();
    held.sort_unstable();
    let rules = [
        Rule::First,
        Rule::AtLeast(1),
        Rule::AtLeast(2),
        Rule::AtLeast(3),
    ];
    let mut best: Option<(f64, Group)> = None;
    for place in [lead.place, Place::All] {
        for rule in rules {
            let fits = |mask: u32| match rule {
                Rule::First => mask & 1 == 1,
                Rule::AtLeast(n) => mask.count_ones() >= n,
            };
            let rows = held.iter().filter(|(_, mask)| fits(*mask));
            let rows: Vec<u32> = rows.map(|(row, _)| *row).collect();
            let Some((excess, group)) = judged(crowd, hits, (place, words), &rows) else {
                continue;
            };
            let wider = match place == lead.place {
                true => 1.0,
                false => WIDER,
            };
            if best.as_ref().is_none_or(|(most, _)| excess > most * wider) {
                best = Some((excess, group));
            }
        }
    }
    best.map(|(_, group)| group)
}

/// The rows of a place as a group, and how many are beyond expectation; absent where these are too few, or by chance.
fn judged(
    crowd: &Crowd<'_>,
    hits: &Hits,
    (place, words): (Place, &[u32]),
    rows: &[u32],
) -> Option<(f64, Group)> {
    let counts = Counts::of(crowd, rows, place);
    let expected = Expectation::of(crowd, place, &counts)?;
    let count = counts.here();
    let pure = expected.mean <= (1.0 - PURE) * count;
    let p = expected.p(count) * hits.tried;
    let is_found = pure && stands_out(count, expected.mean) && p < ALPHA;
    let in_place = |row: &&u32| crowd.is_in(place, **row);
    is_found.then(|| {
        let (here, earlier): (Vec<u32>, Vec<u32>) = rows
            .iter()
            .filter(in_place)
            .partition(|row| crowd.is_here(**row));
        let group = Group {
            words: words.to_vec(),
            rows: here,
            counts: counts.in_place,
            expected: expected.mean,
            p,
            earlier,
        };
        (count - expected.mean, group)
    })
}
