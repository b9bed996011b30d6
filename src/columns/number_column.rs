//! A column of numbers as its rows come in. Where a cell can be read with a decimal comma or a decimal point, both readings are
//! kept until every row has been seen.

use super::duration;
use super::missing::is_missing;
use super::number_format::{MixedNumbers, NumberFormat, NumberVotes, parse_number};

/// Numbers of a column, row by row.
#[derive(Clone, Debug, Default)]
pub struct NumberColumn {
    /// With a decimal point; NaN for none.
    values: Vec<f64>,
    /// Rows that read otherwise with a decimal comma, and how.
    as_comma: Vec<(usize, f64)>,
    votes: NumberVotes,
    is_duration: bool,
    /// Whether the mark before the fraction is a comma, where that is fixed.
    decimal_comma: Option<bool>,
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

    /// Appends a row.
    pub fn push(&mut self, cell: Option<&str>) {
        let Some(cell) = cell.filter(|c| !is_missing(c, false)) else {
            self.values.push(f64::NAN);
            return;
        };
        if self.is_duration {
            self.values.push(duration::hours(cell).unwrap_or(f64::NAN));
            return;
        }
        self.votes.add(cell);
        let number = parse_number(cell, false).unwrap_or(f64::NAN);
        if cell.contains([',', '.', '，', '．']) {
            let other = parse_number(cell, true).unwrap_or(f64::NAN);
            if other.to_bits() != number.to_bits() {
                self.as_comma.push((self.values.len(), other));
            }
        }
        self.values.push(number);
    }

    /// The number of every row in the format that all cells agree on, NaN for none; and that format.
    ///
    /// # Errors
    /// Where cells contradict each other: nothing is read then.
    pub fn finish(mut self) -> Result<(Vec<f64>, NumberFormat), MixedNumbers> {
        let format = self.votes.format(self.decimal_comma)?;
        if format.decimal_comma {
            for (row, number) in self.as_comma {
                if let Some(value) = self.values.get_mut(row) {
                    *value = number;
                }
            }
        }
        Ok((self.values, format))
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
        let (values, format) = column.finish().unwrap();
        assert!(format.decimal_comma);
        assert_eq!((values[0], values[3]), (1.234, 7.5));
        assert!(values[1].is_nan() && values[2].is_nan());
        let mut hours = NumberColumn::of_durations();
        hours.push(Some("2天"));
        assert_eq!(hours.finish().unwrap().0, [48.0]);
    }
}
