//! What share every type has.

use super::super::Report;
use super::super::document::{
    Block, Cell, Chart, Plot, Section, Table, figure, interval, table, text,
};
use super::super::number::{count, percent};
use super::super::wording::mentions::heads as mention_heads;
use super::super::wording::methods::method_name;
use super::super::wording::values::spaced;
use super::super::wording::{Words, fill};
use super::{mentions, shares, themes};
use crate::aggregate::{Corrected, FEWEST_BEFORE, Figures, TypeFigures};
use crate::types::Lang;

pub(super) fn make<'a>(report: &'a Report, w: &'static Words) -> Vec<Section<'a>> {
    let f = &report.figures;
    if f.types.is_empty() {
        return Vec::new();
    }
    let mut section = Section::new("types", w.types);
    // where complaints have several types, figures of all of them come before those of the first
    let mentions = mentions::tables(f, w).into_iter();
    section.blocks.extend(mentions.map(Block::Table));
    section.blocks.push(Block::Chart(chart(f, w)));
    section.blocks.push(Block::Table(types(f, w)));
    let themes = themes::tables(report, w).into_iter();
    section.blocks.extend(themes.map(Block::Table));
    vec![section]
}

/// The corrected share of a type, where it can be relied on.
fn trusted(t: &TypeFigures) -> Option<&Corrected> {
    t.corrected.as_ref().filter(|c| c.doubt.is_none())
}

/// Whether every share that is quoted is a corrected one, and they make a whole.
fn are_corrected(types: &[TypeFigures]) -> bool {
    let sum: f64 = types.iter().filter_map(trusted).map(|c| c.share).sum();
    types.iter().all(|t| trusted(t).is_some()) && (sum - 1.0).abs() < 1e-6
}

/// Shares of the types up to and with each one: sums of the corrected shares or of counts, divided once.
fn cumulative(types: &[TypeFigures]) -> Vec<Option<f64>> {
    if are_corrected(types) {
        let mut sum = 0.0;
        let shares = types.iter().filter_map(trusted).map(|c| c.share);
        let step = |share: f64| {
            sum += share;
            Some(sum)
        };
        return shares.map(step).collect();
    }
    let mut sum = 0;
    let step = |t: &TypeFigures| {
        sum += t.share.count;
        (t.share.denominator > 0).then(|| sum as f64 / t.share.denominator as f64)
    };
    types.iter().map(step).collect()
}

fn chart(f: &Figures, w: &Words) -> Chart {
    let running = cumulative(&f.types);
    let bars = f.types.iter().zip(running).map(|(t, cumulative)| {
        let mut bar = shares::bar(&t.name, &t.share);
        if let Some(c) = trusted(t) {
            (bar.share, bar.printed) = (c.share, percent(c.share));
            (bar.low, bar.high) = (c.low, c.high);
        }
        bar.cumulative = cumulative;
        bar
    });
    let title = match &f.mentions {
        Some(_) => mention_heads(w.lang).by_first,
        None => w.chart_types,
    };
    shares::chart("chart-types".to_owned(), title, bars.collect(), w)
}

