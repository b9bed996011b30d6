//! Term weights: how unevenly a term falls over the types, or its inverse document frequency.

use super::counted_rows::CountedRows;
use ndarray::Array2;
use serde::{Deserialize, Serialize};

/// How a term's occurrences become a value.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weighting {
    /// `floor + 1 − H`: H is the entropy of P(type | term) ÷ ln(number of types), the rates of the types smoothed by
    /// `smooth` texts each and every type counted as equally large.
    Uneven {
        /// Added to every type's count of texts with the term; above 0.
        smooth: f32,
        /// What a term that tells nothing still weighs; at least 0.
        floor: f32,
    },
    /// `ln((1 + rows) ÷ (1 + rows with the term)) + 1`.
    #[serde(rename = "rare")]
    Idf,
    /// Every term weighs the same.
    #[serde(rename = "same")]
    Uniform,
}

impl Default for Weighting {
    fn default() -> Self {
        Self::Uneven {
            smooth: 0.3,
            floor: 0.02,
        }
    }
}

/// How many texts of every type (second axis) hold every term (first axis), among the rows named; `types` has one a row named.
#[must_use]
pub fn document_frequencies(
    rows: &CountedRows,
    among: &[u32],
    types: &[u32],
    n_types: usize,
) -> Array2<u32> {
    let mut counts = vec![0_u32; rows.columns() * n_types];
    for (&i, &t) in among.iter().zip(types) {
        for e in rows.row(i as usize) {
            if let Some(c) = counts.get_mut(e.id as usize * n_types + t as usize) {
                *c += 1;
            }
        }
    }
    Array2::from_shape_vec((rows.columns(), n_types), counts)
        .unwrap_or_else(|_| Array2::zeros((rows.columns(), n_types)))
}

/// One weight a term from the counts of [`document_frequencies`] and the number of texts of each type; 0 for a term that fewer
/// than `min_df` texts hold.
#[must_use]
pub fn weights(counts: &Array2<u32>, sizes: &[u32], weighting: Weighting, min_df: u32) -> Vec<f32> {
    let rows: u32 = sizes.iter().sum();
    let mut rates = vec![0.0_f32; sizes.len()];
    let weight = |of_type: ndarray::ArrayView1<'_, u32>| {
        let df: u32 = of_type.iter().sum();
        if df < min_df {
            return 0.0;
        }
        match weighting {
            Weighting::Uniform => 1.0,
            Weighting::Idf => ((1.0 + rows as f32) / (1.0 + df as f32)).ln() + 1.0,
            Weighting::Uneven { smooth, floor } => {
                floor + unevenness(of_type, sizes, smooth, &mut rates)
            }
        }
    };
    counts.rows().into_iter().map(weight).collect()
}

/// `1 − H`, between 0 (falls alike on all types) and 1 (on one type alone); 1 where there is one type only.
fn unevenness(
    of_type: ndarray::ArrayView1<'_, u32>,
    sizes: &[u32],
    smooth: f32,
    rates: &mut [f32],
) -> f32 {
    let mut types = 0_u32;
    let mut total = 0.0;
    for ((rate, &n), &size) in rates.iter_mut().zip(of_type).zip(sizes) {
        *rate = if size == 0 {
            0.0
        } else {
            types += 1;
            (n as f32 + smooth) / size as f32
        };
        total += *rate;
    }
    if types < 2 {
        return 1.0;
    }
    let entropy: f32 = rates
        .iter()
        .filter(|r| **r > 0.0)
        .map(|r| -(r / total) * (r / total).ln())
        .sum();
    (1.0 - entropy / (types as f32).ln()).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn an_even_term_weighs_the_floor_and_a_telling_one_near_one() {
        let counts = array![[10, 20], [50, 0], [0, 1]];
        let uneven = Weighting::Uneven {
            smooth: 0.001,
            floor: 0.02,
        };
        let w = weights(&counts, &[100, 200], uneven, 2);
        assert!((w[0] - 0.02).abs() < 1e-5, "{w:?}");
        assert!(w[1] > 1.0, "{w:?}");
        assert_eq!(w[2], 0.0, "below min_df");
    }

    #[test]
    fn one_type_and_an_empty_type_have_weights() {
        let w = weights(&array![[3, 0]], &[5, 0], Weighting::default(), 1);
        assert!((w[0] - 1.02).abs() < 1e-6);
        assert_eq!(weights(&array![[3]], &[5], Weighting::Idf, 1).len(), 1);
    }

    #[test]
    fn idf_is_that_of_scikit_learn() {
        // python3 -c "import numpy as np; print(np.log((1+300)/(1+30))+1)"
        let w = weights(&array![[10, 20]], &[100, 200], Weighting::Idf, 1);
        assert!((w[0] - 3.273_123_4).abs() < 1e-4, "{w:?}");
    }
}
