//! Puts it together: every type, rise, shift, holiday and standing-out cell with its words, slices and exemplars.

use super::draft::{Draft, Look, Rows};
use super::exemplar::Source;
use super::finding::Finding;
use super::holiday::HolidayParams;
use super::scan::ScanParams;
use super::sentence::SearchColumns;
use super::shift::ShiftParams;
use super::show;
use super::terms::Terms;
use super::words::WordParams;
use crate::aggregate::{Figures, Table};
use crate::types::Lang;

/// What is looked for, and how much is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct CauseParams {
    /// Distinctive words.
    pub words: WordParams,
    /// Slices that rose.
    pub scan: ScanParams,
    /// Lasting shifts.
    pub shifts: ShiftParams,
    /// Holiday rises.
    pub holidays: HolidayParams,
    /// Findings of each kind shown at most.
    pub most: usize,
    /// Language of the sentences.
    pub lang: Lang,
}

impl Default for CauseParams {
    fn default() -> Self {
        Self {
            words: WordParams::default(),
            scan: ScanParams::default(),
            shifts: ShiftParams::default(),
            holidays: HolidayParams::default(),
            most: 20,
            lang: Lang::Zh,
        }
    }
}

/// What causes are looked for in.
#[derive(Clone, Copy)]
pub struct Complaints<'a> {
    /// The rows.
    pub table: &'a Table,
    /// Their figures.
    pub figures: &'a Figures,
    /// Words of every row (of those that are no first of their group, none); absent without a text column.
    pub terms: Option<&'a Terms>,
    /// Where to read exemplars.
    pub source: &'a dyn Source,
    /// Names for the search commands.
    pub columns: &'a SearchColumns,
}

/// All findings: those of two spans that are compared, rises, shifts and holidays, then cells, then types; strongest first within each kind.
#[must_use]
pub fn find(complaints: &Complaints<'_>, params: &CauseParams) -> Vec<Finding> {
    let rows = Rows::of(complaints.table, complaints.figures);
    let look = Look {
        complaints,
        params,
        rows: &rows,
    };
    let mut findings = Vec::new();
    if let Some(compared) = &complaints.figures.compare {
        let rows = Rows::of_spans(complaints.table, compared);
        let look = Look {
            complaints,
            params,
            rows: &rows,
        };
        let drafts = in_order(vec![look.changes(compared)], params);
        findings = show::finished(&look, drafts);
    }
    let mut drafts = in_order(look.drafts(), params);
    look.name_holidays(&mut drafts);
    findings.extend(show::finished(&look, drafts));
    findings
}

/// The strongest of each kind, strongest first.
fn in_order(mut kinds: Vec<Vec<Draft>>, params: &CauseParams) -> Vec<Draft> {
    for drafts in &mut kinds {
        drafts.sort_by(|a, b| {
            b.strength
                .total_cmp(&a.strength)
                .then_with(|| a.finding.subject.cmp(&b.finding.subject))
        });
        drafts.truncate(params.most.max(1));
    }
    kinds.into_iter().flatten().collect()
}
