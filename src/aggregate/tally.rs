//! Tallies: integers, which merge in any order to the same value.

use super::column_reading::{ColumnReadings, disagreement};
use super::copies::{Copies, Place};
use super::merge::Merge;
use super::model_tally::{ModelTally, WordTally};
use super::numbers::Histogram;
use super::period::ReportPeriod;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Complaints, and distinct complaints among them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// Complaints.
    pub rows: u64,
    /// Those that are the first of their near-duplicate group.
    pub distinct: u64,
}

impl Merge for Count {
    fn add(&mut self, other: Self) {
        self.rows.add(other.rows);
        self.distinct.add(other.distinct);
    }
}

impl Count {
    /// All of them together.
    pub(super) fn sum<'a>(counts: impl Iterator<Item = &'a Self>) -> Self {
        counts.fold(Self::default(), |mut sum, count| {
            sum.add(*count);
            sum
        })
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
    /// Rows that the conditions of the report left out.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unselected: u64,
    /// The period that everything but `days` is counted of; absent where all rows are counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<ReportPeriod>,
    /// Rows that repeat an earlier one of the same part, exported twice; not counted.
    #[serde(default)]
    pub repeated: u64,
    /// All complaints.
    pub total: Count,
    /// Complaints by type.
    pub types: ByType,
    /// Complaints by all the types that they name; absent where every complaint has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub combinations: Option<BTreeMap<String, u64>>,
    /// Complaints to be looked at, by type; absent without a `decision` column.
    pub review: Option<BTreeMap<String, u64>>,
    /// Complaints by dimension.
    pub dimensions: BTreeMap<String, DimensionTally>,
    /// Day since 1970-01-01 → type → counts, of all times; absent without a time column.
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
    /// How the columns were read; empty for a tally of no rows, and for one written by an earlier version.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: ColumnReadings,
}

impl Tally {
    /// How the columns of `other` were read otherwise, in words; such tallies must not be added.
    #[must_use]
    pub fn disagreement(&self, other: &Self) -> Option<String> {
        disagreement(&self.columns, &other.columns)
    }

    /// Enters rows that were read and not counted: rejected ones by reason, and those that repeat an earlier one.
    pub fn enter_uncounted(&mut self, rejected: &BTreeMap<&str, u64>, repeated: u64) {
        for (reason, n) in rejected {
            *self.rejected.entry((*reason).to_owned()).or_default() += n;
        }
        self.repeated += repeated;
        self.rows_in += repeated + rejected.values().sum::<u64>();
    }

    /// Adds another tally; the result does not depend on the order of merging. Both must be about the same period, or one of them of no
    /// rows ([`Tally::about_the_same`]).
    pub fn merge(&mut self, other: Self) {
        self.period = self.period.or(other.period);
        self.rows_in.add(other.rows_in);
        self.unselected.add(other.unselected);
        self.rejected.add(other.rejected);
        self.repeated.add(other.repeated);
        self.total.add(other.total);
        self.types.add(other.types);
        self.combinations.add(other.combinations);
        self.review.add(other.review);
        self.dimensions.add(other.dimensions);
        self.days.add(other.days);
        self.numbers.add(other.numbers);
        self.models.add(other.models);
        self.words.add(other.words);
        self.columns.add(other.columns);
        let copies = match (self.copies.take(), other.copies) {
            (Some(mine), Some(theirs)) => {
                let (joined, dropped) = mine.joined(theirs);
                self.copies = Some(joined);
                dropped
            }
            (mine, theirs) => {
                self.copies = mine.or(theirs);
                Vec::new()
            }
        };
        copies.iter().for_each(|place| self.uncount(place));
    }

    /// One distinct complaint less at `place`: it is a copy.
    fn uncount(&mut self, place: &Place) {
        let less = |count: Option<&mut Count>| {
            if let Some(count) = count {
                count.distinct = count.distinct.saturating_sub(1);
            }
        };
        let type_name = &place.type_name;
        less(Some(&mut self.total));
        less(self.types.get_mut(type_name));
        for (dimension, value) in &place.values {
            let tally = self.dimensions.get_mut(dimension);
            let types = tally.and_then(|d| d.values.get_mut(value));
            less(types.and_then(|types| types.get_mut(type_name)));
        }
        if let (Some(days), Some(day)) = (&mut self.days, place.day) {
            less(
                days.get_mut(&day)
                    .and_then(|types| types.get_mut(type_name)),
            );
        }
    }
}

impl Merge for DimensionTally {
    fn add(&mut self, other: Self) {
        self.place = self.place.min(other.place);
        self.values.add(other.values);
    }
}

impl Merge for NumberTally {
    fn add(&mut self, other: Self) {
        self.types.add(other.types);
        self.dimensions.add(other.dimensions);
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_zero(n: &u64) -> bool {
    *n == 0
}
