//! What a person keeps beside the complaints from report to report: a list of measures, and of what is known and accepted.

mod actions;
mod cells;
mod known;
mod names;
mod new_rows;

pub use new_rows::{NewRows, Saved};

use crate::Result;
use crate::aggregate::{Figures, NO_DAY, Table, Treatment, date, day, effects};
use crate::causes::{Action, Finding, FindingKind, Known};
use crate::report::wording::actions as wording;
use crate::report::wording::lines::Lines;
use crate::types::{Lang, Observer};
use actions::ActionList;
use arrow_schema::Schema;
use cells::DataColumns;
use chrono::NaiveDate;

/// The files of the two lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LedgerFiles {
    /// Measures.
    pub actions: Option<String>,
    /// What is known and accepted.
    pub known: Option<String>,
}

/// The two lists as they were read.
#[derive(Debug, Default)]
pub struct Ledgers {
    actions: Option<ActionList>,
    known: Option<(String, Vec<Known>)>,
}

/// What the lists say of a report, now that its findings are known.
#[derive(Debug, Default)]
pub struct Entered {
    /// The measures, those added included.
    pub actions: Option<Vec<Action>>,
    /// What is known and accepted.
    pub known: Option<Vec<Known>>,
    /// Rows that the list of measures lacks.
    pub new_rows: Option<NewRows>,
}

impl Ledgers {
    /// Reads the lists, for complaints of `schema`.
    ///
    /// # Errors
    /// Where a file cannot be read, lacks the columns that it needs, or holds something else where a date belongs.
    pub fn read(
        files: &LedgerFiles,
        schema: &Schema,
        columns: &crate::columns::ReportColumns,
    ) -> Result<Self> {
        let columns = DataColumns::of(schema, columns);
        let actions = files.actions.as_deref();
        let known = files.known.as_deref();
        Ok(Self {
            actions: actions.map(|f| ActionList::read(f, &columns)).transpose()?,
            known: match known {
                Some(file) => Some((file.to_owned(), known::read(file, &columns)?)),
                None => None,
            },
        })
    }

    /// Marks the `findings` that are known; gives every line of the first page a row in the list of measures and every measure that has
    /// begun its verdict. `past` are the rows up to the end of what is reported.
    ///
    /// The first page's sentences are to be made after that.
    pub fn enter(
        mut self,
        past: &Table,
        figures: &Figures,
        (findings, notes): (&mut Vec<Finding>, &mut Vec<String>),
        (observer, lang): (&dyn Observer, Lang),
    ) -> Entered {
        let Some(until) = last_day(past, figures) else {
            return self.without_days(notes, lang);
        };
        let settled = names::Names::of(past);
        if let Some(list) = &mut self.actions {
            list.settle(&settled, observer);
        }
        self.settle_known(&settled, until, observer);
        let accepted = self
            .actions
            .as_ref()
            .map_or(Vec::new(), |l| l.accepted(until));
        let given = self.known.is_some() || !accepted.is_empty();
        let own = self.known.as_ref().map(|(_, known)| known.len());
        let known = self.known.into_iter().flat_map(|(_, known)| known);
        let mut known: Vec<Known> = known.chain(accepted).collect();
        mark(findings, &mut known, lang);
        notes.extend(given.then(|| wording::known_note(&known, lang)).flatten());
        let (mut actions, mut new_rows) = (None, None);
        if let Some(list) = self.actions {
            let lines = Lines::of(figures, findings).findings;
            let dimensions = past.dimensions.iter().filter(|d| !d.made);
            let dimensions: Vec<&str> = dimensions.map(|d| d.name.as_str()).collect();
            let (mut rows, added) = list.with_lines(&lines, &dimensions, lang);
            judge(&mut rows, past, until);
            notes.extend(wording::overdue_note(&rows, until, lang));
            (actions, new_rows) = (Some(rows), added);
        }
        let known = own.map(|own| known.into_iter().take(own).collect());
        Entered {
            actions,
            known,
            new_rows,
        }
    }

    /// What is known, spelt as the complaints are, with what has expired by `until` marked.
    #[must_use]
    pub fn known_on(
        mut self,
        until: NaiveDate,
        table: &Table,
        observer: &dyn Observer,
    ) -> Vec<Known> {
        self.settle_known(&names::Names::of(table), until, observer);
        self.known.map_or(Vec::new(), |(_, known)| known)
    }

    fn settle_known(
        &mut self,
        names: &names::Names<'_>,
        until: NaiveDate,
        observer: &dyn Observer,
    ) {
        let Some((file, known)) = &mut self.known else {
            return;
        };
        for entry in known {
            names.settle(&mut entry.matter, file, observer);
            entry.expired = entry.until.is_some_and(|last| last < until);
        }
    }

    /// The lists beside complaints without a day: nothing is silenced, added or judged.
    fn without_days(self, notes: &mut Vec<String>, lang: Lang) -> Entered {
        let is_given = self.actions.is_some() || self.known.is_some();
        notes.extend(is_given.then(|| wording::no_days(lang)));
        Entered {
            actions: self.actions.map(ActionList::into_rows),
            known: self.known.map(|(_, known)| known),
            new_rows: None,
        }
    }
}

/// The last day of what is reported.
fn last_day(table: &Table, figures: &Figures) -> Option<NaiveDate> {
    let reported = figures.period.as_ref().map(|p| p.until);
    let days = table.days.iter().flatten();
    let last = days.filter(|d| **d != NO_DAY).max();
    reported.or_else(|| date(*last?))
}

/// Marks the findings that something known silences, each by the first that does.
fn mark(findings: &mut [Finding], known: &mut [Known], lang: Lang) {
    use FindingKind::{Compare, Type, Unknown};
    let news = findings
        .iter_mut()
        .filter(|f| !matches!(f.kind, Type | Compare | Unknown));
    for finding in news {
        if let Some(entry) = known.iter_mut().find(|k| k.silences(finding)) {
            entry.silenced += 1;
            finding.known = Some(entry.note.clone());
            finding.sentence = wording::known(&finding.sentence, entry, lang);
        }
    }
}

/// Gives every measure that has begun its verdict.
fn judge(rows: &mut [Action], table: &Table, until: NaiveDate) {
    let begun = |a: &Action| a.start.filter(|start| *start <= until);
    let treatments = rows.iter().filter_map(|a| {
        Some(Treatment {
            scope: a.matter.scope.clone(),
            start: day(begun(a)?),
        })
    });
    let treatments: Vec<Treatment> = treatments.collect();
    let mut found = effects(table, &treatments, day(until)).into_iter();
    for row in rows {
        row.overdue = row.due.is_some_and(|due| due < until) && !row.done;
        if begun(row).is_some() {
            row.effect = found.next();
        }
    }
}
