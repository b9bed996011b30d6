//! What a model says of rows, added up while they pass, for a tally that will be merged with others.

use super::model_tally::{ModelSums, ModelTally};
use super::share_correction::ModelRow;
use super::table::Encoder;
use std::collections::BTreeMap;

/// Totals of all rows, and of every value of every column.
#[derive(Debug)]
pub struct ModelTotals {
    n_types: usize,
    all: ModelSums,
    /// By column, then by code; rows without a value are kept apart.
    by: Vec<(Vec<ModelSums>, ModelSums)>,
}

impl ModelTotals {
    /// No rows yet, of a model of so many types.
    #[must_use]
    pub fn new(n_types: usize, columns: usize) -> Self {
        let none = || ModelSums::of(n_types);
        Self {
            n_types,
            all: none(),
            by: (0..columns).map(|_| (Vec::new(), none())).collect(),
        }
    }

    /// Takes in `rows`, the last ones of `columns`, with their posteriors.
    pub fn add(&mut self, rows: &[ModelRow], posteriors: &[Option<Vec<f32>>], columns: &[Encoder]) {
        for (i, row) in rows.iter().enumerate() {
            let (type_id, left) = (row.type_id as usize, rows.len() - i);
            let posterior = posteriors.get(i).and_then(Option::as_deref);
            self.all.add(type_id, row.trained, posterior);
            for ((values, none), column) in self.by.iter_mut().zip(columns) {
                let codes = column.codes();
                let code = codes.len().checked_sub(left).and_then(|at| codes.get(at));
                let known = column.values().len();
                let sums = match code.map(|c| *c as usize).filter(|c| *c < known) {
                    None => &mut *none,
                    Some(code) => {
                        values.resize_with(known, || ModelSums::of(self.n_types));
                        &mut values[code]
                    }
                };
                sums.add(type_id, row.trained, posterior);
            }
        }
    }

    /// By name; `shown` makes of a value what tables show.
    #[must_use]
    pub fn finish(self, columns: &[Encoder], shown: impl Fn(&str) -> String) -> ModelTally {
        let mut tally = ModelTally {
            all: self.all,
            ..ModelTally::default()
        };
        for ((values, none), column) in self.by.into_iter().zip(columns) {
            let mut named: BTreeMap<String, ModelSums> = BTreeMap::new();
            for (value, sums) in column.values().iter().zip(&values) {
                named.entry(shown(value)).or_default().merge(sums);
            }
            named.entry(String::new()).or_default().merge(&none);
            tally.dimensions.insert(column.name().to_owned(), named);
        }
        tally
    }
}
