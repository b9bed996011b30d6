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
}
