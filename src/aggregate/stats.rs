//! The few formulas everything rests on: intervals, tails, adjustments. Pure functions of numbers.

use statrs::function::gamma::ln_gamma;

/// Normal quantile of .975.
pub(crate) const Z95: f64 = 1.959_963_984_540_054;

/// Wilson's 95 % interval of `count` in `of`; absent where `of` is 0.
#[must_use]
pub(crate) fn wilson(count: u64, of: u64) -> Option<(f64, f64)> {
    overdispersed_wilson(count, of, 1.0)
}

/// The same of complaints that come together: as many count as `of / dispersion` that do not.
#[must_use]
pub(crate) fn overdispersed_wilson(count: u64, of: u64, dispersion: f64) -> Option<(f64, f64)> {
    if of == 0 {
        return None;
    }
    let (n, p) = (of as f64 / dispersion, count as f64 / of as f64);
    let z2 = Z95 * Z95;
    let centre = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z95 / (1.0 + z2 / n) * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    let low = if count == 0 {
        0.0
    } else {
        (centre - half).max(0.0)
    };
    let high = if count == of {
        1.0
    } else {
        (centre + half).min(1.0)
    };
    Some((low, high))
}

/// 95 % interval of the mean of a Poisson count (Byar's approximation).
#[must_use]
pub(crate) fn poisson(count: u64) -> (f64, f64) {
    let end = |x: f64, sign: f64| {
        let root = 1.0 - 1.0 / (9.0 * x) + sign * Z95 / (3.0 * x.sqrt());
        x * root.max(0.0).powi(3)
    };
    let low = if count == 0 {
        0.0
    } else {
        end(count as f64, -1.0)
    };
    (low, end(count as f64 + 1.0, 1.0))
}

/// `numerator / denominator`; absent where the denominator is 0.
#[must_use]
pub(crate) fn ratio(numerator: u64, denominator: u64) -> Option<f64> {
    (denominator > 0).then(|| numerator as f64 / denominator as f64)
}

/// P(Z ≥ z) of the standard normal.
#[must_use]
pub(crate) fn normal_upper(z: f64) -> f64 {
    0.5 * statrs::function::erf::erfc(z / std::f64::consts::SQRT_2)
}

/// The z that P(Z ≥ z) of the standard normal is `p` at.
#[must_use]
pub(crate) fn normal_quantile_upper(p: f64) -> f64 {
    std::f64::consts::SQRT_2 * statrs::function::erf::erfc_inv(2.0 * p)
}

/// Regularised incomplete beta function; 0 outside its range.
#[must_use]
pub(crate) fn beta(a: f64, b: f64, x: f64) -> f64 {
    statrs::function::beta::checked_beta_reg(a, b, x).unwrap_or(0.0)
}

/// Two-sided p of Student's t.
#[must_use]
pub(crate) fn t_two_sided(t: f64, freedom: f64) -> f64 {
    beta(freedom / 2.0, 0.5, freedom / (freedom + t * t))
}

fn ln_choose(n: f64, k: f64) -> f64 {
    ln_gamma(n + 1.0) - ln_gamma(k + 1.0) - ln_gamma(n - k + 1.0)
}

/// P(X ≥ `hits`) where `drawn` of `population` rows are drawn and `marked` of them carry the mark
/// (hypergeometric: Fisher's exact test, one-sided).
#[must_use]
pub(crate) fn hypergeometric_upper(hits: u64, drawn: u64, marked: u64, population: u64) -> f64 {
    let lowest = (drawn + marked).saturating_sub(population);
    let highest = drawn.min(marked);
    if hits <= lowest {
        return 1.0;
    }
    if hits > highest {
        return 0.0;
    }
    let (n, k, total) = (drawn as f64, marked as f64, population as f64);
    // Sum from the side of `hits` that is the tail: beyond the mean upwards, else one minus downwards.
    if (hits as f64) > n * k / total {
        tail(hits, highest, n, k, total, true).min(1.0)
    } else {
        (1.0 - tail(hits - 1, lowest, n, k, total, false)).clamp(0.0, 1.0)
    }
}

