//! A column of times. What a cell leaves open (which number is the day?) is decided when every row has been seen.

use super::doubt::TimeDoubt;
use super::format::{TimeFormat, WrittenOrders};
use super::forms::WrittenTime;
use super::votes::{OrderVotes, TimeReader, typed};
use crate::types::cell::cell_text;
use crate::types::is_missing;
use arrow_array::Array;
use chrono::{Datelike, NaiveDateTime};
use rayon::prelude::*;

/// Times as rows come in, each kept as a `T`.
#[derive(Debug)]
pub struct TimeColumn<T> {
    values: Vec<T>,
    /// Rows whose time depends on the rest of the column.
    open: Vec<(usize, WrittenTime)>,
    votes: OrderVotes,
    /// Cells that write a whole date, or are typed as one: those of a day up to 12, and the others.
    dates: [u64; 2],
    fixed: TimeFormat,
    of: fn(Option<NaiveDateTime>) -> T,
    /// Cells that are not empty.
    filled: usize,
    /// Of these, cells that are not times, and the first of them.
    unread: usize,
    examples: Vec<String>,
}

/// Cells shown of those that are not times.
const EXAMPLES: usize = 3;
/// Dates, and texts, that show by their days how a spreadsheet took them.
const ENOUGH: u64 = 8;
/// Words for a time that is not known yet, or never.
const MARKERS: [&str; 8] = [
    "待定", "未定", "未知", "待补", "长期", "永久", "unknown", "tbd",
];

impl<T: Copy + Send> TimeColumn<T> {
    /// A column without rows; `of` makes of a time (absent where a cell holds none) what is kept.
    #[must_use]
    pub fn new(of: fn(Option<NaiveDateTime>) -> T) -> Self {
        Self {
            values: Vec::new(),
            open: Vec::new(),
            votes: OrderVotes::default(),
            dates: [0; 2],
            fixed: TimeFormat::default(),
            of,
            filled: 0,
            unread: 0,
            examples: Vec::new(),
        }
    }

    /// The same, with what `format` fixes.
    #[must_use]
    pub fn fixed(self, format: TimeFormat) -> Self {
        Self {
            fixed: format,
            ..self
        }
    }

    /// Takes the cells of a chunk in.
    pub fn add(&mut self, array: &dyn Array) {
        let (of, zone) = (self.of, self.fixed.zone);
        let usual = TimeReader::default();
        let cells: Vec<_> = (0..array.len())
            .into_par_iter()
            .map(|row| {
                let typed = typed(array, row, zone);
                let cell = cell_text(array, row).filter(|_| typed.is_none());
                let mut votes = OrderVotes::default();
                let written = cell.as_deref().and_then(|c| votes.add(c));
                let open = written.filter(WrittenTime::is_open).map(|w| (w, votes));
                let unread = cell.filter(|c| written.is_none() && !is_marker(c));
                let filled = typed.is_some() || written.is_some() || unread.is_some();
                let time = typed.or_else(|| usual.settle(&written?));
                let date = time.filter(|_| open.is_none());
                (of(time), open, filled, (unread, date.map(|t| t.day())))
            })
            .collect();
        for (value, open, filled, (unread, day)) in cells {
            if let Some(day) = day {
                self.dates[usize::from(day > 12)] += 1;
            }
            if let Some((written, votes)) = open {
                self.votes.merge(votes);
                self.open.push((self.values.len(), written));
            }
            self.filled += usize::from(filled);
            if let Some(cell) = unread {
                self.unread += 1;
                let example: String = cell.chars().take(40).collect();
                if self.examples.len() < EXAMPLES && !self.examples.contains(&example) {
                    self.examples.push(example);
                }
            }
            self.values.push(value);
        }
    }

    /// Where fewer than nine tenths of the filled cells are times, and several are not: how many are not, with examples. The cells shown may be
    /// personal.
    #[must_use]
    pub fn shortfall(&self) -> Option<String> {
        let few = self.unread > 1 && self.unread * 10 > self.filled;
        few.then(|| {
            let (unread, filled) = (self.unread, self.filled);
            let examples = self.examples.join("`, `");
            format!("{unread} of {filled} filled cells are not times, such as `{examples}`")
        })
    }

