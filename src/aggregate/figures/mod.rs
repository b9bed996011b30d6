//! The finished figures: what a tally gives once it is divided. Counts are integers; a share is absent where it is undefined.

mod compared;
mod forecast;
mod mentions;
mod period;
mod rates;
mod service;
mod share;
mod time;
mod units;

pub use compared::{Compared, Difference, Side, Split, SplitPart};
pub use forecast::{Forecast, ForecastPeriod, Predicted};
pub use mentions::{Mentioned, Mentions, Together};
pub use period::{EarlierPeriod, ReportedPeriod};
pub use rates::{PartialVolume, Rate, Rates};
pub use service::{
    Answer, AnswerReading, Correlation, Correlations, Field, Mean, Measure, Nps, NpsOf, Point,
    Quadrant, ReadAnswers, Repeats, Service, ServiceFigure, ServiceShare,
};
pub use share::{Corrected, CorrectionMethod, Doubt, NumberFigures, Share};
pub use time::{Change, Expected, Mark, Period};
pub use units::{OpenComplaint, OpenComplaints, Rank, UnitFigures, UnitShare, Units};

use super::calendar::Unit;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One type's row.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TypeFigures {
    /// Name of the type.
    #[serde(rename = "type")]
    pub name: String,
    /// Its share of all typed complaints; where a model gave the types, the share of those *predicted* to be of this type.
    #[serde(flatten)]
    pub share: Share,
    /// Distinct complaints: near-duplicates count once.
    pub distinct: u64,
    /// The same with all texts of one template counted once; absent where nobody looked for templates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub templates: Option<u64>,
    /// Rows of the type that the model would rather a person looked at; absent without a `decision` column.
    pub review: Option<u64>,
    /// The share corrected for the model's errors; absent where the types are given labels.
    pub corrected: Option<Corrected>,
    /// Distance to the goal; absent where none was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Target>,
    /// 环比 of the period reported, else of the last complete one.
    pub change: Option<Change>,
    /// 同比 of the period reported; absent without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year_on_year: Option<Change>,
    /// Mean, median, p90 of every numeric column, by column name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub numbers: BTreeMap<String, NumberFigures>,
}

impl TypeFigures {
    /// The share to quote: the corrected one where it can be relied on, else the counted one. That has an interval only where the
    /// types are given labels.
    #[must_use]
    pub fn quoted(&self) -> Option<Corrected> {
        let corrected = self.corrected.clone().filter(|c| c.doubt.is_none());
        corrected.or_else(|| {
            Some(Corrected {
                method: CorrectionMethod::Raw,
                share: self.share.share?,
                low: self.share.low,
                high: self.share.high,
                doubt: None,
            })
        })
    }
}

/// One value of a dimension.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ValueFigures {
    /// The value, as the column has it.
    pub value: String,
    /// Its share of all complaints that carry a value.
    #[serde(flatten)]
    pub share: Share,
    /// Distinct complaints.
    pub distinct: u64,
    /// Its types, in the order of [`Figures::types`].
    pub types: Vec<Cell>,
    /// A model gave the types, of too few complaints here for their shares to be corrected.
    #[serde(default, skip_serializing_if = "is_false")]
    pub too_few_to_correct: bool,
    /// Mean, median, p90 of every numeric column, by column name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub numbers: BTreeMap<String, NumberFigures>,
}

/// One type within one value of a dimension.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cell {
    /// Name of the type.
    #[serde(rename = "type")]
    pub name: String,
    /// Complaints of this type here.
    pub count: u64,
    /// Distinct complaints among them.
    #[serde(default)]
    pub distinct: u64,
    /// `count` ÷ typed complaints of this value.
    pub share_within: Option<f64>,
    /// `count` ÷ all typed complaints that carry a value.
    pub share_of_total: Option<f64>,
    /// `share_within` corrected for the model's errors; absent where the types are given labels, or of too few complaints.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected: Option<Corrected>,
    /// Share within, divided by the type's share in all other values.
    pub lift: Option<f64>,
    /// Benjamini–Hochberg-adjusted p of holding more than its value and its type explain, on distinct complaints.
    pub p_adjusted: Option<f64>,
    /// Named as standing out: more than its value and its type explain, adjusted p below .01 and lift at least 1.2.
    pub stands_out: bool,
    /// The column that explains why there are so many: within its values there are no more than elsewhere. Such a cell does not stand out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explained_by: Option<String>,
}

/// One dimension: a column to slice by.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DimensionFigures {
    /// Complaints without a value here: counted in the open.
    pub without: u64,
    /// Cramér's V between the column and the type, 0..=1 (bias-corrected).
    pub cramers_v: Option<f64>,
    /// Values, most frequent first.
    pub values: Vec<ValueFigures>,
    /// Values folded into a last one named `…`, where there are too many to list.
    pub folded: u64,
}

/// The account of rows: `rows_in = rows_out + repeated + left out + rejected`, and how the denominators come about.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Ledger {
    /// Rows read.
    pub rows_in: u64,
    /// Rows counted.
    pub rows_out: u64,
    /// Rows rejected, by reason.
    pub rejected: BTreeMap<String, u64>,
    /// Rows that the report is not about: `where` (a condition left them out); of a period, `before` (history), `after`, `undated`
    /// and `apart` (their time lies far from all others).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub left_out: BTreeMap<String, u64>,
    /// Rows that repeat the id, text and time of an earlier one: the same complaint, exported twice. Not counted.
    #[serde(default)]
    pub repeated: u64,
    /// The rule of each denominator, in the report's language: name → rule. Empty until a report puts it in words.
    pub rules: BTreeMap<String, String>,
}

