//! What a correction needs: settings, the held-out rows of the training, the rows whose types the classifier gave.

use ndarray::ArrayView2;

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
    /// The rows are of another kind than those of the training: a correction is not to be trusted.
    pub foreign: bool,
}

impl Default for CorrectParams {
    fn default() -> Self {
        Self {
            min_rows: 200,
            redraws: 100,
            seed: 7,
            min_held_out: 10,
            widest: 0.1,
            foreign: false,
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
