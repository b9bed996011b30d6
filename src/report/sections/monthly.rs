//! The monthly report of a government hotline (12345) as such desks publish it: how much came in, over which channels, of what
//! kind, for which units, the ten largest types with what is inside them, hot spots, how it was handled, and a list of
//! actions to be filled in.

use super::super::Report;
use super::super::document::{Block, Cell, Section, Table, figure, table, text};
use super::super::number::percent;
use super::super::wording::{self, Words, fill};
use super::{
    Make, cases, causes, compare, dimensions, events, ledger, overview, rates, risk, service,
    themes, time, types, warnings,
};
use crate::aggregate::{Change, EarlierPeriod, Figures, ReportedPeriod};
use crate::causes::{Finding, FindingKind, written};
use crate::columns::headers::Topic;

/// The sections, in reading order.
pub(super) const MONTHLY: &[Make] = &[
    volume,
    warnings::make,
    compare::make,
    channels,
    requests,
    units,
    top_types,
    hot_spots,
    events::make,
    cases::make,
    handling,
    risk::make,
    time::make,
    others,
    rates::make,
    actions,
    ledger::make,
];

/// Types listed with what is inside them.
const TOP: usize = 10;
/// Words, and units, named for a type.
const INSIDE: usize = 3;
/// Lines of the list of actions.
const ACTIONS: usize = 10;

/// The dimensions on one topic, under a title that says the topic and the column.
fn by_topic<'a>(
    report: &'a Report,
    w: &'static Words,
    topic: Topic,
    title: &str,
) -> Vec<Section<'a>> {
    let places = report.figures.by.iter().map(|(name, _)| Topic::of(name));
    let places: Vec<bool> = places.map(|t| t == topic).collect();
    let mut sections = dimensions::some(report, w, |place| places[place]);
    if !title.is_empty() {
        for section in &mut sections {
            if section.title != title {
                section.title = format!("{title}{}{}", w.sep, section.title);
            }
        }
    }
    sections
}

fn channels<'a>(report: &'a Report, w: &'static Words) -> Vec<Section<'a>> {
    by_topic(report, w, Topic::Channel, w.channels)
}

fn requests<'a>(report: &'a Report, w: &'static Words) -> Vec<Section<'a>> {
    by_topic(report, w, Topic::Request, "")
}

fn units<'a>(report: &'a Report, w: &'static Words) -> Vec<Section<'a>> {
    by_topic(report, w, Topic::Unit, w.units)
}

fn others<'a>(report: &'a Report, w: &'static Words) -> Vec<Section<'a>> {
    by_topic(report, w, Topic::Other, "")
}

/// Columns that say how a complaint was handled, then the numeric ones.
fn handling<'a>(report: &'a Report, w: &'static Words) -> Vec<Section<'a>> {
    let mut sections = by_topic(report, w, Topic::Handling, w.handling);
    sections.extend(service::make(report, w));
    sections
}

/// The first screen, with the latest complete period beside the one before and the year before.
fn volume<'a>(report: &'a Report, w: &'static Words) -> Vec<Section<'a>> {
    let mut sections = overview::make(report, w);
    if let (Some(section), Some(table)) = (sections.first_mut(), received(&report.figures, w)) {
        w.volume_title.clone_into(&mut section.title);
        section.blocks.insert(1, Block::Table(table));
    }
    sections
}

/// The period reported beside the one before and a year before; where the report is about no period, the latest complete one.
fn received(f: &Figures, w: &'static Words) -> Option<Table> {
    if let Some(period) = &f.period {
        return Some(received_in(f, period, w));
    }
    let last = f.periods.iter().rev().find(|p| p.complete)?;
    let before = |c: &Option<Change>| Cell::count(c.as_ref().map(|c| c.before));
    let relative = |c: &Option<Change>| Cell::change(c.as_ref().and_then(|c| c.relative));
    let table = table!("received", w.received; p in [last] => {
        text(w.period) => Cell::period(&p.period),
        figure(w.received) => Cell::Count(p.count),
        figure(w.daily_mean) => Cell::mean(p.daily_mean),
        figure(w.before) => before(&p.change),
        figure(w.change) => relative(&p.change),
        figure(w.year_before) => before(&p.year_on_year),
        figure(w.yoy) => relative(&p.year_on_year),
    });
    Some(time::adjusted(table.tidy(), w))
}

fn received_in(f: &Figures, period: &ReportedPeriod, w: &'static Words) -> Table {
    let (from, until) = match period.complete {
        true => (period.from, period.until),
        false => (period.first, period.last),
    };
    let days = (until - from).num_days() + 1;
    let before = |e: &Option<EarlierPeriod>| match e {
        None => Cell::Empty,
        Some(e) => match &e.change {
            Some(change) => Cell::Count(change.before),
            None => Cell::text(w.no_comparison),
        },
    };
    let relative = |e: &Option<EarlierPeriod>| {
        let change = e.as_ref().and_then(|e| e.change.as_ref());
        Cell::change(change.and_then(|c| c.relative))
    };
    let is_year = [false, true];
    let names = is_year.map(|y| wording::period::earlier_name(period, y, w.lang));
    let table = table!("received", w.received; p in [period] => {
        text(w.period) => Cell::text(&p.title),
        figure(w.received) => Cell::Count(f.total),
        figure(w.daily_mean) => Cell::mean(Some(f.total as f64 / days as f64)),
        figure(names[0]) => before(&p.previous),
        figure(w.change) => relative(&p.previous),
        figure(names[1]) => before(&p.year_before),
        figure(w.yoy) => relative(&p.year_before),
    });
    time::adjusted(table.tidy(), w)
}

