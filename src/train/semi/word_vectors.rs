//! Word vectors from which words stand near each other, and texts as means of them.
//!
//! Positive pointwise mutual information with smoothed contexts, factored (Levy, Goldberg & Dagan, TACL 2015); a text is the mean of its
//! words' vectors, frequent words weighing less, without the direction common to all texts (Arora, Liang & Ma, ICLR 2017).

use super::lsa::{LENGTH, dimensions};
use crate::types::svd::{Sparse, remove_first_direction, scale_rows};
use crate::vectorize::Rows;
use ndarray::Array2;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

const DIMENSIONS: usize = 100;
const ROUNDS: usize = 4;
/// Words on either side that count as near.
const WINDOW: usize = 5;
/// Words at most, the most frequent ones, and how often each occurs at least.
const WORDS: usize = 30_000;
const FEWEST: u32 = 3;
/// Exponent of a context's frequency.
const SMOOTHING: f64 = 0.75;
/// A word of this relative frequency counts half.
const HALF: f64 = 1e-3;
/// Texts counted by one task.
const CHUNK: usize = 2048;

/// Every text, given as its words in their order, as a dense row.
pub(super) fn text_vectors(texts: &[Vec<u64>], seed: u64) -> Rows {
    let vocabulary = Vocabulary::of(texts);
    let known: Vec<Vec<u32>> = texts.par_iter().map(|t| vocabulary.ids(t)).collect();
    let matrix = mutual_information(&nearby(&known), vocabulary.counts.len());
    let dimensions = dimensions(DIMENSIONS, texts.len());
    let reduced = matrix.reduced(dimensions, ROUNDS, seed);
    let mut vectors = reduced.rows;
    // half of the singular values: `U·Σ^½`
    for (mut column, value) in vectors.columns_mut().into_iter().zip(&reduced.values) {
        let scale = if *value > 1e-9 {
            1.0 / value.sqrt()
        } else {
            0.0
        };
        column *= scale;
    }
    let total: f64 = vocabulary.counts.iter().map(|n| f64::from(*n)).sum();
    let weights: Vec<f64> = vocabulary
        .counts
        .iter()
        .map(|n| HALF / (HALF + f64::from(*n) / total))
        .collect();
    let mut rows = Array2::zeros((texts.len(), vectors.ncols()));
    for (words, mut row) in known.iter().zip(rows.rows_mut()) {
        for &word in words.iter().filter(|w| (**w as usize) < vectors.nrows()) {
            let weight = weights[word as usize] / words.len() as f64;
            row.scaled_add(weight, &vectors.row(word as usize));
        }
    }
    remove_first_direction(&mut rows);
    scale_rows(&mut rows, LENGTH);
    Rows::dense(&rows)
}

/// The words that have vectors, the most frequent first.
struct Vocabulary {
    ids: FxHashMap<u64, u32>,
    counts: Vec<u32>,
}

impl Vocabulary {
    fn of(texts: &[Vec<u64>]) -> Self {
        let mut counts: FxHashMap<u64, u32> = FxHashMap::default();
        for &word in texts.iter().flatten() {
            *counts.entry(word).or_default() += 1;
        }
        let mut kept: Vec<(u64, u32)> = counts.into_iter().filter(|e| e.1 >= FEWEST).collect();
        kept.sort_unstable_by_key(|&(word, n)| (std::cmp::Reverse(n), word));
        kept.truncate(WORDS);
        Self {
            ids: (0..).zip(&kept).map(|(id, e)| (e.0, id)).collect(),
            counts: kept.iter().map(|e| e.1).collect(),
        }
    }

    fn ids(&self, text: &[u64]) -> Vec<u32> {
        text.iter()
            .filter_map(|w| self.ids.get(w).copied())
            .collect()
    }
}

