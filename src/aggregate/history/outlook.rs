//! What the periods to come are expected to hold: the model behind every expectation, run on beyond the last period.

use super::fit::Work;
use super::motions;
use super::series::{Series, Timeline};
use super::structural::Motion;
use super::tail::Expectation;
use rayon::prelude::*;

/// Periods in which the model finds its level: how far they stray says nothing.
const BURN_IN: usize = 4;
/// Degrees of freedom of the belief that errors are as large as the model says, and of what all series say of one.
const BELIEF: f64 = 20.0;
const SHARED: f64 = 15.0;
/// The variance found is never taken to be less than this part of what the model says.
const LEAST_SCALE: f64 = 0.5;

/// A level that stands still.
const STILL: Motion = Motion {
    wander: 0.0,
    memory: 0.0,
    slope: 0.0,
    season: 0.0,
};

/// Every period after the last complete one, of every series, in their order. With `level_only` the level is carried on, and neither slope nor
/// season is thought known.
pub(crate) fn outlooks(
    series: &[Series],
    timeline: &Timeline,
    level_only: bool,
) -> Vec<Vec<Expectation>> {
    let loadings = timeline.loadings();
    let mut works: Vec<Work<'_>> = series
        .iter()
        .map(|s| Work::new(s, timeline, &loadings))
        .collect();
    let mut motions = motions::weigh(&mut works, series, timeline);
    if level_only {
        for (motion, _) in motions.iter_mut().flatten() {
            (motion.slope, motion.season) = (0.0, 0.0);
        }
    }
    works
        .par_iter_mut()
        .zip(&motions)
        .for_each(|(work, motions)| drop(work.fit(&likeliest(motions), 4)));
    let strayed: Vec<(f64, f64)> = works
        .iter()
        .zip(&motions)
        .map(|(work, motions)| work.strayed(&likeliest(motions), BURN_IN))
        .collect();
    let all = strayed
        .iter()
        .fold((0.0, 0.0), |s, of| (s.0 + of.0, s.1 + of.1));
    let all = (BELIEF + all.0) / (BELIEF + all.1);
    let ahead = |((work, motions), own): ((&Work<'_>, &Weighed), &(f64, f64))| {
        let scale = (SHARED * all + own.0) / (SHARED + own.1);
        let expected = |(mean, spread): (f64, f64)| Expectation {
            mean,
            spread: spread * scale.max(LEAST_SCALE),
            freedom: SHARED + own.1,
            tail: None,
            p: 1.0,
        };
        averaged(work, motions).into_iter().map(expected).collect()
    };
    works
        .iter()
        .zip(&motions)
        .zip(&strayed)
        .map(ahead)
        .collect()
}

type Weighed = Vec<(Motion, f64)>;

fn likeliest(motions: &Weighed) -> Motion {
    let best = motions.iter().max_by(|a, b| a.1.total_cmp(&b.1));
    best.map_or(STILL, |m| m.0)
}

/// Mean and spread of every period to come over all motions: what they disagree on is uncertain too (Hoeting et al. 1999, Bayesian model averaging).
fn averaged(work: &Work<'_>, motions: &Weighed) -> Vec<(f64, f64)> {
    let of: Vec<(f64, Vec<(f64, f64)>)> = motions
        .iter()
        .map(|(motion, weight)| (*weight, work.ahead(motion)))
        .collect();
    let sum: f64 = of.iter().map(|o| o.0).sum();
    let periods = of.first().map_or(0, |o| o.1.len());
    let averaged = |i: usize| {
        let mean = of.iter().map(|(w, p)| w * p[i].0.ln()).sum::<f64>() / sum;
        let spread = |(w, p): &(f64, Vec<(f64, f64)>)| w * (p[i].1 + (p[i].0.ln() - mean).powi(2));
        (mean.exp(), of.iter().map(spread).sum::<f64>() / sum)
    };
    (0..periods).map(averaged).collect()
}
