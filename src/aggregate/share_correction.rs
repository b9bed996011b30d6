//! Rows whose types a model gave, in the numbers that correcting their shares needs, and the corrected shares put beside the raw
//! ones.

use super::correct::{Classified, CorrectParams, Correction, HeldOut, correct};
use super::figures::{Corrected, CorrectionMethod, Doubt, Figures};
use super::model_tally::{ModelSums, ModelTally};
use super::table::{Column, NONE, Table};
use ndarray::ArrayView2;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Posteriors kept at most; beyond that every second row is let go, then every second of the rest, …
const KEPT: usize = 100_000;

/// What a model said of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ModelRow {
    /// The type among the model's, or [`NONE`].
    pub type_id: u32,
    /// The model was trained on this row.
    pub trained: bool,
}

/// What a model said of all rows: types of every row, posteriors of an even sample.
#[derive(Debug, Default)]
pub struct ModelRows {
    totals: TypedRows,
    rows: Vec<ModelRow>,
    /// The rows of the posteriors.
    kept: Vec<u32>,
    /// One row in `2^halved` is kept.
    halved: u32,
    seen: usize,
}

impl ModelRows {
    /// No rows yet, of a model of so many types.
    #[must_use]
    pub fn new(n_types: usize) -> Self {
        Self {
            totals: TypedRows::new(n_types),
            ..Self::default()
        }
    }

    /// Takes in one row: its type where it is one of the model's, its posterior where known, and whether the model was trained on
    /// it.
    pub fn add(&mut self, type_id: Option<usize>, posterior: Option<&[f32]>, trained: bool) {
        let row = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        let code = type_id.and_then(|t| u32::try_from(t).ok()).unwrap_or(NONE);
        self.rows.push(ModelRow {
            type_id: code,
            trained,
        });
        if type_id.is_none() {
            return;
        }
        self.totals.count(code, trained);
        let n_types = self.totals.n_types();
        let Some(posterior) = posterior.filter(|p| p.len() == n_types && !trained) else {
            return;
        };
        if self.seen.is_multiple_of(1 << self.halved) {
            self.totals.posteriors.extend(posterior);
            self.kept.push(row);
        }
        self.seen += 1;
        if self.kept.len() >= 2 * KEPT {
            self.halve();
        }
    }

    /// The same of these rows, ascending.
    #[must_use]
    pub fn taken(&self, rows: &[u32]) -> Self {
        let mut taken = Self::new(self.totals.n_types());
        let mut posteriors = self.kept.iter().zip(self.totals.rows()).peekable();
        for &row in rows {
            let Some(of) = self.rows.get(row as usize) else {
                continue;
            };
            while posteriors.next_if(|(kept, _)| **kept < row).is_some() {}
            let posterior = posteriors.next_if(|(kept, _)| **kept == row);
            let type_id = (of.type_id != NONE).then_some(of.type_id as usize);
            taken.add(type_id, posterior.map(|p| p.1), of.trained);
        }
        taken
    }

    /// The probabilities of an even sample of the rows that the model was not trained on, where they are known.
    pub fn posteriors(&self) -> impl Iterator<Item = &[f32]> {
        self.totals.rows()
    }

    fn halve(&mut self) {
        let rows = self.totals.rows();
        self.totals.posteriors = rows.step_by(2).flatten().copied().collect();
        self.kept = self.kept.iter().step_by(2).copied().collect();
        self.halved += 1;
    }

    /// The last so many rows.
    #[must_use]
    pub fn last(&self, rows: usize) -> &[ModelRow] {
        let from = self.rows.len().saturating_sub(rows);
        self.rows.get(from..).unwrap_or_default()
    }

    /// All rows together, and those of every value of every dimension of `table`.
    #[must_use]
    pub fn finish(self, table: &Table) -> TypedTable<'_> {
        let of_column = |column| {
            let values = column_values(column);
            values.zip(self.by_value(column)).collect::<Vec<_>>()
        };
        let values = table.dimensions.iter().flat_map(of_column).collect();
        TypedTable {
            values,
            all: self.totals,
        }
    }

    fn by_value(&self, column: &Column) -> Vec<TypedRows> {
        let none = || TypedRows::new(self.totals.n_types());
        let mut values: Vec<TypedRows> = column.values.iter().map(|_| none()).collect();
        for (&code, row) in column.codes.iter().zip(&self.rows) {
            if let Some(value) = values.get_mut(code as usize) {
                value.count(row.type_id, row.trained);
            }
        }
        for (posterior, &row) in self.totals.rows().zip(&self.kept) {
            let code = column.codes.get(row as usize).copied().unwrap_or(NONE);
            if let Some(value) = values.get_mut(code as usize) {
                value.posteriors.extend(posterior);
            }
        }
        values
    }
}

/// Column and value.
type Key<'a> = (&'a str, &'a str);

fn column_values(column: &Column) -> impl Iterator<Item = Key<'_>> {
    let values = column.values.iter();
    values.map(|value| (column.name.as_str(), value.as_str()))
}

/// Rows of a model's types: all of them, and those of every value of every column.
#[derive(Debug)]
pub struct TypedTable<'a> {
    all: TypedRows,
    values: Vec<(Key<'a>, TypedRows)>,
}

impl<'a> TypedTable<'a> {
    /// From totals of a model of so many types.
    #[must_use]
    pub fn of_totals(totals: &'a ModelTally, n_types: usize) -> Self {
        let of_column = |(column, values): (&'a String, &'a BTreeMap<String, ModelSums>)| {
            values.iter().map(move |(value, sums)| {
                let key = (column.as_str(), value.as_str());
                (key, TypedRows::of_sums(sums, n_types))
            })
        };
        Self {
            all: TypedRows::of_sums(&totals.all, n_types),
            values: totals.dimensions.iter().flat_map(of_column).collect(),
        }
    }

