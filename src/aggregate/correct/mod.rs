//! Shares corrected for the classifier's known errors, with their intervals.

mod calibrate;
mod held_out;
mod inputs;
mod methods;
#[cfg(test)]
mod tests;

pub use inputs::{Classified, CorrectParams, HeldOut};

use super::figures::{Corrected, CorrectionMethod as Method, Doubt};
use held_out::HeldOutRows;
use ndarray::ArrayView2;
use rayon::prelude::*;

/// The outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Correction {
    /// For every type its corrected share of all rows, known ones included.
    pub shares: Vec<Corrected>,
    /// The same of every part that was asked for; absent for too few rows.
    pub parts: Vec<Option<Vec<Corrected>>>,
    /// Expected mean error of each method here, [`Method::Raw`] first: mean over types of the root of bias² + variance.
    pub errors: Vec<(Method, f64)>,
    /// Why not to trust it; absent where nothing speaks against it.
    pub doubt: Option<Doubt>,
}

const METHODS: [Method; 4] = [Method::Emq, Method::Pacc, Method::Acc, Method::Pcc];
/// Those that ask for no more than mean probabilities, as the model gave them.
const OF_MEANS: [Method; 3] = [Method::Pacc, Method::Acc, Method::Pcc];

/// Corrected shares; absent for too few rows or without held-out rows.
///
/// All methods are tried on rows drawn from the held-out ones at the estimated shares; the one with the smallest expected
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
    let held = HeldOutRows::of(held_out, types, !rows.is_mean);
    let target = held.calibrated(rows.probabilities);
    let counted: Vec<f64> = rows
        .counts
        .iter()
        .map(|&c| c as f64 / total as f64)
        .collect();
    let usable: &[Method] = match (target.weights.is_empty(), rows.is_mean) {
        (true, _) => &[Method::Acc],
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
    let mut shares = chosen.shares(&estimate, rows);
    let half = shares.iter().filter_map(|s| Some((s.high? - s.low?) / 2.0));
    let width = half.sum::<f64>() / types.max(1) as f64;
    let mut parts: Vec<Option<Vec<Corrected>>> = parts
        .par_iter()
        .map(|part| held.part(chosen, *part, params.min_rows))
        .collect();
    let few = |(r, &n): (&Vec<usize>, &u64)| (r.len() as u64) < params.min_held_out && n > 0;
    let doubt = if params.foreign {
        Some(Doubt::Foreign)
    } else if held.by_type.iter().zip(rows.counts).any(few) {
        Some(Doubt::RareType)
    } else {
        (width > params.widest).then_some(Doubt::Wide)
    };
    let all = shares
        .iter_mut()
        .chain(parts.iter_mut().flatten().flatten());
    all.for_each(|share| share.doubt = doubt);
    Some(Correction {
        shares,
        parts,
        errors: trials.iter().map(|t| (t.method, t.error())).collect(),
        doubt,
    })
}

/// One method at a time, to be measured; a report calls [`correct`].
pub struct Quantifier(HeldOutRows);

impl Quantifier {
    /// From held-out rows; posteriors are taken as they are, or `calibrated` with a factor and a bias for every type as
    /// [`correct`] does.
    #[must_use]
    pub fn new(held_out: HeldOut<'_>, calibrated: bool) -> Self {
        Self(HeldOutRows::of(
            held_out,
            held_out.probabilities.ncols(),
            calibrated,
        ))
    }

    /// Shares of the types; by counting for [`Method::Raw`] and [`Method::Ppi`].
    #[must_use]
    pub fn estimate(&self, method: Method, rows: ArrayView2<'_, f32>) -> Vec<f64> {
        let target = self.0.calibrated(rows);
        self.0.estimate(method, &target, &target.counted())
    }
}

/// The most probable type of a row of posteriors; the first of equals.
#[must_use]
pub fn most_probable(row: &[f32]) -> usize {
    let wide: Vec<f64> = row.iter().map(|&p| f64::from(p)).collect();
    if wide.is_empty() {
        0
    } else {
        methods::best(&wide)
    }
}
