//! Hits as a record batch with the columns of the source.

use super::manifest::{Column, Storage};
use super::row::Cell;
use super::search_types::Hit;
use crate::{Error, Result};
use arrow_array::{
    ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, StringArray, UInt64Array,
};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use std::sync::Arc;

/// The columns of the source, then `_id` and `_alike` where they are asked for.
pub(crate) fn schema(columns: &[Column], with_id: bool, with_alike: bool) -> SchemaRef {
    let field = |c: &Column| {
        let data_type = match c.storage {
            Storage::Text => DataType::Utf8,
            Storage::Int => DataType::Int64,
            Storage::Float => DataType::Float64,
            Storage::Bool => DataType::Boolean,
        };
        Field::new(&c.name, data_type, true)
    };
    let mut fields: Vec<Field> = columns.iter().map(field).collect();
    if with_id {
        fields.push(Field::new("_id", DataType::Utf8, false));
    }
    if with_alike {
        fields.push(Field::new("_alike", DataType::UInt64, false));
    }
    Arc::new(Schema::new(fields))
}

/// Hits as rows of that schema.
///
/// # Errors
/// Never, unless `schema` is another index's.
pub(crate) fn batch(hits: &[Hit], columns: &[Column], schema: &SchemaRef) -> Result<RecordBatch> {
    let mut arrays: Vec<ArrayRef> = Vec::with_capacity(schema.fields().len());
    for (at, column) in columns.iter().enumerate() {
        let cells = hits.iter().map(|h| h.cells.get(at).unwrap_or(&Cell::Null));
        arrays.push(array(cells, column.storage));
    }
    for field in &schema.fields()[columns.len()..] {
        arrays.push(if field.name() == "_id" {
            let ids = hits.iter().map(|h| h.id.as_str());
            Arc::new(StringArray::from_iter_values(ids))
        } else {
            Arc::new(UInt64Array::from_iter_values(hits.iter().map(|h| h.alike)))
        });
    }
    RecordBatch::try_new(schema.clone(), arrays)
        .map_err(|e| Error::invalid("hits", e.to_string(), "Please report this."))
}

fn array<'c>(cells: impl Iterator<Item = &'c Cell>, storage: Storage) -> ArrayRef {
    match storage {
        Storage::Int => Arc::new(Int64Array::from_iter(cells.map(|c| match c {
            Cell::Int(i) => Some(*i),
            _ => None,
        }))),
        Storage::Float => Arc::new(Float64Array::from_iter(cells.map(|c| match c {
            Cell::Float(f) => Some(*f),
            _ => None,
        }))),
        Storage::Bool => Arc::new(BooleanArray::from_iter(cells.map(|c| match c {
            Cell::Bool(b) => Some(*b),
            _ => None,
        }))),
        Storage::Text => Arc::new(StringArray::from_iter(cells.map(Cell::text))),
    }
}
