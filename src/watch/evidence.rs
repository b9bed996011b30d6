//! What a warning says: count, expectation, severity, ids, words, what the rule would have done before.

use super::judge::{Judge, YEAR};
use super::panel::{Panel, View, score};
use super::rows::Rows;
use super::rule::{Firing, Rule};
use super::series::Key;
use super::warning::{Fired, Severity, Warning};
use crate::aggregate::stats::log_likelihood_ratio;
use crate::aggregate::{NONE, Scope, date};
use crate::report::wording::warnings as wording;
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// Ids and words that a warning names at most.
const MOST: usize = 5;
/// Complaints that hold a word that is named, at least.
const LEAST_WORDS: u64 = 3;
/// A warning is severe where its score exceeds the limit by so much, and its count is so many times what was expected.
const MEDIUM: f64 = 1.0;
const HIGH: (f64, f64) = (3.0, 2.0);

impl Judge<'_> {
    /// Enters what fired in the last days, or is still above the limit.
    pub(super) fn enter(&mut self, rule: &Rule<'_>, rows: Rows<'_>, fired: &[Firing]) {
        let end = rule.panel.days();
        let year = end.saturating_sub(YEAR);
        let late = |f: &&Firing| f.day >= year;
        self.watch.replay.warnings_last_year = fired.iter().filter(late).count();
        let news = |f: &&Firing| f.last + self.watch.window >= end;
        let mut warnings: Vec<(f64, Warning)> = fired
            .iter()
            .filter(news)
            .filter_map(|f| {
                let same = fired.iter().filter(|o| o.series == f.series && late(o));
                let dates = same.filter_map(|o| self.date(rule.panel, o.day)).collect();
                Some((f.score, self.warning(rule, (f, rows), dates)?))
            })
            .collect();
        warnings.sort_by(|(a, of_a), (b, of_b)| {
            let order = of_b.severity.cmp(&of_a.severity).then(b.total_cmp(a));
            order.then_with(|| of_a.scope.cmp(&of_b.scope))
        });
        self.watch.warnings = warnings.into_iter().map(|w| w.1).collect();
    }

    pub(super) fn date(&self, panel: &Panel, day: usize) -> Option<NaiveDate> {
        date(panel.counts.first + i32::try_from(day).ok()?)
    }

    fn warning(
        &self,
        rule: &Rule<'_>,
        (fired, rows): (&Firing, Rows<'_>),
        dates: Vec<NaiveDate>,
    ) -> Option<Warning> {
        let panel = rule.panel;
        let key = panel.keys[fired.series];
        let limit = rule.limits.of(key);
        let view = panel.view(fired.series, fired.last, fired.window)?;
        let days = panel.windows[fired.window];
        let start = fired.last + 1 - days;
        let (expected, ratio) = (view.expected.mean, view.count / view.expected.mean);
        let above = fired.score - limit;
        let severity = if above >= HIGH.0 && ratio >= HIGH.1 {
            Severity::High
        } else if above >= MEDIUM {
            Severity::Medium
        } else {
            Severity::Low
        };
        let span = (start, fired.last);
        let mut warning = Warning {
            scope: self.scope(key),
            word: rows.words.name(key),
            words: self.words_of(rows, (key, span)),
            start: self.date(panel, start)?,
            end: self.date(panel, fired.last)?,
            days,
            count: whole(view.count),
            expected,
            interval: view.expected.band(0.05),
            ratio,
            p: 10_f64.powf(-fired.score),
            severity,
            fired: self.date(panel, fired.day)?,
            is_above: fired.last + 1 == panel.days(),
            ends_below: whole(least(limit, &view).max(key.least(expected)).ceil()),
            ids: self.ids(rows, (key, span)),
            last_year: Fired {
                count: dates.len(),
                dates,
            },
            known: None,
            figure: rows.marks.figure(key),
            of: key.is_mark().then(|| {
                let [_, of] = panel.mark(fired.series, (fired.last, fired.window));
                whole(of)
            }),
            arrived: panel.arrived(fired.series, (fired.last, fired.window)),
            sentence: String::new(),
        };
        let is_short = panel.days() - panel.begin() < YEAR;
        let replayed = is_short.then_some(self.watch.replay.days);
        warning.sentence = wording::sentence(&warning, replayed, self.params.lang);
        Some(warning)
    }

    pub(super) fn scope(&self, key: Key) -> Scope {
        let type_name = |id: u32| self.table.types.values.get(id as usize).cloned();
        match key {
            Key::All | Key::Word(_) | Key::Mark(_, NONE) => Scope::default(),
            Key::Type(id) | Key::Mark(_, id) => Scope {
                name: type_name(id),
                values: Vec::new(),
            },
            Key::Cell(id, column, value) => {
                let dimension = &self.table.dimensions[column as usize];
                let value = dimension.values[value as usize].clone();
                Scope {
                    name: type_name(id),
                    values: vec![(dimension.name.clone(), value)],
                }
            }
        }
    }

    /// Rows of a series between two days, by place, with their days.
    fn rows(
        &self,
        rows: Rows<'_>,
        (key, (from, to)): (Key, (usize, usize)),
    ) -> Vec<(usize, usize)> {
        let table = self.table;
        let place = |row: usize| rows.dates.place(table, row);
        let within = |row: &usize| place(*row).is_some_and(|at| (from..=to).contains(&at));
        let found: Vec<usize> = match rows.within(key, (from, to)) {
            Some(listed) => listed.map(|r| r.1 as usize).collect(),
            None => {
                let is_one = |&row: &usize| u32::try_from(row).is_ok_and(|r| rows.has(key, r));
                (0..table.rows()).filter(within).filter(is_one).collect()
            }
        };
        let dated = found.into_iter().filter_map(|r| Some((place(r)?, r)));
        dated.collect()
    }

    /// Ids of the newest complaints of a series in a window, one of those that are copies of each other.
    fn ids(&self, rows: Rows<'_>, of: (Key, (usize, usize))) -> Vec<String> {
        let mut rows = self.rows(rows, of);
        rows.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut seen = BTreeSet::new();
        let group = |row: usize| u32::try_from(row).map(|row| self.table.first_of(row));
        let distinct = rows.iter().filter(|r| seen.insert(group(r.1).ok()));
        let ids = distinct.map(|r| (self.id)(r.1));
        // rows that stand for several complaints have none
        ids.filter(|id| !id.is_empty()).take(MOST).collect()
    }

    /// Words that the complaints of a window hold more often than those before it, strongest first.
    fn words_of(&self, rows: Rows<'_>, (key, (from, to)): (Key, (usize, usize))) -> Vec<String> {
        if key.is_word() || from == 0 {
            return Vec::new();
        }
        let words = rows.words;
        let n = |span| {
            let rows = self.rows(rows, (key, span));
            rows.iter().filter(|r| self.table.is_first(r.1)).count() as f64
        };
        let (here, before) = (n((from, to)), n((0, from - 1)));
        let listed = rows.listed(key);
        let listed: Option<BTreeSet<u32>> = listed.map(|l| l.map(|r| r.1).collect());
        let is_one = |row: u32| match &listed {
            Some(listed) => listed.contains(&row),
            None => rows.has(key, row),
        };
        let of_word = |(word, name): (u32, &String)| {
            let held = |span| {
                let held = words.rows(word, span);
                held.filter(|row| is_one(*row)).count() as u64
            };
            let (count, earlier) = (held((from, to)), held((0, from - 1)));
            let expected = (earlier as f64 + 0.5) / (before + 1.0) * here;
            let is_more = count >= LEAST_WORDS && count as f64 >= 2.0 * expected;
            is_more.then(|| (log_likelihood_ratio(count, expected), name.clone()))
        };
        let mut found: Vec<(f64, String)> = (0..).zip(&words.names).filter_map(of_word).collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        let mut named: Vec<String> = Vec::new();
        for (_, name) in found {
            if !named
                .iter()
                .any(|n| n.contains(&name) || name.contains(n.as_str()))
            {
                named.push(name);
            }
        }
        named.truncate(MOST);
        named
    }
}

/// The smallest count up to that of `view` that reaches the limit.
fn least(limit: f64, view: &View) -> f64 {
    let (mut below, mut reaches) = (0.0, view.count);
    while reaches - below > 1.0 {
        let middle = f64::midpoint(below, reaches).floor();
        if score(&view.expected, middle) >= limit {
            reaches = middle;
        } else {
            below = middle;
        }
    }
    reaches
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count"
)]
fn whole(n: f64) -> u64 {
    n as u64
}
