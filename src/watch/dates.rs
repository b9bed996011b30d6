//! When complaints were made, and how many days later they came in.

use crate::aggregate::{NO_DAY, Table};
use crate::{Error, Result};

/// A delay that has no end yet.
const PENDING: u32 = u32::MAX;

/// Of twenty complaints with a day, those that may have no usable day on which they came in.
const UNUSABLE: usize = 1;

/// When complaints came in.
pub(super) struct Received {
    /// By row, not before its own day; its own day where it is not known.
    pub(super) days: Vec<i32>,
    /// Complaints with a day of which it is not known.
    pub(super) unknown: usize,
}

impl Received {
    /// Of the rows of `table`; absent where no column tells.
    ///
    /// # Errors
    /// Where more than one complaint in twenty came in before it was made, or on no day.
    pub(super) fn of(table: &Table) -> Result<Option<Self>> {
        let Some(given) = &table.received else {
            return Ok(None);
        };
        let alone = Table {
            days: Some(given.clone()),
            ..Table::default()
        };
        let covered = alone.covered();
        let (mut dated, mut unknown) = (0_usize, 0_usize);
        let rows = given.iter().enumerate();
        let days = rows.map(|(row, &received)| {
            let Some(day) = table.day(row) else {
                return NO_DAY;
            };
            dated += 1;
            let is_near = covered.is_none_or(|c| c.has(received));
            if received >= day && is_near {
                return received;
            }
            unknown += 1;
            day
        });
        let days = days.collect();
        if unknown * 20 > dated * UNUSABLE {
            let message = format!(
                "{unknown} of {dated} complaints with a day came in before that day, or on a day that cannot be read"
            );
            let next = "Name the column that says when complaints came in with --received, or use none with --received ''.";
            return Err(Error::invalid("--received", message, next));
        }
        Ok(Some(Self { days, unknown }))
    }
}

/// The days that count, and when the complaints of each of them came in.
#[derive(Clone, Debug, Default)]
pub(super) struct Dates {
    pub(super) first: i32,
    pub(super) last: i32,
    /// For every row the days until it came in; empty where all come in on their day.
    delays: Vec<u32>,
}

impl Dates {
    /// Of the days from `first` to `last`, of which all complaints came in at once.
    pub(super) fn new(first: i32, last: i32) -> Self {
        Self {
            first,
            last,
            delays: Vec::new(),
        }
    }

    /// The same where the rows of `table` came in on these days, none before its own. What came in until `later` days after a day
    /// counts as if it had on that day, and what came in more than that after the last one does not count.
    pub(super) fn coming_in(self, table: &Table, received: &[i32], later: i32) -> Self {
        let until = self.last.saturating_add(later);
        let delay = |(row, &received): (usize, &i32)| {
            let day = table.day(row)?;
            let delay = u32::try_from(received - day - later).unwrap_or(0);
            Some(if received > until { PENDING } else { delay })
        };
        let rows = received.iter().enumerate();
        let delays: Vec<u32> = rows.map(|row| delay(row).unwrap_or(0)).collect();
        let is_late = delays.iter().any(|d| *d > 0);
        Self {
            delays: if is_late { delays } else { Vec::new() },
            ..self
        }
    }

    /// Days there are.
    pub(super) fn days(&self) -> usize {
        usize::try_from(self.last - self.first + 1).unwrap_or(0)
    }

    /// The place of the day of a row; absent where it is none of these, or had not come in by the last one.
    pub(super) fn place(&self, table: &Table, row: usize) -> Option<usize> {
        let day = table.day(row)?;
        let counts = (self.first..=self.last).contains(&day) && self.delay(row) != PENDING;
        usize::try_from(day - self.first).ok().filter(|_| counts)
    }

    /// Days until a row came in.
    pub(super) fn delay(&self, row: usize) -> u32 {
        self.delays.get(row).copied().unwrap_or(0)
    }

    /// Whether complaints come in later than they were made.
    pub(super) fn are_late(&self) -> bool {
        !self.delays.is_empty()
    }
}
