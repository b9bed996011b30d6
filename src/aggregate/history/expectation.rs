//! What the periods of many series are expected to hold, each judged from all other periods of its series, and from what all series say of how
//! levels move and how far counts stray.

use super::fit::{Fit, Work};
use super::motions;
use super::scale::Scales;
use super::series::{Series, Timeline};
use super::tail::Expectation;
use rayon::prelude::*;

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
