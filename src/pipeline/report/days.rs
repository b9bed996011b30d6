//! The days of the time column. Where a date leaves open which number is its day, both readings are kept until every row has been seen.

use crate::aggregate::{self, NO_DAY};
use crate::ingest::time::{Form, Order, OrderVotes, TimeReader};
use crate::types::cell::{cell_text, cell_time};
use arrow::array::Array;
use chrono::NaiveDateTime;
use rayon::prelude::*;

/// Days as rows come in.
#[derive(Debug, Default)]
pub(super) struct Days {
    /// With the month first, where that is open.
    days: Vec<i32>,
    open: Vec<Open>,
    votes: OrderVotes,
}

/// A row whose date can be read with its day first.
#[derive(Clone, Copy, Debug)]
struct Open {
    row: usize,
    form: Form,
    day_first: i32,
}

impl Days {
    /// Takes the cells of a chunk in.
    pub(super) fn add(&mut self, array: &dyn Array) {
        let cells: Vec<_> = (0..array.len())
            .into_par_iter()
            .map(|row| {
                let typed = cell_time(array, row);
                let cell = cell_text(array, row).filter(|_| typed.is_none());
                let read = |order| cell.as_deref().and_then(|c| TimeReader::of(order).read(c));
                let mut vote = OrderVotes::default();
                let form = cell.as_deref().and_then(|c| vote.add(c));
                let open = form.map(|form| (form, day(read(Order::DayMonth)), vote));
                (day(typed.or_else(|| read(Order::MonthDay))), open)
            })
            .collect();
        for (day, open) in cells {
            if let Some((form, day_first, vote)) = open {
                let row = self.days.len();
                self.votes.merge(vote);
                self.open.push(Open {
                    row,
                    form,
                    day_first,
                });
            }
            self.days.push(day);
        }
    }

    /// The order taken, where one had to be.
    pub(super) fn doubt(&self) -> Option<String> {
        self.votes.doubt()
    }

    /// The day of every row, in the order that the column decides.
    pub(super) fn finish(mut self) -> Vec<i32> {
        let reader = self.votes.reader();
        for open in &self.open {
            if reader.order(open.form) == Order::DayMonth
                && let Some(day) = self.days.get_mut(open.row)
            {
                *day = open.day_first;
            }
        }
        self.days
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
