//! One cell of a record batch as text, and how JSON values are kept in text columns without losing what they were.
//!
//! A JSON Lines column travels as a `Utf8` column whose field metadata says what an unmarked cell is (a string, or the raw
//! text of another JSON value). A cell that is something else carries a mark: U+FDD0 (a code point that Unicode keeps out of
//! all text) and one letter. So a line is written exactly as it was read.

use super::typed_text::typed_text;
use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Date64Type, Float32Type, Float64Type};
use arrow_array::types::{Int8Type, Int16Type, Int32Type, Int64Type};
use arrow_array::types::{TimestampMicrosecondType, TimestampMillisecondType};
use arrow_array::types::{TimestampNanosecondType, TimestampSecondType};
use arrow_array::types::{UInt8Type, UInt16Type, UInt32Type, UInt64Type};
use arrow_schema::{DataType, Field, TimeUnit};
use chrono::{DateTime, FixedOffset, NaiveDateTime, TimeZone};
use std::borrow::Cow;

/// Opens a cell that is not what its column usually holds.
const MARK: char = '\u{FDD0}';
/// Field metadata: what an unmarked cell is, `text` or `raw`.
const PLAIN_KEY: &str = "tousu.json";
/// Field metadata: what a null cell is, `null` or `absent`.
const NULL_KEY: &str = "tousu.null";

/// Field metadata: the names that lead to a nested value.
const PATH_KEY: &str = "tousu.path";
const PATH_SEPARATOR: &str = "\u{1f}";

/// What an unmarked cell and a null cell of a JSON column stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JsonColumn {
    /// An unmarked cell is a JSON string (true) or the raw text of another JSON value (false).
    pub text: bool,
    /// A null cell is an explicit `null` (true) or a name that the object lacks (false).
    pub null: bool,
}

/// A value of a JSON object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonCell<'a> {
    /// The object lacks the name.
    Absent,
    /// An explicit `null`.
    Null,
    /// A string, decoded.
    Text(&'a str),
    /// Anything else, as its raw JSON text.
    Raw(&'a str),
}

impl JsonColumn {
    /// Reads the kind from a field's metadata; `None` where the column did not come from JSON.
    #[must_use]
    pub fn of(field: &Field) -> Option<Self> {
        let metadata = field.metadata();
        Some(Self {
            text: metadata.get(PLAIN_KEY)? == "text",
            null: metadata.get(NULL_KEY).is_none_or(|n| n == "null"),
        })
    }

    /// A `Utf8` field of this kind.
    #[must_use]
    pub fn field(self, name: &str) -> Field {
        let plain = if self.text { "text" } else { "raw" };
        let null = if self.null { "null" } else { "absent" };
        let metadata = [(PLAIN_KEY, plain), (NULL_KEY, null)];
        Field::new(name, DataType::Utf8, true).with_metadata(std::collections::HashMap::from(
            metadata.map(|(k, v)| (k.to_owned(), v.to_owned())),
        ))
    }

    /// As [`JsonColumn::field`], for a value inside other objects; `path` holds their names and its own.
    #[must_use]
    pub fn field_at(self, name: &str, path: &[String]) -> Field {
        let field = self.field(name);
        if path.len() < 2 {
            return field;
        }
        let mut metadata = field.metadata().clone();
        metadata.insert(PATH_KEY.to_owned(), path.join(PATH_SEPARATOR));
        field.with_metadata(metadata)
    }

    /// The names that lead to the value of a field in a JSON object: its own name, unless it is nested.
    #[must_use]
    pub fn path(field: &Field) -> Vec<&str> {
        match field.metadata().get(PATH_KEY) {
            Some(path) => path.split(PATH_SEPARATOR).collect(),
            None => vec![field.name()],
        }
    }

    /// The cell that stands for `value` in this column; `None` is a null cell.
    #[must_use]
    pub fn encode(self, value: JsonCell<'_>) -> Option<Cow<'_, str>> {
        let marked = |tag: char, text: &str| Some(Cow::Owned(format!("{MARK}{tag}{text}")));
        match value {
            JsonCell::Null if self.null => None,
            JsonCell::Absent if !self.null => None,
            JsonCell::Null => marked('n', ""),
            JsonCell::Absent => marked('a', ""),
            JsonCell::Text(t) if self.text && !t.starts_with(MARK) => Some(Cow::Borrowed(t)),
            JsonCell::Text(t) => marked('t', t),
            JsonCell::Raw(r) if !self.text => Some(Cow::Borrowed(r)),
            JsonCell::Raw(r) => marked('r', r),
        }
    }

    /// The value in `row` of `array`, a column of this kind.
    #[must_use]
    pub fn value(self, array: &dyn Array, row: usize) -> JsonCell<'_> {
        let cells = array.as_string_opt::<i32>();
        self.decode(cells.filter(|c| !c.is_null(row)).map(|c| c.value(row)))
    }

    /// The value a cell of this column stands for.
    #[must_use]
    pub fn decode(self, cell: Option<&str>) -> JsonCell<'_> {
        match (cell, cell.and_then(split_mark)) {
            (None, _) if self.null => JsonCell::Null,
            (None, _) | (_, Some(('a', _))) => JsonCell::Absent,
            (_, Some(('n', _))) => JsonCell::Null,
            (_, Some(('t', t))) => JsonCell::Text(t),
            (_, Some(('r', r))) => JsonCell::Raw(r),
            (Some(t), _) if self.text => JsonCell::Text(t),
            (Some(r), _) => JsonCell::Raw(r),
        }
    }
}

