//! Whether two marks go together within strata: a value and a yes within types, a word and a yes within types.

use super::stats::beta;

/// Complaints of one stratum by two marks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Stratum {
    /// Complaints that have both.
    pub(crate) hits: u64,
    /// Complaints that have the first.
    pub(crate) drawn: u64,
    /// Complaints that have the second.
    pub(crate) marked: u64,
    /// All complaints.
    pub(crate) all: u64,
}

impl Stratum {
    /// The same for complaints that lack the second mark.
    fn turned(self) -> Self {
        Self {
            hits: self.drawn - self.hits,
            marked: self.all - self.marked,
            ..self
        }
    }

    /// Hits that chance brings.
    fn expected(self) -> f64 {
        self.drawn as f64 * self.marked as f64 / self.all.max(1) as f64
    }
}

/// Hits to be expected if complaints with the first mark had the second as often as others of their stratum; where a stratum has no others, as many
/// as there are.
pub(crate) fn elsewhere(strata: &[Stratum]) -> f64 {
    let of = |s: &Stratum| match s.all - s.drawn {
        0 => s.hits as f64,
        others => s.drawn as f64 * (s.marked - s.hits) as f64 / others as f64,
    };
    strata.iter().map(of).sum()
}

/// Odds ratio of the two marks that all strata have in common (Mantel & Haenszel 1959); absent where one of its parts is 0.
pub(crate) fn odds_ratio(strata: &[Stratum]) -> Option<f64> {
    let (mut top, mut bottom) = (0.0, 0.0);
    for s in strata.iter().filter(|s| s.all > 0) {
        let (first, second) = ((s.drawn - s.hits) as f64, (s.marked - s.hits) as f64);
        let neither = (s.all - s.drawn) as f64 - second;
        top += s.hits as f64 * neither / s.all as f64;
        bottom += first * second / s.all as f64;
    }
    (top > 0.0 && bottom > 0.0).then(|| top / bottom)
}

/// Two-sided p of so many hits, or so few, in all strata together, of complaints of which `dispersion` count as one.
///
/// Given how many complaints of a stratum have either mark, the hits of all strata are a sum of independent trials (Vatutin & Mikhailov 1982), and
/// beyond one above its mean such a sum is less spread than a binomial count of as many trials and the same mean (Hoeffding 1956): p is never
/// too small.
pub(crate) fn two_sided_p(strata: &[Stratum], dispersion: f64) -> f64 {
    let turned: Vec<Stratum> = strata.iter().map(|s| s.turned()).collect();
    let p = upper_tail(strata, dispersion).min(upper_tail(&turned, dispersion));
    (2.0 * p).min(1.0)
}

/// Two-sided p of so many hits of so many complaints that have the mark at this rate, `dispersion` of which count as one.
pub(crate) fn binomial_p(hits: u64, of: u64, rate: f64, dispersion: f64) -> f64 {
    let (hits, misses) = (hits as f64 / dispersion, (of - hits) as f64 / dispersion);
    let tail = |x: f64, others: f64, rate: f64| match x > 0.0 {
        true => beta(x, others + 1.0, rate),
        false => 1.0,
    };
    let p = tail(hits, misses, rate).min(tail(misses, hits, 1.0 - rate));
    (2.0 * p).min(1.0)
}

fn upper_tail(strata: &[Stratum], dispersion: f64) -> f64 {
    let (mut hits, mut mean, mut trials) = (0.0, 0.0, 0.0);
    for s in strata {
        // so many are sure
        let least = (s.drawn + s.marked).saturating_sub(s.all);
        hits += (s.hits - least) as f64;
        trials += (s.drawn.min(s.marked) - least) as f64;
        mean += s.expected() - least as f64;
    }
    let (hits, mean, trials) = (hits / dispersion, mean / dispersion, trials / dispersion);
    if trials <= 0.0 || hits < mean + 1.0 {
        return 1.0;
    }
    beta(hits, trials - hits + 1.0, mean / trials)
}

#[cfg(test)]
mod tests {
    use super::super::stats::hypergeometric_upper;
    use super::*;
    use proptest::prelude::*;

    fn stratum(hits: u64, drawn: u64, marked: u64, all: u64) -> Stratum {
        Stratum {
            hits,
            drawn,
            marked,
            all,
        }
    }

    // by hand, and statsmodels: StratifiedTable([[[10, 20], [5, 65]], [[8, 12], [16, 64]]]).oddsratio_pooled
    #[test]
    fn the_common_odds_ratio_is_that_of_statsmodels() {
        let strata = [stratum(10, 30, 15, 100), stratum(8, 20, 24, 100)];
        let ratio = odds_ratio(&strata).unwrap();
        // (10·65 + 8·64) ÷ (20·5 + 12·16)
        assert!((ratio - 1162.0 / 292.0).abs() < 1e-12, "{ratio}");
        assert!((elsewhere(&strata) - (30.0 * 5.0 / 70.0 + 20.0 * 16.0 / 80.0)).abs() < 1e-12);
        assert_eq!(odds_ratio(&[stratum(0, 5, 3, 10)]), None);
        assert_eq!(elsewhere(&[stratum(3, 10, 3, 10)]), 3.0);
    }

    // scipy: 2*min(binom(40, .2).sf(14), 1), 2*binom(40, .2).cdf(2)
    #[test]
    fn binomial_tails_are_those_of_scipy() {
        assert!((binomial_p(15, 40, 0.2, 1.0) - 0.015831707747038935).abs() < 1e-9);
        assert!((binomial_p(2, 40, 0.2, 1.0) - 0.01588427454962978).abs() < 1e-9);
        assert_eq!(binomial_p(8, 40, 0.2, 1.0), 1.0);
        assert!(binomial_p(0, 40, 0.2, 1.0) < 0.001 && binomial_p(40, 40, 0.9, 1.0) < 0.05);
    }

    #[test]
    fn clear_hits_are_clear_and_dispersion_makes_them_less_so() {
        let strata = [stratum(20, 40, 50, 200), stratum(15, 30, 40, 160)];
        let p = two_sided_p(&strata, 1.0);
        assert!(p < 1e-4, "{p}");
        assert!(two_sided_p(&strata, 3.0) > 50.0 * p);
        let few = [stratum(1, 40, 80, 200)];
        assert!(two_sided_p(&few, 1.0) < 1e-4);
        assert_eq!(two_sided_p(&[stratum(10, 40, 50, 200)], 1.0), 1.0);
        assert_eq!(two_sided_p(&[stratum(3, 10, 3, 10)], 1.0), 1.0);
    }

    proptest! {
        #[test]
        fn p_is_never_below_the_exact_one(all in 10_u64..200, drawn in 1_u64..200, marked in 1_u64..200, extra in 0_u64..200) {
            let (drawn, marked) = (drawn.min(all), marked.min(all));
            let least = (drawn + marked).saturating_sub(all);
            let hits = (least + extra).min(drawn.min(marked));
            let exact = hypergeometric_upper(hits, drawn, marked, all);
            let bound = upper_tail(&[stratum(hits, drawn, marked, all)], 1.0);
            prop_assert!(bound >= exact * (1.0 - 1e-9), "{bound} {exact}");
        }
    }
}
