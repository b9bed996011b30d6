//! The finished figures: what a tally gives once it is divided. Counts are integers; a share is absent where it is undefined.

use super::service::Service;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A percentage with everything needed to check it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// Complaints counted.
    pub count: u64,
    /// Complaints it is a share of.
    pub denominator: u64,
    /// `count / denominator`, 0..=1; absent where the denominator is 0.
    pub share: Option<f64>,
    /// Lower end of the 95 % interval (Wilson).
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

/// A share corrected for the classifier's known errors.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Corrected {
    /// `acc`, `pacc`, `emq`, `pcc` or `ppi`.
    pub method: String,
    /// Corrected share, 0..=1.
    pub share: f64,
    /// Lower end of its 95 % interval (bootstrap).
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

/// A count compared with that of another period.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The period compared with, as [`Period::period`].
    pub against: String,
    /// Count there.
    pub before: u64,
    /// Count here.
    pub after: u64,
    /// `after / before − 1`; absent where `before` is 0.
    pub relative: Option<f64>,
    /// 95 % interval of `relative`.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Change of the share among all complaints of the period, −1..=1 (percentage points ÷ 100).
    pub share_difference: Option<f64>,
    /// Lower end of the 95 % interval of `share_difference` (Newcombe).
    #[serde(default)]
    pub share_low: Option<f64>,
    /// Upper end.
    #[serde(default)]
    pub share_high: Option<f64>,
}

/// One type's row.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TypeFigures {
    /// Name of the type.
    #[serde(rename = "type")]
    pub name: String,
    /// Its share of all typed complaints.
    #[serde(flatten)]
    pub share: Share,
    /// Distinct complaints: near-duplicates count once.
    pub distinct: u64,
    /// Rows of the type that the model would rather a person looked at; absent without a `decision` column.
    pub review: Option<u64>,
    /// The share corrected for the model's errors; absent where the types are given labels.
    pub corrected: Option<Corrected>,
    /// Distance to the goal; absent where none was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Target>,
    /// 环比 of the last complete period.
    pub change: Option<Change>,
    /// Mean, median, p90 of every numeric column, by column name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub numbers: BTreeMap<String, NumberFigures>,
}

/// A numeric column over some complaints.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NumberFigures {
    /// Complaints that carry a number.
    pub count: u64,
    /// Arithmetic mean.
    pub mean: Option<f64>,
    /// Sample standard deviation.
    pub sd: Option<f64>,
    /// Median.
    pub median: Option<f64>,
    /// The value met most often, the smallest of several; absent where none is met twice.
    #[serde(default)]
    pub mode: Option<f64>,
    /// 90th percentile.
    pub p90: Option<f64>,
}

/// One value of a dimension.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ValueFigures {
    /// The value, as it stands in the column.
    pub value: String,
    /// Its share of all complaints that carry a value.
    #[serde(flatten)]
    pub share: Share,
    /// Distinct complaints.
    pub distinct: u64,
    /// Its types, in the order of [`Figures::types`].
    pub types: Vec<Cell>,
    /// A model gave the types, of too few complaints here for their shares to be corrected.
    #[serde(default, skip_serializing_if = "is_false")]
    pub too_few_to_correct: bool,
    /// Mean, median, p90 of every numeric column, by column name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub numbers: BTreeMap<String, NumberFigures>,
}

/// One type within one value of a dimension.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// Name of the type.
    #[serde(rename = "type")]
    pub name: String,
    /// Complaints of this type here.
    pub count: u64,
    /// Distinct complaints among them.
    #[serde(default)]
    pub distinct: u64,
    /// `count` ÷ typed complaints of this value.
    pub share_within: Option<f64>,
    /// `count` ÷ all typed complaints that carry a value.
    pub share_of_total: Option<f64>,
    /// `share_within` corrected for the model's errors; absent where the types are given labels, or of too few complaints.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected: Option<Corrected>,
    /// Share within, divided by the type's share in all other values.
    pub lift: Option<f64>,
    /// Benjamini–Hochberg-adjusted p of the difference, on distinct complaints.
    pub p_adjusted: Option<f64>,
    /// Named as standing out: more often here than elsewhere, adjusted p below .05 and lift above 1.
    pub stands_out: bool,
}

