//! From rows to warnings: the days that count, the limit, what fired, and the evidence of each.

use super::budget::{Budget, MONTH};
use super::dates::{Dates, Received};
use super::limit::{Replay, limit};
use super::marks::Marks;
use super::panel::{Hit, Panel};
use super::rows::Rows;
use super::rule::{Limits, Rule};
use super::series::Counts;
use super::simulate::simulated;
use super::warning::{ArrivalSoFar, Watch};
use super::words::Words;
use crate::aggregate::{
    NO_DAY, Scope, ServiceFigure, ServiceRows, Table, comparable_from, date, day, gaps, is_monthly,
};
use crate::report::wording::{quality, warnings as wording};
use crate::types::Lang;
use crate::{Error, Result};
use chrono::NaiveDate;
use std::ops::Range;

/// Days of history that are looked at, at most, and those of them that are replayed.
const MOST_DAYS: i32 = 1_827;
const REPLAYED: usize = 730;
/// Days of replay below which simulated histories are added, and up to how many.
const SHORT: usize = 270;
pub(super) const YEAR: usize = 365;
/// Simulated histories, at most.
const MOST_SIMULATED: usize = 12;
/// Days after which a rehearsal sets its limit anew.
const ANEW: usize = 30;
/// Days without data before which nothing tells what to expect.
const LONG_GAP: f64 = 14.0;
/// Windows in units of the one that is asked for, besides single days.
const WINDOWS: [usize; 3] = [1, 2, 4];

/// How to watch.
#[derive(Clone, Debug, Default)]
pub struct WatchParams {
    /// False warnings that are accepted.
    pub budget: Budget,
    /// Days of the window.
    pub window: usize,
    /// The day to judge; by default the last one with complaints.
    pub as_of: Option<NaiveDate>,
    /// What came in after that day counts as well.
    pub with_later: bool,
    /// Language of the sentences.
    pub lang: Lang,
}

