//! From scores to probabilities that mean what they say, fitted on rows the models did not see.

use super::linear::softmax;
use ndarray::Array2;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// Probabilities are `softmax(Σ_m factor_m · scores_m)`, the largest then led through a [`Curve`]. There is no bias a type: no
/// type gains or loses by its size.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    /// One a member.
    pub factors: Vec<f32>,
}

impl Calibration {
    /// Calibrated logits of the members' scores, at least one member.
    #[must_use]
    pub fn logits(&self, members: &[Array2<f32>]) -> Array2<f32> {
        let shape = members.first().map_or((0, 0), Array2::dim);
        let mut out = Array2::zeros(shape);
        for (f, m) in self.factors.iter().zip(members) {
            out.scaled_add(*f, m);
        }
        out
    }
}

impl Calibration {
    /// For every row the probability of the type given beside that of the likeliest one, 0..=1.
    #[must_use]
    pub fn ratios(&self, members: &[Array2<f32>], given: &[u32]) -> Vec<f32> {
        let logits = self.logits(members);
        let rows = logits.rows().into_iter().zip(given);
        let ratio = |(row, &given): (ndarray::ArrayView1<'_, f32>, &u32)| {
            let top = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            (row[given as usize] - top).exp()
        };
        rows.map(ratio).collect()
    }
}

/// Fits factors (at least 0) for the least log-loss by Newton steps with a safeguard. `members` are the out-of-fold scores, rows ×
/// types each; `truth` one type a row.
#[must_use]
pub fn calibrate(members: &[Array2<f32>], truth: &[u32]) -> Calibration {
    let n_types = members.first().map_or(0, Array2::ncols);
    let members: Vec<_> = members.iter().map(Array2::as_standard_layout).collect();
    let flat = members.iter().filter_map(|m| m.as_slice());
    let members: Vec<Vec<&[f32]>> = flat
        .map(|m| m.chunks_exact(n_types.max(1)).collect())
        .collect();
    let mut factors = vec![1.0; members.len()];
    if n_types < 2 || truth.is_empty() {
        return Calibration::of(&factors);
    }
    let mut now = loss(&factors, &members, truth);
    for _ in 0..100 {
        let mut size = 1.0;
        let before = now.value;
        while size > 1e-4 {
            let next = stepped(&factors, &now, size);
            let then = loss(&next, &members, truth);
            if then.value < now.value {
                factors = next;
                now = then;
                break;
            }
            size *= 0.5;
        }
        if before - now.value < 1e-7 {
            break;
        }
    }
    Calibration::of(&factors)
}

/// A rising curve of straight pieces: confidence as the scores give it → share of rows that were right.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// Knots `(from, to)`, both rising; none changes nothing.
    pub knots: Vec<(f32, f32)>,
}

/// Rows a knot stands for at least.
const KNOT_ROWS: usize = 60;
const KNOTS: usize = 20;

impl Curve {
    /// From the confidence of held-out rows and whether each was right: bins of equal count, pooled until they rise.
    #[must_use]
    pub fn fit(mut rows: Vec<(f32, bool)>) -> Self {
        rows.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let bins = (rows.len() / KNOT_ROWS).min(KNOTS);
        if bins < 2 {
            return Self::default();
        }
        // (rows, sum of confidence, right)
        let mut pools: Vec<(f64, f64, f64)> = Vec::new();
        for b in 0..bins {
            let bin = &rows[b * rows.len() / bins..(b + 1) * rows.len() / bins];
            let sum = bin.iter().map(|r| f64::from(r.0)).sum();
            let right = bin.iter().filter(|r| r.1).count() as f64;
            pools.push((bin.len() as f64, sum, right));
            while let [.., a, b] = pools[..] {
                if a.2 / a.0 < b.2 / b.0 {
                    break;
                }
                pools.truncate(pools.len() - 2);
                pools.push((a.0 + b.0, a.1 + b.1, a.2 + b.2));
            }
        }
        let knot = |p: &(f64, f64, f64)| (narrow(p.1 / p.0), narrow((p.2 + 0.5) / (p.0 + 1.0)));
        Self {
            knots: pools.iter().map(knot).collect(),
        }
    }

    /// Where `p` leads, 0..=1; beyond the ends in a straight line to 0 and 1.
    #[must_use]
    pub fn at(&self, p: f32) -> f32 {
        let after = self.knots.partition_point(|k| k.0 < p);
        let low = after.checked_sub(1).and_then(|i| self.knots.get(i));
        let low = low.copied().unwrap_or((0.0, 0.0));
        let high = self.knots.get(after).copied().unwrap_or((1.0, 1.0));
        if self.knots.is_empty() || high.0 <= low.0 {
            return p;
        }
        low.1 + (high.1 - low.1) * (p - low.0) / (high.0 - low.0)
    }

