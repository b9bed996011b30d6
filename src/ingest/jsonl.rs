//! JSON Lines → rows: every value kept as it was written, names gathered over all lines.

use super::guard::{batch_rows, check_width};
use super::note::TableNote;
use super::text::TextSource;
use super::{InputParams, Part, Reason, Rejected, RowReader};
use crate::types::cell::{JsonCell, JsonColumn};
use crate::{Error, Result};
use arrow::array::{ArrayRef, StringBuilder};
use arrow::datatypes::{Schema, SchemaRef};
use memchr::memchr;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

/// A line longer than this (bytes) is no row.
const MAX_LINE: usize = 64 << 20;
/// A batch is handed over at this many bytes of text, whatever its rows.
const MAX_BATCH_BYTES: usize = 32 << 20;

/// The names and raw values of one object, in order.
struct Object<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Object<'a> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Object<'de>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a JSON object")
            }
            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                let mut fields = Vec::new();
                while let Some(Name(name)) = map.next_key()? {
                    fields.push((name, map.next_value()?));
                }
                Ok(Object(fields))
            }
        }
        d.deserialize_map(Fields)
    }
}

/// A name, borrowed where it has no escapes.
struct Name<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Name<'a> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Name<'de>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a name")
            }
            fn visit_borrowed_str<E>(self, v: &'de str) -> Result<Self::Value, E> {
                Ok(Name(Cow::Borrowed(v)))
            }
            fn visit_str<E>(self, v: &str) -> Result<Self::Value, E> {
                Ok(Name(Cow::Owned(v.to_owned())))
            }
        }
        d.deserialize_str(Text)
    }
}

/// What is known of a column from the lines looked at.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    texts: u64,
    others: u64,
    nulls: u64,
}

/// Columns by name, in the order they were first seen.
#[derive(Default)]
struct Survey {
    names: Vec<String>,
    seen: Vec<Seen>,
    places: HashMap<String, usize>,
    objects: u64,
}

impl Survey {
    fn add(&mut self, object: &Object<'_>) {
        self.objects += 1;
        for (name, value) in &object.0 {
            let at = match self.places.get(name.as_ref()) {
                Some(&at) => at,
                None => {
                    self.names.push(name.to_string());
                    self.seen.push(Seen::default());
                    self.places.insert(name.to_string(), self.names.len() - 1);
                    self.names.len() - 1
                }
            };
            if let Some(seen) = self.seen.get_mut(at) {
                match value.get().as_bytes().first() {
                    Some(b'"') => seen.texts += 1,
                    Some(b'n') => seen.nulls += 1,
                    _ => seen.others += 1,
                }
            }
        }
    }

    fn columns(&self) -> Vec<JsonColumn> {
        let kind = |s: &Seen| JsonColumn {
            text: s.texts >= s.others,
            null: s.nulls > 0 || s.texts + s.others == self.objects,
        };
        self.seen.iter().map(kind).collect()
    }
}

/// Reads one file of JSON Lines.
pub(super) struct JsonReader {
    source: TextSource,
    columns: Vec<JsonColumn>,
    places: HashMap<String, usize>,
    schema: SchemaRef,
    row: u64,
    batch_rows: usize,
    lossy: bool,
    notes: TableNote,
}

impl JsonReader {
    /// Reads `whole`, the same text, to its end first: a name may come in the last line.
    pub(super) fn open(
        source: TextSource,
        params: &InputParams,
        mut whole: TextSource,
    ) -> Result<Self> {
        let mut survey = Survey::default();
        while let Some(length) = next_line(&mut whole)? {
            let line = whole.pending().get(..length).unwrap_or_default();
            if let Ok(object) = serde_json::from_str::<Object<'_>>(line.trim()) {
                survey.add(&object);
                check_width(&whole.name, survey.names.len())?;
            }
            whole.consume(length);
        }
        if survey.objects == 0 {
            return Err(no_objects(&source));
        }
        let columns = survey.columns();
        let width = columns.len();
        let fields = columns.iter().zip(&survey.names).map(|(c, n)| c.field(n));
        Ok(Self {
            schema: Arc::new(Schema::new(fields.collect::<Vec<_>>())),
            source,
            columns,
            places: survey.places,
            row: 0,
            batch_rows: batch_rows(params.batch_rows, width),
            lossy: params.lossy,
            notes: TableNote::default(),
        })
    }
}

