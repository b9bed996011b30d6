//! Cells of the rarer types that Parquet and Arrow files hold, as text. The kernels that could print them as well take an eighth of
//! the build.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type, DurationMicrosecondType,
    DurationMillisecondType, DurationNanosecondType, DurationSecondType, Float16Type, Int16Type,
    Int32Type, Int64Type, IntervalDayTimeType, IntervalMonthDayNanoType, IntervalYearMonthType,
    RunEndIndexType, Time32MillisecondType, Time32SecondType, Time64MicrosecondType,
    Time64NanosecondType,
};
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, IntervalUnit, TimeUnit};
use std::borrow::Cow;

/// How a cell inside another one is printed.
pub(super) type CellText = for<'a> fn(&'a dyn Array, usize) -> Option<Cow<'a, str>>;

/// The cell at `row`, which is not null. Binary values are hexadecimal, durations and intervals as ISO 8601 writes them; lists and
/// structs look like JSON; `inner` prints what they hold.
pub(super) fn typed_text(array: &dyn Array, row: usize, inner: CellText) -> Option<String> {
    match array.data_type() {
        DataType::Float16 => Some(array.as_primitive::<Float16Type>().value(row).to_string()),
        DataType::Decimal32(..)
        | DataType::Decimal64(..)
        | DataType::Decimal128(..)
        | DataType::Decimal256(..) => decimal_text(array, row),
        DataType::Time32(_) | DataType::Time64(_) => time_text(array, row),
        DataType::Duration(unit) => duration_text(array, row, *unit),
        DataType::Interval(unit) => Some(interval_text(array, row, *unit)),
        DataType::Binary => Some(hex(array.as_binary::<i32>().value(row))),
        DataType::LargeBinary => Some(hex(array.as_binary::<i64>().value(row))),
        DataType::BinaryView => Some(hex(array.as_binary_view().value(row))),
        DataType::FixedSizeBinary(_) => Some(hex(array.as_fixed_size_binary().value(row))),
        _ => nested_text(array, row, inner),
    }
}

fn nested_text(array: &dyn Array, row: usize, inner: CellText) -> Option<String> {
    match array.data_type() {
        DataType::List(_) => Some(list_text(&array.as_list::<i32>().value(row), inner)),
        DataType::LargeList(_) => Some(list_text(&array.as_list::<i64>().value(row), inner)),
        DataType::ListView(_) => Some(list_text(&array.as_list_view::<i32>().value(row), inner)),
        DataType::LargeListView(_) => {
            Some(list_text(&array.as_list_view::<i64>().value(row), inner))
        }
        DataType::FixedSizeList(..) => {
            Some(list_text(&array.as_fixed_size_list().value(row), inner))
        }
        DataType::Struct(_) => {
            let fields = array.as_struct();
            let names = fields.column_names();
            let pairs = names.iter().zip(fields.columns());
            let pairs = pairs.map(|(name, c)| format!("{name}: {}", or_empty(c, row, inner)));
            Some(braced(pairs.collect()))
        }
        DataType::Map(..) => {
            let entries = array.as_map().value(row);
            let pair = |i| {
                let (key, value) = (entries.column(0), entries.column(1));
                format!("{}: {}", or_empty(key, i, inner), or_empty(value, i, inner))
            };
            Some(braced((0..entries.len()).map(pair).collect()))
        }
        DataType::Union(..) => {
            let union = array.as_union();
            let child = union.child(union.type_id(row));
            inner(child.as_ref(), union.value_offset(row)).map(Into::into)
        }
        DataType::RunEndEncoded(ends, _) => match ends.data_type() {
            DataType::Int16 => run_text::<Int16Type>(array, row, inner),
            DataType::Int32 => run_text::<Int32Type>(array, row, inner),
            _ => run_text::<Int64Type>(array, row, inner),
        },
        _ => None,
    }
}

fn decimal_text(array: &dyn Array, row: usize) -> Option<String> {
    Some(match array.data_type() {
        DataType::Decimal32(..) => array.as_primitive::<Decimal32Type>().value_as_string(row),
        DataType::Decimal64(..) => array.as_primitive::<Decimal64Type>().value_as_string(row),
        DataType::Decimal128(..) => array.as_primitive::<Decimal128Type>().value_as_string(row),
        DataType::Decimal256(..) => array.as_primitive::<Decimal256Type>().value_as_string(row),
        _ => return None,
    })
}

fn time_text(array: &dyn Array, row: usize) -> Option<String> {
    let time = match array.data_type() {
        DataType::Time32(TimeUnit::Second) => array
            .as_primitive::<Time32SecondType>()
            .value_as_time(row)?,
        DataType::Time32(_) => array
            .as_primitive::<Time32MillisecondType>()
            .value_as_time(row)?,
        DataType::Time64(TimeUnit::Microsecond) => array
            .as_primitive::<Time64MicrosecondType>()
            .value_as_time(row)?,
        _ => array
            .as_primitive::<Time64NanosecondType>()
            .value_as_time(row)?,
    };
    Some(time.to_string())
}