/// One dimension: a column to slice by.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DimensionFigures {
    /// Complaints without a value here: counted in the open.
    pub without: u64,
    /// Cramér's V between the column and the type, 0..=1 (bias-corrected).
    pub cramers_v: Option<f64>,
    /// Values, most frequent first.
    pub values: Vec<ValueFigures>,
    /// Values folded into a last one named `…`, where there are too many to list.
    pub folded: u64,
}

/// One stretch of time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Period {
    /// `2024-03-05`, `2024-W10`, `2024-03`, `2024-Q1` or `2024`.
    pub period: String,
    /// First day, ISO 8601.
    pub start: String,
    /// Last day, ISO 8601.
    pub end: String,
    /// Days it has.
    pub days: u32,
    /// False for a first or last period that the data covers only in part; left out of comparisons.
    pub complete: bool,
    /// Complaints.
    pub count: u64,
    /// Distinct complaints.
    pub distinct: u64,
    /// Complaints a day, over the days covered.
    pub daily_mean: Option<f64>,
    /// Complaints by type, in the order of [`Figures::types`].
    pub types: Vec<u64>,
    /// 环比: against the period before.
    pub change: Option<Change>,
    /// 同比: against the same period a year before.
    pub year_on_year: Option<Change>,
    /// Statutory holidays that fall into it, in Chinese; none for quarters and years.
    pub holidays: Vec<String>,
    /// The band of all complaints; absent for incomplete periods and where there are too few.
    #[serde(default)]
    pub band: Option<Expected>,
    /// Marks: all complaints (`type` absent) or one type leave their expected band here.
    pub marks: Vec<Mark>,
}

/// A count outside its expected band.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// The type; absent for all complaints together.
    #[serde(rename = "type")]
    pub name: Option<String>,
    /// Complaints counted.
    pub count: u64,
    /// Complaints expected.
    pub expected: f64,
    /// Lower end of the band.
    pub low: f64,
    /// Upper end of the band.
    pub high: f64,
    /// Benjamini–Hochberg-adjusted p over every type and period looked at.
    #[serde(default)]
    pub p_adjusted: Option<f64>,
}

/// The band of one period: where a count is expected to lie. Drawn behind the trend line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Expected {
    /// Complaints expected.
    pub expected: f64,
    /// Lower end of the band.
    pub low: f64,
    /// Upper end of the band.
    pub high: f64,
}

/// The account of rows: `rows_in = rows_out + rejected`, and how the denominators come about.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Ledger {
    /// Rows read.
    pub rows_in: u64,
    /// Rows counted.
    pub rows_out: u64,
    /// Rows rejected, by reason.
    pub rejected: BTreeMap<String, u64>,
    /// The rule of each denominator, in the report's language: name → rule.
    pub rules: BTreeMap<String, String>,
}

/// One of two spans of time that are compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Side {
    /// First day, ISO 8601.
    pub start: String,
    /// Last day, ISO 8601.
    pub end: String,
    /// Days it has.
    pub days: u32,
    /// Complaints.
    pub count: u64,
    /// Distinct complaints.
    pub distinct: u64,
}

/// One type, or one value of a column, in both spans.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// The type or value; empty for all complaints.
    pub name: String,
    /// Complaints in the first span.
    pub before: u64,
    /// Complaints in the second.
    pub after: u64,
    /// Complaints a day in the second ÷ complaints a day in the first − 1; absent where `before` is 0.
    pub relative: Option<f64>,
    /// Lower end of its 95 % interval (two Poisson counts).
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Share in the first span.
    pub share_before: Option<f64>,
    /// Share in the second.
    pub share_after: Option<f64>,
    /// `share_after − share_before`.
    pub share_difference: Option<f64>,
    /// Lower end of its 95 % interval (Newcombe).
    pub share_low: Option<f64>,
    /// Upper end.
    pub share_high: Option<f64>,
}

/// What one value of a column adds to a change of a type's share.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SplitPart {
    /// The value; `…` for those too small to list.
    pub value: String,
    /// By holding more or fewer of all complaints.
    pub mix: f64,
    /// By another share of the type within it.
    pub within: f64,
    /// The value's share of the typed complaints that carry one, in the first span.
    pub weight_before: f64,
    /// In the second.
    pub weight_after: f64,
    /// The type's share within the value, in the first span.
    pub share_before: Option<f64>,
    /// In the second.
    pub share_after: Option<f64>,
}

