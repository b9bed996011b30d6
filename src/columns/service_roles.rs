//! Columns that say how a complaint was handled: named as `ROLE=COLUMN`, or known by their headers and cells.

use super::headers;
use super::names::resolve_one;
use super::profile::Profile;
use super::role::ServiceRole as Role;
use crate::types::listed;
use crate::{Error, Result};
use arrow::datatypes::Schema;

/// How the cells of a service column are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// A number; the column stands among the report's numbers.
    Number,
    /// A time: hours since the complaint.
    Time,
    /// Yes or no.
    YesNo {
        /// The header says the opposite (超期): yes means no.
        inverted: bool,
    },
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
}

impl ServiceColumns {
    /// Those named (`ROLE=COLUMN`, with commas between), else those known by their headers and cells among the columns that
    /// are not `taken`.
    ///
    /// # Errors
    /// Where a role or a column that was named is not there, or its cells are not what the role needs.
    pub fn choose(
        schema: &Schema,
        profiles: &[Profile],
        named: Option<&[String]>,
        taken: impl Fn(usize) -> bool,
    ) -> Result<Self> {
        let mut chosen = Self::default();
        if let Some(named) = named {
            for (role, column) in pairs(schema, named)? {
                if let Some(profile) = profiles.get(column) {
                    chosen.add_named(schema, profile, role, column)?;
                }
            }
        } else {
            for (column, profile) in profiles.iter().enumerate().filter(|(c, _)| !taken(*c)) {
                chosen.guess(schema, profile, column);
            }
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
                    self.columns.remove(at);
                    self.push(schema, role, column, reading);
                }
                Some(_) => {}
            }
            return;
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

    /// Without the time of a complaint another time says nothing.
    pub(super) fn without_time(&mut self) {
        self.columns.retain(|c| c.reading != Reading::Time);
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
    named.iter().flat_map(|n| listed(n)).map(pair).collect()
}

/// Anywhere in Chinese; in Latin letters as words of their own.
fn is_part(header: &str, part: &str) -> bool {
    let words = || header.replace(['_', '-'], " ");
    headers::holds(header, part) || (part.contains(' ') && words().contains(part))
}

/// How the cells can be read for a role; marks in words are shares of the satisfied.
fn read_as(p: &Profile, role: Role) -> Option<(Role, Reading)> {
    if p.filled == 0 || p.filled * 20 < p.rows {
        return None;
    }
    let numeric = p.most(p.numbers, 9);
    let yes_no = |inverted| {
        let read = p.yes_or_no > 0 && p.most(p.yes_or_no + p.no_answer, 9);
        read.then_some(Reading::YesNo { inverted })
    };
    match role {
        Role::Response | Role::Resolution if numeric && p.distinct > 2 => {
            Some((role, Reading::Number))
        }
        Role::Response | Role::Resolution => {
            (!numeric && p.most(p.times, 9)).then_some((role, Reading::Time))
        }
        Role::Nps => (numeric && p.is_zero_to_ten).then_some((role, Reading::Number)),
        Role::Satisfaction if numeric && p.distinct > 2 => Some((role, Reading::Number)),
        Role::Satisfaction | Role::Satisfied => yes_no(false).map(|r| (Role::Satisfied, r)),
        _ => yes_no(headers::is_late(&p.header)).map(|r| (role, r)),
    }
}

/// Whether a column tells complainants apart: many values, not a trait of theirs.
fn tells_people_apart(p: &Profile) -> bool {
    p.filled * 5 >= p.rows
        && p.distinct * 20 >= p.filled
        && p.distinct >= 3
        && p.longest <= 60
        && !headers::is_trait(&p.header)
}

/// Cells that name nobody.
#[rustfmt::skip]
const NOBODY: &[&str] = &["匿名", "无", "不详", "未知", "保密", "anonymous", "unknown", "none", "n/a", "-"];

/// Whether a cell names one complainant: numbers blotted out, and words for nobody, do not.
#[must_use]
pub fn names_someone(cell: &str) -> bool {
    let blotted = cell.contains('*') || cell.contains("＊");
    // a mask with a pseudonym names one, a bare mask does not
    let inside = cell.strip_prefix('[').and_then(|c| c.strip_suffix(']'));
    let pseudonym =
        |(_, p): (&str, &str)| p.len() == 10 && p.bytes().all(|b| b.is_ascii_hexdigit());
    let mask = inside.is_some_and(|c| !c.rsplit_once(' ').is_some_and(pseudonym));
    !cell.is_empty() && !blotted && !mask && !NOBODY.contains(&cell.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_and_blotted_numbers_name_no_one() {
        assert!(
            names_someone("13812345678")
                && names_someone("A00081234")
                && names_someone("[手机号 0123456789]")
        );
        for cell in [
            "",
            "匿名",
            "138****5678",
            "[手机号]",
            "Anonymous",
            "-",
            "[mobile]",
        ] {
            assert!(!names_someone(cell), "{cell}");
        }
    }
}
