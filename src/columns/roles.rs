//! Which column is the text, the id, the time, the label: named by the user, or guessed from header words and cells.

use super::headers::{self, simple};
use super::profile::Profile;
use crate::{Error, Result};
use arrow::datatypes::Schema;
use arrow::record_batch::RecordBatch;

/// What a column is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The complaint.
    Text,
    /// What tells complaints apart.
    Id,
    /// When it was made.
    Time,
    /// Its type, where a person gave one.
    Label,
    /// What complaints are sliced by.
    Dimension,
}

impl Role {
    /// The flag that names the column.
    #[must_use]
    pub fn flag(self) -> &'static str {
        match self {
            Self::Text => "--text",
            Self::Id => "--id",
            Self::Time => "--time",
            Self::Label => "--label",
            Self::Dimension => "--by",
        }
    }

    /// The role of the columns that a flag names.
    fn of_flag(flag: &str) -> Option<Self> {
        match flag {
            "--type" => Some(Self::Label),
            "--split-by-time" => Some(Self::Time),
            _ => ROLES.into_iter().find(|r| r.flag() == flag),
        }
    }

    /// Whether the cells allow the role; without rows the header alone decides.
    fn fits(self, column: &Profile) -> bool {
        if column.filled == 0 {
            return column.rows == 0;
        }
        let share = |n: usize| n * 10 / column.filled;
        match self {
            Self::Text => {
                share(column.numbers) < 5 && share(column.times) < 5 && column.mean_chars >= 2
            }
            Self::Id => column.distinct * 100 >= column.filled * 95 && column.mean_chars <= 64,
            Self::Time => {
                column.most(column.times, 8)
                    || (column.most(column.numbers, 8) && column.mean_chars >= 5)
            }
            Self::Label | Self::Dimension => share(column.times) < 5 && column.mean_chars <= 40,
        }
    }
}

const ROLES: [Role; 5] = [
    Role::Text,
    Role::Id,
    Role::Time,
    Role::Label,
    Role::Dimension,
];
/// Roles that one column has, in the order they are guessed.
const GUESSED: [Role; 4] = [Role::Time, Role::Text, Role::Id, Role::Label];

/// A column guessed for a role.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Found {
    role: Role,
    column: usize,
    evidence: String,
}

/// Columns guessed for each role.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guess(Vec<Found>);

impl Guess {
    /// From the profiles of all columns of a table and its schema.
    #[must_use]
    pub fn of_profiles(schema: &Schema, profiles: &[Profile]) -> Self {
        let mut found: Vec<Found> = Vec::new();
        for role in GUESSED {
            let free: Vec<(usize, &Profile)> = profiles
                .iter()
                .enumerate()
                .filter(|(c, p)| found.iter().all(|f| f.column != *c) && role.fits(p))
                .collect();
            let by_header = free
                .iter()
                .map(|(c, p)| (headers::strength(role, &p.header), *c))
                .filter(|(strength, _)| *strength > 0)
                .max_by_key(|(strength, c)| (*strength, usize::MAX - c))
                .map(|(_, c)| (c, "header"));
            let by_cells = || by_cells(role, &free).map(|c| (c, "cells"));
            let Some((column, why)) = by_header.or_else(by_cells) else {
                continue;
            };
            let Some(p) = profiles.get(column) else {
                continue;
            };
            let evidence = format!(
                "{} {} (by its {why}; {} of {} values distinct, {} characters on average)",
                role.flag(),
                schema.field(column).name(),
                p.distinct,
                p.filled,
                p.mean_chars
            );
            found.push(Found {
                role,
                column,
                evidence,
            });
        }
        Self(found)
    }