/// The letter after the mark and the rest, where `cell` is marked.
fn split_mark(cell: &str) -> Option<(char, &str)> {
    let mut rest = cell.strip_prefix(MARK)?.chars();
    let tag = rest.next()?;
    matches!(tag, 't' | 'r' | 'n' | 'a').then(|| (tag, rest.as_str()))
}

/// `cell` without a mark; `None` where the mark says that there is no value.
fn unmarked(cell: &str) -> Option<Cow<'_, str>> {
    match split_mark(cell) {
        Some(('t' | 'r', rest)) => Some(Cow::Borrowed(rest)),
        Some(_) => None,
        None => Some(Cow::Borrowed(cell)),
    }
}

/// What a formula that is nothing but a text holds, or digits behind an apostrophe.
fn unwrapped(cell: &str) -> &str {
    let formula = cell.strip_prefix("=\"").and_then(|c| c.strip_suffix('"'));
    if let Some(text) = formula.filter(|text| !text.contains('"')) {
        return text;
    }
    let digits = cell.strip_prefix('\'').unwrap_or_default();
    let are_digits = digits.len() > 1 && digits.bytes().all(|b| b.is_ascii_digit());
    if are_digits { digits } else { cell }
}

/// The cell at `row` as text that is read, whatever the type of the column; `None` for a null, or a row that is not there.
///
/// Whole floats have no decimal point, times read `2020-01-06 12:09:38`, lists and structs look like JSON, and `="00123"` and `'00123`, in
/// which spreadsheets keep the zeros of a number, are 00123.
///
/// ```
/// use arrow_array::Float64Array;
/// let column = Float64Array::from(vec![Some(5.0), None]);
/// assert_eq!(tousu::types::cell::cell_text(&column, 0).as_deref(), Some("5"));
/// assert_eq!(tousu::types::cell::cell_text(&column, 1), None);
/// ```
#[must_use]
pub fn cell_text(array: &dyn Array, row: usize) -> Option<Cow<'_, str>> {
    written_text(array, row).map(|text| match text {
        Cow::Borrowed(text) => Cow::Borrowed(unwrapped(text)),
        // made from another type
        made @ Cow::Owned(_) => made,
    })
}

/// The same as it was written: what a file that repeats the cell holds.
#[must_use]
pub fn written_text(array: &dyn Array, row: usize) -> Option<Cow<'_, str>> {
    if row >= array.len() || array.is_null(row) {
        return None;
    }
    match array.data_type() {
        DataType::Utf8 => unmarked(array.as_string::<i32>().value(row)),
        DataType::LargeUtf8 => Some(Cow::Borrowed(array.as_string::<i64>().value(row))),
        DataType::Utf8View => Some(Cow::Borrowed(array.as_string_view().value(row))),
        DataType::Boolean => Some(Cow::Borrowed(if array.as_boolean().value(row) {
            "true"
        } else {
            "false"
        })),
        DataType::Dictionary(..) => dictionary_text(array, row),
        DataType::Timestamp(..) | DataType::Date32 | DataType::Date64 => {
            let written = cell_time(array, row).map(|t| time_text(t, array.data_type()));
            let zoned = || utc(array, row).map(|t| Cow::Owned(format!("{t}Z")));
            // UTC, and a zone that is not known, is named as UTC
            written.map(Cow::Owned).or_else(zoned)
        }
        _ => number_text(array, row)
            .map(Cow::Owned)
            .or_else(|| typed_text(array, row, written_text).map(Cow::Owned)),
    }
}

