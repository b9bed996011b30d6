//! What only a column can decide about its times: the order of day, month and year, the calendar, the time zone.

use super::format::{TimeFormat, WrittenOrders};
use super::forms::{Date, Order, WrittenTime, arranged};
use super::plain::plain;
use super::zone::Zone;
use crate::types::cell::{cell_moment, cell_text, cell_time};
use arrow_array::Array;
use arrow_schema::DataType;
use chrono::{NaiveDateTime, TimeDelta};

const ORDERS: [Order; 3] = [Order::MonthDay, Order::DayMonth, Order::YearFirst];
/// Marks between the numbers of a date; each has an order of its own: a column put together from two sources often has both.
const MARKS: [char; 3] = ['/', '-', '.'];
/// So many cells that can only be of the rarer order are more than slips.
const MIXED: u64 = 3;
/// Time zones counted in one column.
const ZONES: usize = 4;

/// Reads the cells of one column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeReader {
    orders: [Order; 3],
    /// Years of two digits in `99年5月3日` are those of 民國.
    roc: bool,
    /// The zone that times of other zones are converted to.
    zone: Option<Zone>,
    /// Marks whose dates are written in two orders: those that fit both have no time.
    mixed: [bool; 3],
}

impl Default for TimeReader {
    fn default() -> Self {
        Self {
            orders: [Order::MonthDay, Order::MonthDay, Order::DayMonth],
            roc: false,
            zone: None,
            mixed: [false; 3],
        }
    }
}

impl TimeReader {
    /// This reader with what `format` fixes in place of what the cells decided.
    #[must_use]
    pub fn with(self, format: &TimeFormat) -> Self {
        Self {
            orders: format.order.map_or(self.orders, |order| [order; 3]),
            roc: format.is_roc.unwrap_or(self.roc),
            zone: format.zone.or(self.zone),
            mixed: self.mixed.map(|mixed| mixed && format.order.is_none()),
        }
    }

    /// The time that `text` writes; `None` where it writes none.
    #[must_use]
    pub fn read(&self, text: &str) -> Option<NaiveDateTime> {
        plain(text).or_else(|| self.settle(&WrittenTime::of(text)?))
    }

    /// The time of a cell that was read before its column had decided.
    #[must_use]
    pub fn settle(&self, reading: &WrittenTime) -> Option<NaiveDateTime> {
        if let Date::Open { mark, numbers, .. } = reading.date
            && self.mixed[place(mark)]
        {
            let [month, day] = [Order::MonthDay, Order::DayMonth].map(|o| arranged(numbers, o));
            if month.is_some() && day.is_some() && month != day {
                return None;
            }
        }
        let order = |mark| self.orders.get(place(mark)).copied();
        let time = reading.settle(|mark| order(mark).unwrap_or(Order::MonthDay), self.roc)?;
        match (reading.zone, self.zone) {
            (Some(from), Some(to)) => {
                let utc = time.checked_sub_signed(TimeDelta::try_minutes(from.into())?)?;
                Some(to.local(utc))
            }
            _ => Some(time),
        }
    }

    /// The time in a cell, typed or text.
    #[must_use]
    pub fn read_cell(&self, array: &dyn Array, row: usize) -> Option<NaiveDateTime> {
        typed(array, row, self.zone).or_else(|| self.read(&cell_text(array, row)?))
    }
}

/// The time of a cell that is typed as one: in `to`, where the column names a zone, else as that zone or the cell has it.
pub(super) fn typed(array: &dyn Array, row: usize, to: Option<Zone>) -> Option<NaiveDateTime> {
    let zoned = matches!(array.data_type(), DataType::Timestamp(_, Some(_)));
    match to.filter(|_| zoned) {
        Some(zone) => Some(zone.local(cell_moment(array, row)?)),
        None => cell_time(array, row),
    }
}

fn place(mark: char) -> usize {
    MARKS.iter().position(|m| *m == mark).unwrap_or(0)
}

/// What the cells of a column say of the order of day, month and year, of its calendar and its time zone.
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
    pub(super) marks: [Votes; 3],
    /// Cells certainly of 民國's calendar.
    pub(super) roc: u64,
    /// Cells such as `99年5月3日`.
    pub(super) two_digit_years: u64,
    /// Minutes east of UTC, and the cells that say so.
    pub(super) zones: [(i16, u64); ZONES],
    /// Cells with a time that name no zone.
    zoneless: u64,
}

