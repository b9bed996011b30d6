//! Scores where a row may have several types: those of scikit-learn for indicator matrices.

use super::scores::{PerType, calibration_error, ratio, reliability};
use crate::types::TypeSets;
use serde::{Deserialize, Serialize};

/// All scores of one set of predictions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct MultiScores {
    /// Rows scored.
    pub rows: u64,
    /// F1 of all pairs of a row and a type together; absent without any.
    pub micro_f1: Option<f64>,
    /// Right pairs ÷ predicted pairs.
    pub micro_precision: Option<f64>,
    /// Right pairs ÷ true pairs.
    pub micro_recall: Option<f64>,
    /// Mean F1 of the types that the truth or a prediction names.
    pub macro_f1: Option<f64>,
    /// Share of rows whose types are all right and none missing (subset accuracy).
    pub exact: Option<f64>,
    /// Share of wrong pairs among all rows × types.
    pub hamming_loss: Option<f64>,
    /// Expected calibration error of the types' probabilities, 15 bins of equal count; absent without probabilities.
    pub ece: Option<f64>,
    /// True types a row, on average.
    pub types_per_row: Option<f64>,
    /// Predicted types a row, on average.
    pub predicted_per_row: Option<f64>,
    /// Scores by type.
    pub per_type: Vec<PerType>,
    /// Rows that the model was trained on: it does better on these than on new ones.
    pub trained_on: u64,
}

/// Scores `predicted` against `truth`, places in `types`. `probabilities`, where given, are of every row one a type that the model knows: the
/// first ones of `types`.
///
/// ```
/// use tousu::evaluate::multi_scores;
/// use tousu::TypeSets;
/// let types = ["物流".to_owned(), "质量".to_owned()];
/// let truth: TypeSets = [vec![0, 1], vec![1]].into_iter().collect();
/// let predicted: TypeSets = [vec![0], vec![1]].into_iter().collect();
/// let s = multi_scores(&types, &truth, &predicted, None);
/// assert_eq!((s.micro_precision, s.exact), (Some(1.0), Some(0.5)));
/// ```
#[must_use]
pub fn multi_scores(
    types: &[String],
    truth: &TypeSets,
    predicted: &TypeSets,
    probabilities: Option<&[Vec<f32>]>,
) -> MultiScores {
    let rows = truth.len().min(predicted.len());
    let n = types.len();
    let mut right = vec![0_u64; n];
    let mut exact = 0_u64;
    for row in 0..rows {
        let (true_types, given) = (truth.row(row), predicted.row(row));
        exact += u64::from(true_types == given);
        for &t in given.iter().filter(|t| true_types.binary_search(t).is_ok()) {
            right[t as usize] += 1;
        }
    }
    let (support, given) = (truth.sizes(n), predicted.sizes(n));
    let per_type: Vec<PerType> = (0..n)
        .map(|k| PerType {
            name: types[k].clone(),
            precision: ratio(right[k] as f64, given[k] as f64),
            recall: ratio(right[k] as f64, support[k] as f64),
            f1: f1(right[k], support[k], given[k]).unwrap_or(0.0),
            support: support[k],
        })
        .collect();
    let seen = (0..n).filter_map(|k| f1(right[k], support[k], given[k]));
    let seen: Vec<f64> = seen.collect();
    let [right, support, given] = [&right, &support, &given].map(|v| v.iter().sum::<u64>());
    let wrong = support + given - 2 * right;
    let a_row = |pairs: u64| ratio(pairs as f64, rows as f64);
    MultiScores {
        rows: rows as u64,
        micro_f1: f1(right, support, given),
        micro_precision: ratio(right as f64, given as f64),
        micro_recall: ratio(right as f64, support as f64),
        macro_f1: ratio(seen.iter().sum(), seen.len() as f64),
        exact: a_row(exact),
        hamming_loss: ratio(wrong as f64, (rows * n) as f64),
        ece: probabilities.map(|p| ece(truth, p)),
        types_per_row: a_row(support),
        predicted_per_row: a_row(given),
        per_type,
        trained_on: 0,
    }
}

fn f1(right: u64, support: u64, given: u64) -> Option<f64> {
    ratio(2.0 * right as f64, (support + given) as f64)
}

fn ece(truth: &TypeSets, probabilities: &[Vec<f32>]) -> f64 {
    let pairs = probabilities.iter().enumerate().flat_map(|(row, p)| {
        let true_types = truth.row(row);
        (0_u32..)
            .zip(p)
            .map(move |(t, p)| (*p, true_types.binary_search(&t).is_ok()))
    });
    calibration_error(&reliability(pairs.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The figures were computed by scikit-learn 1.9.1:
    /// ```python
    /// T = np.array([[(i*7 + j*3) % 5 < 2 for j in range(4)] for i in range(60)]).astype(int)
    /// P = np.array([[T[i, j] if (i + j) % 4 else 1 - T[i, j] for j in range(4)] for i in range(60)])
    /// T[:, 3] = 0; P[:, 3] = [i % 6 == 0 for i in range(60)]
    /// f1_score(T, P, average="micro"), f1_score(T, P, average="macro"), accuracy_score(T, P), hamming_loss(T, P)
    /// precision_score(T, P, average="micro"), recall_score(T, P, average="micro")
    /// ```
    #[test]
    fn scores_are_those_of_scikit_learn() {
        let is_true = |i: u32, j: u32| j < 3 && (i * 7 + j * 3) % 5 < 2;
        let is_given = |i: u32, j: u32| match j {
            3 => i.is_multiple_of(6),
            _ => is_true(i, j) != (i + j).is_multiple_of(4),
        };
        let sets = |of: &dyn Fn(u32, u32) -> bool| -> TypeSets {
            let row = |i| (0..4).filter(move |&j| of(i, j)).collect::<Vec<_>>();
            (0..60).map(row).collect()
        };
        let (truth, given) = (sets(&is_true), sets(&is_given));
        let types: Vec<String> = (0..4).map(|k| k.to_string()).collect();
        let s = multi_scores(&types, &truth, &given, None);
        let wanted = [
            0.662576687117,
            0.529411764706,
            0.250000000000,
            0.229166666667,
            0.593406593407,
            0.750000000000,
        ];
        let found = [
            s.micro_f1,
            s.macro_f1,
            s.exact,
            s.hamming_loss,
            s.micro_precision,
            s.micro_recall,
        ];
        for (found, wanted) in found.into_iter().zip(wanted) {
            let found = found.unwrap();
            assert!((found - wanted).abs() < 1e-9, "{found} {wanted}");
        }
        assert_eq!(s.per_type[3].f1, 0.0, "predicted, and never true");
    }

    #[test]
    fn probabilities_that_are_right_have_a_small_calibration_error() {
        let types = ["a".to_owned(), "b".to_owned()];
        let truth: TypeSets = (0..100).map(|i| (i % 2 == 0).then_some(0)).collect();
        // no ties, which would be ordered by the truth
        let near_half = |i: u16| 0.5 + f32::from(i * 37 % 100) / 1e5;
        let p: Vec<Vec<f32>> = (0..100).map(|i| vec![near_half(i), 0.0]).collect();
        let s = multi_scores(&types, &truth, &truth, Some(&p));
        assert!(s.ece.unwrap() < 0.08, "{:?}", s.ece);
        assert_eq!(s.micro_f1, Some(1.0));
    }
}
