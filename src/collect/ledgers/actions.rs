//! The list of measures: read, and given a row for every line of the first page that has none.

use super::cells::{DataColumns, ListColumns};
use super::names::Names;
use super::new_rows::NewRows;
use crate::causes::{Action, Finding, Known};
use crate::collect::small_table::SmallTable;
use crate::columns::headers::{LedgerColumn, says_accepted, says_done};
use crate::report::wording::actions::row_words;
use crate::types::format::Format;
use crate::types::{Lang, Observer};
use crate::{Error, Result};
use chrono::NaiveDate;
use std::path::Path;

/// Columns that are the list's own although complaints may have some of the same name: who is in charge is not where it applies.
const OF_LIST: [LedgerColumn; 8] = {
    use LedgerColumn::{Due, Measure, Number, Person, Problem, Remark, Start, Unit};
    [Number, Problem, Measure, Unit, Person, Start, Due, Remark]
};
/// Words written of a line.
const WORDS: usize = 3;

/// The list as it was read.
#[derive(Debug)]
pub(super) struct ActionList {
    file: String,
    /// Absent where there is no such file yet.
    table: Option<SmallTable>,
    data: DataColumns,
    columns: ListColumns,
    rows: Vec<Action>,
}

impl ActionList {
    /// Reads `file`, where there is one, for complaints with these columns.
    pub(super) fn read(file: &str, data: &DataColumns) -> Result<Self> {
        let mut list = Self {
            file: file.to_owned(),
            table: None,
            data: data.clone(),
            columns: ListColumns::default(),
            rows: Vec::new(),
        };
        if !Path::new(file).exists() {
            if Format::of_output(file).is_none() {
                let message = format!(
                    "the list of measures `{file}` is not there, and its name does not say in which format to begin one"
                );
                return Err(Error::usage(message, "End it in .xlsx or .csv."));
            }
            return Ok(list);
        }
        let table = SmallTable::read(file)?;
        let columns = ListColumns::of(&table.header, data, &OF_LIST);
        if !columns.has(LedgerColumn::Problem) && !columns.names_a_matter() {
            let message = format!(
                "none of the columns {} is a problem, a type or one that complaints are broken down by",
                table.header.join(", ")
            );
            let next = "Name the columns problem (问题), type (类型), measure (整改措施), start (开始日期) and due (完成时限); or name a \
                        file that is not there yet, and it will be begun.";
            return Err(Error::invalid(file, message, next));
        }
        for row in 0..table.rows.len() {
            let mut action = action(&columns, &table.rows[row]);
            action.start = columns.day(&table, row, (LedgerColumn::Start, false))?;
            action.due = columns.day(&table, row, (LedgerColumn::Due, true))?;
            list.rows.push(action);
        }
        (list.table, list.columns) = (Some(table), columns);
        Ok(list)
    }

    /// Spells types and values as the complaints have them.
    pub(super) fn settle(&mut self, names: &Names<'_>, observer: &dyn Observer) {
        for (at, row) in self.rows.iter_mut().enumerate() {
            let place = self.table.as_ref().map_or(String::new(), |t| t.line(at));
            names.settle(&mut row.matter, &place, observer);
        }
    }

    /// Rows whose problem is accepted, which silence findings as what is known does.
    pub(super) fn accepted(&self, until: NaiveDate) -> Vec<Known> {
        let accepted = self.rows.iter().filter(|r| r.accepted);
        let known = |row: &Action| Known {
            matter: row.matter.clone(),
            until: row.due,
            note: match row.remark.is_empty() {
                true => row.status.clone(),
                false => row.remark.clone(),
            },
            expired: row.due.is_some_and(|due| due < until),
            ..Known::default()
        };
        accepted.map(known).collect()
    }

    pub(super) fn into_rows(self) -> Vec<Action> {
        self.rows
    }