fn no_objects(source: &TextSource) -> Error {
    let start = source.pending().trim_start();
    let (found, next) = match start.chars().next() {
        None => ("an empty file", "Check that the export is not empty."),
        Some('[') => ("a JSON array", "Make lines of it with `jq -c '.[]' FILE`."),
        _ => (
            "no line that is a JSON object",
            "Check the file, or say --input-format.",
        ),
    };
    Error::data(&*source.name, found, "one JSON object a line", next)
}

/// Bytes of the next line, its end included; `None` at the end.
fn next_line(source: &mut TextSource) -> Result<Option<usize>> {
    let mut from = 0;
    loop {
        let text = source.pending().as_bytes();
        if let Some(at) = memchr(b'\n', text.get(from..).unwrap_or_default()) {
            return Ok(Some(from + at + 1));
        }
        from = text.len();
        if from > MAX_LINE {
            return Err(Error::data(
                &*source.name,
                "a line of more than 64 MiB",
                "one JSON object a line",
                "Make lines of an array with `jq -c '.[]' FILE`, or say --input-format.",
            ));
        }
        if !source.more()? {
            let rest = source.pending().len();
            return Ok((rest > 0).then_some(rest));
        }
    }
}

/// Puts the values of one line where their columns are.
fn place<'a>(
    line: &'a str,
    places: &HashMap<String, usize>,
    row: &mut [Option<&'a RawValue>],
) -> Result<(), (Reason, String)> {
    row.fill(None);
    let object: Object<'a> =
        serde_json::from_str(line).map_err(|e| (Reason::Json, e.to_string()))?;
    for (name, value) in object.0 {
        // every name is known, unless somebody writes to the file at this moment
        let Some(cell) = places.get(name.as_ref()).and_then(|&at| row.get_mut(at)) else {
            let detail = format!("the name `{name}` came while the file was read");
            return Err((Reason::Json, detail));
        };
        if cell.replace(value).is_some() {
            return Err((Reason::Json, format!("the name `{name}` stands twice")));
        }
    }
    Ok(())
}

fn append(builder: &mut StringBuilder, column: JsonColumn, value: Option<&RawValue>) {
    let Some(raw) = value.map(RawValue::get) else {
        return builder.append_option(column.encode(JsonCell::Absent));
    };
    if raw == "null" {
        return builder.append_option(column.encode(JsonCell::Null));
    }
    if raw.starts_with('"') {
        // a lone surrogate has no text: such a string stays raw
        if let Ok(Name(text)) = serde_json::from_str(raw) {
            return builder.append_option(column.encode(JsonCell::Text(&text)));
        }
    }
    builder.append_option(column.encode(JsonCell::Raw(raw)));
}

impl RowReader for JsonReader {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn next_part(&mut self) -> Result<Option<Part>> {
        let mut builders: Vec<StringBuilder> = (0..self.columns.len())
            .map(|_| StringBuilder::with_capacity(self.batch_rows, self.batch_rows * 16))
            .collect();
        let (mut rows, mut rejected, mut bytes, mut ended) = (Vec::new(), Vec::new(), 0, true);
        while let Some(length) = next_line(&mut self.source)? {
            ended = false;
            let line = self
                .source
                .pending()
                .get(..length)
                .unwrap_or_default()
                .trim();
            let bad = self.source.undecodable(length);
            if !line.is_empty() {
                self.row += 1;
                let mut cells: Vec<Option<&RawValue>> = vec![None; self.columns.len()];
                let placed = place(line, &self.places, &mut cells)
                    .err()
                    .or_else(|| self.notes.undecodable(bad, self.lossy));
                if let Some((reason, detail)) = placed {
                    rejected.push(Rejected::new(
                        &self.source.name,
                        self.row,
                        reason,
                        detail,
                        line,
                    ));
                } else {
                    for ((builder, column), cell) in
                        builders.iter_mut().zip(&self.columns).zip(cells)
                    {
                        append(builder, *column, cell);
                    }
                    rows.push(self.row);
                }
            }
            bytes += length;
            self.source.consume(length);
            if rows.len() >= self.batch_rows || bytes >= MAX_BATCH_BYTES {
                break;
            }
        }
        if ended {
            return Ok(None);
        }
        let columns: Vec<ArrayRef> = builders
            .iter_mut()
            .map(|b| Arc::new(b.finish()) as _)
            .collect();
        let batch = super::batch(&self.source.name, self.schema.clone(), columns)?;
        Ok(Some(Part {
            rows,
            batch,
            rejected,
        }))
    }

    fn source(&self) -> Option<&TextSource> {
        Some(&self.source)
    }

    fn notes(&mut self) -> &mut TableNote {
        &mut self.notes
    }
}
