//! Complaints about the same thing at the same place.

use super::super::Report;
use super::super::document::{Block, Cell, Section, Table, figure, table, text};
use super::super::wording::{Words, events as wording};
use crate::aggregate::stats::ratio;
use crate::report::{EventFigures, ReportedEvent};
use chrono::NaiveDate;

pub(super) fn make<'a>(report: &'a Report, w: &'static Words) -> Vec<Section<'a>> {
    let Some(events) = &report.events else {
        return Vec::new();
    };
    let mut section = Section::new("events", wording::heads(w.lang).events);
    section.lead = wording::lead(events, w.lang);
    let mut tables = vec![largest(events, w), types(events, w)];
    tables.retain(|t| !t.rows.is_empty());
    if let Some(last) = tables.last_mut() {
        last.notes = wording::notes(events, w.lang);
    }
    section.blocks.extend(tables.into_iter().map(Block::Table));
    vec![section]
}

fn types(e: &EventFigures, w: &'static Words) -> Table {
    let heads = wording::heads(w.lang);
    let share = |n: Option<u64>, of: Option<u64>| {
        let share = n.zip(of).and_then(|(n, of)| ratio(n, of));
        Cell::percent(share)
    };
    let table = table!("events_types", heads.types; t in &e.types => {
        text(w.complaint_type) => Cell::text(&t.name),
        figure(w.count).summed() => Cell::Count(t.complaints),
        figure(heads.by_complaints) => share(Some(t.complaints), Some(e.compared)),
        figure(heads.matters).summed() => Cell::Count(t.matters),
        figure(heads.by_matters) => share(Some(t.matters), Some(e.matters)),
        figure(heads.people) => Cell::count(t.people),
        figure(heads.by_people) => share(t.people, e.people),
    });
    table.tidy()
}

fn largest(e: &EventFigures, w: &'static Words) -> Table {
    let heads = wording::heads(w.lang);
    let day = |day: Option<NaiveDate>| day.map_or(Cell::Empty, Cell::Date);
    let of_type = |x: &ReportedEvent| {
        let of_type = x.event.of_type.as_ref();
        let name = of_type.and_then(|t| t.value.clone());
        Cell::text(name.unwrap_or_default())
    };
    // in a report about no period both are the same
    let in_all =
        |x: &ReportedEvent| match e.largest.iter().all(|x| x.reported == x.event.complaints) {
            true => Cell::Empty,
            false => Cell::Count(x.event.complaints),
        };
    let table = table!("events", heads.largest; (at, x) in e.largest.iter().enumerate() => {
        figure(w.number) => Cell::Count(at as u64 + 1),
        text(heads.event) => Cell::text(&x.event.name),
        figure(heads.reported) => Cell::Count(x.reported),
        figure(heads.in_all) => in_all(x),
        figure(heads.people) => Cell::count(x.event.people),
        text(heads.first) => day(x.event.first),
        text(heads.last) => day(x.event.last),
        figure(heads.four_weeks) => Cell::count(x.event.last_four_weeks),
        figure(heads.before) => Cell::count(x.event.four_weeks_before),
        text(w.complaint_type) => of_type(x),
        text(w.id).files_only() => Cell::text(&x.event.id),
        text(w.examples).ids() => Cell::text(x.event.ids.join(w.list_sep)),
    });
    let mut table = table.tidy();
    table.trimmed = table.columns.last().is_some_and(|c| c.head == w.examples);
    table
}
