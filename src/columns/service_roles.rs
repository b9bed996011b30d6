//! Columns that say how a complaint was handled: named as `ROLE=COLUMN`, or known by their headers and cells.

use super::answers::{Answer, AnswerReading, is_bare, read_answers};
use super::description::Readings;
use super::headers;
use super::names::{find, resolve_one};
use super::profile::Profile;
use super::role::ServiceRole as Role;
use crate::types::listed;
use crate::{Error, Result};
use arrow_schema::Schema;

/// How the cells of a service column are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// A number; the column stands among the report's numbers.
    Number,
    /// A time: hours since the complaint.
    Time,
    /// A duration written out, such as `3天4小时`: hours.
    Duration,
    /// Answers: read as yes and no once all of them are known ([`super::read_answers`]).
    YesNo,
    /// Yes where the cell holds a value.
    Filled,
}

/// A service column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceColumn {
    /// What it says.
    pub role: Role,
    /// Its place.
    pub column: usize,
    /// Its header.
    pub name: String,
    /// How its cells are read.
    pub reading: Reading,
}

/// The service columns of an input.
#[derive(Clone, Debug, Default)]
pub struct ServiceColumns {
    /// Columns of figures.
    pub columns: Vec<ServiceColumn>,
    /// Place and header of the column that tells complainants apart.
    pub complainant: Option<(usize, String)>,
    /// Place and header of the column that says in words what was done.
    pub outcome: Option<(usize, String)>,
    /// Columns that say again what another says, and give no figure.
    spare: Vec<usize>,
}

impl ServiceColumns {
    /// Those named (`ROLE=COLUMN`, with commas between), else those known by their headers and cells among the columns that
    /// are not `taken`. Where `readings` fix the answers of a column, it is one of yes and no.
    ///
    /// # Errors
    /// Where a role or a column that was named is not there, or its cells are not what the role needs.
    pub fn choose(
        schema: &Schema,
        profiles: &[Profile],
        named: Option<&[String]>,
        readings: &Readings,
        taken: impl Fn(usize) -> bool,
    ) -> Result<Self> {
        let mut guessed = Self::default();
        for (column, profile) in profiles.iter().enumerate().filter(|(c, _)| !taken(*c)) {
            guessed.guess(schema, profile, column);
        }
        let mut chosen = Self::default();
        if let Some(named) = named {
            chosen.spare = guessed.places().copied().collect();
            for (role, column) in pairs(schema, named)? {
                if readings.answers(column).is_some() {
                    let role = if role == Role::Satisfaction {
                        Role::Satisfied
                    } else {
                        role
                    };
                    chosen.push(schema, role, column, Reading::YesNo);
                } else if let Some(profile) = profiles.get(column) {
                    chosen.add_named(schema, profile, role, column)?;
                }
            }
        } else {
            chosen = guessed;
        }
        chosen.add_blanks(profiles);
        Ok(chosen)
    }

    fn push(&mut self, schema: &Schema, role: Role, column: usize, reading: Reading) {
        let name = schema.field(column).name().clone();
        self.columns.push(ServiceColumn {
            role,
            column,
            name,
            reading,
        });
    }

    fn add_named(
        &mut self,
        schema: &Schema,
        profile: &Profile,
        role: Role,
        column: usize,
    ) -> Result<()> {
        let header = schema.field(column).name();
        if role == Role::Complainant {
            self.complainant = Some((column, header.clone()));
            return Ok(());
        }
        if role == Role::Outcome {
            self.outcome = Some((column, header.clone()));
            return Ok(());
        }
        let (role, reading) = read_as(profile, role).ok_or_else(|| {
            Error::invalid(
                format!("--service {}={header}", role.name()),
                format!("the column does not hold {}", role.wanted()),
                "Name another column, or leave it out.",
            )
        })?;
        self.push(schema, role, column, reading);
        Ok(())
    }

