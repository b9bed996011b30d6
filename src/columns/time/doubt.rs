//! What was decided about a column of times that a person should check.

use super::format::{TimeFormat, WrittenOrders};
use super::forms::{Order, full};
use super::votes::{OrderVotes, Votes};
use super::zone::Zone;
use std::fmt;

/// What the cells of a column of times left to decide, and how it was decided, with the evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TimeDoubt {
    /// No cell decides the order of day, month and year.
    Undecided(WrittenOrders),
    /// The order is the one that gives by far the fewest years.
    FewYears(WrittenOrders, u32),
    /// Some cells fit one order alone.
    Decided {
        /// The order taken.
        orders: WrittenOrders,
        /// Cells that can only be day first.
        day_first: u64,
        /// Cells that can only be month first.
        month_first: u64,
    },
    /// Dates of both orders: those that fit both have no time.
    Mixed {
        /// Cells that can only be day first.
        day_first: u64,
        /// Cells that can only be month first.
        month_first: u64,
        /// Cells that fit both.
        open: u64,
    },
    /// Days and months were swapped when a workbook was opened: all dates have a day up to 12, all texts one above.
    Swapped {
        /// Dates.
        dates: u64,
        /// Texts that the program did not take for dates.
        texts: u64,
    },
    /// Years of three digits are those of 民國.
    Roc,
    /// Years of two digits are not those of 民國.
    NotRoc,
    /// All zones named are UTC, which is kept.
    Utc,
    /// Times of several zones are converted to one.
    Zones(usize, Zone),
}

impl TimeDoubt {
    /// True where times are missing or wrong, rather than read in one of several ways.
    #[must_use]
    pub fn is_fault(&self) -> bool {
        matches!(self, Self::Mixed { .. } | Self::Swapped { .. })
    }
}

impl fmt::Display for TimeDoubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Undecided(orders) => write!(
                f,
                "dates such as 03/05/2019 are read as {orders}, though no cell decides it"
            ),
            Self::FewYears(orders, years) => {
                write!(
                    f,
                    "dates are read as {orders} (so they lie in {years} years)"
                )
            }
            Self::Decided {
                orders,
                day_first,
                month_first,
            } => write!(
                f,
                "dates are read as {orders} ({day_first} cells can only be day first, {month_first} only month first)"
            ),
            Self::Mixed {
                day_first,
                month_first,
                open,
            } => write!(
                f,
                "dates are written in two orders ({day_first} cells can only be day first, {month_first} only month first): the {open} that fit both have no time. \
                 Report on files of one order at a time, or fix the order with --columns"
            ),
            Self::Swapped { dates, texts } => write!(
                f,
                "all {dates} dates have a day of 12 or less, and all {texts} dates kept as text one above: a spreadsheet has probably swapped day and month in the \
                 {dates}, so that they are counted in wrong months. Export again, and open the file only as text"
            ),
            Self::Roc => f.write_str("years are read as those of 民國 (ROC), so 112 is 2023"),
            Self::NotRoc => write!(
                f,
                "two-digit years such as 99年 are read as {}; if they are 民國 (ROC) years, write 民國 before them",
                full(99)
            ),
            Self::Utc => f.write_str("times are in UTC, as written; --time-zone converts them"),
            Self::Zones(zones, to) => {
                let name = if *to == Zone::Offset(0) { "" } else { "UTC" };
                write!(f, "times of {zones} zones are converted to {name}{to}")
            }
        }
    }
}

impl OrderVotes {
    /// What was decided that a person should check, in one line. What `fixed` settles is in no doubt.
    #[must_use]
    pub fn doubt(&self, fixed: &TimeFormat) -> Option<String> {
        let doubts: Vec<String> = self.doubts(fixed).iter().map(ToString::to_string).collect();
        (!doubts.is_empty()).then(|| doubts.join("; "))
    }

    /// What was decided that a person should check. What `fixed` settles is in no doubt.
    #[must_use]
    pub fn doubts(&self, fixed: &TimeFormat) -> Vec<TimeDoubt> {
        let order = self.order_doubt().filter(|_| fixed.order.is_none());
        let calendar = self.calendar_doubt().filter(|_| fixed.is_roc.is_none());
        let zone = self.zone_doubt().filter(|_| fixed.zone.is_none());
        [order, calendar, zone].into_iter().flatten().collect()
    }

    /// Cells whose order is open, where each of them fits one order alone.
    pub(super) fn all_decided(&self) -> u64 {
        let [day, month, _] = self.all().evidence();
        let cells = self.all().cells;
        if day.max(month) == cells { cells } else { 0 }
    }

    fn order_doubt(&self) -> Option<TimeDoubt> {
        let all = self.all();
        if all.cells == 0 {
            return None;
        }
        let mixed = self.marks.iter().filter(|votes| votes.is_mixed());
        let mixed = mixed.map(Votes::evidence).reduce(|a, b| {
            let [a0, a1, a2] = a;
            [a0 + b[0], a1 + b[1], a2 + b[2]]
        });
        if let Some([day_first, month_first, open]) = mixed {
            return Some(TimeDoubt::Mixed {
                day_first,
                month_first,
                open,
            });
        }
        let orders = self.orders(&TimeFormat::default());
        let [day_first, month_first, _] = all.evidence();
        Some(match all.order() {
            Some(Order::YearFirst) => TimeDoubt::FewYears(orders, all.years[2].count_ones()),
            None if day_first + month_first == 0 => TimeDoubt::Undecided(orders),
            _ => TimeDoubt::Decided {
                orders,
                day_first,
                month_first,
            },
        })
    }

    fn calendar_doubt(&self) -> Option<TimeDoubt> {
        if self.roc > 0 {
            return Some(TimeDoubt::Roc);
        }
        (self.two_digit_years > 0).then_some(TimeDoubt::NotRoc)
    }

    fn zone_doubt(&self) -> Option<TimeDoubt> {
        let named: Vec<(i16, u64)> = self.zones.into_iter().filter(|z| z.1 > 0).collect();
        match named[..] {
            [] => None,
            [(0, _)] => Some(TimeDoubt::Utc),
            [_] => None,
            _ => {
                let to = self.commonest_zone()?;
                Some(TimeDoubt::Zones(named.len(), Zone::Offset(to)))
            }
        }
    }
}
