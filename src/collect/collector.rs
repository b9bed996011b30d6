//! Chunks of rows → the columns, texts and model posteriors that a report counts.

use super::cells::Cells;
use super::collected::{Collected, FileRows, Unsure};
use super::column_readings::{days, note_times, uses};
use super::equal_ids::{EqualIds, RepeatFilter, kept};
use super::model_said::{ModelSaid, SURE};
use super::numbers::{finish_numbers, is_personal};
use super::outcomes;
use super::row_types::RowTypes;
use super::service_rows::ServiceCollector;
use crate::aggregate::{Calendar, Column, ColumnReadings, Encoder, Table};
use crate::bundle::Bundle;
use crate::causes::ComplaintTexts;
use crate::columns::time::{TimeColumn, TimeDoubt};
use crate::columns::{Dimension, NumberColumn, ReportColumns, folded_label, is_missing};
use crate::ingest::Chunk;
use crate::normalize::{MaskParams, NormalizeParams, Normalizer};
use crate::report::wording;
use crate::score::{REVIEW, RowModel, RowText, row_texts};
use crate::similar;
use crate::types::Lang;
use crate::types::arena::StringArena;
use crate::types::cell::cell_text;
use arrow_array::Array;
use arrow_schema::Schema;
use rayon::prelude::*;
use std::borrow::Cow;

/// What is kept of the rows.
#[derive(Clone, Debug, Default)]
pub struct CollectParams {
    /// What is masked in words, values and examples.
    pub mask: MaskParams,
    /// Language of names given to rows and columns.
    pub lang: Lang,
    /// Texts as they came, ids and doubts are kept.
    pub for_causes: bool,
    /// Sums of what the model said are kept.
    pub for_merging: bool,
    /// Texts only tell rows apart that were exported twice.
    pub without_texts: bool,
}

/// Takes rows in.
pub struct Collector {
    columns: ReportColumns,
    repeats: RepeatFilter,
    model: Option<RowModel>,
    normalizer: Normalizer,
    /// The id column holds personal numbers: rows are named by their place.
    ids_name_people: bool,
    lang: Lang,
    /// Texts as they came, ids and doubts are kept.
    for_causes: bool,
    without_texts: bool,
    /// Names given to rows that have no id, where there is a column of ids.
    unnamed: Vec<String>,
    /// The model gave a type where the column of types has none.
    types_are_filled: bool,
    types: RowTypes,
    by: Vec<Encoder>,
    days: TimeColumn<i32>,
    received: TimeColumn<i32>,
    /// By name, in the order of the report's columns.
    numbers: Vec<(String, NumberColumn)>,
    review: Vec<bool>,
    texts: ComplaintTexts,
    said: ModelSaid,
    service: ServiceCollector,
    yes_no: Cells,
    places: Cells,
    readings: ColumnReadings,
    time_name: Option<String>,
    files: Vec<FileRows>,
}

impl Collector {
    /// For a table of `schema`, of which `sample` is the first chunk.
    pub fn new(
        columns: ReportColumns,
        schema: &Schema,
        sample: Option<&Chunk>,
        bundle: Option<&Bundle>,
        params: &CollectParams,
    ) -> Self {
        let name = |c: usize| schema.field(c).name().clone();
        let mask = params.mask.clone();
        let normalizer = Normalizer::new(NormalizeParams { mask }).speaking(params.lang);
        let ids = columns.id.zip(sample).map(|(at, chunk)| {
            let array = chunk.batch.column(at);
            (0..chunk.batch.num_rows()).filter_map(|row| cell_text(array.as_ref(), row))
        });
        let by = |by: &Dimension| Encoder::new(&by.name).made(by.is_derived());
        let numbers = columns.numbers.iter();
        let readings = &columns.readings;
        let numbers = numbers.map(|&c| {
            let column = NumberColumn::default().with_comma(readings.decimal_comma(c));
            (name(c), column.with_header(&name(c)))
        });
        let days = |column: Option<usize>| days(column.map(|c| readings.time(c)));
        let ids_name_people = ids.is_some_and(|ids| normalizer.names_people(ids));
        let id = columns.id.filter(|_| !ids_name_people);
        let repeats = RepeatFilter::new((id, &columns.text, columns.time), sample);
        let of_types = columns.label.map_or_else(|| "predicted".to_owned(), name);
        Self {
            repeats: match params.without_texts {
                true => repeats,
                false => repeats.watching(&columns, schema),
            },
            ids_name_people,
            types: RowTypes::new(&of_types, &columns, bundle),
            by: columns.by.iter().map(by).collect(),
            numbers: numbers.collect(),
            model: bundle.map(|b| {
                RowModel::new(b, columns.label, &columns.probabilities, &params.mask)
                    .folding(folded_label)
            }),
            said: ModelSaid::new(bundle, columns.by.len(), params.for_merging),
            days: days(columns.time),
            received: days(columns.received),
            lang: params.lang,
            for_causes: params.for_causes,
            without_texts: params.without_texts,
            unnamed: Vec::new(),
            types_are_filled: false,
            review: Vec::new(),
            texts: ComplaintTexts::default(),
            service: ServiceCollector::default(),
            yes_no: Cells::new(columns.yes_no, schema),
            places: Cells::new(columns.place, schema),
            readings: uses(&columns, schema),
            time_name: columns.time.map(name),
            files: Vec::new(),
            normalizer,
            columns,
        }
    }

