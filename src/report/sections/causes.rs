//! What the figures come from: findings with their words, slices and complaints.

use super::super::Report;
use super::super::document::{
    Block, Cell, Findings, Lines, Section, Shown, Table, figure, table, text,
};
use super::super::wording::{Words, fill, holiday};
use crate::causes::{Finding, FindingKind, written};

/// Findings that are printed, with their quotations.
const PRINTED: usize = 8;

pub(super) fn make<'a>(report: &'a Report, w: &'static Words) -> Vec<Section<'a>> {
    if report.findings.is_empty() {
        return Vec::new();
    }
    let mut section = Section::new("findings", w.findings);
    let numbered = || report.findings.iter().enumerate().map(|(i, f)| (i + 1, f));
    let of = |kind: FindingKind| match kind {
        FindingKind::Type => w.findings_types,
        FindingKind::Unknown => w.findings_unknown,
        _ => w.findings_attention,
    };
    for title in [w.findings_attention, w.findings_unknown, w.findings_types] {
        let list: Vec<_> = numbered().filter(|(_, f)| of(f.kind) == title).collect();
        if !list.is_empty() {
            let printed = if title == w.findings_attention {
                PRINTED
            } else {
                0
            };
            section.blocks.push(Block::Findings(Findings {
                title: title.to_owned(),
                list,
                printed,
            }));
        }
    }
    if let Some(command) = &report.provenance.index {
        let lines = vec![fill(w.make_index, &[command])];
        section.blocks.push(Block::Lines(Lines {
            printed: false,
            ..Lines::new(w.see_complaints, lines)
        }));
    }
    for table in [
        findings(report, w),
        words(report, w),
        slices(report, w),
        exemplars(report, w),
        evidence(report, w),
        members(report, w),
    ] {
        if !table.rows.is_empty() {
            section.blocks.push(Block::Table(table));
        }
    }
    vec![section]
}

/// Names of the tables of findings and of their complaints.
pub(in crate::report) const FINDINGS: &str = "findings";
pub(in crate::report) const EVIDENCE: &str = "complaints";

/// `列=值、列=值`.
pub(in crate::report) fn slice_name(slice: &[(String, String)], w: &Words) -> String {
    let parts: Vec<String> = slice.iter().map(|(c, v)| format!("{c}={v}")).collect();
    parts.join(w.list_sep)
}

/// What kind of finding it is, in words.
pub(in crate::report) fn kind_name(kind: FindingKind, w: &'static Words) -> &'static str {
    match kind {
        FindingKind::Type => w.kind_type,
        FindingKind::Rise => w.kind_rise,
        FindingKind::Cell => w.kind_cell,
        FindingKind::Holiday => w.kind_holiday,
        FindingKind::Shift => w.kind_shift,
        FindingKind::Burst => w.kind_burst,
        FindingKind::Issue => w.kind_issue,
        FindingKind::Unknown => w.kind_unknown,
        FindingKind::Compare => w.kind_compare,
    }
}

/// What a finding is about, in a few words: period, holiday, type, segment; a group without any of them goes by its words.
pub(in crate::report) fn subject(f: &Finding, w: &Words) -> String {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(f.subject.period.clone());
    let named = f.subject.holiday.as_deref();
    parts.extend(named.map(|h| holiday(h, w.lang).to_owned()));
    // an issue of which a part lies elsewhere goes by its words
    let is_of_subject = f.within.is_none();
    parts.extend(f.subject.name.clone().filter(|_| is_of_subject));
    if !f.subject.slice.is_empty() && is_of_subject {
        parts.push(slice_name(&f.subject.slice, w));
    }
    if parts.is_empty() || !is_of_subject {
        parts.extend(
            f.words
                .iter()
                .take(3)
                .map(|x| written(&x.word, &f.exemplars).to_owned()),
        );
    }
    parts.join(" · ")
}

/// The period or the holiday a finding is about.
fn when<'a>(f: &'a Finding, w: &Words) -> &'a str {
    let named = f.subject.holiday.as_deref().map(|h| holiday(h, w.lang));
    f.subject.period.as_deref().or(named).unwrap_or_default()
}

/// A table whose rows begin with the number and the subject of a finding.
macro_rules! of_findings {
    ($name:expr, $title:expr, $w:expr; ($f:ident, $row:pat) in $rows:expr => { $($column:expr => $cell:expr,)* }) => {{
        let mut table = table!($name, $title; (i, $f, $row) in $rows => {
            figure($w.number) => Cell::Count(i as u64 + 1),
            text($w.complaint_type) => Cell::text($f.subject.name.as_deref().unwrap_or_default()),
            text($w.period) => Cell::text(when($f, $w)),
            text($w.slice) => Cell::text(slice_name(&$f.subject.slice, $w)),
            $($column => $cell,)*
        });
        table.shown = Shown::Files;
        table
    }};
}

