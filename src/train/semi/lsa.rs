//! Latent semantic analysis: counted terms of all rows → few dense columns (Deerwester and others 1990).

use crate::types::svd::{Sparse, scale_rows};
use crate::vectorize::{Counted, Entry, Rows};

/// Dimensions at most, and rows for each.
const DIMENSIONS: usize = 150;
const ROWS_EACH: usize = 4;
/// Terms at most: the most frequent ones.
const TERMS: u32 = 60_000;
/// A term of fewer rows says nothing about which rows are alike.
const FEWEST: u32 = 3;
/// Times the directions are sharpened.
const ROUNDS: usize = 4;
/// Length of every row: what suits a logistic regression of cost 5.
pub(super) const LENGTH: f64 = 3.0;

/// Dimensions for so many rows.
pub(super) fn dimensions(most: usize, rows: usize) -> usize {
    most.min(rows / ROWS_EACH).max(2)
}

/// Every row in the leading directions of tf-idf over all rows.
pub(super) fn lsa(counted: &Counted, seed: u64) -> Rows {
    let rows = counted.rows.len();
    let mut sparse = Sparse::default();
    for i in 0..rows {
        let entry = |e: Entry| {
            let (id, n) = (e.id, f32::from(e.count));
            let df = counted.frequencies[id as usize];
            let idf = ((1.0 + rows as f32) / (1.0 + df as f32)).ln() + 1.0;
            (id < TERMS && df >= FEWEST).then_some((id, (1.0 + n.ln()) * idf))
        };
        let row: Vec<(u32, f32)> = counted.rows.row(i).filter_map(entry).collect();
        sparse.push_unit(&row);
    }
    let mut reduced = sparse.directions(dimensions(DIMENSIONS, rows), ROUNDS, seed);
    scale_rows(&mut reduced, LENGTH);
    Rows::dense(&reduced)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectorize::{Bag, RowBuffer, count};

    #[test]
    fn rows_that_share_no_term_are_near_where_other_rows_join_their_terms() {
        // terms 0–3 and 4–7 belong together; rows 0 and 1 share none
        let rows: Vec<Vec<u64>> = [vec![0, 1], vec![2, 3]]
            .into_iter()
            .chain((0..10).map(|i| match i % 2 {
                0 => vec![i % 4, (i + 1) % 4, (i + 2) % 4],
                _ => vec![4 + i % 4, 4 + (i + 1) % 4, 4 + (i + 2) % 4],
            }))
            .collect();
        let spread = |h: &u64| (h + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let bags: Vec<Bag> = rows
            .iter()
            .map(|r| Bag::new(r.iter().map(spread).collect(), &[]))
            .collect();
        let reduced = lsa(&count(&bags, 1, usize::MAX), 1);
        let product = |a: usize, b: usize| -> f32 {
            let (mut one, mut other) = (RowBuffer::default(), RowBuffer::default());
            let (a, b) = (reduced.row(a, &mut one).1, reduced.row(b, &mut other).1);
            let pairs = a.iter().zip(b);
            pairs.map(|(x, y)| x * y).sum()
        };
        assert!((product(0, 0) - 9.0).abs() < 1e-3, "length 3");
        let odd = 2 + 1; // a row of the other terms
        assert!(
            product(0, 1) > product(0, odd),
            "{} {}",
            product(0, 1),
            product(0, odd)
        );
    }
}
