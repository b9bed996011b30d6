//! What share every type has.

use super::super::Report;
use super::super::document::{
    Bar, Block, Cell, Chart, Column, Figure, Plot, Section, Table, figure, interval, text,
};
use super::super::number::{count, exhaustive, percent};
use super::super::wording::{Words, fill};
use crate::aggregate::{Figures, TypeFigures};

/// Bars that a picture still holds.
pub(super) const BARS: usize = 25;

pub(super) fn make<'a>(report: &'a Report, w: &'static Words) -> Vec<Section<'a>> {
    let f = &report.figures;
    if f.types.is_empty() {
        return Vec::new();
    }
    let mut section = Section::new("types", w.types);
    section.blocks.push(Block::Chart(chart(f, w)));
    section.blocks.push(Block::Table(table(f, w)));
    vec![section]
}

fn printed(types: &[TypeFigures]) -> Option<Vec<(String, bool)>> {
    let counts: Vec<u64> = types.iter().map(|t| t.share.count).collect();
    exhaustive(&counts, types.first()?.share.denominator)
}

/// Shares of the types up to and with each one: sums of counts, divided once.
fn cumulative(types: &[TypeFigures]) -> Vec<Option<f64>> {
    let mut sum = 0;
    let step = |t: &TypeFigures| {
        sum += t.share.count;
        (t.share.denominator > 0).then(|| sum as f64 / t.share.denominator as f64)
    };
    types.iter().map(step).collect()
}

fn chart(f: &Figures, w: &Words) -> Chart {
    let printed = printed(&f.types);
    let running = cumulative(&f.types);
    let bars: Vec<Bar> = f
        .types
        .iter()
        .enumerate()
        .take(BARS)
        .map(|(i, t)| Bar {
            label: t.name.clone(),
            count: t.share.count,
            share: t.share.share.unwrap_or(0.0),
            printed: match &printed {
                Some(cells) => cells[i].0.clone(),
                None => t.share.share.map(percent).unwrap_or_default(),
            },
            low: t.share.low,
            high: t.share.high,
            cumulative: running[i],
        })
        .collect();
    let mut notes = Vec::new();
    if f.types.len() > BARS {
        notes.push(fill(w.cut_note, &[&BARS.to_string()]));
    }
    Chart {
        id: "chart-types".to_owned(),
        title: w.chart_types.to_owned(),
        spoken: spoken(&bars, w),
        notes,
        figure: Figure::Bars(bars),
    }
}

/// The first bars in words.
pub(super) fn spoken(bars: &[Bar], w: &Words) -> String {
    let said: Vec<String> = bars
        .iter()
        .take(5)
        .map(|b| format!("{} {} ({})", b.label, b.printed, count(b.count)))
        .collect();
    said.join(w.list_sep)
}

fn columns(w: &Words) -> Vec<Column> {
    vec![
        text(w.kind),
        figure(w.count),
        figure(w.denominator).files_only(),
        figure(w.share),
        interval(w.interval),
        figure(w.cumulative),
        figure(w.corrected),
        interval(w.corrected_interval),
        text(w.method).files_only(),
        figure(w.goal),
        figure(w.distance),
        interval(w.distance_interval),
        figure(w.distinct_count),
        figure(w.review),
        figure(w.before).files_only(),
        figure(w.change),
        interval(w.change_interval).files_only(),
        figure(w.points),
        text(w.trend).page_only(),
    ]
}

fn table(f: &Figures, w: &'static Words) -> Table {
    let mut table = Table::new("types", w.types, columns(w));
    let printed = printed(&f.types);
    let running = cumulative(&f.types);
    for (i, t) in f.types.iter().enumerate() {
        let share = printed.as_ref().map(|cells| &cells[i]);
        table.rows.push(row(f, i, t, share, running[i]));
    }
    table.plot = Plot::Pareto(w.share, w.cumulative);
    table.notes = notes(f, w, printed.as_deref());
    table.tidy()
}

fn row(
    f: &Figures,
    place: usize,
    t: &TypeFigures,
    printed: Option<&(String, bool)>,
    running: Option<f64>,
) -> Vec<Cell> {
    let c = t.corrected.as_ref();
    let (change, goal) = (t.change.as_ref(), t.target.as_ref());
    let course: Vec<u64> = f
        .periods
        .iter()
        .map(|p| p.types.get(place).copied().unwrap_or(0))
        .collect();
    let mark = |(text, moved): &(String, bool)| {
        if *moved {
            format!("{text}*")
        } else {
            text.clone()
        }
    };
    vec![
        Cell::Text(t.name.clone()),
        Cell::Count(t.share.count),
        Cell::Count(t.share.denominator),
        t.share
            .share
            .map_or(Cell::Empty, |s| Cell::Percent(s, printed.map(mark))),
        Cell::shares(t.share.low, t.share.high),
        Cell::percent(running),
        Cell::percent(c.map(|c| c.share)),
        c.map_or(Cell::Empty, |c| Cell::shares(c.low, c.high)),
        c.map_or(Cell::Empty, |c| Cell::text(c.method.name())),
        Cell::percent(goal.map(|g| g.goal)),
        goal.and_then(|g| g.distance)
            .map_or(Cell::Empty, Cell::Points),
        goal.map_or(Cell::Empty, |g| Cell::changes(g.low, g.high)),
        Cell::Count(t.distinct),
        t.review.map_or(Cell::Empty, Cell::Count),
        change.map_or(Cell::Empty, |c| Cell::Count(c.before)),
        change
            .and_then(|c| c.relative)
            .map_or(Cell::Empty, Cell::Change),
        change.map_or(Cell::Empty, |c| Cell::changes(c.low, c.high)),
        change
            .and_then(|c| c.share_difference)
            .map_or(Cell::Empty, Cell::Points),
        if course.len() > 1 {
            Cell::Spark(course)
        } else {
            Cell::Empty
        },
    ]
}

fn notes(f: &Figures, w: &Words, printed: Option<&[(String, bool)]>) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(t) = f.types.first() {
        notes.push(fill(w.share_note, &[&count(t.share.denominator)]));
        if let Some(c) = &t.corrected {
            notes.push(format!(
                "{}{}{}",
                w.method,
                w.sep,
                c.method.name().to_uppercase()
            ));
        }
        let last = f.periods.iter().rev().find(|p| p.complete);
        if let (Some(c), Some(last)) = (f.types.iter().find_map(|t| t.change.as_ref()), last) {
            notes.push(fill(w.change_note, &[&last.period, &c.against]));
        }
    }
    if printed.is_some_and(|cells| cells.iter().any(|c| c.1)) {
        notes.push(w.rounded_note.to_owned());
    }
    notes
}
