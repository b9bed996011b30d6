//! The period that a report is about, and those it is compared with.

use super::time::Change;
use crate::aggregate::calendar::iso;
use crate::aggregate::period::PeriodKind;
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The period that a report is about. Totals, shares, dimensions, service figures and findings are of its complaints alone; what came before
/// is in [`super::Figures::periods`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReportedPeriod {
    /// What sort of period it is.
    pub kind: PeriodKind,
    /// First day, ISO 8601 in JSON.
    #[serde(with = "iso")]
    #[schemars(with = "String")]
    pub from: NaiveDate,
    /// Last day, ISO 8601 in JSON.
    #[serde(with = "iso")]
    #[schemars(with = "String")]
    pub until: NaiveDate,
    /// Its name in the report's language. Empty until a report puts it in words.
    pub title: String,
    /// False where the data do not reach from one end to the other; then it is not compared with others.
    pub complete: bool,
    /// First and last day that has complaints.
    #[serde(with = "iso")]
    #[schemars(with = "String")]
    pub first: NaiveDate,
    /// Last day that has complaints.
    #[serde(with = "iso")]
    #[schemars(with = "String")]
    pub last: NaiveDate,
    /// The period just before.
    pub previous: Option<EarlierPeriod>,
    /// The same period a year before; absent for a year, whose period before is that already, and for week 53.
    pub year_before: Option<EarlierPeriod>,
}

/// A period that another one is compared with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EarlierPeriod {
    /// First day, ISO 8601 in JSON.
    #[serde(with = "iso")]
    #[schemars(with = "String")]
    pub from: NaiveDate,
    /// Last day, ISO 8601 in JSON.
    #[serde(with = "iso")]
    #[schemars(with = "String")]
    pub until: NaiveDate,
    /// Its name in the report's language. Empty until a report puts it in words.
    pub title: String,
    /// From there to the period reported; absent where the data do not cover both.
    pub change: Option<Change>,
}

impl ReportedPeriod {
    /// Whether a span ends in the period: what happened in it is news of this period.
    #[must_use]
    pub fn holds_end(&self, last: NaiveDate) -> bool {
        (self.from..=self.until).contains(&last)
    }
}
