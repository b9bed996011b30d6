//! From rows to warnings: the days that count, the limit, what fired, and the evidence of each.

use super::budget::{Budget, MONTH};
use super::limit::{self, limit};
use super::panel::{Hit, Panel, score};
use super::rule::{Firing, Rule};
use super::series::{Counts, Key};
use super::simulate::simulated;
use super::warning::{Fired, Severity, Warning, Watch};
use super::wording;
use crate::aggregate::{Scope, Table, comparable_from, date, day};
use crate::types::Lang;
use crate::{Error, Result};
use chrono::NaiveDate;
use std::ops::Range;

/// Days of history that are looked at, at most, and those of them that are replayed.
const MOST_DAYS: i32 = 1_827;
const REPLAYED: usize = 730;
/// Days of replay below which simulated histories are added.
const YEAR: usize = 365;
/// Simulated histories, at most.
const MOST_SIMULATED: usize = 12;
/// Days after which a rehearsal sets its limit anew.
const ANEW: usize = 30;
/// Windows in units of the one that is asked for, besides single days.
const WINDOWS: [usize; 3] = [1, 2, 4];
/// Ids that a warning names at most.
const IDS: usize = 5;
/// A warning is severe where its score exceeds the limit by so much, and its count is so many times what was expected.
const MEDIUM: f64 = 1.0;
const HIGH: (f64, f64) = (3.0, 2.0);

/// How to watch.
#[derive(Clone, Debug, Default)]
pub struct WatchParams {
    /// False warnings that are accepted.
    pub budget: Budget,
    /// Days of the window.
    pub window: usize,
    /// The day to judge; by default the last one with complaints.
    pub as_of: Option<NaiveDate>,
    /// Language of the sentences.
    pub lang: Lang,
}

/// Judges the last days of some complaints.
pub struct Judge<'a> {
    table: &'a Table,
    params: &'a WatchParams,
    id: &'a dyn Fn(usize) -> String,
    watch: Watch,
}

impl std::fmt::Debug for Judge<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Judge").finish_non_exhaustive()
    }
}

impl<'a> Judge<'a> {
    /// Of the rows of `table`; `id` names a row.
    #[must_use]
    pub fn new(table: &'a Table, params: &'a WatchParams, id: &'a dyn Fn(usize) -> String) -> Self {
        let watch = Watch {
            lang: params.lang,
            window: params.window.max(1),
            budget: params.budget.clone(),
            ..Watch::default()
        };
        Self {
            table,
            params,
            id,
            watch,
        }
    }

    /// The warnings.
    ///
    /// # Errors
    /// Where the day asked for lies before all complaints.
    pub fn run(mut self) -> Result<Watch> {
        let lang = self.params.lang;
        let rows = 0..self.table.rows();
        let undated = rows.filter(|&row| self.table.day(row).is_none()).count();
        if undated > 0 {
            self.watch.notes.push(wording::without_day(undated, lang));
        }
        let Some((panel, hits)) = self.panel()? else {
            return Ok(self.watch);
        };
        let (begin, end) = (panel.begin(), panel.days());
        let Some(replayed) = self.replayed(&panel, end) else {
            let least = begin + self.watch.window + 1;
            let note = wording::too_short(end, least, lang);
            self.watch.notes.push(note);
            return Ok(self.watch);
        };
        let limit = self.limit(&panel, &hits, replayed);
        self.watch.limit = Some(10_f64.powf(-limit));
        let rule = Rule {
            panel: &panel,
            limit,
        };
        let fired = rule.run(&hits, begin..end);
        self.enter(&rule, &fired);
        Ok(self.watch)
    }

