//! Scores of predictions against the truth. macro-F1 is scikit-learn's; ECE is over the best type in 15 bins of equal count.

use serde::{Deserialize, Serialize};

/// One type's scores; absent where a denominator is 0, but F1, which is 0 without a true positive.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PerType {
    /// Name of the type.
    #[serde(rename = "type")]
    pub name: String,
    /// Right ÷ predicted; absent where it is never predicted.
    pub precision: Option<f64>,
    /// Right ÷ true; absent where no row has it.
    pub recall: Option<f64>,
    /// Harmonic mean of both.
    pub f1: f64,
    /// Rows that have it.
    pub support: u64,
}

/// Truth (rows) against prediction (columns).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Confusion {
    /// Names of the types, in the order of both axes.
    pub types: Vec<String>,
    /// Counts: `matrix[truth][prediction]`.
    pub matrix: Vec<Vec<u64>>,
}

/// One line of the reliability table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Bin {
    /// Least confidence in it.
    pub from: f64,
    /// Largest confidence in it.
    pub to: f64,
    /// Rows.
    pub rows: u64,
    /// Mean confidence.
    pub confidence: f64,
    /// Share of rows that are right.
    pub accuracy: f64,
}

/// All scores of one set of predictions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Scores {
    /// Rows scored.
    pub rows: u64,
    /// Share of rows that are right.
    pub accuracy: Option<f64>,
    /// Mean F1 over the types seen in truth or prediction.
    pub macro_f1: Option<f64>,
    /// F1 weighted by rows.
    pub weighted_f1: Option<f64>,
    /// Nats a row; absent without probabilities or where the truth is a type that the model does not know.
    pub log_loss: Option<f64>,
    /// Sum over types of squared differences, mean over rows, 0..=2.
    pub brier: Option<f64>,
    /// Expected calibration error.
    pub ece: Option<f64>,
    /// Scores by type.
    pub per_type: Vec<PerType>,
    /// Truth against prediction.
    pub confusion: Confusion,
    /// The bins behind `ece`.
    #[serde(default)]
    pub reliability: Vec<Bin>,
}

/// Bins of the reliability table.
const BINS: usize = 15;

/// Scores `predicted` against `truth`, both places in `types`. `probabilities`, where given, are rows × types in one slice; a
/// model that knows the first `known` types only gives rows of that many.
#[must_use]
pub fn scores(
    types: &[String],
    truth: &[u32],
    predicted: &[u32],
    probabilities: Option<(&[f32], usize)>,
) -> Scores {
    let n = types.len();
    let mut matrix = vec![vec![0_u64; n]; n];
    for (&t, &p) in truth.iter().zip(predicted) {
        matrix[t as usize][p as usize] += 1;
    }
    let rows = truth.len().min(predicted.len()) as u64;
    let per_type: Vec<PerType> = (0..n).map(|k| per_type(types, &matrix, k)).collect();
    let seen = |k: &usize| matrix[*k].iter().any(|c| *c > 0) || matrix.iter().any(|r| r[*k] > 0);
    let f1s: Vec<f64> = (0..n).filter(seen).map(|k| per_type[k].f1).collect();
    let right: u64 = (0..n).map(|k| matrix[k][k]).sum();
    let weighted: f64 = per_type.iter().map(|t| t.f1 * t.support as f64).sum();
    let mut out = Scores {
        rows,
        accuracy: ratio(right as f64, rows as f64),
        macro_f1: ratio(f1s.iter().sum(), f1s.len() as f64),
        weighted_f1: ratio(weighted, rows as f64),
        per_type,
        confusion: Confusion {
            types: types.to_vec(),
            matrix,
        },
        ..Scores::default()
    };
    if let Some((p, known)) = probabilities.filter(|p| p.1 > 0 && rows > 0) {
        probabilistic(&mut out, truth, predicted, p, known);
    }
    out
}

/// scikit-learn's `f1_score(average="macro")` over types below `n_types`; absent without rows.
#[must_use]
pub fn macro_f1(n_types: usize, truth: &[u32], predicted: &[u32]) -> Option<f64> {
    let (mut right, mut support, mut given) =
        (vec![0_u64; n_types], vec![0; n_types], vec![0; n_types]);
    for (&t, &p) in truth.iter().zip(predicted) {
        support[t as usize] += 1;
        given[p as usize] += 1;
        right[t as usize] += u64::from(t == p);
    }
    let f1s: Vec<f64> = (0..n_types)
        .filter_map(|k| ratio(2.0 * right[k] as f64, (support[k] + given[k]) as f64))
        .collect();
    ratio(f1s.iter().sum(), f1s.len() as f64)
}

pub(super) fn ratio(top: f64, bottom: f64) -> Option<f64> {
    (bottom > 0.0).then(|| top / bottom)
}

fn per_type(types: &[String], matrix: &[Vec<u64>], k: usize) -> PerType {
    let right = matrix[k][k] as f64;
    let support: u64 = matrix[k].iter().sum();
    let predicted: u64 = matrix.iter().map(|r| r[k]).sum();
    let (precision, recall) = (ratio(right, predicted as f64), ratio(right, support as f64));
    PerType {
        name: types[k].clone(),
        precision,
        recall,
        f1: ratio(2.0 * right, (support + predicted) as f64).unwrap_or(0.0),
        support,
    }
}

