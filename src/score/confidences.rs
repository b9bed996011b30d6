//! Rows by their confidence, and how far two such distributions lie apart.

use crate::model::Prediction;

/// Bins of equal width in 0..=1.
const BINS: usize = 1_000;

/// Rows by their confidence; they may carry weights.
#[derive(Clone, Debug, PartialEq)]
pub struct Confidences {
    bins: Vec<f64>,
    sum: f64,
    squares: f64,
}

impl Default for Confidences {
    fn default() -> Self {
        Self {
            bins: vec![0.0; BINS + 1],
            sum: 0.0,
            squares: 0.0,
        }
    }
}

/// How far two distributions of confidences lie apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gap {
    /// The largest difference of their cumulative shares, 0..=1 (Kolmogorov–Smirnov).
    pub distance: f64,
    /// What chance exceeds once in 100 times where they are the same.
    pub chance: f64,
}

impl Gap {
    /// A smaller gap than this is of no consequence, however many rows show it.
    const LEAST: f64 = 0.05;

    /// Whether the distributions differ.
    #[must_use]
    pub fn is_shift(&self) -> bool {
        self.distance > self.chance && self.distance >= Self::LEAST
    }
}

impl Confidences {
    /// Takes in a row by the probabilities of its types.
    pub fn add_posterior(&mut self, posterior: &[f32], weight: f64) {
        self.add(Prediction::of(posterior).confidence, weight);
    }

    /// Takes in a row.
    pub fn add(&mut self, confidence: f32, weight: f64) {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "0..=BINS"
        )]
        let bin = (f64::from(confidence.clamp(0.0, 1.0)) * BINS as f64) as usize;
        self.bins[bin.min(BINS)] += weight;
        self.sum += weight;
        self.squares += weight * weight;
    }

    /// Rows that weigh alike (Kish 1965).
    fn rows(&self) -> f64 {
        if self.squares > 0.0 {
            self.sum * self.sum / self.squares
        } else {
            0.0
        }
    }

    /// How far from `other`; `None` where one of them is empty.
    #[must_use]
    pub fn gap(&self, other: &Self) -> Option<Gap> {
        self.largest(other, f64::abs)
    }

    /// How much less sure `other` is: as [`Confidences::gap`], where more of its rows lie below a confidence.
    #[must_use]
    pub fn less_sure(&self, other: &Self) -> Option<Gap> {
        self.largest(other, |difference| -difference)
    }

    fn largest(&self, other: &Self, of: impl Fn(f64) -> f64) -> Option<Gap> {
        /// √(−ln(α / 2) / 2) for α = .01 (Smirnov 1948).
        const CRITICAL: f64 = 1.628;
        if self.sum <= 0.0 || other.sum <= 0.0 {
            return None;
        }
        let (mut own, mut others, mut distance) = (0.0, 0.0, 0.0_f64);
        for (a, b) in self.bins.iter().zip(&other.bins) {
            own += a / self.sum;
            others += b / other.sum;
            distance = distance.max(of(own - others));
        }
        let chance = CRITICAL * (1.0 / self.rows() + 1.0 / other.rows()).sqrt();
        Some(Gap { distance, chance })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::SplitMix;

    /// So many confidences drawn from u^power.
    fn drawn(rows: usize, power: f64, seed: u64) -> Confidences {
        let mut draws = SplitMix::new(seed);
        let mut all = Confidences::default();
        for _ in 0..rows {
            #[expect(clippy::cast_possible_truncation, reason = "a probability")]
            all.add(draws.unit().powf(power) as f32, 1.0);
        }
        all
    }

    #[test]
    fn chance_is_exceeded_once_in_100_times() {
        let gaps = (0..1_000).map(|i| drawn(300, 1.0, i).gap(&drawn(500, 1.0, i + 5_000)));
        let above = gaps.flatten().filter(|g| g.distance > g.chance).count();
        assert!((1..=20).contains(&above), "{above} of 1000");
    }

    #[test]
    fn a_shift_is_seen_and_weights_undo_it() {
        let even = drawn(4_000, 1.0, 1);
        let low = drawn(1_000, 1.3, 2);
        let gap = even.gap(&low).unwrap();
        // the cumulative shares x and x^(1/1.3) lie .10 apart at most
        assert!(
            gap.is_shift() && (gap.distance - 0.1).abs() < 0.04,
            "{gap:?}"
        );
        assert!(!even.gap(&drawn(1_000, 1.0, 3)).unwrap().is_shift());
        assert_eq!(even.gap(&Confidences::default()), None);
        assert_eq!(even.less_sure(&low), Some(gap));
        assert!(!low.less_sure(&even).unwrap().is_shift());
        let mut weighted = Confidences::default();
        weighted.add(0.2, 1.0);
        weighted.add(0.8, 3.0);
        let mut other = Confidences::default();
        (0..4).for_each(|i| other.add(if i == 0 { 0.2 } else { 0.8 }, 1.0));
        assert!(weighted.gap(&other).unwrap().distance < 1e-12);
    }
}
