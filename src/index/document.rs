//! A row as tantivy takes it: borrowed, never copied into a document of tantivy's own.

use super::analyzer::Forms;
use super::row::Row;
use super::schema::{Fast, Fields, shortened};
use std::sync::Arc;
use tantivy::schema::document::{ReferenceValue, ReferenceValueLeaf};
use tantivy::schema::{Document, Field, Value};

/// A row to be written.
pub(super) struct IndexedRow {
    pub(super) fields: Fields,
    pub(super) id: String,
    pub(super) hash: u64,
    /// What is searched; [`postings`](super::postings) takes it, and tantivy does not see it.
    pub(super) forms: Forms,
    /// All cells, as they are stored.
    pub(super) stored: Vec<u8>,
    /// What filters, facets and sorting see.
    pub(super) cells: FastCells,
}

/// The values of the fast columns of a row, each with the place of its column among the keys.
pub(super) struct FastCells {
    keys: Arc<FastKeys>,
    values: Vec<(usize, FastValue)>,
}

/// The columns that are not searched, with the names of their fast columns: of texts, numbers and times.
pub(super) struct FastKeys(Vec<(usize, [String; 3])>);

/// A value of a fast column.
#[derive(Debug)]
pub(super) enum FastValue {
    Text(String),
    Number(f64),
    Time(i64),
}

impl FastKeys {
    /// Of these columns.
    pub(super) fn new(columns: impl Iterator<Item = usize>) -> Self {
        let kinds = [Fast::Text, Fast::Number, Fast::Time];
        let keys = |at| (at, kinds.map(|kind| kind.key(at)));
        Self(columns.map(keys).collect())
    }
}

impl FastCells {
    /// The cells of a row in these columns.
    pub(super) fn new(row: &Row, keys: Arc<FastKeys>) -> Self {
        let mut values = Vec::with_capacity(keys.0.len());
        for (key, (column, _)) in keys.0.iter().enumerate() {
            if let Some((_, time)) = row.times.iter().find(|(c, _)| c == column) {
                values.push((key, FastValue::Time(*time)));
                continue;
            }
            let Some(cell) = row.cells.get(*column) else {
                continue;
            };
            let number = cell.number();
            if let Some(n) = number {
                values.push((key, FastValue::Number(n)));
            }
            let Some(text) = cell.text() else { continue };
            let text = text.trim();
            let is_plain_number = number.is_some_and(|n| n.to_string() == text);
            if !is_plain_number && !text.is_empty() {
                values.push((key, FastValue::Text(shortened(text).into_owned())));
            }
        }
        Self { keys, values }
    }
}

/// A value of one of tantivy's fields.
#[derive(Clone, Copy)]
pub(super) enum RowValue<'a> {
    Hash(u64),
    Text(&'a str),
    Bytes(&'a [u8]),
    Cells(&'a FastCells),
    Cell(&'a FastValue),
}

impl std::fmt::Debug for RowValue<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RowValue").finish_non_exhaustive()
    }
}

impl Document for IndexedRow {
    type Value<'a> = RowValue<'a>;
    type FieldsValuesIter<'a> = std::array::IntoIter<(Field, RowValue<'a>), 4>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        let fields = &self.fields;
        [
            (fields.hash, RowValue::Hash(self.hash)),
            (fields.id, RowValue::Text(&self.id)),
            (fields.row, RowValue::Bytes(&self.stored)),
            (fields.cells, RowValue::Cells(&self.cells)),
        ]
        .into_iter()
    }
}

impl<'a> Value<'a> for RowValue<'a> {
    type ArrayIter = std::iter::Empty<Self>;
    type ObjectIter = CellsIter<'a>;

    fn as_value(&self) -> ReferenceValue<'a, Self> {
        let leaf = match *self {
            Self::Hash(hash) => ReferenceValueLeaf::U64(hash),
            Self::Text(text) => ReferenceValueLeaf::Str(text),
            Self::Bytes(bytes) => ReferenceValueLeaf::Bytes(bytes),
            Self::Cells(cells) => return ReferenceValue::Object(CellsIter::new(cells)),
            Self::Cell(FastValue::Text(text)) => ReferenceValueLeaf::Str(text),
            Self::Cell(FastValue::Number(n)) => ReferenceValueLeaf::F64(*n),
            Self::Cell(FastValue::Time(time)) => ReferenceValueLeaf::I64(*time),
        };
        ReferenceValue::Leaf(leaf)
    }
}

/// The fast columns of a row, by name.
pub(super) struct CellsIter<'a> {
    keys: &'a FastKeys,
    values: std::slice::Iter<'a, (usize, FastValue)>,
}

impl<'a> CellsIter<'a> {
    fn new(cells: &'a FastCells) -> Self {
        Self {
            keys: &cells.keys,
            values: cells.values.iter(),
        }
    }
}

impl<'a> Iterator for CellsIter<'a> {
    type Item = (&'a str, RowValue<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let (key, value) = self.values.next()?;
        let (_, [text, number, time]) = &self.keys.0[*key];
        let key = match value {
            FastValue::Text(_) => text,
            FastValue::Number(_) => number,
            FastValue::Time(_) => time,
        };
        Some((key, RowValue::Cell(value)))
    }
}