/// What the dates with one mark say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Votes {
    pub(super) cells: u64,
    /// Of these, the year has two digits.
    short: u64,
    /// Of these, some number has one digit.
    unpadded: u64,
    /// Cells that do not fit an order.
    misfits: [u64; 3],
    /// Cells that fit neither with the month nor with the day first.
    neither: u64,
    /// The two-digit years that an order gives, a bit each.
    pub(super) years: [u128; 3],
}

impl Votes {
    fn add(&mut self, numbers: [u16; 3], unpadded: bool) {
        self.cells += 1;
        self.unpadded += u64::from(unpadded);
        let short = numbers[2] < 100;
        self.short += u64::from(short);
        let [month, day] = [Order::MonthDay, Order::DayMonth].map(|o| arranged(numbers, o));
        self.neither += u64::from(month.is_none() && day.is_none());
        let tallies = self.misfits.iter_mut().zip(&mut self.years);
        for (order, (misfits, years)) in ORDERS.into_iter().zip(tallies) {
            if arranged(numbers, order).is_none() {
                // a year of four digits is never the first of three numbers here
                *misfits += u64::from(short || order != Order::YearFirst);
            } else if short {
                let year = numbers[if order == Order::YearFirst { 0 } else { 2 }];
                *years |= 1 << year.min(99);
            }
        }
    }

    fn merge(&mut self, other: Self) {
        self.cells += other.cells;
        self.short += other.short;
        self.unpadded += other.unpadded;
        self.neither += other.neither;
        for at in 0..3 {
            self.misfits[at] += other.misfits[at];
            self.years[at] |= other.years[at];
        }
    }

    /// Cells that can only be day first, those that can only be month first, and those that can be both.
    pub(super) fn evidence(&self) -> [u64; 3] {
        let [day, month] = [self.misfits[0], self.misfits[1]].map(|n| n - self.neither);
        [day, month, self.cells - self.neither - day - month]
    }

    /// Whether cells are of both orders, more than slips explain.
    pub(super) fn is_mixed(&self) -> bool {
        let [day, month, _] = self.evidence();
        let fewer = day.min(month);
        fewer >= MIXED && fewer * 100 > self.cells && self.order() != Some(Order::YearFirst)
    }

    /// The order that the cells decide: fewest misfits, then by far the fewest years; `None` where they decide nothing.
    pub(super) fn order(&self) -> Option<Order> {
        let cost = |at: usize| (self.misfits[at], self.years[at].count_ones());
        let (month, day, year) = (cost(0), cost(1), cost(2));
        let last = match month.0.cmp(&day.0) {
            std::cmp::Ordering::Less => Some((Order::MonthDay, month)),
            std::cmp::Ordering::Greater => Some((Order::DayMonth, day)),
            std::cmp::Ordering::Equal => None,
        };
        if self.short == 0 {
            return last.map(|l| l.0);
        }
        let (misfits, years) = last.map_or(month, |l| l.1);
        if year.0 < misfits || (year.0 == misfits && year.1 * 2 <= years && years > 1) {
            return Some(Order::YearFirst);
        }
        if year.0 > misfits || years * 2 <= year.1 {
            return last.map(|l| l.0);
        }
        // one year by either reading: 23/1/5 is how Chinese exports write, 23/01/05 how European ones do
        match last {
            Some((Order::DayMonth, _)) if self.unpadded > 0 => Some(Order::YearFirst),
            last => last.map(|l| l.0),
        }
    }
}

impl OrderVotes {
    /// Reads a cell and takes it in; `None` where it is not a time.
    pub fn add(&mut self, cell: &str) -> Option<WrittenTime> {
        let reading = WrittenTime::of(cell)?;
        match reading.date {
            Date::Open {
                mark,
                numbers,
                unpadded,
            } => {
                if let Some(votes) = self.marks.get_mut(place(mark)) {
                    votes.add(numbers, unpadded);
                }
            }
            Date::Calendar { .. } => self.two_digit_years += 1,
            Date::Fixed(_) => {}
        }
        self.roc += u64::from(reading.roc);
        match reading.zone {
            Some(zone) => self.add_zone(zone, 1),
            None => self.zoneless += 1,
        }
        Some(reading)
    }