    /// What the rows so far decided about their times that a person should check.
    pub fn doubts_of_times(&self) -> Vec<TimeDoubt> {
        self.days.doubts()
    }

    /// As [`TimeColumn::shortfall`].
    pub fn unread_times(&self) -> Option<String> {
        self.days.shortfall()
    }

    /// What was seen of ids so far.
    pub fn equal_ids(&self) -> EqualIds {
        self.repeats.seen()
    }

    /// Takes the rows of a chunk in, except those that were there before; gives for every row whether it was not. While one thread looks for
    /// these, others read the texts.
    pub fn add(&mut self, chunk: &Chunk) -> Vec<bool> {
        let (repeats, normalizer) = (&mut self.repeats, &self.normalizer);
        let text = match self.without_texts {
            true => &[][..],
            false => &self.columns.text,
        };
        let (fresh, mut texts) = rayon::join(
            || repeats.fresh_rows(chunk),
            || row_texts(&chunk.batch, text, normalizer),
        );
        let chunk = kept(chunk, &fresh);
        if matches!(chunk, Cow::Owned(_)) {
            let mut fresh = fresh.iter();
            texts.retain(|_| fresh.next() == Some(&true));
        }
        self.add_fresh(&chunk, &texts);
        fresh
    }

    fn add_fresh(&mut self, chunk: &Chunk, texts: &[RowText]) {
        let batch = &chunk.batch;
        if self.files.last().is_none_or(|f| f.name != chunk.file) {
            self.files.push(FileRows {
                name: chunk.file.clone(),
                first: self.texts.normalized.len(),
            });
        }
        let encoders = self.by.par_iter_mut().zip(&self.columns.by);
        encoders.for_each(|(encoder, by)| {
            for row in 0..batch.num_rows() {
                let value = by.value(batch, row);
                encoder.push_unless(value.as_deref(), |v| is_missing(v, true));
            }
        });
        self.add_types(chunk, texts);
        let normalizer = &self.normalizer;
        let numbers = self.numbers.par_iter_mut().zip(&self.columns.numbers);
        numbers.for_each(|((_, numbers), &column)| {
            let array = batch.column(column);
            for row in 0..batch.num_rows() {
                let cell = cell_text(array.as_ref(), row);
                numbers.push(cell.as_deref().filter(|c| !is_personal(c, normalizer)));
            }
        });
        if let Some(column) = self.columns.time {
            self.days.add(batch.column(column));
        }
        if let Some(column) = self.columns.received {
            self.received.add(batch.column(column));
        }
        self.service.add(batch, &self.columns);
        self.yes_no.add(batch, |_| false);
        self.places.add(batch, |place| is_missing(place, true));
        if let Some(column) = self.columns.decision {
            let array = batch.column(column);
            let review = |row| cell_text(array.as_ref(), row).as_deref() == Some(REVIEW);
            self.review.extend((0..batch.num_rows()).map(review));
        }
        if self.for_causes {
            self.add_ids(chunk);
            outcomes::add(&mut self.texts.outcomes, chunk, &self.columns);
        }
        for text in texts {
            if self.for_causes {
                self.texts.raw.push(&text.raw);
            }
            self.texts.normalized.push(&text.normalized);
        }
    }

    /// Types from the column, else from the model; whatever the model says is kept to correct the shares.
    fn add_types(&mut self, chunk: &Chunk, texts: &[RowText]) {
        let batch = &chunk.batch;
        let said = self.model.as_ref().map(|m| m.read(batch, texts));
        for row in 0..batch.num_rows() {
            let label = |c: usize| cell_text(batch.column(c).as_ref(), row);
            let cell = self.columns.label.and_then(label);
            let Some(of_model) = said.as_ref().map(|s| s.cell(row)) else {
                self.types.push(cell.as_deref(), |t| is_missing(t, false));
                continue;
            };
            let cell = cell.as_deref().filter(|t| !is_missing(t, false));
            let is_filled = self.columns.label.is_some() && cell.is_none() && of_model.is_some();
            self.types_are_filled |= is_filled;
            self.types.push(cell.or(of_model.as_deref()), |_| false);
        }
        if let Some(said) = &said {
            let with_doubts = self.columns.confidence.is_none();
            self.said.add(said, batch.num_rows(), &self.by, with_doubts);
        }
        if let Some(column) = self.columns.confidence.filter(|_| self.for_causes) {
            self.said
                .doubtful
                .extend(doubts(batch.column(column).as_ref()));
        }
    }

