//! Weekly counts of two stretches, treated and not → by what factor the odds of being treated changed, and how well that is known.

use statrs::distribution::{ContinuousCDF, StudentsT};

/// Complaints of one week: those treated, and those not.
pub(super) type Week = [u64; 2];

/// Residuals that follow each other are taken to be correlated at most so much.
const MOST_CORRELATED: f64 = 0.7;
/// Degrees of freedom, at least.
const LEAST_FREEDOM: f64 = 3.0;
/// Added to every count, so that one of 0 has a logarithm (Haldane 1955, Anscombe 1956).
const HALF: f64 = 0.5;

/// A difference in differences.
///
/// Given the sum of a week's complaints, the treated among them are binomial with logit p = a + δ·after, whatever both series share:
/// weekday, season, growth. The estimate of δ is the logarithm of the odds ratio of the four sums. Its variance is that of the
/// binomial times a dispersion, Pearson's X² over the degrees of freedom (McCullagh & Nelder 1989, §4.5.2), where X² is of the
/// weeks within each stretch, times (1 + r) / (1 − r) for residuals of correlation r from one week to the next (as of the mean of
/// an AR(1) series). The degrees of freedom shrink by the same factor.
#[derive(Clone, Copy, Debug)]
pub(super) struct Contrast {
    /// Treated and untreated, before and after.
    sums: [[f64; 2]; 2],
    /// δ
    pub(super) log_ratio: f64,
    pub(super) dispersion: f64,
    freedom: f64,
    /// Variance of what was taken out.
    taken_out: f64,
}

impl Contrast {
    pub(super) fn of(before: &[Week], after: &[Week]) -> Self {
        let sums = [before, after].map(|weeks| {
            let sum = |at: usize| weeks.iter().map(|w| w[at] as f64).sum::<f64>();
            [sum(0), sum(1)]
        });
        let odds = |[treated, other]: [f64; 2]| (treated + HALF) / (other + HALF);
        let (mut squares, mut products, mut counted) = (0.0, 0.0, 0.0_f64);
        for (weeks, sum) in [before, after].into_iter().zip(sums) {
            let residuals = residuals(weeks, sum);
            squares += residuals.iter().map(|r| r * r).sum::<f64>();
            products += residuals.windows(2).map(|r| r[0] * r[1]).sum::<f64>();
            counted += residuals.len() as f64;
        }
        let freedom = (counted - 2.0).max(1.0);
        let r = correlation(products, squares, counted);
        let lasting = (1.0 + r) / (1.0 - r);
        Self {
            sums,
            log_ratio: (odds(sums[1]) / odds(sums[0])).ln(),
            dispersion: (squares / freedom).max(1.0) * lasting,
            freedom: (freedom / lasting).max(LEAST_FREEDOM),
            taken_out: 0.0,
        }
    }

    /// The change beyond that of `season`, which does not share a week with it.
    pub(super) fn without(self, season: &Self) -> Self {
        Self {
            log_ratio: self.log_ratio - season.log_ratio,
            freedom: self.freedom.min(season.freedom),
            taken_out: season.error().powi(2),
            ..self
        }
    }

    /// Treated complaints to be expected after, by how the others changed.
    pub(super) fn expected(&self) -> f64 {
        let [before, after] = self.sums;
        (before[0] + HALF) * (after[1] + HALF) / (before[1] + HALF)
    }

    /// The standard error of δ.
    pub(super) fn error(&self) -> f64 {
        self.error_at(self.sums[1][0])
    }

    /// The same if so many treated complaints had come after.
    pub(super) fn error_at(&self, treated_after: f64) -> f64 {
        let [before, after] = self.sums;
        let counts = [before[0], before[1], treated_after, after[1]];
        let variance: f64 = counts.iter().map(|n| 1.0 / (n + HALF)).sum();
        (self.dispersion * variance + self.taken_out).sqrt()
    }

    /// The quantile `q` of Student's t.
    pub(super) fn t(&self, q: f64) -> f64 {
        let t = StudentsT::new(0.0, 1.0, self.freedom);
        t.map_or(f64::INFINITY, |t| t.inverse_cdf(q))
    }
}

/// Of residuals from one week to the next, 0 to [`MOST_CORRELATED`]: about a mean of their own they look less correlated than they are
/// (Marriott & Pope 1954).
fn correlation(products: f64, squares: f64, counted: f64) -> f64 {
    if squares <= 0.0 {
        return 0.0;
    }
    let seen = products / squares;
    let hidden = 2.0 * (1.0 + 3.0 * seen.max(0.0)) / counted;
    (seen + hidden).clamp(0.0, MOST_CORRELATED)
}

/// Pearson's residuals of the treated of every week; weeks without complaints have none.
fn residuals(weeks: &[Week], [treated, other]: [f64; 2]) -> Vec<f64> {
    let share = treated / (treated + other);
    let residual = |week: &Week| {
        let n = (week[0] + week[1]) as f64;
        let variance = n * share * (1.0 - share);
        (variance > 0.0).then(|| (week[0] as f64 - n * share) / variance.sqrt())
    };
    weeks.iter().filter_map(residual).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_odds_ratio_by_hand() {
        let before = [[20, 100]; 10];
        let after = [[10, 100]; 10];
        let c = Contrast::of(&before, &after);
        assert!((c.log_ratio - (100.5_f64 / 1000.5 / (200.5 / 1000.5)).ln()).abs() < 1e-12);
        assert!((c.expected() - 200.5).abs() < 1e-9);
        // all weeks alike: no dispersion beyond the binomial's
        assert_eq!(c.dispersion, 1.0);
        let variance: f64 = 1.0 / 200.5 + 2.0 / 1000.5 + 1.0 / 100.5;
        assert!((c.error() - variance.sqrt()).abs() < 1e-12);
        // python3 -c "from scipy.stats import t; print(t.ppf(.975, 18))"
        assert!((c.t(0.975) - 2.100_922_040_241).abs() < 1e-6);
    }

    #[test]
    fn weeks_that_differ_and_differences_that_last_widen_the_interval() {
        let flat = |high: bool| if high { [26, 94] } else { [14, 106] };
        let weeks = |high: fn(usize) -> bool| (0..16).map(|i| flat(high(i))).collect::<Vec<_>>();
        let (mixed, lasting) = (weeks(|i| i % 2 == 0), weeks(|i| i / 4 % 2 == 0));
        let of = |w: &[Week]| Contrast::of(&w[..8], &w[8..]).dispersion;
        // residuals ±6 at a variance of 120 · 1/6 · 5/6
        assert!((of(&mixed) - 16.0 * 36.0 / (120.0 * 5.0 / 36.0) / 14.0).abs() < 1e-9);
        assert!(of(&lasting) > 2.0 * of(&mixed));
    }
}
