//! Correlation of two lists: Pearson's r with its interval, Spearman's ρ with its p; of two series in time once their drift is taken out.

use crate::aggregate::stats::Z95;
use statrs::distribution::{ContinuousCDF, StudentsT};

/// Pearson's r; absent for fewer than three pairs or where one list does not vary.
#[must_use]
pub(crate) fn pearson(x: &[f64], y: &[f64]) -> Option<f64> {
    let n = x.len().min(y.len());
    if n < 3 {
        return None;
    }
    let mean = |v: &[f64]| v.iter().sum::<f64>() / n as f64;
    let (mx, my) = (mean(x), mean(y));
    let (mut xy, mut xx, mut yy) = (0.0, 0.0, 0.0);
    for (a, b) in x.iter().zip(y) {
        xy += (a - mx) * (b - my);
        xx += (a - mx).powi(2);
        yy += (b - my).powi(2);
    }
    // a list that varies by rounding alone does not vary
    let flat = |sum: f64, mean: f64| sum.sqrt() <= 1e-12 * mean.abs().max(f64::MIN_POSITIVE);
    if flat(xx, mx) || flat(yy, my) {
        return None;
    }
    Some((xy / (xx * yy).sqrt()).clamp(-1.0, 1.0))
}

/// Spearman's ρ: Pearson's r of the ranks, ties sharing their mean rank.
#[must_use]
pub(crate) fn spearman(x: &[f64], y: &[f64]) -> Option<f64> {
    pearson(&ranks(x), &ranks(y))
}

fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0;
    for tied in order.chunk_by(|&a, &b| values[a].total_cmp(&values[b]).is_eq()) {
        let mean = before as f64 + (tied.len() + 1) as f64 / 2.0;
        tied.iter().for_each(|&at| ranks[at] = mean);
        before += tied.len();
    }
    ranks
}

/// Bounds of what carries over from one period to the next.
const CARRIED: (f64, f64) = (0.0, 0.97);
/// Steps from one period to the next that a coefficient needs.
const MIN_STEPS: usize = 7;
/// What is left of a line within rounding is nothing.
const ROUNDING: f64 = 1e-9;

/// Spearman's ρ of two series once what both may share by drifting alone is taken out, and its two-sided p: of each the line over time,
/// and what carries over from one period to the next (trend-free prewhitening: Yue et al. 2002). Both are filtered alike, by the mean of
/// their first autocorrelations, each corrected for its bias of −(2 + 4a) ÷ n (Kendall 1954). `at` are the places of the periods,
/// ascending; only neighbours make steps.
#[must_use]
pub(crate) fn prewhitened(at: &[usize], x: &[f64], y: &[f64]) -> Option<(f64, f64)> {
    let times: Vec<f64> = at.iter().map(|&t| t as f64).collect();
    let steps: Vec<usize> = (1..at.len()).filter(|&i| at[i] == at[i - 1] + 1).collect();
    if steps.len() < MIN_STEPS {
        return None;
    }
    let bent = [x, y].map(|series| off_line(&times, series));
    let carries = |series: &Vec<f64>| {
        let products: f64 = steps.iter().map(|&i| series[i] * series[i - 1]).sum();
        let squares: f64 = series.iter().map(|s| s * s).sum();
        let a = products / squares.max(f64::MIN_POSITIVE);
        (a + (2.0 + 4.0 * a) / series.len() as f64).clamp(CARRIED.0, CARRIED.1)
    };
    let carried = bent.iter().map(carries).sum::<f64>() / 2.0;
    let later: Vec<f64> = steps.iter().map(|&i| times[i]).collect();
    let [x, y] = bent.map(|series| {
        let fresh = steps.iter().map(|&i| series[i] - carried * series[i - 1]);
        off_line(&later, &fresh.collect::<Vec<_>>())
    });
    let rho = spearman(&x, &y)?;
    Some((rho, p_value(rho, steps.len() - 1)?))
}

