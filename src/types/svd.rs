//! Many columns → few: the leading singular directions of sparse rows by randomised subspace iteration (Halko, Martinsson & Tropp, SIAM
//! Review 2011), from a fixed start. Every sum has a fixed order, so the numbers are the same on any number of threads.

use super::SplitMix;
use ndarray::Array2;
use rayon::prelude::*;

/// Steps between 0 and 1 of the start.
const FINE: usize = 1 << 20;
/// Rows summed by one task.
const CHUNK: usize = 2048;
/// A direction with a smaller share of its length left, once those before it are taken out, is none.
const VANISHED: f64 = 1e-12;
/// Sweeps after which a symmetric matrix is diagonal to the last bits.
const SWEEPS: usize = 30;

/// Rows of few entries.
#[derive(Clone, Debug)]
pub(crate) struct Sparse {
    starts: Vec<usize>,
    ids: Vec<u32>,
    values: Vec<f32>,
    columns: usize,
}

impl Default for Sparse {
    fn default() -> Self {
        Self {
            starts: vec![0],
            ids: Vec::new(),
            values: Vec::new(),
            columns: 0,
        }
    }
}

/// Rows in the leading directions.
#[derive(Clone, Debug)]
pub(crate) struct Reduced {
    /// The left singular vectors times the singular values, largest first: rows × dimensions.
    pub(crate) rows: Array2<f64>,
    /// The singular values, falling.
    pub(crate) values: Vec<f64>,
}

impl Sparse {
    /// Appends a row.
    pub(crate) fn push(&mut self, row: impl IntoIterator<Item = (u32, f32)>) {
        for (id, value) in row {
            self.ids.push(id);
            self.values.push(value);
            self.columns = self.columns.max(id as usize + 1);
        }
        self.starts.push(self.ids.len());
    }

    /// Appends a row scaled to length 1.
    pub(crate) fn push_unit(&mut self, row: &[(u32, f32)]) {
        let square: f64 = row.iter().map(|e| f64::from(e.1).powi(2)).sum();
        let scale = if square > 0.0 {
            1.0 / square.sqrt()
        } else {
            0.0
        };
        self.push(
            row.iter()
                .map(|&(id, v)| (id, narrow(f64::from(v) * scale))),
        );
    }

    fn len(&self) -> usize {
        self.starts.len() - 1
    }

    fn row(&self, i: usize) -> impl Iterator<Item = (usize, f64)> {
        let range = self.starts[i]..self.starts[i + 1];
        let values = self.values[range.clone()].iter().map(|v| f64::from(*v));
        self.ids[range].iter().map(|c| *c as usize).zip(values)
    }

    /// Columns as rows.
    fn transposed(&self) -> Self {
        let mut starts = vec![0; self.columns + 1];
        for &id in &self.ids {
            starts[id as usize + 1] += 1;
        }
        for c in 0..self.columns {
            starts[c + 1] += starts[c];
        }
        let mut next = starts.clone();
        let (mut ids, mut values) = (vec![0; self.ids.len()], vec![0.0; self.ids.len()]);
        for i in 0..self.len() {
            for at in self.starts[i]..self.starts[i + 1] {
                let to = &mut next[self.ids[at] as usize];
                ids[*to] = u32::try_from(i).unwrap_or(u32::MAX);
                values[*to] = self.values[at];
                *to += 1;
            }
        }
        Self {
            starts,
            ids,
            values,
            columns: self.len(),
        }
    }

    /// This matrix times another of `columns` rows.
    fn onto(&self, directions: &Dense) -> Dense {
        let d = directions.columns;
        let mut out = Dense::zeros(self.len(), d);
        let rows = out.values.par_chunks_mut(d).enumerate();
        rows.for_each(|(i, of)| {
            for (c, x) in self.row(i) {
                let direction = &directions.values[c * d..][..d];
                of.iter_mut().zip(direction).for_each(|(o, w)| *o += x * w);
            }
        });
        out
    }

    /// The rows in `dimensions` numbers; `rounds` times the directions are sharpened.
    pub(crate) fn reduced(&self, dimensions: usize, rounds: usize, seed: u64) -> Reduced {
        let d = dimensions.min(self.columns).max(1);
        let transposed = self.transposed();
        let mut draws = SplitMix::new(seed);
        let mut start = || draws.below(FINE) as f64 / FINE as f64 - 0.5;
        let mut directions = Dense {
            values: (0..self.columns * d).map(|_| start()).collect(),
            columns: d,
        };
        directions.orthonormal();
        for _ in 0..rounds {
            directions = transposed.onto(&self.onto(&directions));
            directions.orthonormal();
        }
        directions.orthonormal();
        let rows = self.onto(&directions);
        let (axes, squares) = eigen(rows.gram(), d);
        Reduced {
            rows: rows.turned(&axes),
            values: squares.iter().map(|s| s.max(0.0).sqrt()).collect(),
        }
    }

