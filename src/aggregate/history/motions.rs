//! How levels move: chosen by how well every period is predicted from the others, of each series and of those beside it.

use super::fit::Work;
use super::series::{Series, Timeline};
use super::structural::Motion;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// Series that tell how levels move, the largest first; of long histories fewer.
const TELL: (usize, usize) = (12, 4);
/// More periods than this are a long history.
const LONG: usize = 200;
/// What the mean of the other series weighs beside a series' own word.
const OTHERS: f64 = 2.0;
/// Years of periods before a season is thought possible.
const SEASON_YEARS: f64 = 1.4;
/// Prior standard deviations of the season and, in a year, of the slope: little and usual.
const SEASONS: [f64; 2] = [0.02, 0.15];
const SLOPES: [f64; 2] = [0.07, 0.7];
/// Standard deviations of a level that wanders, and the days after which it has forgotten two thirds.
const WANDERS: [f64; 5] = [0.02, 0.04, 0.08, 0.15, 0.3];
const MEMORIES: [f64; 4] = [0.0, 20.0, 60.0, 200.0];
/// Weight of a motion that is left out.
const NEGLIGIBLE: f64 = 1e-3;
/// Complaints a period below which a level that wanders cannot be told from noise.
const FEW: f64 = 4.0;

/// The motion of every series. `works` are brought near their levels on the way.
pub(super) fn choose(
    works: &mut [Work<'_>],
    series: &[Series],
    timeline: &Timeline,
) -> Vec<Motion> {
    let (wanders, shapes) = (wanders(timeline), shapes(timeline));
    let usual = usual(timeline, &shapes);
    if let Some(motion) = of_few(series, timeline, usual) {
        return vec![motion; series.len()];
    }
    works.par_iter_mut().for_each(|work| {
        work.fit(&usual, 3);
    });
    let tell = telling(series, timeline);
    let loose = shapes[shapes.len() - 1];
    let wandering = Said::of(
        works,
        &tell,
        wanders.iter().map(|&w| join(w, loose)).collect(),
    );
    let common = wandering.common();
    let shaped = Said::of(
        works,
        &tell,
        shapes.iter().map(|&s| join(common, s)).collect(),
    );
    (0..series.len())
        .map(|i| join(wandering.best(i), shaped.best(i)))
        .collect()
}

/// Every motion there may be of every series, with the weight that its own predictions and those of the series beside it give it; weights add up
/// to 1. `works` are brought near their levels on the way.
pub(super) fn weigh(
    works: &mut [Work<'_>],
    series: &[Series],
    timeline: &Timeline,
) -> Vec<Vec<(Motion, f64)>> {
    let (wanders, shapes) = (wanders(timeline), shapes(timeline));
    let usual = usual(timeline, &shapes);
    if let Some(motion) = of_few(series, timeline, usual) {
        return vec![vec![(motion, 1.0)]; series.len()];
    }
    works.par_iter_mut().for_each(|work| {
        work.fit(&usual, 3);
    });
    let of_wander = |&w: &Motion| shapes.iter().map(move |&s| join(w, s));
    let motions: Vec<Motion> = wanders.iter().flat_map(of_wander).collect();
    let said = Said::of(works, &telling(series, timeline), motions);
    (0..series.len()).map(|i| said.weights(i)).collect()
}

/// A wandering level with the shape of another motion.
fn join(wander: Motion, shape: Motion) -> Motion {
    Motion {
        slope: shape.slope,
        season: shape.season,
        ..wander
    }
}

/// What motions are begun with.
fn usual(timeline: &Timeline, shapes: &[Motion]) -> Motion {
    Motion {
        wander: WANDERS[2],
        memory: memory(timeline, MEMORIES[3]),
        ..shapes[shapes.len() - 1]
    }
}

/// The motion where complaints are too few to tell one.
fn of_few(series: &[Series], timeline: &Timeline, usual: Motion) -> Option<Motion> {
    let periods = timeline.spans.len() as f64;
    let most = series
        .iter()
        .map(|s| s.counts.iter().sum::<f64>() / s.dispersion);
    (most.fold(0.0, f64::max) < FEW * periods).then_some(Motion {
        season: 0.0,
        ..usual
    })
}

/// Places of the series that tell how levels move.
fn telling(series: &[Series], timeline: &Timeline) -> Vec<usize> {
    let is_very_long = timeline.spans.len() > 5 * LONG;
    largest(series, if is_very_long { TELL.1 } else { TELL.0 })
}

fn memory(timeline: &Timeline, days: f64) -> f64 {
    let ends = timeline.spans.first().zip(timeline.spans.last());
    let all = f64::from(ends.map_or(1, |(a, b)| b.1 - a.0 + 1));
    let step = all / timeline.spans.len().max(1) as f64;
    if days > 0.0 {
        (-step / days).exp()
    } else {
        0.0
    }
}

/// Ways in which a level may wander; slope and season aside.
fn wanders(timeline: &Timeline) -> Vec<Motion> {
    let long = usize::from(timeline.spans.len() > LONG);
    let none = Motion {
        wander: 0.0,
        memory: 0.0,
        slope: 0.0,
        season: 0.0,
    };
    let mut wanders = vec![none];
    for &wander in &WANDERS[..WANDERS.len() - long] {
        for &days in &MEMORIES[..MEMORIES.len() - long] {
            wanders.push(Motion {
                wander,
                memory: memory(timeline, days),
                ..none
            });
        }
    }
    wanders
}

/// Slopes and seasons there may be, the freest last; a level that wanders aside.
fn shapes(timeline: &Timeline) -> Vec<Motion> {
    let ends = timeline.spans.first().zip(timeline.spans.last());
    let days = f64::from(ends.map_or(1, |(a, b)| b.1 - a.0 + 1));
    let from = usize::from(timeline.spans.len() > LONG);
    let seasons = if days < SEASON_YEARS * 365.25 {
        &[0.0][..]
    } else {
        &SEASONS[from..]
    };
    let of_season = |&season| SLOPES[from..].iter().map(move |&slope| (season, slope));
    let shapes = seasons.iter().flat_map(of_season);
    shapes
        .map(|(season, slope)| Motion {
            wander: 0.0,
            memory: 0.0,
            slope,
            season,
        })
        .collect()
}

/// Places of the largest series.
fn largest(series: &[Series], n: usize) -> Vec<usize> {
    let sums: Vec<f64> = series.iter().map(|s| s.counts.iter().sum()).collect();
    let mut order: Vec<usize> = (0..series.len()).collect();
    order.sort_by(|&a, &b| sums[b].total_cmp(&sums[a]).then(a.cmp(&b)));
    order.truncate(n);
    order
}

/// How well motions predict the series that were asked.
struct Said {
    motions: Vec<Motion>,
    of_series: FxHashMap<usize, Vec<f64>>,
    /// Sums over these series.
    all: Vec<f64>,
}

impl Said {
    fn of(works: &[Work<'_>], asked: &[usize], motions: Vec<Motion>) -> Self {
        let answers: Vec<Vec<f64>> = asked
            .par_iter()
            .map(|&i| motions.iter().map(|m| works[i].fitness(m)).collect())
            .collect();
        let sum = |m: usize| answers.iter().map(|of| of[m]).sum();
        let all = (0..motions.len()).map(sum).collect();
        Self {
            motions,
            of_series: asked.iter().copied().zip(answers).collect(),
            all,
        }
    }

    /// What all of them together predict best with; the first of equals.
    fn common(&self) -> Motion {
        self.motions[best(&self.all)]
    }

    /// What a series, and the others beside it, predict best with.
    fn best(&self, series: usize) -> Motion {
        match self.scores(series) {
            Some(scores) => self.motions[best(&scores)],
            None => self.common(),
        }
    }

    /// What a series, and the others beside it, say of every motion; nothing of one that was not asked or is alone.
    fn scores(&self, series: usize) -> Option<Vec<f64>> {
        let own = self.of_series.get(&series)?;
        let others = self.of_series.len().checked_sub(1).filter(|n| *n > 0)?;
        let others = OTHERS / others as f64;
        let scores = own.iter().zip(&self.all);
        Some(scores.map(|(o, all)| o + others * (all - o)).collect())
    }

    /// The motions that a series may have, by how probable it and the others beside it make them.
    fn weights(&self, series: usize) -> Vec<(Motion, f64)> {
        let mean = |sum: &f64| sum * (1.0 + OTHERS) / self.of_series.len().max(1) as f64;
        let scores = self.scores(series);
        let scores = scores.unwrap_or_else(|| self.all.iter().map(mean).collect());
        let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let weights: Vec<f64> = scores.iter().map(|s| (s - most).exp()).collect();
        let sum: f64 = weights.iter().sum();
        let weighed = self.motions.iter().zip(weights);
        weighed
            .map(|(motion, w)| (*motion, w / sum))
            .filter(|m| m.1 > NEGLIGIBLE)
            .collect()
    }
}

fn best(scores: &[f64]) -> usize {
    (0..scores.len())
        .max_by(|&a, &b| scores[a].total_cmp(&scores[b]).then(b.cmp(&a)))
        .unwrap_or(0)
}
