//! The first screen: what happened, in sentences and a few large figures.

use super::super::Report;
use super::super::document::{Block, Cell, Key, Section};
use super::super::number::{count, decimal, percent};
use super::super::wording::{Words, fill};

pub(super) fn make<'a>(report: &'a Report, w: &'static Words) -> Vec<Section<'a>> {
    let mut section = Section::new("summary", w.summary);
    section
        .blocks
        .push(Block::Summary(keys(report, w), &report.summary));
    if report.figures.total == 0 {
        section.lead.push(w.no_complaints.to_owned());
    }
    if !report.notes.is_empty() {
        section
            .blocks
            .push(Block::Lines(w.notes.to_owned(), report.notes.clone()));
    }
    vec![section]
}

fn keys(report: &Report, w: &Words) -> Vec<Key> {
    let f = &report.figures;
    let mut keys = vec![key(w.total, Cell::Count(f.total), String::new())];
    if f.distinct > 0 && f.distinct != f.total {
        keys.push(key(
            w.distinct,
            Cell::Count(f.distinct),
            w.distinct_hint.to_owned(),
        ));
    }
    if let Some(last) = f.periods.iter().rev().find(|p| p.complete) {
        let per_day = last.daily_mean.map(|d| fill(w.a_day, &[&decimal(d)]));
        let label = format!("{} {}", w.latest, last.period);
        keys.push(key(
            &label,
            Cell::Count(last.count),
            per_day.unwrap_or_default(),
        ));
        for (name, change) in [(w.change, &last.change), (w.yoy, &last.year_on_year)] {
            let Some(change) = change else { continue };
            let Some(relative) = change.relative else {
                continue;
            };
            let counts = [count(change.before), count(change.after)];
            let hint = fill(w.against, &[&change.against, &counts[0], &counts[1]]);
            keys.push(key(name, Cell::Change(relative), hint));
        }
    }
    if let Some((top, share)) = f.types.first().and_then(|t| t.share.share.map(|s| (t, s))) {
        let hint = match top.share.low.zip(top.share.high) {
            Some((l, h)) => format!("{}\n{}–{}", top.name, percent(l), percent(h)),
            None => top.name.clone(),
        };
        keys.push(key(w.top_type, Cell::Percent(share, None), hint));
    }
    keys
}

fn key(label: &str, value: Cell, hint: String) -> Key {
    Key {
        label: label.to_owned(),
        value,
        hint,
    }
}
