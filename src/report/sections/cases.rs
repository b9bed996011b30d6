//! Typical cases: what was complained about, and what was done.

use super::super::Report;
use super::super::document::{Block, Cell, Section, Table, figure, table, text};
use super::super::wording::Words;
use crate::causes::{Exemplar, Finding, FindingKind};

/// Cases listed.
const MOST: usize = 5;

/// One complaint of each issue, then of each of the largest types; nothing where no column says what was done.
pub(super) fn make<'a>(report: &'a Report, w: &'static Words) -> Vec<Section<'a>> {
    let of_kind = |kind| report.findings.iter().filter(move |f| f.kind == kind);
    let findings = of_kind(FindingKind::Issue).chain(of_kind(FindingKind::Type));
    let mut cases: Vec<(&Finding, &Exemplar)> = Vec::new();
    for finding in findings {
        let is_new = |e: &&Exemplar| cases.iter().all(|(_, known)| known.id != e.id);
        let mut told = finding.exemplars.iter().filter(|e| !e.outcome.is_empty());
        let case = told.find(is_new);
        cases.extend(case.map(|e| (finding, e)));
    }
    if cases.is_empty() {
        return Vec::new();
    }
    let cases = cases.into_iter().take(MOST).enumerate();
    let mut table = table!("cases", w.cases; (i, (f, e)) in cases => {
        figure(w.number) => Cell::Count(i as u64 + 1),
        text(w.id) => Cell::text(&e.id),
        text(w.complaint_type) => Cell::text(f.subject.name.as_deref().unwrap_or_default()),
        text(w.exemplar) => Cell::text(&e.text),
        text(w.outcome) => Cell::text(&e.outcome),
    });
    table.notes.push(w.cases_note.to_owned());
    let mut section = Section::new("cases", w.cases);
    section.blocks.push(Block::Table(table));
    vec![section]
}
