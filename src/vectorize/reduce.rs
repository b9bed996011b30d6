//! Many words → few dimensions: the leading singular directions of sparse rows, by subspace iteration from a fixed start. One thread: the
//! sums are the same on every machine with any number of cores.

use crate::types::SplitMix;
use ndarray::Array2;

/// Times the directions are sharpened.
const ROUNDS: usize = 6;
/// Steps between 0 and 1.
const FINE: usize = 1 << 20;

/// Rows of few entries, each of length 1.
#[derive(Clone, Debug, Default)]
pub struct Sparse {
    rows: Vec<Vec<(usize, f64)>>,
    columns: usize,
}

impl Sparse {
    /// Takes in a row: its columns, each once, with their values; it is scaled to length 1.
    pub fn push(&mut self, mut row: Vec<(usize, f64)>) {
        let length = row.iter().map(|(_, x)| x * x).sum::<f64>().sqrt();
        if length > 0.0 {
            row.iter_mut().for_each(|(_, x)| *x /= length);
        }
        let columns = row.iter().map(|(c, _)| c + 1).max().unwrap_or(0);
        self.columns = self.columns.max(columns);
        self.rows.push(row);
    }

    /// Every row in `dimensions` numbers, of length 1 (a row without entries has none).
    #[must_use]
    pub fn reduced(&self, dimensions: usize, seed: u64) -> Array2<f64> {
        let d = dimensions.min(self.columns).max(1);
        let mut draws = SplitMix::new(seed);
        let mut start = || draws.below(FINE) as f64 / FINE as f64 - 0.5;
        let mut directions = Array2::from_shape_fn((self.columns, d), |_| start());
        orthonormal(&mut directions);
        for _ in 0..ROUNDS {
            directions = self.spread(&self.onto(&directions));
            orthonormal(&mut directions);
        }
        let mut reduced = self.onto(&directions);
        for mut row in reduced.rows_mut() {
            let length = row.dot(&row).sqrt();
            if length > 0.0 {
                row /= length;
            }
        }
        reduced
    }

    /// This matrix times another.
    fn onto(&self, directions: &Array2<f64>) -> Array2<f64> {
        let mut out = Array2::zeros((self.rows.len(), directions.ncols()));
        for (row, mut of) in self.rows.iter().zip(out.rows_mut()) {
            row.iter()
                .for_each(|&(c, x)| of.scaled_add(x, &directions.row(c)));
        }
        out
    }

    /// The transpose of this matrix times another.
    fn spread(&self, reduced: &Array2<f64>) -> Array2<f64> {
        let mut out = Array2::<f64>::zeros((self.columns, reduced.ncols()));
        for (row, of) in self.rows.iter().zip(reduced.rows()) {
            row.iter()
                .for_each(|&(c, x)| out.row_mut(c).scaled_add(x, &of));
        }
        out
    }
}

/// Gram–Schmidt over the columns, twice: once leaves a rest where they are nearly parallel.
fn orthonormal(columns: &mut Array2<f64>) {
    for _ in 0..2 {
        for i in 0..columns.ncols() {
            for j in 0..i {
                let onto = columns.column(i).dot(&columns.column(j));
                let other = columns.column(j).to_owned();
                columns.column_mut(i).scaled_add(-onto, &other);
            }
            let length = columns.column(i).dot(&columns.column(i)).sqrt();
            if length > 1e-12 {
                columns.column_mut(i).mapv_inplace(|x| x / length);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_the_same_words_point_the_same_way() {
        let mut sparse = Sparse::default();
        for i in 0..40 {
            let first = if i % 2 == 0 { 0 } else { 10 };
            sparse.push(vec![(first + i % 3, 1.0), (first + (i + 1) % 3, 1.0)]);
        }
        sparse.push(Vec::new());
        let reduced = sparse.reduced(2, 1);
        let cosine = |a: usize, b: usize| reduced.row(a).dot(&reduced.row(b));
        assert!(cosine(0, 2) > 0.99 && cosine(0, 1).abs() < 0.01);
        assert_eq!(reduced.row(40).sum(), 0.0);
        assert_eq!(reduced, sparse.reduced(2, 1));
    }
}
