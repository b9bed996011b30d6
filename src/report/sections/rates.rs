//! Complaints per 10,000 orders, users, …, where a volume was given.

use super::super::Report;
use super::super::document::{Block, Cell, Section, Table, figure, interval, text};
use super::super::number::count;
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
    let mut types = table("rates", w.rates, w.kind, &r.types, w);
    types.rows.insert(0, row(&r.total, w.all));
    section.blocks.push(Block::Table(types));
    let lists = r.by.iter().map(|(name, list)| (name.as_str(), list));
    let periods = (!r.periods.is_empty()).then_some((w.period, &r.periods));
    for (name, list) in lists.chain(periods) {
        let title = fill(w.rates_by, &[name]);
        let table = table(&format!("rates_{}", slug(name)), &title, name, list, w);
        section.blocks.push(Block::Table(table));
    }
    vec![section]
}

fn table(name: &str, title: &str, first: &str, list: &[Rate], w: &Words) -> Table {
    let columns = vec![
        text(first),
        figure(w.count),
        figure(w.volume),
        figure(w.rate),
        interval(w.interval),
    ];
    let mut table = Table::new(name, title, columns);
    table.rows = list.iter().map(|r| row(r, &r.name)).collect();
    table
}

fn row(r: &Rate, name: &str) -> Vec<Cell> {
    let ends = r.low.zip(r.high);
    vec![
        Cell::text(name),
        Cell::Count(r.count),
        Cell::number(Some(r.volume)),
        Cell::number(r.rate),
        ends.map_or(Cell::Empty, |(low, high)| Cell::Band(low, high)),
    ]
}
