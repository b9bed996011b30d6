//! Answers → the file of labels: each complaint once, and only types that are known.

use super::agreement::Agreement;
use super::answers::{Answers, Conflict, Refused, Wanted, choices_in};
use super::labels::{Labelled, Labels, to_add_to};
use super::masked::Masked;
use crate::columns::folded_label;
use crate::normalize::MaskParams;
use crate::types::Lang;
use crate::{Error, Result};

/// Which answers go where.
#[derive(Clone, Debug, Default)]
pub struct AddParams {
    /// The sheets that were filled in: several may hold the same complaints.
    pub files: Vec<String>,
    /// The file of labels (CSV), made where it is not there.
    pub to: String,
    /// The column of answers.
    pub label: String,
    /// The column of ids, and that of texts; by name or guessed where absent.
    pub id: Option<String>,
    /// See `id`.
    pub text: Option<String>,
    /// Types that answers may name, besides those of the labels and of the sheets' own lists.
    pub types: Vec<String>,
    /// Types that are new.
    pub new_types: Vec<String>,
    /// Let an answer take the place of a label that is there.
    pub replace: bool,
    /// The file whose answers count where answers differ.
    pub prefer: Option<String>,
    /// What is masked in texts and notes.
    pub mask: MaskParams,
    /// Language of the masks.
    pub lang: Lang,
}

/// A complaint that is labelled already, and otherwise.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Changed {
    /// What tells it apart.
    pub id: String,
    /// The label in the file.
    pub there: String,
    /// The answer.
    pub given: String,
}

/// A row that was added although its text has another label under another id.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Contradiction {
    /// What tells the row apart.
    pub id: String,
    /// Its answer.
    pub given: String,
    /// What tells the row with the same text apart.
    pub other_id: String,
    /// The label of that row.
    pub there: String,
}

/// What was added. Rows in = added + replaced + repeated + kept + empty + refused + conflicting.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
pub struct Added {
    /// Rows in the sheets.
    pub rows_in: u64,
    /// Complaints added.
    pub added: u64,
    /// Those of them whose text has another label under another id.
    pub contradicting: Vec<Contradiction>,
    /// Labels replaced.
    pub replaced: u64,
    /// Rows that say what another row or the file says.
    pub repeated: u64,
    /// Rows without an answer.
    pub empty: u64,
    /// Rows whose complaint has another label in the file, which was kept.
    pub kept: Vec<Changed>,
    /// Rows whose answer names an unknown type.
    pub refused: Vec<Refused>,
    /// Complaints on which answers differ.
    pub conflicts: Vec<Conflict>,
    /// Rows of these.
    pub conflicting: u64,
    /// How far the annotators agree; absent for one, and where they share no complaint.
    pub agreement: Option<Agreement>,
    /// Complaints in the file of labels now.
    pub labels: u64,
}

impl Added {
    /// Whether rows were left out that a person meant to add.
    #[must_use]
    pub fn lacks_rows(&self) -> bool {
        self.conflicting > 0 || !self.refused.is_empty() || !self.kept.is_empty()
    }
}

/// Adds the answers of all files to the labels.
///
/// # Errors
/// Where a file cannot be read or lacks a column, no type is known, or the labels cannot be written; then they are as they were.
pub fn add(params: &AddParams) -> Result<Added> {
    check(params)?;
    let masked = Masked::new(&params.mask, params.lang);
    let mut labels = to_add_to(&params.to)?;
    let wanted = Wanted {
        label: params.label.clone(),
        id: params.id.clone(),
        text: params.text.clone(),
        types: known_types(params, labels.types())?,
    };
    let mut answers = Answers::default();
    for file in &params.files {
        answers.take(file, &wanted, &masked)?;
    }
    let mut done = enter(answers, &mut labels, params, &masked);
    if done.added + done.replaced > 0 {
        labels.write(&params.to)?;
    }
    done.labels = labels.len() as u64;
    Ok(done)
}

/// Gives every complaint the answer that counts.
fn enter(answers: Answers, labels: &mut Labels, params: &AddParams, masked: &Masked) -> Added {
    let mut done = Added {
        rows_in: answers.rows,
        empty: answers.empty,
        agreement: answers.agreement(&params.files),
        refused: answers.refused,
        ..Added::default()
    };
    let there = labels.by_id();
    let mut by_text = labels.by_text(masked);
    for complaint in answers.complaints {
        let rows = complaint.answers.len() as u64;
        let Some(answer) = complaint.settled(params.prefer.as_deref()).cloned() else {
            done.conflicting += rows;
            done.conflicts.push(Conflict {
                id: complaint.id,
                answers: complaint.answers,
            });
            continue;
        };
        done.repeated += rows - 1;
        let row = Labelled {
            id: complaint.id,
            text: complaint.text,
            label: answer.label,
            note: answer.note,
            source: answer.file,
        };
        match there.get(&row.id) {
            None => {
                labels.push(&row);
                done.added += 1;
                let text = by_text.entry(masked.key(&row.text));
                let first = text.or_insert_with(|| (row.id.clone(), row.label.clone()));
                done.contradicting.extend(contradiction(row, first));
            }
            Some((_, label)) if folded_label(label) == folded_label(&row.label) => {
                done.repeated += 1;
            }
            // a row without a label waits for one
            Some((at, label)) if params.replace || label.is_empty() => {
                labels.relabel(*at, &row);
                done.replaced += 1;
            }
            Some((_, label)) => done.kept.push(Changed {
                id: row.id,
                there: label.clone(),
                given: row.label,
            }),
        }
    }
    done
}

/// What a row added contradicts if the first row with its text is this one.
fn contradiction(row: Labelled, (id, label): &(String, String)) -> Option<Contradiction> {
    let differs = !row.text.is_empty() && folded_label(label) != folded_label(&row.label);
    differs.then(|| Contradiction {
        id: row.id,
        given: row.label,
        other_id: id.clone(),
        there: label.clone(),
    })
}

fn check(params: &AddParams) -> Result<()> {
    let mut files: Vec<&String> = params.files.iter().collect();
    files.sort();
    files.dedup();
    if files.len() < params.files.len() {
        return Err(Error::usage(
            "a file is named twice",
            "Name every sheet once: each counts as another annotator.",
        ));
    }
    match &params.prefer {
        Some(prefer) if !params.files.contains(prefer) => Err(Error::usage(
            format!("--prefer names {prefer}, which is not among the sheets"),
            format!("Name one of {} with --prefer.", params.files.join(", ")),
        )),
        _ => Ok(()),
    }
}

/// The types that answers may name, each in the spelling that comes first: of the labels, the model, the sheets' lists, the new ones.
fn known_types(params: &AddParams, of_labels: Vec<String>) -> Result<Vec<String>> {
    let mut types = of_labels;
    types.extend(params.types.iter().cloned());
    for file in &params.files {
        types.extend(choices_in(file));
    }
    types.extend(params.new_types.iter().cloned());
    let mut seen = std::collections::BTreeSet::new();
    types.retain(|t| seen.insert(folded_label(t)));
    if types.is_empty() {
        return Err(Error::usage(
            "no type is known that the answers could be held against",
            "Name the types with --types A,B,C, or the model they are from with --model M.tousu.",
        ));
    }
    Ok(types)
}
