//! What every series was expected to hold in the days up to every day, by the days before these, and how rare what it holds is there.

use super::known::Known;
use super::marks::{FREEDOM, dispersion};
use super::series::{Counts, Key};
use super::share::{OF_WORDS, Shares};
use crate::aggregate::history::{Arrived, Expectation, Foretold, History, LEAST_PART, foretold};
use crate::aggregate::{Calendar, NONE};
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
    /// By cell; by window, too, where complaints come in later than they were made.
    shares: Vec<Vec<Shares>>,
    strays: Vec<Vec<f64>>,
    pub(super) history: History,
}

impl Panel {
    pub(super) fn of(counts: Counts, windows: &[usize], calendar: &Calendar) -> Self {
        let known = counts.known.as_ref();
        // days that have not come in yet tell nothing of weekdays and of how counts stray
        let lag = known.map_or(0, |k| k.arrival.lag);
        let told = counts.days().saturating_sub(lag).max(1);
        let last = counts.first + i32::try_from(told).unwrap_or(0) - 1;
        let span = (counts.first, last);
        let history = match lag {
            0 => History::of_lines(span, &counts.lines, calendar.clone()),
            _ => {
                let told = counts.lines.iter().map(|l| l[..told].to_vec());
                History::of_lines(span, &told.collect::<Vec<_>>(), calendar.clone())
            }
        };
        let cells = counts.cells.iter().map(|c| &c.1);
        let lines = counts.lines.iter().chain(cells).chain(&counts.bases);
        let sums = lines.map(|l| running(l));
        let mut panel = Self {
            keys: counts.keys(),
            windows: windows.to_vec(),
            sums: sums.collect(),
            foretold: Vec::new(),
            shares: Vec::new(),
            strays: Vec::new(),
            history,
            counts,
        };
        panel.foretold = (0..windows.len()).map(|w| panel.foretold(w)).collect();
        panel.shares = panel.shares();
        panel.strays = panel.strays();
        panel
    }

    /// What the windows of one length were expected to hold.
    fn foretold(&self, window: usize) -> Vec<Vec<Option<Foretold>>> {
        let (counts, length) = (&self.counts, self.windows[window]);
        let of_days = (&counts.lines[..], counts.first);
        let Some(known) = &counts.known else {
            return foretold(&self.history, of_days, length, None);
        };
        let lines = 0..counts.lines.len();
        let parts: Vec<_> = lines
            .into_par_iter()
            .map(|l| self.parts(l, window))
            .collect();
        let arrived = Arrived {
            by_now: &known.arrival.by_now,
            lag: known.arrival.lag,
            counts: &known.windows[window][..counts.lines.len()],
            parts: &parts,
        };
        foretold(&self.history, of_days, length, Some(&arrived))
    }

    /// By day, the part of a series that has usually come in of the window that ends on it, with its variance in units of its square.
    pub(super) fn parts(&self, series: usize, window: usize) -> Vec<(f64, f64)> {
        let Some(Known { arrival, windows }) = &self.counts.known else {
            return vec![(1.0, 0.0); self.days()];
        };
        let (days, length) = (self.days(), self.windows[window]);
        let type_id = self.keys[series].line().checked_sub(1);
        let factors = self.history.factors(type_id, self.counts.first, days);
        let line = self.line(series);
        let from = |day: usize| (day + 1).saturating_sub(length);
        let of_all: Vec<(f64, f64)> = (0..days)
            .map(|day| arrival.part(day, &factors[from(day)..=day]))
            .collect();
        let in_the_end = line.iter().zip(&arrival.by_now);
        let in_the_end: Vec<f64> = in_the_end
            .map(|(n, part)| n / part.max(LEAST_PART))
            .collect();
        let whole = |day: usize| in_the_end[from(day)..=day].iter().sum();
        let whole: Vec<f64> = (0..days).map(whole).collect();
        let pace = arrival.pace(&windows[window][series], &whole, &of_all, length);
        let of_series = of_all.iter().zip(pace);
        of_series
            .map(|(&(part, variance), pace)| ((part * pace).min(1.0), variance))
            .collect()
    }

    /// The part of a series that has usually come in of a window; absent where nearly all comes in at once, and of a share.
    pub(super) fn arrived(&self, series: usize, (day, window): (usize, usize)) -> Option<f64> {
        let is_late = self.counts.known.as_ref()?.arrival.lag > 0;
        let is_asked = is_late && !self.keys[series].is_mark();
        let parts = is_asked.then(|| self.parts(series, window));
        parts?.get(day).map(|part| part.0)
    }

