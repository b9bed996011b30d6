//! All cells of a column → facts about it, chunk by chunk, in bounded memory.

use super::duration;
use super::headers;
use super::kind::Kind;
use super::number_format::{NumberFormat, NumberVotes, parse_number};
use super::profile::{Profile, ProfileBuilder};
use super::time::{OrderVotes, TimeFormat, TimeReader, Zone};
use crate::types::cell::{cell_text, cell_time};
use crate::types::is_missing;
use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, Field, Schema};
use rayon::prelude::*;

/// Values shown of a column, and cells that could not be read.
const SHOWN: usize = 3;
/// A cell longer than this (bytes) is a text, whatever it begins with.
const LONGEST_VALUE: usize = 96;

/// What all cells of a column say of it.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    /// Counts of its cells.
    pub profile: Profile,
    /// The first values that differ.
    pub examples: Vec<String>,
    votes: OrderVotes,
    numbers: NumberVotes,
    /// The largest number without regard to its sign.
    largest: f64,
    /// Cells of digits alone that may be times: compact dates, seconds since 1970.
    digit_times: usize,
    /// Cells without spaces that hold a digit or are Latin letters alone.
    tokens: usize,
    /// The first cells that are not numbers, not times, not durations.
    odd: [Vec<String>; 3],
    /// The zone of a column that is typed as times.
    zone: Option<String>,
}

/// Surveys of all columns of a table in the making.
pub struct Surveys(Vec<(ProfileBuilder, Survey)>);

impl Surveys {
    /// Of a table without rows.
    #[must_use]
    pub fn new(schema: &Schema) -> Self {
        let column = |field: &std::sync::Arc<Field>| {
            let zone = match field.data_type() {
                DataType::Timestamp(_, zone) => zone.as_ref().map(ToString::to_string),
                _ => None,
            };
            let survey = Survey {
                zone,
                ..Survey::default()
            };
            (ProfileBuilder::new(field.name()), survey)
        };
        Self(schema.fields().iter().map(column).collect())
    }

    /// Takes the rows of a chunk in.
    pub fn add(&mut self, batch: &RecordBatch) {
        let columns = self.0.par_iter_mut().zip(batch.columns());
        columns.for_each(|((profile, survey), array)| {
            profile.add(array.as_ref());
            survey.add(array.as_ref());
        });
    }

    /// The surveys, in the order of the columns.
    #[must_use]
    pub fn finish(self) -> Vec<Survey> {
        let done = |(profile, survey): (ProfileBuilder, Survey)| Survey {
            profile: profile.finish(),
            ..survey
        };
        self.0.into_iter().map(done).collect()
    }
}

impl std::fmt::Debug for Surveys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Surveys").field(&self.0.len()).finish()
    }
}

impl Survey {
    fn add(&mut self, array: &dyn Array) {
        for row in 0..array.len() {
            let Some(cell) = cell_text(array, row) else {
                continue;
            };
            let cell = cell.trim();
            if is_missing(cell, true) {
                continue;
            }
            if self.examples.len() < SHOWN && !self.examples.iter().any(|e| e == cell) {
                self.examples.push(cell.to_owned());
            }
            let is_typed = cell_time(array, row).is_some();
            self.enter(cell, is_typed);
        }
    }

    fn enter(&mut self, cell: &str, is_typed: bool) {
        if cell.len() > LONGEST_VALUE {
            self.odd.iter_mut().for_each(|odd| keep(odd, cell));
            return;
        }
        // `3,5` is 3.5 or 35: the smaller of both readings counts
        let readings = [false, true].map(|comma| parse_number(cell, comma));
        let smallest = readings
            .into_iter()
            .flatten()
            .map(f64::abs)
            .reduce(f64::min);
        match smallest {
            Some(number) => {
                self.numbers.add(cell);
                self.largest = self.largest.max(number);
            }
            None => keep(&mut self.odd[0], cell),
        }
        let is_time = is_typed || self.votes.add(cell).is_some();
        self.digit_times += usize::from(is_time && smallest.is_some());
        if !is_time {
            keep(&mut self.odd[1], cell);
        }
        if smallest.is_none() && duration::hours(cell).is_none() {
            keep(&mut self.odd[2], cell);
        }
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_./#".contains(c);
        let has_digit = cell.contains(|c: char| c.is_ascii_digit());
        self.tokens += usize::from(cell.len() <= 40 && has_digit && cell.chars().all(plain));
    }

    /// Cells that are times, digits alone included.
    #[must_use]
    pub fn times(&self) -> usize {
        self.profile.times + self.digit_times
    }

    /// Filled cells that can be read as `kind`; `None` for a kind that any cell is of.
    #[must_use]
    pub fn cells_read(&self, kind: Kind) -> Option<usize> {
        let profile = &self.profile;
        Some(match kind {
            Kind::Number | Kind::Share | Kind::Rating => profile.numbers,
            Kind::Duration => profile.durations.max(profile.numbers),
            Kind::Time => self.times(),
            _ => return None,
        })
    }

    /// Up to three cells that cannot be read as `kind`.
    #[must_use]
    pub fn odd(&self, kind: Kind) -> &[String] {
        match kind {
            Kind::Number | Kind::Share | Kind::Rating => &self.odd[0],
            Kind::Time => &self.odd[1],
            Kind::Duration => &self.odd[2],
            _ => &[],
        }
    }

    /// How the column writes its numbers; absent where its cells contradict each other.
    #[must_use]
    pub fn number_format(&self) -> Option<NumberFormat> {
        let named = headers::bare_unit(&self.profile.header);
        self.numbers.format(None, named).ok()
    }

    /// How the column writes its times; `fixed` goes before what its cells say.
    #[must_use]
    pub fn time_format(&self, fixed: &TimeFormat) -> TimeFormat {
        let found = self.votes.format(fixed);
        let typed = self.zone.as_deref().and_then(|z| Zone::parse(z).ok());
        TimeFormat {
            zone: fixed.zone.or(typed).or(found.zone),
            ..found
        }
    }

    /// What was decided about the times of the column that a person should check.
    #[must_use]
    pub fn doubt(&self) -> Option<String> {
        self.votes.doubt(&TimeFormat::default())
    }

    /// As [`OrderVotes::fits`].
    #[must_use]
    pub fn fits(&self, order: super::time::Order) -> bool {
        self.votes.fits(order)
    }

    /// Dates whose order is open, and those of them that `order` does not fit.
    #[must_use]
    pub fn misfits(&self, order: super::time::Order) -> (u64, u64) {
        self.votes.misfits(order)
    }

    /// The one unit that cells carry; empty without one.
    pub(super) fn unit(&self) -> &str {
        self.numbers.unit()
    }

    /// Whether no number is larger.
    pub(super) fn is_within(&self, most: f64) -> bool {
        self.largest <= most
    }

    /// Whether nearly all cells are words with digits in them, and differ.
    pub(super) fn looks_like_codes(&self) -> bool {
        self.profile.most(self.tokens, 9)
    }

    /// The first example that is a time, as it is read.
    #[must_use]
    pub fn read_time(&self, format: &TimeFormat) -> Option<(String, String)> {
        let reader: TimeReader = self.votes.reader().with(format);
        let mut read = self.examples.iter();
        read.find_map(|e| Some((e.clone(), reader.read(e)?.to_string())))
    }
}

/// Keeps one of the first few cells that differ.
fn keep(cells: &mut Vec<String>, cell: &str) {
    if cells.len() < SHOWN && !cells.iter().any(|c| c == cell) {
        cells.push(cell.chars().take(LONGEST_VALUE).collect());
    }
}
