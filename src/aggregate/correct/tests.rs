//! Shifts that are corrected, on made-up classifiers.

use super::*;
use crate::types::SplitMix;
use ndarray::Array2;

/// Posteriors of a classifier that is right more often than not, by Bayes' rule at equal priors.
fn draw(shares: &[f64; 3], rows: usize, prior: &[f64; 3], seed: u64) -> (Vec<u32>, Array2<f32>) {
    let mut draws = SplitMix::new(seed);
    let mut truth = Vec::new();
    let mut p = Array2::zeros((rows, 3));
    for i in 0..rows {
        let u = draws.unit();
        let t = if u < shares[0] {
            0
        } else if u < shares[0] + shares[1] {
            1
        } else {
            2
        };
        // Two features, normal around the type's corner.
        let mut normal = || (0..12).map(|_| draws.unit()).sum::<f64>() - 6.0;
        let x = [normal(), normal(), normal()];
        let at = |k: usize| x[k] + if k == t { 1.4 } else { 0.0 };
        let score: Vec<f64> = (0..3).map(|k| prior[k] * (1.4 * at(k)).exp()).collect();
        let sum: f64 = score.iter().sum();
        for k in 0..3 {
            #[expect(clippy::cast_possible_truncation, reason = "a test's probabilities")]
            let share = (score[k] / sum) as f32;
            p[[i, k]] = share;
        }
        truth.push(u32::try_from(t).unwrap());
    }
    (truth, p)
}

fn corrected(seed: u64, shares: &[f64; 3]) -> (Correction, Vec<f64>, Vec<f64>) {
    let even = [1.0 / 3.0; 3];
    let (truth, held) = draw(&even, 2_000, &even, seed);
    let (real, target) = draw(shares, 1_500, &even, seed + 1);
    let mut counts = [0_u64; 3];
    for row in target.rows() {
        counts[most_probable(row.as_slice().unwrap())] += 1;
    }
    let held_out = HeldOut {
        truth: &truth,
        probabilities: held.view(),
    };
    let rows = Classified {
        counts: &counts,
        probabilities: target.view(),
        known: &[0; 3],
        is_mean: false,
    };
    let realised = (0..3).map(|t| real.iter().filter(|&&r| r == t).count() as f64 / 1_500.0);
    let raw = counts.iter().map(|&c| c as f64 / 1_500.0).collect();
    let params = CorrectParams {
        redraws: 20,
        ..CorrectParams::default()
    };
    (
        correct(held_out, rows, &[], &params).unwrap(),
        realised.collect(),
        raw,
    )
}

#[test]
fn shift_is_corrected_and_intervals_cover() {
    let (mut inside, mut all, mut off, mut raw_off) = (0, 0, 0.0, 0.0);
    for seed in 0..12 {
        let (c, real, raw) = corrected(seed * 10, &[0.7, 0.2, 0.1]);
        assert_eq!(c.doubt, None);
        for ((s, r), w) in c.shares.iter().zip(&real).zip(&raw) {
            all += 1;
            inside += u32::from(s.low.unwrap() <= *r && *r <= s.high.unwrap());
            off += (s.share - r).abs();
            raw_off += (w - r).abs();
        }
    }
    assert!(off < 0.6 * raw_off, "{off} against {raw_off}");
    assert!(inside * 100 >= 88 * all, "{inside} of {all}");
}

#[test]
fn a_rare_type_that_is_estimated_as_absent_is_not_excluded() {
    let (mut absent, mut held) = (0, 0);
    for seed in 0..20 {
        let (c, real, _) = corrected(seed * 10, &[0.7, 0.295, 0.005]);
        let rare = &c.shares[2];
        if rare.share < 0.002 && real[2] > 0.0 {
            absent += 1;
            held += u32::from(rare.high.unwrap() >= real[2]);
        }
    }
    assert!(
        absent > 3 && held * 100 >= 90 * absent,
        "{held} of {absent}"
    );
}

#[test]
fn few_rows_are_not_corrected() {
    let (truth, held) = draw(&[0.4, 0.3, 0.3], 500, &[1.0 / 3.0; 3], 1);
    let held_out = HeldOut {
        truth: &truth,
        probabilities: held.view(),
    };
    let rows = Classified {
        counts: &[50, 50, 50],
        probabilities: held.view(),
        known: &[0; 3],
        is_mean: false,
    };
    assert!(correct(held_out, rows, &[], &CorrectParams::default()).is_none());
}