    /// Leads the largest probability along the curve; the others share what is left as before. The largest stays so.
    pub fn apply(&self, probabilities: &mut [f32]) {
        let best = super::linear::best(probabilities.iter().copied());
        let others = probabilities.iter().enumerate().filter(|e| e.0 != best);
        let second = others.map(|e| *e.1).fold(0.0_f32, f32::max);
        let Some(&top) = probabilities.get(best).filter(|p| **p < 1.0) else {
            return;
        };
        // the largest must not fall below the second
        let least = second / (1.0 - top + second);
        let new = self.at(top).clamp(least.min(1.0), 1.0);
        let rest = (1.0 - new) / (1.0 - top);
        for (k, p) in probabilities.iter_mut().enumerate() {
            *p = if k == best { new } else { *p * rest };
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "kept in single precision")]
fn narrow(v: f64) -> f32 {
    v as f32
}

impl Calibration {
    fn of(factors: &[f64]) -> Self {
        Self {
            factors: factors.iter().map(|f| narrow(*f)).collect(),
        }
    }
}

/// The factors after a Newton step of the length `size`.
fn stepped(factors: &[f64], at: &Loss, size: f64) -> Vec<f64> {
    let step = solve(at.hessian.clone(), at.gradient.clone());
    let steps = factors.iter().zip(step);
    steps.map(|(a, d)| (a - size * d).max(0.0)).collect()
}

/// Log-loss with its derivatives by the factors.
struct Loss {
    value: f64,
    gradient: Vec<f64>,
    hessian: Vec<Vec<f64>>,
}

impl Loss {
    fn zero(members: usize) -> Self {
        Self {
            value: 0.0,
            gradient: vec![0.0; members],
            hessian: vec![vec![0.0; members]; members],
        }
    }
}

/// Rows summed by one task: fixed, so that sums are the same on any thread count.
const CHUNK: usize = 2048;

/// Rows of scores, by member.
type Members<'a> = [Vec<&'a [f32]>];

fn loss(factors: &[f64], members: &Members<'_>, truth: &[u32]) -> Loss {
    let rows: Vec<usize> = (0..truth.len()).collect();
    let parts: Vec<Loss> = rows
        .par_chunks(CHUNK)
        .map(|chunk| loss_of(factors, members, truth, chunk))
        .collect();
    let mut sum = Loss::zero(members.len());
    let n = truth.len() as f64;
    for p in parts {
        sum.value += p.value / n;
        sum.gradient
            .iter_mut()
            .zip(&p.gradient)
            .for_each(|(a, b)| *a += b / n);
        for (a, b) in sum.hessian.iter_mut().zip(&p.hessian) {
            a.iter_mut().zip(b).for_each(|(a, b)| *a += b / n);
        }
    }
    for i in 0..members.len() {
        sum.hessian[i][i] += 1e-9;
    }
    sum
}

/// The loss of some rows, not yet divided.
fn loss_of(factors: &[f64], members: &Members<'_>, truth: &[u32], rows: &[usize]) -> Loss {
    let n_types = members
        .first()
        .and_then(|m| m.first())
        .map_or(0, |s| s.len());
    let mut out = Loss::zero(members.len());
    let mut p = vec![0.0_f32; n_types];
    let mut means = vec![0.0; members.len()];
    for &i in rows {
        let y = truth[i] as usize;
        let scores: Vec<&[f32]> = members.iter().map(|m| m[i]).collect();
        for (j, p) in p.iter_mut().enumerate() {
            let scores = factors.iter().zip(&scores);
            *p = narrow(scores.map(|(f, s)| f * f64::from(s[j])).sum());
        }
        softmax(&mut p);
        out.value -= f64::from(p[y].max(1e-12)).ln();
        for (a, s) in scores.iter().enumerate() {
            let mean = p.iter().zip(*s).map(|(p, s)| f64::from(*p) * f64::from(*s));
            means[a] = mean.sum();
            out.gradient[a] += means[a] - f64::from(s[y]);
        }
        for (a, s) in scores.iter().enumerate() {
            for (b, t) in scores.iter().enumerate() {
                let products =
                    p.iter().zip(*s).zip(*t).map(|((p, s), t)| {
                        f64::from(*p) * (f64::from(*s) - means[a]) * f64::from(*t)
                    });
                out.hessian[a][b] += products.sum::<f64>();
            }
        }
    }
    out
}

/// Gaussian elimination with pivots; a vanishing pivot leaves its unknown at 0.
fn solve(mut a: Vec<Vec<f64>>, mut b: Vec<f64>) -> Vec<f64> {
    let n = b.len();
    for i in 0..n {
        let pivot = (i..n)
            .max_by(|&x, &y| a[x][i].abs().total_cmp(&a[y][i].abs()))
            .unwrap_or(i);
        a.swap(i, pivot);
        b.swap(i, pivot);
        if a[i][i].abs() < 1e-12 {
            continue;
        }
        for r in i + 1..n {
            let f = a[r][i] / a[i][i];
            if f != 0.0 {
                let (above, below) = a.split_at_mut(r);
                for (cell, pivot) in below[0][i..].iter_mut().zip(&above[i][i..]) {
                    *cell -= f * pivot;
                }
                b[r] -= f * b[i];
            }
        }
    }
    let mut x = vec![0.0; n];
    for i in (0..n).rev() {
        let known: f64 = (i + 1..n).map(|c| a[i][c] * x[c]).sum();
        x[i] = if a[i][i].abs() < 1e-12 {
            0.0
        } else {
            (b[i] - known) / a[i][i]
        };
    }
    x
}
