//! Columns of numbers: which cells are amounts, and what the reader should know of the columns.

use super::column_readings::note_format;
use crate::aggregate::{ColumnReadings, Numbers, ServiceFigure};
use crate::columns::{
    MixedNumbers, NumberColumn, NumberFormat, ServiceColumns, ServiceRole, UnreadCells, headers,
};
use crate::normalize::Normalizer;
use crate::report::wording;
use crate::report::wording::numbers::ScaleDoubt;
use crate::types::Lang;

/// Numbers of so many digits may be somebody's: a mean of such says nothing, and a median is one.
const SHORTEST_PERSONAL: usize = 10;

/// Whether a number is somebody's. One with a fraction is nobody's, however many digits a spreadsheet gives it (`0.43533999999999995`).
pub(super) fn is_personal(cell: &str, normalizer: &Normalizer) -> bool {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    let has_fraction = || cell.trim().parse::<f64>().is_ok_and(|n| n.fract() != 0.0);
    digits >= SHORTEST_PERSONAL && !has_fraction() && !normalizer.personal(cell).is_empty()
}

/// The columns of numbers, and what the reader should know of those that cannot be read as they stand.
pub(super) fn finish_numbers(
    columns: Vec<(String, NumberColumn)>,
    service: &ServiceColumns,
    readings: &mut ColumnReadings,
    (normalizer, lang): (&Normalizer, Lang),
) -> (Vec<Numbers>, Vec<String>) {
    let (mut read, mut notes) = (Vec::new(), Vec::new());
    for (name, column) in columns {
        let (found, more) = read_numbers(&name, column, normalizer, lang);
        notes.extend(more);
        let Some((mut values, format)) = found else {
            continue;
        };
        match service.role_of_number(&name) {
            Some(ServiceRole::Satisfaction) => {
                let (rows, codes) = drop_not_rated(&mut values);
                let note = || wording::numbers::not_rated(&name, rows, &codes, lang);
                notes.extend((rows > 0).then(note));
            }
            Some(ServiceRole::Response | ServiceRole::Resolution) => {
                let rows = drop_negative(&mut values);
                let note = || wording::numbers::negative(&name, rows, lang);
                notes.extend((rows > 0).then(note));
            }
            _ => {}
        }
        note_format(readings.entry(name.clone()).or_default(), &format);
        read.push(Numbers { name, values });
    }
    (read, notes)
}

/// The numbers of a column, where they can be read, and what the reader should know.
pub(super) fn read_numbers(
    name: &str,
    column: NumberColumn,
    normalizer: &Normalizer,
    lang: Lang,
) -> (Option<(Vec<f64>, NumberFormat)>, Vec<String>) {
    let shown = |unread: UnreadCells| UnreadCells {
        examples: unread
            .examples
            .iter()
            .map(|c| short(&normalizer.shown(c)))
            .collect(),
        ..unread
    };
    match column.finish() {
        Ok((values, format, unread)) => {
            let ambiguous = format
                .ambiguous
                .then(|| wording::numbers::ambiguous(name, lang));
            let unread =
                (unread.cells > 0).then(|| wording::numbers::unread(name, &shown(unread), lang));
            let notes = ambiguous.into_iter().chain(unread);
            (Some((values, format)), notes.collect())
        }
        Err(MixedNumbers::Unread(unread)) => {
            let why = MixedNumbers::Unread(shown(unread));
            (None, vec![wording::numbers::mixed(name, &why, lang)])
        }
        Err(mixed) => (None, vec![wording::numbers::mixed(name, &mixed, lang)]),
    }
}

/// Characters shown of a cell.
const SHOWN: usize = 20;

fn short(cell: &str) -> String {
    let mut chars = cell.trim().chars();
    let start: String = chars.by_ref().take(SHOWN).collect();
    match chars.next() {
        Some(_) => format!("{start}…"),
        None => start,
    }
}

