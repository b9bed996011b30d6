//! Intervals of scores by resampled rows.

use super::scores::macro_f1;
use crate::types::Random;
use serde::{Deserialize, Serialize};

/// A 95 % interval from resampled rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// 95 % percentile intervals of accuracy and macro-F1 over `draws` resamples of the rows; absent without rows.
#[must_use]
pub fn bootstrap(
    n_types: usize,
    truth: &[u32],
    predicted: &[u32],
    draws: u32,
    seed: u64,
) -> Option<(Interval, Interval)> {
    let n = truth.len().min(predicted.len());
    if n == 0 || draws == 0 {
        return None;
    }
    let mut random = Random::new(seed);
    let (mut t, mut p) = (vec![0; n], vec![0; n]);
    let (mut right, mut f1) = (Vec::new(), Vec::new());
    for _ in 0..draws {
        for (t, p) in t.iter_mut().zip(&mut p) {
            let at = random.below(n);
            (*t, *p) = (truth[at], predicted[at]);
        }
        right.push(t.iter().zip(&p).filter(|e| e.0 == e.1).count() as f64 / n as f64);
        f1.push(macro_f1(n_types, &t, &p).unwrap_or(0.0));
    }
    Some((interval(right), interval(f1)))
}

fn interval(mut values: Vec<f64>) -> Interval {
    values.sort_by(f64::total_cmp);
    let at = |q: usize| values[(values.len() - 1) * q / 1000];
    Interval {
        low: at(25),
        high: at(975),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_hold_the_score() {
        let truth: Vec<u32> = (0..200).map(|i| i % 2).collect();
        let predicted: Vec<u32> = (0..200)
            .map(|i| if i % 10 == 0 { 1 } else { i % 2 })
            .collect();
        let (accuracy, _) = bootstrap(2, &truth, &predicted, 200, 1).unwrap();
        assert!(accuracy.low < 0.9 && 0.9 < accuracy.high, "{accuracy:?}");
        assert!(bootstrap(2, &[], &[], 200, 1).is_none());
    }
}