/// What lies off the least-squares line over `times`.
fn off_line(times: &[f64], values: &[f64]) -> Vec<f64> {
    let n = values.len().max(1) as f64;
    let mean = |v: &[f64]| v.iter().sum::<f64>() / n;
    let (mt, mv) = (mean(times), mean(values));
    let (mut tv, mut tt, mut most) = (0.0, 0.0, 0.0_f64);
    for (t, v) in times.iter().zip(values) {
        tv += (t - mt) * (v - mv);
        tt += (t - mt).powi(2);
        most = most.max(v.abs());
    }
    let slope = tv / tt.max(f64::MIN_POSITIVE);
    let off = |(t, v): (&f64, &f64)| {
        let off = v - mv - slope * (t - mt);
        if off.abs() > ROUNDING * most {
            off
        } else {
            0.0
        }
    };
    times.iter().zip(values).map(off).collect()
}

/// Two-sided p of a coefficient of `n` pairs (Student's t with n − 2 degrees of freedom).
#[must_use]
pub(crate) fn p_value(r: f64, n: usize) -> Option<f64> {
    let freedom = n.checked_sub(2).filter(|f| *f > 0)? as f64;
    if r.abs() >= 1.0 {
        return Some(0.0);
    }
    let t = r.abs() * (freedom / (1.0 - r * r)).sqrt();
    let student = StudentsT::new(0.0, 1.0, freedom).ok()?;
    Some((2.0 * student.sf(t)).min(1.0))
}

/// 95 % interval of Pearson's r (Fisher's z); absent for fewer than four pairs.
#[must_use]
pub(crate) fn interval(r: f64, n: usize) -> Option<(f64, f64)> {
    let left = n.checked_sub(3).filter(|f| *f > 0)? as f64;
    let half = Z95 / left.sqrt();
    let z = r.atanh();
    Some(((z - half).tanh(), (z + half).tanh()))
}