/// Sum of the hypergeometric probabilities from `from` to `to`, which lie on one side of the mode.
fn tail(from: u64, to: u64, n: f64, k: f64, total: f64, up: bool) -> f64 {
    let mut x = from as f64;
    let end = to as f64;
    let first = (ln_choose(k, x) + ln_choose(total - k, n - x) - ln_choose(total, n)).exp();
    let (mut term, mut sum) = (first, first);
    while (up && x < end) || (!up && x > end) {
        if up {
            term *= (k - x) * (n - x) / ((x + 1.0) * (total - k - n + x + 1.0));
            x += 1.0;
        } else {
            term *= x * (total - k - n + x) / ((k - x + 1.0) * (n - x + 1.0));
            x -= 1.0;
        }
        sum += term;
        if term < sum * 1e-16 {
            break;
        }
    }
    sum
}

/// Log-likelihood ratio of a Poisson count against what was expected, which is above 0.
#[must_use]
pub(crate) fn log_likelihood_ratio(count: u64, expected: f64) -> f64 {
    let count = count as f64;
    count * (count / expected).ln() - (count - expected)
}

/// Benjamini–Hochberg-adjusted p-values, in the order given; `tried` tests were made in all, those not
/// listed having p = 1.
#[must_use]
pub(crate) fn benjamini_hochberg(p: &[f64], tried: usize) -> Vec<f64> {
    let tried = tried.max(p.len()) as f64;
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[b].total_cmp(&p[a]).then(b.cmp(&a)));
    let mut adjusted = vec![1.0; p.len()];
    let mut least = 1.0_f64;
    for (i, &at) in order.iter().enumerate() {
        let rank = (p.len() - i) as f64;
        least = least.min(p[at] * tried / rank);
        adjusted[at] = least;
    }
    adjusted
}

/// Puts the adjusted p in the place of the raw one and keeps what lies below `alpha`; `tried` as in [`benjamini_hochberg`].
pub(crate) fn keep_significant<T>(
    found: &mut Vec<T>,
    tried: usize,
    alpha: f64,
    p: impl Fn(&mut T) -> &mut f64,
) {
    let raw: Vec<f64> = found.iter_mut().map(|f| *p(f)).collect();
    for (f, adjusted) in found.iter_mut().zip(benjamini_hochberg(&raw, tried)) {
        *p(f) = adjusted;
    }
    found.retain_mut(|f| *p(f) < alpha);
}

/// Bias-corrected Cramér's V of a table of counts (Bergsma 2013), 0..=1; absent for fewer than two
/// rows or columns with counts.
#[must_use]
pub(crate) fn cramers_v(table: &[Vec<u64>]) -> Option<f64> {
    let columns = table.first()?.len();
    let row_sums: Vec<u64> = table.iter().map(|r| r.iter().sum()).collect();
    let column_sums: Vec<u64> = (0..columns)
        .map(|c| table.iter().map(|r| r[c]).sum())
        .collect();
    let n = row_sums.iter().sum::<u64>() as f64;
    let r = row_sums.iter().filter(|&&s| s > 0).count() as f64;
    let k = column_sums.iter().filter(|&&s| s > 0).count() as f64;
    if r < 2.0 || k < 2.0 || n < 2.0 {
        return None;
    }
    let mut phi2 = -1.0;
    for (row, &row_sum) in table.iter().zip(&row_sums) {
        for (&x, &column_sum) in row.iter().zip(&column_sums) {
            if x > 0 {
                phi2 += (x as f64).powi(2) / (row_sum as f64 * column_sum as f64);
            }
        }
    }
    let phi2 = (phi2 - (k - 1.0) * (r - 1.0) / (n - 1.0)).max(0.0);
    let r = r - (r - 1.0).powi(2) / (n - 1.0);
    let k = k - (k - 1.0).powi(2) / (n - 1.0);
    let least = (r - 1.0).min(k - 1.0);
    (least > 0.0).then(|| (phi2 / least).sqrt().min(1.0))
}

