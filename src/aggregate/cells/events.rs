//! Complaints of one event come together: in one cell, within a week. How many of them tell as much as one independent complaint is seen in pairs
//! of complaints that are close in time (Knox 1964). What all values share in time, they share in pairs of different values as well.

use super::alike::alike;
use super::{Grid, MIN_SUPPORT, MUCH, NEAR, places};
use crate::aggregate::figures::DimensionFigures;
use crate::aggregate::table::{Column, Table};
use rayon::prelude::*;

/// Complaints that are not near are far up to so many days apart: further apart, a place may hold more of a type for other reasons than events.
const FAR: i32 = 27;
/// Pairs by which how many near pairs a type has for one far pair is drawn to what all types say.
const DRAWN: f64 = 100.0;
/// Distinct complaints of a cell that tell how events are in all.
const TELLS: usize = 20;
/// Complaints of all cells that tell as much, where each is too small for that.
const TELL_TOGETHER: usize = 200;
/// Complaints by which what a type says of events is drawn to what all say.
const DRAWN_BY: f64 = 1000.0;
/// A cell says at most so many times as much of events as most do.
const AT_MOST: f64 = 2.0;

/// What events make of the complaints of a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Design {
    /// How many complaints tell as much as one independent one: the variance of the count in units of its mean.
    pub(super) effect: f64,
    /// Complaints that its busiest week has more than the type elsewhere, where that is much: one event alone makes no cell stand out.
    pub(super) event: f64,
}

impl Design {
    /// Of independent complaints.
    pub(super) const NONE: Self = Self {
        effect: 1.0,
        event: 0.0,
    };
}

/// Pairs of complaints.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Pairs {
    near: f64,
    far: f64,
}

/// One cell: its complaints that have a day, and what they say of events.
#[derive(Clone, Copy, Debug, Default)]
struct Together {
    complaints: usize,
    pairs: Pairs,
    event: f64,
    /// Variance of the count in units of its mean, where near pairs beyond those that chance brings come of events.
    effect: f64,
}

/// Pairs of every cell of one dimension.
pub(super) struct Events {
    cells: Grid<Together>,
}

impl Events {
    /// Of the distinct complaints of `table`; `types` and `d` give the order of the cells.
    pub(super) fn of(table: &Table, column: &Column, types: &[&str], d: &DimensionFigures) -> Self {
        let mut cells = super::grid(d, Together::default());
        let values: Vec<&str> = d.values.iter().map(|v| v.value.as_str()).collect();
        let days = days(table, column, (&values, types));
        let mut cross = vec![Pairs::default(); types.len()];
        for of_type in days.chunk_by(|a, b| a.0 == b.0) {
            let t = of_type[0].0 as usize;
            let mut all: Vec<i32> = of_type.iter().map(|key| key.2).collect();
            all.sort_unstable();
            cross[t] = Pairs::of(&all);
            for cell in of_type.chunk_by(|a, b| a.1 == b.1) {
                let of_cell: Vec<i32> = cell.iter().map(|key| key.2).collect();
                let together = Together {
                    complaints: cell.len(),
                    pairs: Pairs::of(&of_cell),
                    event: event(&of_cell, &all),
                    effect: 1.0,
                };
                cross[t].near -= together.pairs.near;
                cross[t].far -= together.pairs.far;
                cells[cell[0].1 as usize][t] = together;
            }
        }
        let ratios = near_for_one_far(&cross);
        for cell in &mut cells {
            for (cell, ratio) in cell.iter_mut().zip(&ratios) {
                let excess = cell.pairs.near - ratio * cell.pairs.far;
                cell.effect = 1.0 + 2.0 * excess / cell.complaints.max(1) as f64;
            }
        }
        let alike = alike(table, column, types, d);
        let alike = alike.iter().flatten().flatten();
        for (cell, alike) in cells.iter_mut().flatten().zip(alike) {
            cell.complaints = cell.complaints.max(alike.complaints);
            cell.effect += 2.0 * alike.excess / alike.complaints.max(1) as f64;
            cell.event = cell.event.max(alike.largest);
        }
        Self { cells }
    }

    /// What to make of every cell: its events are taken to be as those of its type in other values, drawn to those of all cells.
    pub(super) fn design(&self) -> Grid<Design> {
        let of_all = usual(self.cells.iter().flatten()).0.max(1.0);
        let of_cell = |v: usize, t: usize| {
            let others = (0..self.cells.len()).filter(|&other| other != v);
            let (of_type, told) = usual(others.map(|other| &self.cells[other][t]));
            let weight = told as f64 / (told as f64 + DRAWN_BY);
            Design {
                effect: (weight * of_type + (1.0 - weight) * of_all).max(1.0),
                event: self.cells[v][t].event,
            }
        };
        let types = self.cells.first().map_or(0, Vec::len);
        let of_value = |v| (0..types).map(|t| of_cell(v, t)).collect();
        (0..self.cells.len()).map(of_value).collect()
    }
}