/// What is written among marks of 1 to 5 where nobody rated. 0 and 9 are marks themselves where no complaint has a 5.
const NOT_RATED: [f64; 5] = [-1.0, 0.0, 9.0, 99.0, 999.0];

/// Among marks of 1 to 5, codes for a rating that was not given become absent; of codes above 5 there have to be fewer than marks. Gives the
/// rows and the codes.
fn drop_not_rated(marks: &mut [f64]) -> (usize, Vec<f64>) {
    let known = || marks.iter().filter(|m| m.is_finite());
    let is_mark = |m: &f64| m.fract() == 0.0 && (1.0..=5.0).contains(m);
    let has_five = known().any(|m| *m == 5.0);
    let is_code = |m: &f64| NOT_RATED.contains(m) && (has_five || ![0.0, 9.0].contains(m));
    let rated = known().filter(|m| is_mark(m)).count();
    let above = known().filter(|m| **m > 5.0).count();
    if !known().all(|m| is_mark(m) || is_code(m)) || rated <= above {
        return (0, Vec::new());
    }
    let mut codes: Vec<f64> = known().copied().filter(|m| !is_mark(m)).collect();
    let rows = codes.len();
    codes.sort_by(f64::total_cmp);
    codes.dedup();
    for mark in marks.iter_mut().filter(|m| !is_mark(m)) {
        *mark = f64::NAN;
    }
    (rows, codes)
}

/// Durations below zero become absent. Gives how many there were.
pub(super) fn drop_negative(durations: &mut [f64]) -> usize {
    let negative = durations.iter_mut().filter(|d| **d < 0.0);
    negative.map(|d| *d = f64::NAN).count()
}

/// Why marks may not be on the scale that their figure needs.
pub(super) fn scale_doubt(figure: ServiceFigure, name: &str, marks: &[f64]) -> Option<ScaleDoubt> {
    let is_any = marks.iter().any(|m| m.is_finite());
    match figure {
        ServiceFigure::Nps => {
            (is_any && !marks.iter().any(|m| *m > 5.0)).then_some(ScaleDoubt::UpToFive)
        }
        ServiceFigure::Satisfaction => {
            headers::best_is_lowest(name).then_some(ScaleDoubt::LowestIsBest)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn not_rated(marks: &[f64]) -> (usize, Vec<f64>) {
        drop_not_rated(&mut marks.to_vec())
    }

    #[test]
    fn codes_among_marks_of_one_to_five_are_no_marks() {
        let mut marks = [5.0, 4.0, 3.0, -1.0, 99.0, 1.0, f64::NAN];
        assert_eq!(drop_not_rated(&mut marks), (2, vec![-1.0, 99.0]));
        assert_eq!(marks.iter().filter(|m| m.is_finite()).count(), 4);
        assert_eq!(not_rated(&[5.0, 4.0, 0.0, 9.0, 5.0]), (2, vec![0.0, 9.0]));
        assert_eq!(not_rated(&[5.0, -1.0, -1.0, 0.0]).0, 3);
        // scales of 0 to 4, of 1 to 10 and of 100, and mostly codes
        for marks in [
            &[0.0, 4.0, 3.0, 1.0][..],
            &[9.0, 5.0, 4.0, 7.0, 1.0],
            &[99.0, 5.0, 4.0, 60.0],
            &[99.0, 99.0, 5.0],
            &[5.0, 4.5, -1.0],
        ] {
            assert_eq!(not_rated(marks).0, 0, "{marks:?}");
        }
    }

    #[test]
    fn marks_up_to_five_are_no_promoter_scores() {
        let doubt = |marks: &[f64]| scale_doubt(ServiceFigure::Nps, "推荐度", marks);
        assert_eq!(doubt(&[1.0, 5.0, f64::NAN]), Some(ScaleDoubt::UpToFive));
        assert_eq!(doubt(&[1.0, 6.0]), None);
        assert_eq!(doubt(&[f64::NAN]), None);
    }
}
