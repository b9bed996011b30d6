//! Counting: a table gives a [`Tally`] of integers; tallies merge in any order to the same value.

use super::copies::{Copies, Place};
use super::sums::{ModelTally, WordTally};
use super::table::{Column, NONE, Table};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Rows counted at once by one thread.
const BATCH: usize = 65_536;

/// Complaints, and distinct complaints among them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// Complaints.
    pub rows: u64,
    /// Those that are the first of their near-duplicate group.
    pub distinct: u64,
}

impl Count {
    pub(crate) fn add(&mut self, other: Self) {
        self.rows += other.rows;
        self.distinct += other.distinct;
    }
}

/// Counts by type; the empty name stands for complaints without a type.
pub type ByType = BTreeMap<String, Count>;

/// One dimension, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DimensionTally {
    /// Its place among the dimensions.
    pub place: u32,
    /// Value → type → counts.
    pub values: BTreeMap<String, ByType>,
}

/// Numbers of some complaints, and how many have each: as bits that sort as the numbers do, so that they merge without
/// rounding.
pub type Histogram = BTreeMap<u64, u64>;

/// One numeric column, counted value by value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberTally {
    /// Numbers of every type; the empty name for complaints without one.
    pub types: BTreeMap<String, Histogram>,
    /// Dimension → value → numbers.
    pub dimensions: BTreeMap<String, BTreeMap<String, Histogram>>,
}

/// Integers only, keyed by name: what `report --partial` writes and `report --merge` reads.
///
/// ```
/// use tousu::aggregate::{Encoder, Table, Tally};
/// let mut types = Encoder::new("type");
/// for t in ["物流配送", "退款退货", "物流配送"] {
///     types.push(Some(t));
/// }
/// let table = Table { types: types.finish(), ..Table::default() };
/// let mut tally = Tally::of(&table);
/// tally.merge(Tally::of(&table));
/// assert_eq!(tally.types["物流配送"].rows, 4);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Rows read, counted or not.
    pub rows_in: u64,
    /// Rows rejected, by reason.
    pub rejected: BTreeMap<String, u64>,
    /// All complaints.
    pub total: Count,
    /// Complaints by type.
    pub types: ByType,
    /// Complaints to be looked at, by type; absent without a `decision` column.
    pub review: Option<BTreeMap<String, u64>>,
    /// Complaints by dimension.
    pub dimensions: BTreeMap<String, DimensionTally>,
    /// Day since 1970-01-01 → type → counts; absent without a time column.
    pub days: Option<BTreeMap<i32, ByType>>,
    /// Numeric columns.
    pub numbers: BTreeMap<String, NumberTally>,
    /// The texts of the distinct complaints; absent without a text column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copies: Option<Copies>,
    /// By the hash of a model: what it said.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub models: BTreeMap<String, ModelTally>,
    /// Words by type; absent where they were not counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<WordTally>,
}

/// `x` as bits that sort as the numbers do.
#[must_use]
pub(super) fn bits(x: f64) -> u64 {
    let b = x.to_bits();
    if b >> 63 == 1 { !b } else { b | 1 << 63 }
}

/// The number behind [`bits`].
#[must_use]
pub(super) fn number(b: u64) -> f64 {
    f64::from_bits(if b >> 63 == 1 { b & !(1 << 63) } else { !b })
}

impl Tally {
    /// Counts the rows of `table`, in parallel.
    #[must_use]
    pub fn of(table: &Table) -> Self {
        Self::of_those(table, |_| true)
    }

    /// Counts the rows that `keep` allows.
    pub(super) fn of_those(table: &Table, keep: impl Fn(usize) -> bool + Sync) -> Self {
        let starts: Vec<usize> = (0..table.rows()).step_by(BATCH).collect();
        let counted = starts
            .into_par_iter()
            .fold(
                || Coded::new(table),
                |mut coded, start| {
                    for row in start..(start + BATCH).min(table.rows()) {
                        if keep(row) {
                            coded.count(table, row);
                        }
                    }
                    coded
                },
            )
            .reduce(|| Coded::new(table), Coded::merge);
        counted.named(table)
    }

