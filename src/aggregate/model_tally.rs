//! What a model said of many complaints, and the words they hold, added up so that it merges exactly.

use super::merge::Merge;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Units of a probability: sums are whole numbers of 1e-9.
const UNITS: f64 = 1e9;

/// Complaints that one model gave their types, added up; one entry a type, in the order of the model's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelSums {
    /// Complaints by type, without those of `known`.
    pub counts: Vec<u64>,
    /// Complaints by type that the model was trained on.
    pub known: Vec<u64>,
    /// Complaints whose probabilities are in `sums`.
    pub rows: u64,
    /// Sums of probabilities, in units of 1e-9.
    pub sums: Vec<i64>,
}

impl ModelSums {
    /// Nothing yet, of so many types.
    #[must_use]
    pub fn of(types: usize) -> Self {
        Self {
            counts: vec![0; types],
            known: vec![0; types],
            rows: 0,
            sums: vec![0; types],
        }
    }

    /// Takes in a complaint of type `type_id`.
    pub fn add(&mut self, type_id: usize, trained: bool, posterior: Option<&[f32]>) {
        let counts = if trained {
            &mut self.known
        } else {
            &mut self.counts
        };
        if let Some(n) = counts.get_mut(type_id) {
            *n += 1;
        }
        let Some(posterior) = posterior.filter(|p| !trained && p.len() == self.sums.len()) else {
            return;
        };
        self.rows += 1;
        for (sum, p) in self.sums.iter_mut().zip(posterior) {
            #[expect(clippy::cast_possible_truncation, reason = "at most 1e9")]
            let units = (f64::from(*p) * UNITS).round() as i64;
            *sum = sum.saturating_add(units);
        }
    }

    /// The mean probability of every type; absent where none was added.
    #[must_use]
    pub fn mean(&self) -> Option<Vec<f64>> {
        let rows = self.rows as f64;
        let mean = |&sum: &i64| sum as f64 / UNITS / rows;
        (self.rows > 0).then(|| self.sums.iter().map(mean).collect())
    }
}

impl ModelSums {
    /// Adds another of the same model.
    pub fn merge(&mut self, other: &Self) {
        self.counts.add(other.counts.clone());
        self.known.add(other.known.clone());
        self.rows.add(other.rows);
        self.sums.add(other.sums.clone());
    }
}

impl Merge for ModelSums {
    fn add(&mut self, other: Self) {
        self.merge(&other);
    }
}

/// The same of all complaints and of every value of every dimension.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelTally {
    /// All complaints.
    pub all: ModelSums,
    /// Dimension → value → its complaints; the empty value for complaints without one.
    pub dimensions: BTreeMap<String, BTreeMap<String, ModelSums>>,
}

impl Merge for ModelTally {
    fn add(&mut self, other: Self) {
        self.all.merge(&other.all);
        self.dimensions.add(other.dimensions);
    }
}

/// Words of distinct complaints, counted; those of a part's copies of another part's complaints included.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordTally {
    /// Complaints whose words were counted, by type.
    pub complaints: BTreeMap<String, u64>,
    /// Word → type → complaints that hold it.
    pub words: BTreeMap<String, BTreeMap<String, u64>>,
}

impl Merge for WordTally {
    fn add(&mut self, other: Self) {
        self.complaints.add(other.complaints);
        self.words.add(other.words);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_whole_and_their_mean_is_that_of_the_rows() {
        let mut sums = ModelSums::of(2);
        sums.add(0, false, Some(&[0.75, 0.25]));
        sums.add(1, false, Some(&[0.25, 0.75]));
        sums.add(1, true, Some(&[0.0, 1.0]));
        sums.add(0, false, None);
        assert_eq!((sums.counts, sums.known), (vec![2, 1], vec![0, 1]));
        assert_eq!((sums.rows, &sums.sums), (2, &vec![1_000_000_000; 2]));
    }

    #[test]
    fn no_probability_no_mean() {
        assert_eq!(ModelSums::of(3).mean(), None);
        let mut sums = ModelSums::of(2);
        sums.add(0, false, Some(&[0.9, 0.1]));
        let mut other = ModelSums::of(2);
        other.add(1, false, Some(&[0.1, 0.9]));
        sums.merge(&other);
        let mean = sums.mean().unwrap();
        assert!((mean[0] - 0.5).abs() < 1e-6 && (mean[1] - 0.5).abs() < 1e-6);
    }
}
