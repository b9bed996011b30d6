//! The finished figures of the units in charge: how much each has, how that moved, how it was handled.

use super::service::ServiceFigure;
use super::share::Share;
use super::time::Change;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The units in charge that one column names.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Units {
    /// The column.
    pub column: String,
    /// Its units, most complaints first.
    pub units: Vec<UnitFigures>,
}

/// One unit in charge.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UnitFigures {
    /// The unit, as the column has it.
    pub unit: String,
    /// Its share of all complaints that name a unit.
    #[serde(flatten)]
    pub share: Share,
    /// 环比 of the period reported, else of the last complete one; absent where nothing is compared.
    pub change: Option<Change>,
    /// 同比, likewise.
    pub year_on_year: Option<Change>,
    /// How its complaints were handled, a figure each that a column gives; repeats are the last.
    pub handling: Vec<UnitShare>,
}

/// A share of the complaints of a unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UnitShare {
    /// What it measures.
    pub figure: ServiceFigure,
    /// The column that says so; absent for repeats, which several columns tell.
    pub column: Option<String>,
    /// Complaints for which it is so, of those that say yes or no.
    #[serde(flatten)]
    pub share: Share,
    /// The best and the worst rank among the units, 1 is best, that the 95 % intervals leave open; absent below ten complaints and for
    /// the only unit.
    pub rank: Option<Rank>,
}

/// Ranks that intervals leave open: as many units lie wholly better as `best − 1`, and all but `worst` lie wholly worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Rank {
    /// The best that may be true.
    pub best: u32,
    /// The worst that may be true.
    pub worst: u32,
}

/// Complaints that are still open.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OpenComplaints {
    /// The column that says which are closed.
    pub column: String,
    /// How many are open.
    pub count: u64,
    /// How many of these are overdue; absent where no column tells.
    pub overdue: Option<u64>,
    /// Those that are overdue first, then the oldest; at most 200.
    pub listed: Vec<OpenComplaint>,
}

/// One of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OpenComplaint {
    /// Its id; where there is none, its row.
    pub id: String,
    /// Its type.
    #[serde(rename = "type")]
    pub name: Option<String>,
    /// The unit in charge.
    pub unit: Option<String>,
    /// Day on which it was made, ISO 8601.
    pub day: Option<String>,
    /// Days from then to the end of the period reported, else of the data.
    pub age_days: Option<u32>,
    /// Whether it is overdue; absent where that is not known.
    pub overdue: Option<bool>,
}