    /// Adds another tally; the result does not depend on the order of merging.
    pub fn merge(&mut self, other: Self) {
        self.rows_in += other.rows_in;
        for (reason, n) in other.rejected {
            *self.rejected.entry(reason).or_default() += n;
        }
        self.total.add(other.total);
        merge_types(&mut self.types, other.types);
        merge_option(&mut self.review, other.review, |mine, theirs| {
            for (name, n) in theirs {
                *mine.entry(name).or_default() += n;
            }
        });
        for (name, theirs) in other.dimensions {
            let known = self.dimensions.contains_key(&name);
            let mine = self.dimensions.entry(name).or_default();
            mine.place = if known {
                mine.place.min(theirs.place)
            } else {
                theirs.place
            };
            for (value, types) in theirs.values {
                merge_types(mine.values.entry(value).or_default(), types);
            }
        }
        merge_option(&mut self.days, other.days, |mine, theirs| {
            for (day, types) in theirs {
                merge_types(mine.entry(day).or_default(), types);
            }
        });
        for (name, theirs) in other.numbers {
            self.numbers.entry(name).or_default().merge(theirs);
        }
        for (model, theirs) in other.models {
            self.models.entry(model).or_default().merge(theirs);
        }
        merge_option(&mut self.words, other.words, WordTally::merge);
        let mut copies = Vec::new();
        merge_option(&mut self.copies, other.copies, |mine, theirs| {
            let (joined, dropped) = std::mem::take(mine).joined(theirs);
            *mine = joined;
            copies = dropped;
        });
        for place in &copies {
            self.uncount(place);
        }
    }

    /// One distinct complaint less at `place`: it is a copy.
    fn uncount(&mut self, place: &Place) {
        let less = |count: Option<&mut Count>| {
            if let Some(count) = count {
                count.distinct = count.distinct.saturating_sub(1);
            }
        };
        let kind = &place.kind;
        less(Some(&mut self.total));
        less(self.types.get_mut(kind));
        for (dimension, value) in &place.values {
            let tally = self.dimensions.get_mut(dimension);
            let types = tally.and_then(|d| d.values.get_mut(value));
            less(types.and_then(|types| types.get_mut(kind)));
        }
        if let (Some(days), Some(day)) = (&mut self.days, place.day) {
            less(days.get_mut(&day).and_then(|types| types.get_mut(kind)));
        }
    }
}

impl NumberTally {
    fn merge(&mut self, other: Self) {
        for (name, theirs) in other.types {
            merge_histogram(self.types.entry(name).or_default(), theirs);
        }
        for (dimension, values) in other.dimensions {
            let mine = self.dimensions.entry(dimension).or_default();
            for (value, theirs) in values {
                merge_histogram(mine.entry(value).or_default(), theirs);
            }
        }
    }
}

fn merge_types(mine: &mut ByType, theirs: ByType) {
    for (name, count) in theirs {
        mine.entry(name).or_default().add(count);
    }
}

fn merge_histogram(mine: &mut Histogram, theirs: Histogram) {
    for (number, n) in theirs {
        *mine.entry(number).or_default() += n;
    }
}

fn merge_option<T>(mine: &mut Option<T>, theirs: Option<T>, join: impl FnOnce(&mut T, T)) {
    match (mine.as_mut(), theirs) {
        (Some(mine), Some(theirs)) => join(mine, theirs),
        (None, Some(theirs)) => *mine = Some(theirs),
        (_, None) => {}
    }
}

/// (value, type) → counts, by codes. [`NONE`] is a code like any other here.
type Pairs = FxHashMap<(u32, u32), Count>;

/// The same counts by code, before names are looked up.
struct Coded {
    total: Count,
    types: FxHashMap<u32, (Count, u64)>,
    dimensions: Vec<Pairs>,
    days: FxHashMap<(i32, u32), Count>,
    numbers: Vec<CodedNumbers>,
}

#[derive(Default)]
struct CodedNumbers {
    types: FxHashMap<u32, Histogram>,
    dimensions: Vec<FxHashMap<u32, Histogram>>,
}

impl Coded {
    fn new(table: &Table) -> Self {
        let numbers = || CodedNumbers {
            types: FxHashMap::default(),
            dimensions: vec![FxHashMap::default(); table.dimensions.len()],
        };
        Self {
            total: Count::default(),
            types: FxHashMap::default(),
            dimensions: vec![Pairs::default(); table.dimensions.len()],
            days: FxHashMap::default(),
            numbers: table.numbers.iter().map(|_| numbers()).collect(),
        }
    }

