//! What a model said of the rows taken in.

use crate::aggregate::{Encoder, ModelRows, ModelTotals};
use crate::bundle::Bundle;
use crate::score::ModelChunk;

/// A type of less probability than this leaves a complaint unsure.
pub(super) const SURE: f32 = 0.7;

/// What the model said of the rows.
#[derive(Debug, Default)]
pub(super) struct ModelSaid {
    pub(super) rows: ModelRows,
    pub(super) totals: Option<ModelTotals>,
    /// Whether no type is probable enough, where probabilities are known.
    pub(super) doubtful: Vec<bool>,
}

impl ModelSaid {
    pub(super) fn new(bundle: Option<&Bundle>, dimensions: usize, for_merging: bool) -> Self {
        let n_types = bundle.map_or(0, |b| b.types().len());
        let merged = bundle.filter(|b| for_merging && b.card().multi.is_none());
        Self {
            rows: ModelRows::new(n_types),
            totals: merged.map(|_| ModelTotals::new(n_types, dimensions)),
            doubtful: Vec::new(),
        }
    }

    /// Takes in what the model says of the last `rows` rows of `by`, and doubts where there is no column of confidences.
    pub(super) fn add(
        &mut self,
        said: &ModelChunk<'_>,
        rows: usize,
        by: &[Encoder],
        with_doubts: bool,
    ) {
        for row in 0..rows {
            let posterior = said.posterior(row);
            self.rows
                .add(said.type_id(row), posterior, said.trained(row));
            if with_doubts {
                let doubtful = posterior.is_some_and(|p| p.iter().all(|&p| p < SURE));
                self.doubtful.push(doubtful);
            }
        }
        if let Some(totals) = &mut self.totals {
            totals.add(self.rows.last(rows), &said.posteriors, by);
        }
    }
}
