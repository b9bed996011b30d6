//! What complaints are sliced by: a column, several columns crossed, or the levels of a column of paths.

use super::columns::list;
use crate::Result;
use crate::ingest::columns;
use crate::types::cell::cell_text;
use arrow::datatypes::Schema;
use arrow::record_batch::RecordBatch;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Marks between the columns of a crossing.
const CROSS: [char; 3] = ['×', '*', '＊'];
/// Columns crossed at most.
const MOST_CROSSED: usize = 3;
/// Marks between the steps of a path.
const STEPS: [char; 3] = ['>', '＞', '›'];
/// Levels of a path that are sliced by.
const MOST_LEVELS: usize = 4;

/// One way to slice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct By {
    pub(super) name: String,
    pub(super) columns: Vec<usize>,
    /// Steps of the path that are kept, from the first; absent for whole values.
    pub(super) level: Option<usize>,
}

impl By {
    pub(super) fn column(schema: &Schema, column: usize) -> Self {
        Self {
            name: schema.field(column).name().clone(),
            columns: vec![column],
            level: None,
        }
    }

    /// Whether it is made from columns rather than one of them.
    pub(super) fn made(&self) -> bool {
        self.columns.len() > 1 || self.level.is_some()
    }

    /// The value of a row; absent where a column of it has none.
    pub(super) fn value<'a>(&self, batch: &'a RecordBatch, row: usize) -> Option<Cow<'a, str>> {
        if let [column] = self.columns[..] {
            let cell = cell_text(batch.column(column).as_ref(), row)?;
            return Some(match self.level {
                None => cell,
                Some(level) => Cow::Owned(
                    steps(&cell)
                        .into_iter()
                        .take(level)
                        .collect::<Vec<_>>()
                        .join(" > "),
                ),
            });
        }
        let parts: Option<Vec<String>> = self
            .columns
            .iter()
            .map(|&c| {
                let cell = cell_text(batch.column(c).as_ref(), row)?;
                let cell = cell.trim();
                (!cell.is_empty()).then(|| cell.to_owned())
            })
            .collect();
        Some(Cow::Owned(parts?.join(" × ")))
    }
}

fn steps(cell: &str) -> Vec<&str> {
    cell.split(STEPS)
        .map(str::trim)
        .filter(|s| !s.is_empty())
        .collect()
}

/// What `--by` names: `产品,渠道` two columns, `产品×区域` (or `产品*区域`) their crossing.
///
/// # Errors
/// Where a column is not there, or more than three are crossed.
pub(super) fn named(schema: &Schema, names: &[String]) -> Result<Vec<By>> {
    let mut all: Vec<By> = Vec::new();
    let mut add = |columns: Vec<usize>| {
        let name = columns.iter().map(|c| schema.field(*c).name().as_str());
        let by = By {
            name: name.collect::<Vec<_>>().join("×"),
            columns,
            level: None,
        };
        if !all.contains(&by) {
            all.push(by);
        }
    };
    for name in names {
        if let Ok(at) = schema.index_of(name) {
            add(vec![at]);
            continue;
        }
        for part in name.split([',', '，']).filter(|p| !p.trim().is_empty()) {
            if let Ok(at) = schema.index_of(part.trim()) {
                add(vec![at]);
                continue;
            }
            let crossed: Vec<usize> = part
                .split(CROSS)
                .map(|c| columns::resolve_one(schema, c.trim(), "--by"))
                .collect::<Result<_>>()?;
            let distinct: BTreeSet<&usize> = crossed.iter().collect();
            if crossed.len() > MOST_CROSSED || distinct.len() < crossed.len() {
                return Err(crate::Error::usage(
                    format!("--by {part}: a crossing has two or three different columns"),
                    format!("Cross some of: {}.", list(schema, &crossed)),
                ));
            }
            add(crossed);
        }
    }
    Ok(all)
}

/// Puts in place of every column whose cells are paths (`一级>二级`) its levels, the last being the column itself.
pub(super) fn drilled(all: Vec<By>, sample: Option<&RecordBatch>) -> Vec<By> {
    let levels = |by: &By| -> Vec<By> {
        let depth = match (by.columns.as_slice(), sample) {
            ([column], Some(sample)) => depth(sample, *column),
            _ => 1,
        };
        let level = |level| By {
            name: format!("{} {level}", by.name),
            level: Some(level),
            ..by.clone()
        };
        let mut levels: Vec<By> = (1..depth).map(level).collect();
        levels.push(by.clone());
        levels
    };
    all.iter().flat_map(levels).collect()
}

/// Steps of the paths in a column; 1 where its cells are no paths.
fn depth(sample: &RecordBatch, column: usize) -> usize {
    let array = sample.column(column);
    let depths: Vec<usize> = (0..sample.num_rows())
        .filter_map(|row| cell_text(array.as_ref(), row))
        .map(|cell| steps(&cell).len())
        .filter(|&n| n > 0)
        .collect();
    let paths = depths.iter().filter(|&&n| n > 1).count();
    if paths * 2 > depths.len() {
        depths.into_iter().max().unwrap_or(1).min(MOST_LEVELS)
    } else {
        1
    }
}
