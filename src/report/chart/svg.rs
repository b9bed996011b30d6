//! The few SVG elements we draw.

use super::super::document::Chart;
use super::super::escape::escape;
use std::fmt::{Display, Write};

/// A coordinate with at most one decimal.
pub(super) struct N(pub(super) f64);

impl Display for N {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let rounded = (self.0 * 10.0).round() / 10.0;
        let rounded = if rounded.is_finite() { rounded } else { 0.0 };
        // −0 would print as "-0"
        write!(f, "{}", rounded + 0.0)
    }
}

/// `text` cut to the room it has, with `…` where something was cut.
pub(super) fn fitted(text: &str, size: f64, room: f64) -> String {
    if text_width(text, size) <= room {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut left = room - text_width("…", size);
    for c in text.chars() {
        left -= text_width(c.encode_utf8(&mut [0; 4]), size);
        if left < 0.0 {
            break;
        }
        out.push(c);
    }
    out.push('…');
    out
}

/// Where a text stands against its point.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A drawing as it grows.
#[derive(Default)]
pub(super) struct Svg {
    out: String,
}

impl Svg {
    /// A rectangle from its upper left corner on; `size` is width and height.
    pub(super) fn rect(&mut self, class: &str, at: (f64, f64), size: (f64, f64), tip: &str) {
        let (x, y, width, height) = (N(at.0), N(at.1), N(size.0.max(0.0)), N(size.1.max(0.0)));
        let _ = write!(
            self.out,
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\""
        );
        self.close("rect", tip);
    }

    pub(super) fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        let _ = write!(
            self.out,
            "<line class=\"{class}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>",
            N(from.0),
            N(from.1),
            N(to.0),
            N(to.1)
        );
    }

    pub(super) fn circle(&mut self, class: &str, at: (f64, f64), r: f64, tip: &str) {
        let _ = write!(
            self.out,
            "<circle class=\"{class}\" cx=\"{}\" cy=\"{}\" r=\"{}\"",
            N(at.0),
            N(at.1),
            N(r)
        );
        self.close("circle", tip);
    }

    pub(super) fn text(&mut self, class: &str, at: (f64, f64), anchor: Anchor, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let _ = write!(
            self.out,
            "<text class=\"{class}\" x=\"{}\" y=\"{}\"{anchor}>{}</text>",
            N(at.0),
            N(at.1),
            escape(text)
        );
    }

    /// A line through points.
    pub(super) fn path(&mut self, class: &str, points: &[(f64, f64)]) {
        if points.is_empty() {
            return;
        }
        let _ = write!(
            self.out,
            "<path class=\"{class}\" d=\"{}\"/>",
            steps(points)
        );
    }

    /// The area between points and a base line.
    pub(super) fn area(&mut self, class: &str, points: &[(f64, f64)], base: f64) {
        let (Some(first), Some(last)) = (points.first(), points.last()) else {
            return;
        };
        let _ = write!(
            self.out,
            "<path class=\"{class}\" d=\"{}L{} {base}L{} {base}Z\"/>",
            steps(points),
            N(last.0),
            N(first.0),
            base = N(base)
        );
    }

    /// A closed shape.
    pub(super) fn shape(&mut self, class: &str, points: &[(f64, f64)]) {
        let _ = write!(
            self.out,
            "<path class=\"{class}\" d=\"{}Z\"/>",
            steps(points)
        );
    }

    pub(super) fn finish(self) -> String {
        self.out
    }

    fn close(&mut self, name: &str, tip: &str) {
        if tip.is_empty() {
            self.out.push_str("/>");
        } else {
            let _ = write!(self.out, "><title>{}</title></{name}>", escape(tip));
        }
    }
}

fn steps(points: &[(f64, f64)]) -> String {
    let mut d = String::new();
    for (i, p) in points.iter().enumerate() {
        let _ = write!(d, "{}{} {}", if i == 0 { "M" } else { "L" }, N(p.0), N(p.1));
    }
    d
}

/// The svg element around a drawing, with the words a screen reader says.
pub(super) fn frame(id: &str, width: f64, height: f64, chart: &Chart, body: &str) -> String {
    format!(
        "<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\">\
         <title id=\"{id}-t\">{}</title><desc id=\"{id}-d\">{}</desc>{body}</svg>",
        N(width),
        N(height),
        escape(&chart.title),
        escape(&chart.spoken),
        id = escape(id),
    )
}

/// Width of `text` in user units at `size`: a Chinese character is as wide as it is high, a Latin one about half.
pub(super) fn text_width(text: &str, size: f64) -> f64 {
    text.chars()
        .map(|c| match c {
            'A'..='Z' | 'm' | 'w' | '%' => 0.74,
            c if c.is_ascii() => 0.57,
            _ => 1.0,
        })
        .sum::<f64>()
        * size
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_cut_by_their_width() {
        for label in [
            "EQUIFAX INFORMATION SERVICES, LLC OF ATLANTA",
            &"电".repeat(40),
            &"i".repeat(90),
        ] {
            let shown = fitted(label, 13.0, 220.0);
            assert!(
                shown.ends_with('…') && text_width(&shown, 13.0) <= 220.0,
                "{shown}"
            );
        }
        assert_eq!(fitted("Payday loan", 13.0, 220.0), "Payday loan");
        assert_eq!(fitted("电", 13.0, 2.0), "…");
    }
}