/// All types, and the ten largest with what is inside them.
fn top_types<'a>(report: &'a Report, w: &'static Words) -> Vec<Section<'a>> {
    let mut sections = types::make(report, w);
    if let Some(section) = sections.first_mut() {
        section.blocks.push(Block::Table(inside(report, w)));
    }
    sections
}

fn inside(report: &Report, w: &'static Words) -> Table {
    let f = &report.figures;
    let profile = |name: &str| {
        let of_type =
            |x: &&Finding| x.kind == FindingKind::Type && x.subject.name.as_deref() == Some(name);
        report.findings.iter().find(of_type)
    };
    let inside = |name: &str| {
        let themes = themes::largest(report, name, INSIDE, w);
        themes.or_else(|| profile(name).map(|x| words(x, w)))
    };
    let title = fill(w.top_types, &[&TOP.to_string()]);
    let head = types::quoted_head(f, w);
    let mut table = table!("top_types", title; (place, t) in f.types.iter().enumerate().take(TOP) => {
        figure(w.number) => Cell::Count(place as u64 + 1),
        text(w.complaint_type) => Cell::text(&t.name),
        figure(w.count) => Cell::Count(t.share.count),
        figure(head) => Cell::percent(t.quoted().map(|q| q.share)),
        figure(w.change) => Cell::change(t.change.as_ref().and_then(|c| c.relative)),
        figure(w.yoy) => Cell::change(t.year_on_year.as_ref().and_then(|c| c.relative)),
        text(w.inside) => Cell::text(inside(&t.name).unwrap_or_default()),
        text(w.units) => Cell::text(strongest_units(f, place, w)),
        text(w.examples).ids() => Cell::text(profile(&t.name).map(|x| examples(x, w)).unwrap_or_default()),
    });
    let mut notes = vec![w.inside_note.to_owned()];
    if f.by.iter().any(|(name, _)| Topic::of(name) == Topic::Unit) {
        notes.push(w.units_note.to_owned());
    }
    table.notes = notes;
    let mut table = table.tidy();
    table.trimmed = table.columns.last().is_some_and(|c| c.head == w.examples);
    table
}

/// `噪声 52.3%、夜间施工 31.0%`: shares inside the type.
fn words(finding: &Finding, w: &Words) -> String {
    let words = finding.words.iter().take(INSIDE);
    let words: Vec<String> = words
        .map(|x| {
            let word = written(&x.word, &finding.exemplars);
            format!("{word} {}", percent(x.share))
        })
        .collect();
    words.join(w.list_sep)
}

fn examples(finding: &Finding, w: &Words) -> String {
    let ids = finding.exemplars.iter().map(|e| e.id.as_str());
    ids.collect::<Vec<_>>().join(w.list_sep)
}

/// The units that have most complaints of a type, with their share of those that name a unit.
fn strongest_units(f: &Figures, place: usize, w: &Words) -> String {
    let Some((_, d)) = f.by.iter().find(|(name, _)| Topic::of(name) == Topic::Unit) else {
        return String::new();
    };
    let of = |v: &crate::aggregate::ValueFigures| v.types.get(place).map_or(0, |c| c.count);
    let total: u64 = d.values.iter().map(of).sum();
    let listed = d.values.len() - usize::from(d.folded > 0).min(d.values.len());
    let mut units: Vec<(u64, &str)> = d.values[..listed]
        .iter()
        .map(|v| (of(v), v.value.as_str()))
        .filter(|u| u.0 > 0)
        .collect();
    units.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    let named: Vec<String> = units
        .iter()
        .take(INSIDE)
        .map(|(n, name)| format!("{name} {}", percent(*n as f64 / total as f64)))
        .collect();
    named.join(w.list_sep)
}

fn hot_spots<'a>(report: &'a Report, w: &'static Words) -> Vec<Section<'a>> {
    let mut sections = causes::make(report, w);
    if let Some(section) = sections.first_mut() {
        w.hot_spots.clone_into(&mut section.title);
        let is_printed = |b: &Block<'_>| matches!(b, Block::Findings(f) if f.printed > 0);
        if !section.blocks.iter().any(is_printed) {
            section.lead.push(fill(w.no_hot_spots, &[w.types]));
        }
    }
    sections
}

/// The list of measures; without one, what asks for an answer, with columns for those who give it.
fn actions<'a>(report: &'a Report, w: &'static Words) -> Vec<Section<'a>> {
    if report.actions.is_some() {
        return super::actions::make(report, w);
    }
    let urgent = report
        .findings
        .iter()
        .filter(|f| f.kind != FindingKind::Type);
    let mut asked: Vec<&Finding> = urgent.take(ACTIONS).collect();
    if asked.is_empty() {
        // a type that no word sets apart names nothing to be solved
        let told = report.findings.iter().filter(|f| !f.words.is_empty());
        asked.extend(told.take(ACTIONS));
    }
    if asked.is_empty() {
        return Vec::new();
    }
    let mut table = table!("actions", w.actions; (i, finding) in asked.into_iter().enumerate() => {
        figure(w.number) => Cell::Count(i as u64 + 1),
        text(w.problem) => Cell::text(&finding.sentence),
        figure(w.count) => Cell::Count(finding.count),
        text(w.units) => Cell::Empty,
        text(w.measure) => Cell::Empty,
        text(w.due) => Cell::Empty,
    });
    table.notes.push(w.actions_note.to_owned());
    let mut section = Section::new("actions", w.actions);
    section.blocks.push(Block::Table(table));
    vec![section]
}
