//! How much complaints vary beyond a Poisson count: the variance of a count in units of its mean, from days, weeks and fortnights side by
//! side. What all types share in weeks and fortnights is a level that moves, not noise, and is taken out.

/// Days of the blocks that hold parts of events, and whole ones.
const BLOCKS: [usize; 2] = [7, 14];
/// Blocks needed before events are looked for.
const LEAST_BLOCKS: usize = 8;
/// Residuals count at most so many standard deviations.
const CAP: f64 = 4.0;
/// Degrees of freedom that what all types say together is worth for one of them.
const PRIOR: f64 = 60.0;
/// Blocks times this many complaints are needed before a type has half a say in what all types say.
const SAY: f64 = 10.0;

/// The dispersion of one series, at least 1 each: of a day, a week, a fortnight or more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Dispersion {
    over: [f64; 3],
    /// Of a day against days a week or more away, which share no event with it.
    apart: f64,
}

/// Residuals of one series, each with the variance that a Poisson count would give it.
type Residuals = Vec<(f64, f64)>;

impl Dispersion {
    pub(super) const POISSON: Self = Self {
        over: [1.0; 3],
        apart: 1.0,
    };

    pub(super) fn over(self, days: f64) -> f64 {
        self.over[usize::from(days > 3.0) + usize::from(days > 10.0)]
    }

    /// The same for two spans that lie apart.
    pub(super) fn over_apart(self, days: f64) -> f64 {
        self.over(days).max(self.apart)
    }

    /// Of all complaints, then of every type. `lines`: complaints by day; `exposure`: what these days count for.
    pub(super) fn of_lines(lines: &[Vec<f64>], exposure: &[Vec<f64>]) -> Vec<Self> {
        let Some(((all, types), (whole, exposure))) =
            lines.split_first().zip(exposure.split_first())
        else {
            return Vec::new();
        };
        let daily: Vec<Residuals> = types
            .iter()
            .zip(exposure)
            .map(|(t, e)| beside(t, e, 1))
            .collect();
        let of_day: Vec<f64> = daily.iter().map(ratio).collect();
        let mut of_types: Vec<[f64; 3]> = of_day.iter().map(|d| [d.max(1.0); 3]).collect();
        for (at, days) in (1..).zip(BLOCKS) {
            let blocks = all.len() / days;
            if blocks < LEAST_BLOCKS || types.len() < 2 {
                break;
            }
            let long = types.iter().zip(exposure);
            let long: Vec<Residuals> = long
                .map(|(t, e)| beside(&blocked(t, days), &blocked(e, days), 2))
                .collect();
            let lasting = lasting(&unshared(&daily), &unshared(&long), types, blocks as f64);
            for ((of, day), lasting) in of_types.iter_mut().zip(&of_day).zip(lasting) {
                of[at] = (day * lasting).max(of[at - 1]);
            }
        }
        let of_all = ratio(&beside(all, whole, 1));
        let mixed = |at: usize| {
            let sums = types.iter().map(|t| t.iter().sum::<f64>());
            let (of, sum) = sums
                .zip(&of_types)
                .fold((0.0, 0.0), |s, (n, of)| (s.0 + n * of[at], s.1 + n));
            if sum > 0.0 { of / sum } else { 1.0 }
        };
        let over = [mixed(0), mixed(1), mixed(2)].map(|m| m.max(of_all).max(1.0));
        let apart = ratio(&beside(all, whole, BLOCKS[0])).clamp(over[0], over[1].max(over[0]));
        let of_type = |over: [f64; 3]| Self {
            over,
            apart: over[0],
        };
        std::iter::once(Self { over, apart })
            .chain(of_types.into_iter().map(of_type))
            .collect()
    }
}

fn blocked(values: &[f64], days: usize) -> Vec<f64> {
    values
        .rchunks_exact(days)
        .rev()
        .map(|b| b.iter().sum())
        .collect()
}

/// Every count against those so many places before and after it.
fn beside(counts: &[f64], exposure: &[f64], apart: usize) -> Residuals {
    let residual = |i: usize| {
        // days without data say nothing of how counts vary
        if exposure[i] <= 0.0 || exposure[i - apart] + exposure[i + apart] <= 0.0 {
            return (0.0, 0.0);
        }
        let there = counts[i - apart] + counts[i + apart];
        let ratio = exposure[i] / (exposure[i - apart] + exposure[i + apart]).max(1e-9);
        let mean = (counts[i] + there) / (1.0 + 1.0 / ratio.max(1e-9));
        (counts[i] - there * ratio, mean * (1.0 + ratio))
    };
    (apart..counts.len().saturating_sub(apart))
        .map(residual)
        .collect()
}

