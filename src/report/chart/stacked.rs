//! The make-up by type, period by period: every column is 100 %.

use super::super::document::Series;
use super::super::escape::escape;
use super::super::number::{count, cut, percent, percent_tick};
use super::super::wording::Words;
use super::Room;
use super::scale::Linear;
use super::svg::{Anchor, Svg};
use super::trend::time_axis;
use std::fmt::Write;

/// Height of the drawing, the drawing, and the legend where there is no room for labels.
pub(super) fn draw(
    periods: &[(String, bool)],
    series: &[Series],
    room: Room,
    w: &Words,
) -> (f64, String, String) {
    let right = if room.wide() {
        room.width() - 170.0
    } else {
        room.width() - 4.0
    };
    let (left, top, bottom) = (44.0, 12.0, 272.0);
    let y = Linear::new(1.0, bottom, top, 4);
    let band = (right - left) / periods.len().max(1) as f64;
    let mut svg = Svg::default();
    for part in [0.0, 0.25, 0.5, 0.75, 1.0] {
        let at = y.at(part);
        svg.line("grid", (left, at), (right, at));
        let label = percent_tick(part);
        svg.text("tick", (left - 8.0, at + 4.0), Anchor::End, &label);
    }
    let mut ends = Vec::new();
    for (i, (period, complete)) in periods.iter().enumerate() {
        let total: u64 = series.iter().filter_map(|s| s.counts.get(i)).sum();
        if total == 0 {
            continue;
        }
        let mut below = 0;
        ends.clear();
        for (k, s) in series.iter().enumerate() {
            let n = s.counts.get(i).copied().unwrap_or(0);
            let share = |n: u64| n as f64 / total as f64;
            let (low, high) = (y.at(share(below)), y.at(share(below + n)));
            let tip = format!("{period} {} {} ({})", s.name, percent(share(n)), count(n));
            let faint = if *complete { "" } else { " faint" };
            let class = format!("{}{faint}", colour(k, series, w));
            let gap = (band * 0.14).clamp(0.5, 6.0);
            svg.rect(
                &class,
                (left + band * i as f64 + gap / 2.0, high),
                (band - gap, low - high),
                &tip,
            );
            ends.push(f64::midpoint(low, high));
            below += n;
        }
    }
    let labels: Vec<&str> = periods.iter().map(|p| p.0.as_str()).collect();
    time_axis(&mut svg, &labels, bottom, band, |i| {
        left + band * (i as f64 + 0.5)
    });
    if room.wide() {
        names(&mut svg, series, &ends, right, (top, bottom), w);
        (bottom + 40.0, svg.finish(), String::new())
    } else {
        (bottom + 40.0, svg.finish(), legend(series, w))
    }
}

/// The class of a series' colour; the rest is grey.
fn colour(place: usize, series: &[Series], w: &Words) -> String {
    if place + 1 == series.len() && series[place].name == w.rest {
        "s-rest".to_owned()
    } else {
        format!("s{}", place % 7)
    }
}

/// Names beside the last column, moved apart where they would overlap.
fn names(
    svg: &mut Svg,
    series: &[Series],
    ends: &[f64],
    x: f64,
    (top, bottom): (f64, f64),
    w: &Words,
) {
    const LINE: f64 = 17.0;
    let mut free_below = bottom + LINE * 0.5;
    let mut spots = Vec::new();
    for (k, &y) in ends.iter().enumerate() {
        let spot = y.min(free_below - LINE);
        spots.push((k, y, spot));
        free_below = spot;
    }
    // names pushed out at the top come back down as one block
    let over = spots.last().map_or(0.0, |s| (top + 6.0 - s.2).max(0.0));
    for (k, y, spot) in spots {
        let spot = spot + over;
        svg.line("leader", (x + 2.0, y), (x + 12.0, spot));
        svg.rect(
            &colour(k, series, w),
            (x + 14.0, spot - 5.0),
            (10.0, 10.0),
            "",
        );
        svg.text(
            "label",
            (x + 30.0, spot + 4.5),
            Anchor::Start,
            &cut(&series[k].name, 20),
        );
    }
}

fn legend(series: &[Series], w: &Words) -> String {
    let mut out = String::from("<ul class=\"legend\">");
    for (k, s) in series.iter().enumerate() {
        let _ = write!(
            out,
            "<li><svg viewBox=\"0 0 10 10\" aria-hidden=\"true\"><rect class=\"{}\" width=\"10\" height=\"10\"/></svg>{}</li>",
            colour(k, series, w),
            escape(&s.name)
        );
    }
    out.push_str("</ul>");
    out
}
