//! Horizontal bars with their interval; beside them the running share, on an axis of its own.

use super::super::document::Bar;
use super::super::number::{count, percent, percent_tick, shares_between};
use super::super::wording::Words;
use super::scale::Linear;
use super::svg::{Anchor, Svg, fitted, text_width};
use super::{LABEL, LABELS, Room};

/// Height of the drawing, the drawing, and what goes beside it.
pub(super) fn draw(bars: &[Bar], room: Room, w: &Words) -> (f64, String, String) {
    let plan = Plan::new(bars, room);
    let mut svg = Svg::default();
    plan.axes(&mut svg, w);
    for (i, bar) in bars.iter().enumerate() {
        plan.bar(&mut svg, i, bar, w);
    }
    plan.running(&mut svg, bars);
    (plan.height, svg.finish(), String::new())
}

struct Plan {
    room: Room,
    row: f64,
    top: f64,
    height: f64,
    bottom: f64,
    x: Linear,
    left: f64,
    right: f64,
    /// Left and right end of the running share.
    side: Option<(f64, f64)>,
}

impl Plan {
    fn new(bars: &[Bar], room: Room) -> Self {
        let widest = bars
            .iter()
            .map(|b| text_width(&b.label, LABEL))
            .fold(0.0, f64::max);
        let running = bars.iter().any(|b| b.cumulative.is_some());
        let width = room.width();
        let (row, left) = if room.wide() {
            (28.0, widest.clamp(40.0, LABELS) + 14.0)
        } else {
            (42.0, 2.0)
        };
        let side = running.then(|| {
            if room.wide() {
                (width - 210.0, width - 58.0)
            } else {
                (width - 92.0, width - 36.0)
            }
        });
        // room for the figures at the end of the longest bar
        let end = if room.wide() { 120.0 } else { 8.0 };
        let right = side.map_or(width, |s| s.0 - 26.0) - end;
        let max = bars
            .iter()
            .map(|b| b.high.unwrap_or(b.share).max(b.share))
            .fold(0.0, f64::max);
        let top = 24.0;
        let bottom = top + row * bars.len() as f64;
        Self {
            room,
            row,
            top,
            bottom,
            height: bottom + 24.0,
            x: Linear::tight(max, left, right, if room.wide() { 4 } else { 2 }),
            left,
            right,
            side,
        }
    }

    fn axes(&self, svg: &mut Svg, w: &Words) {
        for tick in self.x.ticks() {
            let x = self.x.at(tick);
            svg.line("grid", (x, self.top), (x, self.bottom));
            svg.text(
                "tick",
                (x, self.bottom + 16.0),
                Anchor::Middle,
                &percent_tick(tick),
            );
        }
        svg.text("axis", (self.left, 14.0), Anchor::Start, w.share);
        if let Some((from, to)) = self.side {
            for (part, label) in [(0.0, "0"), (0.5, "50%"), (0.8, "80%"), (1.0, "100%")] {
                let x = from + (to - from) * part;
                svg.line(
                    if part == 0.8 { "grid ref" } else { "grid" },
                    (x, self.top),
                    (x, self.bottom),
                );
                if self.room.wide() && part != 0.8 || part == 1.0 || part == 0.0 {
                    svg.text("tick", (x, self.bottom + 16.0), Anchor::Middle, label);
                }
            }
            svg.text("axis", (from, 14.0), Anchor::Start, w.cumulative);
        }
    }

    /// Top of the bar of row `i`, and its height.
    fn band(&self, i: usize) -> (f64, f64) {
        let y = self.top + self.row * i as f64;
        if self.room.wide() {
            (y + 6.0, 16.0)
        } else {
            (y + 21.0, 13.0)
        }
    }

    fn bar(&self, svg: &mut Svg, i: usize, bar: &Bar, w: &Words) {
        let (y, thick) = self.band(i);
        let middle = y + thick / 2.0;
        let figures = format!("{} · {}", bar.printed, count(bar.count));
        let mut tip = format!("{} {figures}", bar.label);
        if let Some((l, h)) = bar.low.zip(bar.high) {
            tip.push_str(&format!(
                " ({} {})",
                w.interval,
                shares_between(l, h, w.lang)
            ));
        }
        let end = self.x.at(bar.share);
        let size = ((end - self.left).max(1.0), thick);
        svg.rect("bar", (self.left, y), size, &tip);
        let mut reach = end;
        if let Some((l, h)) = bar.low.zip(bar.high) {
            let (l, h) = (self.x.at(l), self.x.at(h));
            svg.line("whisker", (l, middle), (h, middle));
            svg.line("whisker", (l, middle - 3.0), (l, middle + 3.0));
            svg.line("whisker", (h, middle - 3.0), (h, middle + 3.0));
            reach = reach.max(h);
        }
        if self.room.wide() {
            let label = fitted(&bar.label, LABEL, LABELS);
            svg.text(
                "label",
                (self.left - 10.0, middle + 4.5),
                Anchor::End,
                &label,
            );
            svg.text(
                "value",
                (reach + 8.0, middle + 4.5),
                Anchor::Start,
                &figures,
            );
        } else {
            let room = self.right - self.left - text_width(&figures, LABEL) - 8.0;
            let label = fitted(&bar.label, LABEL, room);
            svg.text("label", (self.left, y - 5.0), Anchor::Start, &label);
            svg.text("value", (self.right + 4.0, y - 5.0), Anchor::End, &figures);
        }
    }

    fn running(&self, svg: &mut Svg, bars: &[Bar]) {
        let Some((from, to)) = self.side else { return };
        let points: Vec<(f64, f64)> = bars
            .iter()
            .enumerate()
            .filter_map(|(i, b)| {
                let (y, thick) = self.band(i);
                Some((from + (to - from) * b.cumulative?.min(1.0), y + thick / 2.0))
            })
            .collect();
        svg.path("line", &points);
        for (point, bar) in points.iter().zip(bars) {
            let part = percent(bar.cumulative.unwrap_or(0.0));
            svg.circle("dot", *point, 3.0, &format!("{} {part}", bar.label));
            if self.room.wide() {
                svg.text("tick", (to + 58.0, point.1 + 4.0), Anchor::End, &part);
            }
        }
    }
}
