//! Importance against satisfaction: a point a type, its interval upwards and downwards, four fields. A label is written where
//! it covers no other; the table beside the picture names all.

use super::super::document::{Dot, Figure};
use super::super::number::{cut, decimals, percent_tick};
use super::super::wording::Words;
use super::Room;
use super::scale::Linear;
use super::svg::{Anchor, Svg, text_width};

/// Size of the labels.
const SIZE: f64 = 12.0;

/// A rectangle: left, top, right, bottom.
type Area = (f64, f64, f64, f64);

/// Height of the drawing, the drawing, and what goes beside it.
pub(super) fn draw(figure: &Figure, room: Room, w: &Words) -> (f64, String, String) {
    let mut svg = Svg::default();
    let Figure::Quadrant {
        dots,
        x,
        y,
        y_label,
        percent: is_percent,
    } = figure
    else {
        return (0.0, String::new(), String::new());
    };
    let plan = Plan::new(dots, (*x, *y), room, *is_percent);
    plan.axes(&mut svg, y_label, w);
    plan.fields(&mut svg, (*x, *y), w);
    plan.dots(&mut svg, dots);
    plan.labels(&mut svg, dots, room);
    (plan.bottom + 40.0, svg.finish(), String::new())
}

struct Plan {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    x: Linear,
    low: f64,
    high: f64,
    step: f64,
    /// Decimals of the ticks upwards.
    digits: usize,
    is_percent: bool,
}

impl Plan {
    fn new(dots: &[Dot], parted: (f64, f64), room: Room, is_percent: bool) -> Self {
        let (left, right) = (44.0, room.width() - 8.0);
        let (top, bottom) = (28.0, if room.wide() { 400.0 } else { 340.0 });
        let most = dots.iter().map(|d| d.x).fold(parted.0, f64::max);
        let ends = |of: fn(&Dot) -> f64| dots.iter().map(of);
        let low = ends(|d| d.low).fold(parted.1, f64::min);
        let high = ends(|d| d.high).fold(parted.1, f64::max);
        let span = (high - low).max(1e-9);
        let step = super::scale::nice(span / 4.0);
        Self {
            left,
            right,
            top,
            bottom,
            x: Linear::tight(most * 1.08, left, right, if room.wide() { 6 } else { 3 }),
            low: ((low - span * 0.04) / step).floor() * step,
            high: ((high + span * 0.04) / step).ceil() * step,
            step,
            digits: usize::from(step.fract() != 0.0) + usize::from((step * 10.0).fract() > 1e-6),
            is_percent,
        }
    }

    fn y(&self, value: f64) -> f64 {
        let part = (value - self.low) / (self.high - self.low);
        self.bottom - (self.bottom - self.top) * part.clamp(0.0, 1.0)
    }

    fn axes(&self, svg: &mut Svg, y_label: &str, w: &Words) {
        for tick in self.x.ticks() {
            let x = self.x.at(tick);
            svg.line("grid", (x, self.top), (x, self.bottom));
            let label = percent_tick(tick);
            svg.text("tick", (x, self.bottom + 16.0), Anchor::Middle, &label);
        }
        let mut value = self.low;
        while value <= self.high + self.step * 0.01 {
            let y = self.y(value);
            svg.line("grid", (self.left, y), (self.right, y));
            let label = if self.is_percent {
                percent_tick(value)
            } else {
                decimals(value, self.digits)
            };
            svg.text("tick", (self.left - 6.0, y + 4.0), Anchor::End, &label);
            value += self.step;
        }
        svg.text("axis", (2.0, 14.0), Anchor::Start, &cut(y_label, 44));
        svg.text(
            "axis",
            (self.right, self.bottom + 34.0),
            Anchor::End,
            w.importance,
        );
    }

