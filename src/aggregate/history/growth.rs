//! How the variance of a count grows with its mean: in proportion where complaints come in events, as its square where whole days are busy
//! or quiet. A dispersion that is the same at every mean makes busy days look rarer than they are, and quiet ones less rare.

use super::fit::Fit;
use super::series::{Series, Timeline};
use super::tail::log_density;

/// Powers of the mean that what exceeds a Poisson count's dispersion may grow with.
const POWERS: [f64; 2] = [0.5, 1.0];
/// Powers are compared at the best of these scales: else the one with the smaller spreads is preferred wherever noise is overestimated.
const SCALES: [f64; 6] = [0.35, 0.5, 0.7, 1.0, 1.4, 2.0];
/// Units of log-density by which one of them must fit better than none.
const CLEARLY: f64 = 5.0;

/// Changes the spreads of `fits` to the power of the mean that the counts of all series show.
pub(super) fn follow(series: &[Series], fits: &mut [Fit], timeline: &Timeline) {
    let spreads = |power| -> Vec<Vec<f64>> {
        let of = series.iter().zip(fits.iter());
        of.map(|(s, fit)| spreads(s, fit, timeline, power))
            .collect()
    };
    let fitness = |spreads: &[Vec<f64>]| {
        let of_scale =
            |&scale: &f64| fitness(series, fits, timeline, &|k, i| spreads[k][i] * scale);
        SCALES
            .iter()
            .map(of_scale)
            .fold(f64::NEG_INFINITY, f64::max)
    };
    let mut best = (fitness(&spreads(0.0)) + CLEARLY, None);
    for power in POWERS {
        let spreads = spreads(power);
        let found = fitness(&spreads);
        if found > best.0 {
            best = (found, Some(spreads));
        }
    }
    for (fit, spread) in fits.iter_mut().zip(best.1.into_iter().flatten()) {
        fit.spread = spread;
    }
}

/// The spread of every period, such that the dispersion over all of them stays as it was estimated.
fn spreads(series: &Series, fit: &Fit, timeline: &Timeline, power: f64) -> Vec<f64> {
    let sums = timeline.used(series).fold((0.0, 0.0), |s, i| {
        (s.0 + fit.mean[i], s.1 + fit.mean[i].powf(1.0 + power))
    });
    let mut spreads = fit.spread.clone();
    for i in timeline.used(series) {
        let grown = fit.mean[i].powf(power) * sums.0 / sums.1;
        spreads[i] += (series.dispersion - 1.0) * (grown - 1.0) / fit.mean[i];
    }
    spreads
}

/// How well spreads by series and period predict; the first series is the sum of the others.
fn fitness(
    series: &[Series],
    fits: &[Fit],
    timeline: &Timeline,
    spread: &impl Fn(usize, usize) -> f64,
) -> f64 {
    let of = series.iter().zip(fits).enumerate().skip(1);
    let of_series = |(k, (s, fit)): (usize, (&Series, &Fit))| -> f64 {
        let of_one = |i: usize| log_density(s.counts[i], fit.mean[i], spread(k, i));
        timeline.used(s).map(of_one).sum()
    };
    of.map(of_series).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two series of 300 periods whose mean is 20 or 80, and whose standard deviation is as said.
    fn spreads_of(deviation: impl Fn(f64) -> f64) -> Vec<f64> {
        let mean: Vec<f64> = (0..300).map(|i| [20.0, 80.0][i % 2]).collect();
        let count = |i: usize| mean[i] + deviation(mean[i]) * [-1.2, -0.4, 0.4, 1.2][i / 2 % 4];
        let series = Series {
            counts: (0..300).map(count).collect(),
            exposure: vec![1.0; 300],
            dispersion: 9.0,
            uncertainty: vec![0.0; 300],
        };
        let timeline = Timeline {
            spans: (0..300).map(|i| (i, i)).collect(),
            complete: vec![true; 300],
        };
        let fit = Fit::known(mean.clone(), mean.iter().map(|m| 9.0 / m).collect());
        let mut fits = vec![fit.clone(), fit];
        follow(&[series.clone(), series], &mut fits, &timeline);
        fits.remove(1).spread
    }

    #[test]
    fn variance_grows_as_counts_show() {
        let in_proportion = spreads_of(|mean| 3.0 * mean.sqrt());
        assert_eq!(in_proportion[..2], [9.0 / 20.0, 9.0 / 80.0]);
        // sums: 100 and 6,800 a pair
        let squared = spreads_of(|mean| 0.35 * mean);
        let wanted = [20.0, 80.0].map(|m| (1.0 + 8.0 * m * 100.0 / 6800.0) / m);
        assert!((squared[0] - wanted[0]).abs() < 1e-9, "{squared:?}");
        assert!((squared[1] - wanted[1]).abs() < 1e-9, "{squared:?}");
    }
}
