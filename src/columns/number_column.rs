//! A column of numbers as its rows come in. Where a cell can be read with a decimal comma or a decimal point, both readings are
//! kept until every row has been seen.

use super::answers::is_no_answer;
use super::duration;
use super::headers::{self, BareUnit, bare_unit, is_power};
use super::number_format::{
    MixedNumbers, NumberFormat, NumberVotes, UnreadCells, hours_carried, parse_number, typed_short,
};
use crate::types::is_missing;

/// Cells shown of those that could not be read.
const SHOWN: usize = 3;

/// Numbers of a column, row by row.
#[derive(Clone, Debug, Default)]
pub struct NumberColumn {
    /// With a decimal point; NaN for none.
    values: Vec<f64>,
    /// Rows that read otherwise with a decimal comma, and how.
    as_comma: Vec<(usize, f64)>,
    /// Rows that carry a unit of time, and its hours.
    in_hours: Vec<(usize, f64)>,
    /// Rows such as `5w`, and their numbers if other cells are numbers.
    short: Vec<(usize, f64)>,
    short_cells: Vec<String>,
    votes: NumberVotes,
    unread: UnreadCells,
    is_duration: bool,
    /// Whether the mark before the fraction is a comma, where that is fixed.
    decimal_comma: Option<bool>,
    header: String,
}

impl NumberColumn {
    /// For cells that write durations out (`49:30:00`, `3天4小时`); its numbers are hours.
    #[must_use]
    pub fn of_durations() -> Self {
        Self {
            is_duration: true,
            ..Self::default()
        }
    }

    /// The same, with the mark before the fraction fixed: a comma, or else a point.
    #[must_use]
    pub fn with_comma(self, decimal_comma: Option<bool>) -> Self {
        Self {
            decimal_comma,
            ..self
        }
    }

    /// The same under a header, which may name the unit of numbers that carry none.
    #[must_use]
    pub fn with_header(self, header: &str) -> Self {
        Self {
            header: headers::simple(header),
            ..self
        }
    }

    /// Appends a row.
    pub fn push(&mut self, cell: Option<&str>) {
        let Some(cell) = cell.filter(|c| !is_missing(c, false)) else {
            self.values.push(f64::NAN);
            return;
        };
        let number = match self.is_duration {
            true => self.duration(cell),
            false => self.number(cell),
        };
        self.values.push(number.unwrap_or(f64::NAN));
        if number.is_none() && is_no_answer(cell) {
            return;
        }
        self.unread.filled += 1;
        if number.is_some() {
            return;
        }
        if let Some(number) = typed_short(cell).filter(|_| !self.is_duration) {
            self.short.push((self.values.len() - 1, number));
            keep(&mut self.short_cells, cell);
        } else {
            self.unread.cells += 1;
            keep(&mut self.unread.examples, cell);
        }
    }

    /// A duration in hours. One without a unit is in the unit of the header.
    fn duration(&self, cell: &str) -> Option<f64> {
        let bare = || Some(parse_number(cell, false)? * self.named_hours()?);
        duration::hours(cell).or_else(bare)
    }

    fn number(&mut self, cell: &str) -> Option<f64> {
        let row = self.values.len();
        let Some(number) = parse_number(cell, false).or_else(|| parse_number(cell, true)) else {
            // 2小时30分 under 处理时长（小时）
            return Some(duration::hours(cell)? / self.named_hours()?);
        };
        self.votes.add(cell);
        if cell.contains([',', '.', '，', '．']) {
            let other = parse_number(cell, true).unwrap_or(f64::NAN);
            if other.to_bits() != number.to_bits() {
                self.as_comma.push((row, other));
            }
        }
        let hours = hours_carried(cell).map(|hours| (row, hours));
        self.in_hours.extend(hours);
        Some(number)
    }

    fn named_hours(&self) -> Option<f64> {
        match bare_unit(&self.header)? {
            BareUnit::Hours(hours) => Some(hours),
            _ => None,
        }
    }

    /// The number of every row in the format that all cells agree on, NaN for none; that format; and the filled cells that are not
    /// numbers, at most a tenth.
    ///
    /// # Errors
    /// Where cells contradict each other, or more of them are not numbers: nothing is read then.
    pub fn finish(self) -> Result<(Vec<f64>, NumberFormat, UnreadCells), MixedNumbers> {
        let (values, format, unread) = self.finish_any()?;
        match unread.cells * 10 > unread.filled {
            true => Err(MixedNumbers::Unread(unread)),
            false => Ok((values, format, unread)),
        }
    }

    /// As [`NumberColumn::finish`], however many cells are not numbers.
    ///
    /// # Errors
    /// Where cells contradict each other.
    pub fn finish_any(mut self) -> Result<(Vec<f64>, NumberFormat, UnreadCells), MixedNumbers> {
        let named = bare_unit(&self.header);
        let format = self.votes.format(self.decimal_comma, named)?;
        let as_comma = self.as_comma.drain(..).filter(|_| format.decimal_comma);
        for (row, number) in as_comma {
            self.values[row] = number;
        }
        if let Some(unit) = self
            .named_hours()
            .filter(|_| self.votes.is_convertible(named))
        {
            for (row, hours) in &self.in_hours {
                self.values[*row] *= hours / unit;
            }
        }
        self.read_short(&format);
        if headers::is_share(&self.header) && are_mixed_fractions(&self.values) {
            return Err(MixedNumbers::Fractions);
        }
        Ok((self.values, format, self.unread))
    }