/// 95 % interval of the mean of `n` numbers (Student's t); absent for fewer than two.
#[must_use]
pub(crate) fn mean_interval(mean: f64, sd: f64, n: u64) -> Option<(f64, f64)> {
    let freedom = n.checked_sub(1).filter(|f| *f > 0)? as f64;
    let student = StudentsT::new(0.0, 1.0, freedom).ok()?;
    let half = student.inverse_cdf(0.975) * sd / (n as f64).sqrt();
    Some((mean - half, mean + half))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::SplitMix;

    fn near(a: f64, b: f64) {
        assert!((a - b).abs() <= 1e-9 * b.abs().max(1e-3), "{a} is not {b}");
    }

    const X: [f64; 10] = [0.12, 0.15, 0.11, 0.19, 0.22, 0.15, 0.18, 0.25, 0.21, 0.15];
    const Y: [f64; 10] = [3.1, 3.0, 3.3, 2.6, 2.7, 3.0, 2.9, 2.2, 2.4, 3.3];

    // python3: x, y as above; from scipy import stats; import numpy as np
    // p = stats.pearsonr(x, y); p.statistic, p.confidence_interval(); stats.spearmanr(x, y)
    // (pandas.Series(x).corr(pandas.Series(y), method="spearman") gives the same ρ)
    // stats.t.interval(.95, 9, loc=np.mean(y), scale=stats.sem(y)), np.std(y, ddof=1)
    #[test]
    fn coefficients_as_scipy() {
        let r = pearson(&X, &Y).unwrap();
        near(r, -0.913_923_057_046_373_1);
        let (low, high) = interval(r, X.len()).unwrap();
        near(low, -0.979_763_851_171_021_8);
        near(high, -0.669_611_023_239_110_7);
        near(p_value(r, X.len()).unwrap(), 0.000_216_244_383_313_397_88);
        let rho = spearman(&X, &Y).unwrap();
        near(rho, -0.913_597_652_917_924_2);
        near(p_value(rho, X.len()).unwrap(), 0.000_219_444_427_697_489_56);
        let (low, high) = mean_interval(2.85, 0.368_932_393_686_310_8, 10).unwrap();
        near(low, 2.586_081_664_340_209_6);
        near(high, 3.113_918_335_659_790_6);
    }

    #[test]
    fn what_does_not_vary_has_no_coefficient() {
        assert_eq!(pearson(&[1.0, 2.0, 3.0], &[0.1, 0.1, 0.1]), None);
        assert_eq!(pearson(&[1.0, 2.0], &[1.0, 2.0]), None);
        assert_eq!(spearman(&[1.0, 2.0, 3.0], &[5.0, 6.0, 9.0]), Some(1.0));
        assert_eq!(p_value(1.0, 5), Some(0.0));
        assert_eq!(p_value(0.5, 2), None);
        assert_eq!(interval(0.5, 3), None);
        assert_eq!(mean_interval(1.0, 1.0, 1), None);
    }

    /// Two series of the same memory whose fresh parts correlate by `r`; a line of `slope` a period in both.
    fn series(draws: &mut SplitMix, memory: f64, r: f64, slope: f64) -> [Vec<f64>; 2] {
        let mut normal = || {
            let radius = (-2.0 * (1.0 - draws.unit()).ln()).sqrt();
            radius * (std::f64::consts::TAU * draws.unit()).cos()
        };
        let mut level = [0.0; 2];
        let mut series = [Vec::new(), Vec::new()];
        for step in 0..100 + PERIODS {
            let (one, other) = (normal(), normal());
            let fresh = [one, r * one + (1.0 - r * r).sqrt() * other];
            for ((level, fresh), series) in level.iter_mut().zip(fresh).zip(&mut series) {
                *level = memory * *level + fresh;
                if step >= 100 {
                    series.push(*level + slope * f64::from(step));
                }
            }
        }
        series
    }

    const PERIODS: i32 = 24;

    /// The share of pairs of series whose p is below .05: prewhitened, and as they are.
    fn named(memory: f64, r: f64, slope: f64) -> (f64, f64) {
        const PAIRS: u32 = 1000;
        let at: Vec<usize> = (0..24).collect();
        let (mut draws, mut found) = (SplitMix::new(17), [0_u32; 2]);
        for _ in 0..PAIRS {
            let [x, y] = series(&mut draws, memory, r, slope);
            let plain = p_value(spearman(&x, &y).unwrap(), at.len()).unwrap();
            let (_, p) = prewhitened(&at, &x, &y).unwrap();
            found[0] += u32::from(p < 0.05);
            found[1] += u32::from(plain < 0.05);
        }
        let [white, plain] = found.map(|n| f64::from(n) / f64::from(PAIRS));
        (white, plain)
    }

    #[test]
    fn series_that_only_drift_do_not_correlate() {
        for memory in [0.0, 0.5, 0.9] {
            let (white, plain) = named(memory, 0.0, 0.0);
            assert!(white <= 0.07, "memory {memory}: {white}");
            assert!(memory < 0.9 || plain > 0.3, "{plain}");
        }
        let (white, plain) = named(0.0, 0.0, 0.3);
        assert!(white <= 0.07 && plain > 0.9, "{white} {plain}");
    }

    #[test]
    fn series_that_move_together_are_found_whatever_their_memory() {
        for memory in [0.0, 0.5, 0.9] {
            let (white, _) = named(memory, 0.7, 0.0);
            assert!(white >= 0.9, "memory {memory}: {white}");
        }
    }

    #[test]
    fn a_line_leaves_nothing_and_gaps_make_no_step() {
        let line: Vec<f64> = (0..12).map(|i| 0.1 * f64::from(i)).collect();
        let other: Vec<f64> = (0..12).map(|i| f64::from(i * i % 7)).collect();
        let at: Vec<usize> = (0..12).collect();
        assert_eq!(prewhitened(&at, &line, &other), None);
        let apart: Vec<usize> = (0..12).map(|i| 2 * i).collect();
        assert_eq!(prewhitened(&apart, &other, &other), None);
        assert_eq!(prewhitened(&at, &other, &other), Some((1.0, 0.0)));
    }
}
