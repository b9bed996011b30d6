//! What is fixed about the columns of one table, by place.

use super::{ColumnDescription, Description};
use crate::columns::answers::{Answer, AnswerReading, simple};
use crate::columns::names::find;
use crate::columns::time::{TimeFormat, Zone};
use arrow_schema::Schema;
use std::collections::BTreeMap;

/// Answers of a column, each list as one reading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FixedAnswers {
    /// Answers that say yes: on time, closed, satisfied.
    pub yes: Vec<String>,
    /// Answers that say no.
    pub no: Vec<String>,
    /// Answers that say nothing.
    pub no_answer: Vec<String>,
}

impl FixedAnswers {
    /// What empty cells are given as, where some list holds an empty answer.
    pub const EMPTY: &str = "—";

    /// Whether some list says what empty cells mean.
    #[must_use]
    pub fn reads_empty(&self) -> bool {
        let lists = [&self.yes, &self.no, &self.no_answer];
        lists
            .iter()
            .any(|list| list.iter().any(|a| a.trim().is_empty()))
    }

    /// Every answer as its list has it; an answer of no list is not understood.
    #[must_use]
    pub fn read(&self, answers: &[(String, u64)]) -> Vec<Answer> {
        let lists = [
            (&self.yes, AnswerReading::Yes),
            (&self.no, AnswerReading::No),
            (&self.no_answer, AnswerReading::NoAnswer),
        ];
        let reading = |text: &str| {
            let text = match text {
                Self::EMPTY if self.reads_empty() => String::new(),
                text => simple(text),
            };
            let mut lists = lists.iter();
            let found = lists.find(|(list, _)| list.iter().any(|a| simple(a) == text));
            found.map(|(_, reading)| *reading)
        };
        let answers = answers.iter().map(|(text, rows)| Answer {
            text: text.clone(),
            reading: reading(text),
            rows: *rows,
        });
        answers.collect()
    }
}

/// What is fixed about the columns of a table.
#[derive(Clone, Debug, Default)]
pub struct Readings {
    columns: BTreeMap<usize, ColumnDescription>,
    /// The zone asked for, whatever a description says.
    zone: Option<Zone>,
}

impl Readings {
    /// Of a table of `schema`, as `description` and the zone asked for fix it.
    #[must_use]
    pub fn new(schema: &Schema, description: Option<&Description>, zone: Option<Zone>) -> Self {
        let described = description.iter().flat_map(|d| &d.columns);
        let placed = described.filter_map(|c| Some((find(schema, &c.name)?, c.clone())));
        Self {
            columns: placed.collect(),
            zone,
        }
    }

    /// What is fixed about the times of a column.
    #[must_use]
    pub fn time(&self, column: usize) -> TimeFormat {
        let fixed = self.columns.get(&column).map(|c| c.time);
        let fixed = fixed.unwrap_or_default();
        TimeFormat {
            zone: self.zone.or(fixed.zone),
            ..fixed
        }
    }

    /// Whether the mark before a fraction is a comma, where that is fixed.
    #[must_use]
    pub fn decimal_comma(&self, column: usize) -> Option<bool> {
        self.columns.get(&column)?.decimal_comma
    }

    /// How the answers of a column are read, where that is fixed.
    #[must_use]
    pub fn answers(&self, column: usize) -> Option<&FixedAnswers> {
        self.columns.get(&column)?.answers.as_ref()
    }
}
