//! Shares corrected for the classifier's known errors, with their intervals.

mod calibrate;
mod methods;

use super::figures::Corrected;
use super::stats::{Draws, Z95};
use calibrate::Calibrator;
use methods::{Errors, Posteriors, best};
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
/// Rows used in a redraw, at most.
const DRAWN: usize = 4_000;

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

fn posteriors(of: ArrayView2<'_, f32>, types: usize) -> Posteriors {
    let rows = of.nrows();
    let values: Vec<f64> = of.iter().map(|&p| f64::from(p)).collect();
    Posteriors {
        types,
        called: values.chunks_exact(types.max(1)).map(best).collect(),
        values,
        weights: vec![1.0 / rows.max(1) as f64; rows],
    }
}

/// The held-out rows, by type.
struct Held {
    /// As the model gave them.
    plain: Posteriors,
    /// Calibrated.
    all: Posteriors,
    fitted: Fitted,
    by_type: Vec<Vec<usize>>,
}

/// What held-out rows teach: how to calibrate, and which types are taken for which.
struct Fitted {
    calibrator: Option<Calibrator>,
    errors: Errors,
}

impl Fitted {
    /// From rows as the model gave them, which are calibrated in place; `before` is an earlier fit to start from.
    fn to(rows: &mut Posteriors, truth: &[u32], before: Option<&Calibrator>) -> Self {
        let calibrator = before.map(|before| Calibrator::of(before.clone(), rows, truth));
        if let Some(calibrator) = &calibrator {
            calibrator.apply(rows);
        }
        Self {
            calibrator,
            errors: Errors::of(rows, truth),
        }
    }

    /// Posteriors calibrated as the held-out ones are.
    fn calibrated(&self, mut rows: Posteriors) -> Posteriors {
        if let Some(calibrator) = &self.calibrator {
            calibrator.apply(&mut rows);
        }
        rows
    }

    fn estimate(&self, method: &str, target: &Posteriors, counted: &[f64]) -> Vec<f64> {
        let prior = &self.errors.prior;
        match method {
            "emq" => methods::emq(target, prior, prior, 1e-6),
            "pacc" => methods::solve(&self.errors.soft, &target.mean()),
            "acc" => methods::solve(&self.errors.hard, counted),
            "pcc" => target.mean(),
            _ => counted.to_vec(),
        }
    }
}

/// How a method does on redrawn held-out rows.
struct Trial {
    method: &'static str,
    bias: Vec<f64>,
    /// Variance that the held-out rows bring.
    known: Vec<f64>,
    /// Variance that one corrected row brings; that of more is as much smaller.
    one: Vec<f64>,
    /// Rows corrected.
    rows: u64,
}

impl Trial {
    /// Standard deviation of a type's share where so many rows are corrected.
    fn spread(&self, t: usize, rows: u64) -> f64 {
        (self.known[t] + self.one[t] / rows.max(1) as f64).sqrt()
    }

    fn error(&self) -> f64 {
        let n = self.bias.len().max(1) as f64;
        let each = self.bias.iter().enumerate();
        each.map(|(t, b)| b.hypot(self.spread(t, self.rows)))
            .sum::<f64>()
            / n
    }
}

impl Held {
    fn of(held_out: HeldOut<'_>, types: usize, calibrated: bool) -> Self {
        let plain = posteriors(held_out.probabilities, types);
        let mut all = plain.clone();
        let start = calibrated.then(|| Calibrator::none(types));
        let fitted = Fitted::to(&mut all, held_out.truth, start.as_ref());
        let mut by_type = vec![Vec::new(); types];
        for (row, &t) in held_out.truth.iter().enumerate() {
            if let Some(rows) = by_type.get_mut(t as usize) {
                rows.push(row);
            }
        }
        Self {
            plain,
            all,
            fitted,
            by_type,
        }
    }

    /// The posteriors of rows, calibrated as the held-out ones are.
    fn calibrated(&self, of: ArrayView2<'_, f32>) -> Posteriors {
        self.fitted.calibrated(posteriors(of, self.all.types))
    }

    fn estimate(&self, method: &str, target: &Posteriors, counted: &[f64]) -> Vec<f64> {
        self.fitted.estimate(method, target, counted)
    }

    /// The shares of a part by the method chosen for the whole; absent for too few rows.
    fn part(&self, trial: &Trial, part: Classified<'_>, min_rows: u64) -> Option<Vec<Corrected>> {
        let total: u64 = part.counts.iter().sum();
        let seen = part.probabilities.nrows() as u64;
        let too_few = seen < if part.is_mean { 1 } else { min_rows };
        if total < min_rows || (trial.method != "acc" && too_few) {
            return None;
        }
        let target = self.calibrated(part.probabilities);
        let counted = part.counts.iter().map(|&c| c as f64 / total as f64);
        let counted: Vec<f64> = counted.collect();
        let estimate = self.estimate(trial.method, &target, &counted);
        Some(shares(trial, &estimate, part))
    }

