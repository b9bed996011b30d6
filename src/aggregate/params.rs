//! What is shown.

use super::calendar::Unit;
use super::holidays::Calendar;

/// Settings of [`super::Tally::finish`].
#[derive(Clone, Debug, PartialEq)]
pub struct FinishParams {
    /// Length of a period; absent means the one that suits the span of the data.
    pub unit: Option<Unit>,
    /// Values of a dimension listed before the rest is folded into one named `…`; at least 1.
    pub max_values: usize,
    /// The bands of trends.
    pub bands: BandParams,
    /// Which days are holidays.
    pub calendar: Calendar,
}

impl FinishParams {
    /// The same with another calendar.
    #[must_use]
    pub fn with(&self, calendar: Calendar) -> Self {
        Self {
            calendar,
            ..self.clone()
        }
    }
}

impl Default for FinishParams {
    fn default() -> Self {
        Self {
            unit: None,
            max_values: 50,
            bands: BandParams::default(),
            calendar: Calendar::default(),
        }
    }
}

/// How bands are drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BandParams {
    /// Half-width of the band in standard deviations, at least; 3.09 leaves 1 in 1,000 above it by chance.
    pub z: f64,
    /// Marks that a report in which nothing happens holds on average, at most: the more types and periods it has, the wider are its bands.
    pub marks: f64,
    /// Complete periods needed before any band is drawn.
    pub min_periods: usize,
}

impl Default for BandParams {
    fn default() -> Self {
        Self {
            z: 3.09,
            marks: 0.3,
            min_periods: 6,
        }
    }
}
