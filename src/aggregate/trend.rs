//! Trends: changes between periods with their intervals, and the band each period is expected to stay in.

use super::figures::Change;
use super::params::BandParams;
use super::stats;

/// The periods of a trend, in order of time.
#[derive(Clone, Debug, Default)]
pub(crate) struct Calendar {
    /// Days of every period.
    pub(crate) days: Vec<f64>,
    /// Whether it is complete; others get no band and give none.
    pub(crate) complete: Vec<bool>,
    /// Its place within the season (month of the year, weekday).
    pub(crate) season: Vec<usize>,
    /// Places a season has; 1 for none.
    pub(crate) seasons: usize,
    /// Periods on either side that tell the level.
    pub(crate) window: usize,
}

/// What a period is expected to hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Band {
    pub(crate) expected: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
    /// How far the count lies from `expected`, in standard deviations; positive above.
    pub(crate) z: f64,
}

/// The band of every period. The level is the median rate of the neighbouring periods (the period itself
/// left out), so that neither a wave nor a slow trend moves it much; the season is the median over the years
/// of the ratio to that level, with 1 as a further vote where the years are even in number, so that two years
/// must agree before a season is believed. The spread is that of a Poisson count times a robust
/// overdispersion (never below 1).
pub(crate) fn bands(counts: &[u64], calendar: &Calendar, params: &BandParams) -> Vec<Option<Band>> {
    let used: Vec<usize> = (0..counts.len())
        .filter(|&i| calendar.complete[i] && calendar.days[i] > 0.0)
        .collect();
    if used.len() < params.min_periods {
        return vec![None; counts.len()];
    }
    let rate: Vec<f64> = counts
        .iter()
        .zip(&calendar.days)
        .map(|(&c, &d)| c as f64 / d.max(1.0))
        .collect();
    let season = season(&rate, &used, calendar);
    let flat: Vec<f64> = (0..rate.len())
        .map(|i| rate[i] / season[calendar.season[i]])
        .collect();
    let expected: Vec<Option<f64>> = (0..counts.len())
        .map(|i| {
            let level = level(&flat, &used, i, calendar.window)?;
            Some(level * season[calendar.season[i]] * calendar.days[i])
        })
        .collect();
    let spread = overdispersion(counts, &expected, &used).sqrt();
    (0..counts.len())
        .map(|i| {
            let expected = expected[i].filter(|_| calendar.complete[i])?;
            Some(band(counts[i], expected, spread, params.z))
        })
        .collect()
}

fn band(count: u64, expected: f64, spread: f64, z: f64) -> Band {
    // On the scale of square roots a Poisson count has standard deviation 1/2 whatever its mean; an expected
    // count near 0 keeps room for one complaint.
    let (root, half) = (expected.max(0.25).sqrt(), z * spread / 2.0);
    Band {
        expected,
        low: (root - half).max(0.0).powi(2),
        high: (root + half).powi(2),
        z: 2.0 * ((count as f64).sqrt() - root) / spread,
    }
}

/// Median rate of up to `window` used periods on either side of `at`, itself left out.
fn level(rate: &[f64], used: &[usize], at: usize, window: usize) -> Option<f64> {
    let here = used.partition_point(|&i| i < at);
    let after = used.partition_point(|&i| i <= at);
    // At the ends of the data the window keeps its width by reaching further to the other side.
    let (mut from, mut to) = (
        here.saturating_sub(window),
        (after + window).min(used.len()),
    );
    let missing = (2 * window + (after - here)).saturating_sub(to - from);
    if from == 0 {
        to = (to + missing).min(used.len());
    } else if to == used.len() {
        from = from.saturating_sub(missing);
    }
    let mut near: Vec<f64> = used[from..to]
        .iter()
        .filter(|&&i| i != at)
        .map(|&i| rate[i])
        .collect();
    stats::median(&mut near)
}

fn season(rate: &[f64], used: &[usize], calendar: &Calendar) -> Vec<f64> {
    let mut season = vec![1.0; calendar.seasons.max(1)];
    if calendar.seasons < 2 || used.len() < 2 * calendar.seasons {
        return season;
    }
    let mut ratios: Vec<Vec<f64>> = vec![Vec::new(); season.len()];
    for &i in used {
        if let Some(level) = level(rate, used, i, calendar.window).filter(|&l| l > 0.0)
            && let Some(of_place) = ratios.get_mut(calendar.season[i])
        {
            of_place.push(rate[i] / level);
        }
    }
    for (s, mut ratios) in season.iter_mut().zip(ratios) {
        if ratios.len() < 2 {
            continue;
        }
        if ratios.len() % 2 == 0 {
            ratios.push(1.0);
        }
        if let Some(median) = stats::median(&mut ratios).filter(|&m| m > 0.0) {
            *s = median;
        }
    }
    season
}

