//! Histories in which nothing happens, drawn from what the days so far tell: the level, days of the week and holidays, and complaints that
//! come together as often as they do.

use super::arrival::Arrival;
use super::known::{Knowing, Known};
use super::panel::Panel;
use super::series::{Counts, Key};
use crate::types::SplitMix;

/// Days over which complaints that come together are spread, where they do not come on one day.
const SPREAD: usize = 7;
/// Weeks vary so many times as much as days where what comes together lasts longer than a day.
const LASTS: f64 = 1.5;

/// A history as long as that of `panel`.
pub(super) fn simulated(panel: &Panel, seed: u64) -> Counts {
    let days = panel.days();
    let counts = &panel.counts;
    let mut draw = SplitMix::new(seed);
    let mut history = Drawn::of(panel);
    let sum = |line: &[f64]| line.iter().sum::<f64>();
    let typed: f64 = counts.lines[1..].iter().map(|l| sum(l)).sum();
    let untyped = (sum(&counts.lines[0]) - typed).max(0.0);
    for (line, of_line) in counts.lines.iter().enumerate() {
        let total = if line == 0 { untyped } else { sum(of_line) };
        let of = OfType::of(panel, line, total);
        for day in 0..days {
            for (at, cells) in of.draw_day(day, days, &mut draw) {
                let lines = if line > 0 { &[0, line][..] } else { &[0] };
                let cells = cells.iter().map(|cell| cell + counts.lines.len());
                let series: Vec<usize> = lines.iter().copied().chain(cells).collect();
                history.enter(&series, at, &mut draw);
            }
        }
    }
    let marks = counts.cells.iter().filter(|(key, _)| key.is_mark());
    for (at, ((_, bad), of)) in marks.zip(&counts.bases).enumerate() {
        history.draw_mark(at, sum(bad) / sum(of).max(1.0), &mut draw);
    }
    history.finish()
}

/// A history that is being drawn.
struct Drawn<'p> {
    counts: Counts,
    known: Option<(Knowing, &'p Arrival)>,
}

impl<'p> Drawn<'p> {
    /// Empty, of the series of `panel` but for words.
    fn of(panel: &'p Panel) -> Self {
        let (days, counts) = (panel.days(), &panel.counts);
        let cells = counts.cells.iter().filter(|(key, _)| !key.is_word());
        let drawn = Counts {
            first: counts.first,
            lines: vec![vec![0.0; days]; counts.lines.len()],
            cells: cells.map(|(key, _)| (*key, vec![0.0; days])).collect(),
            bases: counts.bases.clone(),
            values: counts.values.clone(),
            left_out: 0,
            known: None,
        };
        let series = drawn.lines.len() + drawn.cells.len() + drawn.bases.len();
        let knowing = |known: &'p Known| {
            let knowing = Knowing::new(&panel.windows, series, days);
            (knowing, &known.arrival)
        };
        Self {
            known: counts.known.as_ref().map(knowing),
            counts: drawn,
        }
    }

    /// A complaint of a day and some series; one that had not come in by the last day is not there.
    fn enter(&mut self, series: &[usize], at: usize, draw: &mut SplitMix) {
        if let Some((knowing, arrival)) = &mut self.known {
            let delay = arrival.delay(at, draw.unit());
            if at + delay as usize >= self.counts.days() {
                return;
            }
            knowing.note(at, delay);
            series.iter().for_each(|s| knowing.add(*s, at, delay));
        }
        self.counts.enter(series, at);
    }

    /// A series of marks: by chance, of the complaints of which it was known.
    fn draw_mark(&mut self, at: usize, share: f64, draw: &mut SplitMix) {
        let place = self.counts.first_mark() + at;
        let base = self.counts.lines.len() + self.counts.cells.len() + at;
        for day in 0..self.counts.days() {
            for _ in 0..whole(self.counts.bases[at][day]) {
                let is_bad = draw.unit() < share;
                if let Some((knowing, arrival)) = &mut self.known {
                    let delay = arrival.delay(day, draw.unit());
                    knowing.add(base, day, delay);
                    if is_bad {
                        knowing.add(place, day, delay);
                    }
                }
                if is_bad {
                    self.counts.enter(&[place], day);
                }
            }
        }
    }

    fn finish(self) -> Counts {
        Counts {
            known: self.known.map(|(knowing, _)| knowing.finish()),
            ..self.counts
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count"
)]
fn whole(n: f64) -> usize {
    n as usize
}