/// Every finding with its number and each of its parts.
fn each<'a, T: 'a>(
    report: &'a Report,
    parts: impl Fn(&'a Finding) -> &'a [T],
) -> impl Iterator<Item = (usize, &'a Finding, &'a T)> {
    let findings = report.findings.iter().enumerate();
    findings.flat_map(move |(i, f)| parts(f).iter().map(move |part| (i, f, part)))
}

fn findings(report: &Report, w: &'static Words) -> Table {
    let top = |f: &Finding| {
        let words = f.words.iter().take(5);
        let words = words.map(|x| written(&x.word, &f.exemplars));
        words.collect::<Vec<_>>().join(w.list_sep)
    };
    let findings = report.findings.iter().enumerate().map(|(i, f)| (i, f, ()));
    of_findings!(FINDINGS, w.findings, w; (f, ()) in findings => {
        text(w.finding_kind) => Cell::text(kind_name(f.kind, w)),
        figure(w.count) => Cell::Count(f.count),
        figure(w.expected) => Cell::number(f.expected),
        text(w.sentence) => Cell::text(&f.sentence),
        text(w.distinctive) => Cell::text(top(f)),
        text(w.search) => Cell::Code(f.search.clone()),
    })
}

fn words(report: &Report, w: &Words) -> Table {
    of_findings!("words", w.distinctive, w; (f, word) in each(report, |f| &f.words) => {
        text(w.word) => Cell::text(written(&word.word, &f.exemplars)),
        figure(w.word_count) => Cell::Count(word.count),
        figure(w.denominator) => Cell::Count(word.of),
        figure(w.word_share) => Cell::Percent(word.share),
        figure(w.word_elsewhere) => Cell::Percent(word.share_elsewhere),
        figure(w.z) => Cell::number(Some(word.z)),
        figure(w.p) => Cell::P(word.p_adjusted),
        text(w.examples).ids() => Cell::text(word.examples.join(w.list_sep)),
    })
}

fn slices(report: &Report, w: &Words) -> Table {
    of_findings!("slices", w.where_from, w; (f, s) in each(report, |f| &f.slices) => {
        text(w.where_from) => Cell::text(slice_name(&s.cell, w)),
        figure(w.expected) => Cell::number(Some(s.before)),
        figure(w.count) => Cell::Count(s.after),
        figure(w.carries) => Cell::Percent(s.carries),
        figure(w.p) => Cell::P(s.p_adjusted),
    })
}

/// Every complaint of the groups that fit no type: a person who names one wants them all.
fn members(report: &Report, w: &Words) -> Table {
    let members = each(report, |f| &f.members);
    let unknown = members.filter(|(_, f, _)| f.kind == FindingKind::Unknown);
    let mut table = table!("unknown", w.kind_unknown; (i, _, id) in unknown => {
        figure(w.number) => Cell::Count(i as u64 + 1),
        text(w.id) => Cell::text(id),
    });
    table.shown = Shown::Files;
    table
}

/// What people wrote, finding by finding, to be filtered and sorted.
fn evidence(report: &Report, w: &'static Words) -> Table {
    let about = |f: &Finding| {
        let parts = [
            kind_name(f.kind, w),
            when(f, w),
            f.subject.name.as_deref().unwrap_or_default(),
        ];
        let parts: Vec<&str> = parts.into_iter().filter(|p| !p.is_empty()).collect();
        let slice = Some(slice_name(&f.subject.slice, w)).filter(|s| !s.is_empty());
        parts
            .into_iter()
            .map(str::to_owned)
            .chain(slice)
            .collect::<Vec<_>>()
            .join(" · ")
    };
    let lines = each(report, |f| &f.evidence);
    let mut table = table!(EVIDENCE, w.evidence; (i, f, e) in lines => {
        figure(w.number) => Cell::Count(i as u64 + 1),
        text(w.evidence_finding) => Cell::text(about(f)),
        text(w.id) => Cell::text(&e.complaint.id),
        text(w.day) => e.day.map_or(Cell::Empty, Cell::Date),
        text(w.complaint_type) => Cell::text(e.name.as_deref().unwrap_or_default()),
        figure(w.copies) => Cell::Count(e.copies),
        text(w.exemplar) => Cell::text(&e.complaint.text),
        text(w.outcome) => Cell::text(&e.complaint.outcome),
    });
    table.shown = Shown::Files;
    table.without_empty_end()
}

fn exemplars(report: &Report, w: &Words) -> Table {
    of_findings!("exemplars", w.exemplars, w; (f, e) in each(report, |f| &f.exemplars) => {
        text(w.id) => Cell::text(&e.id),
        text(w.exemplar) => Cell::text(&e.text),
        text(w.outcome) => Cell::text(&e.outcome),
    })
    .without_empty_end()
}
