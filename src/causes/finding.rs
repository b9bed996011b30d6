//! What was found: distinctive words, slices, exemplars.

use crate::aggregate::Period;
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What sort of finding it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FindingKind {
    /// What sets a type apart.
    #[default]
    Type,
    /// A period above its band, or in which a cell rose.
    Rise,
    /// Another share from a period on.
    Shift,
    /// Another daily count in the second of two spans.
    Compare,
    /// A rise in statutory holidays.
    Holiday,
    /// Words that more complaints of a period hold, whose number need not have risen.
    Burst,
    /// A cell that stands out.
    Cell,
    /// What several complaints of the latest days are about beyond expectation.
    Issue,
    /// Similar complaints that no type fits well.
    Unknown,
}

/// What a finding is about. Every part is optional: a type alone, a type in a period, a slice of a type, …
#[derive(
    Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub struct Subject {
    /// The type.
    #[serde(rename = "type")]
    pub name: Option<String>,
    /// The period, as in [`crate::aggregate::Period::period`].
    pub period: Option<String>,
    /// Columns and values that narrow it down.
    pub slice: Vec<(String, String)>,
    /// The statutory holiday, in Chinese.
    #[serde(default)]
    pub holiday: Option<String>,
}

impl Subject {
    /// A type, or all complaints.
    pub(super) fn of_type(name: Option<String>) -> Self {
        Self {
            name,
            ..Self::default()
        }
    }

    /// The same in a period.
    pub(super) fn in_period(name: Option<String>, period: &Period) -> Self {
        Self {
            period: Some(period.period.clone()),
            ..Self::of_type(name)
        }
    }
}

/// How an issue stands to the time before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum IssueStatus {
    /// It was not there before.
    New,
    /// It was there in the stretch before, and has grown by half at least.
    Growing,
    /// It was there in the stretch before.
    Continuing,
    /// It was there earlier, and not in the stretch before.
    Back,
}

/// An issue against the time before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IssueHistory {
    /// Absent where nothing is known of the time before.
    pub status: Option<IssueStatus>,
    /// Day of its first complaint since it has been there without a break.
    #[schemars(with = "String")]
    pub since: NaiveDate,
    /// Its distinct complaints in each stretch of as many days before, the latest first; at most twelve.
    pub before: Vec<u64>,
}

/// A word or phrase that sets the subject apart from the rest.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Word {
    /// The word or phrase, normalised.
    pub word: String,
    /// Distinct complaints of the subject that hold it.
    pub count: u64,
    /// Distinct complaints of the subject.
    #[serde(default)]
    pub of: u64,
    /// `count` ÷ `of`.
    pub share: f64,
    /// The same share among those it is set against: for `type` all other types, else the same type in other
    /// periods, other days, other values.
    pub share_elsewhere: f64,
    /// Distinct complaints among those it is set against.
    #[serde(default)]
    pub of_elsewhere: u64,
    /// z of the log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008, eq. 22).
    pub z: f64,
    /// Benjamini–Hochberg-adjusted p.
    pub p_adjusted: f64,
    /// Ids of up to three complaints that hold it.
    pub examples: Vec<String>,
}

/// A part of a difference that one cell of the dimensions carries.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Slice {
    /// Columns and values of the cell.
    pub cell: Vec<(String, String)>,
    /// Complaints expected, from the period before.
    pub before: f64,
    /// Complaints counted.
    pub after: u64,
    /// Share of the whole difference, may exceed 1 where other cells fell.
    pub carries: f64,
    /// Adjusted p.
    pub p_adjusted: f64,
}

/// A real complaint that shows the finding. Masked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Exemplar {
    /// Its id, or its row where there is no id column.
    pub id: String,
    /// Its text, masks in place, shortened to what fits a table.
    pub text: String,
    /// Byte ranges of `text` to mark.
    pub highlights: Vec<(usize, usize)>,
    /// What was done about it, or answered, masked and shortened; empty where no column says so.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub outcome: String,
}

/// A complaint that a finding counts, with the copies of its text that lie in the same part.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence {
    /// The complaint; of several copies the first.
    pub complaint: Exemplar,
    /// Its day.
    pub day: Option<NaiveDate>,
    /// Its type.
    pub name: Option<String>,
    /// Complaints of this text there, itself included.
    pub copies: u64,
}

/// One finding.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// What sort of finding it is.
    pub kind: FindingKind,
    /// What it is about.
    pub subject: Subject,
    /// Complaints it counts: of `type`, `cell`, `compare` and a `rise` of a type all of them, else distinct ones; of `burst` those that hold
    /// its first word.
    pub count: u64,
    /// Distinct complaints among them; copies count once.
    #[serde(default)]
    pub distinct: u64,
    /// Complaints expected there; absent for `type`.
    pub expected: Option<f64>,
    /// First and last day to look for its complaints; the last may be open.
    #[serde(skip)]
    pub days: Option<(NaiveDate, Option<NaiveDate>)>,
    /// One line in the report's language, with the numbers of the fields. Empty until a report puts it in words.
    pub sentence: String,
    /// The command that lists exactly these complaints from the index `complaints.idx`, which `provenance.index` makes.
    /// Empty where there is none: without a JSON report, without ids, and where an index cannot tell these complaints from others.
    pub search: String,
    /// Distinctive words, strongest first.
    pub words: Vec<Word>,
    /// The cells that carry the difference, largest first.
    pub slices: Vec<Slice>,
    /// Ids of the complaints it counts, `count` of them, in the order of the rows; where there is no id, the row. None of a `type`
    /// or of more than 10,000.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<String>,
    /// Some of them to read, those that hold the most words first.
    #[serde(skip)]
    pub evidence: Vec<Evidence>,
    /// Up to three complaints.
    pub exemplars: Vec<Exemplar>,
    /// Of `burst`, whether all complaints of its subject were no more than in the period before, nor more a day than in all other periods.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub steady: bool,
    /// Of `issue`, how it stands to the time before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub history: Option<IssueHistory>,
    /// Of `issue`, those of its complaints that have the type and the values of `subject`; absent where all have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<u64>,
    /// It is known and accepted, and why: a list of the reader's says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<String>,
}

impl Finding {
    /// Whether copies count, each as a complaint.
    #[must_use]
    pub fn counts_copies(&self) -> bool {
        self.count > self.distinct
    }

    /// Whether fewer than six tenths of its complaints are distinct.
    #[must_use]
    pub fn is_mostly_copies(&self) -> bool {
        self.distinct * 10 < self.count * 6
    }
}
