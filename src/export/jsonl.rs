//! Record batches → JSON Lines. A column that came from JSON goes out as it came.

use super::sink::{RowWriter, Sink, failed};
use crate::Result;
use crate::types::cell::{JsonCell, JsonColumn, cell_text};
use arrow::array::{Array, AsArray};
use arrow::datatypes::{DataType, Float32Type, Float64Type, SchemaRef};
use arrow::record_batch::RecordBatch;
use std::io::Write;

/// Writes one object a row.
pub(super) struct Jsonl {
    sink: Sink,
    columns: Vec<(Vec<u8>, Option<JsonColumn>)>,
    buffer: Vec<u8>,
}

impl Jsonl {
    pub(super) fn new(sink: Sink, schema: &SchemaRef) -> Self {
        let column = |f: &arrow::datatypes::FieldRef| {
            let mut key = Vec::new();
            text(&mut key, f.name());
            key.push(b':');
            (key, JsonColumn::of(f))
        };
        Self {
            sink,
            columns: schema.fields().iter().map(column).collect(),
            buffer: Vec::new(),
        }
    }

    fn row(&mut self, batch: &RecordBatch, row: usize) {
        self.buffer.push(b'{');
        let mut first = true;
        for ((key, json), array) in self.columns.iter().zip(batch.columns()) {
            let start = self.buffer.len();
            if !first {
                self.buffer.push(b',');
            }
            self.buffer.extend_from_slice(key);
            let written = match json {
                Some(column) => json_cell(&mut self.buffer, *column, array.as_ref(), row),
                None => {
                    value(&mut self.buffer, array.as_ref(), row);
                    true
                }
            };
            if written {
                first = false;
            } else {
                self.buffer.truncate(start);
            }
        }
        self.buffer.extend_from_slice(b"}\n");
    }

    fn flush_buffer(&mut self) -> Result<()> {
        let written = self.sink.write_all(&self.buffer);
        self.buffer.clear();
        written.map_err(failed)
    }
}

/// Appends `s` as a JSON string.
fn text(out: &mut Vec<u8>, s: &str) {
    // neither a string nor a Vec can fail
    let _ = serde_json::to_writer(out, s);
}

/// Appends a value of a column that came from JSON; false where the object lacks it.
fn json_cell(out: &mut Vec<u8>, column: JsonColumn, array: &dyn Array, row: usize) -> bool {
    match column.value(array, row) {
        JsonCell::Absent => return false,
        JsonCell::Null => out.extend_from_slice(b"null"),
        JsonCell::Text(t) => text(out, t),
        JsonCell::Raw(r) => out.extend_from_slice(r.as_bytes()),
    }
    true
}

/// Appends a value of any other column; what is not a number is null.
fn value(out: &mut Vec<u8>, array: &dyn Array, row: usize) {
    if array.is_null(row) {
        return out.extend_from_slice(b"null");
    }
    match array.data_type() {
        DataType::Float32 => float(
            out,
            f64::from(array.as_primitive::<Float32Type>().value(row)),
            || array.as_primitive::<Float32Type>().value(row).to_string(),
        ),
        DataType::Float64 => {
            let v = array.as_primitive::<Float64Type>().value(row);
            float(out, v, || v.to_string());
        }
        DataType::List(_) | DataType::LargeList(_) | DataType::Struct(_) => nested(out, array, row),
        kind => match cell_text(array, row) {
            None => out.extend_from_slice(b"null"),
            Some(t) if kind.is_integer() || *kind == DataType::Boolean => {
                out.extend_from_slice(t.as_bytes())
            }
            Some(t) => text(out, &t),
        },
    }
}

fn float(out: &mut Vec<u8>, v: f64, shown: impl Fn() -> String) {
    if v.is_finite() {
        out.extend_from_slice(shown().as_bytes());
    } else {
        out.extend_from_slice(b"null");
    }
}

/// Lists as arrays, structs as objects.
fn nested(out: &mut Vec<u8>, array: &dyn Array, row: usize) {
    if let Some(parts) = array.as_struct_opt() {
        out.push(b'{');
        for (i, (field, column)) in parts.fields().iter().zip(parts.columns()).enumerate() {
            if i > 0 {
                out.push(b',');
            }
            text(out, field.name());
            out.push(b':');
            value(out, column.as_ref(), row);
        }
        return out.push(b'}');
    }
    let small = array.as_list_opt::<i32>().map(|l| l.value(row));
    let Some(items) = small.or_else(|| array.as_list_opt::<i64>().map(|l| l.value(row))) else {
        return out.extend_from_slice(b"null");
    };
    out.push(b'[');
    for i in 0..items.len() {
        if i > 0 {
            out.push(b',');
        }
        value(out, items.as_ref(), i);
    }
    out.push(b']');
}

impl RowWriter for Jsonl {
    fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        for row in 0..batch.num_rows() {
            self.row(batch, row);
            if self.buffer.len() >= 1 << 16 {
                self.flush_buffer()?;
            }
        }
        self.flush_buffer()
    }

    fn finish(self: Box<Self>) -> Result<(Sink, Vec<String>)> {
        Ok((self.sink, Vec::new()))
    }
}
