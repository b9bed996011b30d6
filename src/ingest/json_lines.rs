//! JSON Lines → rows: every value kept as it was written, names gathered over all lines.

use super::json_object::{Name, Object};
use super::limits::check_width;
use super::notes::TableNotes;
use super::params::InputParams;
use super::reader::{Part, Progress, Reason, RowReader};
use super::text_source::TextSource;
use crate::types::cell::{JsonCell, JsonColumn};
use crate::{Error, Result};
use arrow::datatypes::SchemaRef;
use memchr::memchr;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::HashMap;

/// A line longer than this (bytes) is not a row.
const MAX_LINE: usize = 64 << 20;

/// What is known of a column from the lines read.
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
    progress: Progress,
    lossy: bool,
    notes: TableNotes,
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
        let fields = columns.iter().zip(&survey.names).map(|(c, n)| c.field(n));
        Ok(Self {
            progress: Progress::new(source.name.clone(), fields.collect(), params),
            source,
            columns,
            places: survey.places,
            lossy: params.lossy,
            notes: TableNotes::default(),
        })
    }
}

fn no_objects(source: &TextSource) -> Error {
    let start = source.pending().trim_start();
    let (message, next) = match start.chars().next() {
        None => ("the file is empty", "Check the export."),
        Some('[') => (
            "the file is a JSON array, not one JSON object a line",
            "Convert it with `jq -c '.[]' FILE`.",
        ),
        _ => (
            "no line is a JSON object",
            "Check the file, or name its format with --input-format.",
        ),
    };
    Error::invalid(&*source.name, message, next)
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
            return Err(Error::invalid(
                &*source.name,
                "a line is longer than 64 MiB",
                "Make lines of an array with `jq -c '.[]' FILE`, or name the format with --input-format.",
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
            let detail = format!("the name `{name}` was added while the file was read");
            return Err((Reason::Json, detail));
        };
        if cell.replace(value).is_some() {
            return Err((Reason::Json, format!("the name `{name}` occurs twice")));
        }
    }
    Ok(())
}

/// The cell that stands for `value` in `column`.
fn cell<'a>(column: JsonColumn, value: Option<&'a RawValue>) -> Option<Cow<'a, str>> {
    let Some(raw) = value.map(RawValue::get) else {
        return column.encode(JsonCell::Absent);
    };
    if raw == "null" {
        return column.encode(JsonCell::Null);
    }
    match raw.starts_with('"').then(|| serde_json::from_str(raw)) {
        Some(Ok(Name(Cow::Borrowed(text)))) => column.encode(JsonCell::Text(text)),
        Some(Ok(Name(Cow::Owned(text)))) => {
            let cell = column.encode(JsonCell::Text(&text));
            cell.map(|c| Cow::Owned(c.into_owned()))
        }
        // a lone surrogate has no text: such a string stays raw
        _ => column.encode(JsonCell::Raw(raw)),
    }
}

impl RowReader for JsonReader {
    fn schema(&self) -> SchemaRef {
        self.progress.schema()
    }

    fn next_part(&mut self) -> Result<Option<Part>> {
        let mut part = self.progress.part();
        while let Some(length) = next_line(&mut self.source)? {
            let line = self.source.pending().get(..length).unwrap_or_default();
            let line = line.trim();
            if !line.is_empty() {
                let bad = self.source.undecodable(length);
                let mut values: Vec<Option<&RawValue>> = vec![None; self.columns.len()];
                let misfit = place(line, &self.places, &mut values)
                    .err()
                    .or_else(|| self.notes.undecodable(bad, self.lossy));
                match misfit {
                    Some(why) => part.reject(why, line),
                    None => {
                        let cells = self.columns.iter().zip(values);
                        part.push(cells.map(|(column, value)| cell(*column, value)));
                    }
                }
            }
            self.source.consume(length);
            if part.is_full(length) {
                break;
            }
        }
        self.progress.finish(part)
    }

    fn source(&self) -> Option<&TextSource> {
        Some(&self.source)
    }

    fn notes(&mut self) -> &mut TableNotes {
        &mut self.notes
    }
}
