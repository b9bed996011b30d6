//! Sparse rows: a newtype over `sprs`' CSR matrix that speaks linfa.

use linfa::dataset::Records;
use ndarray::Array2;
use rayon::prelude::*;
use sprs::CsMatI;

/// Sparse rows of `f32`, one a text; column ids rise within a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows(CsMatI<f32, u32, usize>);

/// Rows made by one task.
const CHUNK: usize = 1024;

impl Records for Rows {
    type Elem = f32;

    fn nsamples(&self) -> usize {
        self.0.rows()
    }

    fn nfeatures(&self) -> usize {
        self.0.cols()
    }
}

impl Rows {
    /// From `(ids, values)` of every row; ids rise within a row and lie below `columns`.
    #[must_use]
    pub fn from_parts(parts: &[(Vec<u32>, Vec<f32>)], columns: usize) -> Self {
        let total = parts.iter().map(|p| p.0.len()).sum();
        let (mut starts, mut ids, mut values) = (
            Vec::with_capacity(parts.len() + 1),
            Vec::with_capacity(total),
            Vec::with_capacity(total),
        );
        starts.push(0);
        for (i, v) in parts {
            ids.extend_from_slice(i);
            values.extend_from_slice(v);
            starts.push(ids.len());
        }
        Self::build(parts.len(), columns, starts, ids, values)
    }

    fn build(
        rows: usize,
        columns: usize,
        starts: Vec<usize>,
        ids: Vec<u32>,
        values: Vec<f32>,
    ) -> Self {
        Self(
            CsMatI::try_new((rows, columns), starts, ids, values)
                .unwrap_or_else(|_| CsMatI::zero((rows, columns))),
        )
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.rows()
    }

    /// True where there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of columns.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.0.cols()
    }

    /// Number of entries.
    #[must_use]
    pub fn entries(&self) -> usize {
        self.0.nnz()
    }

    /// Ids and values of row `i`; empty where there is no such row.
    #[inline]
    #[must_use]
    pub fn row(&self, i: usize) -> (&[u32], &[f32]) {
        let starts = self.0.indptr();
        let starts = starts.raw_storage();
        match (starts.get(i), starts.get(i + 1)) {
            (Some(&a), Some(&b)) => (&self.0.indices()[a..b], &self.0.data()[a..b]),
            _ => (&[], &[]),
        }
    }

    /// The matrix.
    #[must_use]
    pub fn matrix(&self) -> &CsMatI<f32, u32, usize> {
        &self.0
    }

    /// The rows named, in that order, with the value `v` of entry `e` in column `id` replaced by `f(e, id, v)`, each row then scaled
    /// to length 1. Entries that become 0 are dropped.
    #[must_use]
    pub fn scaled(&self, among: &[u32], f: impl Fn(usize, u32, f32) -> f32 + Sync) -> Self {
        type Part = (Vec<usize>, Vec<u32>, Vec<f32>);
        let part = |rows: &[u32]| -> Part {
            let (mut ends, mut ids, mut values) = (Vec::with_capacity(rows.len()), vec![], vec![]);
            for &i in rows {
                let start = values.len();
                let first = self.0.indptr().raw_storage().get(i as usize).copied();
                let (from, given) = self.row(i as usize);
                for (e, (&id, &v)) in (first.unwrap_or(0)..).zip(from.iter().zip(given)) {
                    let v = f(e, id, v);
                    if v != 0.0 {
                        ids.push(id);
                        values.push(v);
                    }
                }
                let norm = values[start..].iter().map(|v| v * v).sum::<f32>().sqrt();
                if norm > 0.0 {
                    values[start..].iter_mut().for_each(|v| *v /= norm);
                }
                ends.push(values.len());
            }
            (ends, ids, values)
        };
        let parts: Vec<Part> = among.par_chunks(CHUNK).map(part).collect();
        let total = parts.iter().map(|p| p.1.len()).sum();
        let (mut starts, mut ids, mut values) = (
            Vec::with_capacity(among.len() + 1),
            Vec::with_capacity(total),
            Vec::with_capacity(total),
        );
        starts.push(0);
        for (ends, i, v) in parts {
            starts.extend(ends.iter().map(|end| ids.len() + end));
            ids.extend_from_slice(&i);
            values.extend_from_slice(&v);
        }
        Self::build(among.len(), self.columns(), starts, ids, values)
    }

    /// From dense rows.
    #[must_use]
    pub fn dense(rows: &Array2<f64>) -> Self {
        let (n, columns) = rows.dim();
        let width = u32::try_from(columns).unwrap_or(0);
        let starts = (0..=n).map(|i| i * columns).collect();
        let ids = (0..n).flat_map(|_| 0..width).collect();
        #[expect(clippy::cast_possible_truncation, reason = "kept in single precision")]
        let values = rows.iter().map(|v| *v as f32).collect();
        Self::build(n, columns, starts, ids, values)
    }

    /// The rows named, in that order.
    #[must_use]
    pub fn select(&self, among: &[u32]) -> Self {
        let (mut starts, mut ids, mut values) = (vec![0], Vec::new(), Vec::new());
        for &i in among {
            let (of_row, given) = self.row(i as usize);
            ids.extend_from_slice(of_row);
            values.extend_from_slice(given);
            starts.push(ids.len());
        }
        Self::build(among.len(), self.columns(), starts, ids, values)
    }

    /// The same rows with 1 wherever something stands.
    #[must_use]
    pub fn present(&self) -> Self {
        Self(self.0.map(|_| 1.0))
    }
}
