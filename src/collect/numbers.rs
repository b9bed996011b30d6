//! Columns of numbers: which cells are amounts, and what the reader should know of the columns.

use super::column_readings::note_format;
use crate::aggregate::{ColumnReadings, Numbers};
use crate::columns::{NumberColumn, ServiceColumns};
use crate::normalize::Normalizer;
use crate::report::wording;
use crate::types::Lang;

/// Numbers of so many digits may be somebody's: a mean of such says nothing, and a median is one.
const SHORTEST_PERSONAL: usize = 10;

/// Whether a number is somebody's.
pub(super) fn is_personal(cell: &str, normalizer: &Normalizer) -> bool {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    digits >= SHORTEST_PERSONAL && !normalizer.personal(cell).is_empty()
}

/// The columns of numbers, and what the reader should know of those that cannot be read as they stand.
pub(super) fn finish_numbers(
    columns: Vec<(String, NumberColumn)>,
    service: &ServiceColumns,
    readings: &mut ColumnReadings,
    lang: Lang,
) -> (Vec<Numbers>, Vec<String>) {
    let (mut read, mut notes) = (Vec::new(), Vec::new());
    for (name, column) in columns {
        match column.finish() {
            Ok((mut values, format)) => {
                let zeros = if service.is_satisfaction(&name) {
                    drop_not_rated(&mut values)
                } else {
                    0
                };
                if zeros > 0 {
                    notes.push(wording::numbers::not_rated(&name, zeros, lang));
                }
                if format.ambiguous {
                    notes.push(wording::numbers::ambiguous(&name, lang));
                }
                note_format(readings.entry(name.clone()).or_default(), &format);
                read.push(Numbers { name, values });
            }
            Err(mixed) => notes.push(wording::numbers::mixed(&name, &mixed, lang)),
        }
    }
    (read, notes)
}

/// In marks of 1 to 5, 0 is written where nobody rated: such marks become absent. Gives how many there were.
fn drop_not_rated(marks: &mut [f64]) -> usize {
    let known = || marks.iter().filter(|m| m.is_finite());
    let is_one_to_five = known().all(|m| m.fract() == 0.0 && (0.0..=5.0).contains(m));
    if !is_one_to_five || !known().any(|m| *m == 5.0) {
        return 0;
    }
    let zeros = marks.iter_mut().filter(|m| **m == 0.0);
    zeros.map(|m| *m = f64::NAN).count()
}