/// One type, or all complaints without one.
struct OfType {
    /// Complaints expected, by day.
    mean: Vec<f64>,
    /// Complaints that come together, on average, and over how many days.
    together: f64,
    spread: usize,
    /// By column: places of the cells, and running sums of their shares.
    cells: Vec<Vec<(usize, f64)>>,
}

impl OfType {
    fn of(panel: &Panel, line: usize, total: f64) -> Self {
        let (counts, history) = (&panel.counts, &panel.history);
        let type_id = line.checked_sub(1);
        let factors = history.factors(type_id, counts.first, panel.days());
        let whole: f64 = match &counts.known {
            None => factors.iter().sum(),
            Some(known) => {
                let there = factors.iter().zip(&known.arrival.by_now);
                there.map(|(f, part)| f * part).sum()
            }
        };
        let [day, week] = [1.0, 7.0].map(|days| history.dispersion(type_id, days));
        let mut cells: Vec<Vec<(usize, f64)>> = Vec::new();
        let mut of_column = None;
        for (at, (key, line_of_cell)) in counts.cells.iter().enumerate() {
            let Key::Cell(_, column, _) = *key else {
                continue;
            };
            if key.line() != line {
                continue;
            }
            if of_column != Some(column) {
                of_column = Some(column);
                cells.push(Vec::new());
            }
            if let Some(of) = cells.last_mut() {
                let before = of.last().map_or(0.0, |c| c.1);
                of.push((
                    at,
                    before + line_of_cell.iter().sum::<f64>() / total.max(1.0),
                ));
            }
        }
        Self {
            mean: factors
                .iter()
                .map(|f| f * total / whole.max(1e-9))
                .collect(),
            together: f64::midpoint(week, 1.0).max(1.0),
            spread: if week > LASTS * day { SPREAD } else { 1 },
            cells,
        }
    }

    /// Complaints that begin on a day, each with the place of its own and its cells.
    fn draw_day(&self, day: usize, days: usize, draw: &mut SplitMix) -> Vec<(usize, Vec<usize>)> {
        let mut drawn = Vec::new();
        for _ in 0..poisson(self.mean[day] / self.together, draw) {
            // an event has one place; a busy day has not
            let of_event = (self.spread > 1).then(|| self.cells(draw));
            let mut go_on = true;
            while go_on {
                let at = day + draw.below(self.spread);
                let cells = of_event.clone().unwrap_or_else(|| self.cells(draw));
                if at < days {
                    drawn.push((at, cells));
                }
                go_on = draw.unit() < 1.0 - 1.0 / self.together;
            }
        }
        drawn
    }

    /// A cell of every column.
    fn cells(&self, draw: &mut SplitMix) -> Vec<usize> {
        let cells = self.cells.iter();
        cells.filter_map(|of| cell(of, draw)).collect()
    }
}

/// The cell of a column that a complaint falls into; none where it falls into one that is not watched.
fn cell(of: &[(usize, f64)], draw: &mut SplitMix) -> Option<usize> {
    let at = draw.unit();
    of.get(of.partition_point(|c| c.1 <= at)).map(|c| c.0)
}

/// A Poisson count, in halves small enough for Knuth's product of uniforms.
fn poisson(mean: f64, draw: &mut SplitMix) -> usize {
    if mean > 30.0 {
        return poisson(mean / 2.0, draw) + poisson(mean / 2.0, draw);
    }
    let end = (-mean).exp();
    let (mut product, mut n) = (1.0 - draw.unit(), 0);
    while product > end {
        product *= 1.0 - draw.unit();
        n += 1;
    }
    n
}
