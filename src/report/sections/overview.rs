//! The first screen: what happened, in sentences and a few large figures.

use super::super::Report;
use super::super::document::{Block, Cell, Key, Lines, Section};
use super::super::number::{changes_between, count, decimals, percent, shares_between};
use super::super::wording::requests::Requests;
use super::super::wording::{Words, fill};
use crate::aggregate::{Compared, CorrectionMethod, Figures, ReportedPeriod, Side, Unit};

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
            .push(Block::Lines(Lines::new(w.notes, report.notes.clone())));
    }
    vec![section]
}

fn keys(report: &Report, w: &Words) -> Vec<Key> {
    let f = &report.figures;
    let mut keys: Vec<Key> = f.compare.iter().flat_map(|c| two_spans(c, w)).collect();
    keys.push(key(w.total, Cell::Count(f.total), String::new()));
    if let Some(requests) = Requests::of(f) {
        let hint = fill(w.of_requests, &[&percent(requests.share())]);
        keys.push(key(
            w.among_requests,
            Cell::Count(requests.complaints),
            hint,
        ));
    }
    if f.distinct > 0 && f.distinct != f.total {
        keys.push(key(
            w.distinct,
            Cell::Count(f.distinct),
            w.distinct_hint.to_owned(),
        ));
    }
    if let Some(period) = &f.period {
        keys.extend(compared(period, w));
    } else if f.compare.is_some() {
        // the spans compared say how complaints move
    } else if f.period_unit == Some(Unit::Day) && f.periods.iter().all(|p| p.change.is_none()) {
        // days that nobody asked for
    } else if let Some(last) = f.periods.iter().rev().find(|p| p.complete) {
        let per_day = last.daily_mean.map(|d| fill(w.a_day, &[&decimals(d, 1)]));
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
    keys.extend(largest(f, w));
    keys
}

/// Complaints of both spans, and the change from one to the other.
fn two_spans(c: &Compared, w: &Words) -> Vec<Key> {
    let days = |s: &Side| format!("{} – {}", s.start, s.end);
    let mut keys = vec![
        key(w.count_before, Cell::Count(c.before.count), days(&c.before)),
        key(w.count_after, Cell::Count(c.after.count), days(&c.after)),
    ];
    if let Some(relative) = c.total.relative {
        let ends = c.total.low.zip(c.total.high);
        let hint = ends.map(|(low, high)| changes_between(low, high, w.lang));
        keys.push(key(
            w.daily_change,
            Cell::Change(relative),
            hint.unwrap_or_default(),
        ));
    }
    keys
}

/// The changes from the period before and from a year before; a dash where there are no data to compare with.
fn compared(period: &ReportedPeriod, w: &Words) -> Vec<Key> {
    let earlier = [(w.change, &period.previous), (w.yoy, &period.year_before)];
    let known = earlier
        .into_iter()
        .filter_map(|(name, e)| Some((name, e.as_ref()?)));
    known
        .map(|(name, earlier)| {
            let change = earlier.change.as_ref();
            let Some((change, relative)) = change.and_then(|c| Some((c, c.relative?))) else {
                let (text, hint) = match change {
                    Some(c) => (count(c.before), earlier.title.clone()),
                    None => (
                        "–".to_owned(),
                        format!("{}\n{}", earlier.title, w.no_comparison),
                    ),
                };
                return key(name, Cell::Text(text), hint);
            };
            let counts = [count(change.before), count(change.after)];
            let hint = fill(w.against, &[&earlier.title, &counts[0], &counts[1]]);
            key(name, Cell::Change(relative), hint)
        })
        .collect()
}

fn largest(f: &Figures, w: &Words) -> Option<Key> {
    let top = f.by_quoted_share().into_iter().next()?;
    let share = top.share;
    let label = match (f.predicted, share.method) {
        (false, _) => w.top_type,
        (true, CorrectionMethod::Raw) => w.top_type_predicted,
        (true, _) => w.top_type_corrected,
    };
    let hint = match share.low.zip(share.high) {
        Some((l, h)) => {
            let ends = shares_between(l, h, w.lang);
            format!("{}\n{} {ends}", top.name, w.interval)
        }
        None => top.name.to_owned(),
    };
    Some(key(label, Cell::Percent(share.share), hint))
}

fn key(label: &str, value: Cell, hint: String) -> Key {
    Key {
        label: label.to_owned(),
        value,
        hint,
    }
}
