//! Complaints that name several types.

use super::{Corrected, CorrectionMethod, QuotedShare, Share};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Types by two denominators: complaints, of which one may name several types, and mentions, of which each is of one type. Shares of
/// complaints add up to more than 1, shares of mentions to 1.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Mentions {
    /// Complaints that name a type.
    pub complaints: u64,
    /// Types that they name, all together.
    pub mentions: u64,
    /// Types, most often named first.
    pub types: Vec<Mentioned>,
    /// Pairs of types that most complaints name together, at most ten.
    pub together: Vec<Together>,
}

/// One type, named by complaints.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Mentioned {
    /// Name of the type.
    #[serde(rename = "type")]
    pub name: String,
    /// Complaints that name it, of all that name any.
    pub of_complaints: Share,
    /// Its mentions, of all mentions; the interval allows for the mentions of one complaint coming together.
    pub of_mentions: Share,
    /// Complaints that name it first, which is the type they have everywhere else in the report.
    pub first: u64,
}

/// Two types that complaints name together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Together {
    /// Both, by name.
    pub types: (String, String),
    /// Complaints that name both, of all that name any.
    pub of_complaints: Share,
}

impl Mentioned {
    /// The share of complaints that name it.
    pub(super) fn quoted(&self) -> Option<QuotedShare<'_>> {
        let share = &self.of_complaints;
        Some(QuotedShare {
            name: &self.name,
            count: share.count,
            share: Corrected {
                method: CorrectionMethod::Raw,
                share: share.share?,
                low: share.low,
                high: share.high,
                doubt: None,
            },
        })
    }
}

impl Mentions {
    /// The same without intervals: a model named the types.
    pub(in crate::aggregate) fn take_intervals(&mut self) {
        for t in &mut self.types {
            t.of_complaints.take_interval();
            t.of_mentions.take_interval();
        }
        for pair in &mut self.together {
            pair.of_complaints.take_interval();
        }
    }
}
