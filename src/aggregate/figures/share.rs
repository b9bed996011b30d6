//! A share and its corrected form, and the figures of a column of numbers.

use crate::aggregate::stats;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A percentage with everything needed to check it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Share {
    /// Complaints counted.
    pub count: u64,
    /// Complaints it is a share of.
    pub denominator: u64,
    /// `count / denominator`, 0..=1; absent where the denominator is 0.
    pub share: Option<f64>,
    /// Lower end of the 95 % interval (Wilson); absent where the denominator is 0, and for the types that a model gave: chance in
    /// which complaints came is then not the only error, and `corrected` holds the interval.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

impl Share {
    /// `count` of `denominator`, with its Wilson interval.
    #[must_use]
    pub fn of(count: u64, denominator: u64) -> Self {
        let interval = stats::wilson(count, denominator);
        Self {
            count,
            denominator,
            share: stats::ratio(count, denominator),
            low: interval.map(|i| i.0),
            high: interval.map(|i| i.1),
        }
    }

    /// The same without its interval.
    pub(super) fn take_interval(&mut self) {
        (self.low, self.high) = (None, None);
    }
}

/// How a share is corrected for the errors of a classifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CorrectionMethod {
    /// Not at all: the share of rows that were given the type.
    Raw,
    /// Adjusted classify and count: solves for the shares that the known confusions turn into the raw ones.
    Acc,
    /// The same with mean probabilities in the place of counts.
    Pacc,
    /// Expectation–maximisation for prior shift.
    Emq,
    /// Mean probability of the type.
    Pcc,
    /// Prediction-powered inference from audited rows.
    Ppi,
}

impl CorrectionMethod {
    /// `raw`, `acc`, `pacc`, `emq`, `pcc` or `ppi`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Raw => "raw",
            Self::Acc => "acc",
            Self::Pacc => "pacc",
            Self::Emq => "emq",
            Self::Pcc => "pcc",
            Self::Ppi => "ppi",
        }
    }
}

/// A share corrected for the classifier's known errors.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Corrected {
    /// How it was corrected.
    pub method: CorrectionMethod,
    /// Corrected share, 0..=1.
    pub share: f64,
    /// Lower end of its 95 % interval.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Why not to rely on it; absent where nothing speaks against it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubt: Option<Doubt>,
}

/// What speaks against a corrected share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// A type with hardly any held-out rows.
    RareType,
    /// Types that the classifier cannot tell apart: the intervals are very wide.
    Wide,
    /// Texts of another kind than those that the classifier was trained on, as its low confidences show.
    Foreign,
}

/// A numeric column over some complaints.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NumberFigures {
    /// Complaints that carry a number.
    pub count: u64,
    /// Arithmetic mean.
    pub mean: Option<f64>,
    /// Sample standard deviation.
    pub sd: Option<f64>,
    /// Median.
    pub median: Option<f64>,
    /// The value met most often, the smallest of several; absent where none is met twice.
    #[serde(default)]
    pub mode: Option<f64>,
    /// 90th percentile.
    pub p90: Option<f64>,
}