/// The effect of events in some cells, and the complaints that tell: the mean over complaints, each cell's effect bounded by what most say, so
/// that one large event does not speak for all. Where every cell is too small to tell, it is the plain mean, and 1 where
/// all are.
fn usual<'a>(cells: impl Iterator<Item = &'a Together> + Clone) -> (f64, usize) {
    let mut told: Vec<(f64, usize)> = cells
        .clone()
        .filter(|c| c.complaints >= TELLS)
        .map(|c| (c.effect, c.complaints))
        .collect();
    told.sort_by(|a, b| a.0.total_cmp(&b.0));
    let all: usize = told.iter().map(|c| c.1).sum();
    let mut seen = 0;
    let median = told.iter().find(|c| {
        seen += c.1;
        2 * seen >= all
    });
    let most = median.map_or(f64::INFINITY, |m| AT_MOST * m.0.max(1.0));
    let (mut sum, mut complaints) = (0.0, 0);
    for cell in cells.filter(|c| told.is_empty() || c.complaints >= TELLS) {
        sum += cell.effect.min(most) * cell.complaints as f64;
        complaints += cell.complaints;
    }
    let tell = !told.is_empty() || complaints >= TELL_TOGETHER;
    (if tell { sum / complaints as f64 } else { 1.0 }, all)
}

/// Complaints that the busiest week of a cell has beyond the type's share of that week in other values, where that is much. `all` are the days
/// of the type; both ascend.
fn event(days: &[i32], all: &[i32]) -> f64 {
    let mut from = 0;
    let mut busiest = (0, 0);
    for (i, &day) in days.iter().enumerate() {
        while day - days[from] > NEAR {
            from += 1;
        }
        busiest = busiest.max((i + 1 - from, from));
    }
    let (count, from) = busiest;
    let Some(&first) = days.get(from) else {
        return 0.0;
    };
    let before = |day: i32| all.partition_point(|&d| d < day);
    let week = before(first + NEAR + 1) - before(first);
    let others = (all.len() - days.len()).max(1);
    let share = (week - count) as f64 / others as f64;
    let all = days.len() as f64;
    let event = count as f64 - share * all;
    let enough = days.len() as u64 >= MIN_SUPPORT;
    if enough && event >= MUCH * all {
        event
    } else {
        0.0
    }
}

impl Pairs {
    /// Among complaints of these days, ascending.
    fn of(days: &[i32]) -> Self {
        let (mut near_from, mut far_from) = (0, 0);
        let mut pairs = Self::default();
        for (i, &day) in days.iter().enumerate() {
            while day - days[near_from] > NEAR {
                near_from += 1;
            }
            while day - days[far_from] > FAR {
                far_from += 1;
            }
            pairs.near += (i - near_from) as f64;
            pairs.far += (near_from - far_from) as f64;
        }
        pairs
    }
}

/// Near pairs for one far pair, of complaints of one type and different values; that of all types where a type has few such pairs.
fn near_for_one_far(cross: &[Pairs]) -> Vec<f64> {
    let sum = cross.iter().fold(Pairs::default(), |a, b| Pairs {
        near: a.near + b.near,
        far: a.far + b.far,
    });
    // Without any, days are taken to be alike.
    let alike = (f64::from(NEAR) + 0.5) / f64::from(FAR - NEAR);
    let all = (sum.near + alike) / (sum.far + 1.0);
    let of_type = |of: &Pairs| (of.near + DRAWN * all) / (of.far + DRAWN);
    cross.iter().map(of_type).collect()
}

/// (type, value, day) of every distinct complaint that has all three, by their places, sorted. Values that are not listed have none.
fn days(
    table: &Table,
    column: &Column,
    (values, types): (&[&str], &[&str]),
) -> Vec<(u32, u32, i32)> {
    let (value_at, type_at) = (places(column, values), places(&table.types, types));
    let at = |places: &[Option<u32>], code: u32| places.get(code as usize).copied().flatten();
    let key = |row: usize| {
        let t = at(&type_at, table.types.codes[row])?;
        let v = at(&value_at, *column.codes.get(row)?)?;
        Some((t, v, table.day(row)?))
    };
    let rows = (0..table.rows()).filter(|&row| table.is_first(row));
    let mut days: Vec<(u32, u32, i32)> = rows.filter_map(key).collect();
    days.par_sort_unstable();
    days
}
