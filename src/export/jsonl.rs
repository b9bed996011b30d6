//! Record batches → JSON Lines. A column that came from JSON goes out as it came.

use super::sink::{RowWriter, Sink, failed};
use crate::Result;
use crate::types::cell::{JsonCell, JsonColumn, written_text};
use arrow_array::Array;
use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, Float64Type};
use arrow_schema::{DataType, FieldRef, SchemaRef};
use std::io::Write;

/// Writes one object a row.
pub(super) struct Jsonl {
    sink: Sink,
    columns: Vec<Column>,
    buffer: Vec<u8>,
}

/// One column, and how its value is written.
struct Column {
    /// Its place in a batch.
    at: usize,
    json: Option<JsonColumn>,
    /// The keys that lead to it, `"outer":`, `"inner":`.
    keys: Vec<Vec<u8>>,
}

impl Jsonl {
    pub(super) fn new(sink: Sink, schema: &SchemaRef) -> Self {
        let column = |(at, field): (usize, &FieldRef)| {
            let key = |name: &str| {
                let mut key = Vec::new();
                text(&mut key, name);
                key.push(b':');
                key
            };
            Column {
                at,
                json: JsonColumn::of(field),
                keys: JsonColumn::path(field).into_iter().map(key).collect(),
            }
        };
        let columns: Vec<Column> = schema.fields().iter().enumerate().map(column).collect();
        // the members of one object come together, where the first of them is
        let first = |column: &Column, depth: usize| {
            let outer = column.keys.get(..depth);
            columns
                .iter()
                .position(|c| c.keys.get(..depth) == outer)
                .unwrap_or(column.at)
        };
        let order = |c: &Column| (1..=c.keys.len()).map(|d| first(c, d)).collect::<Vec<_>>();
        let mut ordered: Vec<(Vec<usize>, usize)> =
            columns.iter().map(|c| (order(c), c.at)).collect();
        ordered.sort();
        let mut columns: Vec<Option<Column>> = columns.into_iter().map(Some).collect();
        let taken = ordered
            .iter()
            .filter_map(|(_, at)| columns.get_mut(*at)?.take());
        Self {
            sink,
            columns: taken.collect(),
            buffer: Vec::new(),
        }
    }

    fn row(&mut self, batch: &RecordBatch, row: usize) {
        let out = &mut self.buffer;
        // the objects that are open, by their keys
        let mut open: &[Vec<u8>] = &[];
        out.push(b'{');
        for column in &self.columns {
            let (start, array) = (out.len(), batch.column(column.at).as_ref());
            let Some((own, outer)) = column.keys.split_last() else {
                continue;
            };
            let shared = open.iter().zip(outer).take_while(|(a, b)| a == b).count();
            out.resize(out.len() + open.len() - shared, b'}');
            if out.last() != Some(&b'{') {
                out.push(b',');
            }
            for key in outer.iter().skip(shared) {
                out.extend_from_slice(key);
                out.push(b'{');
            }
            out.extend_from_slice(own);
            let written = match column.json {
                Some(json) => json_cell(out, json, array, row),
                None => {
                    value(out, array, row);
                    true
                }
            };
            match written {
                true => open = outer,
                false => out.truncate(start),
            }
        }
        out.resize(out.len() + open.len(), b'}');
        out.extend_from_slice(b"}\n");
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
        kind => match written_text(array, row) {
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
