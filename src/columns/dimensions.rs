//! What complaints are sliced by: a column, several columns crossed, or the levels of a column of paths.

use super::headers::{self, Topic};
use super::names::resolve_one;
use super::profile::{Profile, steps};
use crate::types::cell::cell_text;
use crate::types::is_missing;
use crate::types::{header_line, listed};
use crate::{Error, Result};
use arrow_array::RecordBatch;
use arrow_schema::Schema;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Marks between the columns of a crossing.
const CROSS: [char; 3] = ['×', '*', '＊'];
/// Columns crossed at most.
const MOST_CROSSED: usize = 3;
/// Levels of a path that are sliced by.
const MOST_LEVELS: usize = 4;
/// Dimensions guessed at most.
const MOST_GUESSED: usize = 6;
/// Values that a guessed dimension may have in the sample; thirty times as many where its header names a dimension.
const MOST_VALUES: usize = 60;

/// One way to slice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dimension {
    /// Name: the header, headers joined by `×`, or a header and a level.
    pub name: String,
    /// Its columns, by place: one, or two or three that are crossed.
    pub columns: Vec<usize>,
    /// Steps of the path that are kept, from the first; absent for whole values.
    level: Option<usize>,
    /// Nobody asked for it: it is counted for what it tells of the other rows, and not listed.
    pub(super) unlisted: bool,
    /// Nobody named it.
    guessed: bool,
}

impl Dimension {
    fn of(schema: &Schema, columns: Vec<usize>) -> Self {
        let names = columns.iter().map(|c| schema.field(*c).name().as_str());
        Self {
            name: names.collect::<Vec<_>>().join("×"),
            columns,
            level: None,
            unlisted: false,
            guessed: false,
        }
    }

    /// Whether it is made from columns rather than one of them, or not listed: no cause is looked for in it.
    #[must_use]
    pub fn is_derived(&self) -> bool {
        self.columns.len() > 1 || self.level.is_some() || self.unlisted
    }

    /// Whether it is counted and not listed.
    #[must_use]
    pub fn is_unlisted(&self) -> bool {
        self.unlisted
    }

    /// Whether it was guessed rather than named.
    #[must_use]
    pub fn is_guessed(&self) -> bool {
        self.guessed
    }

    /// The value of a row; absent where a column of it has none.
    #[must_use]
    pub fn value<'a>(&self, batch: &'a RecordBatch, row: usize) -> Option<Cow<'a, str>> {
        if let [column] = self.columns[..] {
            let cell = cell_text(batch.column(column).as_ref(), row)?;
            return Some(match self.level {
                None => cell,
                Some(level) => {
                    let kept: Vec<&str> = steps(&cell).take(level).collect();
                    Cow::Owned(kept.join(" > "))
                }
            });
        }
        let parts: Option<Vec<String>> = self
            .columns
            .iter()
            .map(|&c| {
                let cell = cell_text(batch.column(c).as_ref(), row)?;
                let cell = cell.trim();
                (!is_missing(cell, true)).then(|| cell.to_owned())
            })
            .collect();
        Some(Cow::Owned(parts?.join(" × ")))
    }
}

/// Dimensions as a person names them: `产品,渠道` two columns, `产品×区域` (or `产品*区域`) their crossing.
///
/// # Errors
/// Where a column is not there, or more than three are crossed.
pub(super) fn named(schema: &Schema, names: &[String], flag: &str) -> Result<Vec<Dimension>> {
    let mut all: Vec<Dimension> = Vec::new();
    let mut add = |columns: Vec<usize>| {
        let dimension = Dimension::of(schema, columns);
        if !all.contains(&dimension) {
            all.push(dimension);
        }
    };
    for name in names {
        if let Ok(at) = schema.index_of(name) {
            add(vec![at]);
            continue;
        }
        for part in listed(name) {
            // a column whose own name holds a mark of a crossing
            if let Ok(at) = schema.index_of(part) {
                add(vec![at]);
                continue;
            }
            let crossed = part.split(CROSS).map(str::trim);
            let crossed: Vec<usize> = crossed
                .map(|c| resolve_one(schema, c, flag))
                .collect::<Result<_>>()?;
            let distinct: BTreeSet<&usize> = crossed.iter().collect();
            if crossed.len() > MOST_CROSSED || distinct.len() < crossed.len() {
                return Err(Error::usage(
                    format!("{flag} {part}: a crossing has two or three different columns"),
                    "Cross fewer columns, each once.",
                ));
            }
            add(crossed);
        }
    }
    Ok(all)
}

