//! Rows of numbers that speak linfa: kept as `sprs`' CSR matrix, or made anew from counts whenever they are read.

use super::counted_rows::CountedRows;
use linfa::dataset::Records;
use ndarray::Array2;
use rayon::prelude::*;
use sprs::CsMatI;
use std::sync::Arc;

/// Sparse rows of `f32`, one a text; column ids rise within a row.
#[derive(Clone, Debug)]
pub struct Rows(Form);

#[derive(Clone, Debug)]
enum Form {
    Kept(CsMatI<f32, u32, usize>),
    Made(Made),
}

/// Rows that are made when they are read: they take no memory.
#[derive(Clone, Debug)]
struct Made {
    counted: Arc<CountedRows>,
    among: Vec<u32>,
    values: Arc<TermValues>,
    /// 1 stands wherever something stands.
    present: bool,
}

/// How counts become values: a weight a term, times what its occurrences are worth.
#[derive(Clone, Debug, Default)]
pub struct TermValues {
    /// By term id; 0 leaves the term out.
    pub weights: Vec<f32>,
    /// What 1, 2, 3, … occurrences are worth; the last stands for more.
    pub worth: Vec<f32>,
    /// How many times an occurrence in the lead counts beyond one.
    pub more: u8,
}

impl TermValues {
    #[inline]
    fn of(&self, id: u32, count: u16, leading: u8) -> f32 {
        let weight = self.weights.get(id as usize).copied().unwrap_or(0.0);
        let n = usize::from(count) + usize::from(self.more) * usize::from(leading);
        let worth = self.worth.get(n.max(1) - 1).or(self.worth.last());
        weight * worth.copied().unwrap_or(0.0)
    }
}

/// Where a row is made when it is read.
#[derive(Clone, Debug, Default)]
pub struct RowBuffer {
    ids: Vec<u32>,
    values: Vec<f32>,
}

impl Made {
    /// Row `i`, scaled to length 1.
    fn read(&self, i: usize, into: &mut RowBuffer) {
        into.ids.clear();
        into.values.clear();
        let Some(&row) = self.among.get(i) else {
            return;
        };
        for entry in self.counted.row(row as usize) {
            let value = self.values.of(entry.id, entry.count, entry.leading);
            if value != 0.0 {
                into.ids.push(entry.id);
                into.values.push(if self.present { 1.0 } else { value });
            }
        }
        if !self.present {
            let norm = into.values.iter().map(|v| v * v).sum::<f32>().sqrt();
            // squares of tiny weights may all be 0
            if norm > 0.0 {
                into.values.iter_mut().for_each(|v| *v /= norm);
            }
        }
    }
}

/// Rows made by one task.
const CHUNK: usize = 1024;
/// Rows of more entries are made when they are read: kept, they would take eight bytes each.
const KEPT_ENTRIES: usize = 4_000_000;

impl Records for Rows {
    type Elem = f32;

    fn nsamples(&self) -> usize {
        self.len()
    }

    fn nfeatures(&self) -> usize {
        self.columns()
    }
}

impl Rows {
    /// From `(ids, values)` of every row; ids rise within a row and lie below `columns`.
    #[must_use]
    pub fn from_parts(parts: &[(Vec<u32>, Vec<f32>)], columns: usize) -> Self {
        let mut csr = Csr::default();
        for (ids, values) in parts {
            csr.push(ids, values);
        }
        csr.rows(columns)
    }

    /// Counted rows in this order as values, each row scaled to length 1. Entries of value 0 are left out.
    #[must_use]
    pub fn of_counts(counted: &Arc<CountedRows>, among: Vec<u32>, values: TermValues) -> Self {
        let share = among.len() as f64 / counted.len().max(1) as f64;
        let entries = counted.entries() as f64 * share;
        let made = Made {
            counted: counted.clone(),
            among,
            values: Arc::new(values),
            present: false,
        };
        match entries > KEPT_ENTRIES as f64 {
            true => Self(Form::Made(made)),
            false => made.kept(),
        }
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.0 {
            Form::Kept(matrix) => matrix.rows(),
            Form::Made(made) => made.among.len(),
        }
    }

    /// True where there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of columns.
    #[must_use]
    pub fn columns(&self) -> usize {
        match &self.0 {
            Form::Kept(matrix) => matrix.cols(),
            Form::Made(made) => made.counted.columns(),
        }
    }

