//! Shares corrected for the classifier's known errors, with their intervals.

mod calibrate;
mod held;
mod methods;

use super::figures::Corrected;
use super::stats::Z95;
use held::{Held, Trial};
use methods::best;
use ndarray::ArrayView2;
use rayon::prelude::*;

/// How shares are corrected.
#[derive(Clone, Debug, PartialEq)]
pub struct CorrectParams {
    /// Fewer rows than this are too few to correct.
    pub min_rows: u64,
    /// Redraws behind an interval.
    pub redraws: u32,
    /// Seed of the redraws.
    pub seed: u64,
    /// A correction is not to be trusted where a type has fewer held-out rows than this.
    pub min_held_out: u64,
    /// … or where the mean half-width of its intervals is above this.
    pub widest: f64,
}

impl Default for CorrectParams {
    fn default() -> Self {
        Self {
            min_rows: 200,
            redraws: 100,
            seed: 7,
            min_held_out: 10,
            widest: 0.1,
        }
    }
}

/// Held-out rows of the training: what the classifier is known to do.
#[derive(Clone, Copy, Debug)]
pub struct HeldOut<'a> {
    /// The given type of each row.
    pub truth: &'a [u32],
    /// Shape (rows, types).
    pub probabilities: ArrayView2<'a, f32>,
}

/// The rows whose types the classifier gave.
#[derive(Clone, Copy, Debug)]
pub struct Classified<'a> {
    /// Rows by the type given, all of them.
    pub counts: &'a [u64],
    /// Posteriors of the rows, or of an even sample; no rows where they are not known.
    pub probabilities: ArrayView2<'a, f32>,
    /// Rows by type that are known and need no correction (the model was trained on them).
    pub known: &'a [u64],
    /// `probabilities` is one row, the mean of all: what can be had of tallies added up.
    pub is_mean: bool,
}

/// The outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Correction {
    /// For every type its corrected share of all rows, known ones included.
    pub shares: Vec<Corrected>,
    /// The same of every part that was asked for; absent for too few rows.
    pub parts: Vec<Option<Vec<Corrected>>>,
    /// Expected mean error of each method here, `raw` first: mean over types of the root of bias² + variance.
    pub errors: Vec<(String, f64)>,
    /// Why not to trust it; absent where nothing speaks against it.
    pub doubt: Option<Doubt>,
}

/// What speaks against a correction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// A type with hardly any held-out rows.
    RareType,
    /// Types that the classifier cannot tell apart: the intervals are very wide.
    Wide,
}

const METHODS: [&str; 4] = ["emq", "pacc", "acc", "pcc"];
/// Those that ask for no more than mean probabilities, as the model gave them.
const OF_MEANS: [&str; 3] = ["pacc", "acc", "pcc"];

