//! The types of the rows, one or several each, as they pass.

use crate::aggregate::{Column, Encoder, combined};
use crate::bundle::Bundle;
use crate::columns::ReportColumns;
use crate::types::Separator;

/// The first type of every row and, where there may be several, all of them.
#[derive(Debug)]
pub(super) struct RowTypes {
    first: Encoder,
    several: Option<(Separator, Encoder)>,
}

impl RowTypes {
    /// Of a column of types called `name`: split at the mark that was named, else at that of a model that gives several types.
    pub(super) fn new(name: &str, columns: &ReportColumns, bundle: Option<&Bundle>) -> Self {
        let multi = bundle.and_then(|b| b.card().multi.as_ref());
        let separator = columns.separator.or(multi.map(|m| m.separator));
        Self {
            first: Encoder::new(name),
            several: separator.map(|mark| (mark, Encoder::new(name))),
        }
    }

    /// Takes in the cell of a row; one that `is_missing` holds no type.
    pub(super) fn push(&mut self, cell: Option<&str>, is_missing: impl Fn(&str) -> bool) {
        let Some((separator, several)) = &mut self.several else {
            return self.first.push_unless(cell, is_missing);
        };
        let cell = cell.filter(|c| !is_missing(c));
        let parts = cell.into_iter().flat_map(|c| separator.parts(c));
        let mut parts = parts.peekable();
        self.first.push(parts.peek().copied());
        several.push(Some(&combined(parts)));
    }

    /// Whether a row may have several.
    pub(super) fn are_several(&self) -> bool {
        self.several.is_some()
    }

    /// The first types, and all of them as `shown` names each, where there may be several.
    pub(super) fn finish(self, shown: impl Fn(&str) -> String) -> (Encoder, Option<Column>) {
        let all = self.several.map(|(_, all)| all.finish().with_parts(shown));
        (self.first, all)
    }
}