    /// Ids and values of row `i`, which may be made in `buffer`; empty where there is no such row.
    #[inline]
    pub fn row<'a>(&'a self, i: usize, buffer: &'a mut RowBuffer) -> (&'a [u32], &'a [f32]) {
        match &self.0 {
            Form::Kept(matrix) => {
                let starts = matrix.indptr();
                let starts = starts.raw_storage();
                match (starts.get(i), starts.get(i + 1)) {
                    (Some(&a), Some(&b)) => (&matrix.indices()[a..b], &matrix.data()[a..b]),
                    _ => (&[], &[]),
                }
            }
            Form::Made(made) => {
                made.read(i, buffer);
                (&buffer.ids, &buffer.values)
            }
        }
    }

    /// From dense rows.
    #[must_use]
    pub fn dense(rows: &Array2<f64>) -> Self {
        let (n, columns) = rows.dim();
        let width = u32::try_from(columns).unwrap_or(0);
        #[expect(clippy::cast_possible_truncation, reason = "kept in single precision")]
        let csr = Csr {
            ends: (1..=n).map(|i| i * columns).collect(),
            ids: (0..n).flat_map(|_| 0..width).collect(),
            values: rows.iter().map(|v| *v as f32).collect(),
        };
        csr.rows(columns)
    }

    /// The rows named, in that order.
    #[must_use]
    pub fn select(&self, among: &[u32]) -> Self {
        if let Form::Made(made) = &self.0 {
            let row = |&i: &u32| made.among.get(i as usize).copied().unwrap_or(u32::MAX);
            return Self(Form::Made(Made {
                among: among.iter().map(row).collect(),
                ..made.clone()
            }));
        }
        let (mut csr, mut buffer) = (Csr::default(), RowBuffer::default());
        for &i in among {
            let (ids, values) = self.row(i as usize, &mut buffer);
            csr.push(ids, values);
        }
        csr.rows(self.columns())
    }

    /// The same rows with 1 wherever something stands.
    #[must_use]
    pub fn present(&self) -> Self {
        match &self.0 {
            Form::Kept(matrix) => Self(Form::Kept(matrix.map(|_| 1.0))),
            Form::Made(made) => Self(Form::Made(Made {
                present: true,
                ..made.clone()
            })),
        }
    }
}

impl Made {
    /// All rows, kept.
    fn kept(&self) -> Rows {
        let places: Vec<usize> = (0..self.among.len()).collect();
        let parts = places
            .par_chunks(CHUNK)
            .map_init(RowBuffer::default, |buffer, places| {
                let mut part = Csr::default();
                for &i in places {
                    self.read(i, buffer);
                    part.push(&buffer.ids, &buffer.values);
                }
                part
            });
        let parts: Vec<Csr> = parts.collect();
        let mut all = Csr::default();
        all.ids
            .reserve_exact(parts.iter().map(|p| p.ids.len()).sum());
        all.values
            .reserve_exact(parts.iter().map(|p| p.values.len()).sum());
        for part in parts {
            let before = all.ids.len();
            all.ends.extend(part.ends.iter().map(|end| before + end));
            all.ids.extend_from_slice(&part.ids);
            all.values.extend_from_slice(&part.values);
        }
        all.rows(self.counted.columns())
    }
}

/// A matrix in the making.
#[derive(Debug, Default)]
struct Csr {
    ends: Vec<usize>,
    ids: Vec<u32>,
    values: Vec<f32>,
}

impl Csr {
    fn push(&mut self, ids: &[u32], values: &[f32]) {
        self.ids.extend_from_slice(ids);
        self.values.extend_from_slice(values);
        self.ends.push(self.ids.len());
    }

    fn rows(self, columns: usize) -> Rows {
        let shape = (self.ends.len(), columns);
        let starts = std::iter::once(0).chain(self.ends).collect();
        let matrix = CsMatI::try_new(shape, starts, self.ids, self.values);
        Rows(Form::Kept(matrix.unwrap_or_else(|_| CsMatI::zero(shape))))
    }
}

#[cfg(test)]
mod tests {
    use super::super::counted_rows::Entry;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Whether rows are kept or made makes no difference.
        #[test]
        fn made_rows_are_those_kept(
            rows in prop::collection::vec(prop::collection::btree_map(0_u32..30, (1_u16..9, 0_u8..3), 0..9), 1..9),
            weights in prop::collection::vec(prop_oneof![Just(0.0_f32), 0.01_f32..2.0], 30),
            among in prop::collection::vec(0_u32..9, 0..9),
            more in 0_u8..3,
        ) {
            let mut counted = CountedRows::new(30);
            for row in &rows {
                counted.push(row.iter().map(|(&id, &(count, leading))| Entry { id, count, leading }));
            }
            let worth = vec![1.0, 1.7, 2.1];
            let among: Vec<u32> = among.into_iter().filter(|i| (*i as usize) < rows.len()).collect();
            let made = Made {
                counted: Arc::new(counted),
                among: among.clone(),
                values: Arc::new(TermValues { weights: weights.clone(), worth: worth.clone(), more }),
                present: false,
            };
            let (kept, made) = (made.kept(), Rows(Form::Made(made)));
            prop_assert_eq!((kept.len(), kept.columns()), (made.len(), made.columns()));
            let twice: Vec<u32> = (0..).take(kept.len()).chain((0..).take(kept.len())).collect();
            let (mut a, mut b) = (RowBuffer::default(), RowBuffer::default());
            for (kept, made) in [
                (kept.clone(), made.clone()),
                (kept.present(), made.present()),
                (kept.select(&twice), made.select(&twice)),
            ] {
                for i in 0..kept.len() + 1 {
                    prop_assert_eq!(kept.row(i, &mut a), made.row(i, &mut b));
                }
            }
            for (i, &row) in among.iter().enumerate() {
                let (ids, values) = made.row(i, &mut b);
                let truth: Vec<(u32, f32)> = rows[row as usize].iter().filter(|e| weights[*e.0 as usize] != 0.0).map(|(&id, &(n, leading))| {
                    let n = usize::from(n) + usize::from(more) * usize::from(leading);
                    (id, weights[id as usize] * worth[n.min(3) - 1])
                }).collect();
                let norm = truth.iter().map(|e| e.1 * e.1).sum::<f32>().sqrt();
                let truth: (Vec<u32>, Vec<f32>) = truth.iter().map(|e| (e.0, e.1 / norm)).unzip();
                prop_assert_eq!((ids, values), (&truth.0[..], &truth.1[..]));
            }
        }
    }
}
