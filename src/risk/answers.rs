//! Cells of a column → yes, no or not known, row by row.

use crate::aggregate::{Answer, AnswerReading, Column, NONE, stats::overdispersed_wilson};
use crate::columns::{self, FixedAnswers, OneSided, YesNoValues, one_sided};
use crate::error::{Error, Result};
use crate::normalize::Normalizer;
use crate::report::YesRate;
use crate::types::shell::quoted;

/// Answers that are listed at most.
const LISTED: usize = 20;
/// Answers that an error names at most.
const NAMED: usize = 6;

/// The answers of a column.
#[derive(Debug)]
pub(super) struct Answers {
    /// Yes or no; absent where the cell says neither.
    pub(super) of_row: Vec<Option<bool>>,
    /// Every answer and how it is read, the commonest first; those not understood before the others.
    pub(super) listed: Vec<Answer>,
}

impl Answers {
    /// Reads a column.
    ///
    /// # Errors
    /// Where no cell says yes or no; where all that do say the same, and many are empty.
    pub(super) fn read(
        column: &Column,
        values: &YesNoValues,
        normalizer: &Normalizer,
    ) -> Result<Self> {
        let mut counts = vec![0_u64; column.values.len()];
        for &code in column.codes.iter().filter(|c| **c != NONE) {
            counts[code as usize] += 1;
        }
        let pairs: Vec<(String, u64)> = column.values.iter().cloned().zip(counts).collect();
        let read = values.read(&pairs);
        let yes_no = |reading: columns::AnswerReading| match reading {
            columns::AnswerReading::Yes => Some(true),
            columns::AnswerReading::No => Some(false),
            columns::AnswerReading::NoAnswer => None,
        };
        let reading = |code: &u32| match *code {
            NONE => values.empty(),
            code => read.get(code as usize)?.reading,
        };
        let of_row = column.codes.iter().map(|c| reading(c).and_then(yes_no));
        let of_row: Vec<Option<bool>> = of_row.collect();
        let mut listed: Vec<Answer> = read.iter().map(|a| shown(a, normalizer)).collect();
        let empty = column.codes.iter().filter(|c| **c == NONE).count() as u64;
        listed.extend(values.empty().filter(|_| empty > 0).map(|reading| {
            let answer = columns::Answer {
                text: FixedAnswers::EMPTY.to_owned(),
                reading: Some(reading),
                rows: empty,
            };
            shown(&answer, normalizer)
        }));
        listed.sort_by(|a, b| {
            let unread = a.reading.is_some().cmp(&b.reading.is_some());
            unread
                .then(b.count.cmp(&a.count))
                .then_with(|| a.answer.cmp(&b.answer))
        });
        check_named(column, values, &pairs, &listed)?;
        if of_row.iter().all(Option::is_none) {
            return Err(unread(column, &listed));
        }
        let one_sided = one_sided(&read, column.codes.len() as u64);
        if let Some(one) = one_sided.filter(|_| values.empty().is_none()) {
            return Err(same(column, &one, normalizer));
        }
        listed.truncate(LISTED);
        Ok(Self { of_row, listed })
    }

    /// How often the answer is yes among rows, and how many answers are not known.
    pub(super) fn rate(&self, rows: usize, is_counted: &dyn Fn(usize) -> bool) -> (YesRate, u64) {
        let (mut known, mut yes, mut unknown) = (0, 0, 0);
        for row in (0..rows).filter(|&row| is_counted(row)) {
            match self.of_row.get(row).copied().flatten() {
                Some(is_yes) => {
                    known += 1;
                    yes += u64::from(is_yes);
                }
                None => unknown += 1,
            }
        }
        (rate(yes, known, 1.0), unknown)
    }
}

/// So many yeses of so many, and the interval of complaints of which `dispersion` count as one.
pub(super) fn rate(yes: u64, known: u64, dispersion: f64) -> YesRate {
    let interval = overdispersed_wilson(yes, known, dispersion);
    YesRate {
        known,
        yes,
        rate: crate::aggregate::stats::ratio(yes, known),
        low: interval.map(|i| i.0),
        high: interval.map(|i| i.1),
    }
}

fn shown(answer: &columns::Answer, normalizer: &Normalizer) -> Answer {
    let reading = answer.reading.map(|reading| match reading {
        columns::AnswerReading::Yes => AnswerReading::Yes,
        columns::AnswerReading::No => AnswerReading::No,
        columns::AnswerReading::NoAnswer => AnswerReading::NoAnswer,
    });
    Answer {
        answer: normalizer.shown(&answer.text).into_owned(),
        reading,
        count: answer.rows,
    }
}

/// Whether some cell holds every value that is named.
fn check_named(
    column: &Column,
    values: &YesNoValues,
    pairs: &[(String, u64)],
    listed: &[Answer],
) -> Result<()> {
    let named = values.yes.iter().chain(&values.no);
    for value in named.filter(|v| !v.trim().is_empty()) {
        let alone = YesNoValues {
            yes: vec![value.clone()],
            no: Vec::new(),
        };
        let is_yes = |a: &columns::Answer| a.reading == Some(columns::AnswerReading::Yes);
        if !alone.read(pairs).iter().any(is_yes) {
            let message = format!("no cell holds `{value}`; the cells are {}", names(listed));
            let next = "Write the value as the cells have it.";
            return Err(Error::invalid(
                format!("column {}", column.name),
                message,
                next,
            ));
        }
    }
    Ok(())
}

/// The commonest answers, for an error.
fn names(listed: &[Answer]) -> String {
    let mut names: Vec<String> = listed.iter().map(|a| format!("`{}`", a.answer)).collect();
    let more = names.len() > NAMED;
    names.truncate(NAMED);
    match (names.is_empty(), more) {
        (true, _) => "all empty".to_owned(),
        (false, true) => format!("{}, …", names.join(", ")),
        (false, false) => names.join(", "),
    }
}

/// Whether the empty cells say the opposite, nobody knows.
fn same(column: &Column, one: &OneSided, normalizer: &Normalizer) -> Error {
    let answer = normalizer.shown(&one.answer);
    let (said, other) = match one.reading {
        columns::AnswerReading::Yes => ("yes", "no"),
        _ => ("no", "yes"),
    };
    let message = format!(
        "all {} cells that answer say {said}, such as `{answer}`, and {} are empty",
        one.said, one.empty
    );
    let next = format!("If empty cells mean {other}, add --outcome-{other} ''.");
    Error::invalid(format!("column {}", column.name), message, next)
}

fn unread(column: &Column, listed: &[Answer]) -> Error {
    let message = format!("no cell says yes or no; the cells are {}", names(listed));
    let next = match listed.first() {
        Some(answer) => format!(
            "Name the cells that count as yes, such as --outcome-yes {}, or another column.",
            quoted(&answer.answer)
        ),
        None => "Name another column with --outcome.".to_owned(),
    };
    Error::invalid(format!("column {}", column.name), message, next)
}
