//! A column of times. Where a date leaves open which number is its day, both readings are kept until every row has been seen.

use super::{Form, Order, OrderVotes, TimeReader};
use crate::types::cell::{cell_text, cell_time};
use arrow::array::Array;
use chrono::NaiveDateTime;
use rayon::prelude::*;

/// Times as rows come in, each kept as a `T`.
#[derive(Debug)]
pub struct TimeColumn<T> {
    /// With the month first, where that is open.
    values: Vec<T>,
    open: Vec<Open<T>>,
    votes: OrderVotes,
    of: fn(Option<NaiveDateTime>) -> T,
}

/// A row whose date can be read with its day first.
#[derive(Clone, Copy, Debug)]
struct Open<T> {
    row: usize,
    form: Form,
    day_first: T,
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
        let cells: Vec<_> = (0..array.len())
            .into_par_iter()
            .map(|row| {
                let typed = cell_time(array, row);
                let cell = cell_text(array, row).filter(|_| typed.is_none());
                let read = |order| cell.as_deref().and_then(|c| TimeReader::of(order).read(c));
                let mut vote = OrderVotes::default();
                let form = cell.as_deref().and_then(|c| vote.add(c));
                let open = form.map(|form| (form, of(read(Order::DayMonth)), vote));
                (of(typed.or_else(|| read(Order::MonthDay))), open)
            })
            .collect();
        for (value, open) in cells {
            if let Some((form, day_first, vote)) = open {
                let row = self.values.len();
                self.votes.merge(vote);
                self.open.push(Open {
                    row,
                    form,
                    day_first,
                });
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
        for open in &self.open {
            if reader.order(open.form) == Order::DayMonth
                && let Some(value) = self.values.get_mut(open.row)
            {
                *value = open.day_first;
            }
        }
        self.values
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::StringArray;

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
