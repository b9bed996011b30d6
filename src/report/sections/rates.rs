//! Complaints per 10,000 orders, users, …, where a volume was given.

use super::super::Report;
use super::super::document::{Block, Cell, Section, Table, figure, interval, table, text};
use super::super::number::count;
use super::super::wording::rates::notes;
use super::super::wording::{Words, fill};
use super::slug;
use crate::aggregate::Rate;

pub(super) fn make<'a>(report: &'a Report, w: &'static Words) -> Vec<Section<'a>> {
    let Some(r) = &report.figures.rates else {
        return Vec::new();
    };
    let mut section = Section::new("rates", w.rates);
    let lead = [r.volume.clone(), count(r.covered), count(r.uncovered)];
    section
        .lead
        .push(fill(w.rates_lead, &[&lead[0], &lead[1], &lead[2]]));
    section.lead.extend(notes(r, w.lang));
    let all = [(w.all, &r.total)].into_iter().chain(named(&r.types));
    let types = rates("rates", w.rates, w.complaint_type, all, w);
    section.blocks.push(Block::Table(types));
    let lists = r.by.iter().map(|(name, list)| (name.as_str(), list));
    let periods = (!r.periods.is_empty()).then_some((w.period, &r.periods));
    for (name, list) in lists.chain(periods) {
        let title = fill(w.rates_by, &[name]);
        let file = format!("rates_{}", slug(name));
        let table = rates(&file, &title, name, named(list), w);
        section.blocks.push(Block::Table(table));
    }
    vec![section]
}

fn rates<'r>(
    name: &str,
    title: &str,
    first: &str,
    list: impl Iterator<Item = (&'r str, &'r Rate)>,
    w: &Words,
) -> Table {
    table!(name, title; (name, r) in list => {
        text(first) => Cell::text(name),
        figure(w.count) => Cell::Count(r.count),
        figure(w.volume) => Cell::number(Some(r.volume)),
        figure(w.rate) => Cell::number(r.rate),
        interval(w.interval) => Cell::band(r.low, r.high),
    })
}

fn named(list: &[Rate]) -> impl Iterator<Item = (&str, &Rate)> {
    list.iter().map(|r| (r.name.as_str(), r))
}
