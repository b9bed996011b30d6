//! Lists that people keep beside the complaints: measures, and what is known and accepted; which findings they are about.

use super::finding::Finding;
use crate::aggregate::{Effect, Scope};
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A matter that complaints are about; what is absent does not narrow it down.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Matter {
    /// Type and values.
    #[serde(flatten)]
    pub scope: Scope,
    /// Words, of which complaints about it hold some.
    pub words: Vec<String>,
}

impl Matter {
    /// Whether `finding` is about it: of its type, at its values, and with one of its words at least. A matter that says nothing
    /// is about none.
    #[must_use]
    pub fn covers(&self, finding: &Finding) -> bool {
        let subject = &finding.subject;
        let is_said = !self.scope.is_empty() || !self.words.is_empty();
        is_said
            && (self.scope.name.is_none() || self.scope.name == subject.name)
            && (self.scope.values.iter()).all(|value| subject.slice.contains(value))
            && (self.words.is_empty() || self.words.iter().any(|w| names(finding, w)))
    }
}

/// Whether one of the words of `finding` is `word`, or one of the two is part of the other.
fn names(finding: &Finding, word: &str) -> bool {
    let word = word.to_lowercase();
    let is_part = |part: &str, whole: &str| part.chars().count() > 1 && whole.contains(part);
    finding.words.iter().any(|w| {
        let named = w.word.to_lowercase();
        named == word || is_part(&named, &word) || is_part(&word, &named)
    })
}

/// A row of a list of measures.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Action {
    /// Number of the row, as it is written there; may be empty.
    pub number: String,
    /// The problem, as it is written there.
    pub problem: String,
    /// What the measure is meant for.
    #[serde(flatten)]
    pub matter: Matter,
    /// What is done.
    pub measure: String,
    /// The unit in charge.
    pub unit: String,
    /// The person in charge.
    pub person: String,
    /// The day it began; absent where it has not.
    #[schemars(with = "Option<String>")]
    pub start: Option<NaiveDate>,
    /// The day it is due.
    #[schemars(with = "Option<String>")]
    pub due: Option<NaiveDate>,
    /// How far it has come.
    pub status: String,
    /// A remark.
    pub remark: String,
    /// Status or remark says that it is done.
    pub done: bool,
    /// Status or remark says that the problem is known and accepted.
    pub accepted: bool,
    /// It was due before the end of what is reported and is not done.
    pub overdue: bool,
    /// What came of it; absent before it has begun.
    pub effect: Option<Effect>,
}

/// Something known and accepted: no news to the reader.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Known {
    /// What it is.
    #[serde(flatten)]
    pub matter: Matter,
    /// The last day on which it is accepted; absent where there is no end.
    #[schemars(with = "Option<String>")]
    pub until: Option<NaiveDate>,
    /// Why it is accepted.
    pub note: String,
    /// Its last day lies before the end of what is reported: it silences nothing any more.
    pub expired: bool,
    /// Findings that it silences: they stay in the list and are not among the first sentences.
    pub silenced: u64,
}

impl Known {
    /// Whether it silences `finding`.
    #[must_use]
    pub fn silences(&self, finding: &Finding) -> bool {
        !self.expired && self.matter.covers(finding)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::causes::{Subject, Word};

    #[test]
    fn a_matter_is_of_a_type_at_a_place_and_with_a_word() {
        let word = |w: &str| Word {
            word: w.into(),
            ..Word::default()
        };
        let finding = Finding {
            subject: Subject {
                name: Some("噪声".into()),
                slice: vec![("区域".into(), "东".into()), ("渠道".into(), "电话".into())],
                ..Subject::default()
            },
            words: vec![word("搅拌站"), word("夜间")],
            ..Finding::default()
        };
        let covers = |name: Option<&str>, place: Option<&str>, words: &[&str]| {
            let matter = Matter {
                scope: Scope {
                    name: name.map(str::to_owned),
                    values: place.iter().map(|p| ("区域".into(), (*p).into())).collect(),
                },
                words: words.iter().map(|w| (*w).to_owned()).collect(),
            };
            matter.covers(&finding)
        };
        for (name, place, words) in [
            (Some("噪声"), None, &[][..]),
            (None, Some("东"), &[]),
            (None, None, &["混凝土搅拌站"]),
            (Some("噪声"), Some("东"), &["停车", "夜间"]),
        ] {
            assert!(covers(name, place, words), "{name:?} {place:?} {words:?}");
        }
        for (name, place, words) in [
            (None, None, &[][..]),
            (Some("停车"), None, &[]),
            (Some("噪声"), Some("西"), &[]),
            (Some("噪声"), Some("东"), &["停车"]),
            (None, None, &["夜"]),
        ] {
            assert!(!covers(name, place, words), "{name:?} {place:?} {words:?}");
        }
    }
}