    /// What was decided about the cells that a person should check; see [`OrderVotes::doubts`].
    #[must_use]
    pub fn doubts(&self) -> Vec<TimeDoubt> {
        let mut doubts = self.votes.doubts(&self.fixed);
        let (texts, [dates, above]) = (self.votes.all_decided(), self.dates);
        if above == 0 && texts.min(dates) >= ENOUGH {
            // what the texts say of their order adds nothing to that
            doubts.retain(|d| !matches!(d, TimeDoubt::Decided { .. }));
            doubts.insert(0, TimeDoubt::Swapped { dates, texts });
        }
        doubts
    }

    /// How the times so far are read.
    #[must_use]
    pub fn format(&self) -> (TimeFormat, WrittenOrders) {
        let votes = &self.votes;
        (votes.format(&self.fixed), votes.orders(&self.fixed))
    }

    /// The time of every row, in the order that the column decides.
    #[must_use]
    pub fn finish(mut self) -> Vec<T> {
        let reader = self.votes.reader().with(&self.fixed);
        for (row, written) in &self.open {
            if let Some(value) = self.values.get_mut(*row) {
                *value = (self.of)(reader.settle(written));
            }
        }
        self.values
    }
}

/// What [`TimeColumn::shortfall`] says of the cells of one array.
#[must_use]
pub fn shortfall(array: &dyn Array) -> Option<String> {
    let mut column = TimeColumn::new(|_| ());
    column.add(array);
    column.shortfall()
}

/// True for a cell that only marks an absent time.
fn is_marker(cell: &str) -> bool {
    is_missing(cell, false) || MARKERS.contains(&cell.trim().to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::StringArray;

    #[test]
    fn a_column_of_something_else_falls_short() {
        let mut dates = TimeColumn::new(|t| t.is_some());
        dates.add(&StringArray::from(vec!["2024-01-05", "-", "", "待定"]));
        assert_eq!(dates.shortfall(), None);
        dates.add(&StringArray::from(vec!["快递三天没到", "K-17"]));
        let shortfall = dates.shortfall().unwrap();
        assert!(
            shortfall.starts_with("2 of 3 filled cells are not times"),
            "{shortfall}"
        );
    }

    #[test]
    fn dates_of_two_orders_that_fit_both_have_no_time() {
        let mut dates = TimeColumn::new(|t| t.map(|t| t.month()));
        dates.add(&StringArray::from(vec!["03/05/2019", "05/05/2019"]));
        dates.add(&StringArray::from(vec!["25/03/2019"; 4]));
        dates.add(&StringArray::from(vec!["06/25/2019"; 4]));
        let mixed = TimeDoubt::Mixed {
            day_first: 4,
            month_first: 4,
            open: 2,
        };
        assert_eq!(dates.doubts(), [mixed]);
        let months = [None, Some(5)].into_iter();
        let months = months.chain([Some(3); 4]).chain([Some(6); 4]);
        assert_eq!(dates.finish(), months.collect::<Vec<_>>());
    }

    #[test]
    fn days_and_months_swapped_by_a_spreadsheet_are_noticed() {
        let mut dates = TimeColumn::new(|t| t.is_some());
        let typed = (1..=12).map(|day| format!("2024-03-{day:02} 00:00:00"));
        let texts = (13..=28).map(|day| format!("{day}/03/2024"));
        let cells: Vec<String> = typed.chain(texts).collect();
        dates.add(&StringArray::from(cells));
        let swapped = TimeDoubt::Swapped {
            dates: 12,
            texts: 16,
        };
        assert_eq!(dates.doubts(), [swapped]);
        dates.add(&StringArray::from(vec!["2024-03-25 00:00:00"]));
        assert!(dates.doubts().iter().all(|d| !d.is_fault()));
    }

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
        assert!(!dates.doubts().is_empty());
        let wanted = [20190305, 20190503, 0, 20190325, 20190525];
        assert_eq!(dates.finish(), wanted.map(|d| Some(d).filter(|d| *d > 0)));
    }
}
