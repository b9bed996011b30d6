//! Counting: a table gives a [`Tally`] of integers, in parallel.

use super::merge::Merge;
use super::numbers::{Histogram, bits};
use super::period::ReportPeriod;
use super::table::{Column, NO_DAY, NONE, Table};
use super::tally::{ByType, Count, DimensionTally, NumberTally, Tally};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Rows counted at once by one thread.
const BATCH: usize = 65_536;

impl Tally {
    /// Counts the rows of `table`, in parallel.
    #[must_use]
    pub fn of(table: &Table) -> Self {
        Self::of_those(table, |_| true)
    }

    /// Counts the rows of `table`, which are those of `period`; `days` are the complaints of all times.
    #[must_use]
    pub fn about(table: &Table, period: ReportPeriod, days: BTreeMap<i32, ByType>) -> Self {
        Self {
            rows_in: days
                .values()
                .flat_map(BTreeMap::values)
                .map(|c| c.rows)
                .sum(),
            days: Some(days),
            period: Some(period),
            ..Self::of(table)
        }
    }

    /// Counts the rows that `keep` allows.
    pub(super) fn of_those(table: &Table, keep: impl Fn(usize) -> bool + Sync) -> Self {
        let starts: Vec<usize> = (0..table.rows()).step_by(BATCH).collect();
        let batch = |mut coded: CodedTally, start: usize| {
            for row in (start..(start + BATCH).min(table.rows())).filter(|&row| keep(row)) {
                coded.count(table, row);
            }
            coded
        };
        let joined = |mut mine: CodedTally, theirs| {
            mine.add(theirs);
            mine
        };
        let counted = starts
            .into_par_iter()
            .fold(|| CodedTally::new(table), batch);
        counted
            .reduce(|| CodedTally::new(table), joined)
            .named(table)
    }
}

/// (value, type) → counts, by codes. [`NONE`] is a code like any other here.
type Pairs = FxHashMap<(u32, u32), Count>;

/// The counts of a [`Tally`] by code, before names are looked up.
#[derive(Default)]
struct CodedTally {
    total: Count,
    /// Type → complaints.
    types: FxHashMap<u32, Count>,
    /// Combination of types → complaints.
    combinations: FxHashMap<u32, u64>,
    /// Type → complaints to be looked at.
    review: FxHashMap<u32, u64>,
    dimensions: Vec<Pairs>,
    /// (day, type) → complaints.
    days: FxHashMap<(i32, u32), Count>,
    numbers: Vec<CodedNumbers>,
}

#[derive(Default)]
struct CodedNumbers {
    types: FxHashMap<u32, Histogram>,
    dimensions: Vec<FxHashMap<u32, Histogram>>,
}

impl Merge for CodedNumbers {
    fn add(&mut self, other: Self) {
        self.types.add(other.types);
        self.dimensions.add(other.dimensions);
    }
}

impl Merge for CodedTally {
    fn add(&mut self, other: Self) {
        self.total.add(other.total);
        self.types.add(other.types);
        self.combinations.add(other.combinations);
        self.review.add(other.review);
        self.dimensions.add(other.dimensions);
        self.days.add(other.days);
        self.numbers.add(other.numbers);
    }
}

impl CodedTally {
    fn new(table: &Table) -> Self {
        let numbers = || CodedNumbers {
            types: FxHashMap::default(),
            dimensions: vec![FxHashMap::default(); table.dimensions.len()],
        };
        Self {
            dimensions: vec![Pairs::default(); table.dimensions.len()],
            numbers: table.numbers.iter().map(|_| numbers()).collect(),
            ..Self::default()
        }
    }