    /// The rows in `dimensions` numbers, each of length 1 (a row without entries has none).
    pub(crate) fn directions(&self, dimensions: usize, rounds: usize, seed: u64) -> Array2<f64> {
        let mut rows = self.reduced(dimensions, rounds, seed).rows;
        scale_rows(&mut rows, 1.0);
        rows
    }
}

/// Scales every row to this length; one of zeros stays.
pub(crate) fn scale_rows(rows: &mut Array2<f64>, length: f64) {
    for mut row in rows.rows_mut() {
        let own = row.dot(&row).sqrt();
        if own > 0.0 {
            row *= length / own;
        }
    }
}

/// Takes the direction out of the rows that most of their length lies in.
pub(crate) fn remove_first_direction(rows: &mut Array2<f64>) {
    let d = rows.ncols();
    let dense = Dense {
        values: rows.iter().copied().collect(),
        columns: d,
    };
    let (axes, _) = eigen(dense.gram(), d);
    let first: Vec<f64> = (0..d).map(|i| axes[i * d]).collect();
    for mut row in rows.rows_mut() {
        let along: f64 = row.iter().zip(&first).map(|(x, f)| x * f).sum();
        row.iter_mut()
            .zip(&first)
            .for_each(|(x, f)| *x -= along * f);
    }
}

/// A dense matrix, row by row.
struct Dense {
    values: Vec<f64>,
    columns: usize,
}

impl Dense {
    fn zeros(rows: usize, columns: usize) -> Self {
        Self {
            values: vec![0.0; rows * columns],
            columns,
        }
    }

    /// Products of all pairs of columns; of a pair, at the lesser of both and at the greater.
    fn gram(&self) -> Vec<f64> {
        let d = self.columns;
        let part = |rows: &[f64]| {
            let mut sum = vec![0.0; d * d];
            for row in rows.chunks_exact(d) {
                for (i, x) in row.iter().enumerate() {
                    let to = &mut sum[i * d..][..=i];
                    to.iter_mut().zip(row).for_each(|(s, y)| *s += x * y);
                }
            }
            sum
        };
        let parts: Vec<Vec<f64>> = self.values.par_chunks(CHUNK * d).map(part).collect();
        let mut sum = vec![0.0; d * d];
        for part in parts {
            sum.iter_mut().zip(part).for_each(|(s, p)| *s += p);
        }
        for i in 0..d {
            for j in 0..i {
                sum[j * d + i] = sum[i * d + j];
            }
        }
        sum
    }

    /// Makes the columns orthogonal and of length 1 by a Cholesky factor of their products; one that depends on those before it
    /// becomes zero.
    fn orthonormal(&mut self) {
        let d = self.columns;
        let products = self.gram();
        let mut factor = vec![0.0; d * d];
        for i in 0..d {
            for j in 0..=i {
                let known: f64 = (0..j).map(|k| factor[i * d + k] * factor[j * d + k]).sum();
                let rest = products[i * d + j] - known;
                factor[i * d + j] = match (i == j, factor[j * d + j]) {
                    (true, _) if rest > VANISHED * products[i * d + i] => rest.sqrt(),
                    (false, pivot) if pivot > 0.0 => rest / pivot,
                    _ => 0.0,
                };
            }
        }
        self.values.par_chunks_mut(d).for_each(|row| {
            for i in 0..d {
                let of = &factor[i * d..][..=i];
                let known: f64 = row[..i].iter().zip(of).map(|(q, f)| q * f).sum();
                row[i] = if of[i] > 0.0 {
                    (row[i] - known) / of[i]
                } else {
                    0.0
                };
            }
        });
    }

    /// This matrix times a square one.
    fn turned(&self, axes: &[f64]) -> Array2<f64> {
        let d = self.columns;
        let mut out = vec![0.0; self.values.len()];
        let rows = out.par_chunks_mut(d).zip(self.values.par_chunks(d));
        rows.for_each(|(out, row)| {
            for (x, axis) in row.iter().zip(axes.chunks_exact(d)) {
                out.iter_mut().zip(axis).for_each(|(o, a)| *o += x * a);
            }
        });
        let shape = (out.len() / d.max(1), d);
        Array2::from_shape_vec(shape, out).unwrap_or_default()
    }
}

