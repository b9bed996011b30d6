//! What is above what the days before let expect.

use super::super::Report;
use super::super::document::{Block, Cell, Section, Table, figure, interval, table, text};
use super::super::wording::{Words, warnings as wording};
use super::slice_name;

pub(super) fn make<'a>(report: &'a Report, w: &'static Words) -> Vec<Section<'a>> {
    let Some(watch) = &report.watch else {
        return Vec::new();
    };
    let [title, severity, said, from, to, band] = wording::heads(w.lang);
    let mut section = Section::new("warnings", title);
    section.lead.push(watch.sentence.clone());
    if watch.warnings.is_empty() {
        section.lead.extend(watch.notes.iter().cloned());
        return vec![section];
    }
    let mut table = table!("warnings", title; (at, x) in watch.warnings.iter().enumerate() => {
        figure(w.number) => Cell::Count(at as u64 + 1),
        text(severity) => Cell::text(wording::standing(x, w.lang)),
        text(said) => Cell::text(&x.sentence),
        text(w.complaint_type).files_only() => Cell::text(x.scope.name.as_deref().unwrap_or_default()),
        text(w.value).files_only() => Cell::text(slice_name(&x.scope.values, w)),
        text(w.word).files_only() => Cell::text(x.word.as_deref().unwrap_or_default()),
        text(from).files_only() => Cell::Date(x.start),
        text(to).files_only() => Cell::Date(x.end),
        figure(w.count).files_only() => Cell::Count(x.count),
        figure(w.expected).files_only() => Cell::number(Some(x.expected)),
        interval(band).files_only() => Cell::Band(x.interval.0, x.interval.1),
        text(w.examples).ids() => Cell::text(x.ids.join(w.list_sep)),
    });
    table.notes.clone_from(&watch.notes);
    let mut table = table.tidy();
    table.trimmed = table.columns.last().is_some_and(|c| c.head == w.examples);
    section.blocks.push(Block::Table(table));
    vec![section]
}
