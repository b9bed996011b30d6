//! Figures of two spans of time side by side.

use crate::aggregate::calendar::iso;
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One of two spans of time that are compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Side {
    /// First day that the data cover, ISO 8601 in JSON.
    #[serde(with = "iso")]
    #[schemars(with = "String")]
    pub start: NaiveDate,
    /// Last day that the data cover, ISO 8601 in JSON.
    #[serde(with = "iso")]
    #[schemars(with = "String")]
    pub end: NaiveDate,
    /// Days it has, without those for which data are missing.
    pub days: u32,
    /// Ordinary days that these count for, of all complaints; see [`super::Change::days_before`].
    #[serde(default)]
    pub ordinary_days: f64,
    /// Complaints.
    pub count: u64,
    /// Distinct complaints.
    pub distinct: u64,
}

/// One type, or one value of a column, in both spans.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Difference {
    /// The type or value; empty for all complaints.
    pub name: String,
    /// Complaints in the first span.
    pub before: u64,
    /// Complaints in the second.
    pub after: u64,
    /// Complaints per ordinary day in the second ÷ in the first − 1 (see [`super::Change::days_before`]); absent where `before` is 0.
    pub relative: Option<f64>,
    /// Lower end of its 95 % interval, with the dispersion that complaints show.
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
    /// Two-sided p of no change against all others in the list, with the dispersion that complaints show; absent for all complaints.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p: Option<f64>,
}

/// What one value of a column adds to a change of a type's share.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
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
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
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
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
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