    /// The rows, with one for every line that had none; and those rows, to be written. Complaints have these `dimensions`.
    pub(super) fn with_lines(
        mut self,
        lines: &[&Finding],
        dimensions: &[&str],
        lang: Lang,
    ) -> (Vec<Action>, Option<NewRows>) {
        let header = match &self.table {
            Some(table) => table.header.clone(),
            None => new_header(dimensions, lang),
        };
        if self.table.is_none() {
            self.columns = ListColumns::of(&header, &self.data, &OF_LIST);
        }
        let mut added = Vec::new();
        for finding in lines {
            let is_there = |r: &Action| r.matter.covers(finding) || r.problem == finding.sentence;
            if !self.rows.iter().any(is_there) {
                let cells = self.row_of(finding, header.len(), lang);
                self.rows.push(action(&self.columns, &cells));
                added.push(cells);
            }
        }
        // a list that is not there yet is begun even where there is nothing to put into it
        let is_new = self.table.is_none() || !added.is_empty();
        let new = is_new.then_some(NewRows {
            file: self.file,
            header,
            rows: added,
            table: self.table,
        });
        (self.rows, new)
    }

    /// The cells of a row about `finding`.
    fn row_of(&self, finding: &Finding, width: usize, lang: Lang) -> Vec<String> {
        let mut cells = vec![String::new(); width];
        let mut set = |at: Option<usize>, text: &str| {
            if let Some(cell) = at.and_then(|at| cells.get_mut(at)) {
                text.trim().clone_into(cell);
            }
        };
        let columns = &self.columns;
        let numbers = self
            .rows
            .iter()
            .filter_map(|r| r.number.parse::<usize>().ok());
        let number = numbers.max().unwrap_or(self.rows.len()) + 1;
        set(columns.place(LedgerColumn::Number), &number.to_string());
        set(columns.place(LedgerColumn::Problem), &finding.sentence);
        let subject = &finding.subject;
        set(
            columns.place(LedgerColumn::Type),
            subject.name.as_deref().unwrap_or_default(),
        );
        for (column, value) in &subject.slice {
            let unit = || {
                let is_unit = LedgerColumn::of(column) == Some(LedgerColumn::Unit);
                columns.place(LedgerColumn::Unit).filter(|_| is_unit)
            };
            set(columns.place_of(column).or_else(unit), value);
        }
        let words = finding.words.iter().take(WORDS).map(|w| w.word.as_str());
        let words = row_words(&words.collect::<Vec<_>>(), lang);
        set(columns.place(LedgerColumn::Words), &words);
        cells
    }
}

/// The columns of a list that is begun.
fn new_header(dimensions: &[&str], lang: Lang) -> Vec<String> {
    use LedgerColumn::{
        Due, Measure, Number, Person, Problem, Remark, Start, Status, Type, Unit, Words,
    };
    let name = |c: LedgerColumn| c.name(lang == Lang::Zh).to_owned();
    let before = [Number, Problem, Type].map(name);
    let own = |d: &&&str| LedgerColumn::of(d).is_none();
    let dimensions = dimensions.iter().filter(own).map(|d| (*d).to_owned());
    let after = [Words, Measure, Unit, Person, Start, Due, Status, Remark].map(name);
    before.into_iter().chain(dimensions).chain(after).collect()
}

/// A row, without its days.
fn action(columns: &ListColumns, row: &[String]) -> Action {
    let cell = |column| columns.cell(row, column).to_owned();
    let (status, remark) = (cell(LedgerColumn::Status), cell(LedgerColumn::Remark));
    Action {
        number: cell(LedgerColumn::Number),
        problem: cell(LedgerColumn::Problem),
        matter: columns.matter(row),
        measure: cell(LedgerColumn::Measure),
        unit: cell(LedgerColumn::Unit),
        person: cell(LedgerColumn::Person),
        done: says_done(&status) || says_done(&remark),
        accepted: says_accepted(&status) || says_accepted(&remark),
        status,
        remark,
        ..Action::default()
    }
}
