//! What the periods of many series are expected to hold, each judged from all other periods of its series, and from what all series say of how
//! levels move and how far counts stray.

use super::fit::{Fit, Work};
use super::growth;
use super::motions;
use super::peaks::{self, Peaks};
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
    let mut fits: Vec<Fit> = works
        .par_iter_mut()
        .zip(&motions)
        .map(|(work, m)| work.fit(m, 4))
        .collect();
    growth::follow(series, &mut fits, timeline);
    let scales = Scales::of(series, &fits, timeline);
    let judge = |(k, (s, fit)): (usize, (&Series, &Fit))| {
        let mut judged = vec![None; timeline.spans.len()];
        for i in timeline.used(s) {
            let (scale, freedom) = scales.of_one(k, i);
            let mut e = Expectation {
                mean: fit.mean[i],
                spread: fit.spread[i] * scale,
                freedom,
                tail: None,
                p: 1.0,
            };
            e.p = e.p_of(s.counts[i]);
            judged[i] = Some(e);
        }
        judged
    };
    let mut judged: Vec<_> = series.iter().zip(&fits).enumerate().map(judge).collect();
    heed_events(&mut judged, series);
    judged
}

/// Judges every count again by how far the counts of other series stray. The first series is the sum of the others: its peaks tell nothing
/// that theirs do not.
fn heed_events(judged: &mut [Vec<Option<Expectation>>], series: &[Series]) {
    let periods = judged.first().map_or(0, Vec::len);
    let mut peaks = Peaks::new(series.len(), periods);
    let upper = |e: &Expectation, count: f64| if count > e.mean { e.p / 2.0 } else { 1.0 };
    for (k, (of_series, s)) in judged.iter().zip(series).enumerate().skip(1) {
        for (i, (e, &count)) in of_series.iter().zip(&s.counts).enumerate() {
            if let Some(e) = e {
                peaks.add((k, i), upper(e, count));
            }
        }
    }
    for (k, (of_series, s)) in judged.iter_mut().zip(series).enumerate() {
        for (i, (e, &count)) in of_series.iter_mut().zip(&s.counts).enumerate() {
            // of other series no band is shown, and a count that does not belong to the peaks stays as probable as it is
            let is_asked = |e: &Expectation| k == 0 || peaks::is_peak(upper(e, count));
            if let Some(e) = e.as_mut().filter(|e| is_asked(e)) {
                e.tail = peaks.without((k, i));
                e.p = e.p_of(count);
            }
        }
    }
}