    /// The column found for a role.
    #[must_use]
    pub fn of(&self, role: Role) -> Option<usize> {
        self.found(role).map(|f| f.column)
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

/// Finds the columns of a table by their headers and by the cells of `sample`.
///
/// ```
/// use arrow::array::{ArrayRef, StringArray};
/// use std::sync::Arc;
/// use tousu::columns::{Role, guess};
/// let cells = |v: &[&str]| Arc::new(StringArray::from(v.to_vec())) as ArrayRef;
/// let sample = arrow::record_batch::RecordBatch::try_from_iter([
///     ("工单号", cells(&["1", "2"])),
///     ("投诉内容", cells(&["快递三天没到", "客服不理人"])),
/// ])?;
/// let guess = guess(&sample);
/// assert_eq!((guess.of(Role::Id), guess.of(Role::Text), guess.of(Role::Time)), (Some(0), Some(1), None));
/// # Ok::<(), arrow::error::ArrowError>(())
/// ```
#[must_use]
pub fn guess(sample: &RecordBatch) -> Guess {
    Guess::of_profiles(sample.schema_ref(), &Profile::of_all(sample))
}

/// Text: the longest cells. Time: a column that is nothing but dates.
fn by_cells(role: Role, free: &[(usize, &Profile)]) -> Option<usize> {
    let free = free.iter();
    match role {
        Role::Text => free
            .filter(|(_, p)| p.mean_chars >= 5)
            .max_by_key(|(c, p)| (p.mean_chars, usize::MAX - c))
            .map(|(c, _)| *c),
        Role::Time => free
            .filter(|(_, p)| p.most(p.times, 9))
            .map(|(c, _)| *c)
            .next(),
        Role::Id | Role::Label | Role::Dimension => None,
    }
}

/// The places of the columns that `names` name (a name may hold several, with commas between), in their order, each once.
///
/// Names are compared exactly, then without case and outer space.
///
/// # Errors
/// As [`resolve_one`].
pub fn resolve(schema: &Schema, names: &[String], flag: &str) -> Result<Vec<usize>> {
    let mut places = Vec::new();
    for name in names {
        if let Some(at) = find(schema, name) {
            places.push(at);
            continue;
        }
        for part in listed(name) {
            places.push(resolve_one(schema, part, flag)?);
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    places.retain(|p| seen.insert(*p));
    Ok(places)
}

/// What a list with commas between holds, without outer space and empty parts.
pub(super) fn listed(list: &str) -> impl Iterator<Item = &str> {
    list.split([',', '，'])
        .map(str::trim)
        .filter(|p| !p.is_empty())
}

/// The place of one column, which `flag` names.
///
/// # Errors
/// [`Error::Invalid`] for a column that is not there: it lists those that are, and suggests one.
pub fn resolve_one(schema: &Schema, name: &str, flag: &str) -> Result<usize> {
    find(schema, name).ok_or_else(|| unknown(schema, name, flag))
}

/// The place of the column `name`, compared as [`resolve`] does; absent where two columns fit as well.
#[must_use]
pub fn find(schema: &Schema, name: &str) -> Option<usize> {
    schema.index_of(name).ok().or_else(|| {
        let name = simple(name);
        let fields = schema.fields().iter().enumerate();
        let mut same = fields.filter(|(_, f)| simple(f.name()) == name);
        same.next()
            .filter(|_| same.next().is_none())
            .map(|(at, _)| at)
    })
}

/// Columns that an error lists.
const LISTED: usize = 40;

fn unknown(schema: &Schema, name: &str, flag: &str) -> Error {
    let mut found: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
    let next = suggestion(&found, name, flag).map(|s| format!("Try {flag} '{s}'."));
    let more = found.len().saturating_sub(LISTED);
    found.truncate(LISTED);
    let more = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    Error::invalid(
        flag,
        format!(
            "there is no column `{name}`; the columns are {}{more}",
            found.join(", ")
        ),
        next.unwrap_or_default(),
    )
}

/// A column misspelt, else one that plays the role, else the nearest by its letters.
fn suggestion<'a>(columns: &[&'a str], name: &str, flag: &str) -> Option<&'a str> {
    let name = simple(name);
    let far = |c: &&&str| distance(&simple(c), &name);
    let nearest = columns.iter().min_by_key(far);
    let letters = name.chars().count();
    if let Some(near) = nearest.filter(|c| far(c) * 3 <= letters) {
        return Some(near);
    }
    let role = Role::of_flag(flag);
    let strength = |c: &&&str| role.map_or(0, |r| headers::strength(r, &simple(c)));
    let by_role = columns.iter().rev().max_by_key(strength);
    by_role
        .filter(|c| strength(c) > 0)
        .or_else(|| nearest.filter(|c| far(c) < letters.max(c.chars().count())))
        .copied()
}

/// Edits between two names.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, c) in a.chars().enumerate() {
        let mut corner = i;
        let mut left = i + 1;
        for (d, cell) in b.iter().zip(row.iter_mut().skip(1)) {
            let new = (corner + usize::from(c != *d)).min(left + 1).min(*cell + 1);
            corner = std::mem::replace(cell, new);
            left = new;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::{ArrayRef, StringArray};
    use std::sync::Arc;

    fn table(columns: &[(&str, &[&str])]) -> RecordBatch {
        let column = |v: &[&str]| Arc::new(StringArray::from(v.to_vec())) as ArrayRef;
        RecordBatch::try_from_iter(columns.iter().map(|(n, v)| (*n, column(v)))).unwrap()
    }

    fn names(batch: &RecordBatch) -> Vec<String> {
        let guess = guess(batch);
        [Role::Text, Role::Id, Role::Time, Role::Label]
            .iter()
            .map(|r| {
                guess
                    .of(*r)
                    .map_or("-".into(), |c| batch.schema_ref().field(c).name().clone())
            })
            .collect()
    }

    #[test]
    fn chinese_english_russian() {
        let chinese = table(&[
            ("序号", &["1", "2"]),
            ("留言主题", &["路灯坏了", "停车乱收费"]),
            ("留言时间", &["2020/1/6 12:09:38", "2020-01-07 08:00:00"]),
            (
                "留言详情",
                &["小区门口的路灯坏了半个月", "地下车库乱收费没有发票"],
            ),
            ("一级标签", &["城市管理", "物业"]),
            ("答复时间", &["2020/2/6 12:09:38", "2020-02-07 08:00:00"]),
        ]);
        assert_eq!(
            names(&chinese),
            ["留言详情", "序号", "留言时间", "一级标签"]
        );
        let english = table(&[
            ("Date received", &["2015-04-22", "2016-04-23"]),
            ("Product", &["Mortgage", "Mortgage"]),
            (
                "Consumer complaint narrative",
                &["They took my money", "They lost my file"],
            ),
            ("Complaint ID", &["33", "34"]),
        ]);
        assert_eq!(
            names(&english),
            [
                "Consumer complaint narrative",
                "Complaint ID",
                "Date received",
                "Product"
            ]
        );
        let russian = table(&[
            ("Номер", &["1", "2"]),
            ("Дата обращения", &["03.05.2019", "04.05.2019"]),
            (
                "Текст обращения",
                &["Не работает лифт в подъезде", "Яма на дороге"],
            ),
            ("Тип", &["ЖКХ", "Дороги"]),
        ]);
        assert_eq!(
            names(&russian),
            ["Текст обращения", "Номер", "Дата обращения", "Тип"]
        );
    }

    #[test]
    fn unknown_headers_are_guessed_from_cells() {
        let batch = table(&[
            ("c1", &["3", "4"]),
            (
                "c2",
                &["小区门口的路灯坏了半个月", "地下车库乱收费没有发票"],
            ),
            ("c3", &["2020-01-01", "2020-01-02"]),
        ]);
        assert_eq!(names(&batch), ["c2", "-", "c3", "-"]);
    }

    #[test]
    fn a_missing_column_is_suggested_by_spelling_then_role() {
        let batch = table(&[
            ("留言详情", &["x"]),
            ("b,c", &["y"]),
            ("反对数", &["1"]),
            ("label", &["z"]),
        ]);
        let schema = batch.schema();
        let error = |name: &str, flag| {
            resolve(&schema, &[name.into()], flag)
                .unwrap_err()
                .to_string()
        };
        for (name, flag, want) in [
            ("留言详请", "--text", "Try --text '留言详情'."),
            ("内容", "--text", "Try --text '留言详情'."),
            ("标签", "--label", "Try --label 'label'."),
            ("标签", "--type", "Try --type 'label'."),
            ("反对", "--numbers", "Try --numbers '反对数'."),
        ] {
            let said = error(name, flag);
            assert!(said.ends_with(want), "{said}");
        }
        assert!(!error("标签", "--service").contains("Try"));
        assert_eq!(resolve(&schema, &["b,c".into()], "--text").unwrap(), [1]);
        assert!(resolve(&schema, &["留言详情, B,C".into()], "--text").is_err());
        assert_eq!(
            resolve(&schema, &[" 留言详情 ".into()], "--text").unwrap(),
            [0]
        );
    }
}
