//! The file of labels: what was labelled, read and written whole.

use super::masked::Masked;
use super::table::{ID, NOTE, TEXT, Table};
use crate::columns::folded_label;
use crate::export::AtomicFile;
use crate::{Error, Result};
use rustc_hash::{FxHashMap, FxHashSet};
use std::io::Write;
use std::path::Path;

/// The column of labels.
pub const LABEL: &str = "label";
/// The column that says which file a label came from.
const SOURCE: &str = "source";

/// Labelled rows as a file holds them, every column kept.
#[derive(Clone, Debug, Default)]
pub struct Labels {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
    /// Places of id, text, label, note and source.
    places: [Option<usize>; 5],
    texts: Vec<String>,
}

/// One labelled row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Labelled {
    pub(super) id: String,
    pub(super) text: String,
    pub(super) label: String,
    pub(super) note: String,
    pub(super) source: String,
}

impl Labels {
    /// No labels, for a file that is not there yet.
    #[must_use]
    pub fn empty() -> Self {
        let names = [ID, TEXT, LABEL, NOTE, SOURCE];
        Self {
            header: names.map(str::to_owned).to_vec(),
            places: [0, 1, 2, 3, 4].map(Some),
            ..Self::default()
        }
    }

    /// Reads labelled rows from a file of any format; `label` names their column.
    ///
    /// # Errors
    /// Where the file cannot be read or lacks that column.
    pub fn read(file: &str, label: &str) -> Result<Self> {
        let table = Table::read(file)?;
        let label = table.column(label, "--label")?;
        let find = |name: &str| crate::columns::find(&table.schema, name);
        let fields = table.schema.fields().iter();
        Ok(Self {
            header: fields.map(|f| f.name().clone()).collect(),
            places: [
                table.id,
                table.text.first().copied(),
                Some(label),
                find(NOTE),
                find(SOURCE),
            ],
            texts: table.rows.iter().map(|r| table.text_of(r)).collect(),
            rows: table.rows,
        })
    }

    fn cell(&self, row: &[String], place: usize) -> String {
        let at = self.places[place];
        let cell = at.and_then(|at| row.get(at));
        cell.map_or_else(String::new, |c| c.trim().to_owned())
    }

    /// Rows in the file.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True where there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The types in use, by name; of spellings that count as one the first.
    #[must_use]
    pub fn types(&self) -> Vec<String> {
        let labels = self.rows.iter().map(|r| self.cell(r, 2));
        let mut seen = FxHashSet::default();
        let mut types: Vec<String> = labels
            .filter(|l| !l.is_empty() && seen.insert(folded_label(l)))
            .collect();
        types.sort();
        types
    }

    /// The ids of all labelled rows.
    pub(super) fn ids(&self) -> FxHashSet<String> {
        let labelled = self.rows.iter().filter(|r| !self.cell(r, 2).is_empty());
        let ids = labelled.map(|r| self.cell(r, 0));
        ids.filter(|id| !id.is_empty()).collect()
    }

    /// The forms under which the texts of all labelled rows are compared, in their order.
    pub(super) fn keys(&self, masked: &Masked) -> Vec<String> {
        let labelled = self.rows.iter().zip(&self.texts);
        let labelled = labelled.filter(|(r, _)| !self.cell(r, 2).is_empty());
        let keys = labelled.map(|(_, text)| masked.key(&masked.shown(text)));
        keys.filter(|k| !k.is_empty()).collect()
    }

    /// For every id its row and its label.
    pub(super) fn by_id(&self) -> FxHashMap<String, (usize, String)> {
        let rows = self.rows.iter().enumerate();
        rows.map(|(at, r)| (self.cell(r, 0), (at, self.cell(r, 2))))
            .collect()
    }

    /// For every form under which texts are compared the id and the label of the first labelled row that has it.
    pub(super) fn by_text(&self, masked: &Masked) -> FxHashMap<String, (String, String)> {
        let mut first = FxHashMap::default();
        for (row, text) in self.rows.iter().zip(&self.texts) {
            let label = self.cell(row, 2);
            if !label.is_empty() {
                let key = masked.key(&masked.shown(text));
                first.entry(key).or_insert((self.cell(row, 0), label));
            }
        }
        first
    }

    /// Adds a row at the end.
    pub(super) fn push(&mut self, row: &Labelled) {
        let mut cells = vec![String::new(); self.header.len()];
        let values = [&row.id, &row.text, &row.label, &row.note, &row.source];
        for (place, value) in self.places.iter().zip(values) {
            if let Some(cell) = place.and_then(|at| cells.get_mut(at)) {
                value.clone_into(cell);
            }
        }
        self.rows.push(cells);
    }

    /// Gives row `at` another label, with its note and source.
    pub(super) fn relabel(&mut self, at: usize, row: &Labelled) {
        let values = [&row.label, &row.note, &row.source];
        for (place, value) in self.places[2..].iter().zip(values) {
            let cells = self.rows.get_mut(at);
            if let Some(cell) = cells.zip(*place).and_then(|(r, at)| r.get_mut(at)) {
                value.clone_into(cell);
            }
        }
    }

    /// Writes the file whole: CSV in UTF-8 with the mark by which Excel knows it.
    ///
    /// # Errors
    /// [`Error::Io`] where it cannot be written; then it is as it was.
    pub(super) fn write(&self, path: &str) -> Result<()> {
        let fail = |e: csv::Error| Error::io(path, "write", e.into());
        let mut file = AtomicFile::create(path)?;
        file.write_all("\u{FEFF}".as_bytes())
            .map_err(|e| Error::io(path, "write", e))?;
        let mut out = csv::Writer::from_writer(file);
        out.write_record(&self.header).map_err(fail)?;
        for row in &self.rows {
            out.write_record(row).map_err(fail)?;
        }
        let file = out.into_inner();
        file.map_err(|e| Error::io(path, "write", e.into_error()))?
            .commit()
    }
}

/// The labels that answers are added to; none where the file is not there.
///
/// # Errors
/// Where it is not CSV, cannot be read, or lacks the columns of ids and texts.
pub(super) fn to_add_to(path: &str) -> Result<Labels> {
    let is_csv = Path::new(path)
        .extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("csv"));
    if !is_csv {
        return Err(Error::usage(
            format!("labels are kept as CSV, and `{path}` does not end in .csv"),
            "Name a CSV file with --to; it is made if it is not there.",
        ));
    }
    if !Path::new(path).exists() {
        return Ok(Labels::empty());
    }
    let labels = Labels::read(path, LABEL)?;
    let lacks = |name: &str| !labels.header.iter().any(|h| h == name);
    match [ID, TEXT].into_iter().find(|n| lacks(n)) {
        Some(name) => Err(Error::invalid(
            path,
            format!("there is no column `{name}`"),
            "A file of labels has the columns id, text and label; name a new file with --to to begin one.",
        )),
        None => Ok(labels),
    }
}
