//! Pictures as inline SVG: no library, no script, colours by class so that light, dark and print each have their own.
//! Every picture is drawn twice, for a wide page and for a phone; the style sheet shows one.

mod bars;
mod quadrant;
mod ranges;
mod scale;
mod small;
mod stacked;
mod svg;
mod trend;

pub(super) use small::{share_bar, spark};

use super::document::{Chart, Figure};
use super::escape::escape;
use super::wording::Words;
use std::fmt::Write;

/// Room for the labels beside a wide picture.
const LABELS: f64 = 220.0;
/// Size of the type of labels.
const LABEL: f64 = 13.0;

/// The room a picture has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Room {
    Wide,
    Narrow,
}

impl Room {
    /// Width of the drawing in user units, near the pixels it will have on the screen.
    fn width(self) -> f64 {
        match self {
            Self::Wide => 960.0,
            Self::Narrow => 360.0,
        }
    }

    fn wide(self) -> bool {
        self == Self::Wide
    }
}

/// The figure element of a chart.
pub(super) fn draw(chart: &Chart, w: &Words) -> String {
    let mut out = format!(
        "<figure class=\"chart{}\" id=\"{}\"><figcaption>{}</figcaption>",
        if chart.printed { "" } else { " more" },
        escape(&chart.id),
        escape(&chart.title)
    );
    match &chart.figure {
        Figure::Small(periods, series) => out.push_str(&small::draw(periods, series, w)),
        figure => {
            for room in [Room::Wide, Room::Narrow] {
                let id = format!("{}-{}", chart.id, if room.wide() { "w" } else { "n" });
                let (height, body, aside) = match figure {
                    Figure::Bars(bars) => bars::draw(bars, room, w),
                    Figure::Trend(points) => trend::draw(points, room, w),
                    Figure::Stacked(periods, series) => stacked::draw(periods, series, room, w),
                    Figure::Ranges(ranges) => ranges::draw(ranges, room, w),
                    Figure::Quadrant { .. } => quadrant::draw(figure, room, w),
                    Figure::Small(..) => continue,
                };
                let class = if room.wide() { "wide" } else { "narrow" };
                let _ = write!(
                    out,
                    "<div class=\"{class}\">{}{aside}</div>",
                    svg::frame(&id, room.width(), height, chart, &body)
                );
            }
        }
    }
    for note in &chart.notes {
        let _ = write!(out, "<p class=\"note\">{}</p>", escape(note));
    }
    out.push_str("</figure>");
    out
}