/// Eigenvectors, one a column, and eigenvalues of a symmetric matrix, the largest first, by Jacobi's rotations.
fn eigen(mut a: Vec<f64>, d: usize) -> (Vec<f64>, Vec<f64>) {
    // rows of `v` are the vectors while they are turned
    let mut v = vec![0.0; d * d];
    (0..d).for_each(|i| v[i * d + i] = 1.0);
    for _ in 0..SWEEPS {
        let mut moved = false;
        for p in 0..d {
            for q in p + 1..d {
                moved |= rotate(&mut a, &mut v, d, (p, q));
            }
        }
        if !moved {
            break;
        }
    }
    let mut order: Vec<usize> = (0..d).collect();
    order.sort_by(|&i, &j| a[j * d + j].total_cmp(&a[i * d + i]).then(i.cmp(&j)));
    let mut axes = vec![0.0; d * d];
    for (to, &from) in order.iter().enumerate() {
        for i in 0..d {
            axes[i * d + to] = v[from * d + i];
        }
    }
    (axes, order.iter().map(|&i| a[i * d + i]).collect())
}

/// Makes `a[p][q]` zero; false where it is as good as that.
fn rotate(a: &mut [f64], v: &mut [f64], d: usize, (p, q): (usize, usize)) -> bool {
    let (pp, qq, pq) = (a[p * d + p], a[q * d + q], a[p * d + q]);
    if pq.abs() <= 1e-15 * (pp.abs() * qq.abs()).sqrt() || pq == 0.0 {
        return false;
    }
    let theta = (qq - pp) / (2.0 * pq);
    let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
    let t = if theta == 0.0 { 1.0 } else { t };
    let c = 1.0 / (t * t + 1.0).sqrt();
    let s = t * c;
    for k in 0..d {
        let (x, y) = (a[k * d + p], a[k * d + q]);
        (a[k * d + p], a[k * d + q]) = (c * x - s * y, s * x + c * y);
    }
    for matrix in [a, v] {
        let (above, below) = matrix.split_at_mut(q * d);
        let rows = above[p * d..][..d].iter_mut().zip(&mut below[..d]);
        for (x, y) in rows {
            (*x, *y) = (c * *x - s * *y, s * *x + c * *y);
        }
    }
    true
}

#[expect(clippy::cast_possible_truncation, reason = "kept in single precision")]
fn narrow(v: f64) -> f32 {
    v as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_the_same_words_point_the_same_way() {
        let mut sparse = Sparse::default();
        for i in 0..40 {
            let first = if i % 2 == 0 { 0 } else { 10 };
            sparse.push_unit(&[(first + i % 3, 1.0), (first + (i + 1) % 3, 1.0)]);
        }
        sparse.push_unit(&[]);
        let reduced = sparse.directions(2, 6, 1);
        let cosine = |a: usize, b: usize| reduced.row(a).dot(&reduced.row(b));
        assert!(cosine(0, 2) > 0.99 && cosine(0, 1).abs() < 0.01);
        assert_eq!(reduced.row(40).sum(), 0.0);
        assert_eq!(reduced, sparse.directions(2, 6, 1));
    }

    #[test]
    fn singular_values_are_those_of_the_matrix() {
        // numpy.linalg.svd([[3, 0, 1], [0, 2, 0], [1, 0, 3], [0, 2, 0]]): 4, √8, 2
        let mut sparse = Sparse::default();
        for row in [
            [3.0, 0.0, 1.0],
            [0.0, 2.0, 0.0],
            [1.0, 0.0, 3.0],
            [0.0, 2.0, 0.0],
        ] {
            sparse.push((0_u32..).zip(row).filter(|e| e.1 != 0.0));
        }
        let reduced = sparse.reduced(3, 20, 1);
        for (got, want) in reduced.values.iter().zip([4.0, 8_f64.sqrt(), 2.0]) {
            assert!((got - want).abs() < 1e-9, "{got} {want}");
        }
        // distances between rows are kept
        let rows = &reduced.rows;
        assert!((rows.row(0).dot(&rows.row(2)) - 6.0).abs() < 1e-9);
        let twice = sparse.reduced(9, 3, 1);
        assert_eq!(twice.rows.ncols(), 3, "no more directions than columns");
    }

    #[test]
    fn dependent_columns_vanish_and_the_first_direction_goes() {
        let mut sparse = Sparse::default();
        (0..5).for_each(|i| sparse.push([(0, 1.0), (1, 2.0 * f32::from(u8::from(i < 9)))]));
        let reduced = sparse.reduced(2, 4, 3);
        assert!(reduced.values[0] > 1.0 && reduced.values[1] < 1e-6);
        let mut rows = reduced.rows;
        remove_first_direction(&mut rows);
        assert!(rows.iter().all(|x| x.abs() < 1e-9));
    }
}