    fn add_zone(&mut self, zone: i16, cells: u64) {
        let known = |z: &(i16, u64)| z.1 == 0 || z.0 == zone;
        if let Some(place) = self.zones.iter_mut().find(|z| known(z)) {
            *place = (zone, place.1 + cells);
        }
    }

    /// Takes all cells of a column in.
    pub fn add_column(&mut self, array: &dyn Array) {
        for row in 0..array.len() {
            if let Some(cell) = cell_text(array, row) {
                self.add(&cell);
            }
        }
    }

    /// Takes the votes of other cells in.
    pub fn merge(&mut self, other: Self) {
        for (votes, more) in self.marks.iter_mut().zip(other.marks) {
            votes.merge(more);
        }
        self.roc += other.roc;
        self.two_digit_years += other.two_digit_years;
        self.zoneless += other.zoneless;
        for (zone, cells) in other.zones.into_iter().filter(|z| z.1 > 0) {
            self.add_zone(zone, cells);
        }
    }

    /// Reads with the order that the cells with a mark decide; where they decide nothing, those with the other marks do, and where
    /// those decide nothing either, the month comes first, as American exports write, with points the day.
    #[must_use]
    pub fn reader(&self) -> TimeReader {
        let (all, usual) = (self.all().order(), TimeReader::default());
        let mut orders = usual.orders;
        for (order, votes) in orders.iter_mut().zip(&self.marks) {
            *order = votes.order().or(all).unwrap_or(*order);
        }
        TimeReader {
            orders,
            roc: self.roc > 0,
            zone: self.commonest_zone().map(Zone::Offset),
            mixed: self.marks.map(|votes| votes.is_mixed()),
        }
    }

    /// What the cells decided about the column, and what `fixed` decided for them.
    #[must_use]
    pub fn format(&self, fixed: &TimeFormat) -> TimeFormat {
        let named = self.zones.iter().filter(|z| z.1 > 0);
        let zone = named.max_by_key(|z| (z.1, z.0)).map(|z| Zone::Offset(z.0));
        // marks of different orders stay open: each is decided by itself
        let orders = self.orders(fixed).0;
        let first = orders.first().map(|(_, order)| *order);
        let one = first.filter(|first| orders.iter().all(|(_, order)| order == first));
        TimeFormat {
            order: fixed.order.or(one.filter(|order| self.fits(*order))),
            is_roc: fixed.is_roc.or((self.roc > 0).then_some(true)),
            zone: fixed.zone.or(zone),
        }
    }

    /// The orders in which dates with each mark are read, where there are any.
    #[must_use]
    pub fn orders(&self, fixed: &TimeFormat) -> WrittenOrders {
        let reader = self.reader().with(fixed);
        let used = MARKS.iter().zip(&self.marks).zip(reader.orders);
        let is_decided = |votes: &Votes| fixed.order.is_some() || !votes.is_mixed();
        let used = used.filter(|((_, votes), _)| votes.cells > 0 && is_decided(votes));
        WrittenOrders(used.map(|((mark, _), order)| (*mark, order)).collect())
    }

    /// Whether dates are of this order, but for one in a hundred, which may be a slip.
    #[must_use]
    pub fn fits(&self, order: Order) -> bool {
        let (cells, misfits) = self.misfits(order);
        misfits * 100 <= cells
    }

    /// Dates whose order is open, and those of them that do not fit `order`.
    #[must_use]
    pub fn misfits(&self, order: Order) -> (u64, u64) {
        let all = self.all();
        let at = ORDERS.iter().position(|o| *o == order).unwrap_or(0);
        (all.cells, all.misfits[at])
    }

    pub(super) fn all(&self) -> Votes {
        let mut all = Votes::default();
        for votes in self.marks {
            all.merge(votes);
        }
        all
    }

    /// The zone that most cells name, where they name several.
    pub(super) fn commonest_zone(&self) -> Option<i16> {
        let named = self.zones.iter().filter(|z| z.1 > 0);
        (named.clone().count() > 1)
            .then(|| named.max_by_key(|z| (z.1, z.0)))?
            .map(|z| z.0)
    }
}
