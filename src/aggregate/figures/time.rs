//! Figures of periods: counts, changes, expected bands, marks.

use crate::aggregate::calendar::iso;
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A count compared with that of another period.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// The period compared with, as [`Period::period`].
    pub against: String,
    /// Count there.
    pub before: u64,
    /// Count here.
    pub after: u64,
    /// Ordinary days that the period compared with counts for: its covered days, each as its weekday, days off and worked weekends usually count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days_before: Option<f64>,
    /// The same of this period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days_after: Option<f64>,
    /// Complaints per ordinary day here ÷ there − 1; absent where `before` is below 5.
    pub relative: Option<f64>,
    /// 95 % interval of `relative`, with the dispersion that complaints show.
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

/// One stretch of time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Period {
    /// `2024-03-05`, `2024-W10`, `2024-03`, `2024-Q1` or `2024`.
    pub period: String,
    /// First day, ISO 8601 in JSON.
    #[serde(with = "iso")]
    #[schemars(with = "String")]
    pub start: NaiveDate,
    /// Last day, ISO 8601 in JSON.
    #[serde(with = "iso")]
    #[schemars(with = "String")]
    pub end: NaiveDate,
    /// Days it has.
    pub days: u32,
    /// First day that the data cover: that of the period, unless they begin later.
    #[serde(with = "iso")]
    #[schemars(with = "String")]
    pub covered_from: NaiveDate,
    /// Last day that the data cover: that of the period, unless they end earlier.
    #[serde(with = "iso")]
    #[schemars(with = "String")]
    pub covered_to: NaiveDate,
    /// Days between them for which no data are missing.
    pub covered_days: u32,
    /// False for a period that the data cover only in part; left out of comparisons.
    pub complete: bool,
    /// Complaints.
    pub count: u64,
    /// Distinct complaints.
    pub distinct: u64,
    /// Complaints a day, over the days covered.
    pub daily_mean: Option<f64>,
    /// Complaints by type, in the order of `Figures::types`.
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
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
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
    /// Benjamini–Hochberg-adjusted p, two-sided, over every type and period looked at.
    #[serde(default)]
    pub p_adjusted: Option<f64>,
}

/// The band of one period: where a count is expected to lie. Drawn behind the trend line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Expected {
    /// Complaints expected.
    pub expected: f64,
    /// Lower end of the band.
    pub low: f64,
    /// Upper end of the band.
    pub high: f64,
}
