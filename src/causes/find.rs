//! Puts it together: every type, rise, shift, holiday, burst and standing-out cell with its words, slices and exemplars.

use super::candidate::strongest;
use super::context::{Complaints, Context};
use super::finalize::finalize;
use super::finding::{Finding, FindingKind};
use super::params::CauseParams;
use super::rows::Rows;
use super::{burst, change, detect, unknown};

/// All findings: those of two spans that are compared, rises, shifts, holidays and words that burst, then cells, then groups that fit
/// no type, then types; strongest first within each kind.
#[must_use]
pub fn find(complaints: &Complaints<'_>, params: &CauseParams) -> Vec<Finding> {
    let (table, figures) = (complaints.table, complaints.figures);
    let context = |rows| Context {
        complaints,
        params,
        rows,
    };
    let most = params.most;
    let mut findings = Vec::new();
    if let Some(compared) = &figures.compare {
        let context = context(Rows::of_spans(table, compared));
        let changes = change::changes(&context, compared);
        findings = finalize(&context, strongest(changes, most));
    }
    let context = context(Rows::of(table, figures));
    let moved = detect::moved(&context).into_iter();
    let mut candidates: Vec<_> = moved.flat_map(|of_kind| strongest(of_kind, most)).collect();
    detect::name_holidays(&context, &mut candidates);
    let mut bursts = burst::bursts(&context, &candidates);
    let subject_known = |b: &_| candidates.iter().any(|c| c.finding.subject == *b);
    bursts.retain(|b| !subject_known(&b.finding.subject));
    candidates.extend(bursts);
    candidates.extend(strongest(detect::cells(&context), most));
    // What is not yet known comes before the types.
    candidates.extend(unknown::groups(&context));
    candidates.extend(strongest(detect::types(&context), most));
    findings.extend(finalize(&context, candidates));
    // These are nothing but their words.
    let wordy = |f: &Finding| matches!(f.kind, FindingKind::Burst | FindingKind::Unknown);
    findings.retain(|f| !wordy(f) || !f.words.is_empty());
    told_once(findings)
}

/// Without bursts whose word another burst of the same period says already: 丽发新城 of one type beside 丽发新城小区 of all.
fn told_once(findings: Vec<Finding>) -> Vec<Finding> {
    fn word(f: &Finding) -> &str {
        f.words.first().map_or("", |w| &w.word)
    }
    let mut kept: Vec<Finding> = Vec::new();
    for f in findings {
        let told = kept.iter().any(|other| {
            let burst = f.kind == FindingKind::Burst && other.kind == FindingKind::Burst;
            let same = burst && f.subject.period == other.subject.period;
            same && (word(&f).contains(word(other)) || word(other).contains(word(&f)))
        });
        if !told {
            kept.push(f);
        }
    }
    kept
}
