//! Events → a table; rows → the same with the event of each.

use super::Group;
use super::describe::{Event, Value};
use crate::export::{OutputParams, Writer, Written};
use crate::normalize::MaskParams;
use crate::report::wording::events as headings;
use crate::score::{ColumnMasker, push_field};
use crate::types::arena::StringArena;
use crate::types::cell::cell_text;
use crate::types::{EVENT_COLUMN, Lang};
use crate::{Error, Result};
use arrow_array::{ArrayRef, Date32Array, RecordBatch, StringArray, UInt64Array};
use arrow_schema::{DataType, FieldRef, Schema, SchemaRef};
use chrono::NaiveDate;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Writes the events to `output` (`-` is stdout), one a row; columns of which nothing is known are left out.
///
/// # Errors
/// Where the output cannot be written.
pub fn write_events(
    events: &[Event],
    (output, format): (&str, &OutputParams),
    lang: Lang,
) -> Result<Written> {
    let text = |of: &dyn Fn(&Event) -> Option<String>| -> ArrayRef {
        Arc::new(events.iter().map(of).collect::<StringArray>())
    };
    let number = |of: &dyn Fn(&Event) -> Option<u64>| -> ArrayRef {
        Arc::new(events.iter().map(of).collect::<UInt64Array>())
    };
    let day = |of: &dyn Fn(&Event) -> Option<NaiveDate>| -> ArrayRef {
        let days = events.iter().map(|e| of(e).map(|d| d.to_epoch_days()));
        Arc::new(days.collect::<Date32Array>())
    };
    let own: [ArrayRef; 9] = [
        text(&|e| Some(e.id.clone())),
        text(&|e| Some(e.name.clone())),
        number(&|e| Some(e.complaints)),
        number(&|e| Some(e.distinct_texts)),
        number(&|e| e.people),
        day(&|e| e.first),
        day(&|e| e.last),
        number(&|e| e.last_four_weeks),
        number(&|e| e.four_weeks_before),
    ];
    let mut columns: Vec<(String, ArrayRef)> = Vec::new();
    let named = |names: &[&str], arrays: Vec<ArrayRef>| {
        let names = names.iter().map(|n| (*n).to_owned());
        names.zip(arrays).collect::<Vec<_>>()
    };
    columns.extend(named(&headings::first(lang), own.into()));
    let values = |e: &Event| -> Vec<Value> { e.of_type.iter().chain(&e.values).cloned().collect() };
    for (at, value) in events
        .first()
        .map(values)
        .unwrap_or_default()
        .iter()
        .enumerate()
    {
        let of = |e: &Event| values(e).get(at)?.value.clone();
        columns.push((value.column.clone(), text(&of)));
    }
    let separator = headings::between_ids(lang);
    let more: [ArrayRef; 4] = [
        number(&|e| Some(e.closed?.closed)),
        number(&|e| Some(e.closed?.of)),
        number(&|e| e.after_closing),
        text(&|e| Some(e.ids.join(separator))),
    ];
    columns.extend(named(&headings::last(lang), more.into()));
    columns.retain(|(_, array)| events.is_empty() || array.null_count() < array.len());
    write_columns(columns, output, format)
}

/// Writes columns, each with its name, as a table.
fn write_columns(
    columns: Vec<(String, ArrayRef)>,
    output: &str,
    format: &OutputParams,
) -> Result<Written> {
    let mut fields: Vec<FieldRef> = Vec::new();
    for (name, array) in &columns {
        push_field(&mut fields, name.as_str(), array.data_type().clone());
    }
    let schema = Arc::new(Schema::new(fields));
    let arrays = columns.into_iter().map(|c| c.1).collect();
    let batch = RecordBatch::try_new(schema, arrays).map_err(broken)?;
    let mut writer = Writer::create(output, batch.schema(), format)?;
    writer.write(&batch)?;
    writer.finish()
}

fn broken(e: arrow_schema::ArrowError) -> Error {
    Error::invalid("the table of events", e.to_string(), "")
}

/// Rows as they came, to be written with their events.
#[derive(Debug)]
pub struct KeptRows {
    /// Batches; for every row as which it was taken in, absent where an earlier one is the same.
    batches: Vec<(RecordBatch, Vec<Option<u32>>)>,
    taken: u32,
    schema: Schema,
    masker: Option<ColumnMasker>,
}

