//! Arrow columns and cells as an index keeps them.

use crate::columns::Profile;
use crate::index::{Cell, ColumnKind, Storage};
use crate::types::cell::{JsonCell, JsonColumn, cell_text};
use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, Float64Type};
use arrow_schema::{DataType, Field};
use std::borrow::Cow;

/// Mean characters above which a column is text, not a category.
const LONG: usize = 60;

/// What a column holds, by its type or its first cells.
pub(in crate::index) fn kind(array: &dyn Array, profile: &Profile) -> ColumnKind {
    let typed = array.data_type();
    if typed.is_temporal() {
        return ColumnKind::Date;
    }
    // unlike in a profile, codes such as 007 are not numbers
    let numbers = texts(array).filter(|t| Cell::Text(t.to_string()).number().is_some());
    if typed.is_numeric() || profile.most(numbers.count(), 9) {
        ColumnKind::Number
    } else if profile.most(profile.times, 9) {
        ColumnKind::Date
    } else if profile.mean_chars > LONG {
        ColumnKind::Text
    } else {
        ColumnKind::Category
    }
}

/// The cells of a column that are not blank.
pub(super) fn texts(array: &dyn Array) -> impl Iterator<Item = Cow<'_, str>> {
    let cells = (0..array.len()).filter_map(|row| cell_text(array, row));
    cells.filter(|text| !text.trim().is_empty())
}

/// How an index stores a column.
pub(super) fn storage(field: &Field) -> Storage {
    match field.data_type() {
        t if t.is_integer() && *t != DataType::UInt64 => Storage::Int,
        DataType::Float32 | DataType::Float64 => Storage::Float,
        DataType::Boolean => Storage::Bool,
        _ => Storage::Text,
    }
}

/// A cell as the index keeps it: numbers and truth values typed, everything else as text.
pub(in crate::index) fn cell(array: &dyn Array, row: usize, json: Option<JsonColumn>) -> Cell {
    if let Some(json) = json
        && array.data_type() == &DataType::Utf8
    {
        let strings = array.as_string::<i32>();
        let value = (!strings.is_null(row)).then(|| strings.value(row));
        return match json.decode(value) {
            JsonCell::Absent | JsonCell::Null => Cell::Null,
            JsonCell::Text(t) => filled(t.into()),
            JsonCell::Raw(r) => raw(r),
        };
    }
    if array.is_null(row) {
        return Cell::Null;
    }
    match array.data_type() {
        DataType::Float64 => Cell::Float(array.as_primitive::<Float64Type>().value(row)),
        DataType::Float32 => Cell::Float(f64::from(array.as_primitive::<Float32Type>().value(row))),
        DataType::Boolean => Cell::Bool(array.as_boolean().value(row)),
        other => {
            let text = cell_text(array, row).unwrap_or_default();
            match text.parse() {
                Ok(whole) if other.is_integer() => Cell::Int(whole),
                _ => filled(text),
            }
        }
    }
}

fn filled(text: Cow<'_, str>) -> Cell {
    if text.is_empty() {
        Cell::Null
    } else {
        Cell::Text(text.into_owned())
    }
}

/// A JSON value that is not a string.
fn raw(text: &str) -> Cell {
    match (text, text.parse::<i64>(), text.parse::<f64>()) {
        ("true", ..) => Cell::Bool(true),
        ("false", ..) => Cell::Bool(false),
        (_, Ok(whole), _) => Cell::Int(whole),
        (_, _, Ok(number)) if number.is_finite() => Cell::Float(number),
        _ => filled(text.into()),
    }
}