/// Median of `values`, which are put in order; absent where there are none.
#[must_use]
pub(crate) fn median(values: &mut [f64]) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    quantile(values, 0.5)
}

/// The `q` quantile of sorted values, linear between neighbours (numpy's default).
#[must_use]
pub(crate) fn quantile(sorted: &[f64], q: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let at = q * last as f64;
    let below = at.floor();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 <= below <= last, a vector's length"
    )]
    let index = below as usize;
    let low = *sorted.get(index)?;
    let high = *sorted.get((index + 1).min(last))?;
    Some(low + (high - low) * (at - below))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64) {
        assert!((a - b).abs() <= 1e-9 * b.abs().max(1e-3), "{a} is not {b}");
    }

    // python3 -c "from scipy.stats import binomtest as b; print(b(15,100).proportion_ci(method='wilson'))"
    #[test]
    fn wilson_known_answers() {
        let (low, high) = wilson(15, 100).unwrap();
        near(low, 0.093_059_852_836_566_34);
        near(high, 0.232_835_595_908_323_67);
        assert_eq!(wilson(0, 0), None);
        assert_eq!(wilson(0, 10).unwrap().0, 0.0);
        assert_eq!(wilson(10, 10).unwrap().1, 1.0);
    }

    // python3 -c "from scipy.stats import chi2; print(chi2.ppf(.025,20)/2, chi2.ppf(.975,22)/2)": 4.795, 18.390
    #[test]
    fn poisson_is_near_the_exact_interval() {
        let (low, high) = poisson(10);
        assert!((low - 4.795).abs() < 0.02 && (high - 18.39).abs() < 0.02);
        assert_eq!(poisson(0).0, 0.0);
    }

    // python3 -c "from scipy.stats import hypergeom as h; print(h.sf(11,1000,100,60), h.sf(2,1000,100,60), h.sf(349,10000,3000,1000))"
    #[test]
    fn hypergeometric_known_answers() {
        near(
            hypergeometric_upper(12, 60, 100, 1000),
            0.011_923_493_092_396_59,
        );
        near(
            hypergeometric_upper(3, 60, 100, 1000),
            0.951_880_767_706_606_2,
        );
        near(
            hypergeometric_upper(350, 1000, 3000, 10000),
            0.000_186_341_884_826_503_97,
        );
        assert_eq!(hypergeometric_upper(0, 5, 5, 10), 1.0);
        assert_eq!(hypergeometric_upper(6, 5, 5, 10), 0.0);
    }

    // python3 -c "from scipy.stats import false_discovery_control as f; print(f([.01,.04,.03,.005]))"
    #[test]
    fn adjusted_known_answers() {
        let p = benjamini_hochberg(&[0.01, 0.04, 0.03, 0.005], 4);
        for (a, b) in p.iter().zip([0.02, 0.04, 0.04, 0.02]) {
            near(*a, b);
        }
        near(benjamini_hochberg(&[0.01], 10)[0], 0.1);
    }

    // scipy.stats.contingency.association has no bias correction; by hand:
    // [[10,0],[0,10]]: phi2 = 1 - 1/19, r = k = 2 - 1/19, V = sqrt((18/19)/(18/19)) = 1.
    #[test]
    fn cramers_v_by_hand() {
        near(cramers_v(&[vec![10, 0], vec![0, 10]]).unwrap(), 1.0);
        assert_eq!(cramers_v(&[vec![5, 5], vec![5, 5]]), Some(0.0));
        assert_eq!(cramers_v(&[vec![5, 5]]), None);
    }

    #[test]
    fn quantiles_as_numpy() {
        assert_eq!(quantile(&[1.0, 2.0, 3.0, 4.0], 0.5), Some(2.5));
        near(quantile(&[1.0, 2.0, 3.0, 4.0], 0.9).unwrap(), 3.7);
        assert_eq!(quantile(&[], 0.5), None);
    }
}
