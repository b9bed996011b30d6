//! Events: complaints about the same thing at the same place, as a report holds them and `events` gives them.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The value that most complaints of an event have in a column, where at least half have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Value {
    /// Name of the column.
    pub column: String,
    /// The value; absent where no value has half of them.
    pub value: Option<String>,
    /// Complaints that have it.
    pub complaints: u64,
}

/// Complaints that are closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Closed {
    /// Closed.
    pub closed: u64,
    /// Of so many of which it is known.
    pub of: u64,
}

/// An event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Event {
    /// Stays the same while its earliest complaint does.
    pub id: String,
    /// The place that its complaints name, and words that most of them hold.
    pub name: String,
    /// Complaints.
    pub complaints: u64,
    /// Complaints whose texts are not nearly the same.
    pub distinct_texts: u64,
    /// Different people; absent without a column that tells them apart.
    pub people: Option<u64>,
    /// Day of the first complaint.
    #[schemars(with = "Option<String>")]
    pub first: Option<NaiveDate>,
    /// Day of the last complaint.
    #[schemars(with = "Option<String>")]
    pub last: Option<NaiveDate>,
    /// Complaints in the last four weeks of all complaints.
    pub last_four_weeks: Option<u64>,
    /// Complaints in the four weeks before these.
    pub four_weeks_before: Option<u64>,
    /// Its commonest type; absent without a column of types.
    #[serde(rename = "type")]
    pub of_type: Option<Value>,
    /// The commonest value in every dimension.
    pub values: Vec<Value>,
    /// How many are closed; absent without such a column.
    pub closed: Option<Closed>,
    /// Complaints that came after an earlier one was closed; absent where no column holds the times.
    pub after_closing: Option<u64>,
    /// Some of its complaints, from the first on.
    pub ids: Vec<String>,
}

/// What a report says of events. A matter is an event, or a complaint that belongs to none.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EventFigures {
    /// Complaints that were compared: those with a text and a time.
    pub compared: u64,
    /// Complaints that were not: they have no text, or no time.
    pub not_compared: u64,
    /// Events with a complaint among those reported.
    pub events: u64,
    /// Complaints in these events.
    pub in_events: u64,
    /// Matters.
    pub matters: u64,
    /// Different people; absent without a column that tells them apart.
    pub people: Option<u64>,
    /// Complaints that came after another about the same event.
    pub later: u64,
    /// Those of them by a person who had complained about the event before; absent without a column that tells people apart.
    pub by_same_person: Option<u64>,
    /// Every type, the commonest first.
    pub types: Vec<TypeEvents>,
    /// The largest events.
    pub largest: Vec<ReportedEvent>,
    /// Days between two complaints of an event, at most.
    pub within_days: u32,
    /// Complaints from this day on were compared; absent where all were.
    #[schemars(with = "Option<String>")]
    pub since: Option<NaiveDate>,
}

/// A type by complaints, by matters and by people.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TypeEvents {
    /// Name of the type.
    pub name: String,
    /// Complaints that were compared.
    pub complaints: u64,
    /// Matters of which most complaints are of the type.
    pub matters: u64,
    /// Different people with a complaint of the type.
    pub people: Option<u64>,
}

/// An event that a report names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReportedEvent {
    /// All that is known of it, up to the end of what is reported.
    #[serde(flatten)]
    pub event: Event,
    /// Its complaints among those reported.
    pub reported: u64,
}
