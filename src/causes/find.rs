//! Puts it together: every type, rise, shift, holiday, burst and standing-out cell with its words, slices and exemplars.

use super::burst::BurstParams;
use super::draft::{Draft, Look, Rows};
use super::exemplar::Source;
use super::finding::Finding;
use super::holiday::HolidayParams;
use super::scan::ScanParams;
use super::sentence::SearchColumns;
use super::shift::ShiftParams;
use super::show;
use super::terms::Terms;
use super::unknown::UnknownParams;
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
    /// Words that burst.
    pub bursts: BurstParams,
    /// Groups of complaints that fit no type.
    pub unknown: UnknownParams,
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
            bursts: BurstParams::default(),
            unknown: UnknownParams::default(),
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
    /// For every row whether no type holds it firmly; may be empty.
    pub unsure: &'a [bool],
    /// Where to read exemplars.
    pub source: &'a dyn Source,
    /// Names for the search commands.
    pub columns: &'a SearchColumns,
}

/// All findings: those of two spans that are compared, rises, shifts, holidays and words that burst, then cells, then groups that fit
/// no type, then types; strongest first within each kind.
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
    let (moved, standing) = look.drafts();
    let mut moved = in_order(moved, params);
    look.name_holidays(&mut moved);
    let mut bursts = look.bursts(&look.covered(&moved));
    bursts.retain(|b| moved.iter().all(|m| m.finding.subject != b.finding.subject));
    let standing = in_order(standing, params);
    let drafts = moved
        .into_iter()
        .chain(bursts)
        .chain(standing)
        .chain(look.unknown());
    findings.extend(show::finished(&look, drafts.collect()));
    // What is not yet known comes before the types.
    findings.sort_by_key(|f| f.kind == "type");
    // These are nothing but their words.
    let wordy = |f: &Finding| matches!(&*f.kind, "burst" | "unknown");
    findings.retain(|f| !wordy(f) || !f.words.is_empty());
    told_once(findings)
}

/// Without bursts whose word another burst of the same period says already: 丽发新城 of one type beside 丽发新城小区 of all.
fn told_once(findings: Vec<Finding>) -> Vec<Finding> {
    let mut kept: Vec<Finding> = Vec::new();
    for f in findings {
        let said = |other: &Finding| {
            let word = |f: &Finding| f.words.first().map(|w| w.word.clone()).unwrap_or_default();
            let (a, b) = (word(&f), word(other));
            let same = f.kind == "burst" && other.kind == "burst";
            same && f.subject.period == other.subject.period && (a.contains(&b) || b.contains(&a))
        };
        if !kept.iter().any(said) {
            kept.push(f);
        }
    }
    kept
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