fn time_text(time: NaiveDateTime, kind: &DataType) -> String {
    if matches!(kind, DataType::Date32) {
        return time.date().to_string();
    }
    // chrono prints `2020-01-06 12:09:38` and adds a fraction only where there is one
    time.to_string()
}

fn number_text(array: &dyn Array, row: usize) -> Option<String> {
    Some(match array.data_type() {
        DataType::Int8 => array.as_primitive::<Int8Type>().value(row).to_string(),
        DataType::Int16 => array.as_primitive::<Int16Type>().value(row).to_string(),
        DataType::Int32 => array.as_primitive::<Int32Type>().value(row).to_string(),
        DataType::Int64 => array.as_primitive::<Int64Type>().value(row).to_string(),
        DataType::UInt8 => array.as_primitive::<UInt8Type>().value(row).to_string(),
        DataType::UInt16 => array.as_primitive::<UInt16Type>().value(row).to_string(),
        DataType::UInt32 => array.as_primitive::<UInt32Type>().value(row).to_string(),
        DataType::UInt64 => array.as_primitive::<UInt64Type>().value(row).to_string(),
        DataType::Float32 => array.as_primitive::<Float32Type>().value(row).to_string(),
        DataType::Float64 => array.as_primitive::<Float64Type>().value(row).to_string(),
        _ => return None,
    })
}

fn dictionary_text(array: &dyn Array, row: usize) -> Option<Cow<'_, str>> {
    fn at<K: arrow_array::types::ArrowDictionaryKeyType>(
        array: &dyn Array,
        row: usize,
    ) -> Option<Cow<'_, str>> {
        let dictionary = array.as_dictionary_opt::<K>()?;
        written_text(dictionary.values().as_ref(), dictionary.key(row)?)
    }
    let DataType::Dictionary(key, _) = array.data_type() else {
        return None;
    };
    match key.as_ref() {
        DataType::Int8 => at::<Int8Type>(array, row),
        DataType::Int16 => at::<Int16Type>(array, row),
        DataType::Int32 => at::<Int32Type>(array, row),
        DataType::Int64 => at::<Int64Type>(array, row),
        DataType::UInt8 => at::<UInt8Type>(array, row),
        DataType::UInt16 => at::<UInt16Type>(array, row),
        DataType::UInt32 => at::<UInt32Type>(array, row),
        DataType::UInt64 => at::<UInt64Type>(array, row),
        _ => None,
    }
}

/// The cell at `row` as a point in time, where the column is typed as one: as the clock of its time zone shows it. Times in UTC
/// are not among them: they have to be named as such.
#[must_use]
pub fn cell_time(array: &dyn Array, row: usize) -> Option<NaiveDateTime> {
    if row >= array.len() || array.is_null(row) {
        return None;
    }
    match array.data_type() {
        DataType::Date32 => array.as_primitive::<Date32Type>().value_as_datetime(row),
        DataType::Date64 => array.as_primitive::<Date64Type>().value_as_datetime(row),
        DataType::Timestamp(_, None) => utc(array, row),
        DataType::Timestamp(_, Some(zone)) => in_zone(utc(array, row)?, zone),
        _ => None,
    }
}

/// The cell at `row` as a moment in UTC, where its column is typed as times of a zone.
#[must_use]
pub fn cell_moment(array: &dyn Array, row: usize) -> Option<NaiveDateTime> {
    let has_zone = matches!(array.data_type(), DataType::Timestamp(_, Some(_)));
    (has_zone && row < array.len() && !array.is_null(row)).then(|| utc(array, row))?
}

