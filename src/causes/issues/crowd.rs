//! The distinct complaints of the reported days and of the stretches before them, by place.

use super::super::context::Complaints;
use super::super::contingency::Place;
use super::super::terms::Terms;
use super::MIN_DISTINCT;
use crate::aggregate::{NONE, Table, comparable_from};
use rustc_hash::FxHashMap;
use std::ops::RangeInclusive;

/// Stretches before the reported one that are looked at.
const MOST_STRETCHES: i32 = 36;

/// Distinct complaints by place and stretch; stretch 0 is that of the reported days, 1 that of as many days before, and so on.
pub(super) struct Crowd<'a> {
    pub(super) complaints: &'a Complaints<'a>,
    pub(super) terms: &'a Terms,
    /// Rows of the reported days, ascending.
    pub(super) here: Vec<u32>,
    /// Rows of the stretches before, ascending.
    pub(super) before: Vec<u32>,
    /// The stretch of every row, or [`NONE`].
    stretch: Vec<u32>,
    /// Stretches, the reported one included.
    pub(super) stretches: usize,
    /// Days of a stretch.
    pub(super) days: i32,
    /// First reported day.
    pub(super) first: i32,
    /// Columns that make places.
    columns: Vec<usize>,
    /// Complaints by stretch of every place that has enough in the reported one.
    volumes: FxHashMap<Place, Vec<u32>>,
}

impl<'a> Crowd<'a> {
    /// Absent without texts or times, or with fewer complaints than make an issue.
    pub(super) fn of(
        complaints: &'a Complaints<'a>,
        reported: RangeInclusive<i32>,
    ) -> Option<Self> {
        let (table, terms) = (complaints.table, complaints.terms?);
        let (first, last) = (*reported.start(), *reported.end());
        let days = last.checked_sub(first)?.checked_add(1)?;
        let dated = |row: &usize| table.is_first(*row) && table.day(*row).is_some();
        let rows: Vec<usize> = (0..table.rows()).filter(dated).collect();
        let dated = rows.iter().filter_map(|&row| table.day(row));
        let earliest = comparable_from(dated.map(|day| (day, day)), first);
        // rates are per complaint: a stretch of which at least half is covered tells as well
        let whole = ((first - earliest + days / 2) / days).clamp(0, MOST_STRETCHES);
        let mut crowd = Self {
            complaints,
            terms,
            here: Vec::new(),
            before: Vec::new(),
            stretch: vec![NONE; table.rows()],
            stretches: usize::try_from(whole).unwrap_or(0) + 1,
            days,
            first,
            columns: columns(table),
            volumes: FxHashMap::default(),
        };
        for row in rows {
            let day = table.day(row).unwrap_or(last + 1);
            let stretch = match day {
                day if day > last => continue,
                day if day >= first => 0,
                day => (first - 1 - day) / days + 1,
            };
            if stretch > whole || day < earliest {
                continue;
            }
            crowd.stretch[row] = u32::try_from(stretch).unwrap_or(NONE);
            let of = if stretch == 0 {
                &mut crowd.here
            } else {
                &mut crowd.before
            };
            of.push(u32::try_from(row).unwrap_or(NONE));
        }
        crowd.measure();
        (crowd.here.len() >= MIN_DISTINCT as usize).then_some(crowd)
    }

    /// Counts complaints by place.
    fn measure(&mut self) {
        let mut volumes: FxHashMap<Place, Vec<u32>> = FxHashMap::default();
        for &row in self.here.iter().chain(&self.before) {
            let stretch = self.stretch[row as usize] as usize;
            for place in self.places(row) {
                let counts = volumes
                    .entry(place)
                    .or_insert_with(|| vec![0; self.stretches]);
                counts[stretch] += 1;
            }
        }
        volumes.retain(|_, counts| counts[0] >= MIN_DISTINCT);
        self.volumes = volumes;
    }

    /// The places of a row.
    pub(super) fn places(&self, row: u32) -> impl Iterator<Item = Place> + '_ {
        let (table, row) = (self.complaints.table, row as usize);
        let of_type = Some(table.types.codes[row]).filter(|t| *t != NONE);
        let values = self.columns.iter().filter_map(move |&column| {
            let code = table.dimensions[column].codes[row];
            (code != NONE).then_some(Place::Value(column, code))
        });
        std::iter::once(Place::All)
            .chain(of_type.map(Place::Type))
            .chain(values)
    }

    /// Whether a row lies in a place.
    pub(super) fn is_in(&self, place: Place, row: u32) -> bool {
        let (table, row) = (self.complaints.table, row as usize);
        match place {
            Place::All => true,
            Place::Type(t) => table.types.codes[row] == t,
            Place::Value(column, code) => table.dimensions[column].codes[row] == code,
        }
    }

    /// Complaints of a place by stretch; absent for one of too few.
    pub(super) fn volume(&self, place: Place) -> Option<&[u32]> {
        self.volumes.get(&place).map(Vec::as_slice)
    }

    /// Places of enough complaints.
    pub(super) fn places_there_are(&self) -> usize {
        self.volumes.len()
    }

    /// Those of `rows` that lie in `place`, by stretch.
    pub(super) fn by_stretch(&self, rows: impl Iterator<Item = u32>, place: Place) -> Vec<u32> {
        let mut counts = vec![0; self.stretches];
        for row in rows.filter(|&row| self.is_in(place, row)) {
            if let Some(n) = counts.get_mut(self.stretch[row as usize] as usize) {
                *n += 1;
            }
        }
        counts
    }

    /// Those of `rows` that are of the reported days and lie in `place`.
    pub(super) fn reported(&self, rows: &[u32], place: Place) -> Vec<u32> {
        let rows = rows.iter().copied();
        rows.filter(|&row| self.is_here(row) && self.is_in(place, row))
            .collect()
    }

    /// Whether a row is of the reported days.
    pub(super) fn is_here(&self, row: u32) -> bool {
        self.stretch[row as usize] == 0
    }

    /// The dimensions that make places.
    pub(super) fn columns(&self) -> &[usize] {
        &self.columns
    }
}

fn columns(table: &Table) -> Vec<usize> {
    let columns = table.dimensions.iter().enumerate();
    columns.filter(|(_, c)| !c.made).map(|(at, _)| at).collect()
}