/// Squares over variances; a square counts at most [`CAP`] standard deviations.
fn ratio(residuals: &Residuals) -> f64 {
    let variance: f64 = residuals.iter().map(|r| r.1).sum();
    if variance <= 0.0 {
        return 1.0;
    }
    let mean = variance / residuals.len() as f64;
    let mut found = f64::INFINITY;
    for _ in 0..4 {
        let square = |r: &(f64, f64)| (r.0 * r.0).min(CAP * CAP * found * r.1.max(mean));
        found = residuals.iter().map(square).sum::<f64>() / variance;
    }
    found
}

/// The dispersion of every series without what all of them share: as much as the sum of all varies more than they would side by side.
fn unshared(all: &[Residuals]) -> Vec<f64> {
    let n = all.iter().map(Vec::len).min().unwrap_or(0);
    let sum = |i: usize| {
        all.iter()
            .fold((0.0, 0.0), |s, r| (s.0 + r[i].0, s.1 + r[i].1))
    };
    let sum: Residuals = (0..n).map(sum).collect();
    let own: Vec<f64> = all.iter().map(ratio).collect();
    let means: Vec<f64> = all.iter().map(|r| r.iter().map(|x| x.1).sum()).collect();
    let whole: f64 = means.iter().sum();
    let side_by_side: f64 = own.iter().zip(&means).map(|(o, m)| o * m).sum();
    let squares: f64 = means.iter().map(|m| m * m).sum();
    let shared = (ratio(&sum) * whole - side_by_side) / (whole * whole - squares).max(1e-9);
    own.iter()
        .zip(&means)
        .map(|(o, m)| (o - shared.max(0.0) * m).max(0.1))
        .collect()
}

/// By how much blocks vary more than days do: every type on its own, drawn to what all say; at least 1.
fn lasting(short: &[f64], long: &[f64], types: &[Vec<f64>], blocks: f64) -> Vec<f64> {
    let says = types
        .iter()
        .map(|t| t.iter().sum::<f64>())
        .map(|n| n / (n + SAY * blocks));
    let ratio: Vec<f64> = long.iter().zip(short).map(|(l, s)| l / s).collect();
    let (sum, weights) = ratio
        .iter()
        .zip(says)
        .fold((0.0, 0.0), |s, (r, w)| (s.0 + r * w, s.1 + w));
    let all = if weights > 0.0 { sum / weights } else { 1.0 };
    let own = 0.6 * blocks;
    ratio
        .iter()
        .map(|r| ((PRIOR * all + own * r) / (PRIOR + own)).max(1.0))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::SplitMix;

    fn dispersions(lines: Vec<Vec<f64>>) -> Vec<f64> {
        let days = lines[0].len();
        let all: Vec<f64> = (0..days)
            .map(|d| lines.iter().map(|l| l[d]).sum())
            .collect();
        let lines: Vec<Vec<f64>> = std::iter::once(all).chain(lines).collect();
        let exposure = vec![vec![1.0; days]; lines.len()];
        Dispersion::of_lines(&lines, &exposure)
            .iter()
            .map(|d| d.over(30.0))
            .collect()
    }

    /// Counts of so many trials at even odds: variance half the mean.
    fn binomial(draws: &mut SplitMix, trials: usize) -> f64 {
        (0..trials).filter(|_| draws.unit() < 0.5).count() as f64
    }

    #[test]
    fn calm_counts_are_taken_to_be_poisson() {
        let mut draws = SplitMix::new(1);
        let lines = (0..4).map(|_| (0..700).map(|_| binomial(&mut draws, 40)).collect());
        assert!(dispersions(lines.collect()).iter().all(|d| *d < 1.2));
    }

    #[test]
    fn events_that_last_a_week_are_seen_in_fortnights() {
        let mut draws = SplitMix::new(2);
        let mut lines = vec![vec![0.0; 700]; 4];
        for line in &mut lines {
            for _ in 0..400 {
                let first = draws.below(690);
                (0..7).for_each(|_| line[first + draws.below(7)] += 1.0);
            }
        }
        // every complaint comes with six others: variance 7 times the mean
        let found = dispersions(lines);
        assert!(found.iter().all(|d| (4.5..9.5).contains(d)), "{found:?}");
    }

    #[test]
    fn a_level_that_all_types_share_is_no_noise() {
        let mut draws = SplitMix::new(3);
        #[expect(clippy::cast_possible_truncation, reason = "small counts")]
        let level: Vec<usize> = (0..700)
            .map(|d| 40 + (30.0 * (f64::from(d) / 25.0).sin()) as usize)
            .collect();
        let lines = (0..6).map(|_| level.iter().map(|&l| binomial(&mut draws, l)).collect());
        let found = dispersions(lines.collect());
        assert!(found.iter().all(|d| *d < 1.5), "{found:?}");
    }
}