/// How often two words stand near each other; every pair once, the lesser first, in order.
fn nearby(texts: &[Vec<u32>]) -> Vec<((u32, u32), u32)> {
    type Counts = Vec<((u32, u32), u32)>;
    let counted = |texts: &[Vec<u32>]| -> Counts {
        let mut pairs = Vec::new();
        for text in texts {
            for (i, &a) in text.iter().enumerate() {
                let near = text.iter().skip(i + 1).take(WINDOW);
                pairs.extend(near.map(|&b| (a.min(b), a.max(b))));
            }
        }
        pairs.sort_unstable();
        let runs = pairs.chunk_by(|a, b| a == b);
        runs.map(|run| (run[0], u32::try_from(run.len()).unwrap_or(u32::MAX)))
            .collect()
    };
    let parts: Vec<Counts> = texts.par_chunks(CHUNK).map(counted).collect();
    let mut all: Counts = parts.into_iter().flatten().collect();
    all.par_sort_unstable();
    let runs = all.chunk_by(|a, b| a.0 == b.0);
    runs.map(|run| (run[0].0, run.iter().map(|e| e.1).sum()))
        .collect()
}

/// Positive pointwise mutual information of words and contexts: one row a word.
fn mutual_information(pairs: &[((u32, u32), u32)], words: usize) -> Sparse {
    let mut both: Vec<(u32, u32, u32)> = Vec::with_capacity(2 * pairs.len());
    for &((a, b), n) in pairs {
        both.push((a, b, n));
        both.push((b, a, n));
    }
    both.par_sort_unstable();
    let mut totals = vec![0.0_f64; words];
    both.iter()
        .for_each(|e| totals[e.0 as usize] += f64::from(e.2));
    let smoothed: Vec<f64> = totals.iter().map(|t| t.powf(SMOOTHING)).collect();
    let all: f64 = smoothed.iter().sum();
    let mut rows = both.chunk_by(|a, b| a.0 == b.0).peekable();
    let mut matrix = Sparse::default();
    for word in 0..u32::try_from(words).unwrap_or(u32::MAX) {
        let row = rows.next_if(|row| row[0].0 == word).unwrap_or(&[]);
        let entry = |&(a, b, n): &(u32, u32, u32)| {
            let expected = totals[a as usize] * smoothed[b as usize] / all;
            let information = (f64::from(n) / expected).ln();
            #[expect(clippy::cast_possible_truncation, reason = "kept in single precision")]
            (information > 0.0).then_some((b, information as f32))
        };
        matrix.push(row.iter().filter_map(entry));
    }
    matrix
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectorize::RowBuffer;

    #[test]
    fn pairs_within_the_window_are_counted() {
        let pairs = nearby(&[vec![0, 1, 2, 0, 1, 2, 5], vec![1, 0]]);
        let of = |a, b| pairs.iter().find(|e| e.0 == (a, b)).map_or(0, |e| e.1);
        // (0,1) at places 0–1, 0–4, 1–3, 3–4, and once in the second text
        assert_eq!(of(0, 1), 5);
        assert_eq!(of(0, 5), 1, "six places apart is too far");
        assert_eq!(of(5, 0), 0);
    }

    #[test]
    fn texts_of_words_that_keep_the_same_company_are_near() {
        // words 1 and 2 stand among 10–13, word 3 among 20–23
        let text =
            |word: u64, base: u64, i: u64| vec![word, base + i % 4, base + (i + 1) % 4, word];
        let texts: Vec<Vec<u64>> = (0..60)
            .map(|i| match i % 3 {
                0 => text(1, 10, i),
                1 => text(2, 10, i),
                _ => text(3, 20, i),
            })
            .chain([vec![1], vec![2], vec![3]])
            .collect();
        let rows = text_vectors(&texts, 1);
        let product = |a: usize, b: usize| -> f32 {
            let (mut one, mut other) = (RowBuffer::default(), RowBuffer::default());
            let (a, b) = (rows.row(a, &mut one).1, rows.row(b, &mut other).1);
            let pairs = a.iter().zip(b);
            pairs.map(|(x, y)| x * y).sum()
        };
        assert!(product(60, 61) > product(60, 62));
    }
}
