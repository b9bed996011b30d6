//! Warnings as a report holds them and `watch` gives them.

use crate::aggregate::{Scope, ServiceFigure};
use crate::types::Lang;
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// So many false warnings in a time, over all series together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Budget {
    /// Warnings.
    pub warnings: f64,
    /// The time: `week`, `month`, `quarter` or `year`.
    pub per: String,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            warnings: 2.0,
            per: "month".into(),
        }
    }
}

/// How far a series is above its limit.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Just above it.
    #[default]
    Low,
    /// So many complaints are ten times as improbable as those that warn.
    Medium,
    /// A thousand times as improbable, and at least twice as many as expected.
    High,
}

/// How often a rule would have fired for one series in the year up to the last day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Fired {
    /// How often, this time included.
    pub count: usize,
    /// When.
    #[schemars(with = "Vec<String>")]
    pub dates: Vec<NaiveDate>,
}

/// One series that is, or in these days was, above what was to be expected.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Warning {
    /// Type and value; all complaints where both are absent.
    #[serde(flatten)]
    pub scope: Scope,
    /// The word or phrase that more complaints hold; absent where the series is not one of a word.
    pub word: Option<String>,
    /// The figure whose share has risen: complaints that were not on time, not satisfied, not solved at the first contact, or that repeat an earlier
    /// one; absent where the series is one of counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figure: Option<ServiceFigure>,
    /// Complaints in the window of which that is known; absent without a figure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<u64>,
    /// Words that the complaints of the window hold more often than those before it; five at most.
    pub words: Vec<String>,
    /// First day of the window.
    #[schemars(with = "String")]
    pub start: NaiveDate,
    /// Its last day.
    #[schemars(with = "String")]
    pub end: NaiveDate,
    /// Days of the window.
    pub days: usize,
    /// Complaints in it.
    pub count: u64,
    /// Complaints expected, by the days before the window alone.
    pub expected: f64,
    /// 95 % interval of what was expected.
    pub interval: (f64, f64),
    /// Count ÷ expected.
    pub ratio: f64,
    /// Probability of as many complaints or more by chance, in this series and window alone.
    pub p: f64,
    /// How far it is above the limit.
    pub severity: Severity,
    /// The day the warning fired.
    #[schemars(with = "String")]
    pub fired: NaiveDate,
    /// It is above the limit on the last day.
    pub is_above: bool,
    /// With fewer complaints in the window there is no warning.
    pub ends_below: u64,
    /// Ids of complaints in the window, the newest first; five at most.
    pub ids: Vec<String>,
    /// What the rule would have done in the last year.
    pub last_year: Fired,
    /// The part of the complaints of these days that has usually come in by the last of them; absent where all come in at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrived: Option<f64>,
    /// Why it is known and accepted; absent where it is not.
    pub known: Option<String>,
    /// All of this as sentences.
    pub sentence: String,
}

/// The history that the limit was found by.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Replay {
    /// Days that were replayed.
    pub days: usize,
    /// Days of simulated histories besides.
    pub simulated_days: usize,
    /// Warnings of all series in the last year, those of now included.
    pub warnings_last_year: usize,
}

/// How much of the last days has come in, where complaints come in later than they were made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ArrivalSoFar {
    /// The part of the complaints of the last window that has usually come in.
    pub part: f64,
    /// The last day of which nearly all have (95 %).
    #[schemars(with = "String")]
    pub complete_until: NaiveDate,
}

/// What watching gives.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Watch {
    /// Language of the sentences.
    pub lang: Lang,
    /// The first day of the history; absent where complaints have no day.
    #[schemars(with = "Option<String>")]
    pub first: Option<NaiveDate>,
    /// The last day, which the warnings are about.
    #[schemars(with = "Option<String>")]
    pub last: Option<NaiveDate>,
    /// Days of the window that was asked for.
    pub window: usize,
    /// False warnings that are accepted.
    pub budget: Budget,
    /// Series watched.
    pub series: usize,
    /// A series warns where the probability of so many complaints is at most this; absent where the history is too short.
    pub limit: Option<f64>,
    /// The same of words; absent where there are none.
    pub limit_of_words: Option<f64>,
    /// The history that the limit was found by.
    pub replay: Replay,
    /// How much of the last days has come in; absent where all comes in at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrival: Option<ArrivalSoFar>,
    /// How many there are, by which limit.
    pub sentence: String,
    /// Warnings, the severest first.
    pub warnings: Vec<Warning>,
    /// What to know of them.
    pub notes: Vec<String>,
}
