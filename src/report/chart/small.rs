//! Small pictures: one line a type, and the line inside a table cell.

use super::super::document::Series;
use super::super::escape::escape;
use super::super::number::count;
use super::super::wording::Words;
use super::scale::Linear;
use super::svg::{Anchor, N, Svg};
use std::fmt::Write;

const WIDTH: f64 = 220.0;
const HEIGHT: f64 = 84.0;

/// A grid of panels. Every panel has an axis of its own, from zero to its highest count, which is written on it.
pub(super) fn draw(periods: &[String], series: &[Series], w: &Words) -> String {
    let mut out = String::from("<div class=\"panels\">");
    for s in series {
        let _ = write!(
            out,
            "<div class=\"panel\"><p>{}</p><svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" \
             aria-label=\"{}\">{}</svg></div>",
            escape(&s.name),
            escape(&spoken(periods, s)),
            panel(periods, s, w)
        );
    }
    out.push_str("</div>");
    out
}

fn spoken(periods: &[String], s: &Series) -> String {
    let ends = |i: usize| Some(format!("{} {}", periods.get(i)?, count(*s.counts.get(i)?)));
    let (first, last) = (ends(0), ends(s.counts.len().saturating_sub(1)));
    format!(
        "{}: {} – {}",
        s.name,
        first.unwrap_or_default(),
        last.unwrap_or_default()
    )
}

fn panel(periods: &[String], s: &Series, w: &Words) -> String {
    let mut svg = Svg::default();
    let max = s.counts.iter().copied().max().unwrap_or(0);
    let (left, right, top, bottom) = (4.0, WIDTH - 6.0, 18.0, HEIGHT - 18.0);
    let y = Linear::tight(max as f64, bottom, top, 1);
    let step = (right - left) / (s.counts.len().max(2) - 1) as f64;
    let place = |(i, &c): (usize, &u64)| (left + step * i as f64, y.at(c as f64));
    let points: Vec<(f64, f64)> = s.counts.iter().enumerate().map(place).collect();
    svg.line("grid", (left, top), (right, top));
    svg.line("grid", (left, bottom), (right, bottom));
    svg.text("tick", (left, top - 5.0), Anchor::Start, &count(max));
    svg.area("area", &points, bottom);
    svg.path("line", &points);
    for &i in &s.marks {
        if let (Some(&at), Some(period)) = (points.get(i), periods.get(i)) {
            let tip = format!("{period} {} ({})", count(s.counts[i]), w.marks);
            svg.circle("mark", at, 4.0, &tip);
        }
    }
    if let (Some(first), Some(last)) = (periods.first(), periods.last()) {
        svg.text("tick", (left, HEIGHT - 4.0), Anchor::Start, first);
        svg.text("tick", (right, HEIGHT - 4.0), Anchor::End, last);
    }
    svg.finish()
}

/// A line for a table cell.
pub(in crate::report) fn spark(counts: &[u64]) -> String {
    let max = counts.iter().copied().max().unwrap_or(0);
    let y = Linear::tight(max as f64, 19.0, 3.0, 1);
    let step = 88.0 / (counts.len().max(2) - 1) as f64;
    let mut d = String::new();
    for (i, &c) in counts.iter().enumerate() {
        let letter = if i == 0 { 'M' } else { 'L' };
        let _ = write!(
            d,
            "{letter}{} {}",
            N(2.0 + step * i as f64),
            N(y.at(c as f64))
        );
    }
    let end = counts.last().map_or(0.0, |&c| y.at(c as f64));
    format!(
        "<svg class=\"spark\" viewBox=\"0 0 94 22\" aria-hidden=\"true\"><path class=\"line\" d=\"{d}\"/>\
         <circle class=\"dot\" cx=\"90\" cy=\"{}\" r=\"2\"/></svg>",
        N(end)
    )
}

/// A bar for a table cell; `most` fills it.
pub(in crate::report) fn share_bar(share: f64, most: f64) -> String {
    let x = Linear::tight(most, 0.0, 66.0, 1);
    format!(
        "<svg class=\"cellbar\" viewBox=\"0 0 66 12\" aria-hidden=\"true\"><rect class=\"bar\" y=\"2\" width=\"{}\" \
         height=\"8\"/></svg>",
        N(x.at(share).max(0.5))
    )
}