impl KeptRows {
    /// None yet of a table of `schema`, of which `sample` is the first chunk; their columns are masked as `mask` says.
    #[must_use]
    pub fn new(
        schema: &Schema,
        sample: Option<&RecordBatch>,
        id: Option<usize>,
        mask: Option<MaskParams>,
    ) -> Self {
        Self {
            batches: Vec::new(),
            taken: 0,
            schema: schema.clone(),
            masker: mask.map(|mask| ColumnMasker::new(schema, sample, id, mask)),
        }
    }

    /// Keeps a batch; `fresh` says which of its rows were taken in.
    pub fn add(&mut self, batch: RecordBatch, fresh: &[bool]) {
        let mut rows = Vec::with_capacity(fresh.len());
        for fresh in fresh {
            rows.push(fresh.then_some(self.taken));
            self.taken += u32::from(*fresh);
        }
        self.batches.push((batch, rows));
    }

    /// With the rows that repeat an earlier one in the place of the first that has their id.
    #[must_use]
    pub fn with_repeated(mut self, ids: &StringArena, column: Option<usize>) -> Self {
        let all = self.batches.iter().flat_map(|(_, rows)| rows);
        let Some(column) = column.filter(|_| all.into_iter().any(Option::is_none)) else {
            return self;
        };
        let mut first: FxHashMap<&str, u32> = FxHashMap::default();
        for (row, id) in (0..).zip(ids.all()) {
            first.entry(id).or_insert(row);
        }
        for (batch, rows) in &mut self.batches {
            let array = batch.column(column).clone();
            let repeated = rows.iter_mut().enumerate().filter(|(_, row)| row.is_none());
            for (at, row) in repeated {
                let id = cell_text(array.as_ref(), at);
                *row = id.and_then(|id| first.get(id.trim()).copied());
            }
        }
        self
    }

    /// Writes the rows with `event`, `event_name` and `event_complaints` appended; the groups are in the order of the events.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub fn write(
        &self,
        groups: &[Group],
        events: &[Event],
        (output, format): (&str, &OutputParams),
    ) -> Result<Written> {
        let of_row = self.events_of_rows(groups, events);
        let masker = self.masker.as_ref();
        let own = masker.map_or_else(|| self.schema.clone(), |m| m.schema(&self.schema));
        let mut fields: Vec<FieldRef> = own.fields().iter().cloned().collect();
        push_field(&mut fields, EVENT_COLUMN, DataType::Utf8);
        push_field(&mut fields, "event_name", DataType::Utf8);
        push_field(&mut fields, "event_complaints", DataType::UInt64);
        let schema: SchemaRef = Arc::new(Schema::new_with_metadata(fields, own.metadata().clone()));
        let mut writer = Writer::create(output, schema.clone(), format)?;
        for (batch, rows) in &self.batches {
            let mut columns = match masker {
                None => batch.columns().to_vec(),
                Some(masker) => masker.columns(batch).0,
            };
            let event = |row: &Option<u32>| of_row.get((*row)? as usize).copied().flatten();
            let found: Vec<Option<&Event>> = rows.iter().map(event).collect();
            let ids = found.iter().map(|e| e.map(|e| e.id.as_str()));
            let names = found.iter().map(|e| e.map(|e| e.name.as_str()));
            let sizes = found.iter().map(|e| e.map(|e| e.complaints));
            columns.push(Arc::new(ids.collect::<StringArray>()));
            columns.push(Arc::new(names.collect::<StringArray>()));
            columns.push(Arc::new(sizes.collect::<UInt64Array>()));
            let batch = RecordBatch::try_new(schema.clone(), columns).map_err(broken)?;
            writer.write(&batch)?;
        }
        writer.finish()
    }

    /// For every row that was taken in its event, where it belongs to one.
    fn events_of_rows<'a>(&self, groups: &[Group], events: &'a [Event]) -> Vec<Option<&'a Event>> {
        let mut of_row = vec![None; self.taken as usize];
        for (event, group) in events.iter().zip(groups) {
            for &row in &group.rows {
                if let Some(of) = of_row.get_mut(row as usize) {
                    *of = Some(event);
                }
            }
        }
        of_row
    }
}