    fn count(&mut self, table: &Table, row: usize) {
        let one = Count {
            rows: 1,
            distinct: u64::from(table.is_first(row)),
        };
        let code = |column: &Column| column.codes.get(row).copied().unwrap_or(NONE);
        let type_id = code(&table.types);
        self.total.add(one);
        self.types.entry(type_id).or_default().add(one);
        if let Some(column) = &table.combinations {
            *self.combinations.entry(code(column)).or_default() += 1;
        }
        let review = table.review.as_ref().and_then(|r| r.get(row));
        *self.review.entry(type_id).or_default() += u64::from(review == Some(&true));
        for (pairs, column) in self.dimensions.iter_mut().zip(&table.dimensions) {
            pairs.entry((code(column), type_id)).or_default().add(one);
        }
        if let Some(days) = &table.days {
            let day = days.get(row).copied().unwrap_or(NO_DAY);
            self.days.entry((day, type_id)).or_default().add(one);
        }
        for (coded, column) in self.numbers.iter_mut().zip(&table.numbers) {
            let Some(&x) = column.values.get(row).filter(|x| x.is_finite()) else {
                continue;
            };
            let x = bits(x);
            *coded
                .types
                .entry(type_id)
                .or_default()
                .entry(x)
                .or_default() += 1;
            for (counted, column) in coded.dimensions.iter_mut().zip(&table.dimensions) {
                let of_value = counted.entry(code(column)).or_default();
                *of_value.entry(x).or_default() += 1;
            }
        }
    }

    fn named(self, table: &Table) -> Tally {
        let types = &table.types;
        let dimension = |(place, (pairs, column)): (u32, (Pairs, &Column))| {
            let mut dimension = DimensionTally {
                place,
                ..DimensionTally::default()
            };
            for ((value, type_id), count) in pairs {
                let of_value = dimension.values.entry(name(column, value)).or_default();
                of_value.insert(name(types, type_id), count);
            }
            (column.name.clone(), dimension)
        };
        let days = table.days.as_ref().map(|_| days_named(self.days, types));
        let numbers = |(coded, column): (CodedNumbers, &super::table::Numbers)| {
            let dimensions = coded.dimensions.into_iter().zip(&table.dimensions);
            let of_number = NumberTally {
                types: named(coded.types, types),
                dimensions: dimensions
                    .map(|(counted, column)| (column.name.clone(), named(counted, column)))
                    .collect(),
            };
            (column.name.clone(), of_number)
        };
        let dimensions = self.dimensions.into_iter().zip(&table.dimensions);
        Tally {
            rows_in: self.total.rows,
            total: self.total,
            types: named(self.types, types),
            combinations: table
                .combinations
                .as_ref()
                .map(|column| named(self.combinations, column)),
            review: table.review.as_ref().map(|_| named(self.review, types)),
            dimensions: (0..).zip(dimensions).map(dimension).collect(),
            days,
            numbers: self
                .numbers
                .into_iter()
                .zip(&table.numbers)
                .map(numbers)
                .collect(),
            ..Tally::default()
        }
    }
}

/// Counts by day and type alone.
#[must_use]
pub fn by_day(table: &Table) -> BTreeMap<i32, ByType> {
    let mut days: FxHashMap<(i32, u32), Count> = FxHashMap::default();
    for (row, &day) in table.days.iter().flatten().enumerate() {
        let type_id = table.types.codes.get(row).copied().unwrap_or(NONE);
        days.entry((day, type_id)).or_default().add(Count {
            rows: 1,
            distinct: u64::from(table.is_first(row)),
        });
    }
    days_named(days, &table.types)
}

fn days_named(counted: FxHashMap<(i32, u32), Count>, types: &Column) -> BTreeMap<i32, ByType> {
    let mut days: BTreeMap<i32, ByType> = BTreeMap::new();
    for ((day, type_id), count) in counted {
        let of_day = days.entry(day).or_default();
        of_day.insert(name(types, type_id), count);
    }
    days
}

fn name(column: &Column, code: u32) -> String {
    let name = column.values.get(code as usize);
    name.cloned().unwrap_or_default()
}

fn named<T>(counted: FxHashMap<u32, T>, column: &Column) -> BTreeMap<String, T> {
    let named = counted.into_iter();
    named.map(|(code, of)| (name(column, code), of)).collect()
}
