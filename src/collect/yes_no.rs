//! The cells of a column of yes and no, as they came.

use crate::aggregate::{Column, Encoder};
use crate::types::cell::cell_text;
use arrow_array::RecordBatch;
use arrow_schema::Schema;

/// Takes them in; nothing where no column was named.
#[derive(Debug, Default)]
pub(super) struct YesNoCells(Option<(usize, Encoder)>);

impl YesNoCells {
    pub(super) fn new(place: Option<usize>, schema: &Schema) -> Self {
        Self(place.map(|at| (at, Encoder::new(schema.field(at).name()))))
    }

    pub(super) fn add(&mut self, batch: &RecordBatch) {
        let Some((place, encoder)) = &mut self.0 else {
            return;
        };
        let array = batch.column(*place);
        for row in 0..batch.num_rows() {
            encoder.push(cell_text(array.as_ref(), row).as_deref());
        }
    }

    pub(super) fn finish(self) -> Option<Column> {
        self.0.map(|(_, encoder)| encoder.finish())
    }
}