    fn guess(&mut self, schema: &Schema, profile: &Profile, column: usize) {
        for (role, parts) in headers::SERVICE {
            if !parts.iter().any(|p| is_part(&profile.header, p)) {
                continue;
            }
            if role == Role::Complainant {
                if self.complainant.is_none() && tells_people_apart(profile) {
                    self.complainant = Some((column, schema.field(column).name().clone()));
                    return;
                }
                continue;
            }
            if role == Role::Outcome {
                if self.outcome.is_none() && says_what_was_done(profile) {
                    self.outcome = Some((column, schema.field(column).name().clone()));
                }
                continue;
            }
            let Some((role, reading)) = read_as(profile, role) else {
                continue;
            };
            // a column of numbers is better than one of times, and the first of a role than the next
            let known = self.columns.iter().position(|c| c.role == role);
            let better =
                |at: usize| (self.columns[at].reading, reading) == (Reading::Time, Reading::Number);
            match known {
                None => self.push(schema, role, column, reading),
                Some(at) if better(at) => {
                    self.spare.push(self.columns.remove(at).column);
                    self.push(schema, role, column, reading);
                }
                Some(_) => self.spare.push(column),
            }
            return;
        }
        let role = role_of_answers(profile);
        if let Some(role) = role.filter(|role| self.columns.iter().all(|c| c.role != *role)) {
            self.push(schema, role, column, Reading::YesNo);
        }
    }

    /// A time that some complaints lack says how many were answered, or closed.
    fn add_blanks(&mut self, profiles: &[Profile]) {
        for (time, share) in [
            (Role::Response, Role::Answered),
            (Role::Resolution, Role::Closed),
        ] {
            if self.columns.iter().any(|c| c.role == share) {
                continue;
            }
            let of_time = self.columns.iter().find(|c| c.role == time);
            let filled = of_time.filter(|c| profiles.get(c.column).is_some_and(|p| p.filled > 0));
            if let Some(column) = filled.cloned() {
                self.columns.push(ServiceColumn {
                    role: share,
                    reading: Reading::Filled,
                    ..column
                });
            }
        }
    }

    /// What the numbers of the column called `name` say; absent where nothing is asked of them.
    #[must_use]
    pub fn role_of_number(&self, name: &str) -> Option<Role> {
        let is_it = |c: &&ServiceColumn| c.reading == Reading::Number && c.name == name;
        self.columns.iter().find(is_it).map(|c| c.role)
    }

    /// Without the time of a complaint another time says nothing.
    pub(super) fn without_time(&mut self) {
        self.columns.retain(|c| c.reading != Reading::Time);
    }

    /// The places of all columns in use; what was done may be counted as a dimension, too.
    pub(super) fn places(&self) -> impl Iterator<Item = &usize> {
        let complainant = self.complainant.iter().map(|(column, _)| column);
        let columns = self.columns.iter().map(|c| &c.column);
        columns.chain(complainant).chain(&self.spare)
    }

    /// Columns whose numbers the report must count.
    pub(super) fn numbers(&self) -> impl Iterator<Item = usize> {
        let numbers = self.columns.iter().filter(|c| c.reading == Reading::Number);
        numbers.map(|c| c.column)
    }

    /// The columns found, as [`ServiceColumns::choose`] takes them; absent where there are none.
    #[must_use]
    pub fn as_named(&self) -> Option<String> {
        let shown = self.columns.iter().filter(|c| c.reading != Reading::Filled);
        let mut parts: Vec<String> = shown
            .map(|c| format!("{}={}", c.role.name(), c.name))
            .collect();
        let complainant = self.complainant.iter();
        parts.extend(complainant.map(|(_, n)| format!("{}={n}", Role::Complainant.name())));
        let outcome = self.outcome.iter();
        parts.extend(outcome.map(|(_, n)| format!("{}={n}", Role::Outcome.name())));
        (!parts.is_empty()).then(|| parts.join(","))
    }
}

