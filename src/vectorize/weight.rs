//! Term weights: how unevenly a term falls over the types, or its inverse document frequency.

use super::counted_rows::CountedRows;
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

/// One weight a term, learnt from the rows named; `types` has one a row named, below `n_types`. 0 for a term that fewer than `min_df` of them
/// hold.
#[must_use]
pub fn weights(
    rows: &CountedRows,
    among: &[u32],
    (types, n_types): (&[u32], usize),
    weighting: Weighting,
    min_df: u32,
) -> Vec<f32> {
    let mut by_type: Vec<Vec<u32>> = vec![Vec::new(); n_types];
    for (&row, &t) in among.iter().zip(types) {
        if let Some(rows) = by_type.get_mut(t as usize) {
            rows.push(row);
        }
    }
    let smooth = match weighting {
        Weighting::Uneven { smooth, .. } => f64::from(smooth),
        Weighting::Idf | Weighting::Uniform => 0.0,
    };
    let sizes: Vec<usize> = by_type.iter().map(Vec::len).filter(|n| *n > 0).collect();
    let even = Spread::even(&sizes, smooth);
    let mut spreads = vec![even; rows.columns()];
    for rows_of_type in by_type.iter().filter(|r| !r.is_empty()) {
        let of_type = Smoothed::new(smooth, rows_of_type.len());
        let mut touched: Vec<u32> = Vec::new();
        for &row in rows_of_type {
            for e in rows.row(row as usize) {
                if let Some(spread) = spreads.get_mut(e.id as usize) {
                    if spread.here == 0 {
                        touched.push(e.id);
                    }
                    spread.here += 1;
                }
            }
        }
        for id in touched {
            spreads[id as usize].end_type(&of_type);
        }
    }
    let weight = |spread: &Spread| {
        if spread.df < min_df {
            return 0.0;
        }
        match weighting {
            Weighting::Uniform => 1.0,
            Weighting::Idf => ((1.0 + among.len() as f32) / (1.0 + spread.df as f32)).ln() + 1.0,
            Weighting::Uneven { floor, .. } => floor + spread.unevenness(sizes.len()),
        }
    };
    spreads.iter().map(weight).collect()
}

/// How a term falls on the types, as a sum over those that hold it: types are many, and a term is in few of them.
#[derive(Clone, Copy, Debug)]
struct Spread {
    /// Texts that hold it, and those of the type at hand.
    df: u32,
    here: u32,
    /// Σ r over all types: r is the smoothed rate of a type.
    rates: f64,
    /// Σ r ln r.
    logs: f64,
}

/// The smoothed rate of a type.
struct Smoothed {
    smooth: f64,
    size: f64,
}

impl Smoothed {
    fn new(smooth: f64, size: usize) -> Self {
        let size = size as f64;
        Self { smooth, size }
    }

    /// r and r ln r where `n` of its texts hold a term.
    fn rate(&self, n: u32) -> (f64, f64) {
        let rate = (f64::from(n) + self.smooth) / self.size;
        (rate, if rate > 0.0 { rate * rate.ln() } else { 0.0 })
    }
}

impl Spread {
    /// Of a term that no text holds, among types of these sizes.
    fn even(sizes: &[usize], smooth: f64) -> Self {
        let none = sizes
            .iter()
            .map(|&size| Smoothed::new(smooth, size).rate(0));
        let (rates, logs) = none.fold((0.0, 0.0), |sum, r| (sum.0 + r.0, sum.1 + r.1));
        Self {
            df: 0,
            here: 0,
            rates,
            logs,
        }
    }

    fn end_type(&mut self, of_type: &Smoothed) {
        let (with, without) = (of_type.rate(self.here), of_type.rate(0));
        self.rates += with.0 - without.0;
        self.logs += with.1 - without.1;
        self.df += self.here;
        self.here = 0;
    }

