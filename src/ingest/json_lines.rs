//! JSON objects → rows: every value kept as it was written, names gathered over all objects; a member of a nested object is a
//! column called `outer.inner`.

use super::json_layout::Objects;
use super::json_object::{Name, Object};
use super::limits::check_width;
use super::notes::TableNotes;
use super::params::InputParams;
use super::reader::{Part, Progress, RowReader};
use super::rejected::Reason;
use super::text_source::TextSource;
use crate::types::cell::{JsonCell, JsonColumn};
use crate::{Error, Result};
use arrow_schema::SchemaRef;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::HashMap;

/// Objects inside one another that become columns, at most; what is deeper stays as it is.
const DEEPEST: usize = 8;

/// What is known of a column from the lines read.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    texts: u64,
    others: u64,
    nulls: u64,
}

/// A value and where it was.
struct Member<'a> {
    /// Names from the outermost object inwards, where it is nested.
    path: Vec<String>,
    name: Cow<'a, str>,
    value: &'a RawValue,
}

/// The members of an object, nested ones in their place.
fn flat<'a>(object: Object<'a>, outer: &mut Vec<String>, out: &mut Vec<Member<'a>>) {
    for (name, value) in object.0 {
        let nested = value.get().starts_with('{') && outer.len() < DEEPEST;
        if let Some(inner) = nested
            .then(|| serde_json::from_str::<Object<'a>>(value.get()).ok())
            .flatten()
            && !inner.0.is_empty()
        {
            outer.push(name.into_owned());
            flat(inner, outer, out);
            outer.pop();
            continue;
        }
        let (mut path, mut full) = (outer.clone(), name);
        if !outer.is_empty() {
            path.push(full.to_string());
            full = Cow::Owned(path.join("."));
        }
        out.push(Member {
            path,
            name: full,
            value,
        });
    }
}

/// Columns by name, in the order they were first seen.
#[derive(Default)]
struct Survey {
    names: Vec<String>,
    /// For every column the names that lead to it; empty for one that is not nested.
    paths: Vec<Vec<String>>,
    seen: Vec<Seen>,
    places: HashMap<String, usize>,
    objects: u64,
}

impl Survey {
    fn add(&mut self, object: Object<'_>) {
        self.objects += 1;
        let mut members = Vec::new();
        flat(object, &mut Vec::new(), &mut members);
        for Member { path, name, value } in members {
            let at = match self.places.get(name.as_ref()) {
                Some(&at) => at,
                None => {
                    self.names.push(name.to_string());
                    self.paths.push(path);
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

/// Reads one file of JSON objects.
pub(super) struct JsonReader {
    objects: Objects,
    columns: Vec<JsonColumn>,
    places: HashMap<String, usize>,
    progress: Progress,
    lossy: bool,
    notes: TableNotes,
}

impl JsonReader {
    /// Reads `whole`, the same text, to its end first: a name may come in the last object.
    pub(super) fn open(
        source: TextSource,
        params: &InputParams,
        whole: TextSource,
    ) -> Result<Self> {
        let mut survey = Survey::default();
        let mut all = Objects::of(whole)?;
        while let Some(length) = all.next_len()? {
            let text = all.source.pending().get(..length).unwrap_or_default();
            if let Ok(object) = serde_json::from_str::<Object<'_>>(text.trim()) {
                survey.add(object);
                check_width(&all.source.name, survey.names.len())?;
            }
            all.source.consume(length);
        }
        if survey.objects == 0 {
            let empty = source.pending().trim().is_empty();
            let message = if empty {
                "the file is empty"
            } else {
                "the file contains no JSON object"
            };
            let next = "Check the file, or name its format with --input-format.";
            return Err(Error::invalid(&*source.name, message, next));
        }
        let columns = survey.columns();
        let names = survey.names.iter().zip(&survey.paths);
        let fields = columns
            .iter()
            .zip(names)
            .map(|(c, (name, path))| c.field_at(name, path));
        Ok(Self {
            progress: Progress::new(source.name.clone(), fields.collect(), params),
            objects: Objects::of(source)?,
            columns,
            places: survey.places,
            lossy: params.lossy,
            notes: TableNotes::default(),
        })
    }
}

/// Puts the values of one object where their columns are.
fn place<'a>(
    line: &'a str,
    places: &HashMap<String, usize>,
    row: &mut [Option<&'a RawValue>],
) -> Result<(), (Reason, String)> {
    row.fill(None);
    let object: Object<'a> =
        serde_json::from_str(line).map_err(|e| (Reason::Json, e.to_string()))?;
    let mut members = Vec::new();
    flat(object, &mut Vec::new(), &mut members);
    for Member { name, value, .. } in members {
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
        while let Some(length) = self.objects.next_len()? {
            let line = self
                .objects
                .source
                .pending()
                .get(..length)
                .unwrap_or_default();
            let line = line.trim();
            if !line.is_empty() {
                let bad = self.objects.source.undecodable(length);
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
            self.objects.source.consume(length);
            if part.is_full(length) {
                break;
            }
        }
        self.progress.finish(part)
    }

    fn source(&self) -> Option<&TextSource> {
        Some(&self.objects.source)
    }

    fn notes(&mut self) -> &mut TableNotes {
        &mut self.notes
    }
}
