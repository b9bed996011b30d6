//! The rule: which series warn on which days. A warning that is open keeps its series, and what explains it, from warning again.

use super::panel::{Hit, Panel, score};
use super::rows::Rows;
use super::series::Key;
use crate::aggregate::ServiceFigure;
use std::collections::BTreeSet;
use std::ops::Range;

/// Days below the limit after which a warning is over.
pub(super) const COOL_DOWN: usize = 14;
/// Of the excess of a series, the share that one of its parts must hold to be named in its place.
const CARRIES: f64 = 0.6;

/// A warning, from the day it fired to the last day above the limit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Firing {
    pub(super) series: usize,
    /// The day it fired, by place.
    pub(super) day: usize,
    /// The last day above the limit.
    pub(super) last: usize,
    /// The place of the window in which it was rarest that day.
    pub(super) window: usize,
    /// The score of that day.
    pub(super) score: f64,
    /// The highest score so far.
    pub(super) peak: f64,
}

/// Of the complaints that hold a word, the share that another series must have to be the same event,
const SHARED: f64 = 0.5;
/// and the share of its excess that the word must hold.
const MUCH: f64 = 0.25;

/// Scores at which a series warns, and a word.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Limits {
    pub(super) series: f64,
    pub(super) words: f64,
}

impl Limits {
    pub(super) fn of(&self, key: Key) -> f64 {
        if key.is_word() {
            self.words
        } else {
            self.series
        }
    }
}

/// The rule with its limits.
pub(super) struct Rule<'p> {
    pub(super) panel: &'p Panel,
    pub(super) rows: Option<Rows<'p>>,
    pub(super) limits: Limits,
}

