//! Two spans of time side by side, where they were asked for.

use super::super::Report;
use super::super::document::{Block, Cell, Section, Shown, Table, figure, interval, text};
use super::super::number::{count, points};
use super::super::wording::{Words, fill};
use super::slug;
use crate::aggregate::{Compared, Difference, Split};

pub(super) fn make<'a>(report: &'a Report, w: &'static Words) -> Vec<Section<'a>> {
    let Some(c) = &report.figures.compare else {
        return Vec::new();
    };
    let mut section = Section::new("compare", w.compare);
    section.lead.push(lead(c, w));
    let mut types = table("compare", w.compare, w.kind, &c.types, w);
    types.rows.insert(0, row(&c.total, w.all));
    types.notes.push(w.compare_note.to_owned());
    section.blocks.push(Block::Table(types));
    for (name, list) in &c.by {
        let title = fill(w.compare_by, &[name]);
        let table = table(&format!("compare_{}", slug(name)), &title, name, list, w);
        section.blocks.push(Block::Table(table));
    }
    let splits = splits(&c.splits, w);
    if !splits.rows.is_empty() {
        section.lead.extend(
            c.splits
                .iter()
                .filter(|s| s.reversed)
                .map(|s| reversal(s, w)),
        );
        section.blocks.push(Block::Table(splits));
    }
    vec![section]
}

/// One sentence about a share that moved one way, and the other way within the values of a column.
fn reversal(s: &Split, w: &Words) -> String {
    let numbers = [s.difference, s.within, s.mix].map(points);
    fill(
        w.split_reversed,
        &[&s.name, &numbers[0], &s.column, &numbers[1], &numbers[2]],
    )
}

/// What every change of a share is made of, with the value that adds most.
fn splits(splits: &[Split], w: &Words) -> Table {
    let mut table = Table::new(
        "compare_split",
        w.split,
        vec![
            text(w.kind),
            text(w.split_column),
            figure(w.points),
            figure(w.split_mix),
            figure(w.split_within),
            text(w.split_most),
            figure(w.split_part),
        ],
    );
    table.shown = Shown::Folded;
    table.notes.push(w.split_note.to_owned());
    for s in splits {
        let most = s.parts.first();
        table.rows.push(vec![
            Cell::text(s.name.clone()),
            Cell::text(s.column.clone()),
            Cell::Points(s.difference),
            Cell::Points(s.mix),
            Cell::Points(s.within),
            Cell::text(most.map(|p| p.value.clone()).unwrap_or_default()),
            most.map_or(Cell::Empty, |p| Cell::Points(p.mix + p.within)),
        ]);
    }
    table
}

fn lead(c: &Compared, w: &Words) -> String {
    let (before, after) = (&c.before, &c.after);
    let numbers = [before, after].map(|s| (s.days.to_string(), count(s.count)));
    fill(
        w.compare_lead,
        &[
            &before.start.to_string(),
            &before.end.to_string(),
            &numbers[0].0,
            &numbers[0].1,
            &after.start.to_string(),
            &after.end.to_string(),
            &numbers[1].0,
            &numbers[1].1,
        ],
    )
}

fn table(name: &str, title: &str, first: &str, list: &[Difference], w: &Words) -> Table {
    let mut table = Table::new(
        name,
        title,
        vec![
            text(first),
            figure(w.count_before),
            figure(w.count_after),
            figure(w.daily_change),
            interval(w.interval),
            figure(w.share_before),
            figure(w.share_after),
            figure(w.points),
            interval(w.points_interval),
        ],
    );
    table.rows = list.iter().map(|d| row(d, &d.name)).collect();
    table
}

fn row(d: &Difference, name: &str) -> Vec<Cell> {
    vec![
        Cell::text(name),
        Cell::Count(d.before),
        Cell::Count(d.after),
        d.relative.map_or(Cell::Empty, Cell::Change),
        Cell::changes(d.low, d.high),
        Cell::percent(d.share_before),
        Cell::percent(d.share_after),
        d.share_difference.map_or(Cell::Empty, Cell::Points),
        Cell::changes(d.share_low, d.share_high),
    ]
}
