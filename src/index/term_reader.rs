//! Ordinals of a text column → their terms.

use tantivy::Searcher;
use tantivy::columnar::StrColumn;

/// Reads the terms of one text column by their ordinals, keeping the column open.
pub(super) struct TermReader<'s> {
    searcher: &'s Searcher,
    path: &'s str,
    open: Vec<Option<StrColumn>>,
}

impl<'s> TermReader<'s> {
    pub(super) fn new(searcher: &'s Searcher, path: &'s str) -> Self {
        Self {
            searcher,
            path,
            open: vec![None; searcher.segment_readers().len()],
        }
    }

    /// The terms of `ords`, in their order.
    pub(super) fn read(&mut self, segment: u32, ords: &[u64]) -> tantivy::Result<Vec<String>> {
        let mut out = vec![String::new(); ords.len()];
        let reader = self.searcher.segment_reader(segment);
        let slot = &mut self.open[segment as usize];
        if slot.is_none() {
            *slot = reader.fast_fields().str(self.path)?;
        }
        let Some(column) = slot else { return Ok(out) };
        let mut rising: Vec<usize> = (0..ords.len()).collect();
        rising.sort_unstable_by_key(|i| ords[*i]);
        let sorted: Vec<u64> = rising.iter().map(|i| ords[*i]).collect();
        let mut slots = rising.into_iter();
        column
            .dictionary()
            .sorted_ords_to_term_cb(&sorted, |term| {
                if let Some(i) = slots.next() {
                    out[i] = String::from_utf8_lossy(term).into_owned();
                }
            })?;
        Ok(out)
    }
}
