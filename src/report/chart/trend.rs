//! All complaints over time: a line from zero, unfinished periods hollow, holidays named, places outside the band marked.

use super::super::document::Point;
use super::super::number::{count, decimal};
use super::super::wording::{Words, fill, holiday, short_holiday};
use super::Room;
use super::scale::{Linear, every, split};
use super::svg::{Anchor, Svg, text_width};

struct Plan {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    band: f64,
    y: Linear,
}

impl Plan {
    fn new(points: &[Point], room: Room) -> Self {
        let max = points
            .iter()
            .map(|p| (p.count as f64).max(p.band.map_or(0.0, |b| b.2)))
            .fold(0.0, f64::max);
        let (left, right) = (text_width(&decimal(max), 11.0) + 14.0, room.width() - 8.0);
        let holidays = points.iter().any(|p| !p.holidays.is_empty());
        let top = if holidays { 46.0 } else { 26.0 };
        let bottom = top + if room.wide() { 220.0 } else { 190.0 };
        Self {
            left,
            right,
            top,
            bottom,
            band: (right - left) / points.len().max(1) as f64,
            y: Linear::new(max * 1.04, bottom, top, 4),
        }
    }

    fn x(&self, i: usize) -> f64 {
        self.left + self.band * (i as f64 + 0.5)
    }

    fn at(&self, i: usize, value: f64) -> (f64, f64) {
        (self.x(i), self.y.at(value))
    }
}

/// Height of the drawing, the drawing, and what goes beside it.
pub(super) fn draw(points: &[Point], room: Room, w: &Words) -> (f64, String, String) {
    let plan = Plan::new(points, room);
    let mut svg = Svg::default();
    holidays(&mut svg, &plan, points, w);
    axes(&mut svg, &plan, points, w);
    bands(&mut svg, &plan, points);
    line(&mut svg, &plan, points);
    for (i, p) in points.iter().enumerate().filter(|(_, p)| p.marked) {
        marked(&mut svg, &plan, i, p, w);
    }
    dots(&mut svg, &plan, points, w);
    (plan.bottom + 40.0, svg.finish(), String::new())
}

fn axes(svg: &mut Svg, plan: &Plan, points: &[Point], w: &Words) {
    for tick in plan.y.ticks() {
        let y = plan.y.at(tick);
        svg.line("grid", (plan.left, y), (plan.right, y));
        svg.text(
            "tick",
            (plan.left - 8.0, y + 4.0),
            Anchor::End,
            &decimal(tick),
        );
    }
    svg.text("axis", (0.0, 14.0), Anchor::Start, w.complaints_axis);
    let labels: Vec<&str> = points.iter().map(|p| p.label.as_str()).collect();
    time_axis(svg, &labels, plan.bottom, plan.band, |i| plan.x(i));
}

/// Labels of periods under an axis: what changes often at every place that has room, the year where it begins.
pub(super) fn time_axis(
    svg: &mut Svg,
    labels: &[&str],
    bottom: f64,
    band: f64,
    x: impl Fn(usize) -> f64,
) {
    let widest = labels
        .iter()
        .map(|l| text_width(split(l).0, 11.0))
        .fold(0.0, f64::max);
    let step = every(widest + 6.0, band);
    let mut year = "";
    let mut free_from = f64::MIN;
    for (i, label) in labels.iter().enumerate() {
        let (often, this) = split(label);
        if i % step == 0 {
            svg.text("tick", (x(i), bottom + 16.0), Anchor::Middle, often);
        }
        if this != year {
            year = this;
            if x(i) >= free_from {
                svg.text("tick year", (x(i), bottom + 31.0), Anchor::Middle, this);
                free_from = x(i) + text_width(this, 11.0) + 8.0;
            }
        }
    }
}

