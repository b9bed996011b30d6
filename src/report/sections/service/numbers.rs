//! Numeric columns over all complaints and by type.

use crate::aggregate::{Figures, Measure, NumberFigures, ServiceFigure};
use crate::report::document::{
    Block, Cell, Chart, Column, Figure, Plot, Print, Range, Shown, Table, figure, text,
};
use crate::report::number::decimal;
use crate::report::sections::shares::BARS;
use crate::report::sections::slug;
use crate::report::wording::Words;

/// A chart and a table a column, and all of them in one CSV.
pub(super) fn blocks<'a>(f: &Figures, w: &'static Words) -> Vec<Block<'a>> {
    let mut blocks = Vec::new();
    for (place, (name, all)) in f.numbers.iter().enumerate() {
        // a scale of a few marks has no spread worth drawing; its means stand in the quadrant
        if !is_scale(f, name)
            && let Some(chart) = chart(f, place, name, all, w)
        {
            blocks.push(Block::Chart(chart));
        }
        blocks.push(Block::Table(table(f, name, all, w)));
    }
    if !f.numbers.is_empty() {
        blocks.push(Block::Table(values(f, w)));
    }
    blocks
}

/// Whether a column holds marks that people gave.
fn is_scale(f: &Figures, name: &str) -> bool {
    f.service.as_ref().is_some_and(|s| {
        let marks = |m: &&Measure| m.figure == ServiceFigure::Satisfaction;
        let mut marks = s.measures.iter().filter(marks).map(|m| &m.column);
        marks.any(|c| c == name) || s.nps.as_ref().is_some_and(|n| n.column == name)
    })
}

fn rows<'a>(
    f: &'a Figures,
    name: &str,
    all: &'a NumberFigures,
    w: &'a Words,
) -> Vec<(&'a str, &'a NumberFigures)> {
    let mut rows = vec![(w.all, all)];
    let types = f.types.iter();
    rows.extend(types.filter_map(|t| Some((t.name.as_str(), t.numbers.get(name)?))));
    rows
}

fn chart(f: &Figures, place: usize, name: &str, all: &NumberFigures, w: &Words) -> Option<Chart> {
    let ranges: Vec<Range> = rows(f, name, all, w)
        .into_iter()
        .enumerate()
        .filter_map(|(i, (label, n))| {
            Some(Range {
                label: label.to_owned(),
                median: n.median?,
                p90: n.p90?,
                whole: i == 0,
            })
        })
        .take(BARS)
        .collect();
    let drawable = |r: &Range| r.median.is_finite() && r.p90.is_finite() && r.median >= 0.0;
    if ranges.len() < 2 || !ranges.iter().all(drawable) {
        return None;
    }
    Some(Chart {
        id: format!("chart-number-{}", place + 1),
        title: format!("{name}{}{}", w.sep, w.chart_numbers),
        spoken: format!(
            "{} {}, {} {}",
            w.median,
            decimal(ranges[0].median),
            w.p90,
            decimal(ranges[0].p90)
        ),
        notes: Vec::new(),
        figure: Figure::Ranges(ranges),
        printed: false,
    })
}

fn columns(first: Vec<Column>, w: &Words) -> Vec<Column> {
    let mut columns = first;
    columns.extend([w.filled, w.mean, w.sd, w.median, w.mode, w.p90].map(figure));
    columns
}

fn cells(n: &NumberFigures) -> [Cell; 6] {
    [
        Cell::Count(n.count),
        Cell::number(n.mean),
        Cell::number(n.sd),
        Cell::number(n.median),
        Cell::number(n.mode),
        Cell::number(n.p90),
    ]
}

fn table(f: &Figures, name: &str, all: &NumberFigures, w: &'static Words) -> Table {
    let name_of_file = format!("numbers_{}", slug(name));
    let mut table = Table::new(name_of_file, name, columns(vec![text(w.complaint_type)], w));
    for (label, n) in rows(f, name, all, w) {
        let mut row = vec![Cell::text(label)];
        row.extend(cells(n));
        table.rows.push(row);
    }
    table.plot = Plot::Bars(w.median);
    table.print = Print::None;
    table.shown = Shown::NotCsv;
    table.tidy()
}

/// Every numeric column over all complaints, by type, and by value of every dimension: one row each.
fn values(f: &Figures, w: &Words) -> Table {
    let first = vec![text(w.metric), text(w.slice), text(w.value)];
    let mut table = Table::new("numbers", w.service, columns(first, w));
    let mut push = |metric: &str, slice: &str, value: &str, n: &NumberFigures| {
        let mut row = vec![Cell::text(metric), Cell::text(slice), Cell::text(value)];
        row.extend(cells(n));
        table.rows.push(row);
    };
    for (name, all) in &f.numbers {
        push(name, w.all, w.all, all);
        for t in &f.types {
            if let Some(n) = t.numbers.get(name) {
                push(name, w.complaint_type, &t.name, n);
            }
        }
        let listed = f.by.iter().filter(|d| !f.unlisted.contains(&d.0));
        for (column, d) in listed {
            for v in &d.values {
                if let Some(n) = v.numbers.get(name) {
                    push(name, column, &v.value, n);
                }
            }
        }
    }
    table.shown = Shown::Csv;
    table
}
