//! Groups of complaints → what a report says of them: types by complaints, by matters and by people, and the largest events.

use super::describe::Described;
use super::space::Rarity;
use super::{Complaints, FEWEST, Group, WITHIN, groups};
use crate::aggregate::{NO_DAY, NONE, ServiceRows, Table, day};
use crate::report::{EventFigures, ReportedEvent, TypeEvents};
use chrono::{Days, NaiveDate};
use rustc_hash::FxHashSet;

/// Events that a report names.
const NAMED: usize = 10;

/// Days before the period that a report is about in which complaints of its events are looked for.
const LOOKED_BACK: u64 = 183;

/// What a report says of the events among some complaints, up to the end of the period that it is about, where it is about one.
#[must_use]
pub fn figures(
    complaints: Complaints<'_>,
    table: &Table,
    service: &ServiceRows,
    period: Option<(NaiveDate, NaiveDate)>,
) -> EventFigures {
    let since = period.and_then(|(from, _)| from.checked_sub_days(Days::new(LOOKED_BACK)));
    let earliest = since.map_or(i32::MIN, day);
    let kept = |&day: &i32| if day < earliest { NO_DAY } else { day };
    let days = complaints.days.map(|days| days.iter().map(kept).collect());
    let days: Option<Vec<i32>> = days;
    let complaints = Complaints {
        days: days.as_deref(),
        ..complaints
    };
    let (groups, rarity) = groups(&complaints, WITHIN);
    let people = service.complainant.as_ref();
    let reported = Reported {
        complaints,
        table,
        people: people.map(|c| c.1.as_slice()),
        period: period.map(|(from, until)| (day(from), day(until))),
    };
    let described = Described::new(complaints, table, service, None);
    EventFigures {
        since,
        within_days: WITHIN,
        ..reported.figures(&groups, &rarity, &described)
    }
}

/// The rows of a report, and what is known of them.
#[derive(Clone, Copy)]
struct Reported<'a> {
    /// All rows up to its end.
    complaints: Complaints<'a>,
    table: &'a Table,
    /// Who complained, by number or [`NONE`].
    people: Option<&'a [u32]>,
    /// The days that it is about, both included; all where absent.
    period: Option<(i32, i32)>,
}

impl Reported<'_> {
    fn is_reported(&self, row: usize) -> bool {
        let day = self.table.day(row);
        self.period
            .is_none_or(|(from, until)| day.is_some_and(|d| (from..=until).contains(&d)))
    }

    /// Figures of these groups, which hold two complaints at least.
    fn figures(
        &self,
        groups: &[Group],
        rarity: &Rarity,
        described: &Described<'_>,
    ) -> EventFigures {
        let mut tally = Tally::new(self.table.types.values.len());
        let mut grouped = vec![false; self.table.rows()];
        let mut sizes: Vec<(usize, u64)> = Vec::new();
        for (at, group) in groups.iter().enumerate() {
            for &row in &group.rows {
                grouped[row as usize] = true;
            }
            let reported = self.enter(group, &mut tally);
            if reported > 0 {
                sizes.push((at, reported));
            }
        }
        let rows = (0_u32..).zip(grouped).filter(|(_, is_grouped)| !is_grouped);
        for (id, _) in rows {
            let row = id as usize;
            if !self.is_reported(row) {
                continue;
            }
            match self.complaints.is_usable(id) {
                true => tally.enter(self, &[row]),
                false => tally.figures.not_compared += 1,
            }
        }
        // of equals the earlier group, which is the larger one in all
        sizes.sort_by_key(|(at, reported)| (std::cmp::Reverse(*reported), *at));
        sizes.retain(|(at, reported)| *reported > 1 && groups[*at].rows.len() as u64 >= FEWEST);
        sizes.truncate(NAMED);
        let named: Vec<Group> = sizes.iter().map(|s| groups[s.0].clone()).collect();
        let named = described.events(&named, rarity).into_iter();
        let largest = named
            .zip(&sizes)
            .map(|(event, (_, reported))| ReportedEvent {
                event,
                reported: *reported,
            });
        EventFigures {
            largest: largest.collect(),
            ..tally.finish(&self.table.types.values, self.people.is_some())
        }
    }

    /// Counts an event; gives how many of its complaints are reported.
    fn enter(&self, group: &Group, tally: &mut Tally) -> u64 {
        let mut rows: Vec<usize> = Vec::new();
        let mut seen: FxHashSet<u32> = FxHashSet::default();
        for (place, &row) in group.rows.iter().enumerate() {
            let row = row as usize;
            let person = self.person(row);
            let is_known = person.is_some_and(|p| !seen.insert(p));
            if self.is_reported(row) {
                rows.push(row);
                tally.figures.later += u64::from(place > 0);
                tally.by_same_person += u64::from(is_known);
            }
        }
        if !rows.is_empty() {
            tally.figures.events += 1;
            tally.figures.in_events += rows.len() as u64;
            tally.enter(self, &rows);
        }
        rows.len() as u64
    }

    fn person(&self, row: usize) -> Option<u32> {
        let person = self.people?.get(row).copied();
        person.filter(|code| *code != NONE)
    }

    fn type_of(&self, row: usize) -> Option<usize> {
        let code = self.table.types.codes.get(row).copied();
        code.filter(|code| *code != NONE).map(|code| code as usize)
    }
}

/// Counts in the making.
struct Tally {
    figures: EventFigures,
    by_same_person: u64,
    people: FxHashSet<u32>,
    types: Vec<(u64, u64, FxHashSet<u32>)>,
}

impl Tally {
    fn new(types: usize) -> Self {
        Self {
            figures: EventFigures::default(),
            by_same_person: 0,
            people: FxHashSet::default(),
            types: vec![(0, 0, FxHashSet::default()); types],
        }
    }

    /// Enters the complaints of a matter.
    fn enter(&mut self, reported: &Reported<'_>, rows: &[usize]) {
        self.figures.compared += rows.len() as u64;
        self.figures.matters += 1;
        let mut of_types = vec![0_u64; self.types.len()];
        for &row in rows {
            let person = reported.person(row);
            self.people.extend(person);
            let Some(type_id) = reported.type_of(row) else {
                continue;
            };
            of_types[type_id] += 1;
            self.types[type_id].0 += 1;
            self.types[type_id].2.extend(person);
        }
        let most = of_types.iter().copied().max().filter(|n| *n > 0);
        // of equals the first
        let of_most = most.and_then(|most| of_types.iter().position(|n| *n == most));
        if let Some(type_id) = of_most {
            self.types[type_id].1 += 1;
        }
    }

    fn finish(self, names: &[String], has_people: bool) -> EventFigures {
        let types = names.iter().zip(self.types);
        let mut types: Vec<TypeEvents> = types
            .map(|(name, (complaints, matters, people))| TypeEvents {
                name: name.clone(),
                complaints,
                matters,
                people: has_people.then_some(people.len() as u64),
            })
            .filter(|t| t.complaints > 0)
            .collect();
        types.sort_by(|a, b| b.complaints.cmp(&a.complaints).then(a.name.cmp(&b.name)));
        EventFigures {
            people: has_people.then_some(self.people.len() as u64),
            by_same_person: has_people.then_some(self.by_same_person),
            types,
            ..self.figures
        }
    }
}
