//! Sheets that people filled in → answers: which can be taken, which are refused, and where people differ.

use super::agreement::Agreement;
use super::masked::Masked;
use super::table::{NOTE, Table};
use crate::Result;
use crate::columns::{folded_label, nearest};
use crate::export::CHOICES_SHEET;
use crate::types::format::Format;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// One answer of one person.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Answer {
    /// The file it is in.
    pub file: String,
    /// The type, as it is known.
    pub label: String,
    /// What else was written.
    #[serde(skip)]
    pub note: String,
}

/// An answer that is not taken.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Refused {
    /// The file.
    pub file: String,
    /// Its row as a spreadsheet shows it: the header is row 1.
    pub row: u64,
    /// What tells the complaint apart.
    pub id: String,
    /// What was written.
    pub label: String,
    /// The known types that are spelt most like it.
    pub nearest: Vec<String>,
}

/// A complaint on which answers differ.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Conflict {
    /// What tells the complaint apart.
    pub id: String,
    /// The answers, in the order of the files.
    pub answers: Vec<Answer>,
}

/// Which columns hold the answers, and which types they may name.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    pub(super) label: String,
    pub(super) id: Option<String>,
    pub(super) text: Option<String>,
    /// Types that are known, as they are spelt.
    pub(super) types: Vec<String>,
}

/// The answers of all files.
#[derive(Debug, Default)]
pub struct Answers {
    /// Rows in the files.
    pub(super) rows: u64,
    /// Rows without an answer.
    pub(super) empty: u64,
    pub(super) refused: Vec<Refused>,
    /// Complaints in the order in which they come.
    pub(super) complaints: Vec<Complaint>,
    places: FxHashMap<String, usize>,
}

/// A complaint and what was answered.
#[derive(Debug)]
pub(super) struct Complaint {
    pub(super) id: String,
    pub(super) text: String,
    pub(super) answers: Vec<Answer>,
}

/// The choices that a workbook brought along; one that was not drawn has none.
pub(super) fn choices_in(file: &str) -> Vec<String> {
    let is_workbook = Format::of_output(file) == Some(Format::Xlsx);
    let sheet = is_workbook.then(|| Table::of_sheet(file, CHOICES_SHEET));
    // a file that cannot be read is refused where its answers are
    let rows = sheet.and_then(Result::ok).map(|t| t.rows);
    let cells = rows.unwrap_or_default().into_iter().flatten();
    cells.filter(|c| !c.trim().is_empty()).collect()
}

/// The number of the row that is the `row`th below any header.
fn sheet_row(file: &str, row: u64) -> u64 {
    let has_header = matches!(
        Format::of_input(file),
        Some(Format::Csv | Format::Tsv | Format::Xlsx)
    );
    row + u64::from(has_header)
}

impl Answers {
    /// Takes in the answers of a file.
    pub(super) fn take(&mut self, file: &str, wanted: &Wanted, masked: &Masked) -> Result<()> {
        let mut table = Table::read(file)?;
        let label = table.column(&wanted.label, "--label")?;
        if let Some(name) = &wanted.text {
            table.text = vec![table.column(name, "--text")?];
        }
        if let Some(name) = &wanted.id {
            table.id = Some(table.column(name, "--id")?);
        }
        let note = crate::columns::find(&table.schema, NOTE);
        let ids = table.rows.iter().filter_map(|r| r.get(table.id?));
        if masked.names_people(ids) {
            table.id = None;
        }
        let known: BTreeMap<String, &String> =
            wanted.types.iter().map(|t| (folded_label(t), t)).collect();
        for (at, row) in (1..).zip(&table.rows) {
            self.rows += 1;
            let cell = |c: Option<usize>| c.and_then(|c| row.get(c)).map_or("", |c| c.trim());
            let given = cell(Some(label));
            if given.is_empty() {
                self.empty += 1;
                continue;
            }
            let text = masked.shown(&table.text_of(row));
            let id = match cell(table.id) {
                "" => masked.text_id(&text),
                id => id.to_owned(),
            };
            let Some(label) = known.get(&folded_label(given)) else {
                let types = wanted.types.iter().map(String::as_str);
                self.refused.push(Refused {
                    file: file.to_owned(),
                    row: sheet_row(file, at),
                    id,
                    label: masked.shown(given),
                    nearest: nearest(types, given)
                        .into_iter()
                        .map(str::to_owned)
                        .collect(),
                });
                continue;
            };
            let answer = Answer {
                file: file.to_owned(),
                label: (*label).clone(),
                note: masked.shown(cell(note)),
            };
            self.enter(id, text, answer);
        }
        Ok(())
    }

    fn enter(&mut self, id: String, text: String, answer: Answer) {
        let next = self.complaints.len();
        let at = *self.places.entry(id.clone()).or_insert(next);
        if at == next {
            let answers = Vec::new();
            self.complaints.push(Complaint { id, text, answers });
        }
        if let Some(complaint) = self.complaints.get_mut(at) {
            complaint.answers.push(answer);
        }
    }

    /// How far the people agree whose files hold the same complaints; absent where no complaint is in every file.
    pub(super) fn agreement(&self, files: &[String]) -> Option<Agreement> {
        let of_all = self.complaints.iter().filter_map(|complaint| {
            let of_file = |file: &String| {
                let answer = complaint.answers.iter().find(|a| a.file == *file);
                answer.map(|a| a.label.as_str())
            };
            files.iter().map(of_file).collect::<Option<Vec<&str>>>()
        });
        let rows: Vec<Vec<&str>> = of_all.collect();
        Agreement::of(files, &rows).filter(|a| a.rows > 0)
    }
}

impl Complaint {
    /// The answer that counts: the one all give, or else that in the file `prefer`; `None` where answers differ.
    pub(super) fn settled(&self, prefer: Option<&str>) -> Option<&Answer> {
        let same = |answers: &[&Answer]| {
            let first = *answers.first()?;
            let all = answers.iter().all(|a| a.label == first.label);
            all.then(|| first.clone())
        };
        let all: Vec<&Answer> = self.answers.iter().collect();
        let preferred: Vec<&Answer> = self
            .answers
            .iter()
            .filter(|a| prefer == Some(a.file.as_str()))
            .collect();
        let label = same(&all).or_else(|| same(&preferred))?;
        let from_preferred = preferred.into_iter().find(|a| a.label == label.label);
        from_preferred.or_else(|| all.into_iter().find(|a| a.label == label.label))
    }
}
