//! How far counts stray where they stray: an event brings many complaints into one period of one series, more of them than a negative
//! binomial count of the same variance ever holds. Beyond a threshold that chance rarely passes, the logarithm of the probability of a
//! count is taken to fall off exponentially, at the rate that the other series show in other periods (peaks over threshold: Davison &
//! Smith 1990). Chance alone gives the rate 1, and the probability stays as it is.

/// A count above expectation that is rarer by chance is a peak.
const RARE: f64 = 0.005;
/// Peaks that tell how they fall off,
const TELL: usize = 4;
/// and periods: in fewer, such as two years of months, what is seen once or twice is news, not the rule.
const MIN_PERIODS: usize = 50;

/// Whether a count above expectation is a peak; `upper` is the probability of it, or a larger one, by chance.
pub(super) fn is_peak(upper: f64) -> bool {
    upper < RARE
}

/// The tail of counts above expectation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Tail {
    /// How often there is a peak; at least [`RARE`].
    rate: f64,
    /// Units of log-probability within which peaks fall off by e; at least 1.
    scale: f64,
}

impl Tail {
    /// The probability of a count above expectation whose probability would be `upper` by chance.
    pub(super) fn p(self, upper: f64) -> f64 {
        match is_peak(upper) {
            true => self.rate * (upper / RARE).powf(1.0 / self.scale),
            false => upper,
        }
    }
}

/// The peaks of all series.
#[derive(Debug, Default)]
pub(super) struct Peaks {
    /// Series, period, and how far the logarithm of its probability lies beyond the threshold.
    peaks: Vec<(usize, usize, f64)>,
    /// Counts that were looked at, by series.
    of_series: Vec<usize>,
    /// By period.
    of_period: Vec<usize>,
}

impl Peaks {
    pub(super) fn new(series: usize, periods: usize) -> Self {
        Self {
            peaks: Vec::new(),
            of_series: vec![0; series],
            of_period: vec![0; periods],
        }
    }

    /// Takes in a count whose probability, or a larger one's, is `upper` by chance.
    pub(super) fn add(&mut self, (series, period): (usize, usize), upper: f64) {
        self.of_series[series] += 1;
        self.of_period[period] += 1;
        if is_peak(upper) {
            let beyond = (RARE / upper.max(f64::MIN_POSITIVE)).ln();
            self.peaks.push((series, period, beyond));
        }
    }

    /// The tail that other series show in other periods; absent where too few peaks tell. A count is not judged by itself, by what happens
    /// to all series at once, nor by a level that its own series keeps. The median of the peaks is not moved by a few true events.
    pub(super) fn without(&self, (series, period): (usize, usize)) -> Option<Tail> {
        let others = self.peaks.iter().filter(|p| p.0 != series && p.1 != period);
        let mut beyond: Vec<f64> = others.map(|p| p.2).collect();
        if beyond.len() < TELL || self.of_period.len() < MIN_PERIODS {
            return None;
        }
        let middle = beyond.len() / 2;
        let (_, median, _) = beyond.select_nth_unstable_by(middle, f64::total_cmp);
        let scale = (*median / std::f64::consts::LN_2).max(1.0);
        let all: usize = self.of_series.iter().sum();
        let looked_at = (all + 1).saturating_sub(self.of_series[series] + self.of_period[period]);
        let rate = (beyond.len() as f64 / looked_at.max(1) as f64).max(RARE);
        Some(Tail { rate, scale })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 8 series of 60 periods in which every 20th count is a peak of this probability, in series 1 to 7.
    fn peaks(upper: f64) -> Peaks {
        let mut peaks = Peaks::new(8, 60);
        for at in 0..8 * 60 {
            let is_peak = at >= 60 && at % 20 == 0;
            peaks.add((at / 60, at % 60), if is_peak { upper } else { 0.3 });
        }
        peaks
    }

    #[test]
    fn a_tail_is_that_of_other_series_in_other_periods() {
        // three peaks a series, at periods 0, 20 and 40: without series 1 and period 20 there are two in each of six
        let tail = peaks(1e-6).without((1, 20)).unwrap();
        assert!((tail.scale - (RARE / 1e-6_f64).ln() / std::f64::consts::LN_2).abs() < 1e-12);
        assert!((tail.rate - 12.0 / (480.0 - 60.0 - 8.0 + 1.0)).abs() < 1e-12);
        assert!(tail.p(1e-6) > 0.01 && tail.p(1e-12) > 1e-4 && tail.p(0.2) == 0.2);
    }

    #[test]
    fn few_peaks_few_periods_and_chance_change_nothing() {
        let mut few = Peaks::new(2, 60);
        (0..3).for_each(|i| few.add((1, i), 1e-9));
        assert_eq!(few.without((0, 50)), None);
        let mut short = Peaks::new(2, 24);
        (0..20).for_each(|i| short.add((1, i), 1e-9));
        assert_eq!(short.without((0, 23)), None);
        let tail = peaks(0.004).without((0, 3)).unwrap();
        assert_eq!(tail.scale, 1.0);
        assert!(tail.p(1e-6) < 1.2e-5);
    }
}
