//! Which column is the text, the id, the time, the label: guessed from headers and cells.

use super::headers;
use super::profile::Profile;
use super::role::Role;
use arrow_array::RecordBatch;
use arrow_schema::Schema;

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
                .filter(|(c, p)| found.iter().all(|f| f.column != *c) && fits(role, p))
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

/// Whether the cells allow the role; without rows the header alone decides.
fn fits(role: Role, column: &Profile) -> bool {
    if column.filled == 0 {
        return column.rows == 0;
    }
    let share = |n: usize| n * 10 / column.filled;
    match role {
        Role::Text => {
            share(column.numbers) < 5 && share(column.times) < 5 && column.mean_chars >= 2
        }
        Role::Id => column.distinct * 100 >= column.filled * 95 && column.mean_chars <= 64,
        Role::Time => {
            column.most(column.times, 8)
                || (column.most(column.numbers, 8) && column.mean_chars >= 5)
        }
        Role::Label | Role::Dimension => share(column.times) < 5 && column.mean_chars <= 40,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::{ArrayRef, StringArray};
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
}
