//! Correlation of two lists: Pearson's r with its interval, Spearman's ρ with its p.

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
}
