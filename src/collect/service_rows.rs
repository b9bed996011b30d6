//! Service columns of passing chunks → the rows that service figures count.

use super::numbers::{drop_negative, read_numbers, scale_doubt};
use crate::aggregate::{
    Answer, AnswerReading, Encoder, Flags, NONE, Numbers, ReadAnswers, ServiceFigure, ServiceRows,
};
use crate::columns::time::{TimeColumn, TimeFormat};
use crate::columns::{
    self, FixedAnswers, NumberColumn, OneSided, Reading, ReportColumns, ServiceColumn, ServiceRole,
    names_someone, one_sided, read_answers,
};
use crate::normalize::Normalizer;
use crate::report::wording;
use crate::types::Lang;
use crate::types::cell::cell_text;
use arrow_array::RecordBatch;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::xxh3_128;

/// From a median of so many hours on a duration is told in days.
const LONG_HOURS: f64 = 72.0;

/// Hours since 1970-01-01, NaN for none.
type Hours = TimeColumn<f64>;

fn hours(format: TimeFormat) -> Hours {
    TimeColumn::new(|time| time.map_or(f64::NAN, |t| t.and_utc().timestamp() as f64 / 3600.0))
        .fixed(format)
}

/// What is kept of the service columns, row by row.
#[derive(Debug, Default)]
pub(super) struct ServiceCollector {
    /// When complaints were made; kept where another column of times is set against it.
    made: Option<Hours>,
    times: FxHashMap<usize, Hours>,
    durations: FxHashMap<usize, NumberColumn>,
    filled: FxHashMap<usize, Vec<Option<bool>>>,
    answers: FxHashMap<usize, Encoder>,
    /// Numbers of those who complained, by the hash of what names them.
    people: FxHashMap<u128, u32>,
    codes: Vec<u32>,
}

impl ServiceCollector {
    /// Takes the rows of a batch in.
    pub(super) fn add(&mut self, batch: &RecordBatch, all: &ReportColumns) {
        let (columns, readings) = (&all.service, &all.readings);
        for (place, column) in columns.columns.iter().enumerate() {
            let array = batch.column(column.column);
            let rows = 0..batch.num_rows();
            let text = |row| cell_text(array.as_ref(), row);
            match column.reading {
                Reading::Number => {}
                Reading::Time => self
                    .times
                    .entry(place)
                    .or_insert_with(|| hours(readings.time(column.column)))
                    .add(array.as_ref()),
                Reading::Duration => {
                    let durations = self.durations.entry(place);
                    let durations = durations
                        .or_insert_with(|| NumberColumn::of_durations().with_header(&column.name));
                    rows.for_each(|row| durations.push(text(row).as_deref()));
                }
                Reading::YesNo => {
                    let answers = self.answers.entry(place);
                    let answers = answers.or_insert_with(|| Encoder::new(&column.name));
                    let fixed = readings.answers(column.column);
                    let empty = fixed
                        .filter(|f| f.reads_empty())
                        .map(|_| FixedAnswers::EMPTY);
                    rows.for_each(|row| {
                        let cell = text(row).filter(|c| !c.trim().is_empty());
                        answers.push(cell.as_deref().or(empty));
                    });
                }
                Reading::Filled => {
                    let filled = |row| text(row).is_some_and(|c| !c.trim().is_empty());
                    let answers = rows.map(|row| Some(filled(row)));
                    self.filled.entry(place).or_default().extend(answers);
                }
            }
        }
        if let Some(time) = all.time.filter(|_| !self.times.is_empty()) {
            self.made
                .get_or_insert_with(|| hours(readings.time(time)))
                .add(batch.column(time).as_ref());
        }
        let Some((column, _)) = &columns.complainant else {
            return;
        };
        let array = batch.column(*column);
        let person = |row| {
            let cell = cell_text(array.as_ref(), row).unwrap_or_default();
            let cell = cell.trim();
            names_someone(cell).then(|| person(cell))
        };
        let people: Vec<Option<u128>> = (0..batch.num_rows()).into_par_iter().map(person).collect();
        for person in people {
            let next = u32::try_from(self.people.len()).unwrap_or(NONE);
            let code = person.map(|hash| *self.people.entry(hash).or_insert(next));
            self.codes.push(code.unwrap_or(NONE));
        }
    }

