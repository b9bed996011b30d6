//! Record batches → rows of an index.

mod cells;
mod ids;
mod scoring;
#[cfg(test)]
mod tests;

pub(crate) use ids::id_fault;

use crate::Result;
use crate::bundle::Bundle;
use crate::columns::time::{OrderVotes, TimeFormat, TimeReader};
use crate::columns::{Profile, Readings};
use crate::index::{Cell, ColumnKind, IndexParams, Row, Upsert, UpsertCounts, Writer, micros};
use crate::types::cell::JsonColumn;
use arrow_array::Array;
use arrow_array::RecordBatch;
use arrow_schema::Field;
use cells::storage;
pub(super) use cells::{cell, kind};
use chrono::NaiveDateTime;
use ids::refuse_personal_ids;
use rayon::prelude::*;
use scoring::Scoring;
use std::path::Path;

/// Fills one index from batches of one schema.
#[derive(Debug)]
pub(crate) struct Feeder {
    writer: Writer,
    columns: Vec<SourceColumn>,
    scoring: Option<Scoring>,
}

/// A column of the input: where it goes and how its times are read.
#[derive(Debug)]
struct SourceColumn {
    to: usize,
    json: Option<JsonColumn>,
    times: Option<Times>,
}

/// How a column's times are read, and the cells that decided it.
#[derive(Debug)]
pub(super) struct Times {
    name: String,
    /// Not typed as times: the cells are read.
    is_text: bool,
    votes: OrderVotes,
    /// What is fixed, whatever the cells say.
    fixed: TimeFormat,
    reader: TimeReader,
}

impl Times {
    pub(super) fn new(field: &Field, array: &dyn Array, fixed: TimeFormat) -> Self {
        let mut times = Self {
            name: field.name().clone(),
            is_text: !field.data_type().is_temporal(),
            votes: OrderVotes::default(),
            fixed,
            reader: TimeReader::default(),
        };
        times.learn(array);
        times
    }

    pub(super) fn learn(&mut self, array: &dyn Array) {
        if self.is_text {
            self.votes.add_column(array);
        }
        self.reader = self.votes.reader().with(&self.fixed);
    }

    pub(super) fn read(&self, array: &dyn Array, row: usize) -> Option<NaiveDateTime> {
        self.reader.read_cell(array, row)
    }
}

impl Feeder {
    /// Opens the index at `dir` for rows like those of `sample`, the first rows, which tell what each column holds; `readings` go
    /// before them. A model stands with the places of the columns it reads.
    ///
    /// # Errors
    /// As [`Writer::open`]; the ids are the numbers of people, in an index that masks those.
    pub(crate) fn open(
        dir: &Path,
        params: &IndexParams,
        sample: &RecordBatch,
        model: Option<(&Bundle, Vec<usize>)>,
        readings: &Readings,
    ) -> Result<Self> {
        let params = IndexParams {
            model: model.as_ref().map(|m| m.0.hash().to_owned()),
            ..params.clone()
        };
        let mut writer = Writer::open(dir, &params)?;
        refuse_personal_ids(&writer, sample)?;
        let time = writer.roles().time.clone();
        let mut columns = Vec::new();
        let fields = sample.schema_ref().fields().iter();
        let fields = fields.zip(sample.columns()).zip(Profile::of_all(sample));
        for (place, ((field, array), profile)) in fields.enumerate() {
            let kind = match time.as_ref() == Some(field.name()) {
                true => ColumnKind::Date,
                false => kind(array, &profile),
            };
            let to = writer.column(field.name(), kind, storage(field), false)?;
            let is_date = writer.columns()[to].kind == ColumnKind::Date;
            columns.push(SourceColumn {
                to,
                json: JsonColumn::of(field),
                times: is_date.then(|| Times::new(field, array, readings.time(place))),
            });
        }
        let schema = sample.schema_ref();
        let scoring = model.map(|(bundle, text)| Scoring::open(&mut writer, schema, bundle, text));
        Ok(Self {
            scoring: scoring.transpose()?,
            writer,
            columns,
        })
    }

    /// True where the day and month of text dates may be learnt from more rows than the sample.
    pub(crate) fn has_text_dates(&self) -> bool {
        let mut times = self.columns.iter().filter_map(|c| c.times.as_ref());
        times.any(|t| t.is_text)
    }

    /// Learns from rows beyond the sample, before any is fed, which number of `03/05/2019` is the day: the whole column
    /// decides.
    pub(crate) fn learn_dates(&mut self, batch: &RecordBatch) {
        for (source, array) in self.columns.iter_mut().zip(batch.columns()) {
            if let Some(times) = &mut source.times {
                times.learn(array);
            }
        }
    }

    /// The order in which dates such as `03/05/2019` are read, column by column where there are any.
    pub(crate) fn orders_of_dates(&self) -> impl Iterator<Item = String> {
        let times = self.columns.iter().filter_map(|c| c.times.as_ref());
        times.filter_map(|t| Some(format!("{}: {}", t.name, t.votes.doubt(&t.fixed)?)))
    }

    /// Adds the rows of a batch but those the index has already, unchanged.
    ///
    /// # Errors
    /// The disk refuses.
    pub(crate) fn feed(&mut self, batch: &RecordBatch) -> Result<()> {
        let width = self.writer.columns().len();
        let rows: Vec<Row> = (0..batch.num_rows())
            .into_par_iter()
            .map(|at| self.row(batch, at, width))
            .collect();
        let upserts = self.writer.diff(&rows);
        let mut changed = changed(rows, &upserts);
        if let Some(scoring) = &self.scoring {
            scoring.score(batch, &upserts, &mut changed);
        }
        self.writer.write(changed, &upserts)
    }

    fn row(&self, batch: &RecordBatch, at: usize, width: usize) -> Row {
        let mut row = Row {
            cells: vec![Cell::Null; width],
            times: Vec::new(),
        };
        for (source, array) in self.columns.iter().zip(batch.columns()) {
            row.cells[source.to] = cell(array, at, source.json);
            if let Some(times) = &source.times
                && let Some(time) = times.read(array, at)
            {
                row.times.push((source.to, micros(time)));
            }
        }
        row
    }

    /// Commits and closes.
    ///
    /// # Errors
    /// The disk refuses.
    pub(crate) fn finish(self) -> Result<UpsertCounts> {
        self.writer.finish()
    }
}

/// The rows that must be written.
fn changed(rows: Vec<Row>, upserts: &[Upsert]) -> Vec<Row> {
    if upserts.len() == rows.len() {
        return rows;
    }
    let mut wanted = upserts.iter().map(|u| u.at).peekable();
    let rows = rows.into_iter().enumerate();
    let changed = rows.filter(|(at, _)| wanted.next_if_eq(at).is_some());
    changed.map(|(_, row)| row).collect()
}