/// Columns of few values; `taken` are in use for something else, and what says the same as `label` adds nothing.
pub(super) fn guessed(
    schema: &Schema,
    profiles: &[Profile],
    taken: &BTreeSet<usize>,
    label: Option<usize>,
) -> Vec<Dimension> {
    let label = label.and_then(|at| profiles.get(at));
    let columns = profiles.iter().enumerate();
    columns
        .filter(|(c, p)| !taken.contains(c) && has_few_values(p))
        .filter(|(_, p)| label.is_none_or(|l| !p.same_cells(l)))
        .take(MOST_GUESSED)
        .map(|(c, _)| Dimension {
            guessed: true,
            ..Dimension::of(schema, vec![c])
        })
        .collect()
}

/// Columns that a report has to know whatever it is sliced by: the one that tells complaints from other requests and, where it is to tell of units, the one that
/// names the unit in charge. Adds a line for each. Of a table that is described, only columns described as dimensions are meant.
pub(super) fn unlisted(
    schema: &Schema,
    profiles: &[Profile],
    (by, described, with_units): (&[Dimension], Option<&Vec<String>>, bool),
    taken: &BTreeSet<usize>,
    guessed: &mut Vec<String>,
) -> Vec<Dimension> {
    let topic = |c: usize| Topic::of(schema.field(c).name());
    let is_meant = |c: usize, p: &Profile| match described {
        Some(described) => described.contains(schema.field(c).name()),
        None => has_few_values(p),
    };
    let find = |(wanted, what): &(Topic, &str)| {
        let is_there = by.iter().any(|d| topic(d.columns[0]) == *wanted);
        let mut columns = profiles.iter().enumerate().filter(|_| !is_there);
        let (column, _) =
            columns.find(|(c, p)| !taken.contains(c) && topic(*c) == *wanted && is_meant(*c, p))?;
        let dimension = Dimension {
            unlisted: true,
            ..Dimension::of(schema, vec![column])
        };
        guessed.push(format!("{} {what}", header_line(&dimension.name)));
        Some(dimension)
    };
    let topics = [
        (
            Topic::Request,
            "as what tells complaints from other requests",
        ),
        (Topic::Unit, "as the unit in charge"),
    ];
    let topics = topics.iter().take(if with_units { 2 } else { 1 });
    topics.filter_map(find).collect()
}

fn has_few_values(p: &Profile) -> bool {
    let known = headers::is_dimension(&p.header);
    let most = if known { MOST_VALUES * 30 } else { MOST_VALUES };
    p.filled * 5 >= p.rows
        && (2..=most).contains(&p.distinct)
        && p.distinct * 3 <= p.filled
        && (p.times + p.coarse_times) * 2 < p.filled
        && p.numbers * 2 < p.filled
        && p.longest <= 60
        && headers::may_be_dimension(&p.header)
}

/// Puts in place of every column whose cells are paths (`一级>二级`) its levels, the last being the column itself.
pub(super) fn with_levels(all: Vec<Dimension>, profiles: &[Profile]) -> Vec<Dimension> {
    let depth = |dimension: &Dimension| match dimension.columns[..] {
        [column] => profiles.get(column).map_or(1, depth),
        _ => 1,
    };
    let levels = |dimension: Dimension| {
        let mut levels: Vec<Dimension> = (1..depth(&dimension))
            .map(|level| Dimension {
                name: format!("{} {level}", dimension.name),
                level: Some(level),
                columns: dimension.columns.clone(),
                unlisted: false,
                guessed: dimension.guessed,
            })
            .collect();
        levels.push(dimension);
        levels
    };
    all.into_iter().flat_map(levels).collect()
}

/// Steps of the paths in a column; 1 where most of its cells are plain values.
fn depth(p: &Profile) -> usize {
    if p.paths * 2 > p.filled {
        p.deepest.min(MOST_LEVELS)
    } else {
        1
    }
}

/// The dimensions' names, as a flag takes them.
pub(super) fn names(schema: &Schema, columns: &[usize]) -> String {
    let names = columns.iter().map(|&c| header_line(schema.field(c).name()));
    names.collect::<Vec<_>>().join(",")
}
