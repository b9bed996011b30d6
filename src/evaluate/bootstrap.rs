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

/// Standard error of the difference between the macro-F1 of two predictions of the same rows, from `draws` resamples; 0 without rows.
#[must_use]
pub fn paired_error(
    n_types: usize,
    truth: &[u32],
    (one, other): (&[u32], &[u32]),
    draws: u32,
    seed: u64,
) -> f64 {
    let n = truth.len();
    if n == 0 || draws == 0 {
        return 0.0;
    }
    let mut random = Random::new(seed);
    let mut sums = (0.0, 0.0);
    for _ in 0..draws {
        let rows: Vec<usize> = (0..n).map(|_| random.below(n)).collect();
        let of = |from: &[u32]| -> Vec<u32> { rows.iter().map(|&i| from[i]).collect() };
        let t = of(truth);
        let f1 = |from: &[u32]| macro_f1(n_types, &t, &of(from)).unwrap_or(0.0);
        let difference = f1(one) - f1(other);
        sums = (sums.0 + difference, sums.1 + difference * difference);
    }
    let mean = sums.0 / f64::from(draws);
    (sums.1 / f64::from(draws) - mean * mean).max(0.0).sqrt()
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

    #[test]
    fn two_predictions_of_the_same_rows_differ_by_less_than_each_varies() {
        let truth: Vec<u32> = (0..200).map(|i| i % 2).collect();
        let wrong = |every: u32| -> Vec<u32> {
            (0..200)
                .map(|i| if i % every == 0 { 1 } else { i % 2 })
                .collect()
        };
        let (one, other) = (wrong(10), wrong(20));
        assert_eq!(paired_error(2, &truth, (&one, &one), 200, 1), 0.0);
        // ten rows of 200 tell them apart: √10 / 200 = .016
        let error = paired_error(2, &truth, (&one, &other), 500, 1);
        assert!((0.012..0.020).contains(&error), "{error}");
        assert_eq!(paired_error(2, &[], (&[], &[]), 200, 1), 0.0);
    }
}
