//! Cells: one value each of one or more columns.

use crate::aggregate::Table;

/// Columns of the table, by place, and the code of the value in each.
pub(super) type CellKey = Vec<(usize, u32)>;

/// Names of the columns and values of a cell.
pub(super) fn named(table: &Table, cell: &CellKey) -> Vec<(String, String)> {
    let name = |&(column, code): &(usize, u32)| {
        let column = table.dimensions.get(column)?;
        let value = column.values.get(code as usize)?;
        Some((column.name.clone(), value.clone()))
    };
    cell.iter().filter_map(name).collect()
}

/// The cell of these columns and values; absent where the table lacks one of them.
pub(super) fn key(table: &Table, cell: &[(String, String)]) -> Option<CellKey> {
    let part = |(column, value): &(String, String)| {
        let at = table.dimensions.iter().position(|c| &c.name == column)?;
        let values = &table.dimensions.get(at)?.values;
        let code = values.iter().position(|v| v == value)?;
        Some((at, u32::try_from(code).ok()?))
    };
    cell.iter().map(part).collect()
}

/// Whether `row` lies in `cell`.
pub(super) fn holds(table: &Table, cell: &CellKey, row: usize) -> bool {
    cell.iter().all(|&(column, code)| {
        let codes = table.dimensions.get(column).map(|c| &c.codes);
        codes.and_then(|c| c.get(row)).is_some_and(|&c| c == code)
    })
}
