//! The share of a series in what it is a part of, as the days up to each day tell it: later days count for more.

/// Days after which a day counts half.
const HALF_LIFE: f64 = 120.0;
/// Complaints of the type that the share of the value among all complaints is worth at the beginning.
const PRIOR: f64 = 4.0;
/// A day of a cell counts at most so many standard deviations above what was expected of it.
const CAP: f64 = 3.0;

/// Variance of the count of a word in units of its mean.
pub(super) const OF_WORDS: f64 = 2.0;

/// By day: the share, and its relative variance.
pub(super) struct Shares {
    days: Vec<(f32, f32)>,
}

impl Shares {
    /// Of a series of which there are `line` by day where there are `all` of what it is a part of. `usual`: its share by what is known
    /// beforehand; `dispersion`: variance of its counts in units of their mean.
    pub(super) fn of((line, all): (&[f64], &[f64]), (usual, dispersion): (f64, f64)) -> Self {
        let keep = (-(2.0_f64.ln()) / HALF_LIFE).exp();
        let usual = usual.clamp(1e-4, 1.0);
        let of_type = all;
        let (mut own, mut all) = (0.0, 0.0);
        let share = |own: f64, all: f64| (own + PRIOR * usual) / (all + PRIOR);
        let of_day = |(&own_today, &all_today): (&f64, &f64)| {
            let mean = share(own, all) * all_today;
            let most = mean + CAP * (dispersion * mean).sqrt() + 1.0;
            let counted = own_today.min(most);
            own = keep * own + counted;
            all = keep * all + all_today - (own_today - counted);
            let share = share(own, all).min(1.0);
            let variance = dispersion * (1.0 - share) / (own + PRIOR * usual).max(0.05);
            (small(share), small(variance))
        };
        Self {
            days: line.iter().zip(of_type).map(of_day).collect(),
        }
    }

    pub(super) fn at(&self, day: usize) -> Option<(f64, f64)> {
        let (share, variance) = self.days.get(day)?;
        Some((f64::from(*share), f64::from(*variance)))
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "seven digits are enough for a share"
)]
fn small(x: f64) -> f32 {
    x as f32
}
