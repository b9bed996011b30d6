//! The counts of one part, to be merged with those of others.

use super::collected::Collected;
use crate::aggregate::{Copies, ReportPeriod, Tally};
use crate::bundle::Bundle;
use crate::{causes, similar};

impl Collected {
    /// The counts to be merged with others, of all rows or of a period that was named; `accounted` puts the account of all rows into them.
    #[must_use]
    pub fn part(
        &mut self,
        period: Option<ReportPeriod>,
        accounted: impl FnOnce(Tally) -> Tally,
        bundle: Option<&Bundle>,
        with_words: bool,
    ) -> Tally {
        let Some(period) = period else {
            let tally = accounted(Tally::of(&self.table));
            return self.completed(tally, bundle, with_words);
        };
        let (mut now, days) = self.of_period(period);
        now.readings.clone_from(&self.readings);
        let tally = accounted(Tally::about(&now.table, period, days));
        now.completed(tally, bundle, with_words)
    }

    /// With what the model said, what the distinct texts were, and their words where they are wanted.
    fn completed(&mut self, mut tally: Tally, bundle: Option<&Bundle>, with_words: bool) -> Tally {
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
