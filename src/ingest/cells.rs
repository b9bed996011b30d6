//! Cells of a sheet → Arrow columns: numbers, truths or times where all cells of a column are such, else text.

use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, StringArray,
    TimestampMillisecondArray,
};
use calamine::Data;
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use std::sync::Arc;

/// Cells up to the last that is not blank.
pub(super) fn filled(row: &[Data]) -> usize {
    row.iter().rposition(|c| !is_blank(c)).map_or(0, |n| n + 1)
}

pub(super) fn is_blank(cell: &Data) -> bool {
    match cell {
        Data::Empty => true,
        Data::String(s) => s.trim().is_empty(),
        _ => false,
    }
}

/// The time in a cell; a time of day alone is none.
fn moment(cell: &Data) -> Option<NaiveDateTime> {
    match cell {
        Data::DateTime(t) if t.is_datetime() && t.as_f64() >= 1.0 => {
            t.as_datetime().map(to_milliseconds)
        }
        Data::DateTimeIso(t) => t
            .parse::<NaiveDateTime>()
            .ok()
            .or_else(|| t.parse::<NaiveDate>().ok()?.and_hms_opt(0, 0, 0)),
        _ => None,
    }
}

/// Days as hours, minutes and seconds, as `[h]:mm:ss` shows them; a time of day is such a duration since midnight.
fn duration(days: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "Excel's days have seven digits"
    )]
    let seconds = (days.abs() * 86_400.0).round() as i64;
    let sign = if days < 0.0 && seconds > 0 { "-" } else { "" };
    let (hours, rest) = (seconds / 3600, seconds % 3600);
    format!("{sign}{hours:02}:{:02}:{:02}", rest / 60, rest % 60)
}

/// Doubles count days: what they say beyond milliseconds is rounding.
fn to_milliseconds(time: NaiveDateTime) -> NaiveDateTime {
    use chrono::{DurationRound, TimeDelta};
    time.duration_round(TimeDelta::milliseconds(1))
        .unwrap_or(time)
}

fn number(cell: &Data) -> Option<f64> {
    match cell {
        #[expect(clippy::cast_precision_loss, reason = "Excel holds doubles alone")]
        Data::Int(n) => Some(*n as f64),
        Data::Float(n) => Some(*n),
        _ => None,
    }
}

/// A cell as text.
pub(super) fn shown(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(s) => s.clone(),
        Data::DateTime(t) => match moment(cell) {
            Some(t) if t.time() == NaiveTime::MIN => t.date().to_string(),
            Some(t) => t.to_string(),
            None => duration(t.as_f64()),
        },
        Data::DateTimeIso(s) | Data::DurationIso(s) => s.clone(),
        Data::Bool(b) => b.to_string(),
        Data::Int(n) => n.to_string(),
        Data::Float(n) => n.to_string(),
        Data::Error(e) => e.to_string(),
    }
}

/// The array of one column: numbers, truths or times where all its cells are such, else text.
pub(super) fn column(cells: &[&Data]) -> ArrayRef {
    let filled = || cells.iter().filter(|c| !matches!(c, Data::Empty));
    if filled().next().is_some() {
        if filled().all(|c| number(c).is_some()) {
            return numbers(cells);
        }
        if filled().all(|c| matches!(c, Data::Bool(_))) {
            let truth = |c: &&Data| {
                if let Data::Bool(b) = c {
                    Some(*b)
                } else {
                    None
                }
            };
            return Arc::new(cells.iter().map(truth).collect::<BooleanArray>());
        }
        if filled().all(|c| moment(c).is_some()) {
            return times(cells);
        }
    }
    let text = |c: &&Data| (!matches!(c, Data::Empty)).then(|| shown(c));
    Arc::new(cells.iter().map(text).collect::<StringArray>())
}

fn numbers(cells: &[&Data]) -> ArrayRef {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let whole = |n: f64| n.fract() == 0.0 && n.abs() < EXACT;
    if cells.iter().filter_map(|c| number(c)).all(whole) {
        #[expect(clippy::cast_possible_truncation, reason = "whole, below 2^53")]
        let whole = |c: &&Data| number(c).map(|n| n as i64);
        return Arc::new(cells.iter().map(whole).collect::<Int64Array>());
    }
    Arc::new(cells.iter().map(|c| number(c)).collect::<Float64Array>())
}

fn times(cells: &[&Data]) -> ArrayRef {
    let all: Vec<Option<NaiveDateTime>> = cells.iter().map(|c| moment(c)).collect();
    if all.iter().flatten().all(|t| t.time() == NaiveTime::MIN) {
        let days = |t: &Option<NaiveDateTime>| {
            t.and_then(|t| i32::try_from(t.and_utc().timestamp() / 86_400).ok())
        };
        return Arc::new(all.iter().map(days).collect::<Date32Array>());
    }
    let stamp = |t: &Option<NaiveDateTime>| t.map(|t| t.and_utc().timestamp_millis());
    Arc::new(all.iter().map(stamp).collect::<TimestampMillisecondArray>())
}
