//! The cells of one column that was named, as they came.

use crate::aggregate::{Column, Encoder};
use crate::types::cell::cell_text;
use arrow_array::RecordBatch;
use arrow_schema::Schema;

/// Takes them in; nothing where no column was named.
#[derive(Debug, Default)]
pub(super) struct Cells(Option<(usize, Encoder)>);

impl Cells {
    pub(super) fn new(place: Option<usize>, schema: &Schema) -> Self {
        Self(place.map(|at| (at, Encoder::new(schema.field(at).name()))))
    }

    /// Takes the cells of a batch in; those that `is_missing` are absent.
    pub(super) fn add(&mut self, batch: &RecordBatch, is_missing: fn(&str) -> bool) {
        let Some((place, encoder)) = &mut self.0 else {
            return;
        };
        let array = batch.column(*place);
        for row in 0..batch.num_rows() {
            encoder.push_unless(cell_text(array.as_ref(), row).as_deref(), is_missing);
        }
    }

    pub(super) fn finish(self) -> Option<Column> {
        self.0.map(|(_, encoder)| encoder.finish())
    }
}
