//! What is expected of the next periods.

use crate::aggregate::calendar::iso;
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the next periods are expected to hold, if complaints go on as they did. It knows nothing of what is planned or what happens outside.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Forecast {
    /// The data span fewer than fourteen months: the level is carried on, and neither growth nor season is told from chance.
    pub level_only: bool,
    /// Every complaint has a type, and the types add up to all complaints.
    pub adds_up: bool,
    /// The periods after the last complete one, in their order; the first may be under way, and then holds what has been counted of it.
    pub periods: Vec<ForecastPeriod>,
}

/// One period to come.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ForecastPeriod {
    /// As [`super::Period::period`].
    pub period: String,
    /// First day, ISO 8601 in JSON.
    #[serde(with = "iso")]
    #[schemars(with = "String")]
    pub start: NaiveDate,
    /// Last day, ISO 8601 in JSON.
    #[serde(with = "iso")]
    #[schemars(with = "String")]
    pub end: NaiveDate,
    /// Statutory holidays that fall into it, in Chinese; none for quarters.
    pub holidays: Vec<String>,
    /// Complaints of the days of it that are past; they are part of what is expected.
    #[serde(default)]
    pub so_far: u64,
    /// All complaints.
    pub all: Predicted,
    /// Every type, in the order of [`super::Figures::types`].
    pub types: Vec<Predicted>,
}

/// A count to come. An interval holds the count as often as it says, if complaints go on as they did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Predicted {
    /// Complaints expected.
    pub expected: f64,
    /// Ends of the 50 % interval.
    pub interval_50: (f64, f64),
    /// Ends of the 80 % interval.
    pub interval_80: (f64, f64),
    /// Ends of the 95 % interval.
    pub interval_95: (f64, f64),
}
