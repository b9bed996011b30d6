//! Histories in which nothing happens, drawn from what the days so far tell: the level, days of the week and holidays, and complaints that
//! come together as often as they do.

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
    let mut drawn = Counts {
        first: counts.first,
        lines: vec![vec![0.0; days]; counts.lines.len()],
        cells: counts
            .cells
            .iter()
            .filter(|(key, _)| !key.is_word())
            .map(|(key, _)| (*key, vec![0.0; days]))
            .collect(),
        values: counts.values.clone(),
        left_out: 0,
    };
    let sum = |line: &[f64]| line.iter().sum::<f64>();
    let typed: f64 = counts.lines[1..].iter().map(|l| sum(l)).sum();
    let untyped = (sum(&counts.lines[0]) - typed).max(0.0);
    for (line, of_line) in counts.lines.iter().enumerate() {
        let total = if line == 0 { untyped } else { sum(of_line) };
        let of = OfType::of(panel, line, total);
        for day in 0..days {
            of.draw_day(day, &mut drawn, &mut draw);
        }
    }
    drawn
}

/// One type, or all complaints without one.
struct OfType {
    line: usize,
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
        let whole: f64 = factors.iter().sum();
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
            line,
            mean: factors
                .iter()
                .map(|f| f * total / whole.max(1e-9))
                .collect(),
            together: f64::midpoint(week, 1.0).max(1.0),
            spread: if week > LASTS * day { SPREAD } else { 1 },
            cells,
        }
    }

    fn draw_day(&self, day: usize, drawn: &mut Counts, draw: &mut SplitMix) {
        for _ in 0..poisson(self.mean[day] / self.together, draw) {
            // an event has one place; a busy day has not
            let of_event = (self.spread > 1).then(|| self.cells(draw));
            let mut go_on = true;
            while go_on {
                let at = day + draw.below(self.spread);
                let cells = of_event.clone().unwrap_or_else(|| self.cells(draw));
                if at < drawn.lines[0].len() {
                    drawn.lines[0][at] += 1.0;
                    if self.line > 0 {
                        drawn.lines[self.line][at] += 1.0;
                    }
                    for cell in cells {
                        drawn.cells[cell].1[at] += 1.0;
                    }
                }
                go_on = draw.unit() < 1.0 - 1.0 / self.together;
            }
        }
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