    /// `1 − H`, between 0 (falls alike on all types) and 1 (on one type alone); 1 where there is one type only.
    fn unevenness(&self, types: usize) -> f32 {
        if types < 2 || self.rates <= 0.0 {
            return 1.0;
        }
        let entropy = self.rates.ln() - self.logs / self.rates;
        let even = (types as f64).ln();
        #[expect(clippy::cast_possible_truncation, reason = "0..=1")]
        let unevenness = (1.0 - entropy / even) as f32;
        unevenness.clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::counted_rows::Entry;
    use super::*;
    use proptest::prelude::*;

    /// Rows that hold the terms whose bits are set, with their types.
    fn rows(given: &[(u8, u32)]) -> (CountedRows, Vec<u32>, Vec<u32>) {
        let mut rows = CountedRows::new(8);
        for (terms, _) in given {
            let ids = (0..8).filter(|id| terms >> id & 1 == 1);
            rows.push(ids.map(|id| Entry {
                id,
                count: 1,
                leading: 0,
            }));
        }
        let types = given.iter().map(|g| g.1).collect();
        (rows, (0..).take(given.len()).collect(), types)
    }

    const UNEVEN: Weighting = Weighting::Uneven {
        smooth: 0.001,
        floor: 0.02,
    };

    #[test]
    fn an_even_term_weighs_the_floor_and_a_telling_one_near_one() {
        // term 0 is in a tenth of the texts of both types, term 1 in half of those of one, term 2 in one text
        let text = |i: u8, t: u32| {
            let even = u8::from(i.is_multiple_of(10));
            let telling = u8::from(t == 0 && i.is_multiple_of(2)) << 1;
            (even | telling | u8::from(i == 7 && t == 1) << 2, t)
        };
        let mut given: Vec<(u8, u32)> = (0..100).map(|i| text(i, 0)).collect();
        given.extend((0..200).map(|i| text(i, 1)));
        let (rows, among, types) = rows(&given);
        let w = weights(&rows, &among, (&types, 2), UNEVEN, 2);
        assert!((w[0] - 0.02).abs() < 1e-5, "{w:?}");
        assert!(w[1] > 1.0, "{w:?}");
        assert_eq!(w[2], 0.0, "below min_df");
    }

    #[test]
    fn one_type_and_an_empty_type_have_weights() {
        let (rows, among, types) = rows(&[(1, 0), (1, 0), (0, 0)]);
        let w = weights(&rows, &among, (&types, 2), Weighting::default(), 1);
        assert!((w[0] - 1.02).abs() < 1e-6);
        assert_eq!(
            weights(&rows, &among, (&types, 1), Weighting::Idf, 1).len(),
            8
        );
    }

    #[test]
    fn idf_is_that_of_scikit_learn() {
        // python3 -c "import numpy as np; print(np.log((1+300)/(1+30))+1)"
        let given: Vec<(u8, u32)> = (0..300).map(|i| (u8::from(i % 10 == 0), i % 2)).collect();
        let (rows, among, types) = rows(&given);
        let w = weights(&rows, &among, (&types, 2), Weighting::Idf, 1);
        assert!((w[0] - 3.273_123_4).abs() < 1e-4, "{w:?}");
    }

    proptest! {
        /// The sum over the types that hold a term is the entropy over all types.
        #[test]
        fn unevenness_is_one_less_the_entropy(
            given in prop::collection::vec((any::<u8>(), 0_u32..5), 1..40),
            smooth in 0.01_f32..2.0,
        ) {
            let weighting = Weighting::Uneven { smooth, floor: 0.0 };
            let (rows, among, types) = rows(&given);
            let found = weights(&rows, &among, (&types, 5), weighting, 0);
            let has = |row: &(u8, u32), id: usize| row.0 >> id & 1 == 1;
            for (id, found) in found.into_iter().enumerate() {
                let of_type = |t: u32| given.iter().filter(move |row| row.1 == t);
                let sizes = (0..5).filter(|&t| of_type(t).count() > 0);
                let rates: Vec<f64> = sizes.map(|t| {
                    let with = of_type(t).filter(|row| has(row, id)).count() as f64;
                    (with + f64::from(smooth)) / of_type(t).count() as f64
                }).collect();
                let sum: f64 = rates.iter().sum();
                let entropy: f64 = rates.iter().map(|r| -(r / sum) * (r / sum).ln()).sum();
                let expected = match rates.len() {
                    1 => 1.0,
                    n => (1.0 - entropy / (n as f64).ln()).clamp(0.0, 1.0),
                };
                prop_assert!((f64::from(found) - expected).abs() < 1e-6, "{found} {expected}");
            }
        }
    }
}
