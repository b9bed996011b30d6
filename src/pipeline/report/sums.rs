//! What the model says, added up for a tally that will be merged with others.

use super::rows::shown;
use crate::aggregate::{Encoder, ModelSums, ModelTally};
use crate::normalize::Normalizer;
use std::collections::BTreeMap;

/// Sums of all rows, and of every value of every column.
#[derive(Debug)]
pub(super) struct Sums {
    types: usize,
    all: ModelSums,
    /// By column, then by code; rows without a value are kept apart.
    by: Vec<(Vec<ModelSums>, ModelSums)>,
}

impl Sums {
    pub(super) fn of(types: usize, columns: usize) -> Self {
        let none = || ModelSums::of(types);
        Self {
            types,
            all: none(),
            by: (0..columns).map(|_| (Vec::new(), none())).collect(),
        }
    }

    /// Takes in rows, the last of `columns`: their types, whether the model was trained on them, and their posteriors.
    pub(super) fn add(
        &mut self,
        rows: &[(u32, bool)],
        posteriors: &[Option<Vec<f32>>],
        columns: &[Encoder],
    ) {
        for (row, &(kind, trained)) in rows.iter().enumerate() {
            let (kind, left) = (kind as usize, rows.len() - row);
            let posterior = posteriors.get(row).and_then(Option::as_deref);
            self.all.add(kind, trained, posterior);
            for ((values, none), column) in self.by.iter_mut().zip(columns) {
                let codes = column.codes();
                let code = codes.len().checked_sub(left).and_then(|at| codes.get(at));
                let known = column.values().len();
                let sums = match code.map(|c| *c as usize).filter(|c| *c < known) {
                    None => &mut *none,
                    Some(code) => {
                        values.resize_with(known, || ModelSums::of(self.types));
                        &mut values[code]
                    }
                };
                sums.add(kind, trained, posterior);
            }
        }
    }

    /// By name, as tables show it.
    pub(super) fn finish(self, columns: &[Encoder], normalizer: &Normalizer) -> ModelTally {
        let mut tally = ModelTally {
            all: self.all,
            ..ModelTally::default()
        };
        for ((values, none), column) in self.by.into_iter().zip(columns) {
            let mut named: BTreeMap<String, ModelSums> = BTreeMap::new();
            for (value, sums) in column.values().iter().zip(&values) {
                let value = shown(value, normalizer);
                named.entry(value).or_default().merge(sums);
            }
            named.entry(String::new()).or_default().merge(&none);
            tally.dimensions.insert(column.name().to_owned(), named);
        }
        tally
    }
}
