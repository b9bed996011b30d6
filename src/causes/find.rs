//! Puts it together: every type, rise, shift, holiday, burst and standing-out cell with its words, slices and exemplars.

use super::candidate::{Candidate, strongest};
use super::context::{Complaints, Context};
use super::finalize::finalize;
use super::finding::{Finding, FindingKind};
use super::params::CauseParams;
use super::rows::Rows;
use super::themes::{TypeThemes, themes};
use super::{burst, change, detect, issues, unknown};

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Causes {
    /// What stands out.
    pub findings: Vec<Finding>,
    /// What the complaints of each larger type are about.
    pub themes: Vec<TypeThemes>,
}

/// All findings, and the themes of every larger type. Where the figures are about a period, `complaints` are those of the period, and what
/// moved is looked for in `past`: these and all before them.
#[must_use]
pub fn find(
    complaints: &Complaints<'_>,
    past: Option<&Complaints<'_>>,
    params: &CauseParams,
) -> Causes {
    Causes {
        findings: findings(complaints, past, params),
        themes: themes(complaints, &|_| true),
    }
}

/// All findings: those of two spans that are compared, rises, shifts, holidays and words that burst, then cells, then groups that fit
/// no type, then types; strongest first within each kind.
fn findings(
    complaints: &Complaints<'_>,
    past: Option<&Complaints<'_>>,
    params: &CauseParams,
) -> Vec<Finding> {
    let figures = complaints.figures;
    let (whole, most) = (past.unwrap_or(complaints), params.most);
    let mut findings = Vec::new();
    if let Some(compared) = &figures.compare {
        let rows = Rows::of_spans(whole.table, compared);
        let context = Context::new(whole, params, rows);
        let changes = change::changes(&context, compared);
        findings = finalize(&context, strongest(changes, most));
    }
    findings.extend(issues::issues(whole, params.evidence));
    let context = Context::new(whole, params, Rows::of(whole.table, figures));
    let mut moved = moved(&context);
    match past {
        None => {
            moved.extend(standing(&context));
            findings.extend(finalize(&context, moved));
        }
        Some(_) => {
            findings.extend(finalize(&context, moved));
            let context = Context::new(complaints, params, Rows::of(complaints.table, figures));
            findings.extend(finalize(&context, standing(&context)));
        }
    }
    // These are nothing but their words.
    let wordy = |f: &Finding| matches!(f.kind, FindingKind::Burst | FindingKind::Unknown);
    findings.retain(|f| !wordy(f) || !f.words.is_empty());
    let mut groups = 0;
    findings.retain(|f| {
        let is_group = f.kind == FindingKind::Unknown;
        let tells = f.words.first().is_some_and(|w| w.share >= unknown::NAMED);
        groups += usize::from(is_group && tells);
        !is_group || (tells && groups <= unknown::MOST)
    });
    findings.iter_mut().for_each(without_its_name);
    told_once(findings)
}

/// What moved in time.
fn moved(context: &Context<'_>) -> Vec<Candidate> {
    let moved = detect::moved(context).into_iter();
    let strongest = |of_kind| strongest(of_kind, context.params.most);
    let mut candidates: Vec<_> = moved.flat_map(strongest).collect();
    detect::name_holidays(context, &mut candidates);
    let mut bursts = burst::bursts(context, &candidates);
    let subject_known = |b: &_| candidates.iter().any(|c| c.finding.subject == *b);
    bursts.retain(|b| !subject_known(&b.finding.subject));
    candidates.extend(bursts);
    candidates
}

/// What holds of all complaints of the context, whenever they were made. What is not yet known comes before the types.
fn standing(context: &Context<'_>) -> Vec<Candidate> {
    let most = context.params.most;
    let mut candidates = strongest(detect::cells(context), most);
    candidates.extend(unknown::groups(context));
    candidates.extend(strongest(detect::types(context), most));
    if let Some(period) = &context.complaints.figures.period {
        for candidate in &mut candidates {
            candidate.finding.days = Some((period.from, Some(period.until)));
        }
    }
    candidates
}

/// That complaints of a type hold the words of its name tells nothing about it.
fn without_its_name(finding: &mut Finding) {
    if finding.kind == FindingKind::Type {
        let name = finding.subject.name.as_deref().unwrap_or_default();
        let name = name.to_lowercase();
        finding.words.retain(|w| !name.contains(&w.word));
    }
}

/// Without bursts whose word an issue or another burst of the same period says already: 丽发新城 of one type beside 丽发新城小区 of all.
fn told_once(findings: Vec<Finding>) -> Vec<Finding> {
    let mut kept: Vec<Finding> = Vec::new();
    for f in findings {
        let word = f.words.first().map_or("", |w| w.word.as_str());
        let tells = |other: &Finding| {
            let words = match other.kind {
                FindingKind::Issue => &other.words[..],
                FindingKind::Burst => other.words.get(..1).unwrap_or_default(),
                _ => &[],
            };
            let mut words = words.iter().map(|w| w.word.as_str());
            f.subject.period == other.subject.period
                && words.any(|w| w.contains(word) || word.contains(w))
        };
        if f.kind != FindingKind::Burst || !kept.iter().any(tells) {
            kept.push(f);
        }
    }
    kept
}
