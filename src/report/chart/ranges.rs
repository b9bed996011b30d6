//! Median to 90th percentile of a numeric column, type by type.

use super::super::document::Range;
use super::super::number::{cut, decimal};
use super::super::wording::Words;
use super::Room;
use super::scale::Linear;
use super::svg::{Anchor, Svg, text_width};

/// Height of the drawing, the drawing, and what stands beside it.
pub(super) fn draw(ranges: &[Range], room: Room, w: &Words) -> (f64, String, String) {
    let widest = ranges
        .iter()
        .map(|r| text_width(&r.label, 13.0))
        .fold(0.0, f64::max);
    let (row, left) = if room.wide() {
        (26.0, widest.clamp(40.0, 220.0) + 18.0)
    } else {
        (38.0, 6.0)
    };
    let right = room.width() - if room.wide() { 130.0 } else { 10.0 };
    let max = ranges
        .iter()
        .map(|r| r.p90.max(r.median))
        .fold(0.0, f64::max);
    let x = Linear::new(max, left, right, if room.wide() { 6 } else { 3 });
    let top = 26.0;
    let bottom = top + row * ranges.len() as f64;
    let mut svg = Svg::default();
    for tick in x.ticks() {
        svg.line("grid", (x.at(tick), top), (x.at(tick), bottom));
        svg.text(
            "tick",
            (x.at(tick), bottom + 16.0),
            Anchor::Middle,
            &decimal(tick),
        );
    }
    key(&mut svg, left, w);
    for (i, r) in ranges.iter().enumerate() {
        let y = top + row * i as f64 + if room.wide() { row / 2.0 } else { 26.0 };
        let figures = format!("{} – {}", decimal(r.median), decimal(r.p90));
        let tip = format!(
            "{}: {} {}, {} {}",
            r.label,
            w.median,
            decimal(r.median),
            w.p90,
            decimal(r.p90)
        );
        let (median, p90) = (x.at(r.median), x.at(r.p90));
        svg.line(
            if r.whole { "range whole" } else { "range" },
            (median, y),
            (p90, y),
        );
        svg.circle(
            if r.whole { "dot whole" } else { "dot" },
            (median, y),
            5.0,
            &tip,
        );
        svg.circle("dot open", (p90, y), 4.0, &tip);
        let class = if r.whole { "label strong" } else { "label" };
        if room.wide() {
            svg.text(
                class,
                (left - 14.0, y + 4.5),
                Anchor::End,
                &cut(&r.label, 34),
            );
            svg.text(
                "value",
                (p90.max(median) + 12.0, y + 4.5),
                Anchor::Start,
                &figures,
            );
        } else {
            svg.text(class, (left, y - 10.0), Anchor::Start, &cut(&r.label, 26));
            svg.text("value", (right, y - 10.0), Anchor::End, &figures);
        }
    }
    (bottom + 24.0, svg.finish(), String::new())
}

fn key(svg: &mut Svg, left: f64, w: &Words) {
    svg.circle("dot", (left + 5.0, 10.0), 4.5, "");
    svg.text("axis", (left + 14.0, 14.0), Anchor::Start, w.median);
    let next = left + 26.0 + text_width(w.median, 11.0);
    svg.circle("dot open", (next + 5.0, 10.0), 4.0, "");
    svg.text("axis", (next + 14.0, 14.0), Anchor::Start, w.p90);
}
