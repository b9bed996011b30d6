//! Scores of rows by students that have seen nothing of their labels, nor been taught them.

use super::corpus::Corpus;
use super::distil::distil;
use super::ensemble::Guesses;
use super::seeds::Seeds;
use super::start::from_labels;
use crate::error::Result;
use crate::evaluate::folds;
use ndarray::Array2;
use rayon::prelude::*;
use rustc_hash::FxHashSet;

/// Scores of all labelled rows: for every fold, members, ensemble and student are made without its rows.
pub(in crate::train) fn held_out_scores(
    corpus: &Corpus,
    types: &[u32],
    fold: &[u32],
    seeds: &Seeds,
) -> Result<Array2<f32>> {
    let n_folds = fold.iter().max().map_or(0, |m| m + 1);
    let parts = (0..n_folds).into_par_iter().map(|f| {
        let side = |held: bool| -> Vec<u32> {
            let rows = (0_u32..).zip(fold);
            rows.filter(|e| (*e.1 == f) == held).map(|e| e.0).collect()
        };
        let (among, held) = (side(false), side(true));
        let own: Vec<u32> = among.iter().map(|&i| types[i as usize]).collect();
        let guesses: Guesses = from_labels(corpus, &among, &own, seeds)?;
        let all = 0..guesses.types.len();
        let student = distil(corpus, (&among, &own), &guesses, all)?;
        Ok((held.clone(), student.scores(corpus, &held)))
    });
    let mut out = Array2::zeros((types.len(), corpus.n_types));
    for (held, scores) in parts.collect::<Result<Vec<_>>>()? {
        for (i, row) in held.into_iter().zip(scores.rows()) {
            out.row_mut(i as usize).assign(&row);
        }
    }
    Ok(out)
}

/// Folds in which rows that words name are held out.
const FOLDS: u32 = 3;

/// Scores of the rows that words name by students that were not taught them, and the types that the words name.
pub(in crate::train) fn named_rows(
    corpus: &Corpus,
    seeds: &Seeds,
    guesses: &Guesses,
) -> Result<(Array2<f32>, Vec<u32>)> {
    let fold = folds(&seeds.types, &seeds.rows, FOLDS, corpus.seed);
    let first = corpus.n_labelled;
    let mut out = Array2::zeros((seeds.rows.len(), corpus.n_types));
    for f in 0..FOLDS {
        let places: Vec<usize> = (0..fold.len()).filter(|&p| fold[p] == f).collect();
        let held: Vec<u32> = places.iter().map(|&p| seeds.rows[p]).collect();
        let left_out: FxHashSet<usize> = held.iter().map(|&r| r as usize - first).collect();
        let taught = (0..guesses.types.len()).filter(|p| !left_out.contains(p));
        let student = distil(corpus, (&[], &[]), guesses, taught)?;
        let scores = student.scores(corpus, &held);
        for (p, row) in places.into_iter().zip(scores.rows()) {
            out.row_mut(p).assign(&row);
        }
    }
    Ok((out, seeds.types.clone()))
}
