//! What every series was expected to hold in the days up to every day, by the days before these, and how rare what it holds is there.

use super::series::{Counts, Key};
use super::share::{OF_WORDS, Shares};
use crate::aggregate::Calendar;
use crate::aggregate::history::{Expectation, Foretold, History, foretold};
use rayon::prelude::*;

/// Scores below this are never looked at: one day in ten of a series on which nothing happens.
pub(super) const FLOOR: f64 = 1.0;
/// Days before the first one that is judged: a part of all, and at least and at most so many.
const BURN_IN: (usize, usize, usize) = (4, 56, 182);

/// A series on a day, in the window in which it is rarest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Hit {
    pub(super) series: usize,
    /// Place of the window.
    pub(super) window: usize,
    /// −log10 of the probability of as many complaints or more.
    pub(super) score: f64,
}

/// A series over a window.
#[derive(Clone, Copy, Debug)]
pub(super) struct View {
    pub(super) count: f64,
    pub(super) expected: Expectation,
}

impl View {
    pub(super) fn excess(&self) -> f64 {
        (self.count - self.expected.mean).max(0.0)
    }
}

/// −log10 of the probability of as many complaints or more.
pub(super) fn score(expected: &Expectation, count: f64) -> f64 {
    -expected.upper(count).max(1e-300).log10()
}

/// All series, all days.
pub(super) struct Panel {
    pub(super) keys: Vec<Key>,
    pub(super) counts: Counts,
    /// Days of the windows.
    pub(super) windows: Vec<usize>,
    /// Running sums of every series.
    sums: Vec<Vec<u32>>,
    /// By window, line and day.
    foretold: Vec<Vec<Vec<Option<Foretold>>>>,
    shares: Vec<Shares>,
    pub(super) history: History,
}

impl Panel {
    pub(super) fn of(counts: Counts, windows: &[usize], calendar: &Calendar) -> Self {
        let last = counts.first + i32::try_from(counts.days()).unwrap_or(0) - 1;
        let history = History::of_lines((counts.first, last), &counts.lines, calendar.clone());
        let foretold: Vec<_> = windows
            .iter()
            .map(|&length| foretold(&history, &counts.lines, counts.first, length))
            .collect();
        let cells = counts.cells.par_iter();
        let shares = cells.map(|(key, line)| Shares::of(*key, line, &counts, &history));
        let shares: Vec<Shares> = shares.collect();
        let cells = counts.cells.iter().map(|c| &c.1);
        let sums = counts.lines.iter().chain(cells).map(|l| running(l));
        Self {
            keys: counts.keys(),
            windows: windows.to_vec(),
            sums: sums.collect(),
            foretold,
            shares,
            history,
            counts,
        }
    }

    pub(super) fn days(&self) -> usize {
        self.counts.days()
    }

    /// The first day that is judged.
    pub(super) fn begin(&self) -> usize {
        let (part, least, most) = BURN_IN;
        (self.days() / part).clamp(least, most)
    }

    /// Complaints of a series in the window that ends on a day, and what was expected; absent where there are too few days before.
    pub(super) fn view(&self, series: usize, day: usize, window: usize) -> Option<View> {
        let length = self.windows[window];
        let before = (day + 1).checked_sub(length)?;
        let key = self.keys[series];
        let foretold = self.foretold[window][key.line()].get(day)?.as_ref()?;
        let expected = match series.checked_sub(self.counts.lines.len()) {
            None => foretold.whole(),
            Some(cell) => {
                let (share, variance) = self.shares[cell].at(before.checked_sub(1)?)?;
                match key.is_word() {
                    true => foretold.part_of(share, variance, OF_WORDS),
                    false => foretold.part(share, variance),
                }
            }
        };
        let sums = &self.sums[series];
        Some(View {
            count: f64::from(sums[day + 1] - sums[before]),
            expected,
        })
    }

    /// Every series that scores [`FLOOR`] or more, by day.
    pub(super) fn hits(&self) -> Vec<Vec<Hit>> {
        let of_series: Vec<Vec<(usize, Hit)>> = (0..self.keys.len())
            .into_par_iter()
            .map(|series| self.hits_of(series))
            .collect();
        let mut by_day = vec![Vec::new(); self.days()];
        for (day, hit) in of_series.into_iter().flatten() {
            by_day[day].push(hit);
        }
        by_day
    }

    fn hits_of(&self, series: usize) -> Vec<(usize, Hit)> {
        let days = self.begin()..self.days();
        let best = |day: usize| {
            let of_window = |window: usize| {
                if day + 1 < 3 * self.windows[window] {
                    return None;
                }
                let view = self.view(series, day, window)?;
                let Expectation { mean, spread, .. } = view.expected;
                // far below what matters: its tail need not be computed
                let near = view.count - mean < 1.2 * mean * spread.sqrt();
                if near || view.count < self.keys[series].least(mean) {
                    return None;
                }
                let score = score(&view.expected, view.count);
                (score >= FLOOR).then_some(Hit {
                    series,
                    window,
                    score,
                })
            };
            let hits = (0..self.windows.len()).filter_map(of_window);
            hits.max_by(|a, b| a.score.total_cmp(&b.score).then(b.window.cmp(&a.window)))
        };
        days.filter_map(|day| Some((day, best(day)?))).collect()
    }
}

fn running(line: &[f64]) -> Vec<u32> {
    let mut sum = 0.0;
    let sums = line.iter().map(|n| {
        sum += n;
        whole(sum)
    });
    std::iter::once(0).chain(sums).collect()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count"
)]
fn whole(n: f64) -> u32 {
    n as u32
}
