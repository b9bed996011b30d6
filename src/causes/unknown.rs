//! The unknown: complaints that no type fits well, grouped by what they say, so that a new matter is seen before anyone has named it.

use super::candidate::Candidate;
use super::context::Context;
use super::finding::{FindingKind, Subject};
use super::rows::{Part, Scope};
use super::terms::Terms;
use super::words::{self, Contrast};
use crate::types::SplitMix;
use crate::types::svd::Sparse;
use crate::vectorize::k_means;
use rustc_hash::FxHashMap;

/// Rows looked at; of more, so many are drawn with a fixed seed.
pub const MAX_GROUPED: usize = 20_000;
/// Groups that are told at most,
pub(super) const MOST: usize = 3;
/// and the part of a group that holds the word it goes by, at least.
pub(super) const NAMED: f64 = 1.0 / 3.0;
/// One group for so many rows.
const ROWS_PER_GROUP: usize = 25;
/// Groups made at most.
const GROUPS: usize = 20;
/// Complaints that a group must hold.
const MIN_ROWS: usize = 8;
/// Times the directions are sharpened.
const ROUNDS: usize = 6;
/// Dimensions that words are reduced to.
const DIMENSIONS: usize = 20;
const SEED: u64 = 7;
/// Starts of the grouping, of which the best is kept.
const STARTS: usize = 5;
/// A word that fewer rows hold says nothing of what rows have in common.
const RAREST: u32 = 3;

/// Groups of complaints that no type fits well, the closest and largest first. Words can only name a group if these complaints as a
/// whole hold them more often than the others do: any rows fall into groups, whose words differ because the groups were made by them.
pub(super) fn groups(context: &Context<'_>) -> Vec<Candidate> {
    let (Some(terms), unsure) = (context.complaints.terms, context.complaints.unsure) else {
        return Vec::new();
    };
    let of_unsure = |&row: &u32| {
        unsure.get(row as usize).is_some_and(|u| *u) && !terms.terms(row as usize).is_empty()
    };
    let all: Vec<u32> = context.scope(&Scope::default()).collect();
    let rows: Vec<u32> = all.iter().copied().filter(of_unsure).collect();
    if rows.len() < 2 * MIN_ROWS {
        return Vec::new();
    }
    let counts = terms.count_in(all.iter().copied());
    let contrast = Contrast {
        here: terms.count_in(rows.iter().copied()),
        rows: rows.len() as u64,
        all: &counts,
        all_rows: all.len() as u64,
        only: None,
    };
    let telling = words::telling(terms, &contrast);
    if telling.is_empty() {
        return Vec::new();
    }
    let candidate = |(rows, closeness): (Vec<u32>, f64)| {
        let count = (rows.len() as u64, None);
        let of = (Scope::default(), Part::Rows(rows, telling.clone()));
        Candidate::new(
            FindingKind::Unknown,
            Subject::default(),
            count,
            of,
            closeness,
        )
    };
    let mut candidates: Vec<Candidate> = clusters(terms, drawn(rows, MAX_GROUPED))
        .into_iter()
        .filter(|(rows, _)| rows.len() >= MIN_ROWS)
        .map(candidate)
        .collect();
    candidates.sort_by(|a, b| b.strength.total_cmp(&a.strength));
    candidates
}

/// At most `most` of the rows, ascending.
fn drawn(mut rows: Vec<u32>, most: usize) -> Vec<u32> {
    let mut draws = SplitMix::new(SEED);
    for i in 0..most.min(rows.len()) {
        let other = i + draws.below(rows.len() - i);
        rows.swap(i, other);
    }
    rows.truncate(most);
    rows.sort_unstable();
    rows
}

/// k-means over the reduced words: rows of every group, and the length of the sum of their directions, which grows with a group's size and
/// with how alike its rows are.
fn clusters(terms: &Terms, rows: Vec<u32>) -> Vec<(Vec<u32>, f64)> {
    let reduced = weighted(terms, &rows).directions(DIMENSIONS, ROUNDS, SEED);
    let k = rows.len() / ROWS_PER_GROUP;
    let k = k.clamp(2, GROUPS);
    let Some(clusters) = k_means(&reduced, k, STARTS) else {
        return Vec::new();
    };
    (0..k)
        .map(|group| {
            let of = || (0..rows.len()).filter(|&i| clusters.groups[i] == group);
            let sum = (0..reduced.ncols())
                .map(|c| of().map(|i| reduced[(i, c)]).sum::<f64>().powi(2))
                .sum::<f64>();
            (of().map(|i| rows[i]).collect(), sum.sqrt())
        })
        .collect()
}

/// The words of every row, rare ones weighing more.
fn weighted(terms: &Terms, rows: &[u32]) -> Sparse {
    let df = terms.count_in(rows.iter().copied());
    let enough = |t: &u32| df[*t as usize] >= RAREST && terms.parts(*t).is_none();
    let mut columns: FxHashMap<u32, u32> = FxHashMap::default();
    let mut sparse = Sparse::default();
    for &row in rows {
        let held = terms.terms(row as usize).iter().copied().filter(enough);
        let row = held.map(|t| {
            let next = u32::try_from(columns.len()).unwrap_or(u32::MAX);
            let weight = (rows.len() as f32 / df[t as usize] as f32).ln();
            (*columns.entry(t).or_insert(next), weight)
        });
        sparse.push_unit(&row.collect::<Vec<_>>());
    }
    sparse
}
