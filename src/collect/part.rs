//! The counts of one part, to be merged with those of others.

use super::collector::Collected;
use crate::aggregate::{Copies, Tally};
use crate::bundle::Bundle;
use crate::{causes, similar};

impl Collected {
    /// Completes the `tally` of these rows for merging: what the model said, what the distinct texts were, and their words where they are
    /// wanted.
    #[must_use]
    pub fn part(&mut self, mut tally: Tally, bundle: Option<&Bundle>, with_words: bool) -> Tally {
        if let Some((totals, bundle)) = self.model_totals.take().zip(bundle) {
            tally.models.insert(bundle.hash().to_owned(), totals);
        }
        if tally.rows_in > 0 {
            tally.columns = std::mem::take(&mut self.readings);
        }
        let texts = &self.texts.normalized;
        if !texts.is_empty() {
            let signature = |row: usize| {
                let text = texts.get(row);
                (!text.trim().is_empty()).then(|| similar::signature(text))
            };
            tally.copies = Some(Copies::of(&self.table, signature));
            tally.words = with_words.then(|| causes::word_tally(&self.table, texts));
        }
        tally
    }
}