/// The clock time of `zone` (`Asia/Shanghai`, `+08:00`) at a moment; `None` for UTC, and for a zone that is not known.
fn in_zone(moment: NaiveDateTime, zone: &str) -> Option<NaiveDateTime> {
    if let Ok(named) = zone.parse::<chrono_tz::Tz>() {
        let utc = matches!(named, chrono_tz::UTC | chrono_tz::Etc::UTC | chrono_tz::GMT);
        return (!utc).then(|| named.from_utc_datetime(&moment).naive_local());
    }
    let offset: FixedOffset = zone.parse().ok()?;
    (offset.local_minus_utc() != 0).then(|| offset.from_utc_datetime(&moment).naive_local())
}

/// A time stamp without regard to its zone.
fn utc(array: &dyn Array, row: usize) -> Option<NaiveDateTime> {
    let DataType::Timestamp(unit, _) = array.data_type() else {
        return None;
    };
    let since = match unit {
        TimeUnit::Second => {
            DateTime::from_timestamp(array.as_primitive::<TimestampSecondType>().value(row), 0)
        }
        TimeUnit::Millisecond => DateTime::from_timestamp_millis(
            array.as_primitive::<TimestampMillisecondType>().value(row),
        ),
        TimeUnit::Microsecond => DateTime::from_timestamp_micros(
            array.as_primitive::<TimestampMicrosecondType>().value(row),
        ),
        TimeUnit::Nanosecond => Some(DateTime::from_timestamp_nanos(
            array.as_primitive::<TimestampNanosecondType>().value(row),
        )),
    };
    since.map(|t| t.naive_utc())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn json_cells_come_back(
            text: bool,
            null: bool,
            value in prop_oneof!["\\PC{0,8}", "\u{FDD0}[tran]?[a-z]{0,3}"],
            which in 0..4,
        ) {
            let column = JsonColumn { text, null };
            let cell = match which {
                0 => JsonCell::Absent,
                1 => JsonCell::Null,
                2 => JsonCell::Text(&value),
                _ => JsonCell::Raw("[1, 2.0]"),
            };
            let stored = column.encode(cell);
            prop_assert_eq!(column.decode(stored.as_deref()), cell);
            let field = column.field("x");
            prop_assert_eq!(JsonColumn::of(&field), Some(column));
        }
    }

    #[test]
    fn marks_never_show() {
        let column = JsonColumn {
            text: false,
            null: true,
        };
        let cells = arrow_array::StringArray::from_iter([
            column.encode(JsonCell::Text("好")),
            column.encode(JsonCell::Absent),
            column.encode(JsonCell::Raw("1.50")),
        ]);
        let shown: Vec<_> = (0..3).map(|i| cell_text(&cells, i)).collect();
        assert_eq!(shown[0].as_deref(), Some("好"));
        assert_eq!(shown[1], None);
        assert_eq!(shown[2].as_deref(), Some("1.50"));
    }

    #[test]
    fn numbers_times_and_dictionaries_read_as_text() {
        use arrow_array::{DictionaryArray, Float64Array, Int64Array, TimestampSecondArray};
        assert_eq!(
            cell_text(&Int64Array::from(vec![188_006]), 0).as_deref(),
            Some("188006")
        );
        assert_eq!(
            cell_text(&Float64Array::from(vec![0.5]), 0).as_deref(),
            Some("0.5")
        );
        let time = TimestampSecondArray::from(vec![1_578_312_578]);
        assert_eq!(cell_text(&time, 0).as_deref(), Some("2020-01-06 12:09:38"));
        for (zone, text) in [
            ("Asia/Shanghai", "1970-01-01 08:00:00"),
            ("+05:00", "1970-01-01 05:00:00"),
            ("America/New_York", "1969-12-31 19:00:00"),
            ("UTC", "1970-01-01 00:00:00Z"),
            ("Mars/Olympus", "1970-01-01 00:00:00Z"),
        ] {
            let zoned = TimestampSecondArray::from(vec![0]).with_timezone(zone);
            assert_eq!(cell_text(&zoned, 0).as_deref(), Some(text), "{zone}");
        }
        let words: DictionaryArray<Int32Type> = vec!["a", "b", "a"].into_iter().collect();
        assert_eq!(cell_text(&words, 2).as_deref(), Some("a"));
    }
}
