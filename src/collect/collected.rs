//! All rows, taken in.

use super::equal_ids::EqualIds;
use crate::aggregate::{Column, ColumnReadings, ModelRows, ModelTally, ServiceRows, Table};
use crate::causes::ComplaintTexts;
use crate::columns::ReportColumns;
use crate::normalize::Normalizer;
use crate::score::PREDICTED;
use std::sync::Arc;

/// A file, and the first of its rows among all.
#[derive(Clone, Debug)]
pub(super) struct FileRows {
    pub(super) name: Arc<str>,
    pub(super) first: usize,
}

/// Rows that no type fits well: those to be reviewed or, where none is, those of low confidence.
#[derive(Debug, Default)]
pub struct Unsure {
    /// Row by row.
    pub rows: Vec<bool>,
}

impl Unsure {
    /// How many distinct complaints there are, where these are more than `most`.
    pub fn more_than(&self, most: usize, table: &Table) -> Option<usize> {
        let distinct = self
            .rows
            .iter()
            .enumerate()
            .filter(|(row, unsure)| **unsure && table.is_first(*row));
        let n = distinct.count();
        (n > most).then_some(n)
    }
}

/// All rows, taken in.
pub struct Collected {
    /// Types, dimensions, days, numbers and groups of near-duplicates.
    pub table: Table,
    /// Texts, row by row.
    pub texts: ComplaintTexts,
    /// Names given to rows that have no id, where there is a column of ids.
    pub unnamed: Vec<String>,
    /// All types stand in one column of the rows, or the model gave all of them.
    pub types_are_written: bool,
    /// Rows that no type fits well.
    pub unsure: Unsure,
    /// What the model said, row by row.
    pub model_rows: ModelRows,
    /// What the model said, added up, where it is to be merged.
    pub model_totals: Option<ModelTally>,
    /// Rows that service figures count.
    pub service: ServiceRows,
    /// The column of yes and no that is asked about, as its cells came.
    pub yes_no: Option<Column>,
    /// Where each complaint happened, where a column says so.
    pub places: Option<Column>,
    /// What the reader should know of the service columns.
    pub notes: Vec<String>,
    /// What was seen of ids.
    pub equal_ids: EqualIds,
    /// How the columns were read.
    pub readings: ColumnReadings,
    /// The columns that were read.
    pub columns: ReportColumns,
    /// The files that were read, in the order of their rows.
    pub(super) files: Vec<FileRows>,
    /// How texts were normalised and masked.
    pub normalizer: Normalizer,
}

impl std::fmt::Debug for Collected {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Collected").finish_non_exhaustive()
    }
}

impl Collected {
    /// Whether the column of types, `label`, was written by `classify`: a column of decisions goes with it.
    #[must_use]
    pub fn types_are_predicted(&self, label: Option<&str>) -> bool {
        self.columns.decision.is_some() && label.is_some_and(|name| name.starts_with(PREDICTED))
    }
}