    /// The rows to count, columns of hours made from times appended to `numbers`, and what the reader should know.
    pub(super) fn finish(
        mut self,
        all: &ReportColumns,
        numbers: &mut Vec<Numbers>,
        (repeat_days, lang): (u32, Lang),
        normalizer: &Normalizer,
    ) -> (ServiceRows, Vec<String>) {
        let columns = &all.service;
        let made = self.made.take().map(Hours::finish).unwrap_or_default();
        let complainant = columns.complainant.clone();
        let mut found = Found {
            rows: ServiceRows {
                complainant: complainant.map(|(_, name)| (name, std::mem::take(&mut self.codes))),
                repeat_days,
                ..ServiceRows::default()
            },
            numbers,
            notes: Vec::new(),
            normalizer,
            lang,
        };
        let used = columns.columns.iter().enumerate();
        for (place, column, figure) in used.filter_map(|(p, c)| Some((p, c, figure(c.role)?))) {
            match column.reading {
                Reading::Number => found.number(figure, &column.name),
                Reading::Time => {
                    let times = self.times.remove(&place).map(Hours::finish);
                    found.times(figure, &column.name, &times.unwrap_or_default(), &made);
                }
                Reading::Duration => {
                    let hours = self.durations.remove(&place).unwrap_or_default();
                    found.durations(figure, &column.name, hours);
                }
                Reading::YesNo => {
                    let given = self.answers.remove(&place).unwrap_or_default();
                    let fixed = all.readings.answers(column.column);
                    found.answers(figure, (column, fixed), given);
                }
                Reading::Filled => {
                    // all filled: an export of what was answered says nothing of how much was
                    let values = self.filled.remove(&place).unwrap_or_default();
                    let some = values.iter().any(|v| *v != Some(true));
                    let flags = some.then(|| flags(column, figure, values));
                    found.rows.flags.extend(flags);
                }
            }
        }
        (found.rows, found.notes)
    }
}

/// What was found so far.
struct Found<'a> {
    rows: ServiceRows,
    /// The report's columns of numbers.
    numbers: &'a mut Vec<Numbers>,
    notes: Vec<String>,
    normalizer: &'a Normalizer,
    lang: Lang,
}

impl Found<'_> {
    fn number(&mut self, figure: ServiceFigure, name: &str) {
        let column = self.numbers.iter().find(|n| n.name == name);
        let doubt = column.and_then(|c| scale_doubt(figure, name, &c.values));
        match doubt {
            Some(doubt) => {
                let note = wording::numbers::doubtful_scale(name, doubt, self.lang);
                self.notes.push(note);
            }
            None => self.rows.measures.push((figure, name.to_owned())),
        }
    }

    fn times(&mut self, figure: ServiceFigure, name: &str, times: &[f64], made: &[f64]) {
        let (durations, earlier) = durations(name, times, made, self.lang);
        let note = || wording::notes::earlier(earlier, name, self.lang);
        self.notes.extend((earlier > 0).then(note));
        self.rows.measures.push((figure, durations.name.clone()));
        self.numbers.push(durations);
    }

    fn durations(&mut self, figure: ServiceFigure, name: &str, hours: NumberColumn) {
        let (read, notes) = read_numbers(name, hours, self.normalizer, self.lang);
        self.notes.extend(notes);
        if let Some((values, _)) = read {
            let name = wording::hours_column(name, self.lang);
            self.rows.measures.push((figure, name.clone()));
            self.numbers.push(Numbers { name, values });
        }
    }

    fn answers(
        &mut self,
        figure: ServiceFigure,
        by: (&ServiceColumn, Option<&FixedAnswers>),
        given: Encoder,
    ) {
        let (read, given, values, one_sided) = decided(by, figure, given, self.normalizer);
        match one_sided {
            _ if !read.is_understood() => {
                let note = wording::answers::not_understood(&read, by.1.is_some(), self.lang);
                self.notes.push(note);
            }
            Some(one) => {
                let note = wording::answers::one_sided(&read, &one, self.lang);
                self.notes.push(note);
            }
            None => self.rows.flags.push(flags(by.0, figure, values)),
        }
        self.rows.answers.push(read);
        self.rows.given.push(given);
    }
}

/// The hash of a person's number, the same however it is written: a mobile number of China with or without +86.
fn person(cell: &str) -> u128 {
    let letters = cell.chars().filter(|c| c.is_alphanumeric());
    let letters: String = letters.flat_map(char::to_lowercase).collect();
    let is_mobile =
        |n: &&str| n.len() == 11 && n.starts_with('1') && n.bytes().all(|b| b.is_ascii_digit());
    let national = ["0086", "86"]
        .iter()
        .find_map(|code| letters.strip_prefix(code).filter(is_mobile));
    xxh3_128(national.unwrap_or(&letters).as_bytes())
}

fn flags(column: &ServiceColumn, figure: ServiceFigure, values: Vec<Option<bool>>) -> Flags {
    Flags {
        figure,
        column: column.name.clone(),
        filled: column.reading == Reading::Filled,
        values,
    }
}

/// Distinct answers of a column that are shown at most.
const MOST_ANSWERS: usize = 60;

