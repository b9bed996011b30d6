//! A group of complaints → what is reported of the event.

use super::features::{Reader, Tools};
use super::name::{name, spread};
use super::space::Rarity;
use super::{Complaints, Group};
use crate::aggregate::{Column, NO_DAY, NONE, ServiceFigure, ServiceRows, Table, date};
pub use crate::report::{Closed, Event, Value};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// Days of four weeks.
const FOUR_WEEKS: i32 = 28;
/// Ids of an event that are given.
const IDS: usize = 5;

/// What is known of the complaints besides, row by row.
#[derive(Clone, Copy, Debug)]
pub struct Described<'a> {
    complaints: Complaints<'a>,
    table: &'a Table,
    /// Who complained, by number, or [`NONE`]; absent where no column says so.
    people: Option<&'a [u32]>,
    /// Whether each is closed.
    closed: Option<&'a [Option<bool>]>,
    /// When each was closed, or [`NO_DAY`].
    closing_days: Option<&'a [i32]>,
}

impl<'a> Described<'a> {
    /// With what `service` knows; `closing_days` are the days on which complaints were closed, or [`NO_DAY`].
    #[must_use]
    pub fn new(
        complaints: Complaints<'a>,
        table: &'a Table,
        service: &'a ServiceRows,
        closing_days: Option<&'a [i32]>,
    ) -> Self {
        let people = service.complainant.as_ref().map(|c| c.1.as_slice());
        let mut flags = service.flags.iter();
        let closed = flags.find(|f| f.figure == ServiceFigure::Closed);
        Self {
            complaints,
            table,
            people: people.filter(|codes| codes.iter().any(|c| *c != NONE)),
            closed: closed.map(|f| f.values.as_slice()),
            closing_days,
        }
    }

    /// What is reported of these groups, in their order.
    #[must_use]
    pub fn events(&self, groups: &[Group], rarity: &Rarity) -> Vec<Event> {
        let complaints = &self.complaints;
        let tools = Tools::of(complaints);
        let reader = || Reader::new(&tools);
        let last = complaints.days.and_then(|days| days.iter().max().copied());
        let last = last.filter(|day| *day != NO_DAY);
        let described = |reader: &mut Reader<'_>, group: &Group| {
            let name = name(complaints, group, reader, rarity);
            self.event(group, name, last)
        };
        groups.par_iter().map_init(reader, described).collect()
    }

    fn event(&self, group: &Group, name: String, last: Option<i32>) -> Event {
        let rows = &group.rows;
        let day = |row: Option<&u32>| {
            last.and(row)
                .map(|&r| self.complaints.day(r))
                .and_then(date)
        };
        let weeks = |from: i32, to: i32| {
            let last = last?;
            let days = rows.iter().map(|&row| last - self.complaints.day(row));
            Some(days.filter(|age| (from..to).contains(age)).count() as u64)
        };
        let types = &self.table.types;
        Event {
            id: group.id.clone(),
            name,
            complaints: rows.len() as u64,
            distinct_texts: distinct(rows, &self.table.group),
            people: self.people.map(|people| distinct(rows, people)),
            first: day(rows.first()),
            last: day(rows.last()),
            last_four_weeks: weeks(0, FOUR_WEEKS),
            four_weeks_before: weeks(FOUR_WEEKS, 2 * FOUR_WEEKS),
            of_type: (!types.values.is_empty()).then(|| commonest(types, rows)),
            values: self
                .table
                .dimensions
                .iter()
                .map(|d| commonest(d, rows))
                .collect(),
            closed: self.closed.map(|closed| count_closed(rows, closed)),
            after_closing: self.closing_days.map(|days| self.after_closing(rows, days)),
            ids: self.ids(rows),
        }
    }

    /// Complaints later than the day on which an earlier one was closed.
    fn after_closing(&self, rows: &[u32], closing: &[i32]) -> u64 {
        let (mut closed, mut n) = (i32::MAX, 0);
        for &row in rows {
            n += u64::from(self.complaints.day(row) > closed);
            let day = closing.get(row as usize).copied().unwrap_or(NO_DAY);
            if day != NO_DAY {
                closed = closed.min(day);
            }
        }
        n
    }

    fn ids(&self, rows: &[u32]) -> Vec<String> {
        let mut ids: Vec<String> = Vec::new();
        for row in spread(rows, IDS) {
            let id = self.complaints.ids.get(row as usize).to_owned();
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids
    }
}

/// How many different codes these rows have.
fn distinct(rows: &[u32], codes: &[u32]) -> u64 {
    let of = |row: &u32| codes.get(*row as usize).copied().filter(|c| *c != NONE);
    rows.iter().filter_map(of).collect::<FxHashSet<u32>>().len() as u64
}

fn count_closed(rows: &[u32], closed: &[Option<bool>]) -> Closed {
    let known = || rows.iter().filter_map(|&row| *closed.get(row as usize)?);
    Closed {
        closed: known().filter(|yes| *yes).count() as u64,
        of: known().count() as u64,
    }
}

fn commonest(column: &Column, rows: &[u32]) -> Value {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for row in rows {
        let code = column.codes.get(*row as usize).copied().unwrap_or(NONE);
        if let Some(value) = column.values.get(code as usize) {
            *counts.entry(value).or_default() += 1;
        }
    }
    let most = counts
        .into_iter()
        .max_by_key(|(value, n)| (*n, std::cmp::Reverse(*value)));
    let (value, n) = most.unwrap_or(("", 0));
    let has_half = n > 0 && n * 2 >= rows.len() as u64;
    Value {
        column: column.name.clone(),
        value: has_half.then(|| value.to_owned()),
        complaints: n,
    }
}
