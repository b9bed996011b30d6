//! Several files as one table: columns by name.

use super::reader::batch;
use crate::Result;
use crate::types::cell::cell_text;
use arrow::array::{Array, ArrayRef, StringBuilder, new_null_array};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::record_batch::RecordBatch;
use std::collections::HashMap;
use std::sync::Arc;

/// One schema for all: columns by name in the order they are first seen; text where the types differ.
pub(super) fn union(schemas: &[SchemaRef]) -> SchemaRef {
    if let [only] = schemas {
        return only.clone();
    }
    let mut fields: Vec<Field> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for field in schemas.iter().flat_map(|s| s.fields()) {
        if let Some(&at) = places.get(field.name()) {
            if let Some(have) = fields.get_mut(at).filter(|h| !same_kind(h, field)) {
                *have = Field::new(field.name(), DataType::Utf8, true);
            }
        } else {
            places.insert(field.name().clone(), fields.len());
            fields.push(field.as_ref().clone().with_nullable(true));
        }
    }
    Arc::new(Schema::new(fields))
}

fn same_kind(a: &Field, b: &Field) -> bool {
    a.data_type() == b.data_type() && a.metadata() == b.metadata()
}

/// `rows` in the columns of `schema`: absent ones null, ones of another type as text.
pub(super) fn conform(file: &str, rows: RecordBatch, schema: &SchemaRef) -> Result<RecordBatch> {
    if rows.schema_ref() == schema {
        return Ok(rows);
    }
    let columns = schema
        .fields()
        .iter()
        .map(|field| match rows.schema_ref().index_of(field.name()) {
            Err(_) => new_null_array(field.data_type(), rows.num_rows()),
            Ok(at) if same_kind(field, rows.schema_ref().field(at)) => rows.column(at).clone(),
            Ok(at) => as_text(rows.column(at).as_ref()),
        })
        .collect();
    batch(file, schema.clone(), columns)
}

fn as_text(array: &dyn Array) -> ArrayRef {
    let mut text = StringBuilder::with_capacity(array.len(), array.len() * 16);
    for row in 0..array.len() {
        text.append_option(cell_text(array, row));
    }
    Arc::new(text.finish())
}
