//! What a table was understood as → its description.

use super::{ColumnDescription, FixedAnswers};
use crate::columns::ReportColumns;
use crate::columns::answers::{Answer, AnswerReading, read_answers, simple};
use crate::columns::column_use::ColumnUse;
use crate::columns::kind::Kind;
use crate::columns::kind_of::{UsedAs, kind_of};
use crate::columns::role::{Role, ServiceRole};
use crate::columns::service_roles::Reading;
use crate::columns::survey::Survey;
use crate::columns::time::TimeFormat;

impl ColumnDescription {
    /// Of the column `name` at `place`, from all its cells and from what a report uses it for.
    #[must_use]
    pub fn of(name: &str, place: usize, survey: &Survey, columns: &ReportColumns) -> Self {
        let uses = columns.uses(place);
        let kind = kind_of(survey, used_as(place, &uses, columns));
        let mut column = Self::new(name, kind);
        match kind {
            Kind::Time => column.time = survey.time_format(&TimeFormat::default()),
            Kind::Number | Kind::Share | Kind::Duration | Kind::Rating => {
                let format = survey.number_format().filter(|f| f.is_written);
                column.decimal_comma = format.filter(|f| !f.ambiguous).map(|f| f.decimal_comma);
                survey.unit().clone_into(&mut column.unit);
            }
            Kind::YesNo => column.answers = answers(survey, &uses),
            _ => {}
        }
        // complaints without a type yet are the same table
        column.is_optional = uses.contains(&ColumnUse::Role(Role::Label));
        column.uses = uses;
        column
    }
}

fn used_as(place: usize, uses: &[ColumnUse], columns: &ReportColumns) -> UsedAs {
    let service = columns.service.columns.iter();
    let mut service = service.filter(|c| c.column == place && c.reading != Reading::Filled);
    if let Some(column) = service.next() {
        return UsedAs::Service(column.role, column.reading);
    }
    match uses.first() {
        Some(ColumnUse::Role(role)) => UsedAs::Role(*role),
        Some(ColumnUse::Service(role)) => UsedAs::Service(*role, Reading::Filled),
        _ => UsedAs::Nothing,
    }
}

/// Every answer as it was read; absent where the column answers nothing that is asked.
fn answers(survey: &Survey, uses: &[ColumnUse]) -> Option<FixedAnswers> {
    let role = uses.iter().find_map(|u| match u {
        ColumnUse::Service(role) => Some(*role),
        _ => None,
    })?;
    let profile = &survey.profile;
    let role = match role {
        ServiceRole::Satisfaction => ServiceRole::Satisfied,
        role => role,
    };
    let read = read_answers(role, &profile.header, &profile.answers);
    let list = |wanted: AnswerReading| {
        let of = |a: &&Answer| a.reading == Some(wanted);
        read.iter().filter(of).map(|a| a.text.clone()).collect()
    };
    let (mut yes, mut no) = (list(AnswerReading::Yes), list(AnswerReading::No));
    add_opposites(&mut yes, &mut no);
    Some(FixedAnswers {
        yes,
        no,
        no_answer: list(AnswerReading::NoAnswer),
    })
}

/// Bare answers that only make sense in pairs.
const OPPOSITES: [(&str, &str); 10] = [
    ("是", "否"),
    ("有", "无"),
    ("√", "×"),
    ("yes", "no"),
    ("y", "n"),
    ("true", "false"),
    ("t", "f"),
    ("1", "0"),
    ("1.0", "0.0"),
    ("да", "нет"),
];

/// The opposites of bare answers: an export in which nothing is closed yet says no alone, and a later one yes.
fn add_opposites(yes: &mut Vec<String>, no: &mut Vec<String>) {
    let has = |list: &[String], word: &str| list.iter().any(|a| simple(a) == word);
    for (a, b) in OPPOSITES.iter().flat_map(|&(a, b)| [(a, b), (b, a)]) {
        if has(yes, a) && !has(no, b) {
            no.push(b.to_owned());
        } else if has(no, a) && !has(yes, b) {
            yes.push(b.to_owned());
        }
    }
}
