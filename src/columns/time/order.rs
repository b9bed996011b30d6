//! Which number of `03/05/2019` is the day: decided by the other cells of its column.

use super::{Token, plain, read, tokens};
use crate::types::cell::{cell_text, cell_time};
use arrow::array::Array;
use chrono::NaiveDateTime;

/// What the two leading numbers of `03/05/2019` are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Day, then month.
    DayMonth,
    /// Month, then day.
    MonthDay,
}

/// Reads the cells of one column, with one order of day and month for all dates with slashes and one for all with dashes: a column put
/// together from two sources often has both.
#[derive(Clone, Copy, Debug)]
pub struct TimeReader {
    slashes: Order,
    dashes: Order,
}

impl TimeReader {
    /// With one order for dates of both forms.
    #[must_use]
    pub fn of(order: Order) -> Self {
        Self {
            slashes: order,
            dashes: order,
        }
    }

    /// The order taken for dates such as `03/05/2019`, or for `03-05-2019`.
    #[must_use]
    pub fn order(&self, form: Form) -> Order {
        match form {
            Form::Slashes => self.slashes,
            Form::Dashes => self.dashes,
        }
    }

    /// The time that `text` writes; `None` where it writes none.
    #[must_use]
    pub fn read(&self, text: &str) -> Option<NaiveDateTime> {
        if let Some(time) = plain(text) {
            return Some(time);
        }
        let form = if text.contains(['/', '／']) {
            Form::Slashes
        } else {
            Form::Dashes
        };
        read(text, self.order(form))
    }

    /// The time in a cell, typed or text.
    #[must_use]
    pub fn read_cell(&self, array: &dyn Array, row: usize) -> Option<NaiveDateTime> {
        cell_time(array, row).or_else(|| self.read(&cell_text(array, row)?))
    }
}

impl Default for TimeReader {
    fn default() -> Self {
        Self::of(Order::MonthDay)
    }
}

/// What stands between the numbers of a date that can be read in either order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `03/05/2019`
    Slashes,
    /// `03-05-2019`
    Dashes,
}

/// What the cells of a column say of the order of day and month, form by form.
///
/// ```
/// let mut votes = tousu::columns::time::OrderVotes::default();
/// votes.add("03/05/2019");
/// votes.add("23/05/2019");
/// let reader = votes.reader();
/// assert_eq!(reader.read("03/05/2019").unwrap().to_string(), "2019-05-03 00:00:00");
/// assert_eq!(reader.read("20180219").unwrap().to_string(), "2018-02-19 00:00:00");
/// assert!(reader.read("昨天").is_none());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OrderVotes {
    slashes: Votes,
    dashes: Votes,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Votes {
    day_first: u64,
    month_first: u64,
    either: u64,
}

impl Votes {
    fn merge(&mut self, other: Self) {
        self.day_first += other.day_first;
        self.month_first += other.month_first;
        self.either += other.either;
    }
}

impl OrderVotes {
    /// Takes a cell in; gives its form where it is a date whose order has to be known.
    pub fn add(&mut self, cell: &str) -> Option<Form> {
        let (form, a, b) = ambiguous(cell)?;
        let votes = match form {
            Form::Slashes => &mut self.slashes,
            Form::Dashes => &mut self.dashes,
        };
        *match (a > 12, b > 12) {
            (true, false) => &mut votes.day_first,
            (false, true) => &mut votes.month_first,
            _ => &mut votes.either,
        } += 1;
        Some(form)
    }

    /// Takes all cells of a column in whose order has to be known.
    pub fn add_column(&mut self, array: &dyn Array) {
        for row in 0..array.len() {
            if let Some(cell) = cell_text(array, row) {
                self.add(&cell);
            }
        }
    }

    /// Takes the votes of other cells in.
    pub fn merge(&mut self, other: Self) {
        self.slashes.merge(other.slashes);
        self.dashes.merge(other.dashes);
    }

    /// Reads with the order that most cells of a form decide; where they decide nothing, those of the other form do, and where those
    /// decide nothing either, the month comes first, as American exports write.
    #[must_use]
    pub fn reader(&self) -> TimeReader {
        let all = self.all();
        let order = |votes: Votes| {
            let undecided = votes.day_first == votes.month_first;
            let votes = if undecided { all } else { votes };
            if votes.day_first > votes.month_first {
                Order::DayMonth
            } else {
                Order::MonthDay
            }
        };
        TimeReader {
            slashes: order(self.slashes),
            dashes: order(self.dashes),
        }
    }

    fn all(&self) -> Votes {
        let mut all = self.slashes;
        all.merge(self.dashes);
        all
    }

    /// The order taken, where cells such as `03/05/2019` were seen; a whole sentence, with the votes.
    #[must_use]
    pub fn doubt(&self) -> Option<String> {
        let all = self.all();
        let (day, month) = (all.day_first, all.month_first);
        if day + month + all.either == 0 {
            return None;
        }
        let reader = self.reader();
        let order = match (reader.slashes, reader.dashes) {
            (Order::DayMonth, Order::DayMonth) => "day/month/year",
            (Order::MonthDay, Order::MonthDay) => "month/day/year",
            (Order::DayMonth, Order::MonthDay) => "day/month/year and month-day-year",
            (Order::MonthDay, Order::DayMonth) => "month/day/year and day-month-year",
        };
        Some(if day + month == 0 {
            format!("dates such as 03/05/2019 are read as {order}, though no cell decides it")
        } else {
            let votes = format!("{day} cells can only be day first, {month} only month first");
            format!("dates are read as {order} ({votes})")
        })
    }
}

/// The form and the first two numbers of a date whose last number is its year, where slashes or dashes stand between.
fn ambiguous(text: &str) -> Option<(Form, u32, u32)> {
    let small = |n: u64| u32::try_from(n).ok();
    if text.trim().bytes().take(3).all(|b| b.is_ascii_digit()) {
        return None;
    }
    match *tokens(text)?.as_slice() {
        [
            Token::Number(a, 1 | 2),
            Token::Mark(mark @ ('/' | '-')),
            Token::Number(b, 1 | 2),
            Token::Mark('/' | '-'),
            Token::Number(_, 2 | 4),
            ..,
        ] => {
            let form = if mark == '/' {
                Form::Slashes
            } else {
                Form::Dashes
            };
            Some((form, small(a)?, small(b)?))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn votes(cells: &[&str]) -> OrderVotes {
        let mut votes = OrderVotes::default();
        for cell in cells {
            votes.add(cell);
        }
        votes
    }

    #[test]
    fn order_is_learnt_over_the_column() {
        let day = votes(&["03/05/2019", "13/05/2019"]);
        assert_eq!(day.reader().order(Form::Slashes), Order::DayMonth);
        let said = day.doubt().unwrap();
        assert!(said.contains("1 cells can only be day first"), "{said}");
        let read = |reader: TimeReader, text| reader.read(text).unwrap().date().to_string();
        let both = votes(&["03/15/2019", "03/16/2019", "13-05-2019"]).reader();
        assert_eq!(read(both, "03/05/2019"), "2019-03-05");
        assert_eq!(read(both, "03-05-2019"), "2019-05-03");
        let month = votes(&["03/05/2019", "03/15/2019"]).reader();
        assert_eq!(read(month, "03/05/2019"), "2019-03-05");
        assert_eq!(read(month, "03-05-2019"), "2019-03-05");
        let said = votes(&["03/05/2019"]).doubt().unwrap();
        assert!(said.contains("no cell decides"), "{said}");
        assert!(votes(&["2019-03-05"]).doubt().is_none());
    }
}
