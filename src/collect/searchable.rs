//! Which complaints of a report an index of the same rows finds again, and by what.

use super::collected::Collected;
use crate::aggregate::Table;
use crate::columns::ReportColumns;
use crate::report::Report;
use crate::report::wording::searches::{INDEX, Searchable, name_searches};
use crate::types::shell::command;
use arrow_schema::Schema;
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;

/// What printed searches rest on.
#[derive(Clone, Debug, Default)]
pub struct SearchUse {
    /// The file that the report is written to as JSON.
    pub report: String,
    /// The words of the command that indexes its rows, but for the index and the columns.
    pub index: Vec<String>,
    /// Conditions that all rows of the report fulfil, as they were given.
    pub conditions: Vec<String>,
}

/// By what an index of the same rows finds complaints again.
#[derive(Debug)]
pub struct FoundAgain {
    types: String,
    has_id: bool,
    as_written: BTreeSet<String>,
    ambiguous: BTreeSet<String>,
    keeps_others: bool,
}

/// Of so many rows one at most may repeat an id for an index to know rows by it.
const ONE_IN: u64 = 20;

/// The values of types and columns as the rows write them, before their spellings are put together.
#[derive(Debug)]
pub struct Written(Vec<Vec<String>>);

/// Names of the columns that an index must be told.
#[derive(Clone, Debug, Default)]
pub struct SearchedColumns {
    /// Ids.
    pub id: Option<String>,
    /// Times.
    pub time: Option<String>,
}

impl SearchedColumns {
    /// Those of a table of `schema`.
    #[must_use]
    pub fn of(columns: &ReportColumns, schema: &Schema) -> Self {
        let name = |c: usize| schema.field(c).name().clone();
        Self {
            id: columns.id.map(name),
            time: columns.time.map(name),
        }
    }
}

impl Written {
    /// Of a table whose spellings are not yet settled.
    pub fn of(table: &Table) -> Self {
        let columns = std::iter::once(&table.types).chain(&table.dimensions);
        Self(columns.map(|c| c.values.clone()).collect())
    }

    /// By what an index of the `rows`, their spellings now put together, finds complaints again.
    #[must_use]
    pub fn found_again(&self, rows: &Collected) -> FoundAgain {
        let table = &rows.table;
        let types = std::iter::once((&table.types, rows.types_are_written));
        let dimensions = table.dimensions.iter().map(|d| (d, !d.made));
        let columns = types.chain(dimensions).zip(&self.0);
        let kept = columns
            .filter(|((column, as_it_is), before)| *as_it_is && column.values == **before)
            .map(|((column, _), _)| column.name.clone());
        let mut seen: FxHashSet<&str> = FxHashSet::default();
        let again = rows
            .texts
            .ids
            .all()
            .into_iter()
            .filter(|id| !seen.insert(id));
        let again: BTreeSet<String> = again.map(str::to_owned).collect();
        let seen_ids = &rows.equal_ids;
        let is_refused = (seen_ids.repeated + seen_ids.differing) * ONE_IN > seen_ids.rows;
        FoundAgain {
            types: table.types.name.clone(),
            has_id: rows.columns.id.is_some() && !is_refused,
            keeps_others: seen_ids.updated > 0,
            as_written: kept.collect(),
            ambiguous: again
                .into_iter()
                .chain(rows.unnamed.iter().cloned())
                .collect(),
        }
    }
}

/// Names the id column of a report, and gives its findings the commands that list their complaints. Without a JSON report and ids of
/// complaints there are none.
pub fn print_searches(
    report: &mut Report,
    found_again: FoundAgain,
    columns: SearchedColumns,
    asked: Option<&SearchUse>,
) {
    let Some(id) = columns.id.filter(|_| found_again.has_id) else {
        return;
    };
    report.provenance.id_column = Some(id.clone());
    let Some(asked) = asked else { return };
    let searchable = Searchable {
        report: asked.report.clone(),
        types: found_again.types,
        as_written: found_again.as_written,
        ambiguous: found_again.ambiguous,
        conditions: asked.conditions.clone(),
        time: columns.time.clone(),
        keeps_others: found_again.keeps_others,
    };
    name_searches(&mut report.findings, &searchable);
    if report.findings.iter().any(|f| !f.search.is_empty()) {
        let mut words = asked.index.clone();
        words.extend(["--index", INDEX, "--id", &id].map(str::to_owned));
        words.extend(
            columns
                .time
                .into_iter()
                .flat_map(|time| ["--time".to_owned(), time]),
        );
        report.provenance.index = Some(command(words));
    }
}
