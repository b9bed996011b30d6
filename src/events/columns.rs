//! Which columns events are made of, and the days on which complaints were closed.

use crate::aggregate::{NO_DAY, day};
use crate::columns::time::TimeColumn;
use crate::columns::{NamedColumns, Reading, Readings, ReportColumns, ServiceRole, resolve_one};
use crate::types::{Level, Observer};
use crate::{Error, Result};
use arrow_array::RecordBatch;
use arrow_schema::Schema;

/// Columns by name; what is absent is guessed, but for the place.
#[derive(Clone, Debug, Default)]
pub struct NamedEventColumns {
    /// Those that a report knows.
    pub columns: NamedColumns,
    /// Who complained.
    pub person: Option<String>,
}

/// Columns of the input.
#[derive(Clone, Debug)]
pub struct EventColumns {
    /// Those that a report counts; the place is among its dimensions, so that every event shows it.
    pub columns: ReportColumns,
    /// The column that holds when a complaint was closed.
    pub closing: Option<usize>,
}

impl EventColumns {
    /// Chooses among the columns of a table of which `sample` is the first chunk, and tells what is guessed.
    ///
    /// # Errors
    /// Where a column named is not there, or none looks like the text of a complaint.
    pub fn choose(
        schema: &Schema,
        sample: Option<&RecordBatch>,
        named: &NamedEventColumns,
        readings: &Readings,
        observer: &dyn Observer,
    ) -> Result<Self> {
        let choose = |named: &NamedColumns| {
            ReportColumns::with_guessed_label(schema, sample, named, readings.clone())
        };
        let mut columns = choose(&named.columns)?;
        let name = |at: usize| schema.field(at).name().clone();
        let place = columns.place;
        if let Some(at) = place.filter(|at| columns.by.iter().all(|d| d.columns != [*at])) {
            let whole = columns.by.iter().filter(|d| !d.is_derived());
            let by = whole.map(|d| d.name.clone()).chain([name(at)]).collect();
            let guessed = std::mem::take(&mut columns.guessed);
            columns = choose(&NamedColumns {
                by: Some(by),
                ..named.columns.clone()
            })?;
            columns.guessed = guessed;
        }
        if let Some(person) = &named.person {
            let at = resolve_one(schema, person, "--person")?;
            columns.service.complainant = Some((at, name(at)));
        }
        if columns.text.is_empty() {
            let names: Vec<String> = (0..schema.fields().len()).map(name).collect();
            return Err(Error::invalid(
                "header",
                format!(
                    "none of these columns looks like text: {}",
                    names.join(", ")
                ),
                "Name the text column with --text.",
            ));
        }
        tell(&columns, observer);
        let service = columns.service.columns.iter();
        let mut closing = service.filter(|c| c.role == ServiceRole::Resolution);
        let closing = closing
            .find(|c| c.reading == Reading::Time)
            .map(|c| c.column);
        Ok(Self { closing, columns })
    }
}

/// Says what was guessed, and what is missing.
fn tell(columns: &ReportColumns, observer: &dyn Observer) {
    columns.tell(observer);
    if columns.time.is_none() {
        observer.message(
            Level::Warn,
            "no column of times was found, so complaints of all times are compared. Name it with --time.",
        );
    }
}

/// The days on which complaints were closed, taken in as rows come.
#[derive(Debug)]
pub struct ClosingDays {
    column: usize,
    days: TimeColumn<i32>,
    /// For every row whether it counts.
    counts: Vec<bool>,
}

impl ClosingDays {
    /// None yet of this column.
    #[must_use]
    pub fn new(column: usize, readings: &Readings) -> Self {
        let days = TimeColumn::new(|time| time.map_or(NO_DAY, |time| day(time.date())));
        Self {
            column,
            days: days.fixed(readings.time(column)),
            counts: Vec::new(),
        }
    }

    /// Takes the rows of a batch in; `fresh` says which of them count.
    pub fn add(&mut self, batch: &RecordBatch, fresh: &[bool]) {
        self.days.add(batch.column(self.column).as_ref());
        self.counts.extend(fresh);
    }

    /// The day of every row that counts, or [`NO_DAY`].
    #[must_use]
    pub fn finish(self) -> Vec<i32> {
        let days = self.days.finish().into_iter().zip(self.counts);
        days.filter(|(_, counts)| *counts)
            .map(|(day, _)| day)
            .collect()
    }
}
