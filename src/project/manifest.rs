//! What a run was: the file `run.json`.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A finished run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Run {
    /// From 1.
    pub number: u32,
    /// Version of tousu.
    pub version: String,
    /// When it ended, in UTC, ISO 8601.
    pub ended: String,
    /// The month reported (`2024-12`).
    pub month: String,
    /// Number of the issue, where one was given.
    pub issue_no: Option<String>,
    /// Exports taken in by this run.
    pub inputs: Vec<InputFile>,
    /// Hash of the model that gave the types; absent where the exports have labels.
    pub model: Option<String>,
    /// Hash of the table of old and new types; absent without one.
    pub bridge: Option<String>,
    /// The tables reported on, those of earlier runs included, in their order.
    pub tables: Vec<Table>,
    /// Complaints by month and type, over all tables.
    pub counted: Months,
    /// What was written.
    pub outputs: Vec<Output>,
    /// The list of measures after the run; absent without one.
    pub actions: Option<Actions>,
    /// How months reported before differ from what was published.
    pub revisions: Vec<Revision>,
}

/// An export as it came.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct InputFile {
    /// Its name, without the folder.
    pub name: String,
    /// Hash of its bytes.
    pub hash: String,
}

/// A list of measures.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Actions {
    /// Where it is, from the project's folder.
    pub file: String,
    /// Hash of its bytes before the run; absent where there was none.
    pub before: Option<String>,
    /// Hash of its bytes after it; the run keeps a copy.
    pub after: String,
}

/// A table of complaints with their types.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Where it is, from the project's folder.
    pub path: String,
    /// The run that took its export in.
    pub run: u32,
    /// Its complaints by month and type.
    pub counted: Months,
}

/// Something written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Output {
    /// Its name in the folder of the month.
    pub name: String,
    /// Hash of its bytes.
    pub hash: String,
}

/// Complaints of a month.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// All.
    pub all: u64,
    /// By type.
    pub types: BTreeMap<String, u64>,
}

/// Counts by month (`2024-12`).
pub type Months = BTreeMap<String, Counts>;

/// How a month differs from what was published of it. `now − published = arrived + relabelled + repeated`, for all complaints and for every type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    /// The month.
    pub month: String,
    /// The type; absent for all complaints.
    #[serde(rename = "type")]
    pub name: Option<String>,
    /// The run that published it.
    pub run: u32,
    /// Complaints published.
    pub published: u64,
    /// Complaints counted now.
    pub now: u64,
    /// Those in exports taken in since.
    pub arrived: i64,
    /// By how many another model, or another table of old and new types, changed the type: 0 for all complaints.
    pub relabelled: i64,
    /// Less those that stand in several exports and count once, as far as that has changed; more or less those to which the newest export
    /// gives another type.
    pub repeated: i64,
}