    /// Puts corrected shares beside the raw ones of `figures`: of all complaints and of every value. `types` are the model's, in
    /// its order; `held_out` are rows of its training that it did not learn from.
    pub fn correct(
        &self,
        figures: &mut Figures,
        types: &[String],
        held_out: HeldOut<'_>,
        params: &CorrectParams,
    ) -> CorrectionSummary {
        let min_rows = params.min_rows;
        if held_out.truth.is_empty() {
            return CorrectionSummary::Unmeasured;
        }
        let Some(correction) = self.correction(held_out, params) else {
            let rows = self.all.counts.iter().sum();
            let known = self.all.known.iter().sum();
            return CorrectionSummary::None {
                rows,
                known,
                min_rows,
            };
        };
        for (name, corrected) in types.iter().zip(&correction.shares) {
            if let Some(t) = figures.types.iter_mut().find(|t| &t.name == name) {
                t.corrected = Some(corrected.clone());
            }
        }
        let too_few_values = self.correct_values(figures, types, &correction);
        let method = correction
            .shares
            .first()
            .map_or(CorrectionMethod::Raw, |s| s.method);
        let error = |method| {
            let error = correction.errors.iter().find(|(m, _)| *m == method);
            error.map_or(0.0, |e| e.1)
        };
        CorrectionSummary::Done {
            error: error(method),
            raw_error: error(CorrectionMethod::Raw),
            method,
            known: self.all.known.iter().sum(),
            doubt: correction.doubt,
            too_few_values,
            min_rows,
        }
    }

    /// The correction of all rows and of every value; absent for too few rows.
    fn correction(&self, held_out: HeldOut<'_>, params: &CorrectParams) -> Option<Correction> {
        let values: Option<Vec<Classified<'_>>> =
            self.values.iter().map(|v| v.1.classified()).collect();
        correct(held_out, self.all.classified()?, &values?, params)
    }

    /// Corrects the shares within values; gives how many of these had too few rows.
    fn correct_values(
        &self,
        figures: &mut Figures,
        types: &[String],
        correction: &Correction,
    ) -> u64 {
        let keys = self.values.iter().map(|v| v.0);
        let corrected: FxHashMap<Key<'_>, &Option<Vec<Corrected>>> =
            keys.zip(&correction.parts).collect();
        let mut too_few = 0;
        for (column, dimension) in &mut figures.by {
            for value in &mut dimension.values {
                let Some(shares) = corrected.get(&(column.as_str(), value.value.as_str())) else {
                    continue;
                };
                value.too_few_to_correct = shares.is_none();
                too_few += u64::from(shares.is_none());
                for (name, share) in types.iter().zip(shares.iter().flatten()) {
                    if let Some(cell) = value.types.iter_mut().find(|c| &c.name == name) {
                        cell.corrected = Some(share.clone());
                    }
                }
            }
        }
        too_few
    }
}

/// What became of correcting shares.
#[derive(Clone, Debug, PartialEq)]
pub enum CorrectionSummary {
    /// No row was held out when the model was trained, so its errors are not known: shares stay raw.
    Unmeasured,
    /// Too few rows: shares stay raw.
    None {
        /// Rows there were.
        rows: u64,
        /// Rows beside them that the model was trained on.
        known: u64,
        /// Rows wanted.
        min_rows: u64,
    },
    /// Corrected shares stand beside the raw ones.
    Done {
        /// The method chosen.
        method: CorrectionMethod,
        /// Its expected mean error, as a fraction.
        error: f64,
        /// The same of raw shares.
        raw_error: f64,
        /// Rows that the model was trained on, counted as they are.
        known: u64,
        /// Why not to trust it.
        doubt: Option<Doubt>,
        /// Values with too few rows to correct.
        too_few_values: u64,
        /// Rows wanted of a value.
        min_rows: u64,
    },
}

/// Rows by the type a model gave.
#[derive(Debug, Default)]
struct TypedRows {
    counts: Vec<u64>,
    /// Those the model was trained on.
    known: Vec<u64>,
    /// Row by row; one row, the mean of all, where `is_mean`.
    posteriors: Vec<f32>,
    is_mean: bool,
}

impl TypedRows {
    fn new(n_types: usize) -> Self {
        Self {
            counts: vec![0; n_types],
            known: vec![0; n_types],
            ..Self::default()
        }
    }

    fn of_sums(sums: &ModelSums, n_types: usize) -> Self {
        let sized = |counts: &[u64]| {
            let counts = counts.iter().copied().chain(std::iter::repeat(0));
            counts.take(n_types).collect()
        };
        let mean = sums.mean().filter(|m| m.len() == n_types);
        Self {
            counts: sized(&sums.counts),
            known: sized(&sums.known),
            #[expect(clippy::cast_possible_truncation, reason = "a probability")]
            posteriors: mean.unwrap_or_default().iter().map(|p| *p as f32).collect(),
            is_mean: true,
        }
    }

    fn n_types(&self) -> usize {
        self.counts.len()
    }

    fn count(&mut self, type_id: u32, trained: bool) {
        let counts = if trained {
            &mut self.known
        } else {
            &mut self.counts
        };
        if let Some(n) = counts.get_mut(type_id as usize) {
            *n += 1;
        }
    }

    fn rows(&self) -> std::slice::ChunksExact<'_, f32> {
        self.posteriors.chunks_exact(self.n_types().max(1))
    }

    fn classified(&self) -> Option<Classified<'_>> {
        let shape = (self.rows().len(), self.n_types());
        Some(Classified {
            counts: &self.counts,
            probabilities: ArrayView2::from_shape(shape, &self.posteriors).ok()?,
            known: &self.known,
            is_mean: self.is_mean,
        })
    }
}