    /// The lines that part the fields, and their names in the corners.
    fn fields(&self, svg: &mut Svg, parted: (f64, f64), w: &Words) {
        let (x, y) = (self.x.at(parted.0), self.y(parted.1));
        svg.line("grid ref", (x, self.top), (x, self.bottom));
        svg.line("grid ref", (self.left, y), (self.right, y));
        let (near, far) = (self.left + 6.0, self.right - 6.0);
        let (up, down) = (self.top + 15.0, self.bottom - 8.0);
        svg.text("field", (near, up), Anchor::Start, w.maintain);
        svg.text("field", (far, up), Anchor::End, w.keep_up);
        svg.text("field", (near, down), Anchor::Start, w.low_priority);
        svg.text("field", (far, down), Anchor::End, w.concentrate);
    }

    fn dots(&self, svg: &mut Svg, dots: &[Dot]) {
        for d in dots {
            let (x, y) = (self.x.at(d.x), self.y(d.y));
            svg.line("whisker thin", (x, self.y(d.low)), (x, self.y(d.high)));
            let class = match (d.alert, d.sure) {
                (true, _) => "mark",
                (_, true) => "dot",
                _ => "dot open",
            };
            svg.circle(class, (x, y), 5.0, &d.tip);
        }
    }

    /// Right of its point, left, above or below: the first place that is free.
    fn labels(&self, svg: &mut Svg, dots: &[Dot], room: Room) {
        let point = |d: &Dot| (self.x.at(d.x), self.y(d.y));
        let ends = |d: &Dot| (self.y(d.high), self.y(d.low));
        let mut taken: Vec<Area> = Vec::new();
        for d in dots {
            let ((x, y), (up, down)) = (point(d), ends(d));
            taken.push((x - 6.0, y - 6.0, x + 6.0, y + 6.0));
            taken.push((x - 1.0, up, x + 1.0, down));
        }
        for d in dots {
            let label = cut(&d.label, if room.wide() { 24 } else { 14 });
            let width = text_width(&label, SIZE);
            let ((x, y), (up, down)) = (point(d), ends(d));
            let places = [
                (x + 9.0, y + 4.0),
                (x - 9.0 - width, y + 4.0),
                (x - width / 2.0, up - 4.0),
                (x - width / 2.0, down + 14.0),
                (x + 7.0, y - 7.0),
                (x + 7.0, y + 15.0),
                (x - 7.0 - width, y - 7.0),
                (x - 7.0 - width, y + 15.0),
            ];
            let area = |at: (f64, f64)| (at.0, at.1 - SIZE, at.0 + width, at.1 + 3.0);
            let free = |a: Area| {
                let inside =
                    a.0 >= self.left && a.2 <= self.right && a.1 >= self.top && a.3 <= self.bottom;
                inside
                    && !taken
                        .iter()
                        .any(|t| a.0 < t.2 && t.0 < a.2 && a.1 < t.3 && t.1 < a.3)
            };
            let Some(at) = places.into_iter().find(|at| free(area(*at))) else {
                continue;
            };
            taken.push(area(at));
            let class = if d.alert { "mark-label" } else { "value" };
            svg.text(class, at, Anchor::Start, &label);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dot(label: &str, x: f64, y: f64) -> Dot {
        Dot {
            label: label.to_owned(),
            x,
            y,
            low: y - 0.1,
            high: y + 0.1,
            tip: String::new(),
            sure: true,
            alert: false,
        }
    }

    #[test]
    fn labels_do_not_cover_one_another() {
        let dots = (0..40)
            .map(|i| dot(&format!("类型{i}"), 0.05, 3.0))
            .collect();
        let figure = Figure::Quadrant {
            dots,
            x: 0.08,
            y: 3.0,
            y_label: "满意度".to_owned(),
            percent: false,
        };
        let w = Words::of(crate::report::Lang::Zh);
        for room in [Room::Wide, Room::Narrow] {
            let (_, body, _) = draw(&figure, room, w);
            assert_eq!(body.matches("<circle").count(), 40);
            let labels = body.matches(">类型").count();
            assert!((1..=8).contains(&labels), "{labels} labels at one place");
        }
    }
}