/// Judges the last days of some complaints.
pub struct Judge<'a> {
    pub(super) table: &'a Table,
    pub(super) params: &'a WatchParams,
    pub(super) id: &'a dyn Fn(usize) -> String,
    words: Vec<(String, Vec<u32>)>,
    service: Option<&'a ServiceRows>,
    pub(super) watch: Watch,
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
            words: Vec::new(),
            service: None,
            watch,
        }
    }

    /// Watches the shares of complaints that were late, left the complainant dissatisfied or came again, as the rows of `service` tell.
    #[must_use]
    pub fn with_service(mut self, service: &'a ServiceRows) -> Self {
        self.service = Some(service);
        self
    }

    /// Watches words as well, each given with the complaints that hold it, ascending; they take half of the budget.
    #[must_use]
    pub fn with_words(mut self, words: Vec<(String, Vec<u32>)>) -> Self {
        self.words = words;
        self
    }

    /// The warnings.
    ///
    /// # Errors
    /// Where the day asked for lies before all complaints.
    pub fn run(self) -> Result<Watch> {
        let mut watch = self.judged()?;
        if watch.sentence.is_empty() {
            watch.sentence = wording::title(&watch, watch.lang);
        }
        Ok(watch)
    }

    fn judged(mut self) -> Result<Watch> {
        let lang = self.params.lang;
        let rows = 0..self.table.rows();
        let undated = rows.filter(|&row| self.table.day(row).is_none()).count();
        if undated > 0 {
            self.watch.notes.push(wording::without_day(undated, lang));
        }
        let Some(seen) = self.seen()? else {
            return Ok(self.watch);
        };
        let (begin, end) = (seen.panel.begin(), seen.panel.days());
        let Some(replayed) = self.replayed(&seen.panel, end) else {
            let least = begin + self.watch.window + 1;
            self.watch.sentence = wording::too_short(end, least, lang);
            return Ok(self.watch);
        };
        let limits = self.limits(&seen, &replayed);
        self.watch.limit = Some(10_f64.powf(-limits.series));
        let has_words = !seen.words.names.is_empty();
        self.watch.limit_of_words = has_words.then(|| 10_f64.powf(-limits.words));
        let rule = seen.rule(self.table, limits);
        let fired = rule.run(&seen.hits, begin..end);
        self.enter(&rule, seen.rows(self.table), &fired);
        self.watch.arrival = self.arrival(&seen.panel);
        if let Some(arrival) = &self.watch.arrival {
            let note = wording::arrival(arrival, self.watch.window, self.params.lang);
            self.watch.notes.push(note);
        }
        Ok(self.watch)
    }

    /// What would have warned in the last `days` days, each day judged by those before it, with a limit set anew every month.
    ///
    /// # Errors
    /// As [`Judge::run`].
    pub fn rehearse(mut self, days: usize) -> Result<Vec<Rehearsed>> {
        let Some(seen) = self.seen()? else {
            return Ok(Vec::new());
        };
        let (begin, end) = (seen.panel.begin(), seen.panel.days());
        let mut told = Vec::new();
        for from in (end.saturating_sub(days)..end).step_by(ANEW) {
            let Some(replayed) = self.replayed(&seen.panel, from) else {
                continue;
            };
            let limits = self.limits(&seen, &replayed);
            let rule = seen.rule(self.table, limits);
            // warnings may be open on the first day
            let since = from.saturating_sub(ANEW).max(begin);
            let fired = rule.run(&seen.hits, since..(from + ANEW).min(end));
            let fired = fired.iter().filter(|f| f.day >= from);
            told.extend(fired.filter_map(|f| {
                let key = seen.panel.keys[f.series];
                Some(Rehearsed {
                    date: self.date(&seen.panel, f.day)?,
                    scope: self.scope(key),
                    word: seen.words.name(key),
                    figure: seen.marks.figure(key),
                })
            }));
        }
        Ok(told)
    }

    /// All series and what stands out of them; none without days.
    fn seen(&mut self) -> Result<Option<Seen>> {
        let Some(dates) = self.dates()? else {
            return Ok(None);
        };
        (self.watch.first, self.watch.last) = (date(dates.first), date(dates.last));
        let windows = self.windows();
        let longest = windows.iter().copied().max().unwrap_or(1);
        let counts = Counts::of(self.table, &dates, longest);
        if counts.left_out > 0 {
            let note = wording::left_out(counts.left_out, self.params.lang);
            self.watch.notes.push(note);
        }
        let words = Words::of(std::mem::take(&mut self.words), self.table, &dates);
        let marks = self.service.map(|s| Marks::of(s, self.table, &dates));
        let marks = marks.unwrap_or_default();
        let rows = Rows {
            table: self.table,
            words: &words,
            marks: &marks,
            dates: &dates,
        };
        let counts = counts.with_words(&words).with_marks(rows, longest);
        let counts = counts.with_known(rows, &windows);
        let panel = Panel::of(counts, &windows, &self.table.calendar);
        self.watch.series = panel.keys.len();
        let hits = panel.hits();
        Ok(Some(Seen {
            panel,
            hits,
            words,
            marks,
            dates,
        }))
    }

    /// The days that are replayed before a day; none where there are too few.
    fn replayed(&self, panel: &Panel, before: usize) -> Option<Range<usize>> {
        let until = before.saturating_sub(self.watch.window);
        let from = until.saturating_sub(REPLAYED).max(panel.begin());
        (from < until).then_some(from..until)
    }

    /// The days that count.
    fn dates(&mut self) -> Result<Option<Dates>> {
        let (table, lang) = (self.table, self.params.lang);
        let received = Received::of(table)?;
        if let Some(received) = received.as_ref().filter(|r| r.unknown > 0) {
            let note = wording::not_received(received.unknown, lang);
            self.watch.notes.push(note);
        }
        let ends = |days: &[i32]| -> Option<(i32, i32)> {
            let known = days.iter().filter(|d| **d != crate::aggregate::NO_DAY);
            known.fold(None, |ends: Option<(i32, i32)>, &d| {
                Some(ends.map_or((d, d), |(first, last)| (first.min(d), last.max(d))))
            })
        };
        let Some((first, last_day)) = table.days.as_deref().and_then(ends) else {
            return Ok(None);
        };
        let last_received = received.as_ref().and_then(|r| ends(&r.days));
        let data_end = last_received.map_or(last_day, |(_, last)| last.max(last_day));
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
        let from = self.since_gap((from, last))?;
        let dates = Dates::new(from.max(last - MOST_DAYS + 1), last);
        let later = if self.params.with_later {
            data_end - last
        } else {
            0
        };
        Ok(Some(match received {
            Some(received) => dates.coming_in(table, &received.days, later),
            None => dates,
        }))
    }

    /// The first of these days without a long gap behind it.
    fn since_gap(&mut self, (from, last): (i32, i32)) -> Result<i32> {
        let days = self.table.rows_by_day();
        let days = days.range(from..=last).filter(|(day, _)| **day != NO_DAY);
        let days: Vec<(i32, f64)> = days.map(|(day, n)| (*day, *n as f64)).collect();
        if is_monthly(days.iter().map(|d| d.0)) {
            return Err(Error::invalid(
                "the column of times",
                "all times are the first of a month, and what is watched are days",
                "Name a column that tells the day with --time, or compare months with `tousu report`.",
            ));
        }
        let gaps = gaps(&days, &self.table.calendar);
        let Some(gap) = gaps.iter().rfind(|gap| gap.days() >= LONG_GAP) else {
            return Ok(from);
        };
        let note = quality::watched_since(gap.first, gap.last, self.params.lang);
        self.watch.notes.push(note);
        Ok(gap.last + 1)
    }

    /// How much of the last days has come in; absent where all comes in at once.
    fn arrival(&self, panel: &Panel) -> Option<ArrivalSoFar> {
        let known = panel.counts.known.as_ref()?;
        let window = panel.windows.iter().position(|w| *w == self.watch.window)?;
        let last = panel.days().checked_sub(1)?;
        Some(ArrivalSoFar {
            part: panel.arrived(0, (last, window))?,
            complete_until: self.date(panel, last.checked_sub(known.arrival.lag)?)?,
        })
    }

    /// Days of the windows, each once.
    fn windows(&self) -> Vec<usize> {
        let asked = WINDOWS.iter().map(|times| times * self.watch.window);
        let mut windows: Vec<usize> = std::iter::once(1).chain(asked).collect();
        windows.dedup();
        windows
    }

    /// The limits by replaying these days; that of series with simulated histories besides where the days are few.
    fn limits(&mut self, seen: &Seen, days: &Range<usize>) -> Limits {
        let is_short = days.len() < SHORT;
        let wanted = if is_short { YEAR - days.len() } else { 0 };
        let simulated: Vec<(Panel, Vec<Vec<Hit>>)> = (1..)
            .take(wanted.div_ceil(days.len()).min(MOST_SIMULATED))
            .map(|seed| {
                let counts = simulated(&seen.panel, seed);
                let panel = Panel::of(counts, &seen.panel.windows, &self.table.calendar);
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
        let own = Replay {
            panel: &seen.panel,
            rows: Some(seen.rows(self.table)),
            hits: &seen.hits,
            days: days.clone(),
        };
        let of_simulated = simulated.iter().map(|(panel, hits)| Replay {
            panel,
            rows: None,
            hits,
            days: days.clone(),
        });
        let replays: Vec<Replay<'_>> = std::iter::once(own.clone()).chain(of_simulated).collect();
        // words take half of it
        let part = if seen.words.names.is_empty() {
            1.0
        } else {
            0.5
        };
        let wanted = |days: usize| part * self.params.budget.a_month() * days as f64 / MONTH;
        Limits {
            series: limit(&replays, wanted(days.len() * replays.len()), false),
            words: limit(&[own], wanted(days.len()), true),
        }
    }
}

/// One warning of a rehearsal.
#[derive(Clone, Debug, PartialEq)]
pub struct Rehearsed {
    /// The day it fired.
    pub date: NaiveDate,
    /// Type and value.
    pub scope: Scope,
    /// The word; absent where it is not one of a word.
    pub word: Option<String>,
    /// The figure whose share it is about; absent where it is not one of a share.
    pub figure: Option<ServiceFigure>,
}

/// All series, what stands out of them by day, and the words among them.
struct Seen {
    panel: Panel,
    hits: Vec<Vec<Hit>>,
    words: Words,
    marks: Marks,
    dates: Dates,
}

impl Seen {
    fn rows<'p>(&'p self, table: &'p Table) -> Rows<'p> {
        Rows {
            table,
            words: &self.words,
            marks: &self.marks,
            dates: &self.dates,
        }
    }

    fn rule<'p>(&'p self, table: &'p Table, limits: Limits) -> Rule<'p> {
        Rule {
            panel: &self.panel,
            rows: Some(self.rows(table)),
            limits,
        }
    }
}