    /// `raw` and every method, at `shares`: fitted anew to rows drawn type by type, as many of each as were held out (the spread of
    /// what is known of the classifier), and on rows drawn as many of each type as the target would hold (the spread of the
    /// target, realised shares being the truth).
    fn trials(
        &self,
        methods: &[&'static str],
        shares: &[f64],
        target_rows: u64,
        params: &CorrectParams,
    ) -> Vec<Trial> {
        let methods: Vec<&'static str> = std::iter::once("raw")
            .chain(methods.iter().copied())
            .collect();
        // A type without held-out rows cannot be drawn; its share goes to the others.
        let mut shares: Vec<f64> = shares
            .iter()
            .zip(&self.by_type)
            .map(|(s, rows)| if rows.is_empty() { 0.0 } else { s.max(1e-6) })
            .collect();
        let sum: f64 = shares.iter().sum();
        shares.iter_mut().for_each(|s| *s /= sum.max(1e-12));
        let held: usize = self.by_type.iter().map(Vec::len).sum();
        let drawn = held.min(DRAWN);
        let scale = drawn as f64 / held.max(1) as f64;
        let as_held = |t: usize| (self.by_type[t].len() as f64 * scale).ceil();
        let mut spaced = |rows: &[usize], i: usize, n: usize| rows[i * rows.len() / n];
        let even = self.redraw(&self.plain, &shares, as_held, &mut spaced).0;
        let errors: Vec<Vec<(Vec<f64>, Vec<f64>)>> = (0..params.redraws)
            .into_par_iter()
            .map(|b| {
                let mut draws = Draws::new(params.seed ^ (u64::from(b) << 20));
                let mut any = |rows: &[usize], _, _| rows[draws.below(rows.len())];
                let (mut again, truth) = self.redraw(&self.plain, &shares, as_held, &mut any);
                let fitted = Fitted::to(&mut again, &truth, self.fitted.calibrator.as_ref());
                let as_target = |t: usize| (shares[t] * drawn as f64).ceil();
                let target = self.redraw(&self.all, &shares, as_target, &mut any).0;
                let known = fitted.calibrated(even.clone());
                let error = |fitted: &Fitted, method: &str, rows: &Posteriors| -> Vec<f64> {
                    let found = fitted.estimate(method, rows, &rows.counted());
                    found.iter().zip(&shares).map(|(f, s)| f - s).collect()
                };
                let both = |m: &&str| (error(&fitted, m, &known), error(&self.fitted, m, &target));
                methods.iter().map(both).collect()
            })
            .collect();
        let types = shares.len();
        methods
            .iter()
            .enumerate()
            .map(|(m, &method)| {
                let mut trial = Trial {
                    method,
                    bias: Vec::with_capacity(types),
                    known: Vec::with_capacity(types),
                    one: Vec::with_capacity(types),
                    rows: target_rows,
                };
                for t in 0..types {
                    let known = moments(errors.iter().map(|b| b[m].0[t]));
                    let target = moments(errors.iter().map(|b| b[m].1[t]));
                    trial.bias.push(target.0);
                    trial.known.push(known.1 * scale);
                    trial.one.push(target.1 * drawn as f64);
                }
                trial
            })
            .collect()
    }

    /// So many rows of each type, `pick`ed from those held out by their place, and weighted to `shares`; and their types.
    fn redraw(
        &self,
        of: &Posteriors,
        shares: &[f64],
        count: impl Fn(usize) -> f64,
        pick: &mut impl FnMut(&[usize], usize, usize) -> usize,
    ) -> (Posteriors, Vec<u32>) {
        let types = of.types;
        let mut drawn = Posteriors {
            types,
            values: Vec::new(),
            weights: Vec::new(),
            called: Vec::new(),
        };
        let mut truth = Vec::new();
        for ((rows, share), t) in self.by_type.iter().zip(shares).zip(0_u32..) {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a count of rows"
            )]
            let n = count(t as usize).max(1.0) as usize;
            for i in 0..if rows.is_empty() { 0 } else { n } {
                let row = pick(rows, i, n);
                drawn
                    .values
                    .extend(&of.values[row * types..(row + 1) * types]);
                drawn.weights.push(share / n as f64);
                drawn.called.push(of.called[row]);
                truth.push(t);
            }
        }
        (drawn, truth)
    }
}

/// Mean and variance.
fn moments(values: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    let n = values.clone().count().max(1) as f64;
    let mean = values.clone().sum::<f64>() / n;
    let squares: f64 = values.map(|x| (x - mean).powi(2)).sum();
    (mean, squares / (n - 1.0).max(1.0))
}

/// The most probable type of a row of posteriors; the first of equals.
#[must_use]
pub fn most_probable(row: &[f32]) -> usize {
    let wide: Vec<f64> = row.iter().map(|&p| f64::from(p)).collect();
    if wide.is_empty() { 0 } else { best(&wide) }
}

#[cfg(test)]
mod tests {
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