    /// `5w` is 50000 where most cells are numbers without a unit and nothing speaks of watts.
    fn read_short(&mut self, format: &NumberFormat) {
        let is_plain = self.votes.bare() * 2 >= self.unread.filled && format.unit.is_empty();
        if is_plain && !is_power(&self.header) {
            for (row, number) in &self.short {
                self.values[*row] = *number;
            }
        } else {
            self.unread.cells += self.short.len() as u64;
            let cells = std::mem::take(&mut self.short_cells);
            cells
                .iter()
                .for_each(|cell| keep(&mut self.unread.examples, cell));
        }
    }
}

/// Whether a good part of the numbers are parts of 1 and another parts of 100, with nothing between.
fn are_mixed_fractions(values: &[f64]) -> bool {
    let count = |is: &dyn Fn(f64) -> bool| values.iter().filter(|v| is(**v)).count();
    let small = count(&|v| v > 0.0 && v < 1.0);
    let large = count(&|v| v > 10.0 && v <= 100.0);
    let all = count(&f64::is_finite);
    let rest = count(&|v| v == 0.0 || v == 1.0);
    small * 10 >= all && large * 10 >= all && small > 0 && small + large + rest == all
}

/// Keeps one of the first few cells that differ.
fn keep(cells: &mut Vec<String>, cell: &str) {
    if cells.len() < SHOWN && !cells.iter().any(|c| c == cell) {
        cells.push(cell.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_late_row_decides_for_early_ones() {
        let mut column = NumberColumn::default();
        for cell in [Some("1,234"), None, Some("-"), Some("7,5")] {
            column.push(cell);
        }
        let (values, format, _) = column.finish().unwrap();
        assert!(format.decimal_comma);
        assert_eq!((values[0], values[3]), (1.234, 7.5));
        assert!(values[1].is_nan() && values[2].is_nan());
        let mut hours = NumberColumn::of_durations();
        hours.push(Some("2天"));
        assert_eq!(hours.finish().unwrap().0, [48.0]);
    }
    fn read(header: &str, cells: &[&str]) -> Result<Vec<f64>, MixedNumbers> {
        let mut column = NumberColumn::default().with_header(header);
        cells.iter().for_each(|c| column.push(Some(c)));
        column.finish().map(|(values, ..)| values)
    }

    fn units(units: &[&str]) -> Result<Vec<f64>, MixedNumbers> {
        let units = units.iter().map(|u| (*u).to_owned());
        Err(MixedNumbers::Units(units.collect()))
    }

    #[test]
    fn numbers_without_a_unit_beside_times_and_percentages_are_in_the_unit_of_the_header_or_in_none()
     {
        let hours = read(
            "处理时长（小时）",
            &["2天", "3天", "5", "7", "90分钟", "2小时30分"],
        );
        assert_eq!(hours, Ok(vec![48.0, 72.0, 5.0, 7.0, 1.5, 2.5]));
        assert_eq!(
            read("响应时长", &["3", "5", "2天", "1天"]),
            units(&["天", ""])
        );
        assert_eq!(
            read("响应时长", &["0", "2天", "1日"]),
            Ok(vec![0.0, 2.0, 1.0])
        );
        assert_eq!(
            read("折扣率", &["95%", "0.9", "85%", "0.8"]),
            units(&["%", ""])
        );
        assert_eq!(read("折扣率(%)", &["95%", "90"]), Ok(vec![95.0, 90.0]));
        assert_eq!(
            read("办理时长", &["3个工作日", "5"]),
            units(&["个工作日", ""])
        );
        assert_eq!(read("办理工作日", &["3个工作日", "5"]), Ok(vec![3.0, 5.0]));
        assert_eq!(read("金额", &["300元", "5"]), Ok(vec![300.0, 5.0]));
        assert_eq!(read("满意率(%)", &["95", "90"]), Ok(vec![95.0, 90.0]));
        assert_eq!(read("办理工作日", &["3", "5"]), Ok(vec![3.0, 5.0]));
        let mixed = read("满意率", &["0.95", "95", "0.9", "88"]);
        assert_eq!(mixed, Err(MixedNumbers::Fractions));
        assert!(read("投诉率", &["0.5", "2.5", "12", "0.9"]).is_ok());
        assert!(read("满意率", &["0.95", "1", "0", "0.88"]).is_ok());
    }

    #[test]
    fn cells_that_are_not_numbers_are_counted_and_too_many_leave_the_column_out() {
        let mut cells = vec!["100"; 18];
        cells.extend(["约500", "见附件", "未评价", "-"]);
        let mut column = NumberColumn::default();
        cells.iter().for_each(|c| column.push(Some(c)));
        let (_, _, unread) = column.clone().finish().unwrap();
        assert_eq!((unread.cells, unread.filled), (2, 20));
        assert_eq!(unread.examples, ["约500", "见附件"]);
        column.push(Some("约500"));
        assert!(matches!(column.finish(), Err(MixedNumbers::Unread(u)) if u.cells == 3));
    }

    #[test]
    fn short_numbers_are_read_among_numbers_alone() {
        assert_eq!(
            read("金额", &["100", "200", "5w", "2.5k"]),
            Ok(vec![100.0, 200.0, 5e4, 2500.0])
        );
        assert!(matches!(
            read("功率", &["100", "5w"]),
            Err(MixedNumbers::Unread(_))
        ));
        assert!(matches!(
            read("型号", &["1", "5w", "7w", "9w"]),
            Err(MixedNumbers::Unread(_))
        ));
    }
}
