//! What only a column can decide about its times: the order of day, month and year, the calendar, the time zone.

use super::format::{TimeFormat, WrittenOrders};
use super::forms::{Date, Order, WrittenTime, arranged, full};
use super::plain::plain;
use super::zone::Zone;
use crate::types::cell::{cell_moment, cell_text, cell_time};
use arrow_array::Array;
use arrow_schema::DataType;
use chrono::{NaiveDateTime, TimeDelta};

const ORDERS: [Order; 3] = [Order::MonthDay, Order::DayMonth, Order::YearFirst];
/// Marks between the numbers of a date; each has an order of its own: a column put together from two sources often has both.
const MARKS: [char; 3] = ['/', '-', '.'];
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
}

impl Default for TimeReader {
    fn default() -> Self {
        Self {
            orders: [Order::MonthDay, Order::MonthDay, Order::DayMonth],
            roc: false,
            zone: None,
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
    marks: [Votes; 3],
    /// Cells certainly of 民國's calendar.
    roc: u64,
    /// Cells such as `99年5月3日`.
    two_digit_years: u64,
    /// Minutes east of UTC, and the cells that say so.
    zones: [(i16, u64); ZONES],
    /// Cells with a time that name no zone.
    zoneless: u64,
}

/// What the dates with one mark say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Votes {
    cells: u64,
    /// Of these, the year has two digits.
    short: u64,
    /// Of these, some number has one digit.
    unpadded: u64,
    /// Cells that do not fit an order.
    misfits: [u64; 3],
    /// The two-digit years that an order gives, a bit each.
    years: [u128; 3],
}

impl Votes {
    fn add(&mut self, numbers: [u16; 3], unpadded: bool) {
        self.cells += 1;
        self.unpadded += u64::from(unpadded);
        let short = numbers[2] < 100;
        self.short += u64::from(short);
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
        for at in 0..3 {
            self.misfits[at] += other.misfits[at];
            self.years[at] |= other.years[at];
        }
    }

    /// The order that the cells decide: fewest misfits, then by far the fewest years; `None` where they decide nothing.
    fn order(&self) -> Option<Order> {
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
        let used = used.filter(|((_, votes), _)| votes.cells > 0);
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

    fn all(&self) -> Votes {
        let mut all = Votes::default();
        for votes in self.marks {
            all.merge(votes);
        }
        all
    }

    /// The zone that most cells name, where they name several.
    fn commonest_zone(&self) -> Option<i16> {
        let named = self.zones.iter().filter(|z| z.1 > 0);
        (named.clone().count() > 1)
            .then(|| named.max_by_key(|z| (z.1, z.0)))?
            .map(|z| z.0)
    }

    /// What was decided that a person should check; whole sentences, with the evidence. What `fixed` settles is in no doubt.
    #[must_use]
    pub fn doubt(&self, fixed: &TimeFormat) -> Option<String> {
        let order = self.order_doubt().filter(|_| fixed.order.is_none());
        let calendar = self.calendar_doubt().filter(|_| fixed.is_roc.is_none());
        let zone = self.zone_doubt().filter(|_| fixed.zone.is_none());
        let doubts: Vec<String> = [order, calendar, zone].into_iter().flatten().collect();
        (!doubts.is_empty()).then(|| doubts.join("; "))
    }

    fn order_doubt(&self) -> Option<String> {
        let all = self.all();
        if all.cells == 0 {
            return None;
        }
        let order = self.orders(&TimeFormat::default()).to_string();
        let [month, day, _] = all.misfits;
        if all.order().is_none() {
            return Some(format!(
                "dates such as 03/05/2019 are read as {order}, though no cell decides it"
            ));
        }
        if all.order() == Some(Order::YearFirst) {
            let years = all.years[2].count_ones();
            return Some(format!(
                "dates are read as {order} (so they lie in {years} years)"
            ));
        }
        Some(format!(
            "dates are read as {order} ({month} cells can only be day first, {day} only month first)"
        ))
    }

    fn calendar_doubt(&self) -> Option<String> {
        if self.roc > 0 {
            return Some("years are read as those of 民國 (ROC), so 112 is 2023".to_owned());
        }
        (self.two_digit_years > 0).then(|| {
            format!(
                "two-digit years such as 99年 are read as {}; if they are 民國 (ROC) years, write 民國 before them",
                full(99)
            )
        })
    }

    fn zone_doubt(&self) -> Option<String> {
        let named: Vec<(i16, u64)> = self.zones.into_iter().filter(|z| z.1 > 0).collect();
        match named[..] {
            [] => None,
            [(0, _)] => Some("times are in UTC, as written; --time-zone converts them".to_owned()),
            [_] => None,
            _ => {
                let to = self.commonest_zone()?;
                Some(format!(
                    "times of {} zones are converted to {}{}",
                    named.len(),
                    if to == 0 { "" } else { "UTC" },
                    Zone::Offset(to)
                ))
            }
        }
    }
}
