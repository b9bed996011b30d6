//! What was found: distinctive words, slices, exemplars, and the sentence that joins them.

use serde::{Deserialize, Serialize};

/// What a finding is about. Every part is optional: a type alone, a type in a period, a slice of a type, …
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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

/// A word or phrase that sets the subject apart from the rest.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Word {
    /// The word or phrase, normalised.
    pub word: String,
    /// Distinct complaints of the subject that hold it.
    pub count: u64,
    /// `count` ÷ distinct complaints of the subject.
    pub share: f64,
    /// The same share among those it is set against: for `type` all other types, else the same type in other
    /// periods, other days, other values.
    pub share_elsewhere: f64,
    /// z of the log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008, eq. 22).
    pub z: f64,
    /// Benjamini–Hochberg-adjusted p.
    pub p_adjusted: f64,
    /// Ids of up to three complaints that hold it.
    pub examples: Vec<String>,
}

/// A part of a difference that one cell of the dimensions carries.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Exemplar {
    /// Its id, or its row where there is no id column.
    pub id: String,
    /// Its text, masks in place, shortened to what fits a table.
    pub text: String,
    /// Byte ranges of `text` to mark.
    pub highlights: Vec<(usize, usize)>,
}

/// One finding.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// `type` (what sets a type apart), `rise` (a period above its band, or in which a cell rose), `shift` (another
    /// share from a period on), `compare` (another daily count in the second of two spans), `holiday` (a rise in statutory holidays), `burst`
    /// (words that more complaints of a period hold, whose number need not have risen), `cell` (a cell that stands out), `unknown`
    /// (complaints that no type holds firmly and that are alike).
    pub kind: String,
    /// What it is about.
    pub subject: Subject,
    /// Complaints of the subject; of `burst` and `unknown`, distinct ones.
    pub count: u64,
    /// Distinct complaints among them; copies count once.
    #[serde(default)]
    pub distinct: u64,
    /// Complaints expected there; absent for `type`.
    pub expected: Option<f64>,
    /// One line in the report's language; every number in it stands in the fields.
    pub sentence: String,
    /// The command that lists these complaints, to be completed with `--index DIR`.
    pub search: String,
    /// Distinctive words, strongest first.
    pub words: Vec<Word>,
    /// The cells that carry the difference, largest first.
    pub slices: Vec<Slice>,
    /// Of `unknown`, the ids of all its complaints.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<String>,
    /// Up to three complaints.
    pub exemplars: Vec<Exemplar>,
}