/// What the share to quote is called.
pub(super) fn quoted_head(f: &Figures, w: &'static Words) -> &'static str {
    if f.types.iter().any(|t| trusted(t).is_some()) {
        w.corrected
    } else {
        share_head(f, w)
    }
}

/// What the plain share is called: where a model gave the types, it is not that of complaints *of* a type.
fn share_head(f: &Figures, w: &'static Words) -> &'static str {
    if f.predicted {
        w.predicted_share
    } else {
        w.share
    }
}

fn types(f: &Figures, w: &'static Words) -> Table {
    let running = cumulative(&f.types);
    let share = share_head(f, w);
    // what is quoted comes first; what cannot be relied on, behind what it was made of
    let quoted = trusted;
    // of no row for review it is not known whether a threshold was set
    let is_reviewed = f.types.iter().any(|t| t.review > Some(0));
    let doubted = |t: &TypeFigures| t.corrected.clone().filter(|c| c.doubt.is_some());
    let ends = |c: Option<&Corrected>| c.map_or(Cell::Empty, |c| Cell::shares(c.low, c.high));
    let title = match &f.mentions {
        Some(_) => mention_heads(w.lang).by_first,
        None => w.types,
    };
    let mut table = table!("types", title; (i, t) in f.types.iter().enumerate() => {
        text(w.complaint_type) => Cell::Text(t.name.clone()),
        figure(w.count).summed() => Cell::Count(t.share.count),
        figure(w.denominator).files_only() => Cell::Count(t.share.denominator),
        figure(w.corrected) => Cell::percent(quoted(t).map(|c| c.share)),
        interval(w.corrected_interval) => ends(quoted(t)),
        figure(share) => Cell::percent(t.share.share),
        interval(w.interval) => Cell::shares(t.share.low, t.share.high),
        figure(w.cumulative) => Cell::percent(running[i]),
        figure(w.doubted) => Cell::percent(doubted(t).map(|c| c.share)),
        interval(w.doubted_interval) => ends(doubted(t).as_ref()),
        text(w.method).files_only() => Cell::text(t.corrected.as_ref().map_or("", |c| method_name(c.method, w.lang))),
        figure(w.goal) => t.target.as_ref().map_or(Cell::Empty, |g| Cell::Given(g.goal)),
        figure(w.distance) => Cell::points(t.target.as_ref().and_then(|g| g.distance)),
        interval(w.distance_interval) => t.target.as_ref().map_or(Cell::Empty, |g| Cell::points_between(g.low, g.high)),
        figure(w.distinct_count) => Cell::Count(t.distinct),
        figure(w.templates).files_only() => Cell::count(t.templates),
        figure(w.review) => Cell::count(t.review.filter(|_| is_reviewed)),
        figure(w.before) => Cell::count(t.change.as_ref().map(|c| c.before)),
        figure(w.latest) => Cell::count(t.change.as_ref().filter(|_| f.period.is_none()).map(|c| c.after)),
        figure(w.change) => Cell::change(t.change.as_ref().and_then(|c| c.relative)),
        interval(w.change_interval).files_only() => t.change.as_ref().map_or(Cell::Empty, |c| Cell::changes(c.low, c.high)),
        figure(w.year_before).files_only() => Cell::count(t.year_on_year.as_ref().map(|c| c.before)),
        figure(w.yoy) => Cell::change(t.year_on_year.as_ref().and_then(|c| c.relative)),
        interval(w.yoy_interval).files_only() => t.year_on_year.as_ref().map_or(Cell::Empty, |c| Cell::changes(c.low, c.high)),
        figure(w.points) => points(f, t),
        text(w.trend).page_only() => spark(f, i),
    });
    let bars = if are_corrected(&f.types) {
        w.corrected
    } else {
        share
    };
    table.plot = Plot::Pareto(bars, w.cumulative);
    table.notes = notes(f, w);
    table
        .notes
        .extend(shares::note(f.types.iter().map(|t| &t.share), w));
    table.tidy()
}

/// The change of a share, where both periods hold enough complaints for shares to say something.
fn points(f: &Figures, t: &TypeFigures) -> Cell {
    let changes = || f.types.iter().filter_map(|t| t.change.as_ref());
    let [before, after]: [u64; 2] = [
        changes().map(|c| c.before).sum(),
        changes().map(|c| c.after).sum(),
    ];
    let is_enough = before.min(after) >= FEWEST_BEFORE;
    let change = t.change.as_ref().filter(|_| is_enough);
    Cell::points(change.and_then(|c| c.share_difference))
}

fn spark(f: &Figures, place: usize) -> Cell {
    let counts = f
        .periods
        .iter()
        .map(|p| p.types.get(place).copied().unwrap_or(0));
    if f.periods.len() > 1 {
        Cell::Spark(counts.collect())
    } else {
        Cell::Empty
    }
}

fn notes(f: &Figures, w: &Words) -> Vec<String> {
    let Some(t) = f.types.first() else {
        return Vec::new();
    };
    let mut notes = vec![fill(w.share_note, &[&count(t.share.denominator)])];
    if f.predicted {
        notes.push(w.predicted_note.to_owned());
    }
    if let Some(c) = &t.corrected {
        notes.push(format!(
            "{}{}{}",
            w.method,
            w.sep,
            method_name(c.method, w.lang)
        ));
    }
    let last = f.periods.iter().rev().find(|p| p.complete);
    let here = match &f.period {
        Some(reported) => Some(&reported.title),
        None => last.map(|p| &p.period),
    };
    if let Some((c, here)) = f.types.iter().find_map(|t| t.change.as_ref()).zip(here) {
        let reported = f.period.as_ref().and_then(|p| p.previous.as_ref());
        let against = reported.map_or(&c.against, |e| &e.title);
        let [here, against] = match w.lang {
            Lang::Zh => [here, against].map(|name| spaced(name)),
            Lang::En => [here, against].map(|name| name.to_owned()),
        };
        notes.push(fill(w.change_note, &[here.trim_start(), &against]));
    }
    notes
}