    fn shares(&self) -> Vec<Vec<Shares>> {
        let counts = &self.counts;
        let (lines, series) = (counts.lines.len(), self.keys.len());
        let of_lines = |line: &(dyn Fn(usize) -> Vec<f64> + Sync)| -> Vec<Shares> {
            let whole: Vec<Vec<f64>> = (0..lines).map(line).collect();
            let bases: Vec<Vec<f64>> = (0..counts.bases.len())
                .map(|at| line(series + at))
                .collect();
            let cells = self.keys[lines..].par_iter().enumerate();
            cells
                .map(|(cell, key)| {
                    let at = lines + cell;
                    let all = match key.is_mark() {
                        true => &bases[at - counts.first_mark()],
                        false => &whole[key.line()],
                    };
                    Shares::of((&line(at), all), self.usual(*key))
                })
                .collect()
        };
        let Some(known) = &counts.known else {
            return vec![of_lines(&|at| self.line(at).to_vec())];
        };
        let windows = known.windows.iter().zip(&self.windows);
        let of_window = |(lines, &length): (&Vec<Vec<u32>>, &usize)| {
            // what had come in of a window, a day
            let a_day = |n: &u32| f64::from(*n) / length as f64;
            of_lines(&|at| lines[at].iter().map(a_day).collect())
        };
        windows.map(of_window).collect()
    }

    /// Complaints of a series by day; behind all series, those of which marks are known.
    fn line(&self, series: usize) -> &[f64] {
        let counts = &self.counts;
        let (lines, all) = (counts.lines.len(), self.keys.len());
        if series >= all {
            &counts.bases[series - all]
        } else if series >= lines {
            &counts.cells[series - lines].1
        } else {
            &counts.lines[series]
        }
    }

    /// The share of a series that is expected before any day, and the variance of its counts in units of their mean.
    fn usual(&self, key: Key) -> (f64, f64) {
        let counts = &self.counts;
        match key {
            Key::Cell(type_id, column, value) => {
                let share = counts.values.get(&(column, value)).copied();
                let dispersion = self.history.dispersion(Some(type_id as usize), 7.0);
                (share.unwrap_or(0.0), dispersion)
            }
            Key::Mark(mark, _) => {
                // that of all types
                let first = counts.first_mark();
                let is_whole = |at: &usize| self.keys[*at] == Key::Mark(mark, NONE);
                let whole = (first..self.keys.len()).find(is_whole);
                let sum = |line: &[f64]| line.iter().sum::<f64>();
                let share =
                    whole.map(|at| sum(self.line(at)) / sum(&counts.bases[at - first]).max(1.0));
                (share.unwrap_or(0.0), 1.0)
            }
            _ => (0.0, OF_WORDS),
        }
    }

    /// By mark and window, the variance of its counts in units of a binomial one's.
    fn strays(&self) -> Vec<Vec<f64>> {
        let first = self.counts.first_mark();
        let of_window = |series: usize, window: usize| {
            let length = self.windows[window];
            let of_day = |day: usize| {
                let before = (day + 1).checked_sub(length)?.checked_sub(1)?;
                let (share, variance) =
                    self.share(series - self.counts.lines.len(), window, before)?;
                let [count, of] = self.mark(series, (day, window));
                Some((count, of, share, variance))
            };
            let days = (self.begin()..self.days()).filter_map(of_day);
            dispersion(days, length)
        };
        let of_series = |series| {
            (0..self.windows.len())
                .map(|w| of_window(series, w))
                .collect()
        };
        (first..self.keys.len()).map(of_series).collect()
    }

    /// The share of a cell by the days up to one, and its relative variance.
    fn share(&self, cell: usize, window: usize, day: usize) -> Option<(f64, f64)> {
        let shares = self.shares.get(window).or(self.shares.first())?;
        shares.get(cell)?.at(day)
    }

    /// Complaints of a series in a window; behind all series, those of which marks are known.
    fn count(&self, series: usize, (day, window): (usize, usize)) -> f64 {
        let count = match &self.counts.known {
            Some(known) => known.windows[window][series][day],
            None => {
                let before = (day + 1).saturating_sub(self.windows[window]);
                self.sums[series][day + 1] - self.sums[series][before]
            }
        };
        f64::from(count)
    }

    /// Of a window, the complaints of a series of marks, and those of which it is known.
    pub(super) fn mark(&self, series: usize, at: (usize, usize)) -> [f64; 2] {
        let base = self.keys.len() + series - self.counts.first_mark();
        [self.count(series, at), self.count(base, at)]
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
        let cell = series.checked_sub(self.counts.lines.len());
        let share = |cell| self.share(cell, window, before.checked_sub(1)?);
        if key.is_mark() {
            let (share, variance) = share(cell?)?;
            let [count, of] = self.mark(series, (day, window));
            let mean = (of * share).max(1e-3);
            let stray = self.strays[series - self.counts.first_mark()][window];
            let spread = variance + stray * (1.0 - share) / mean;
            let expected = Expectation::of(mean, spread, FREEDOM);
            return Some(View { count, expected });
        }
        let foretold = self.foretold[window][key.line()].get(day)?.as_ref()?;
        let expected = match cell {
            None => foretold.whole(),
            Some(cell) => {
                let (share, variance) = share(cell)?;
                match key.is_word() {
                    true => foretold.part_of(share, variance, OF_WORDS),
                    false => foretold.part(share, variance),
                }
            }
        };
        Some(View {
            count: self.count(series, (day, window)),
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
