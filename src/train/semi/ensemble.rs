//! Members added up, and self-training: the surest rows of a round become labelled rows of the next.

use super::corpus::Corpus;
use super::members::Member;
use super::seeds::Seeds;
use crate::error::Result;
use crate::model::{Prediction, best_types, calibrate, softmax};
use crate::train::recipe::Lesson;
use ndarray::Array2;
use rayon::prelude::*;

/// Shares of what is probably right that the rounds take.
const ROUNDS: [f64; 3] = [0.5, 0.75, 1.0];
/// Rows taken weigh at most so many times what the labelled ones weigh together.
const PULL: f32 = 1.0;

/// What the members learn from before any round.
pub(super) struct Start {
    /// Labelled rows and their types.
    pub(super) labelled: Vec<u32>,
    pub(super) types: Vec<u32>,
    /// Rows that words name.
    pub(super) seeds: Seeds,
}

/// The types an ensemble gives the unlabelled rows.
pub(in crate::train) struct Guesses {
    pub(in crate::train) types: Vec<u32>,
    /// The members with their factors.
    pub(in crate::train) members: Vec<(Member, f32)>,
    /// Share of the rows that were thought right when they were first labelled, 0..=1.
    pub(in crate::train) accuracy: f64,
}

/// Members and how much each counts.
pub(super) struct Ensemble {
    members: Vec<Member>,
    factors: Vec<f32>,
    accuracy: f64,
}

/// What a pseudo-labelled row weighs beside so many labelled ones.
fn weight_beside(labelled: usize, rows: usize) -> f32 {
    match labelled {
        0 => 1.0,
        n => (PULL * n as f32 / rows.max(1) as f32).min(1.0),
    }
}

impl Start {
    /// Rows to learn from: these labelled rows (by place) and more, which weigh less.
    fn lesson(&self, places: &[usize], more: (&[u32], &[u32])) -> (Vec<u32>, Vec<u32>, Vec<f32>) {
        let weight = weight_beside(places.len(), more.0.len());
        let mut rows: Vec<u32> = places.iter().map(|&p| self.labelled[p]).collect();
        let mut types: Vec<u32> = places.iter().map(|&p| self.types[p]).collect();
        let mut weights = vec![1.0; rows.len()];
        rows.extend_from_slice(more.0);
        types.extend_from_slice(more.1);
        weights.resize(rows.len(), weight);
        (rows, types, weights)
    }

    /// Scores of the labelled rows by members that had not seen them.
    pub(super) fn out_of_fold(
        &self,
        corpus: &Corpus,
        members: &[Member],
        fold: &[u32],
    ) -> Result<Vec<Array2<f32>>> {
        let n_folds = fold.iter().max().map_or(0, |m| m + 1);
        let mut out = vec![Array2::zeros((fold.len(), corpus.n_types)); members.len()];
        let tasks: Vec<(u32, usize)> = (0..n_folds)
            .flat_map(|f| (0..members.len()).map(move |m| (f, m)))
            .collect();
        let scored = tasks.par_iter().map(|&(f, m)| {
            let side = |held: bool| (0..fold.len()).filter(move |&p| (fold[p] == f) == held);
            let places: Vec<usize> = side(false).collect();
            let held: Vec<usize> = side(true).collect();
            let seeds = (&self.seeds.rows[..], &self.seeds.types[..]);
            let lesson = self.lesson(&places, seeds);
            let rows: Vec<u32> = held.iter().map(|&p| self.labelled[p]).collect();
            let scores = members[m].scores(corpus, as_lesson(&lesson, corpus), &rows)?;
            Ok((m, held, scores))
        });
        for (m, held, scores) in scored.collect::<Result<Vec<_>>>()? {
            for (p, row) in held.into_iter().zip(scores.rows()) {
                out[m].row_mut(p).assign(&row);
            }
        }
        Ok(out)
    }

    /// Scores of the unlabelled rows by members that learnt from the start.
    pub(super) fn scores(&self, corpus: &Corpus, members: &[Member]) -> Result<Vec<Array2<f32>>> {
        self.scores_with(corpus, members, (&self.seeds.rows, &self.seeds.types))
    }

    /// Scores of the unlabelled rows by members that learnt from the labelled rows and more.
    fn scores_with(
        &self,
        corpus: &Corpus,
        members: &[Member],
        more: (&[u32], &[u32]),
    ) -> Result<Vec<Array2<f32>>> {
        let all: Vec<usize> = (0..self.labelled.len()).collect();
        let lesson = self.lesson(&all, more);
        let rows = corpus.unlabelled();
        let scores = members.par_iter();
        let scores = scores.map(|m| m.scores(corpus, as_lesson(&lesson, corpus), &rows));
        scores.collect()
    }
}

fn as_lesson<'a>(lesson: &'a (Vec<u32>, Vec<u32>, Vec<f32>), corpus: &Corpus) -> Lesson<'a> {
    Lesson {
        rows: &lesson.0,
        types: &lesson.1,
        weights: Some(&lesson.2),
        n_types: corpus.n_types,
        terms: None,
    }
}

