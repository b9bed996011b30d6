//! What the periods of many series are expected to hold, each judged from all other periods of its series, and from what all series say of how
//! levels move and how far counts stray.

use super::fit::{Fit, Work};
use super::motions;
use super::scale::Scales;
use super::structural::{Loading, loading};
use super::tail::Expectation;
use rayon::prelude::*;

/// Counts of the periods of one series.
#[derive(Clone, Debug)]
pub(crate) struct Series {
    pub(crate) counts: Vec<f64>,
    /// What each period counts for; 0 for none.
    pub(crate) exposure: Vec<f64>,
    /// Variance of a count in units of its mean.
    pub(crate) dispersion: f64,
    /// Variance of the logarithm of what each period counts for.
    pub(crate) uncertainty: Vec<f64>,
}

/// The periods, the same for all series.
#[derive(Clone, Debug)]
pub(crate) struct Timeline {
    /// First and last day of each.
    pub(crate) spans: Vec<(i32, i32)>,
    /// Those that are covered to their ends.
    pub(crate) complete: Vec<bool>,
}

impl Timeline {
    /// Places of the periods a series is judged in.
    pub(super) fn used<'a>(&'a self, series: &'a Series) -> impl Iterator<Item = usize> + 'a {
        (0..self.spans.len()).filter(|&i| self.complete[i] && series.exposure[i] > 0.0)
    }

    /// What the middles of the periods load on.
    fn loadings(&self) -> Vec<Loading> {
        let middle = |s: &(i32, i32)| f64::midpoint(f64::from(s.0), f64::from(s.1) + 1.0) / 365.25;
        let centre = self.spans.first().zip(self.spans.last());
        let centre = centre.map_or(0.0, |(a, b)| middle(&(a.0, b.1)));
        self.spans
            .iter()
            .map(|s| loading(middle(s) - centre))
            .collect()
    }
}

/// Every period of every series, predicted from the other periods: none where it is not complete.
pub(crate) fn expectations(
    series: &[Series],
    timeline: &Timeline,
) -> Vec<Vec<Option<Expectation>>> {
    let loadings = timeline.loadings();
    let mut works: Vec<Work<'_>> = series
        .iter()
        .map(|s| Work::new(s, timeline, &loadings))
        .collect();
    let motions = motions::choose(&mut works, series, timeline);
    let fits: Vec<Fit> = works
        .par_iter_mut()
        .zip(&motions)
        .map(|(work, m)| work.fit(m, 4))
        .collect();
    let scales = Scales::of(series, &fits, timeline);
    let judge = |(k, (s, fit)): (usize, (&Series, &Fit))| {
        let mut judged = vec![None; timeline.spans.len()];
        for i in timeline.used(s) {
            let (scale, freedom) = scales.of_one(k, i);
            let mut e = Expectation {
                mean: fit.mean[i],
                spread: fit.spread[i] * scale,
                freedom,
                p: 1.0,
            };
            e.p = e.p_of(s.counts[i]);
            judged[i] = Some(e);
        }
        judged
    };
    series.iter().zip(&fits).enumerate().map(judge).collect()
}
