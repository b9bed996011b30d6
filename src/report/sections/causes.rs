//! What the figures come from: findings with their words, slices and complaints.

use super::super::Report;
use super::super::document::{Block, Cell, Section, Shown, Table, figure, text};
use super::super::wording::{Words, holiday};
use crate::causes::{Finding, FindingKind};

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
            section.blocks.push(Block::Findings(title.to_owned(), list));
        }
    }
    for table in [
        findings(report, w),
        words(report, w),
        slices(report, w),
        exemplars(report, w),
        members(report, w),
    ] {
        if !table.rows.is_empty() {
            section.blocks.push(Block::Table(table));
        }
    }
    vec![section]
}

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
        FindingKind::Unknown => w.kind_unknown,
        FindingKind::Compare => w.kind_compare,
    }
}

fn subject(i: usize, f: &Finding, w: &Words) -> Vec<Cell> {
    vec![
        Cell::Count(i as u64 + 1),
        Cell::text(f.subject.name.clone().unwrap_or_default()),
        Cell::text(when(f, w)),
        Cell::text(slice_name(&f.subject.slice, w)),
    ]
}

/// The period or the holiday a finding is about.
fn when<'a>(f: &'a Finding, w: &Words) -> &'a str {
    let named = f.subject.holiday.as_deref().map(|h| holiday(h, w.lang));
    f.subject.period.as_deref().or(named).unwrap_or_default()
}

fn table(name: &str, title: &str, rest: Vec<super::super::document::Column>, w: &Words) -> Table {
    let mut columns = vec![
        figure(w.number),
        text(w.kind),
        text(w.period),
        text(w.slice),
    ];
    columns.extend(rest);
    let mut table = Table::new(name, title, columns);
    table.shown = Shown::Files;
    table
}

fn findings(report: &Report, w: &'static Words) -> Table {
    let columns = vec![
        text(w.finding_kind),
        figure(w.count),
        figure(w.expected),
        text(w.sentence),
        text(w.distinctive),
        text(w.search),
    ];
    let mut table = table("findings", w.findings, columns, w);
    for (i, f) in report.findings.iter().enumerate() {
        let mut row = subject(i, f, w);
        let top: Vec<&str> = f.words.iter().take(5).map(|x| x.word.as_str()).collect();
        row.extend([
            Cell::text(kind_name(f.kind, w)),
            Cell::Count(f.count),
            Cell::number(f.expected),
            Cell::text(f.sentence.clone()),
            Cell::text(top.join(w.list_sep)),
            Cell::Code(f.search.clone()),
        ]);
        table.rows.push(row);
    }
    table
}

fn words(report: &Report, w: &Words) -> Table {
    let columns = vec![
        text(w.word),
        figure(w.word_count),
        figure(w.word_share),
        figure(w.word_elsewhere),
        figure(w.z),
        figure(w.p),
        text(w.examples),
    ];
    let mut table = table("words", w.distinctive, columns, w);
    for (i, f) in report.findings.iter().enumerate() {
        for word in &f.words {
            let mut row = subject(i, f, w);
            row.extend([
                Cell::text(word.word.clone()),
                Cell::Count(word.count),
                Cell::Percent(word.share, None),
                Cell::Percent(word.share_elsewhere, None),
                Cell::number(Some(word.z)),
                Cell::P(word.p_adjusted),
                Cell::text(word.examples.join(w.list_sep)),
            ]);
            table.rows.push(row);
        }
    }
    table
}

fn slices(report: &Report, w: &Words) -> Table {
    let columns = vec![
        text(w.where_from),
        figure(w.expected),
        figure(w.count),
        figure(w.carries),
        figure(w.p),
    ];
    let mut table = table("slices", w.where_from, columns, w);
    for (i, f) in report.findings.iter().enumerate() {
        for s in &f.slices {
            let mut row = subject(i, f, w);
            row.extend([
                Cell::text(slice_name(&s.cell, w)),
                Cell::number(Some(s.before)),
                Cell::Count(s.after),
                Cell::Percent(s.carries, None),
                Cell::P(s.p_adjusted),
            ]);
            table.rows.push(row);
        }
    }
    table
}

/// Every complaint of the groups that fit no type: a person who names one wants them all.
fn members(report: &Report, w: &Words) -> Table {
    let mut table = Table::new(
        "unknown",
        w.findings_unknown,
        vec![figure(w.number), text(w.id)],
    );
    table.shown = Shown::Files;
    for (i, f) in report.findings.iter().enumerate() {
        let row = |id: &String| vec![Cell::Count(i as u64 + 1), Cell::text(id.clone())];
        table.rows.extend(f.members.iter().map(row));
    }
    table
}

fn exemplars(report: &Report, w: &Words) -> Table {
    let columns = vec![text(w.id), text(w.exemplar)];
    let mut table = table("exemplars", w.exemplars, columns, w);
    for (i, f) in report.findings.iter().enumerate() {
        for e in &f.exemplars {
            let mut row = subject(i, f, w);
            row.extend([Cell::text(e.id.clone()), Cell::text(e.text.clone())]);
            table.rows.push(row);
        }
    }
    table
}