/// Variance of the counts in units of the Poisson variance, from the median absolute residual; at least 1.
fn overdispersion(counts: &[u64], expected: &[Option<f64>], used: &[usize]) -> f64 {
    let mut residuals: Vec<f64> = used
        .iter()
        .filter_map(|&i| {
            let root = expected[i]?.max(0.25).sqrt();
            Some((2.0 * ((counts[i] as f64).sqrt() - root)).abs())
        })
        .collect();
    let n = residuals.len() as f64;
    let sd = 1.4826 * stats::median(&mut residuals).unwrap_or(0.0) * n / (n - 0.8).max(1.0);
    (sd * sd).max(1.0)
}

/// The change from one count to another, with the interval that two independent Poisson counts give.
pub(crate) fn change(against: &str, before: u64, after: u64, totals: Option<(u64, u64)>) -> Change {
    let interval = (before > 0)
        .then(|| stats::wilson(after, before + after))
        .flatten();
    let odds = |p: f64| (p < 1.0).then(|| p / (1.0 - p) - 1.0);
    Change {
        against: against.to_owned(),
        before,
        after,
        relative: (before > 0).then(|| after as f64 / before as f64 - 1.0),
        low: interval.and_then(|(low, _)| odds(low)),
        high: interval.and_then(|(_, high)| odds(high)),
        share_difference: totals.and_then(|(total_before, total_after)| {
            Some(stats::ratio(after, total_after)? - stats::ratio(before, total_before)?)
        }),
        share_low: None,
        share_high: None,
    }
    .with_share_interval(totals)
}

impl Change {
    /// Newcombe's interval of the difference of two shares (his method 10: from the two Wilson intervals).
    fn with_share_interval(mut self, totals: Option<(u64, u64)>) -> Self {
        let Some((total_before, total_after)) = totals else {
            return self;
        };
        let shares =
            stats::ratio(self.before, total_before).zip(stats::ratio(self.after, total_after));
        let wilsons =
            stats::wilson(self.before, total_before).zip(stats::wilson(self.after, total_after));
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

    fn months(n: usize) -> Calendar {
        Calendar {
            days: vec![30.0; n],
            complete: vec![true; n],
            season: (0..n).map(|i| i % 12).collect(),
            seasons: 12,
            window: 6,
        }
    }

    fn marked(counts: &[u64]) -> Vec<usize> {
        bands(counts, &months(counts.len()), &BandParams::default())
            .iter()
            .enumerate()
            .filter(|(i, b)| {
                b.is_some_and(|b| (counts[*i] as f64) > b.high || (counts[*i] as f64) < b.low)
            })
            .map(|(i, _)| i)
            .collect()
    }

    #[test]
    fn a_wave_is_marked_and_its_neighbours_are_not() {
        let mut counts: Vec<u64> = (0..24).map(|i| 100 + (i * 7) % 11).collect();
        counts[14] = 190;
        assert_eq!(marked(&counts), [14]);
    }

    #[test]
    fn a_season_that_two_years_agree_on_is_expected() {
        let mut counts: Vec<u64> = (0..24).map(|i| 100 + (i * 7) % 11).collect();
        counts[9] = 180;
        counts[21] = 190;
        assert_eq!(marked(&counts), [0; 0]);
    }

    #[test]
    fn a_level_that_moves_for_good_is_no_row_of_marks() {
        let counts: Vec<u64> = (0..24)
            .map(|i| if i < 12 { 100 } else { 150 } + (i * 7) % 11)
            .collect();
        assert!(marked(&counts).len() <= 2, "{:?}", marked(&counts));
    }

    #[test]
    fn few_periods_give_no_band() {
        assert!(
            bands(&[5, 9, 50], &months(3), &BandParams::default())
                .iter()
                .all(Option::is_none)
        );
    }

    // By hand: 50 → 75: wilson(75, 125) = (.512331, .681553), odds − 1 = (.0506, 1.1401).
    #[test]
    fn change_by_hand() {
        let c = change("2024-01", 50, 75, Some((100, 100)));
        assert_eq!(c.relative, Some(0.5));
        assert_eq!(c.share_difference, Some(0.25));
        assert!(c.low.unwrap() < 0.5 && c.high.unwrap() > 0.5);
        assert!(c.share_low.unwrap() > 0.0);
        assert_eq!(change("2024-01", 0, 5, None).relative, None);
    }
}
