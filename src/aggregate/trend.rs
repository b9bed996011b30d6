//! Changes between two counts of complaints, with their intervals.

use super::figures::Change;
use super::stats;

/// With fewer complaints before, a relative change says nothing: 1 → 7 is chance, and not +600 %.
pub(crate) const FEWEST_BEFORE: u64 = 5;

/// What two counts are compared on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Basis {
    /// Ordinary days that the first span counts for, and the second.
    pub(crate) days: (f64, f64),
    /// Variance of a count in units of its mean; at least 1.
    pub(crate) dispersion: f64,
}

impl Basis {
    /// Ratio of two rates from that of two counts; none where a span counts for nothing.
    fn rates(&self, counts: f64) -> Option<f64> {
        let longer = self.days.1 / self.days.0;
        (longer.is_finite() && longer > 0.0).then(|| counts / longer - 1.0)
    }
}

/// The change from one count to another, per ordinary day, with the interval that two independent counts of that dispersion give: the odds of
/// the second among both, by Wilson's interval.
pub(crate) fn change(
    against: &str,
    (before, after): (u64, u64),
    totals: Option<(u64, u64)>,
    basis: &Basis,
) -> Change {
    let is_enough = before >= FEWEST_BEFORE;
    let interval = is_enough
        .then(|| stats::overdispersed_wilson(after, before + after, basis.dispersion))
        .flatten();
    let odds = |p: f64| basis.rates(p / (1.0 - p)).filter(|_| p < 1.0);
    Change {
        against: against.to_owned(),
        before,
        after,
        days_before: Some(basis.days.0),
        days_after: Some(basis.days.1),
        relative: stats::ratio(after, before)
            .filter(|_| is_enough)
            .and_then(|r| basis.rates(r)),
        low: interval.and_then(|(low, _)| odds(low)),
        high: interval.and_then(|(_, high)| odds(high)),
        share_difference: totals.and_then(|(total_before, total_after)| {
            Some(stats::ratio(after, total_after)? - stats::ratio(before, total_before)?)
        }),
        share_low: None,
        share_high: None,
    }
    .with_share_interval(totals, basis.dispersion)
}

impl Change {
    /// Newcombe's interval of the difference of two shares (his method 10: from the two Wilson intervals).
    fn with_share_interval(mut self, totals: Option<(u64, u64)>, dispersion: f64) -> Self {
        let Some((total_before, total_after)) = totals else {
            return self;
        };
        let shares =
            stats::ratio(self.before, total_before).zip(stats::ratio(self.after, total_after));
        let wilson = |count, of| stats::overdispersed_wilson(count, of, dispersion);
        let wilsons = wilson(self.before, total_before).zip(wilson(self.after, total_after));
        if let (Some((p1, p2)), Some(((l1, u1), (l2, u2)))) = (shares, wilsons) {
            let d = p2 - p1;
            self.share_low = Some(d - ((p2 - l2).powi(2) + (u1 - p1).powi(2)).sqrt());
            self.share_high = Some(d + ((u2 - p2).powi(2) + (p1 - l1).powi(2)).sqrt());
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // By hand: 50 → 75: wilson(75, 125) = (.512375, .681663), odds − 1 = (.0508, 1.1413).
    #[test]
    fn change_by_hand() {
        let basis = Basis {
            days: (30.0, 30.0),
            dispersion: 1.0,
        };
        let c = change("2024-01", (50, 75), Some((100, 100)), &basis);
        assert_eq!(c.relative, Some(0.5));
        assert_eq!(c.share_difference, Some(0.25));
        assert!((c.low.unwrap() - 0.0508).abs() < 1e-4 && (c.high.unwrap() - 1.1413).abs() < 1e-4);
        assert!(c.share_low.unwrap() > 0.0);
        for few in [0, 4] {
            let c = change("2024-01", (few, 7), None, &basis);
            assert_eq!((c.relative, c.low, c.high), (None, None, None));
        }
        assert!(change("2024-01", (5, 7), None, &basis).relative.is_some());
    }

    #[test]
    fn shorter_periods_and_events_are_allowed_for() {
        let calm = Basis {
            days: (31.0, 28.0),
            dispersion: 1.0,
        };
        let c = change("2024-01", (310, 280), None, &calm);
        assert!(c.relative.unwrap().abs() < 1e-9);
        let events = Basis {
            dispersion: 4.0,
            ..calm
        };
        let wide = change("2024-01", (310, 280), None, &events);
        let width = |c: &Change| (1.0 + c.high.unwrap()).ln() - (1.0 + c.low.unwrap()).ln();
        assert!((width(&wide) / width(&c) - 2.0).abs() < 0.05);
    }
}
