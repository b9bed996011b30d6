//! The answer to a yes-or-no question about every complaint (was it escalated?), as a report holds it: how often it is yes, where more often than
//! chance lets expect, how well texts tell, and which words go with it.

use crate::aggregate::{Answer, Scope};
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How often the answer is yes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct YesRate {
    /// Complaints whose answer is known.
    pub known: u64,
    /// Those of them whose answer is yes.
    pub yes: u64,
    /// Yes ÷ known; absent where none is known.
    pub rate: Option<f64>,
    /// Lower end of its 95 % interval.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

/// The rate of some complaints, near-duplicates counted once.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RiskCell {
    /// Type and value.
    #[serde(flatten)]
    pub scope: Scope,
    /// How often the answer is yes.
    #[serde(flatten)]
    pub rate: YesRate,
    /// Rate of the others: of a type that of all other types, of a value that of the same types elsewhere, of a type at a value that of the type
    /// elsewhere.
    pub rate_elsewhere: f64,
    /// Probability of so many or so few by chance, two-sided, adjusted over all that was compared.
    pub p_adjusted: f64,
    /// Mean of the probabilities that a model of the texts alone gives these complaints, which it did not learn from; absent where texts do not
    /// tell.
    pub text_risk: Option<f64>,
}

impl RiskCell {
    /// Yeses beyond what the rate of the others lets expect.
    #[must_use]
    pub fn excess(&self) -> f64 {
        self.rate.yes as f64 - self.rate.known as f64 * self.rate_elsewhere
    }

    /// How the rate lies to what the texts let expect; absent where either is not known.
    #[must_use]
    pub fn beside_texts(&self) -> Option<std::cmp::Ordering> {
        let (risk, (low, high)) = self.text_risk.zip(self.rate.low.zip(self.rate.high))?;
        Some(match () {
            () if low > risk => std::cmp::Ordering::Greater,
            () if high < risk => std::cmp::Ordering::Less,
            () => std::cmp::Ordering::Equal,
        })
    }
}

/// Which complaints a model was judged on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RiskSplit {
    /// The latest ones; it learnt from those before.
    #[default]
    Time,
    /// All, each by a model that learnt from others.
    CrossValidation,
}

/// Why something was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RiskRefusal {
    /// Complaints have no time.
    NoTime,
    /// Too few yeses or noes: so many of each.
    TooFew {
        /// Yeses.
        yes: u64,
        /// Noes.
        no: u64,
    },
    /// Too few before or after the day that divides earlier complaints from later ones: so many of each.
    TooFewOnASide {
        /// Yeses before it.
        yes_before: u64,
        /// Noes before it.
        no_before: u64,
        /// Yeses from it on.
        yes_after: u64,
        /// Noes from it on.
        no_after: u64,
    },
    /// Nobody wanted texts to be read.
    NotWanted,
}

/// Complaints of like probability.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RiskGroup {
    /// Mean probability of a yes that the model gave them.
    pub predicted: f64,
    /// How often it was yes.
    #[serde(flatten)]
    pub rate: YesRate,
}

/// How well a model of the texts tells yes from no.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RiskScore {
    /// Which complaints it was judged on.
    pub split: RiskSplit,
    /// First day of the complaints it was judged on; absent without a split by time.
    #[schemars(with = "Option<String>")]
    pub from: Option<NaiveDate>,
    /// Complaints it learnt from; of cross-validation absent.
    pub learnt: Option<u64>,
    /// How often the answer is yes among the complaints it was judged on.
    pub judged: YesRate,
    /// The chance that of a yes and a no it gives the yes the higher probability.
    pub auc: f64,
    /// 95 % interval of that; absent where it tells all of them.
    pub auc_interval: Option<(f64, f64)>,
    /// Mean squared difference between probability and answer.
    pub brier: f64,
    /// The same of the rate of the complaints it learnt from, given to every complaint.
    pub brier_of_base_rate: f64,
    /// 1 − brier ÷ that of the base rate.
    pub skill: f64,
    /// 95 % interval of the skill.
    pub skill_interval: (f64, f64),
    /// Yeses ÷ yeses that its probabilities add up to.
    pub observed_to_expected: f64,
    /// Complaints by rising probability, in groups of equal count.
    pub groups: Vec<RiskGroup>,
    /// It is better than the base rate by more than chance.
    pub tells: bool,
}

/// A word that goes with the answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RiskWord {
    /// The word or phrase.
    pub word: String,
    /// Complaints that hold it, near-duplicates counted once, and how often the answer is yes.
    #[serde(flatten)]
    pub rate: YesRate,
    /// Rate of complaints of the same types that do not hold it.
    pub rate_elsewhere: f64,
    /// Probability of that by chance, two-sided, adjusted over all words.
    pub p_adjusted: f64,
    /// Ids of complaints that hold it and have this answer, the newest first; five at most.
    pub ids: Vec<String>,
}

/// A yes-or-no question about every complaint.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OutcomeRisk {
    /// The column that answers it.
    pub column: String,
    /// Its answers, and how each is read; the commonest of each reading.
    pub answers: Vec<Answer>,
    /// Complaints from this day on; absent where all are counted.
    #[schemars(with = "Option<String>")]
    pub since: Option<NaiveDate>,
    /// How often the answer is yes, of all these complaints.
    pub all: YesRate,
    /// Complaints whose answer is not known.
    pub unknown: u64,
    /// The same of the period that the report is about; absent where it is about none.
    pub period: Option<YesRate>,
    /// Complaints of the period whose answer is not known.
    pub unknown_in_period: Option<u64>,
    /// Known answers, near-duplicates counted once: all below is about these.
    pub distinct: u64,
    /// So many complaints count as one: those of one type and week have like answers.
    pub dispersion: f64,
    /// Every type of enough complaints, the highest rate first.
    pub types: Vec<RiskCell>,
    /// Values, and types at values, that differ from what is expected by more than chance, the largest excess first.
    pub cells: Vec<RiskCell>,
    /// Values, and types at values, that were compared.
    pub compared: u64,
    /// How well texts tell; absent where no model was judged.
    pub score: Option<RiskScore>,
    /// Why there is no split by time.
    pub no_time_split: Option<RiskRefusal>,
    /// Why no model was judged.
    pub no_score: Option<RiskRefusal>,
    /// Words that are more common among the yeses than among other complaints of the same types.
    pub words_of_yes: Vec<RiskWord>,
    /// Words that are more common among the noes.
    pub words_of_no: Vec<RiskWord>,
    /// Text columns that may have been written once the answer was known.
    pub late_texts: Vec<String>,
}
