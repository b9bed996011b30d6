//! Shares from what a model said of all rows and a person of some drawn at random: prediction-powered inference
//! (Angelopoulos et al. 2023), the drawn rows weighted by one over their probability of being drawn.

use super::figures::{Corrected, CorrectionMethod};
use super::stats::Z95;
use std::collections::{BTreeMap, BTreeSet};

/// A row that a person has looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Audited {
    /// What the model said.
    pub predicted: String,
    /// What the person said.
    pub truth: String,
    /// Probability with which it was drawn, above 0.
    pub probability: f64,
}

/// Rows drawn alike: one predicted type at one probability.
#[derive(Default)]
struct Stratum<'a> {
    predicted: &'a str,
    /// Rows that it stands for.
    weight: f64,
    truths: BTreeMap<&'a str, u64>,
    rows: u64,
}

impl Stratum<'_> {
    /// Of the rows drawn, those that move `name` and which way: up where the model missed it, down where it was wrong.
    fn moved(&self, name: &str) -> (u64, f64) {
        let right = self.truths.get(name).copied().unwrap_or(0);
        if self.predicted == name {
            (self.rows - right, -1.0)
        } else {
            (right, 1.0)
        }
    }
}

/// Rows that are added either way before a variance is taken (Agresti and Coull, The American Statistician 1998): none seen is not none there.
const PRIOR: f64 = 2.0;

fn smoothed(moved: u64, rows: u64) -> f64 {
    (moved as f64 + PRIOR) / (rows as f64 + 2.0 * PRIOR)
}

/// How often the person found `name` where the model said something else. The rows drawn of one predicted type are too few to tell where
/// that is rare, so each is drawn towards what all of them say.
fn missed(strata: &BTreeMap<(&str, u64), Stratum<'_>>, name: &str) -> f64 {
    let others = strata.values().filter(|s| s.predicted != name);
    let (moved, rows) = others.fold((0, 0), |(moved, rows), s| {
        (moved + s.moved(name).0, rows + s.rows)
    });
    smoothed(moved, rows)
}

/// The shares of all types, predicted or found by the person, with 95 % intervals. `counts`: rows by predicted type.
#[must_use]
pub fn prediction_powered(
    counts: &BTreeMap<String, u64>,
    audited: &[Audited],
) -> BTreeMap<String, Corrected> {
    let mut strata: BTreeMap<(&str, u64), Stratum<'_>> = BTreeMap::new();
    for row in audited {
        let key = (row.predicted.as_str(), row.probability.to_bits());
        let stratum = strata.entry(key).or_default();
        stratum.predicted = &row.predicted;
        stratum.weight += 1.0 / row.probability;
        stratum.rows += 1;
        *stratum.truths.entry(&row.truth).or_default() += 1;
    }
    let total: u64 = counts.values().sum();
    let represented: f64 = strata.values().map(|s| s.weight).sum();
    let names: BTreeSet<&str> = counts
        .keys()
        .map(String::as_str)
        .chain(audited.iter().map(|r| r.truth.as_str()))
        .collect();
    names
        .into_iter()
        .map(|name| {
            let count = counts.get(name).copied().unwrap_or(0);
            let (mut share, mut variance) = (count as f64 / total.max(1) as f64, 0.0);
            let missed = missed(&strata, name);
            for s in strata.values() {
                let (moved, sign) = s.moved(name);
                let (n, part) = (s.rows as f64, s.weight / represented);
                share += part * sign * moved as f64 / n;
                let p = match s.predicted == name {
                    true => smoothed(moved, s.rows),
                    false => (moved as f64 + PRIOR * missed) / (n + PRIOR),
                };
                let left = (1.0 - n / s.weight).max(0.0);
                variance += part * part * left * p * (1.0 - p) / (n - 1.0).max(1.0);
            }
            let half = Z95 * variance.sqrt();
            let corrected = Corrected {
                method: CorrectionMethod::Ppi,
                share: share.clamp(0.0, 1.0),
                low: Some((share - half).clamp(0.0, 1.0)),
                high: Some((share + half).clamp(0.0, 1.0)),
                doubt: None,
            };
            (name.to_owned(), corrected)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::SplitMix;

    /// A model that calls one 甲 in five 乙; 20 rows of each predicted type are drawn.
    fn drawn(seed: u64) -> BTreeMap<String, Corrected> {
        let mut draws = SplitMix::new(seed);
        let rows: Vec<(&str, &str)> = (0..1_000)
            .map(|i| match i {
                0..480 => ("甲", "甲"),
                480..600 => ("乙", "甲"),
                _ => ("乙", "乙"),
            })
            .collect();
        let counts = BTreeMap::from([("甲".to_owned(), 480), ("乙".to_owned(), 520)]);
        let mut audited = Vec::new();
        for (name, n, of) in [("甲", 20, 480.0), ("乙", 80, 520.0)] {
            let mut left: Vec<_> = rows.iter().filter(|r| r.0 == name).collect();
            for _ in 0..n {
                let (predicted, truth) = left.swap_remove(draws.below(left.len()));
                audited.push(Audited {
                    predicted: (*predicted).to_owned(),
                    truth: (*truth).to_owned(),
                    probability: f64::from(n) / of,
                });
            }
        }
        prediction_powered(&counts, &audited)
    }

    #[test]
    fn the_true_share_lies_in_the_interval() {
        let (mut inside, mut sum) = (0, 0.0);
        for seed in 0..200 {
            let found = &drawn(seed)["甲"];
            sum += found.share;
            inside += u32::from(found.low.unwrap() <= 0.6 && 0.6 <= found.high.unwrap());
        }
        assert!((sum / 200.0 - 0.6).abs() < 0.01, "{}", sum / 200.0);
        assert!((182..=200).contains(&inside), "{inside} of 200");
    }
}
