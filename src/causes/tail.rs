//! How far the counts of cells stray where they stray: events bring many complaints into one cell and period, more of them than a negative
//! binomial count of the same variance ever holds. Counts beyond a threshold that chance rarely passes are taken to fall off
//! exponentially, at the rate that is seen in all cells and periods (peaks over threshold: Davison & Smith 1990).

use rustc_hash::FxHashMap;

/// A count that is rarer by chance belongs to the tail.
pub(super) const RARE: f64 = 0.01;
/// Counts in the tail that tell how it falls off.
const TELL: usize = 4;
/// Periods that tell.
const MIN_PERIODS: u64 = 6;

/// A count in the tail.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peak {
    pub(super) type_id: u32,
    pub(super) period: u32,
    /// Complaints beyond the threshold of its cell and period.
    pub(super) beyond: f64,
}

/// The tail of counts: how often they are in it, and how it falls off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Tail {
    rate: f64,
    /// Complaints within which it falls off by e.
    scale: f64,
}

impl Tail {
    /// The probability of a count so far beyond the threshold.
    pub(super) fn p(self, beyond: f64) -> f64 {
        self.rate * (-beyond / self.scale).exp()
    }
}

/// The peaks of all cells and periods of one crossing.
pub(super) struct Peaks {
    /// How far they are beyond, ascending.
    beyond: Vec<f64>,
    /// Where those of a type and period stand among them, ascending.
    places: FxHashMap<(u32, u32), Vec<usize>>,
    /// Peaks, and counts that were looked at, by type.
    of_type: FxHashMap<u32, (u64, u64)>,
    periods: u64,
}

impl Peaks {
    /// `cells`: how many there are of every type.
    pub(super) fn of(mut peaks: Vec<Peak>, cells: &FxHashMap<u32, u64>, periods: u64) -> Self {
        peaks.sort_by(|a, b| a.beyond.total_cmp(&b.beyond));
        let looked_at = cells.iter().map(|(&id, n)| (id, (0, n * periods)));
        let mut of_type: FxHashMap<u32, (u64, u64)> = looked_at.collect();
        let mut places: FxHashMap<(u32, u32), Vec<usize>> = FxHashMap::default();
        for (at, peak) in peaks.iter().enumerate() {
            of_type.entry(peak.type_id).or_default().0 += 1;
            let own = places.entry((peak.type_id, peak.period)).or_default();
            own.push(at);
        }
        Self {
            beyond: peaks.iter().map(|p| p.beyond).collect(),
            places,
            of_type,
            periods,
        }
    }

    /// The tail that all cells of other types and periods show. A rise is not judged by itself, nor by what rises with it. How far peaks
    /// are beyond is told by their median, which a few true rises do not move; how often there are any is told half by the type itself.
    pub(super) fn without(&self, type_id: u32, period: u32) -> Option<Tail> {
        let own = self.places.get(&(type_id, period));
        let own = own.map_or(&[][..], Vec::as_slice);
        let others = self.beyond.len() - own.len();
        if others < TELL || self.periods < MIN_PERIODS {
            return None;
        }
        let other = |nth: usize| {
            let at = own.iter().fold(nth, |at, &own| at + usize::from(own <= at));
            self.beyond[at]
        };
        let median = f64::midpoint(other((others - 1) / 2), other(others / 2));
        let looked_at: u64 = self.of_type.values().map(|of| of.1).sum();
        let (peaks, of_type) = self.of_type.get(&type_id).copied().unwrap_or_default();
        let of_type = of_type as f64 * (1.0 - 1.0 / self.periods as f64);
        let all = others as f64 / (looked_at as f64).max(1.0);
        let same = peaks.saturating_sub(own.len() as u64) as f64 / of_type.max(1.0);
        Some(Tail {
            rate: f64::midpoint(all, same),
            // counts are whole: half a complaint more
            scale: (median + 0.5) / std::f64::consts::LN_2,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peaks(beyond: &[f64]) -> Peaks {
        let peak = |(period, &beyond): (u32, &f64)| Peak {
            type_id: 0,
            period,
            beyond,
        };
        let peaks = (0..).zip(beyond).map(peak).collect();
        Peaks::of(peaks, &FxHashMap::from_iter([(0, 10), (1, 10)]), 24)
    }

    #[test]
    fn a_tail_is_that_of_the_others() {
        let tail = peaks(&[1.0, 2.0, 40.0, 4.0, 3.0]).without(0, 2).unwrap();
        assert!((tail.scale * std::f64::consts::LN_2 - 3.0).abs() < 1e-12);
        // 4 of 480, and 4 of 230
        assert!((tail.rate - (4.0 / 480.0 + 4.0 / 230.0) / 2.0).abs() < 1e-12);
        assert!(tail.p(40.0) < 2e-6 && tail.p(3.0) > 0.006);
    }

    #[test]
    fn few_peaks_tell_nothing() {
        assert_eq!(peaks(&[1.0, 2.0, 40.0, 4.0]).without(0, 2), None);
    }
}
