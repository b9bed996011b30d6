//! How the columns of a tally were read: what parts of one report must agree in.

use crate::aggregate::{ColumnReading, ColumnReadings, NO_DAY, day};
use crate::columns::time::{TimeColumn, TimeFormat};
use crate::columns::{NumberFormat, ReportColumns};
use arrow_schema::{DataType, Schema};
use chrono::NaiveDateTime;

/// What every column is counted as, before a row is read.
pub(super) fn uses(columns: &ReportColumns, schema: &Schema) -> ColumnReadings {
    let mut readings = ColumnReadings::new();
    let mut add = |name: &str, what: &str| {
        let reading = readings.entry(name.to_owned()).or_default();
        reading.uses.insert(what.to_owned());
    };
    let name = |at: usize| schema.field(at).name().as_str();
    columns.label.iter().for_each(|at| add(name(*at), "type"));
    columns.text.iter().for_each(|at| add(name(*at), "text"));
    columns.time.iter().for_each(|at| add(name(*at), "time"));
    columns.by.iter().for_each(|by| add(&by.name, "by"));
    columns
        .numbers
        .iter()
        .for_each(|at| add(name(*at), "number"));
    if let Some(at) = columns.time
        && let DataType::Timestamp(_, Some(zone)) = schema.field(at).data_type()
    {
        let reading = readings.entry(name(at).to_owned()).or_default();
        reading.zone = Some(zone.to_string());
    }
    readings
}

/// Enters how the times of the column `name` were read.
pub(super) fn note_times(
    readings: &mut ColumnReadings,
    name: Option<String>,
    days: &TimeColumn<i32>,
) {
    let Some(name) = name else { return };
    let reading = readings.entry(name).or_default();
    let (format, orders) = days.format();
    let orders = orders.0.into_iter();
    reading
        .orders
        .extend(orders.map(|(mark, order)| (mark, order.name().to_owned())));
    if format.is_roc == Some(true) {
        reading.calendar = Some("roc".to_owned());
    }
    if let Some(zone) = format.zone {
        reading.zone = Some(zone.to_string());
    }
}

/// Enters how the numbers were read.
pub(super) fn note_format(reading: &mut ColumnReading, format: &NumberFormat) {
    if format.is_written {
        let decimal = if format.decimal_comma {
            "comma"
        } else {
            "point"
        };
        reading.decimal = Some(decimal.to_owned());
    }
    reading.unit = Some(format.unit.clone()).filter(|u| !u.is_empty());
}

/// Days, read as is fixed for the column.
pub(super) fn days(format: Option<TimeFormat>) -> TimeColumn<i32> {
    let of = |time: Option<NaiveDateTime>| time.map_or(NO_DAY, |t| day(t.date()));
    TimeColumn::new(of).fixed(format.unwrap_or_default())
}