/// The answers of a column once all are known: how each is read, and for every row its answer and yes or no.
fn decided(
    (column, fixed): (&ServiceColumn, Option<&FixedAnswers>),
    figure: ServiceFigure,
    answers: Encoder,
    normalizer: &Normalizer,
) -> (ReadAnswers, Vec<u32>, Vec<Option<bool>>, Option<OneSided>) {
    let answers = answers.finish();
    let mut rows = vec![0_u64; answers.values.len()];
    for code in answers.codes.iter().filter(|c| **c != NONE) {
        rows[*code as usize] += 1;
    }
    let pairs: Vec<(String, u64)> = answers.values.iter().cloned().zip(rows).collect();
    let read = match fixed {
        Some(fixed) => fixed.read(&pairs),
        None => read_answers(column.role, &column.name, &pairs),
    };
    let yes_no = |code: &u32| match read.get(*code as usize)?.reading? {
        columns::AnswerReading::Yes => Some(true),
        columns::AnswerReading::No => Some(false),
        columns::AnswerReading::NoAnswer => None,
    };
    let values = answers.codes.iter().map(yes_no).collect();
    let reads_empty = fixed.is_some_and(FixedAnswers::reads_empty);
    let one_sided = one_sided(&read, answers.codes.len() as u64).filter(|_| !reads_empty);
    let one_sided = one_sided.map(|one| OneSided {
        answer: normalizer.shown(&one.answer).into_owned(),
        ..one
    });
    let of = |reading| match reading {
        columns::AnswerReading::Yes => AnswerReading::Yes,
        columns::AnswerReading::No => AnswerReading::No,
        columns::AnswerReading::NoAnswer => AnswerReading::NoAnswer,
    };
    let answer = |(code, a): (u32, &columns::Answer)| {
        let answer = Answer {
            answer: normalizer.shown(&a.text).into_owned(),
            reading: a.reading.map(of),
            count: a.rows,
        };
        (code, answer)
    };
    let mut listed: Vec<(u32, Answer)> = (0..).zip(&read).map(answer).collect();
    // what was not understood comes first, so that it is seen
    listed.sort_by_key(|(_, a)| (a.reading.is_some(), std::cmp::Reverse(a.count)));
    listed.truncate(MOST_ANSWERS);
    let place = |code: &u32| listed.iter().position(|l| l.0 == *code);
    let places: Vec<u32> = (0..number(read.len()))
        .map(|c| place(&c).map_or(NONE, number))
        .collect();
    let place = |code: &u32| places.get(*code as usize).copied().unwrap_or(NONE);
    let given = answers.codes.iter().map(place).collect();
    let read = ReadAnswers {
        figure,
        column: column.name.clone(),
        answers: listed.into_iter().map(|l| l.1).collect(),
    };
    (read, given, values, one_sided)
}

fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(NONE)
}

/// The figure that a column gives; a complainant and an outcome give none.
fn figure(role: ServiceRole) -> Option<ServiceFigure> {
    Some(match role {
        ServiceRole::FirstContact => ServiceFigure::FirstContact,
        ServiceRole::OnTime => ServiceFigure::OnTime,
        ServiceRole::Nps => ServiceFigure::Nps,
        ServiceRole::Satisfaction => ServiceFigure::Satisfaction,
        ServiceRole::Satisfied => ServiceFigure::Satisfied,
        ServiceRole::Response => ServiceFigure::ResponseTime,
        ServiceRole::Resolution => ServiceFigure::ResolutionTime,
        ServiceRole::Answered => ServiceFigure::Answered,
        ServiceRole::Closed => ServiceFigure::Closed,
        ServiceRole::Resolved => ServiceFigure::Resolved,
        ServiceRole::Complainant | ServiceRole::Outcome => return None,
    })
}

/// A column of durations made from times, and how many of these were before the complaint: they are none.
///
/// Where one of the columns has days and no clock, days are counted: midnight is not before 09:15 of the same day.
fn durations(column: &str, times: &[f64], made: &[f64], lang: Lang) -> (Numbers, usize) {
    let by_day = are_days(times) != are_days(made);
    let at = |hours: f64| match by_day {
        true => (hours / 24.0).floor() * 24.0,
        false => hours,
    };
    let spans = times.iter().zip(made).map(|(to, from)| at(*to) - at(*from));
    let mut hours: Vec<f64> = spans.collect();
    let earlier = drop_negative(&mut hours);
    let mut known: Vec<f64> = hours.iter().copied().filter(|h| h.is_finite()).collect();
    known.sort_by(f64::total_cmp);
    let is_long = |h: &f64| *h >= LONG_HOURS;
    let in_days = by_day || known.get(known.len() / 2).is_some_and(is_long);
    if in_days {
        hours.iter_mut().for_each(|h| *h /= 24.0);
    }
    let numbers = Numbers {
        name: wording::duration_column(column, in_days, lang),
        values: hours,
    };
    (numbers, earlier)
}

/// Whether no time has a clock.
fn are_days(hours: &[f64]) -> bool {
    let known = || hours.iter().filter(|h| h.is_finite());
    known().next().is_some() && known().all(|h| (h / 24.0).fract() == 0.0)
}