    fn count(&mut self, table: &Table, row: usize) {
        let one = Count {
            rows: 1,
            distinct: u64::from(table.is_first(row)),
        };
        let kind = table.types.codes.get(row).copied().unwrap_or(NONE);
        self.total.add(one);
        let of_type = self.types.entry(kind).or_default();
        of_type.0.add(one);
        let review = table.review.as_ref().and_then(|r| r.get(row));
        of_type.1 += u64::from(review == Some(&true));
        for (pairs, column) in self.dimensions.iter_mut().zip(&table.dimensions) {
            let value = column.codes.get(row).copied().unwrap_or(NONE);
            pairs.entry((value, kind)).or_default().add(one);
        }
        if let Some(days) = &table.days {
            let day = days.get(row).copied().unwrap_or(super::table::NO_DAY);
            self.days.entry((day, kind)).or_default().add(one);
        }
        for (coded, column) in self.numbers.iter_mut().zip(&table.numbers) {
            let Some(&x) = column.values.get(row).filter(|x| x.is_finite()) else {
                continue;
            };
            let x = bits(x);
            *coded.types.entry(kind).or_default().entry(x).or_default() += 1;
            for (counted, column) in coded.dimensions.iter_mut().zip(&table.dimensions) {
                let value = column.codes.get(row).copied().unwrap_or(NONE);
                *counted.entry(value).or_default().entry(x).or_default() += 1;
            }
        }
    }

    fn merge(mut self, other: Self) -> Self {
        self.total.add(other.total);
        for (kind, (count, review)) in other.types {
            let mine = self.types.entry(kind).or_default();
            mine.0.add(count);
            mine.1 += review;
        }
        for (mine, theirs) in self.dimensions.iter_mut().zip(other.dimensions) {
            for (pair, count) in theirs {
                mine.entry(pair).or_default().add(count);
            }
        }
        for (key, count) in other.days {
            self.days.entry(key).or_default().add(count);
        }
        for (mine, theirs) in self.numbers.iter_mut().zip(other.numbers) {
            merge_coded(&mut mine.types, theirs.types);
            for (mine, theirs) in mine.dimensions.iter_mut().zip(theirs.dimensions) {
                merge_coded(mine, theirs);
            }
        }
        self
    }

    fn named(self, table: &Table) -> Tally {
        let types = &table.types;
        let mut tally = Tally {
            rows_in: self.total.rows,
            total: self.total,
            review: table.review.as_ref().map(|_| BTreeMap::new()),
            days: table.days.as_ref().map(|_| BTreeMap::new()),
            ..Tally::default()
        };
        for (kind, (count, review)) in self.types {
            tally.types.insert(name(types, kind), count);
            if let Some(reviews) = &mut tally.review {
                reviews.insert(name(types, kind), review);
            }
        }
        for (place, (pairs, column)) in self
            .dimensions
            .into_iter()
            .zip(&table.dimensions)
            .enumerate()
        {
            let mut dimension = DimensionTally {
                place: u32::try_from(place).unwrap_or(u32::MAX),
                ..DimensionTally::default()
            };
            for ((value, kind), count) in pairs {
                let of_value = dimension.values.entry(name(column, value)).or_default();
                of_value.insert(name(types, kind), count);
            }
            tally.dimensions.insert(column.name.clone(), dimension);
        }
        if let Some(days) = &mut tally.days {
            for ((day, kind), count) in self.days {
                days.entry(day)
                    .or_default()
                    .insert(name(types, kind), count);
            }
        }
        for (coded, column) in self.numbers.into_iter().zip(&table.numbers) {
            let dimensions = coded.dimensions.into_iter().zip(&table.dimensions);
            let of_number = NumberTally {
                types: named_numbers(coded.types, types),
                dimensions: dimensions
                    .map(|(counted, column)| (column.name.clone(), named_numbers(counted, column)))
                    .collect(),
            };
            tally.numbers.insert(column.name.clone(), of_number);
        }
        tally
    }
}

fn name(column: &Column, code: u32) -> String {
    column
        .values
        .get(code as usize)
        .cloned()
        .unwrap_or_default()
}

fn merge_coded(mine: &mut FxHashMap<u32, Histogram>, theirs: FxHashMap<u32, Histogram>) {
    for (code, counted) in theirs {
        merge_histogram(mine.entry(code).or_default(), counted);
    }
}

fn named_numbers(
    counted: FxHashMap<u32, Histogram>,
    column: &Column,
) -> BTreeMap<String, Histogram> {
    let named = counted.into_iter();
    named.map(|(code, of)| (name(column, code), of)).collect()
}
