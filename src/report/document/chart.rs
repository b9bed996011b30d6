//! Pictures before they are drawn.

/// A picture.
pub(in crate::report) struct Chart {
    pub(in crate::report) id: String,
    pub(in crate::report) title: String,
    /// What a listener hears instead of the picture.
    pub(in crate::report) spoken: String,
    pub(in crate::report) notes: Vec<String>,
    pub(in crate::report) figure: Figure,
    /// It is printed, even where not everything is.
    pub(in crate::report) printed: bool,
}

/// What is drawn.
pub(in crate::report) enum Figure {
    /// Horizontal bars with their interval, and the running share where there is one.
    Bars(Vec<Bar>),
    Trend(Vec<Point>),
    /// One small line a series, all over the same periods.
    Small(Vec<String>, Vec<Series>),
    /// Shares of the whole, period by period: labels, whether complete, series; the last may be the rest.
    Stacked(Vec<(String, bool)>, Vec<Series>),
    /// Median to 90th percentile.
    Ranges(Vec<Range>),
    /// Points in four fields, divided at `x` and `y`.
    Quadrant {
        dots: Vec<Dot>,
        x: f64,
        y: f64,
        y_label: String,
        /// Whether y is a share.
        percent: bool,
    },
}

/// One bar.
pub(in crate::report) struct Bar {
    pub(in crate::report) label: String,
    pub(in crate::report) count: u64,
    pub(in crate::report) share: f64,
    pub(in crate::report) printed: String,
    pub(in crate::report) low: Option<f64>,
    pub(in crate::report) high: Option<f64>,
    pub(in crate::report) cumulative: Option<f64>,
}

/// One period of the trend.
pub(in crate::report) struct Point {
    pub(in crate::report) label: String,
    pub(in crate::report) count: u64,
    pub(in crate::report) complete: bool,
    /// Expected count and the ends of its band.
    pub(in crate::report) band: Option<(f64, f64, f64)>,
    /// The count lies outside its band.
    pub(in crate::report) marked: bool,
    pub(in crate::report) holidays: Vec<String>,
}

/// One line.
pub(in crate::report) struct Series {
    pub(in crate::report) name: String,
    pub(in crate::report) counts: Vec<u64>,
    /// Periods where it leaves its band.
    pub(in crate::report) marks: Vec<usize>,
}

/// One point of a quadrant, with its interval upwards and downwards.
pub(in crate::report) struct Dot {
    pub(in crate::report) label: String,
    pub(in crate::report) x: f64,
    pub(in crate::report) y: f64,
    pub(in crate::report) low: f64,
    pub(in crate::report) high: f64,
    pub(in crate::report) tip: String,
    /// It surely lies in its field.
    pub(in crate::report) sure: bool,
    /// It asks to be looked at first.
    pub(in crate::report) alert: bool,
}

/// One numeric column over one type.
pub(in crate::report) struct Range {
    pub(in crate::report) label: String,
    pub(in crate::report) median: f64,
    pub(in crate::report) p90: f64,
    pub(in crate::report) whole: bool,
}
