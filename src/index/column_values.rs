//! The values of one source column in one segment, for filters, facets and sorting.

use super::schema::Fast;
use tantivy::columnar::{Column, DynamicColumn, NumericalType, StrColumn};
use tantivy::index::SegmentReader;

/// The fast columns of one source column in one segment.
#[derive(Clone)]
pub(super) struct ColumnValues {
    pub(super) text: Option<StrColumn>,
    pub(super) number: Option<Column<f64>>,
    pub(super) time: Option<Column<i64>>,
}

impl ColumnValues {
    pub(super) fn open(segment: &SegmentReader, column: usize) -> tantivy::Result<Self> {
        let fast = segment.fast_fields();
        let typed = |path: &str, numerical| -> tantivy::Result<Option<DynamicColumn>> {
            let mut last = None;
            for handle in fast.dynamic_column_handles(path)? {
                last = handle.open()?.coerce_numerical(numerical).or(last);
            }
            Ok(last)
        };
        Ok(Self {
            text: fast.str(&Fast::Text.path(column))?,
            number: match typed(&Fast::Number.path(column), NumericalType::F64)? {
                Some(DynamicColumn::F64(c)) => Some(c),
                _ => None,
            },
            time: match typed(&Fast::Time.path(column), NumericalType::I64)? {
                Some(DynamicColumn::I64(c)) => Some(c),
                _ => None,
            },
        })
    }
}
