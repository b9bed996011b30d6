//! Scores after training on more and more rows → what still more rows would bring.

use super::nested::Nested;
use crate::evaluate::{CurvePoint, Power, macro_f1};
use crate::types::SplitMix;

/// Resamples behind an interval.
const DRAWS: usize = 400;
/// Gains that are foretold, in points of macro-F1.
const POINTS: [u32; 2] = [1, 3];

/// A learning curve and what it foretells.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
pub struct Curve {
    /// Scores by the number of rows trained on.
    pub measured: Vec<CurvePoint>,
    /// What it would take to gain; empty where too few parts could be trained on.
    pub gains: Vec<Gain>,
}

/// How many more rows would raise the score.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Gain {
    /// By so many points (hundredths) of macro-F1.
    pub points: u32,
    /// Rows to label; absent where no number of rows is foretold to do.
    pub rows: Option<u64>,
    /// The 10th percentile of resampled curves; absent as `rows`.
    pub low: Option<u64>,
    /// The 90th.
    pub high: Option<u64>,
}

/// The curve of macro-F1 and what it foretells for `rows` rows in all. The interval resamples folds, and rows within them.
pub(super) fn curve(nested: &Nested, rows: usize, seed: u64) -> Curve {
    let all: Vec<usize> = (0..nested.truth.len()).collect();
    let measured = points(nested, &all);
    let Some(fit) = Power::fit(&measured) else {
        return Curve {
            measured: measured_points(nested),
            gains: Vec::new(),
        };
    };
    let mut draws = SplitMix::new(seed);
    let of_fold: Vec<Vec<usize>> = (0..nested.n_folds)
        .map(|f| {
            all.iter()
                .copied()
                .filter(|&i| nested.folds[i] == f)
                .collect()
        })
        .collect();
    let resampled = (0..DRAWS).filter_map(|_| {
        let mut sample = Vec::with_capacity(all.len());
        for _ in &of_fold {
            let fold = &of_fold[draws.below(of_fold.len())];
            sample.extend((0..fold.len()).map(|_| fold[draws.below(fold.len())]));
        }
        Power::fit(&points(nested, &sample))
    });
    let resampled: Vec<Power> = resampled.collect();
    let gain = |points: u32| {
        let by = f64::from(points) / 100.0;
        let mut more: Vec<f64> = resampled.iter().map(|p| p.more(rows as f64, by)).collect();
        more.sort_by(f64::total_cmp);
        let at = |tenth: usize| more.get(more.len().saturating_sub(1) * tenth / 10).copied();
        Gain {
            points,
            rows: whole(Some(fit.more(rows as f64, by))),
            low: whole(at(1)),
            high: whole(at(9)),
        }
    };
    Curve {
        measured: measured_points(nested),
        gains: POINTS.map(gain).to_vec(),
    }
}

/// Rows that nobody will label are none.
const MOST_ROWS: f64 = 1e7;

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "from 1 to MOST_ROWS"
)]
fn whole(rows: Option<f64>) -> Option<u64> {
    rows.filter(|r| *r < MOST_ROWS)
        .map(|r| r.ceil().max(1.0) as u64)
}

/// Rows trained on and macro-F1, for the rows of `sample`.
fn points(nested: &Nested, sample: &[usize]) -> Vec<(f64, f64)> {
    let truth: Vec<u32> = sample.iter().map(|&i| nested.truth[i]).collect();
    let point = |(rows, predicted): &(f64, Vec<u32>)| {
        let predicted: Vec<u32> = sample.iter().map(|&i| predicted[i]).collect();
        Some((*rows, macro_f1(nested.n_types, &truth, &predicted)?))
    };
    nested.parts.iter().filter_map(point).collect()
}

fn measured_points(nested: &Nested) -> Vec<CurvePoint> {
    let point = |(rows, predicted): &(f64, Vec<u32>)| {
        let right = nested.truth.iter().zip(predicted).filter(|e| e.0 == e.1);
        let n = nested.truth.len();
        CurvePoint {
            rows: whole(Some(rows.round())).unwrap_or(0),
            accuracy: (n > 0).then(|| right.count() as f64 / n as f64),
            macro_f1: macro_f1(nested.n_types, &nested.truth, predicted),
        }
    };
    nested.parts.iter().map(point).collect()
}
