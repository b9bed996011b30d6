//! The effect of a measure: complaints it was meant for, before and after it began, against comparable ones that it was not meant
//! for. Difference in differences on weekly counts.

mod contrast;
mod series;
mod weeks;

pub use series::{Treatment, effects};
pub use weeks::effect_of_weeks;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Complaints by their type and by values of columns; what is absent does not narrow them down.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub struct Scope {
    /// The type.
    #[serde(rename = "type")]
    pub name: Option<String>,
    /// Columns and values.
    pub values: Vec<(String, String)>,
}

impl Scope {
    /// True where nothing narrows it down.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.name.is_none() && self.values.is_empty()
    }
}

/// What is to be said of a measure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Complaints fell beyond chance: the interval of the change lies below zero.
    Effective,
    /// A fall by 30 % would have been seen in nine of ten cases and no fall was, or complaints rose beyond chance.
    NotEffective,
    /// Too little is known; [`Effect::reason`] says why.
    #[default]
    Insufficient,
}

/// Why nothing can be said of a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Shortfall {
    /// It names neither a type nor a value.
    NoScope,
    /// No complaint has its type or one of its values.
    Unknown,
    /// Complaints have no day.
    NoTime,
    /// Too few whole weeks before it began.
    Before,
    /// Too few whole weeks since it began.
    After,
    /// Hardly any complaint that it was not meant for to compare with.
    Control,
    /// Too few complaints that it was meant for.
    Complaints,
    /// The interval is too wide to tell a fall by 30 % from none.
    Precision,
}

/// Complaints before a measure and since.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BeforeAfter {
    /// In the weeks before.
    pub before: u64,
    /// In the weeks since.
    pub after: u64,
}

/// How complaints changed with a measure.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Effect {
    /// The verdict.
    pub verdict: Verdict,
    /// Why there is none; absent where there is one.
    pub reason: Option<Shortfall>,
    /// Whole weeks compared. The week in which the measure began is left out.
    pub weeks: BeforeAfter,
    /// Complaints that it was meant for.
    pub treated: BeforeAfter,
    /// Complaints that it is set against: the same type at other values or, for a type, all other types; those under other measures
    /// that began in these weeks are left out.
    pub control: BeforeAfter,
    /// Complaints that it was meant for since it began ÷ those expected by how the others changed. Absent without data.
    pub ratio: Option<f64>,
    /// 95 % interval of `ratio`, lower end.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Variance of weekly counts in units of a binomial's, what lasts for several weeks included; at least 1.
    pub dispersion: Option<f64>,
    /// The four weeks before it began lay above those before: their complaints over those expected. They are left out, because after a
    /// chance high counts fall without any measure (regression to the mean).
    pub high_before: Option<f64>,
    /// The ratio of the same weeks a year before, where it differs from 1: a season of their own, which is taken out of `ratio`.
    pub year_before: Option<f64>,
    /// Another measure for the same complaints began in these weeks: their effects cannot be told apart.
    pub concurrent: bool,
}
