//! A column of times. Where a date leaves open which number is its day, both readings are kept until every row has been seen.

use crate::aggregate::{self, NO_DAY};
use crate::ingest::time::{Form, Order, OrderVotes, TimeReader};
use crate::types::cell::{cell_text, cell_time};
use arrow::array::Array;
use chrono::NaiveDateTime;
use rayon::prelude::*;

/// Times as rows come in, each kept as a `T`.
#[derive(Debug)]
pub(super) struct Times<T> {
    /// With the month first, where that is open.
    values: Vec<T>,
    open: Vec<Open<T>>,
    votes: OrderVotes,
    of: fn(Option<NaiveDateTime>) -> T,
}

/// Days since 1970-01-01.
pub(super) type Days = Times<i32>;
/// Hours since 1970-01-01, NaN for none.
pub(super) type Hours = Times<f64>;

/// A row whose date can be read with its day first.
#[derive(Clone, Copy, Debug)]
struct Open<T> {
    row: usize,
    form: Form,
    day_first: T,
}

impl<T: Copy + Send> Times<T> {
    fn new(of: fn(Option<NaiveDateTime>) -> T) -> Self {
        Self {
            values: Vec::new(),
            open: Vec::new(),
            votes: OrderVotes::default(),
            of,
        }
    }

    /// Takes the cells of a chunk in.
    pub(super) fn add(&mut self, array: &dyn Array) {
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

    /// The order taken, where one had to be.
    pub(super) fn doubt(&self) -> Option<String> {
        self.votes.doubt()
    }

    /// The time of every row, in the order that the column decides.
    pub(super) fn finish(mut self) -> Vec<T> {
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

impl Default for Days {
    fn default() -> Self {
        Self::new(day)
    }
}

impl Default for Hours {
    fn default() -> Self {
        Self::new(|time| time.map_or(f64::NAN, |t| t.and_utc().timestamp() as f64 / 3600.0))
    }
}

fn day(time: Option<NaiveDateTime>) -> i32 {
    time.map_or(NO_DAY, |t| aggregate::day(t.date()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::StringArray;

    #[test]
    fn late_rows_decide_for_early_ones() {
        let mut days = Days::default();
        days.add(&StringArray::from(vec!["03/05/2019", "03-05-2019", "?"]));
        days.add(&StringArray::from(vec!["03/25/2019", "25-05-2019"]));
        assert!(days.doubt().is_some());
        let day = |y, m, d| aggregate::day(chrono::NaiveDate::from_ymd_opt(y, m, d).unwrap());
        let wanted = [
            day(2019, 3, 5),
            day(2019, 5, 3),
            NO_DAY,
            day(2019, 3, 25),
            day(2019, 5, 25),
        ];
        assert_eq!(days.finish(), wanted);
    }
}
