//! The members of an ensemble: each learns from the same rows and sees something else of them.

use super::corpus::Corpus;
use crate::error::Result;
use crate::model::{Linear, LogisticParams, Occurrence};
use crate::train::recipe::{FULL, Lesson, Member as Estimator, Recipe};
use crate::train::widen::widen;
use crate::vectorize::{Rows, Weighting};
use linfa::ParamGuard;
use ndarray::Array2;

/// What a member sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::train) enum Member {
    /// Terms, weighed by how unevenly they fall on the types: a support vector machine.
    Terms,
    /// Rows in the space of latent semantic analysis: a logistic regression.
    Latent,
    /// Means of word vectors: a logistic regression.
    Vectors,
    /// Words of a taxonomy: nothing is learnt.
    Words,
}

/// Cost of an error in the dense members.
const COST: f32 = 5.0;
const PASSES: u32 = 20;

impl Member {
    /// Those that a corpus has.
    pub(super) fn of(corpus: &Corpus) -> Vec<Self> {
        let mut members = vec![Self::Terms, Self::Latent, Self::Vectors];
        if corpus.words.is_some() {
            members.push(Self::Words);
        }
        members
    }

    pub(in crate::train) fn name(self) -> &'static str {
        match self {
            Self::Terms => "terms",
            Self::Latent => "lsa",
            Self::Vectors => "word vectors",
            Self::Words => "taxonomy words",
        }
    }

    /// Scores of the rows named after learning the lesson: rows × types.
    pub(super) fn scores(
        self,
        corpus: &Corpus,
        lesson: Lesson<'_>,
        rows: &[u32],
    ) -> Result<Array2<f32>> {
        match self {
            Self::Terms => {
                let recipe = recipe();
                let fitted = recipe.learn(&corpus.counted, lesson, &[], FULL)?;
                let seen = recipe.weighted(&corpus.counted, rows, &fitted.term_weights);
                let scores = fitted.members.first().map(|m| m.scores(&seen));
                Ok(scores.unwrap_or_default())
            }
            Self::Latent => dense(&corpus.latent, lesson, rows),
            Self::Vectors => dense(&corpus.vectors, lesson, rows),
            Self::Words => {
                let places: Vec<usize> = rows.iter().map(|&i| i as usize).collect();
                let words = corpus.words.as_ref();
                let words = words.map(|w| w.select(ndarray::Axis(0), &places));
                Ok(words.unwrap_or_else(|| Array2::zeros((rows.len(), lesson.n_types))))
            }
        }
    }
}

/// How the member of terms learns.
fn recipe() -> Recipe {
    Recipe {
        weighting: Weighting::default(),
        occurrence: Occurrence::Log,
        words: 1.0,
        min_df: 1,
        lead: 1,
        members: vec![Estimator::Svm {
            c: 0.6,
            balance: 0.75,
        }],
        doubts: false,
        keep: usize::MAX,
    }
}

fn dense(features: &Rows, lesson: Lesson<'_>, rows: &[u32]) -> Result<Array2<f32>> {
    let set = lesson.set(features.select(lesson.rows));
    let params = LogisticParams::default().c(COST).passes(PASSES);
    let checked = params.check()?;
    let mut linear: Linear = checked.resume(&set, None)?.0;
    widen(&mut linear, lesson.n_types);
    Ok(linear.scores(&features.select(rows)))
}