impl Rule<'_> {
    /// All warnings of some days, each once; `hits` by day.
    pub(super) fn run(&self, hits: &[Vec<Hit>], days: Range<usize>) -> Vec<Firing> {
        let mut fired: Vec<Firing> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        for day in days {
            open.retain(|&at| fired[at].last + COOL_DOWN >= day);
            let mut fresh: Vec<Hit> = Vec::new();
            for hit in hits[day].iter().filter(|h| self.is_over(h)) {
                match open.iter().find(|&&at| fired[at].series == hit.series) {
                    Some(&at) => {
                        fired[at] = Firing {
                            last: day,
                            window: hit.window,
                            score: hit.score,
                            peak: fired[at].peak.max(hit.score),
                            ..fired[at]
                        };
                    }
                    None => fresh.push(*hit),
                }
            }
            fresh.retain(|hit| {
                let explained = |&at: &usize| self.explains(fired[at].series, hit, day);
                !open.iter().any(explained)
            });
            for hit in self.smallest(fresh, day) {
                open.push(fired.len());
                fired.push(Firing {
                    series: hit.series,
                    day,
                    last: day,
                    window: hit.window,
                    score: hit.score,
                    peak: hit.score,
                });
            }
        }
        fired
    }

    fn is_over(&self, hit: &Hit) -> bool {
        hit.score >= self.limits.of(self.panel.keys[hit.series])
    }

    /// Those that tell of all others: of a series and its parts the smallest that carries the excess.
    fn smallest(&self, mut left: Vec<Hit>, day: usize) -> Vec<Hit> {
        let is_word = |hit: &Hit| self.panel.keys[hit.series].is_word();
        // what the others tell of comes last
        let rank = |hit: &Hit| (is_word(hit), self.repeats(self.panel.keys[hit.series]));
        left.sort_by(|a, b| {
            let order = rank(a).cmp(&rank(b));
            let order = order.then(b.score.total_cmp(&a.score));
            order.then(a.series.cmp(&b.series))
        });
        let mut told: Vec<Hit> = Vec::new();
        while let Some(strongest) = left.first().copied() {
            let excess = |series: usize| {
                let view = self.panel.view(series, day, strongest.window);
                view.map_or(0.0, |v| v.excess())
            };
            let least = CARRIES * excess(strongest.series);
            let keys = &self.panel.keys;
            let carries = |hit: &&Hit| {
                !is_word(hit)
                    && keys[strongest.series].holds(keys[hit.series])
                    && excess(hit.series) >= least
            };
            let mean = |hit: &Hit| {
                let view = self.panel.view(hit.series, day, strongest.window);
                view.map_or(f64::INFINITY, |v| v.expected.mean)
            };
            let part = left.iter().filter(carries);
            let part = part.min_by(|a, b| mean(a).total_cmp(&mean(b)));
            let chosen = part.copied().unwrap_or(strongest);
            left.retain(|hit| {
                hit.series != chosen.series && !self.explains(chosen.series, hit, day)
            });
            told.push(chosen);
        }
        told
    }

    /// Whether a series is above the limit only because another one has more than expected.
    fn explains(&self, other: usize, hit: &Hit, day: usize) -> bool {
        let (own, theirs) = (self.panel.keys[hit.series], self.panel.keys[other]);
        if self.repeats(own) || self.repeats(theirs) {
            return self.repeats(own) && self.is_repeated(other, hit, day);
        }
        if own.is_word() || theirs.is_word() {
            return self.shares(other, hit, day);
        }
        if own.overlaps(theirs) {
            return true;
        }
        if !own.holds(theirs) && !theirs.holds(own) {
            return false;
        }
        let view = |series: usize| self.panel.view(series, day, hit.window);
        let (Some(here), Some(there)) = (view(hit.series), view(other)) else {
            return false;
        };
        let left = if own.holds(theirs) {
            score(&here.expected, here.count - there.excess())
        } else {
            let risen = (there.count / there.expected.mean).max(1.0);
            score(&here.expected.times(risen), here.count)
        };
        left < self.limits.series
    }

    /// Whether a series is one of repeats.
    fn repeats(&self, key: Key) -> bool {
        let figure = self.rows.and_then(|rows| rows.marks.figure(key));
        figure == Some(ServiceFigure::Repeat)
    }

    /// Whether repeats are above the limit by the complaints of another series, or of one that holds them.
    fn is_repeated(&self, other: usize, hit: &Hit, day: usize) -> bool {
        let (own, theirs) = (self.panel.keys[hit.series], self.panel.keys[other]);
        let Some(rows) = self.rows else { return false };
        if theirs.is_mark() {
            return theirs.holds(own) || own.holds(theirs);
        }
        let span = (day + 1 - self.panel.windows[hit.window], day);
        let repeats: Vec<u32> = rows.of(own, span).collect();
        let in_common = match theirs {
            Key::All => 0,
            Key::Word(_) => {
                let held: BTreeSet<u32> = rows.of(theirs, span).collect();
                repeats.iter().filter(|row| held.contains(row)).count()
            }
            key => repeats.iter().filter(|row| rows.has(key, **row)).count(),
        };
        in_common as f64 >= SHARED * repeats.len() as f64 && in_common > 0
    }

    /// Whether two series, of which one at least is a word, are above the limit by the same complaints.
    fn shares(&self, other: usize, hit: &Hit, day: usize) -> bool {
        let Some(rows) = self.rows else {
            return false;
        };
        let (own, theirs) = (self.panel.keys[hit.series], self.panel.keys[other]);
        let span = (day + 1 - self.panel.windows[hit.window], day);
        let excess = |series: usize| {
            let view = self.panel.view(series, day, hit.window);
            view.map_or(0.0, |v| v.excess())
        };
        let in_common = |word: u32, key: Key| {
            let held = rows.of(Key::Word(word), span);
            held.filter(|&row| rows.has(key, row)).count() as f64
        };
        match (own, theirs) {
            (Key::Word(a), Key::Word(b)) => {
                let [a, b]: [BTreeSet<u32>; 2] =
                    [a, b].map(|word| rows.of(Key::Word(word), span).collect());
                let both = a.intersection(&b).count() as f64;
                both >= SHARED * a.len().min(b.len()) as f64 && both > 0.0
            }
            (Key::Word(a), key) => {
                let all = rows.of(own, span).count() as f64;
                in_common(a, key) >= SHARED * all && excess(hit.series) >= MUCH * excess(other)
            }
            (key, Key::Word(b)) => {
                let view = self.panel.view(hit.series, day, hit.window);
                view.is_some_and(|v| {
                    score(&v.expected, v.count - in_common(b, key)) < self.limits.series
                })
            }
            _ => false,
        }
    }
}