/// Holiday names over their periods; a run of periods with the same names is named once.
fn holidays(svg: &mut Svg, plan: &Plan, points: &[Point], w: &Words) {
    let mut before: &[String] = &[];
    let mut free_from = f64::MIN;
    for (i, p) in points.iter().enumerate() {
        if p.holidays.is_empty() {
            before = &[];
            continue;
        }
        let full: Vec<&str> = p.holidays.iter().map(|h| holiday(h, w.lang)).collect();
        let tip = format!("{} {}", p.label, full.join(w.list_sep));
        let x = plan.x(i) - plan.band / 2.0;
        let size = (plan.band, plan.bottom - plan.top);
        svg.rect("holiday", (x, plan.top), size, &tip);
        let names: Vec<String> = p
            .holidays
            .iter()
            .take(2)
            .map(|h| short_holiday(h, w.lang))
            .collect();
        let width = names
            .iter()
            .map(|n| text_width(n, 10.0))
            .fold(0.0, f64::max);
        if before != p.holidays && plan.x(i) - width / 2.0 >= free_from {
            for (line, name) in names.iter().rev().enumerate() {
                let y = plan.top - 5.0 - 11.0 * line as f64;
                svg.text("tick holiday-name", (plan.x(i), y), Anchor::Middle, name);
            }
            free_from = plan.x(i) + width / 2.0 + 2.0;
        }
        before = &p.holidays;
    }
}

/// The line; into and out of an unfinished period it is dashed.
fn line(svg: &mut Svg, plan: &Plan, points: &[Point]) {
    let place = |i: usize| plan.at(i, points[i].count as f64);
    let solid: Vec<usize> = (0..points.len()).filter(|&i| points[i].complete).collect();
    if let (Some(&first), Some(&last)) = (solid.first(), solid.last()) {
        let run: Vec<(f64, f64)> = (first..=last).map(place).collect();
        svg.path("line", &run);
        if first > 0 {
            svg.path("line open", &(0..=first).map(place).collect::<Vec<_>>());
        }
        if last + 1 < points.len() {
            svg.path(
                "line open",
                &(last..points.len()).map(place).collect::<Vec<_>>(),
            );
        }
    } else {
        svg.path(
            "line open",
            &(0..points.len()).map(place).collect::<Vec<_>>(),
        );
    }
}

/// The expected band behind the line, run by run; a lone one as a bar.
fn bands(svg: &mut Svg, plan: &Plan, points: &[Point]) {
    let mut i = 0;
    while i < points.len() {
        let run: Vec<(f64, f64, f64)> = points[i..].iter().map_while(|p| p.band).collect();
        let x = |k: usize| plan.x(i + k);
        if let [(expected, low, high)] = run[..] {
            let half = (plan.band * 0.32).clamp(2.0, 9.0);
            let (top, bottom) = (plan.y.at(high), plan.y.at(low));
            svg.rect("band", (x(0) - half, top), (half * 2.0, bottom - top), "");
            let y = plan.y.at(expected);
            svg.line("expected", (x(0) - half, y), (x(0) + half, y));
        } else if !run.is_empty() {
            let upper = run.iter().enumerate().map(|(k, b)| (x(k), plan.y.at(b.2)));
            let lower = run
                .iter()
                .enumerate()
                .map(|(k, b)| (x(k), plan.y.at(b.1)))
                .rev();
            svg.shape("band", &upper.chain(lower).collect::<Vec<_>>());
            let middle = run.iter().enumerate().map(|(k, b)| (x(k), plan.y.at(b.0)));
            svg.path("expected", &middle.collect::<Vec<_>>());
        }
        i += run.len().max(1);
    }
}

fn marked(svg: &mut Svg, plan: &Plan, i: usize, p: &Point, w: &Words) {
    let at = plan.at(i, p.count as f64);
    let mut tip = format!("{} {}", p.label, count(p.count));
    let mut above = true;
    if let Some((expected, low, high)) = p.band {
        above = p.count as f64 >= expected;
        let band = [expected, low, high].map(decimal);
        tip = format!(
            "{tip} · {}",
            fill(w.band_word, &[&band[0], &band[1], &band[2]])
        );
    }
    let x = at.0.clamp(plan.left + 16.0, plan.right - 16.0);
    let y = if above { at.1 - 10.0 } else { at.1 + 19.0 };
    svg.text("mark-label", (x, y), Anchor::Middle, &count(p.count));
    svg.circle("mark", at, 5.5, &tip);
}

fn dots(svg: &mut Svg, plan: &Plan, points: &[Point], w: &Words) {
    let r = if plan.band < 8.0 { 1.6 } else { 3.0 };
    for (i, p) in points.iter().enumerate() {
        if p.marked {
            continue;
        }
        let open = if p.complete {
            String::new()
        } else {
            format!(" ({})", w.incomplete)
        };
        let tip = format!("{} {}{open}", p.label, count(p.count));
        let class = if p.complete { "dot" } else { "dot open" };
        svg.circle(class, plan.at(i, p.count as f64), r, &tip);
    }
}
