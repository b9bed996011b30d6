//! Lasting shifts: from which period on a type holds another share than before.

use super::rise::Margins;
use crate::aggregate::stats;
use std::collections::BTreeMap;

/// Complete periods needed on either side.
const MIN_PERIODS: usize = 4;
/// Share after ÷ share before must reach this, or its inverse.
const MIN_RATIO: f64 = 1.25;
/// Adjusted p must lie below this.
const ALPHA: f64 = 0.05;

/// A type whose share changed for good.
#[derive(Clone, Debug)]
pub(super) struct Shift {
    pub(super) type_id: u32,
    /// The first period with the new share.
    pub(super) from: u32,
    /// Complaints of the type since then.
    pub(super) count: u64,
    /// Complaints that its earlier share implies.
    pub(super) expected: f64,
    pub(super) p_adjusted: f64,
}

/// The one split of time that best separates two shares of each type; controlled for the splits and types tried. A
/// wave is not a shift: three quarters of the periods on either side must lie on their side of the middle.
pub(super) fn shifts(margins: &Margins) -> Vec<Shift> {
    let mut totals: BTreeMap<u32, u64> = BTreeMap::new();
    let mut of_type: BTreeMap<u32, BTreeMap<u32, u64>> = BTreeMap::new();
    for (&(type_id, period), &n) in &margins.of_period {
        *totals.entry(period).or_default() += n;
        of_type.entry(type_id).or_default().insert(period, n);
    }
    let periods: Vec<(u32, u64)> = totals.into_iter().collect();
    let tried = of_type.len();
    let of_type = of_type.iter().filter_map(|(&type_id, counts)| {
        let count = |(p, total): &(u32, u64)| (counts.get(p).copied().unwrap_or(0), *total);
        let series: Vec<(u64, u64)> = periods.iter().map(count).collect();
        best_split(&series).map(|(at, p)| shift(type_id, &periods, &series, at, p))
    });
    let mut found: Vec<Shift> = of_type.collect();
    stats::keep_significant(&mut found, tried, ALPHA, |s| &mut s.p_adjusted);
    found
}

fn shift(type_id: u32, periods: &[(u32, u64)], series: &[(u64, u64)], at: usize, p: f64) -> Shift {
    let (before, after) = series.split_at(at);
    let (b, b_all) = sums(before);
    let (count, all) = sums(after);
    Shift {
        type_id,
        from: periods.get(at).map_or(0, |p| p.0),
        count,
        expected: stats::ratio(b, b_all).unwrap_or(0.0) * all as f64,
        p_adjusted: p,
    }
}

fn sums(series: &[(u64, u64)]) -> (u64, u64) {
    series.iter().fold((0, 0), |(a, b), (x, y)| (a + x, b + y))
}

/// Where to split, and its p: two-sided, times the number of splits, with the overdispersion within the two sides.
fn best_split(series: &[(u64, u64)]) -> Option<(usize, f64)> {
    let n = series.len();
    let splits = MIN_PERIODS..(n + 1).saturating_sub(MIN_PERIODS);
    let tried = splits.len();
    let (at, z) = splits
        .filter_map(|at| Some((at, z(series, at)?)))
        .max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()).then(b.0.cmp(&a.0)))?;
    let (before, after) = series.split_at(at);
    let shares = |s: &[(u64, u64)]| -> Vec<f64> {
        s.iter()
            .filter_map(|&(x, all)| stats::ratio(x, all))
            .collect()
    };
    let (before, after) = (shares(before), shares(after));
    let (old, new) = (
        stats::median(&mut before.clone())?,
        stats::median(&mut after.clone())?,
    );
    let ratio = if new > old { new / old } else { old / new };
    let middle = f64::midpoint(old, new);
    let on_side = |side: &[f64], above: bool| {
        let n = side.iter().filter(|&&s| (s > middle) == above).count();
        4 * n >= 3 * side.len()
    };
    let lasting = on_side(&before, old > new) && on_side(&after, new > old);
    let p = 2.0 * stats::normal_upper(z.abs()) * tried as f64;
    (lasting && ratio >= MIN_RATIO).then_some((at, p.min(1.0)))
}

/// z of the difference of the two shares, its variance that of the periods' shares around them where that is larger.
fn z(series: &[(u64, u64)], at: usize) -> Option<f64> {
    let (before, after) = series.split_at(at);
    let ((b, b_all), (a, a_all)) = (sums(before), sums(after));
    let (old, new) = (stats::ratio(b, b_all)?, stats::ratio(a, a_all)?);
    let both = stats::ratio(a + b, a_all + b_all)?;
    let plain = both * (1.0 - both) * (1.0 / a_all as f64 + 1.0 / b_all as f64);
    let chi2: f64 = [(before, old), (after, new)]
        .into_iter()
        .flat_map(|(side, share)| side.iter().map(move |&(x, all)| (x, all, share)))
        .filter(|&(_, all, share)| all > 0 && share > 0.0 && share < 1.0)
        .map(|(x, all, share)| {
            let expected = share * all as f64;
            (x as f64 - expected).powi(2) / (expected * (1.0 - share))
        })
        .sum();
    let spread = (chi2 / (series.len() as f64 - 2.0).max(1.0)).max(1.0);
    (plain > 0.0).then(|| (new - old) / (plain * spread).sqrt())
}
