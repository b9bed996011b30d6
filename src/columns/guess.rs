//! Which column is the text, the id, the time, the label: guessed from headers and cells.

use super::headers;
use super::profile::Profile;
use super::role::Role;
use crate::types::cell::cell_text;
use crate::types::header_line;
use arrow_array::RecordBatch;
use arrow_schema::Schema;
use rustc_hash::FxHashSet;
use std::cell::OnceCell;
use xxhash_rust::xxh3::Xxh3;

/// Cells that have so many characters on average are not those of a category.
const LONG: usize = 20;
/// With fewer cells than this nobody can tell whether they are those of a category.
const ENOUGH: usize = 20;
/// Roles that one column has, in the order they are guessed.
const GUESSED: [Role; 4] = [Role::Time, Role::Text, Role::Id, Role::Label];

/// Columns guessed for a role.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Found {
    role: Role,
    /// The column; a title stands before its text.
    columns: Vec<usize>,
    evidence: String,
}

/// Columns guessed for each role.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guess(Vec<Found>);

impl Guess {
    /// From the profiles of all columns of a table, its schema, and its first rows.
    pub(super) fn of_profiles(
        schema: &Schema,
        profiles: &[Profile],
        sample: Option<&RecordBatch>,
    ) -> Self {
        let mut found: Vec<Found> = Vec::new();
        let distinct_rows = OnceCell::new();
        let rows = || *distinct_rows.get_or_init(|| sample.map_or(usize::MAX, distinct_rows_of));
        // rows may have been exported twice
        let is_id = |p: &Profile| may_be_id(p) && p.distinct.saturating_mul(4) / 3 >= rows();
        let fits = |role, p: &Profile| fits(role, p) || (role == Role::Id && is_id(p));
        for role in GUESSED {
            let free: Vec<(usize, &Profile)> = profiles
                .iter()
                .enumerate()
                .filter(|(c, p)| found.iter().all(|f| !f.columns.contains(c)) && fits(role, p))
                .collect();
            let by_header = by_header(role, &free);
            let by_cells = || by_cells(role, &free).map(|c| (c, "cells"));
            let Some((column, why)) = by_header.or_else(by_cells) else {
                continue;
            };
            let title = match role {
                Role::Text => title(column, &free),
                _ => None,
            };
            let repeats = |title: &usize| sample.is_some_and(|s| holds_title(s, column, *title));
            let title = title.filter(|title| !repeats(title));
            let columns: Vec<usize> = title.into_iter().chain([column]).collect();
            if let Some(p) = profiles.get(column) {
                found.push(Found {
                    evidence: evidence(schema, role, &columns, p, why),
                    role,
                    columns,
                });
            }
        }
        Self(found)
    }

    /// The column found for a role; of a title and its text, the text.
    #[must_use]
    pub fn of(&self, role: Role) -> Option<usize> {
        self.found(role).and_then(|f| f.columns.last().copied())
    }

    /// The text, behind its title where it has one; empty where no column looks like text.
    #[must_use]
    pub fn text(&self) -> &[usize] {
        self.found(Role::Text).map_or(&[], |f| &f.columns)
    }

    /// Why, on one line: `--text 留言详情 (by its header; 498 of 500 values distinct, 182 characters on average)`.
    #[must_use]
    pub fn evidence(&self, role: Role) -> Option<&str> {
        self.found(role).map(|f| f.evidence.as_str())
    }

    fn found(&self, role: Role) -> Option<&Found> {
        self.0.iter().find(|f| f.role == role)
    }
}

fn evidence(schema: &Schema, role: Role, columns: &[usize], p: &Profile, why: &str) -> String {
    let names: Vec<String> = columns
        .iter()
        .map(|c| header_line(schema.field(*c).name()))
        .collect();
    let with_title = match columns {
        [_, _] => "a title and its text, ",
        _ => "",
    };
    let later = match role {
        Role::Time if headers::is_later(&p.header) => "no column says when it was made, ",
        _ => "",
    };
    format!(
        "{} {} ({later}{with_title}by its {why}; {} of {} values distinct, {} characters on average)",
        role.flag(),
        names.join(","),
        p.distinct,
        p.filled,
        p.mean_chars
    )
}

/// The column whose header speaks most for the role. One whose words speak for another moment or speaker gives way to any
/// that the cells speak for.
fn by_header(role: Role, free: &[(usize, &Profile)]) -> Option<(usize, &'static str)> {
    let strengths = free
        .iter()
        .map(|(c, p)| (headers::strength(role, &p.header), *c));
    let (strength, column) = strengths
        .filter(|(strength, _)| *strength > 0)
        .max_by_key(|(strength, c)| (*strength, usize::MAX - c))?;
    let better = (strength == 1).then(|| by_cells(role, free)).flatten();
    Some(better.map_or((column, "header"), |c| (c, "cells")))
}

