//! A column of times. What a cell leaves open (which number is the day?) is decided when every row has been seen.

use super::forms::WrittenTime;
use super::votes::{OrderVotes, TimeReader};
use crate::types::cell::{cell_text, cell_time};
use arrow_array::Array;
use chrono::NaiveDateTime;
use rayon::prelude::*;

/// Times as rows come in, each kept as a `T`.
#[derive(Debug)]
pub struct TimeColumn<T> {
    values: Vec<T>,
    /// Rows whose time depends on the rest of the column.
    open: Vec<(usize, WrittenTime)>,
    votes: OrderVotes,
    of: fn(Option<NaiveDateTime>) -> T,
}

impl<T: Copy + Send> TimeColumn<T> {
    /// A column without rows; `of` makes of a time (absent where a cell holds none) what is kept.
    #[must_use]
    pub fn new(of: fn(Option<NaiveDateTime>) -> T) -> Self {
        Self {
            values: Vec::new(),
            open: Vec::new(),
            votes: OrderVotes::default(),
            of,
        }
    }

    /// Takes the cells of a chunk in.
    pub fn add(&mut self, array: &dyn Array) {
        let of = self.of;
        let usual = TimeReader::default();
        let cells: Vec<_> = (0..array.len())
            .into_par_iter()
            .map(|row| {
                let typed = cell_time(array, row);
                let cell = cell_text(array, row).filter(|_| typed.is_none());
                let mut votes = OrderVotes::default();
                let written = cell.and_then(|c| votes.add(&c));
                let open = written.filter(WrittenTime::is_open).map(|w| (w, votes));
                (of(typed.or_else(|| usual.settle(&written?))), open)
            })
            .collect();
        for (value, open) in cells {
            if let Some((written, votes)) = open {
                self.votes.merge(votes);
                self.open.push((self.values.len(), written));
            }
            self.values.push(value);
        }
    }

    /// The order taken, where one had to be; see [`OrderVotes::doubt`].
    #[must_use]
    pub fn doubt(&self) -> Option<String> {
        self.votes.doubt()
    }

    /// The time of every row, in the order that the column decides.
    #[must_use]
    pub fn finish(mut self) -> Vec<T> {
        let reader = self.votes.reader();
        for (row, written) in &self.open {
            if let Some(value) = self.values.get_mut(*row) {
                *value = (self.of)(reader.settle(written));
            }
        }
        self.values
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::StringArray;

    #[test]
    fn late_rows_decide_for_early_ones() {
        let mut dates = TimeColumn::new(|t| {
            t.map(|t| {
                t.date()
                    .to_string()
                    .replace('-', "")
                    .parse::<u32>()
                    .unwrap()
            })
        });
        dates.add(&StringArray::from(vec!["03/05/2019", "03-05-2019", "?"]));
        dates.add(&StringArray::from(vec!["03/25/2019", "25-05-2019"]));
        assert!(dates.doubt().is_some());
        let wanted = [20190305, 20190503, 0, 20190325, 20190525];
        assert_eq!(dates.finish(), wanted.map(|d| Some(d).filter(|d| *d > 0)));
    }
}