    fn add_ids(&mut self, chunk: &Chunk) {
        let column = self.columns.id.filter(|_| !self.ids_name_people);
        let array = column.map(|c| chunk.batch.column(c));
        for (row, number) in chunk.rows.iter().enumerate() {
            let id = array.and_then(|a| cell_text(a.as_ref(), row));
            match id.as_deref().map(str::trim).filter(|id| !id.is_empty()) {
                Some(id) => self.texts.ids.push(id),
                None => {
                    let name = wording::row_id(*number, self.lang);
                    self.texts.ids.push(&name);
                    self.unnamed.extend(column.is_some().then_some(name));
                }
            }
        }
    }

    /// Finds near-duplicates and masks what the tables name; `repeat_days` as in [`ServiceRows`].
    pub fn finish(self, repeat_days: u32) -> Collected {
        let totals = self
            .said
            .totals
            .map(|t| t.finish(&self.by, |v| self.normalizer.shown(v).into_owned()));
        let columns = &self.columns;
        let doubts = told_times(&self.days, self.lang);
        let mut readings = self.readings;
        note_times(&mut readings, self.time_name, &self.days);
        let (normalizer, lang) = (&self.normalizer, self.lang);
        let shown_to = (normalizer, lang);
        let (mut numbers, mut notes) =
            finish_numbers(self.numbers, &columns.service, &mut readings, shown_to);
        let service = self.service;
        let (service, more) =
            service.finish(columns, &mut numbers, (repeat_days, lang), normalizer);
        notes.extend(more);
        notes.splice(0..0, doubts);
        let group = groups(&self.texts.normalized);
        let unsure = unsure(&self.review, &self.texts.normalized, self.said.doubtful);
        let masked = |encoder: Encoder| masked(encoder.finish(), normalizer);
        let types_are_written = !self.types_are_filled && !self.types.are_several();
        let shown = |name: &str| normalizer.shown(name).into_owned();
        let (types, combinations) = self.types.finish(shown);
        Collected {
            unsure,
            table: Table {
                types: masked(types),
                combinations,
                dimensions: self.by.into_iter().map(masked).collect(),
                days: self.columns.time.map(|_| self.days.finish()),
                received: self.columns.received.map(|_| self.received.finish()),
                numbers,
                review: self.columns.decision.map(|_| self.review),
                group,
                template: Vec::new(),
                calendar: Calendar::default(),
            },
            texts: self.texts,
            unnamed: self.unnamed,
            types_are_written,
            model_rows: self.said.rows,
            model_totals: totals,
            service,
            yes_no: self.yes_no.finish(),
            places: self.places.finish(),
            notes,
            equal_ids: self.repeats.seen(),
            readings,
            columns: ReportColumns {
                id: self.columns.id.filter(|_| !self.ids_name_people),
                ..self.columns
            },
            files: self.files,
            normalizer: self.normalizer,
        }
    }
}

/// What the times left to decide, in words.
fn told_times(days: &TimeColumn<i32>, lang: Lang) -> Vec<String> {
    let doubts = days.doubts().into_iter();
    doubts.map(|d| wording::reading::times(&d, lang)).collect()
}

/// The rows to be reviewed or, where none with a text is, those that the model doubts. Rows without a text are always to be reviewed.
fn unsure(review: &[bool], texts: &StringArena, doubtful: Vec<bool>) -> Unsure {
    let has_text = |row: usize| !texts.get(row).trim().is_empty();
    let by_decision = (0..review.len()).any(|row| review[row] && has_text(row));
    Unsure {
        rows: if by_decision {
            review.to_vec()
        } else {
            doubtful
        },
    }
}

/// The first row of every row's near-duplicates. Complaints without a text are not copies of one another.
pub(super) fn groups(normalized: &StringArena) -> Vec<u32> {
    let texts = normalized.all();
    let mut groups = similar::groups(&texts);
    for (row, (of, text)) in groups.iter_mut().zip(&texts).enumerate() {
        if text.trim().is_empty() {
            *of = u32::try_from(row).unwrap_or(u32::MAX);
        }
    }
    groups
}

/// Whether a column of confidences is below what is sure, row by row.
fn doubts(column: &dyn Array) -> Vec<bool> {
    let doubtful = |row| {
        let p: Option<f32> = cell_text(column, row).and_then(|c| c.trim().parse().ok());
        p.is_some_and(|p| p < SURE)
    };
    (0..column.len()).into_par_iter().map(doubtful).collect()
}

/// The column with personal numbers masked in its values; values that become the same are one.
fn masked(column: Column, normalizer: &Normalizer) -> Column {
    let values = column.values.par_iter();
    let values: Vec<String> = values.map(|v| normalizer.shown(v).into_owned()).collect();
    if values == column.values {
        return column;
    }
    let mut encoder = Encoder::new(&column.name).made(column.made);
    for code in column.codes {
        encoder.push(values.get(code as usize).map(String::as_str));
    }
    encoder.finish()
}