fn duration_text(array: &dyn Array, row: usize, unit: TimeUnit) -> Option<String> {
    let duration = match unit {
        TimeUnit::Second => array
            .as_primitive::<DurationSecondType>()
            .value_as_duration(row)?,
        TimeUnit::Millisecond => array
            .as_primitive::<DurationMillisecondType>()
            .value_as_duration(row)?,
        TimeUnit::Microsecond => array
            .as_primitive::<DurationMicrosecondType>()
            .value_as_duration(row)?,
        TimeUnit::Nanosecond => array
            .as_primitive::<DurationNanosecondType>()
            .value_as_duration(row)?,
    };
    Some(duration.to_string())
}

fn interval_text(array: &dyn Array, row: usize, unit: IntervalUnit) -> String {
    match unit {
        IntervalUnit::YearMonth => {
            let months = array.as_primitive::<IntervalYearMonthType>().value(row);
            format!("P{months}M")
        }
        IntervalUnit::DayTime => {
            let span = array.as_primitive::<IntervalDayTimeType>().value(row);
            let seconds = f64::from(span.milliseconds) / 1e3;
            format!("P{}DT{seconds}S", span.days)
        }
        IntervalUnit::MonthDayNano => {
            let span = array.as_primitive::<IntervalMonthDayNanoType>().value(row);
            let seconds = span.nanoseconds as f64 / 1e9;
            format!("P{}M{}DT{seconds}S", span.months, span.days)
        }
    }
}

fn run_text<R: RunEndIndexType>(array: &dyn Array, row: usize, inner: CellText) -> Option<String> {
    let runs = array.as_run_opt::<R>()?;
    inner(runs.values().as_ref(), runs.get_physical_index(row)).map(Into::into)
}

fn list_text(items: &ArrayRef, inner: CellText) -> String {
    let items: Vec<String> = (0..items.len())
        .map(|i| or_empty(items, i, inner))
        .collect();
    format!("[{}]", items.join(", "))
}

fn or_empty(array: &ArrayRef, row: usize, inner: CellText) -> String {
    inner(array.as_ref(), row).unwrap_or_default().into_owned()
}

fn braced(pairs: Vec<String>) -> String {
    format!("{{{}}}", pairs.join(", "))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::builder::{Int32Builder, MapBuilder, StringBuilder};
    use arrow_array::types::Int32Type;
    use arrow_array::{
        BinaryArray, Decimal128Array, DurationSecondArray, FixedSizeListArray, Int32Array,
        IntervalMonthDayNanoArray, ListArray, RunArray, StringArray, StructArray,
        Time64MicrosecondArray,
    };
    use arrow_schema::Field;
    use std::sync::Arc;

    fn text(array: &dyn Array, row: usize) -> Option<String> {
        crate::types::cell::cell_text(array, row).map(Into::into)
    }

    #[test]
    fn single_values() {
        let price = Decimal128Array::from(vec![-12_345]).with_precision_and_scale(10, 2);
        assert_eq!(text(&price.unwrap(), 0).as_deref(), Some("-123.45"));
        let noon = Time64MicrosecondArray::from(vec![43_200_000_000]);
        assert_eq!(text(&noon, 0).as_deref(), Some("12:00:00"));
        let span = DurationSecondArray::from(vec![3661]);
        assert_eq!(text(&span, 0).as_deref(), Some("PT3661S"));
        let span = arrow_array::types::IntervalMonthDayNano::new(1, 2, 3_000_000_000);
        let spans = IntervalMonthDayNanoArray::from(vec![span]);
        assert_eq!(text(&spans, 0).as_deref(), Some("P1M2DT3S"));
        let bytes = BinaryArray::from(vec![&b"\x00\xff"[..]]);
        assert_eq!(text(&bytes, 0).as_deref(), Some("00ff"));
    }

    #[test]
    fn nested_values() {
        let list = ListArray::from_iter_primitive::<Int32Type, _, _>([
            Some(vec![Some(1), None, Some(3)]),
            None,
        ]);
        assert_eq!(text(&list, 0).as_deref(), Some("[1, , 3]"));
        assert_eq!(text(&list, 1), None);
        let fixed = [Some([Some(1), Some(2)])];
        let fixed = FixedSizeListArray::from_iter_primitive::<Int32Type, _, _>(fixed, 2);
        assert_eq!(text(&fixed, 0).as_deref(), Some("[1, 2]"));
        let field = |name: &str, kind| Arc::new(Field::new(name, kind, true));
        let record = StructArray::from(vec![
            (
                field("类型", DataType::Utf8),
                Arc::new(StringArray::from(vec!["物流"])) as ArrayRef,
            ),
            (
                field("n", DataType::Int32),
                Arc::new(Int32Array::from(vec![4])),
            ),
        ]);
        assert_eq!(text(&record, 0).as_deref(), Some("{类型: 物流, n: 4}"));
        let mut map = MapBuilder::new(None, StringBuilder::new(), Int32Builder::new());
        map.keys().append_value("a");
        map.values().append_value(1);
        map.append(true).unwrap();
        assert_eq!(text(&map.finish(), 0).as_deref(), Some("{a: 1}"));
        let runs: RunArray<Int32Type> = ["a", "a", "b"].into_iter().collect();
        assert_eq!(text(&runs, 1).as_deref(), Some("a"));
        assert_eq!(text(&runs, 2).as_deref(), Some("b"));
    }
}
