//! Figures of rates: complaints per 10,000 of a volume.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Complaints per 10,000 of something.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
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

/// A time of the volume that the complaints cover in part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PartialVolume {
    /// The time, as the volume names it.
    pub name: String,
    /// Days of it that the complaints cover.
    pub days: u32,
    /// Days that it has.
    pub of: u32,
}

/// Rates over a volume that was given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
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
    /// The volume gives the first or the last day of every month, and each of these stands for its month.
    #[serde(default)]
    pub months: bool,
    /// Values of the volume that no complaint has, and that are left out: totals, or values spelled differently.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unmatched: Vec<String>,
    /// Conditions on the complaints that the volume does not follow, since it has no such column.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unfiltered: Vec<String>,
    /// Times of the volume that lie outside the days that the complaints cover, and are left out.
    #[serde(default)]
    pub outside: Vec<String>,
    /// Times that they cover in part, whose amounts count by these days.
    #[serde(default)]
    pub partial: Vec<PartialVolume>,
}