/// The title of a text: told by its header, and no category.
fn title(text: usize, free: &[(usize, &Profile)]) -> Option<usize> {
    let is_title = |(c, p): &&(usize, &Profile)| {
        *c != text && headers::is_title(&p.header) && (p.filled == 0 || p.distinct * 2 > p.filled)
    };
    free.iter().find(is_title).map(|(c, _)| *c)
}

/// Whether nine texts of ten begin with their title: the columns were put together before.
fn holds_title(sample: &RecordBatch, text: usize, title: usize) -> bool {
    let cell = |column: usize, row| cell_text(sample.column(column).as_ref(), row);
    let pairs = (0..sample.num_rows()).filter_map(|row| cell(text, row).zip(cell(title, row)));
    let (mut rows, mut held) = (0, 0);
    for (text, title) in pairs {
        rows += 1;
        held += usize::from(text.trim_start().starts_with(title.trim()));
    }
    rows > 0 && held * 10 >= rows * 9
}

/// Finds the columns of a table by their headers and by the cells of `sample`.
///
/// ```
/// use arrow_array::{ArrayRef, StringArray};
/// use std::sync::Arc;
/// use tousu::columns::{Role, guess};
/// let cells = |v: &[&str]| Arc::new(StringArray::from(v.to_vec())) as ArrayRef;
/// let sample = arrow_array::RecordBatch::try_from_iter([
///     ("工单号", cells(&["1", "2"])),
///     ("投诉内容", cells(&["快递三天没到", "客服不理人"])),
/// ])?;
/// let guess = guess(&sample);
/// assert_eq!((guess.of(Role::Id), guess.of(Role::Text), guess.of(Role::Time)), (Some(0), Some(1), None));
/// # Ok::<(), arrow_schema::ArrowError>(())
/// ```
#[must_use]
pub fn guess(sample: &RecordBatch) -> Guess {
    Guess::of_profiles(sample.schema_ref(), &Profile::of_all(sample), Some(sample))
}

/// Text: the longest cells in which the complainant may speak. Time: a column that is nothing but dates, when a complaint may
/// have been made.
fn by_cells(role: Role, free: &[(usize, &Profile)]) -> Option<usize> {
    let free = free.iter();
    match role {
        Role::Text => free
            .filter(|(_, p)| {
                p.mean_chars >= 5 && varies(p) && !headers::is_not_the_complaint(&p.header)
            })
            .max_by_key(|(c, p)| (p.mean_chars, usize::MAX - c))
            .map(|(c, _)| *c),
        Role::Time => free
            .filter(|(_, p)| p.most(p.times, 9) && !headers::is_later(&p.header))
            .map(|(c, _)| *c)
            .next(),
        Role::Received | Role::Id | Role::Label | Role::Dimension => None,
    }
}

/// Whether the cells are not those of a category: they are long, or at least one in five is new.
fn varies(p: &Profile) -> bool {
    p.mean_chars >= LONG || p.compared < ENOUGH || p.distinct * 5 >= p.compared
}

/// Whether the cells allow the role; without rows the header alone decides.
fn fits(role: Role, column: &Profile) -> bool {
    if role == Role::Time && headers::is_duration(&column.header) {
        return false;
    }
    if column.filled == 0 {
        return column.rows == 0;
    }
    let share = |n: usize| n * 10 / column.filled;
    match role {
        Role::Text => {
            let others = [column.numbers, column.coded, column.times];
            others.into_iter().all(|n| share(n) < 5) && column.mean_chars >= 2
        }
        Role::Id => column.distinct * 4 >= column.filled * 3 && column.mean_chars <= 64,
        Role::Time | Role::Received => {
            column.most(column.times, 8) || column.most(column.dated_numbers, 8)
        }
        Role::Label | Role::Dimension => share(column.times) < 5 && column.mean_chars <= 40,
    }
}

/// Whether a header names an id and the cells may be ids, though many come again.
fn may_be_id(column: &Profile) -> bool {
    headers::strength(Role::Id, &column.header) > 0 && column.filled > 0 && column.mean_chars <= 64
}

/// Rows that differ in some cell.
fn distinct_rows_of(sample: &RecordBatch) -> usize {
    let row = |row: usize| {
        let mut hash = Xxh3::new();
        for column in sample.columns() {
            let cell = cell_text(column.as_ref(), row);
            hash.update(cell.as_deref().unwrap_or_default().trim().as_bytes());
            hash.update(&[0x1f]);
        }
        hash.digest()
    };
    let rows: FxHashSet<u64> = (0..sample.num_rows()).map(row).collect();
    rows.len()
}

#[cfg(test)]
mod tests;