fn probabilistic(out: &mut Scores, truth: &[u32], predicted: &[u32], p: &[f32], known: usize) {
    let mut loss = 0.0;
    let mut brier = 0.0;
    let mut all_known = true;
    let mut top: Vec<(f32, bool)> = Vec::with_capacity(truth.len());
    for ((row, &t), &best) in p.chunks_exact(known).zip(truth).zip(predicted) {
        let of_truth = row.get(t as usize).copied();
        all_known &= of_truth.is_some();
        loss -= f64::from(of_truth.unwrap_or(0.0).max(1e-15)).ln();
        let squares: f64 = row.iter().map(|p| f64::from(*p).powi(2)).sum();
        brier += squares - 2.0 * f64::from(of_truth.unwrap_or(0.0)) + 1.0;
        let confidence = row.get(best as usize).copied().unwrap_or(0.0);
        top.push((confidence, best == t));
    }
    let n = truth.len() as f64;
    out.log_loss = all_known.then_some(loss / n);
    out.brier = Some(brier / n);
    out.reliability = reliability(top);
    out.ece = Some(calibration_error(&out.reliability));
}

/// Mean distance between confidence and truth, by rows.
pub(super) fn calibration_error(bins: &[Bin]) -> f64 {
    let rows: u64 = bins.iter().map(|b| b.rows).sum();
    let gap = |b: &Bin| b.rows as f64 / rows as f64 * (b.confidence - b.accuracy).abs();
    bins.iter().map(gap).sum()
}

/// Rows by rising confidence, in bins whose counts differ by at most one.
pub(super) fn reliability(mut top: Vec<(f32, bool)>) -> Vec<Bin> {
    top.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let n = top.len();
    let bin = |b: usize| {
        let rows = &top[b * n / BINS..(b + 1) * n / BINS];
        let (first, last) = (rows.first()?, rows.last()?);
        let count = rows.len() as f64;
        Some(Bin {
            from: f64::from(first.0),
            to: f64::from(last.0),
            rows: rows.len() as u64,
            confidence: rows.iter().map(|r| f64::from(r.0)).sum::<f64>() / count,
            accuracy: rows.iter().filter(|r| r.1).count() as f64 / count,
        })
    };
    (0..BINS).filter_map(bin).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The figures were computed by scikit-learn 1.9.1 and numpy:
    /// ```python
    /// t = [(i*7 + i//3) % 4 for i in range(200)]
    /// p = [t[i] if i % 3 else (i*5 + i//2) % 5 for i in range(200)]
    /// raw = np.array([[1 + (i*(j+3) + j*j) % 11 + (6 if j == p[i] else 0) for j in range(5)] for i in range(200)], float)
    /// P = raw / raw.sum(1, keepdims=True); best = P.argmax(1); conf = P.max(1).astype(np.float32); ok = best == t
    /// f1_score(t, best, average="macro"), f1_score(t, best, average="weighted"), log_loss(t, P, labels=range(5))
    /// ((P - np.eye(5)[t]) ** 2).sum(1).mean()
    /// o = np.lexsort((ok, conf)); bins = [o[b*200//15:(b+1)*200//15] for b in range(15)]
    /// sum(len(x)/200 * abs(conf[x].astype(float).mean() - ok[x].mean()) for x in bins)
    /// ```
    /// Type 4 is predicted and never true: its F1 of 0 counts.
    #[test]
    fn scores_are_those_of_scikit_learn() {
        let truth: Vec<u32> = (0..200).map(|i| (i * 7 + i / 3) % 4).collect();
        let given = |i: u32| match i % 3 {
            0 => (i * 5 + i / 2) % 5,
            _ => truth[i as usize],
        };
        let mut probabilities = Vec::new();
        let mut best = Vec::new();
        for i in 0..200_u32 {
            let extra = |j: u32| if j == given(i) { 6 } else { 0 };
            let raw: Vec<u32> = (0..5)
                .map(|j| 1 + (i * (j + 3) + j * j) % 11 + extra(j))
                .collect();
            let sum: u32 = raw.iter().sum();
            best.push((0..5).rev().max_by_key(|&j| raw[j as usize]).unwrap());
            probabilities.extend(raw.iter().map(|r| *r as f32 / sum as f32));
        }
        let types: Vec<String> = (0..5).map(|k| k.to_string()).collect();
        let s = scores(&types, &truth, &best, Some((&probabilities, 5)));
        let near = |got: Option<f64>, want: f64| {
            assert!((got.unwrap() - want).abs() < 1e-6, "{got:?}, wanted {want}");
        };
        near(s.accuracy, 0.62);
        near(s.macro_f1, 0.512_708_455_281_633);
        near(macro_f1(5, &truth, &best), 0.512_708_455_281_633);
        near(s.weighted_f1, 0.633_898_163_144_381);
        near(s.log_loss, 1.314_079_913_423_316);
        near(s.brier, 0.660_675_236_174_385);
        near(s.ece, 0.303_639_448_359_609);
    }
}
