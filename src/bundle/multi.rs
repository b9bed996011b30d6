//! Models that give a text several types.

use crate::evaluate::MultiScores;
use crate::types::Separator;
use serde::{Deserialize, Serialize};

/// How a model gives a text several types, and how good it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Multi {
    /// What stands between the types of a cell.
    pub separator: Separator,
    /// By type, the probability from which on a text has it.
    pub thresholds: Vec<f32>,
    /// Scores on rows held out fold by fold, calibrated and cut at thresholds that these rows had no part in.
    pub held_out: MultiScores,
}

impl Multi {
    /// Places of the types that a text of these probabilities has, the most probable first. At least one, as all rows of the training had:
    /// where no type reaches its threshold, the one that comes nearest to it.
    #[must_use]
    pub fn given(&self, probabilities: &[f32]) -> Vec<usize> {
        // above 1 where the threshold is reached
        let reach = |(p, threshold): (&f32, &f32)| p / threshold.max(f32::MIN_POSITIVE);
        let reaches: Vec<f32> = probabilities
            .iter()
            .zip(&self.thresholds)
            .map(reach)
            .collect();
        let mut given: Vec<usize> = (0..reaches.len()).filter(|&k| reaches[k] >= 1.0).collect();
        if given.is_empty() {
            let nearest = (0..reaches.len())
                .reduce(|best, k| if reaches[k] > reaches[best] { k } else { best });
            given.extend(nearest);
        }
        given.sort_by(|&a, &b| {
            probabilities[b]
                .total_cmp(&probabilities[a])
                .then(a.cmp(&b))
        });
        given
    }

    /// The types of these probabilities as one cell; `names` are those of all types.
    #[must_use]
    pub fn cell(&self, probabilities: &[f32], names: &[String]) -> String {
        let given = self.given(probabilities).into_iter();
        let named = given.filter_map(|k| names.get(k).map(String::as_str));
        self.separator.joined(named)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_that_reach_their_threshold_are_given_and_one_at_least() {
        let multi = Multi {
            thresholds: vec![0.5, 0.2, 0.3],
            ..Multi::default()
        };
        assert_eq!(multi.given(&[0.4, 0.25, 0.3]), [2, 1]);
        assert_eq!(multi.given(&[0.4, 0.1, 0.1]), [0]);
        assert_eq!(multi.given(&[]), [0; 0]);
        let names = ["甲", "乙", "丙"].map(str::to_owned);
        assert_eq!(multi.cell(&[0.9, 0.1, 0.31], &names), "甲;丙");
    }
}