    /// What would have warned in the last `days` days, each day judged by those before it, with a limit set anew every month.
    ///
    /// # Errors
    /// As [`Judge::run`].
    pub fn rehearse(mut self, days: usize) -> Result<Vec<(NaiveDate, Scope)>> {
        let Some((panel, hits)) = self.panel()? else {
            return Ok(Vec::new());
        };
        let (begin, end) = (panel.begin(), panel.days());
        let mut told = Vec::new();
        for from in (end.saturating_sub(days)..end).step_by(ANEW) {
            let Some(replayed) = self.replayed(&panel, from) else {
                continue;
            };
            let limit = self.limit(&panel, &hits, replayed);
            let rule = Rule {
                panel: &panel,
                limit,
            };
            // warnings may be open on the first day
            let since = from.saturating_sub(ANEW).max(begin);
            let fired = rule.run(&hits, since..(from + ANEW).min(end));
            let fired = fired.iter().filter(|f| f.day >= from);
            told.extend(fired.filter_map(|f| {
                Some((self.date(&panel, f.day)?, self.scope(panel.keys[f.series])))
            }));
        }
        Ok(told)
    }

    /// All series and what stands out of them; none without days.
    fn panel(&mut self) -> Result<Option<(Panel, Vec<Vec<Hit>>)>> {
        let Some((first, last)) = self.days()? else {
            return Ok(None);
        };
        (self.watch.first, self.watch.last) = (date(first), date(last));
        let windows = self.windows();
        let longest = windows.iter().copied().max().unwrap_or(1);
        let counts = Counts::of(self.table, (first, last), longest);
        if counts.left_out > 0 {
            let note = wording::left_out(counts.left_out, self.params.lang);
            self.watch.notes.push(note);
        }
        let panel = Panel::of(counts, &windows, &self.table.calendar);
        self.watch.series = panel.keys.len();
        let hits = panel.hits();
        Ok(Some((panel, hits)))
    }

    /// The days that are replayed before a day; none where there are too few.
    fn replayed(&self, panel: &Panel, before: usize) -> Option<Range<usize>> {
        let until = before.saturating_sub(self.watch.window);
        let from = until.saturating_sub(REPLAYED).max(panel.begin());
        (from < until).then_some(from..until)
    }

    /// The first and the last day that count.
    fn days(&mut self) -> Result<Option<(i32, i32)>> {
        let days = self.table.days.iter().flatten();
        let known = days.filter(|d| **d != crate::aggregate::NO_DAY);
        let ends = known.fold(None, |ends: Option<(i32, i32)>, &d| {
            Some(ends.map_or((d, d), |(first, last)| (first.min(d), last.max(d))))
        });
        let Some((first, data_end)) = ends else {
            return Ok(None);
        };
        let mut last = data_end;
        if let Some(asked) = self.params.as_of {
            let first = date(first).unwrap_or_default();
            if asked < first {
                return Err(Error::invalid(
                    "--as-of",
                    format!("{asked} lies before the first complaint, which is of {first}"),
                    "Name a later day, or leave it out for the last day of the data.",
                ));
            }
            last = last.min(day(asked));
            if day(asked) > data_end {
                let data_end = date(data_end).unwrap_or_default();
                let note = wording::ends_before(asked, data_end, self.params.lang);
                self.watch.notes.push(note);
            }
        }
        let known = self.table.days.iter().flatten();
        let known = known.filter(|d| (first..=last).contains(*d));
        let from = comparable_from(known.map(|&d| (d, d)), last);
        Ok(Some((from.max(last - MOST_DAYS + 1), last)))
    }

    /// Days of the windows, each once.
    fn windows(&self) -> Vec<usize> {
        let asked = WINDOWS.iter().map(|times| times * self.watch.window);
        let mut windows: Vec<usize> = std::iter::once(1).chain(asked).collect();
        windows.dedup();
        windows
    }

    /// The limit, as a score, by replaying these days; with simulated histories where they are few.
    fn limit(&mut self, panel: &Panel, hits: &[Vec<Hit>], days: Range<usize>) -> f64 {
        let wanted = YEAR.saturating_sub(days.len());
        let simulated: Vec<(Panel, Vec<Vec<Hit>>)> = (1..)
            .take(wanted.div_ceil(days.len()).min(MOST_SIMULATED))
            .map(|seed| {
                let counts = simulated(panel, seed);
                let panel = Panel::of(counts, &panel.windows, &self.table.calendar);
                let hits = panel.hits();
                (panel, hits)
            })
            .collect();
        self.watch.replay.days = days.len();
        self.watch.replay.simulated_days = simulated.len() * days.len();
        if !simulated.is_empty() {
            let note = wording::simulated(days.len(), self.params.lang);
            self.watch.notes.push(note);
        }
        let replay = |panel, hits| limit::Replay {
            panel,
            hits,
            days: days.clone(),
        };
        let of_simulated = simulated.iter().map(|(panel, hits)| replay(panel, hits));
        let replays: Vec<_> = std::iter::once(replay(panel, hits))
            .chain(of_simulated)
            .collect();
        let all = (days.len() * replays.len()) as f64;
        limit(&replays, self.params.budget.a_month() * all / MONTH)
    }

