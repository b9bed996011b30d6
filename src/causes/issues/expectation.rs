//! How many complaints of a place would hold some words if nothing had happened.

use super::super::contingency::Place;
use super::crowd::Crowd;
use crate::aggregate::upper_tail;

/// Complaints by which a place's own past is pulled to that of all places.
const PRIOR: f64 = 20.0;
/// An earlier stretch counts at most so many times the middle one: what happened once is not to be expected.
const CAP: u32 = 3;
/// Stretches by which the middle one, and how counts vary, are judged.
const ENOUGH: usize = 6;
/// Variance of counts in units of chance where too few stretches tell.
const USUAL: f64 = 1.3;
/// Share of the same stretch a year ago that is expected again.
const SEASON: f64 = 0.8;

/// Complaints that hold some words, by stretch: those in a place, and all.
#[derive(Clone, Debug)]
pub(super) struct Counts {
    pub(super) in_place: Vec<u32>,
    pub(super) in_all: Vec<u32>,
}

impl Counts {
    /// Of `rows` in `place`.
    pub(super) fn of(crowd: &Crowd<'_>, rows: &[u32], place: Place) -> Self {
        let count = |place| crowd.by_stretch(rows.iter().copied(), place);
        Self {
            in_place: count(place),
            in_all: count(Place::All),
        }
    }

    /// Those of the reported days in the place.
    pub(super) fn here(&self) -> f64 {
        f64::from(self.in_place[0])
    }
}

/// What is to be expected.
#[derive(Clone, Copy, Debug)]
pub(super) struct Expectation {
    pub(super) mean: f64,
    /// Variance in units of the mean's square.
    spread: f64,
}

impl Expectation {
    /// By the place's past, that of all places, other places in the same days, and the same days of last year: the largest. Absent where
    /// there is nothing to compare with.
    pub(super) fn of(crowd: &Crowd<'_>, place: Place, counts: &Counts) -> Option<Self> {
        let (volume, all) = (crowd.volume(place)?, crowd.volume(Place::All)?);
        let n = f64::from(volume[0]);
        let (own, of) = past(&counts.in_place, volume);
        let (of_others, of_all) = past(&counts.in_all, all);
        let mut rates = Vec::new();
        if of_all > 0.0 {
            let rate_all = (of_others + 0.5) / (of_all + 1.0);
            rates.push(rate_all);
            rates.push((own + PRIOR * rate_all) / (of + PRIOR));
            rates.extend(a_year_ago(crowd, &counts.in_place, volume));
        }
        let others = f64::from(all[0] - volume[0]);
        if place != Place::All && others > 0.0 {
            rates.push(f64::from(counts.in_all[0] - counts.in_place[0]) / others);
        }
        let rate = rates.into_iter().reduce(f64::max)?;
        let mean = (rate * n).max(0.05);
        let known = own + f64::from(counts.in_all[0] - counts.in_place[0]) + 1.0;
        let spread = dispersion(&counts.in_place, volume) / mean + 1.0 / known;
        Some(Self { mean, spread })
    }

    /// The chance of so many or more.
    pub(super) fn p(self, count: f64) -> f64 {
        upper_tail(count, self.mean, self.spread)
    }
}

/// Complaints of earlier stretches, none of which counts as more than a few times the middle one; and how many complaints there were.
fn past(counts: &[u32], volume: &[u32]) -> (f64, f64) {
    let most = cap(counts);
    let past: u32 = counts.iter().skip(1).map(|&n| n.min(most)).sum();
    let of: u32 = volume.iter().skip(1).sum();
    (f64::from(past), f64::from(of))
}

fn cap(counts: &[u32]) -> u32 {
    let mut earlier: Vec<u32> = counts.iter().skip(1).copied().collect();
    if earlier.len() < ENOUGH {
        return u32::MAX;
    }
    earlier.sort_unstable();
    (CAP * earlier[earlier.len() / 2]).max(2)
}

/// The rate of the stretch that lies a year back.
fn a_year_ago(crowd: &Crowd<'_>, counts: &[u32], volume: &[u32]) -> Option<f64> {
    let back = usize::try_from((365 + crowd.days / 2) / crowd.days).ok()?;
    let (n, of) = (*counts.get(back)?, *volume.get(back)?);
    (back > 1 && of > 0).then(|| SEASON * f64::from(n) / f64::from(of))
}

/// Variance of the earlier stretches in units of chance, at least 1.
fn dispersion(counts: &[u32], volume: &[u32]) -> f64 {
    let most = cap(counts);
    let pairs = counts.iter().zip(volume).skip(1);
    let pairs: Vec<(f64, f64)> = pairs
        .map(|(&n, &of)| (f64::from(n.min(most)), f64::from(of)))
        .collect();
    let (n, of) = pairs.iter().fold((0.0, 0.0), |s, p| (s.0 + p.0, s.1 + p.1));
    if pairs.len() < ENOUGH || n < 10.0 {
        return USUAL;
    }
    let rate = n / of;
    let residual = |&(n, of): &(f64, f64)| (n - rate * of).powi(2) / (rate * of).max(1e-9);
    let filled = pairs.iter().filter(|p| p.1 > 0.0);
    let sum: f64 = filled.map(residual).sum();
    (sum / (pairs.len() - 1) as f64).max(1.0)
}
