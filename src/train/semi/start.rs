//! What self-training starts from: labelled rows, or rows that words of a taxonomy name.

use super::corpus::Corpus;
use super::ensemble::{Ensemble, Guesses, Start};
use super::members::Member;
use super::seeds::Seeds;
use crate::error::Result;
use crate::evaluate::folds;
use crate::model::best_types;
use ndarray::Array2;

/// Below so many labelled rows a type, rows named by words join the start.
const FEW: usize = 10;
/// Folds in which members are held against each other.
const FOLDS: u32 = 5;
/// The same with many rows.
const FOLDS_OF_MANY: u32 = 3;
const MANY: usize = 3_000;

/// Labels the unlabelled rows from labelled ones, of which those in `among` count.
pub(in crate::train) fn from_labels(
    corpus: &Corpus,
    among: &[u32],
    types: &[u32],
    seeds: &Seeds,
) -> Result<Guesses> {
    let few = among.len() < FEW * corpus.n_types;
    let seeds = if few { seeds.clone() } else { Seeds::default() };
    let start = Start {
        labelled: among.to_vec(),
        types: types.to_vec(),
        seeds,
    };
    let n_folds = if among.len() > MANY {
        FOLDS_OF_MANY
    } else {
        FOLDS
    };
    let fold = folds(types, among, n_folds, corpus.seed);
    let members = Member::of(corpus);
    let scores = start.out_of_fold(corpus, &members, &fold)?;
    let ensemble = Ensemble::stacked(members, &scores, types);
    ensemble.label(corpus, &start)
}

/// Labels the unlabelled rows from words alone. Without labelled rows nothing says how far to trust a member: all weigh alike.
pub(in crate::train) fn cold_start(corpus: &Corpus, seeds: &Seeds) -> Result<Guesses> {
    let start = Start {
        labelled: Vec::new(),
        types: Vec::new(),
        seeds: seeds.clone(),
    };
    let members = Member::of(corpus);
    let learning: Vec<Member> = members
        .iter()
        .copied()
        .filter(|m| *m != Member::Words)
        .collect();
    // how often members agree with words that they have not seen stands for how often they are right
    let fold = folds(&seeds.types, &seeds.rows, FOLDS_OF_MANY, corpus.seed);
    let named = Start {
        labelled: seeds.rows.clone(),
        types: seeds.types.clone(),
        seeds: Seeds::default(),
    };
    let scores: Vec<Array2<f32>> = named.out_of_fold(corpus, &learning, &fold)?;
    let even = Ensemble::even(learning, &scores, 0.0);
    let best = best_types(&even.sum(&scores));
    let right = best.iter().zip(&seeds.types).filter(|e| e.0 == e.1).count();
    let agreement = right as f64 / seeds.rows.len().max(1) as f64;
    let all = start.scores(corpus, &members)?;
    Ensemble::even(members, &all, agreement).label(corpus, &start)
}
