//! The units in charge, how they handled their complaints, and the list of those still open.

use super::super::document::{Cell, Column, Table, figure, interval, table, text};
use super::super::wording::service::figure_name;
use super::super::wording::{Words, fill};
use super::slug;
use crate::aggregate::{Figures, OpenComplaints, ServiceFigure, UnitFigures, UnitShare, Units};

/// The table of the units that a column names; absent where nothing is known of them but their number.
pub(super) fn of_column(f: &Figures, column: &str, w: &'static Words) -> Option<Table> {
    let units = f.units.iter().find(|u| u.column == column)?;
    let (mut columns, mut rows): (Vec<Column>, Vec<Vec<Cell>>) =
        (vec![text(column)], Vec::with_capacity(units.units.len()));
    columns.extend([figure(w.count), figure(w.share), interval(w.interval)]);
    columns.extend([figure(w.change), interval(w.change_interval)]);
    columns.extend([figure(w.yoy), interval(w.yoy_interval)]);
    for share in handling(units) {
        columns.extend(columns_of(share, w));
    }
    let ranked = ranked(units);
    for unit in &units.units {
        let mut row = volume(unit);
        row.extend(
            unit.handling
                .iter()
                .flat_map(|s| cells(s, ranked.contains(&s.figure), w)),
        );
        rows.push(row);
    }
    let name = format!("units_{}", slug(column));
    let mut table = Table::new(name, fill(w.units_title, &[column]), columns);
    table.rows = rows;
    if !ranked.is_empty() {
        table.notes.push(w.rank_note.to_owned());
    }
    Some(table.tidy_columns())
}

/// Figures by whose intervals some unit is better than another.
fn ranked(units: &Units) -> Vec<ServiceFigure> {
    let all = units.units.iter().flat_map(|u| &u.handling);
    let best = |s: &&UnitShare| s.rank.is_some_and(|r| r.best > 1);
    all.filter(best).map(|s| s.figure).collect()
}

/// The figures in the order in which every unit has them.
fn handling(units: &Units) -> &[UnitShare] {
    units.units.first().map_or(&[], |u| &u.handling)
}

/// What a reader wants counted of a figure, and whether that is the complaints for which it is not so.
fn counted(figure: ServiceFigure, w: &Words) -> (String, bool) {
    let contrary = match figure {
        ServiceFigure::OnTime => w.overdue,
        ServiceFigure::Satisfied => w.dissatisfied,
        ServiceFigure::Closed => w.still_open,
        ServiceFigure::Resolved => w.unresolved,
        ServiceFigure::Repeat => return (w.repeats.to_owned(), false),
        _ => return (fill(w.figure_of, &[figure_name(figure, w), w.count]), false),
    };
    (contrary.to_owned(), true)
}

fn columns_of(share: &UnitShare, w: &Words) -> [Column; 5] {
    let name = figure_name(share.figure, w);
    let of = |what: &str| fill(w.figure_of, &[name, what]);
    [
        figure(&counted(share.figure, w).0),
        figure(&of(w.denominator)).files_only(),
        figure(name),
        interval(&of(w.interval)).files_only(),
        text(&of(w.rank)),
    ]
}

fn cells(s: &UnitShare, is_ranked: bool, w: &Words) -> [Cell; 5] {
    let no = s.share.denominator - s.share.count;
    let rank = s
        .rank
        .filter(|_| is_ranked)
        .map(|r| match r.best == r.worst {
            true => r.best.to_string(),
            false => format!("{}–{}", r.best, r.worst),
        });
    [
        Cell::Count(if counted(s.figure, w).1 {
            no
        } else {
            s.share.count
        }),
        Cell::Count(s.share.denominator),
        Cell::percent(s.share.share),
        Cell::shares(s.share.low, s.share.high),
        rank.map_or(Cell::Empty, Cell::text),
    ]
}

fn volume(unit: &UnitFigures) -> Vec<Cell> {
    let [change, year] = [&unit.change, &unit.year_on_year].map(Option::as_ref);
    let relative = |c: Option<&crate::aggregate::Change>| Cell::change(c.and_then(|c| c.relative));
    let ends = |c: Option<&crate::aggregate::Change>| {
        c.map_or(Cell::Empty, |c| Cell::changes(c.low, c.high))
    };
    vec![
        Cell::text(&unit.unit),
        Cell::Count(unit.share.count),
        Cell::percent(unit.share.share),
        Cell::shares(unit.share.low, unit.share.high),
        relative(change),
        ends(change),
        relative(year),
        ends(year),
    ]
}

/// The complaints that are still open.
pub(super) fn open(open: &OpenComplaints, w: &'static Words) -> Table {
    let count = super::super::number::count;
    let title = match open.overdue {
        Some(n) => fill(w.open_overdue, &[&count(open.count), &count(n)]),
        None => fill(w.open_title, &[&count(open.count)]),
    };
    let mut table = table!("open", title; o in &open.listed => {
        text(w.id) => Cell::text(&o.id),
        text(w.complaint_type) => Cell::text(o.name.clone().unwrap_or_default()),
        text(w.unit_in_charge) => Cell::text(o.unit.clone().unwrap_or_default()),
        text(w.day) => Cell::period(o.day.as_deref().unwrap_or_default()),
        figure(w.age_days) => Cell::count(o.age_days.map(u64::from)),
        text(w.is_overdue) => o.overdue.map_or(Cell::Empty, Cell::Flag),
    });
    table.notes.push(fill(w.open_note, &[&open.column]));
    if open.count > open.listed.len() as u64 && !open.listed.is_empty() {
        let listed = count(open.listed.len() as u64);
        table.notes.push(fill(w.open_some, &[&listed]));
    }
    table.tidy_columns()
}
