//! Two spans of time side by side, where they were asked for.

use super::super::Report;
use super::super::document::{Block, Cell, Section, Shown, Table, figure, interval, table, text};
use super::super::number::{count, decimals, points};
use super::super::wording::{Words, fill};
use super::slug;
use crate::aggregate::{Compared, Difference, Split};

pub(super) fn make<'a>(report: &'a Report, w: &'static Words) -> Vec<Section<'a>> {
    let Some(c) = &report.figures.compare else {
        return Vec::new();
    };
    let mut section = Section::new("compare", w.compare);
    section.lead.push(lead(c, w));
    let all = [(w.all, &c.total)].into_iter().chain(named(&c.types));
    let mut types = differences("compare", w.compare, w.complaint_type, all, w);
    types.notes.push(w.compare_note.to_owned());
    section.blocks.push(Block::Table(types));
    let unlisted = &report.figures.unlisted;
    let listed = c.by.iter().filter(|l| !unlisted.contains(&l.0));
    for (name, list) in listed {
        let title = fill(w.compare_by, &[name]);
        let file = format!("compare_{}", slug(name));
        let table = differences(&file, &title, name, named(list), w);
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
    let numbers = [s.difference, s.within, s.mix].map(|x| points(x, w.lang));
    fill(
        w.split_reversed,
        &[&s.name, &numbers[0], &s.column, &numbers[1], &numbers[2]],
    )
}

/// What every change of a share is made of, with the value that adds most.
fn splits(splits: &[Split], w: &Words) -> Table {
    let mut table = table!("compare_split", w.split; s in splits => {
        text(w.complaint_type) => Cell::text(&s.name),
        text(w.split_column) => Cell::text(&s.column),
        figure(w.points) => Cell::Points(s.difference),
        figure(w.split_mix) => Cell::Points(s.mix),
        figure(w.split_within) => Cell::Points(s.within),
        text(w.split_most) => Cell::text(s.parts.first().map_or("", |p| p.value.as_str())),
        figure(w.split_part) => Cell::points(s.parts.first().map(|p| p.mix + p.within)),
    });
    table.shown = Shown::Folded;
    table.notes.push(w.split_note.to_owned());
    table
}

fn lead(c: &Compared, w: &Words) -> String {
    let (before, after) = (&c.before, &c.after);
    let numbers = [before, after].map(|s| {
        let ordinary = decimals(s.ordinary_days, 1);
        (s.days.to_string(), ordinary, count(s.count))
    });
    fill(
        w.compare_lead,
        &[
            &before.start.to_string(),
            &before.end.to_string(),
            &numbers[0].0,
            &numbers[0].1,
            &numbers[0].2,
            &after.start.to_string(),
            &after.end.to_string(),
            &numbers[1].0,
            &numbers[1].1,
            &numbers[1].2,
        ],
    )
}

fn differences<'d>(
    name: &str,
    title: &str,
    first: &str,
    list: impl Iterator<Item = (&'d str, &'d Difference)>,
    w: &Words,
) -> Table {
    table!(name, title; (name, d) in list => {
        text(first) => Cell::text(name),
        figure(w.count_before) => Cell::Count(d.before),
        figure(w.count_after) => Cell::Count(d.after),
        figure(w.daily_change) => Cell::change(d.relative),
        interval(w.interval) => Cell::changes(d.low, d.high),
        figure(w.share_before) => Cell::percent(d.share_before),
        figure(w.share_after) => Cell::percent(d.share_after),
        figure(w.points) => Cell::points(d.share_difference),
        interval(w.points_interval) => Cell::points_between(d.share_low, d.share_high),
    })
}

fn named(list: &[Difference]) -> impl Iterator<Item = (&str, &Difference)> {
    list.iter().map(|d| (d.name.as_str(), d))
}