impl Ensemble {
    /// With the factors that suit scores of labelled rows by members that had not seen them.
    pub(super) fn stacked(members: Vec<Member>, scores: &[Array2<f32>], truth: &[u32]) -> Self {
        let factors = calibrate(scores, truth).factors;
        let mut ensemble = Self {
            members,
            factors,
            accuracy: 0.0,
        };
        let best = best_types(&ensemble.sum(scores));
        let right = best.iter().zip(truth).filter(|e| e.0 == e.1).count();
        ensemble.accuracy = right as f64 / truth.len().max(1) as f64;
        ensemble
    }

    /// With factors that make the members' scores spread alike.
    pub(super) fn even(members: Vec<Member>, scores: &[Array2<f32>], accuracy: f64) -> Self {
        let factor = |s: &Array2<f32>| match spread(s) {
            0.0 => 0.0,
            spread => EVEN_SPREAD / spread,
        };
        Self {
            members,
            factors: scores.iter().map(factor).collect(),
            accuracy,
        }
    }

    /// The members' scores added up.
    pub(super) fn sum(&self, scores: &[Array2<f32>]) -> Array2<f32> {
        let shape = scores.first().map_or((0, 0), Array2::dim);
        let mut sum = Array2::zeros(shape);
        for (factor, scores) in self.factors.iter().zip(scores) {
            sum.scaled_add(*factor, scores);
        }
        sum
    }

    /// Labels the unlabelled rows, round by round. After a round, a member's scores are scaled to spread as they did before: having
    /// seen the rows, it would be too sure of them.
    pub(super) fn label(mut self, corpus: &Corpus, start: &Start) -> Result<Guesses> {
        let rows = corpus.unlabelled();
        let mut scores = start.scores(corpus, &self.members)?;
        let spreads: Vec<f32> = scores.iter().map(spread).collect();
        let first = self.factors.clone();
        for round in ROUNDS {
            let (places, types) = surest(&self.sum(&scores), round * self.accuracy);
            let taken: Vec<u32> = places.iter().map(|&p| rows[p]).collect();
            scores = start.scores_with(corpus, &self.members, (&taken, &types))?;
            let now = scores.iter().map(spread).zip(&spreads).zip(&first);
            let matched = |((now, before), factor): ((f32, &f32), &f32)| {
                factor * if now > 0.0 { before / now } else { 1.0 }
            };
            self.factors = now.map(matched).collect();
        }
        Ok(Guesses {
            types: best_types(&self.sum(&scores)),
            members: self.members.into_iter().zip(first).collect(),
            accuracy: self.accuracy,
        })
    }
}

/// Spread of each member's scores where all weigh alike.
const EVEN_SPREAD: f32 = 1.0;

/// Root of the mean square of scores about their row's mean.
fn spread(scores: &Array2<f32>) -> f32 {
    let mut sum = 0.0_f64;
    for row in scores.rows() {
        let mean = row.iter().sum::<f32>() / row.len().max(1) as f32;
        sum += row.iter().map(|s| f64::from(s - mean).powi(2)).sum::<f64>();
    }
    #[expect(clippy::cast_possible_truncation, reason = "kept in single precision")]
    let root = (sum / scores.len().max(1) as f64).sqrt() as f32;
    root
}

/// The surest `share` of the rows within each type that is predicted: their places, ascending, and types.
fn surest(scores: &Array2<f32>, share: f64) -> (Vec<usize>, Vec<u32>) {
    let mut of_type: Vec<Vec<(f32, usize)>> = vec![Vec::new(); scores.ncols()];
    for (place, row) in scores.rows().into_iter().enumerate() {
        let mut p = row.to_vec();
        softmax(&mut p);
        let best = Prediction::of(&p);
        if let Some(rows) = of_type.get_mut(best.best as usize) {
            rows.push((best.confidence, place));
        }
    }
    let mut taken = Vec::new();
    for (rows, type_id) in of_type.iter_mut().zip(0_u32..) {
        rows.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a count"
        )]
        let most = (rows.len() as f64 * share.clamp(0.0, 1.0)).ceil() as usize;
        taken.extend(rows.iter().take(most).map(|r| (r.1, type_id)));
    }
    taken.sort_unstable();
    taken.into_iter().unzip()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn the_surest_rows_are_taken_within_each_type() {
        let scores = array![[3.0, 0.0], [1.0, 0.0], [2.0, 0.0], [0.0, 0.1], [9.0, 0.0]];
        let (places, types) = surest(&scores, 0.5);
        assert_eq!((places, types), (vec![0, 3, 4], vec![0, 1, 0]));
    }

    #[test]
    fn rows_taken_do_not_outweigh_the_labelled_ones() {
        assert_eq!(weight_beside(10, 100), 0.1);
        assert_eq!(weight_beside(100, 50), 1.0);
        assert_eq!(weight_beside(0, 50), 1.0);
    }

    #[test]
    fn even_factors_undo_the_scale_of_scores() {
        let small = array![[1.0_f32, 0.0], [0.0, 1.0]];
        let large = &small * 10.0;
        let even = Ensemble::even(vec![Member::Terms, Member::Latent], &[small, large], 0.9);
        assert!((even.factors[0] / even.factors[1] - 10.0).abs() < 1e-4);
    }
}
