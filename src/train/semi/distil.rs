//! Distillation: one linear model learns what the ensemble says of the unlabelled rows.

use super::corpus::Corpus;
use super::ensemble::Guesses;
use crate::error::Result;
use crate::model::Occurrence;
use crate::train::recipe::{FULL, Fitted, Lesson, Member, Recipe};
use crate::vectorize::Weighting;
use ndarray::Array2;

/// A model that learnt from labelled rows and from the ensemble's labels.
pub(in crate::train) struct Student {
    pub(in crate::train) recipe: Recipe,
    pub(in crate::train) fitted: Fitted,
}

/// How a student learns: the terms' weights follow from the labels it is taught.
fn recipe(corpus: &Corpus) -> Recipe {
    let rows = corpus.hashes.len();
    Recipe {
        weighting: Weighting::default(),
        occurrence: Occurrence::Log,
        words: 1.0,
        min_df: if rows < 200 { 1 } else { 2 },
        lead: 1,
        members: vec![Member::Svm {
            c: 1.0,
            balance: 0.0,
        }],
        doubts: false,
        keep: corpus.keep,
    }
}

/// Learns from labelled rows and from the unlabelled rows in `among` (by place) as they were labelled.
pub(in crate::train) fn distil(
    corpus: &Corpus,
    (labelled, types): (&[u32], &[u32]),
    guesses: &Guesses,
    among: impl Iterator<Item = usize>,
) -> Result<Student> {
    let unlabelled = corpus.unlabelled();
    let (mut rows, mut all) = (labelled.to_vec(), types.to_vec());
    for place in among {
        rows.push(unlabelled[place]);
        all.push(guesses.types[place]);
    }
    let recipe = recipe(corpus);
    let lesson = Lesson {
        rows: &rows,
        types: &all,
        weights: None,
        n_types: corpus.n_types,
        terms: None,
    };
    let fitted = recipe.learn(&corpus.counted, lesson, &[], FULL)?;
    Ok(Student { recipe, fitted })
}

impl Student {
    /// Scores of the rows named.
    pub(in crate::train) fn scores(&self, corpus: &Corpus, rows: &[u32]) -> Array2<f32> {
        let seen = self
            .recipe
            .weighted(&corpus.counted, rows, &self.fitted.term_weights);
        let model = self.fitted.members.first();
        model.map_or_else(
            || Array2::zeros((rows.len(), corpus.n_types)),
            |m| m.scores(&seen),
        )
    }
}