/// How far the share to quote is from what was aimed at.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Target {
    /// The share aimed at, 0..=1.
    pub goal: f64,
    /// `share − goal`, of the corrected share where that can be relied on.
    pub distance: Option<f64>,
    /// Lower end of its 95 % interval.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

/// Everything counted, ready to show. The fixed JSON of a report starts with these fields.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Figures {
    /// The period that the report is about; absent where it is about all complaints.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<ReportedPeriod>,
    /// Complaints counted.
    pub total: u64,
    /// Distinct complaints: near-duplicates count once.
    pub distinct: u64,
    /// The same with all texts of one template (a sixth of the characters edited at most) counted once; absent where nobody looked for
    /// templates: in more than 200,000 complaints, and where tallies were merged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub templates: Option<u64>,
    /// Complaints without a `type`, a `time` or a value of a dimension, by column role or name; under `apart` those whose time lies far from
    /// all others, which trends do not count either.
    pub rows_without: BTreeMap<String, u64>,
    /// A model gave the types: their shares are of complaints *predicted* to be of a type and have no interval of their own.
    #[serde(default, skip_serializing_if = "is_false")]
    pub predicted: bool,
    /// Types, most frequent first.
    pub types: Vec<TypeFigures>,
    /// Types of complaints that name several; absent where nobody said that they may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mentions: Option<Mentions>,
    /// Dimensions, in the order asked for.
    pub by: Vec<(String, DimensionFigures)>,
    /// Those of `by` that nobody asked for, and that are not listed: what tells complaints from other requests, and the unit in charge.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unlisted: Vec<String>,
    /// Periods, oldest first, to the end of the period reported; empty without a time column.
    pub periods: Vec<Period>,
    /// Length of a period; absent without a time column.
    pub period_unit: Option<Unit>,
    /// What the next periods are expected to hold; absent without times, for years, and where there is too little to go by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forecast: Option<Forecast>,
    /// Two spans of time side by side; absent where none were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compare: Option<Compared>,
    /// Complaints per 10,000 of a volume; absent where none was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rates: Option<Rates>,
    /// How complaints were handled; absent where no column tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<Service>,
    /// Units in charge, by column; empty where no column names any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<Units>,
    /// Complaints that are still open; absent where no column tells which are closed, and where none is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open: Option<OpenComplaints>,
    /// Numeric columns over all complaints.
    pub numbers: BTreeMap<String, NumberFigures>,
    /// The account of rows.
    pub ledger: Ledger,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

impl DimensionFigures {
    /// From this association on, a dimension says what the types say.
    const MIRROR: f64 = 0.8;

    /// Whether it says nothing but what the types say: a copy of them, their groups or their parts.
    #[must_use]
    pub fn is_mirror(&self) -> bool {
        self.cramers_v.is_some_and(|v| v >= Self::MIRROR)
    }
}

impl Figures {
    /// Tells complaints whose day was taken from them, since it lies far from all others, from those that have none.
    pub fn set_apart(&mut self, apart: u64) {
        let (without, left_out) = (&mut self.rows_without, &mut self.ledger.left_out);
        for (counts, name) in [(without, "time"), (left_out, "undated")] {
            let Some(undated) = counts.get_mut(name) else {
                continue;
            };
            let moved = apart.min(*undated);
            *undated -= moved;
            if moved > 0 {
                counts.insert("apart".to_owned(), moved);
            }
        }
    }

    /// A model gave the types: takes the intervals from their counted shares, which hold the true share far less often than they say.
    pub fn set_predicted(&mut self) {
        self.predicted = true;
        self.types.iter_mut().for_each(|t| t.share.take_interval());
        self.mentions.iter_mut().for_each(Mentions::take_intervals);
    }

    /// The types with the shares to quote, largest first: of complaints that may name several types, shares of those that name each.
    #[must_use]
    pub fn by_quoted_share(&self) -> Vec<QuotedShare<'_>> {
        let mut quoted: Vec<_> = match &self.mentions {
            Some(mentions) => mentions
                .types
                .iter()
                .filter_map(Mentioned::quoted)
                .collect(),
            None => self.types.iter().filter_map(quoted).collect(),
        };
        quoted.sort_by(|a, b| b.share.share.total_cmp(&a.share.share));
        quoted
    }

    /// Puts beside a type's share the share aimed at; false where there is no such type.
    pub fn aim(&mut self, name: &str, goal: f64) -> bool {
        let Some(t) = self.types.iter_mut().find(|t| t.name == name) else {
            return false;
        };
        let from = |share: Option<f64>| share.map(|s| s - goal);
        let quoted = t.quoted();
        let quoted = quoted.as_ref();
        t.target = Some(Target {
            goal,
            distance: from(quoted.map(|q| q.share)),
            low: from(quoted.and_then(|q| q.low)),
            high: from(quoted.and_then(|q| q.high)),
        });
        true
    }
}

/// A type with the share to quote.
#[derive(Clone, Debug, PartialEq)]
pub struct QuotedShare<'a> {
    /// Name of the type.
    pub name: &'a str,
    /// Complaints that have it.
    pub count: u64,
    /// Their share, corrected where that can be relied on.
    pub share: Corrected,
}

fn quoted(t: &TypeFigures) -> Option<QuotedShare<'_>> {
    Some(QuotedShare {
        name: &t.name,
        count: t.share.count,
        share: t.quoted()?,
    })
}