/// The change of a type's share, split over the values of a column: `difference = mix + within`, and both are the sums of their
/// parts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Split {
    /// The type.
    #[serde(rename = "type")]
    pub name: String,
    /// The column.
    pub column: String,
    /// Share in the second span less share in the first, of the typed complaints that carry a value.
    pub difference: f64,
    /// What the mix of values adds.
    pub mix: f64,
    /// What the shares within the values add.
    pub within: f64,
    /// Simpson's paradox: within values that hold nine tenths of the complaints the share moved the other way.
    pub reversed: bool,
    /// Every value, the largest part first.
    pub parts: Vec<SplitPart>,
}

/// Two spans of time side by side.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// The first.
    pub before: Side,
    /// The second.
    pub after: Side,
    /// All complaints.
    pub total: Difference,
    /// Every type; shares are of the typed complaints of the span.
    pub types: Vec<Difference>,
    /// Every value of every column to slice by; shares are of the complaints that carry a value.
    pub by: Vec<(String, Vec<Difference>)>,
    /// Every type's change over every column, the largest first.
    #[serde(default)]
    pub splits: Vec<Split>,
}

/// Complaints per 10,000 of something.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rate {
    /// The type, value or time; empty for all.
    pub name: String,
    /// Complaints.
    pub count: u64,
    /// Orders, users, … they are a rate of.
    pub volume: f64,
    /// `count / volume × 10,000`; absent where the volume is 0.
    pub rate: Option<f64>,
    /// Lower end of its 95 % interval (Poisson count).
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

/// Rates over a volume that was given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rates {
    /// Name of the column of amounts.
    pub volume: String,
    /// Complaints that a line of the volume covers.
    pub covered: u64,
    /// Complaints that none covers: in no rate.
    pub uncovered: u64,
    /// All that are covered.
    pub total: Rate,
    /// Every type, over the whole volume.
    pub types: Vec<Rate>,
    /// Every value of every column the volume is broken down by, highest rate first.
    pub by: Vec<(String, Vec<Rate>)>,
    /// Every span of time the volume is broken down by.
    pub periods: Vec<Rate>,
}

/// How far a share is from what was aimed at.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Target {
    /// The share aimed at, 0..=1.
    pub goal: f64,
    /// `share − goal`.
    pub distance: Option<f64>,
    /// Lower end of its 95 % interval.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

/// Everything counted, ready to show. The fixed JSON of a report starts with these fields.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Complaints counted.
    pub total: u64,
    /// Distinct complaints: near-duplicates count once.
    pub distinct: u64,
    /// Complaints without a `type`, a `time` or a value of a dimension, by column role or name.
    pub rows_without: BTreeMap<String, u64>,
    /// Types, most frequent first.
    pub types: Vec<TypeFigures>,
    /// Dimensions, in the order asked for.
    pub by: Vec<(String, DimensionFigures)>,
    /// Periods, oldest first; empty without a time column.
    pub periods: Vec<Period>,
    /// `day`, `week`, `month`, `quarter` or `year`.
    pub period_unit: Option<String>,
    /// Two spans of time side by side; absent where none were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compare: Option<Compared>,
    /// Complaints per 10,000 of a volume; absent where none was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rates: Option<Rates>,
    /// How complaints were dealt with; absent where nothing says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<Service>,
    /// Numeric columns over all complaints.
    pub numbers: BTreeMap<String, NumberFigures>,
    /// The account of rows.
    pub ledger: Ledger,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

impl Figures {
    /// Puts beside a type's share the share aimed at; false where there is no such type.
    pub fn aim(&mut self, name: &str, goal: f64) -> bool {
        let Some(t) = self.types.iter_mut().find(|t| t.name == name) else {
            return false;
        };
        let from = |share: Option<f64>| share.map(|s| s - goal);
        t.target = Some(Target {
            goal,
            distance: from(t.share.share),
            low: from(t.share.low),
            high: from(t.share.high),
        });
        true
    }
}
