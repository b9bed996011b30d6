//! Rows that self-training may start from without labels.

use super::corpus::Corpus;

/// Rows that the words of a taxonomy name: their numbers and types.
#[derive(Clone, Debug, Default)]
pub(in crate::train) struct Seeds {
    pub(super) rows: Vec<u32>,
    pub(super) types: Vec<u32>,
}

impl Seeds {
    /// The rows that one type speaks for most.
    pub(in crate::train) fn of(corpus: &Corpus) -> Self {
        let best = corpus.coverage.iter().flat_map(|c| &c.best);
        let named = corpus.unlabelled().into_iter().zip(best);
        let (rows, types) = named.filter_map(|(row, t)| Some((row, (*t)?))).unzip();
        Self { rows, types }
    }
}
