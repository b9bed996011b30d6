//! Median to 90th percentile of a numeric column, type by type.

use super::super::document::Range;
use super::super::number::decimal;
use super::super::wording::Words;
use super::scale::Linear;
use super::svg::{Anchor, Svg, fitted, text_width};
use super::{LABEL, LABELS, Room};

/// Height of the drawing, the drawing, and what goes beside it.
pub(super) fn draw(ranges: &[Range], room: Room, w: &Words) -> (f64, String, String) {
    let plan = Plan::new(ranges, room);
    let (top, bottom) = (TOP, TOP + plan.row * ranges.len() as f64);
    let mut svg = Svg::default();
    for tick in plan.x.ticks() {
        let x = plan.x.at(tick);
        svg.line("grid", (x, top), (x, bottom));
        svg.text("tick", (x, bottom + 16.0), Anchor::Middle, &decimal(tick));
    }
    key(&mut svg, plan.left, w);
    for (i, r) in ranges.iter().enumerate() {
        plan.range(&mut svg, i, r, w);
    }
    (bottom + 24.0, svg.finish(), String::new())
}

const TOP: f64 = 26.0;

struct Plan {
    room: Room,
    row: f64,
    left: f64,
    right: f64,
    x: Linear,
}

impl Plan {
    fn new(ranges: &[Range], room: Room) -> Self {
        let widest = ranges.iter().map(|r| text_width(&r.label, LABEL));
        let widest = widest.fold(0.0, f64::max);
        let (row, left, end, ticks) = if room.wide() {
            (26.0, widest.clamp(40.0, LABELS) + 18.0, 130.0, 6)
        } else {
            (38.0, 6.0, 10.0, 3)
        };
        let right = room.width() - end;
        let max = ranges
            .iter()
            .map(|r| r.p90.max(r.median))
            .fold(0.0, f64::max);
        Self {
            room,
            row,
            left,
            right,
            x: Linear::new(max, left, right, ticks),
        }
    }

    fn range(&self, svg: &mut Svg, i: usize, r: &Range, w: &Words) {
        let wide = self.room.wide();
        let y = TOP + self.row * i as f64 + if wide { self.row / 2.0 } else { 26.0 };
        let [from, to] = [r.median, r.p90].map(decimal);
        let tip = format!("{}: {} {from}, {} {to}", r.label, w.median, w.p90);
        let figures = format!("{from} – {to}");
        let (median, p90) = (self.x.at(r.median), self.x.at(r.p90));
        let (line, dot, label) = if r.whole {
            ("range whole", "dot whole", "label strong")
        } else {
            ("range", "dot", "label")
        };
        svg.line(line, (median, y), (p90, y));
        svg.circle(dot, (median, y), 5.0, &tip);
        svg.circle("dot open", (p90, y), 4.0, &tip);
        if wide {
            let (at, after) = (
                (self.left - 14.0, y + 4.5),
                (p90.max(median) + 12.0, y + 4.5),
            );
            let shown = fitted(&r.label, LABEL, LABELS);
            svg.text(label, at, Anchor::End, &shown);
            svg.text("value", after, Anchor::Start, &figures);
        } else {
            let (at, end) = ((self.left, y - 10.0), (self.right, y - 10.0));
            let room = self.right - self.left - text_width(&figures, LABEL) - 8.0;
            let shown = fitted(&r.label, LABEL, room);
            svg.text(label, at, Anchor::Start, &shown);
            svg.text("value", end, Anchor::End, &figures);
        }
    }
}

fn key(svg: &mut Svg, left: f64, w: &Words) {
    svg.circle("dot", (left + 5.0, 10.0), 4.5, "");
    svg.text("axis", (left + 14.0, 14.0), Anchor::Start, w.median);
    let next = left + 26.0 + text_width(w.median, 11.0);
    svg.circle("dot open", (next + 5.0, 10.0), 4.0, "");
    svg.text("axis", (next + 14.0, 14.0), Anchor::Start, w.p90);
}
