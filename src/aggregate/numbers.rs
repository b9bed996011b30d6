//! Numbers counted value by value, so that they merge without rounding, and their figures.

use super::figures::NumberFigures;
use super::stats;
use std::collections::BTreeMap;

/// Numbers of some complaints, and how many have each: as bits that sort as the numbers do, so that they merge without
/// rounding.
pub type Histogram = BTreeMap<u64, u64>;

/// `x` as bits that sort as the numbers do.
#[must_use]
pub(super) fn bits(x: f64) -> u64 {
    let b = x.to_bits();
    if b >> 63 == 1 { !b } else { b | 1 << 63 }
}

/// The number behind [`bits`].
#[must_use]
pub(super) fn number(b: u64) -> f64 {
    f64::from_bits(if b >> 63 == 1 { b & !(1 << 63) } else { !b })
}

impl NumberFigures {
    /// Mean, spread and quantiles of some numbers, added in sorted order.
    pub(super) fn of<'a>(counted: impl Iterator<Item = &'a Histogram>) -> Self {
        let each =
            |(bits, n): (&u64, &u64)| std::iter::repeat_n(*bits, usize::try_from(*n).unwrap_or(0));
        let mut all: Vec<u64> = counted.flatten().flat_map(each).collect();
        all.sort_unstable();
        let values: Vec<f64> = all.into_iter().map(number).collect();
        if values.is_empty() {
            return Self::default();
        }
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let squares: f64 = values.iter().map(|x| (x - mean).powi(2)).sum();
        Self {
            count: values.len() as u64,
            mean: Some(mean),
            sd: (values.len() > 1).then(|| (squares / (n - 1.0)).sqrt()),
            median: stats::quantile(&values, 0.5),
            mode: mode(&values),
            p90: stats::quantile(&values, 0.9),
        }
    }
}

/// The most frequent of sorted values, the smallest of several; absent where none is met twice.
fn mode(values: &[f64]) -> Option<f64> {
    let runs = values.chunk_by(|a, b| a.total_cmp(b).is_eq());
    let longest = runs.clone().map(<[f64]>::len).max().filter(|&n| n > 1)?;
    let mut runs = runs.filter(|run| run.len() == longest);
    runs.next().and_then(|run| run.first().copied())
}