/// The role and column of every `ROLE=COLUMN`.
fn pairs(schema: &Schema, named: &[String]) -> Result<Vec<(Role, usize)>> {
    let known = || {
        format!(
            "Roles: {}.",
            headers::SERVICE.map(|r| r.0.name()).join(", ")
        )
    };
    let pair = |part: &str| {
        let (role, column) = part.split_once('=').ok_or_else(|| {
            let next = format!("Write ROLE=COLUMN. {}", known());
            Error::usage(format!("--service {part}: there is no `=`"), next)
        })?;
        let found = headers::SERVICE
            .iter()
            .find(|r| r.0.name() == role.trim())
            .ok_or_else(|| {
                let what = format!("--service {part}: there is no role `{}`", role.trim());
                Error::usage(what, known())
            })?;
        Ok((found.0, resolve_one(schema, column.trim(), "--service")?))
    };
    // a name may hold a comma itself
    let is_one = |name: &str| {
        name.split_once('=')
            .is_some_and(|(_, c)| find(schema, c.trim()).is_some())
    };
    let parts = named.iter().flat_map(|n| match is_one(n) {
        true => vec![n.as_str()],
        false => listed(n).collect(),
    });
    parts.map(pair).collect()
}

/// Anywhere in Chinese; in Latin letters as words of their own.
fn is_part(header: &str, part: &str) -> bool {
    let words = || header.replace(['_', '-'], " ");
    headers::holds(header, part) || (part.contains(' ') && words().contains(part))
}

/// The one role that the answers speak for, whatever the header: each is a state of it, such as Answered and Unanswered, and both
/// states are there.
fn role_of_answers(p: &Profile) -> Option<Role> {
    let is_of = |role: &Role| {
        let answers = read_answers(*role, "", &p.answers);
        let is_state = |a: &Answer| a.reading.is_some() && !is_bare(&a.text);
        let is_given = |reading| answers.iter().any(|a| a.reading == Some(reading));
        let both = is_given(AnswerReading::Yes) && is_given(AnswerReading::No);
        both && answers.iter().all(is_state)
    };
    let roles = [Role::OnTime, Role::Answered, Role::Closed, Role::Resolved];
    let mut fitting = roles.into_iter().filter(is_of);
    fitting.next().filter(|_| fitting.next().is_none())
}

/// How the cells can be read for a role; marks in words are shares of the satisfied.
fn read_as(p: &Profile, role: Role) -> Option<(Role, Reading)> {
    if p.filled == 0 || p.filled * 20 < p.rows {
        return None;
    }
    let numeric = p.most(p.numbers, 9);
    let yes_no = |role| {
        let answers = read_answers(role, &p.header, &p.answers);
        let rows = |of: &dyn Fn(&Answer) -> bool| -> u64 {
            answers.iter().filter(|a| of(a)).map(|a| a.rows).sum()
        };
        let read = rows(&|a| a.reading.is_some());
        let said = rows(&|a| a.reading.is_some_and(|r| r != AnswerReading::NoAnswer));
        let read = usize::try_from(read).unwrap_or(usize::MAX);
        (said > 0 && p.most(read, 5)).then_some((role, Reading::YesNo))
    };
    match role {
        Role::Response | Role::Resolution if p.most(p.durations, 9) && !numeric => {
            Some((role, Reading::Duration))
        }
        Role::Response | Role::Resolution if numeric && p.distinct > 2 => {
            let is_amount = !p.is_code && headers::may_be_amount(&p.header);
            is_amount.then_some((role, Reading::Number))
        }
        Role::Response | Role::Resolution => {
            (!numeric && p.most(p.times, 9)).then_some((role, Reading::Time))
        }
        Role::Nps => (numeric && p.is_zero_to_ten).then_some((role, Reading::Number)),
        Role::Satisfaction if numeric && p.distinct > 2 => Some((role, Reading::Number)),
        Role::Satisfaction | Role::Satisfied => yes_no(Role::Satisfied),
        _ => yes_no(role),
    }
}

/// Whether a column says in words what was done: no numbers, no times, more than a yes or no.
fn says_what_was_done(p: &Profile) -> bool {
    let is_words = !p.most(p.numbers, 5) && !p.most(p.times, 5) && !p.most(p.durations, 5);
    p.filled * 20 >= p.rows && p.filled > 0 && p.distinct >= 3 && p.longest >= 4 && is_words
}

/// Whether a column tells complainants apart: many values, not a trait of theirs.
fn tells_people_apart(p: &Profile) -> bool {
    p.filled * 5 >= p.rows
        && p.distinct * 20 >= p.filled
        && p.distinct >= 3
        && p.longest <= 60
        && p.people * 2 > p.filled
        && !headers::is_trait(&p.header)
}