    /// Enters what fired in the last days, or is still above the limit.
    fn enter(&mut self, rule: &Rule<'_>, fired: &[Firing]) {
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
                Some((f.score, self.warning(rule, f, dates)?))
            })
            .collect();
        warnings.sort_by(|(a, of_a), (b, of_b)| {
            let order = of_b.severity.cmp(&of_a.severity).then(b.total_cmp(a));
            order.then_with(|| of_a.scope.cmp(&of_b.scope))
        });
        self.watch.warnings = warnings.into_iter().map(|w| w.1).collect();
    }

    fn date(&self, panel: &Panel, day: usize) -> Option<NaiveDate> {
        date(panel.counts.first + i32::try_from(day).ok()?)
    }

    fn warning(&self, rule: &Rule<'_>, fired: &Firing, dates: Vec<NaiveDate>) -> Option<Warning> {
        let panel = rule.panel;
        let view = panel.view(fired.series, fired.last, fired.window)?;
        let days = panel.windows[fired.window];
        let start = fired.last + 1 - days;
        let (expected, ratio) = (view.expected.mean, view.count / view.expected.mean);
        let above = fired.score - rule.limit;
        let severity = if above >= HIGH.0 && ratio >= HIGH.1 {
            Severity::High
        } else if above >= MEDIUM {
            Severity::Medium
        } else {
            Severity::Low
        };
        let key = panel.keys[fired.series];
        let mut warning = Warning {
            scope: self.scope(key),
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
            ends_below: whole(least(rule.limit, view.count, |count| {
                score(&view.expected, count)
            })),
            ids: Vec::new(),
            last_year: Fired {
                count: dates.len(),
                dates,
            },
            known: None,
            sentence: String::new(),
        };
        warning.ids = self.ids(key, (day(warning.start), day(warning.end)));
        warning.sentence = wording::sentence(&warning, self.params.lang);
        Some(warning)
    }

    fn scope(&self, key: Key) -> Scope {
        let type_name = |id: u32| self.table.types.values.get(id as usize).cloned();
        match key {
            Key::All => Scope::default(),
            Key::Type(id) => Scope {
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

    /// Ids of the newest complaints of a series in a window, copies left out.
    fn ids(&self, key: Key, (first, last): (i32, i32)) -> Vec<String> {
        let table = self.table;
        let is_of = |row: usize| match key {
            Key::All => true,
            Key::Type(id) => table.types.codes[row] == id,
            Key::Cell(id, column, value) => {
                table.types.codes[row] == id
                    && table.dimensions[column as usize].codes[row] == value
            }
        };
        let within = |row: usize| table.day(row).filter(|d| (first..=last).contains(d));
        let rows = (0..table.rows()).filter(|&row| table.is_first(row) && is_of(row));
        let mut rows: Vec<(i32, usize)> =
            rows.filter_map(|row| Some((within(row)?, row))).collect();
        rows.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        rows.iter().take(IDS).map(|r| (self.id)(r.1)).collect()
    }
}

/// The smallest count up to `count` that reaches the limit.
fn least(limit: f64, count: f64, score: impl Fn(f64) -> f64) -> f64 {
    let (mut below, mut reaches) = (0.0, count);
    while reaches - below > 1.0 {
        let middle = f64::midpoint(below, reaches).floor();
        if score(middle) >= limit {
            reaches = middle;
        } else {
            below = middle;
        }
    }
    reaches.max(f64::from(super::series::LEAST))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count"
)]
fn whole(n: f64) -> u64 {
    n as u64
}
