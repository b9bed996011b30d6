//! Complaints of one template come of one source, whenever they come: how many more of them one cell holds than chance puts there. Those of one
//! week are left to the events.

use super::{Grid, MIN_SUPPORT, MUCH, NEAR, places};
use crate::aggregate::figures::DimensionFigures;
use crate::aggregate::table::{Column, NO_DAY, Table};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// What the templates of the complaints of a cell say.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Alike {
    pub(super) complaints: usize,
    /// Pairs of one template, more than a week apart, beyond those that the type has in cells of this size.
    pub(super) excess: f64,
    /// Complaints of its largest template beyond that template's share of the type elsewhere, where these are many.
    pub(super) largest: f64,
}

/// One distinct complaint.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    of_type: u32,
    value: u32,
    template: u32,
    day: i32,
}

/// Of every cell; nothing where nobody looked for templates.
pub(super) fn alike(
    table: &Table,
    column: &Column,
    types: &[&str],
    d: &DimensionFigures,
) -> Option<Grid<Alike>> {
    if table.template.is_empty() {
        return None;
    }
    let mut cells = super::grid(d, Alike::default());
    let keys = keys(table, column, types, d);
    for of_type in keys.chunk_by(|a, b| a.of_type == b.of_type) {
        let mut sizes: FxHashMap<u32, usize> = FxHashMap::default();
        for key in of_type {
            *sizes.entry(key.template).or_default() += 1;
        }
        let mut all: f64 = sizes.values().map(|&n| pairs(n)).sum();
        let within: Vec<(&[Key], f64)> = of_type
            .chunk_by(|a, b| a.value == b.value)
            .map(|cell| {
                let (apart, near) = pairs_apart(cell);
                all -= near;
                (cell, apart)
            })
            .collect();
        for (cell, apart) in within {
            let share = cell.len() as f64 / of_type.len() as f64;
            let of = &mut cells[cell[0].value as usize][cell[0].of_type as usize];
            *of = Alike {
                complaints: cell.len(),
                excess: apart - all * share * share,
                largest: largest(cell, &sizes, of_type.len()),
            };
        }
    }
    Some(cells)
}

fn pairs(n: usize) -> f64 {
    n as f64 * (n as f64 - 1.0) / 2.0
}

/// Pairs of one template in a cell: more than a week apart, and nearer. Complaints without a day are apart.
fn pairs_apart(cell: &[Key]) -> (f64, f64) {
    let (mut apart, mut near) = (0.0, 0.0);
    for same in cell.chunk_by(|a, b| a.template == b.template) {
        let mut from = 0;
        let mut close = 0;
        for (i, key) in same.iter().enumerate().filter(|(_, k)| k.day != NO_DAY) {
            while same[from].day == NO_DAY || key.day - same[from].day > NEAR {
                from += 1;
            }
            close += i - from;
        }
        apart += pairs(same.len()) - close as f64;
        near += close as f64;
    }
    (apart, near)
}

fn largest(cell: &[Key], sizes: &FxHashMap<u32, usize>, of_type: usize) -> f64 {
    let elsewhere = (of_type - cell.len()).max(1) as f64;
    let beyond = |same: &[Key]| {
        let all = sizes.get(&same[0].template).copied().unwrap_or(0);
        same.len() as f64 - all.saturating_sub(same.len()) as f64 / elsewhere * cell.len() as f64
    };
    let templates = cell.chunk_by(|a, b| a.template == b.template);
    let most = templates.map(beyond).fold(0.0, f64::max);
    let enough = cell.len() as u64 >= MIN_SUPPORT && most > 1.0;
    if enough && most >= MUCH * cell.len() as f64 {
        // one of them is a complaint like others
        most - 1.0
    } else {
        0.0
    }
}

/// Every distinct complaint that has a listed value and a type, sorted.
fn keys(table: &Table, column: &Column, types: &[&str], d: &DimensionFigures) -> Vec<Key> {
    let values: Vec<&str> = d.values.iter().map(|v| v.value.as_str()).collect();
    let (value_at, type_at) = (places(column, &values), places(&table.types, types));
    let at = |places: &[Option<u32>], code: u32| places.get(code as usize).copied().flatten();
    let key = |row: usize| {
        Some(Key {
            of_type: at(&type_at, table.types.codes[row])?,
            value: at(&value_at, *column.codes.get(row)?)?,
            template: *table.template.get(row)?,
            day: table.day(row).unwrap_or(NO_DAY),
        })
    };
    let rows = (0..table.rows()).filter(|&row| table.is_first(row));
    let mut keys: Vec<Key> = rows.filter_map(key).collect();
    keys.par_sort_unstable();
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(template: u32, day: i32) -> Key {
        Key {
            of_type: 0,
            value: 0,
            template,
            day,
        }
    }

    #[test]
    fn pairs_of_one_week_are_left_to_the_events() {
        let cell = [
            key(1, NO_DAY),
            key(1, 10),
            key(1, 16),
            key(1, 17),
            key(2, 10),
            key(3, 10),
        ];
        assert_eq!(pairs_apart(&cell), (4.0, 2.0));
    }

    #[test]
    fn a_template_is_large_where_it_is_much_of_its_cell_and_not_of_others() {
        let cell: Vec<Key> = (0..4)
            .map(|i| key(7, 30 * i))
            .chain((10..16).map(|t| key(t, 0)))
            .collect();
        let sizes = |elsewhere: usize| FxHashMap::from_iter([(7_u32, 4 + elsewhere)]);
        assert_eq!(largest(&cell, &sizes(0), 100), 3.0);
        assert_eq!(largest(&cell, &sizes(36), 100), 0.0);
    }
}