/// Corrected shares; absent for too few rows or without held-out rows.
///
/// All methods are tried on rows drawn from the held-out ones at the estimated shares; the one with the least expected
/// error is taken. The interval joins two spreads: that of the held-out rows (each type's rows drawn anew) and that of the
/// rows corrected.
#[must_use]
pub fn correct(
    held_out: HeldOut<'_>,
    rows: Classified<'_>,
    parts: &[Classified<'_>],
    params: &CorrectParams,
) -> Option<Correction> {
    let types = rows.counts.len();
    let total: u64 = rows.counts.iter().sum();
    if total < params.min_rows
        || held_out.truth.is_empty()
        || held_out.probabilities.ncols() != types
    {
        return None;
    }
    let held = Held::of(held_out, types, !rows.is_mean);
    let target = held.calibrated(rows.probabilities);
    let counted: Vec<f64> = rows
        .counts
        .iter()
        .map(|&c| c as f64 / total as f64)
        .collect();
    let usable: &[&str] = match (target.weights.is_empty(), rows.is_mean) {
        (true, _) => &["acc"],
        (false, true) => &OF_MEANS,
        (false, false) => &METHODS,
    };
    let best_guess = held.estimate(usable[0], &target, &counted);
    let trials = held.trials(usable, &best_guess, total, params);
    let chosen = trials
        .iter()
        .skip(1)
        .min_by(|a, b| a.error().total_cmp(&b.error()))?;
    let estimate = held.estimate(chosen.method, &target, &counted);
    let shares = shares(chosen, &estimate, rows);
    let half = shares.iter().filter_map(|s| Some((s.high? - s.low?) / 2.0));
    let width = half.sum::<f64>() / types.max(1) as f64;
    let parts = parts
        .par_iter()
        .map(|part| held.part(chosen, *part, params.min_rows))
        .collect();
    let rare = held
        .by_type
        .iter()
        .zip(rows.counts)
        .any(|(r, &n)| (r.len() as u64) < params.min_held_out && n > 0);
    let doubt = if rare {
        Some(Doubt::RareType)
    } else {
        (width > params.widest).then_some(Doubt::Wide)
    };
    Some(Correction {
        shares,
        parts,
        errors: trials
            .iter()
            .map(|t| (t.method.to_owned(), t.error()))
            .collect(),
        doubt,
    })
}

/// One method at a time, to be measured; a report calls [`correct`].
pub struct Quantifier(Held);

impl Quantifier {
    /// From held-out rows; posteriors are taken as they are, or `calibrated` with a factor and a bias for every type as
    /// [`correct`] does.
    #[must_use]
    pub fn new(held_out: HeldOut<'_>, calibrated: bool) -> Self {
        Self(Held::of(
            held_out,
            held_out.probabilities.ncols(),
            calibrated,
        ))
    }

    /// Shares of the types by `acc`, `pacc`, `emq` or `pcc`; by counting for any other name.
    #[must_use]
    pub fn estimate(&self, method: &str, rows: ArrayView2<'_, f32>) -> Vec<f64> {
        let target = self.0.calibrated(rows);
        self.0.estimate(method, &target, &target.counted())
    }
}

/// Estimates and their spreads as shares of all rows, known ones included.
fn shares(trial: &Trial, estimate: &[f64], rows: Classified<'_>) -> Vec<Corrected> {
    let total: u64 = rows.counts.iter().sum();
    let known: u64 = rows.known.iter().sum();
    let all = (total + known) as f64;
    let share = |t: usize, part: f64| {
        let fixed = rows.known.get(t).copied().unwrap_or(0) as f64;
        (fixed + part.clamp(0.0, 1.0) * total as f64) / all
    };
    estimate
        .iter()
        .enumerate()
        .map(|(t, &part)| {
            let half = Z95 * trial.spread(t, total).hypot(trial.bias[t]);
            Corrected {
                method: trial.method.to_owned(),
                share: share(t, part),
                low: Some(share(t, part - half)),
                high: Some(share(t, part + half)),
            }
        })
        .collect()
}

/// The most probable type of a row of posteriors; the first of equals.
#[must_use]
pub fn most_probable(row: &[f32]) -> usize {
    let wide: Vec<f64> = row.iter().map(|&p| f64::from(p)).collect();
    if wide.is_empty() { 0 } else { best(&wide) }
}

#[cfg(test)]
mod tests {
    use super::super::stats::Draws;
    use super::*;
    use ndarray::Array2;

    /// Posteriors of a classifier that is right more often than not, by Bayes' rule at equal priors.
    fn draw(
        shares: &[f64; 3],
        rows: usize,
        prior: &[f64; 3],
        seed: u64,
    ) -> (Vec<u32>, Array2<f32>) {
        let mut draws = Draws::new(seed);
        let mut truth = Vec::new();
        let mut p = Array2::zeros((rows, 3));
        for i in 0..rows {
            let u = draws.unit();
            let t = if u < shares[0] {
                0
            } else if u < shares[0] + shares[1] {
                1
            } else {
                2
            };
            // Two features, normal around the type's corner.
            let mut normal = || (0..12).map(|_| draws.unit()).sum::<f64>() - 6.0;
            let x = [normal(), normal(), normal()];
            let at = |k: usize| x[k] + if k == t { 1.4 } else { 0.0 };
            let score: Vec<f64> = (0..3).map(|k| prior[k] * (1.4 * at(k)).exp()).collect();
            let sum: f64 = score.iter().sum();
            for k in 0..3 {
                #[expect(clippy::cast_possible_truncation, reason = "a test's probabilities")]
                let share = (score[k] / sum) as f32;
                p[[i, k]] = share;
            }
            truth.push(u32::try_from(t).unwrap());
        }
        (truth, p)
    }

    fn corrected(seed: u64, shares: &[f64; 3]) -> (Correction, Vec<f64>, Vec<f64>) {
        let even = [1.0 / 3.0; 3];
        let (truth, held) = draw(&even, 2_000, &even, seed);
        let (real, target) = draw(shares, 1_500, &even, seed + 1);
        let mut counts = [0_u64; 3];
        for row in target.rows() {
            counts[most_probable(row.as_slice().unwrap())] += 1;
        }
        let held_out = HeldOut {
            truth: &truth,
            probabilities: held.view(),
        };
        let rows = Classified {
            counts: &counts,
            probabilities: target.view(),
            known: &[0; 3],
            is_mean: false,
        };
        let realised = (0..3).map(|t| real.iter().filter(|&&r| r == t).count() as f64 / 1_500.0);
        let raw = counts.iter().map(|&c| c as f64 / 1_500.0).collect();
        let params = CorrectParams {
            redraws: 20,
            ..CorrectParams::default()
        };
        (
            correct(held_out, rows, &[], &params).unwrap(),
            realised.collect(),
            raw,
        )
    }

    #[test]
    fn shift_is_corrected_and_intervals_cover() {
        let (mut inside, mut all, mut off, mut raw_off) = (0, 0, 0.0, 0.0);
        for seed in 0..12 {
            let (c, real, raw) = corrected(seed * 10, &[0.7, 0.2, 0.1]);
            assert_eq!(c.doubt, None);
            for ((s, r), w) in c.shares.iter().zip(&real).zip(&raw) {
                all += 1;
                inside += u32::from(s.low.unwrap() <= *r && *r <= s.high.unwrap());
                off += (s.share - r).abs();
                raw_off += (w - r).abs();
            }
        }
        assert!(off < 0.6 * raw_off, "{off} against {raw_off}");
        assert!(inside * 100 >= 88 * all, "{inside} of {all}");
    }

    #[test]
    fn few_rows_are_not_corrected() {
        let (truth, held) = draw(&[0.4, 0.3, 0.3], 500, &[1.0 / 3.0; 3], 1);
        let held_out = HeldOut {
            truth: &truth,
            probabilities: held.view(),
        };
        let rows = Classified {
            counts: &[50, 50, 50],
            probabilities: held.view(),
            known: &[0; 3],
            is_mean: false,
        };
        assert!(correct(held_out, rows, &[], &CorrectParams::default()).is_none());
    }
}
