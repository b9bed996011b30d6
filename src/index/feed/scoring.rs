//! Types from a model for the rows of an index.

use crate::Result;
use crate::bundle::Bundle;
use crate::index::{Cell, ColumnKind, Row, Storage, Upsert, Writer};
use crate::score::Model;
use crate::types::cell::cell_text;
use crate::types::{TAKEN, joined};
use arrow_array::RecordBatch;
use arrow_schema::Schema;
use std::borrow::Cow;

/// A model, and where its types go. Several text columns are joined as sentences.
#[derive(Debug)]
pub(super) struct Scoring {
    model: Model,
    types: Vec<String>,
    /// Places of the text columns in the input.
    text: Vec<usize>,
    /// Columns of the index.
    predicted: usize,
    confidence: usize,
}

impl Scoring {
    /// `text` are the places of the columns that the model reads.
    pub(super) fn open(
        writer: &mut Writer,
        schema: &Schema,
        bundle: &Bundle,
        text: Vec<usize>,
    ) -> Result<Self> {
        let mut column = |name: &str, kind, storage| {
            let taken = schema.index_of(name).is_ok();
            let name = format!("{name}{}", if taken { TAKEN } else { "" });
            writer.column(&name, kind, storage, true)
        };
        let predicted = column("predicted", ColumnKind::Category, Storage::Text)?;
        let confidence = column("confidence", ColumnKind::Number, Storage::Float)?;
        Ok(Self {
            model: Model::new(bundle),
            types: bundle.types().to_vec(),
            text,
            predicted,
            confidence,
        })
    }

    /// Puts the type and its confidence into the rows; `rows[i]` belongs to `upserts[i]`.
    pub(super) fn score(&self, batch: &RecordBatch, upserts: &[Upsert], rows: &mut [Row]) {
        let texts = upserts.iter().map(|u| self.text(batch, u.at));
        let texts: Vec<Option<Cow<'_, str>>> = texts.collect();
        for (row, prediction) in rows.iter_mut().zip(self.model.score(&texts)) {
            let Some(p) = prediction else { continue };
            let width = self.predicted.max(self.confidence) + 1;
            row.cells.resize(row.cells.len().max(width), Cell::Null);
            if let Some(name) = self.types.get(p.best as usize) {
                let confidence = (f64::from(p.confidence) * 1e4).round() / 1e4;
                row.cells[self.predicted] = Cell::Text(name.clone());
                row.cells[self.confidence] = Cell::Float(confidence);
            }
        }
    }

    fn text<'b>(&self, batch: &'b RecordBatch, row: usize) -> Option<Cow<'b, str>> {
        let cells = self.text.iter();
        joined(cells.filter_map(|c| cell_text(batch.column(*c), row)))
    }
}
