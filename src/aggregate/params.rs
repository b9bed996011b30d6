//! What is shown, and what counts as standing out.

use super::calendar::Unit;
use crate::error::{Error, Result};

/// Settings of [`super::Tally::finish`].
#[derive(Clone, Debug, PartialEq)]
pub struct FinishParams {
    /// Length of a period; absent means the one that suits the span of the data.
    pub unit: Option<Unit>,
    /// Values of a dimension listed before the rest is folded into one named `…`; at least 1.
    pub max_values: usize,
    /// A cell stands out where its adjusted p lies below this, 0..1.
    pub alpha: f64,
    /// … and it holds at least so many distinct complaints
    pub min_support: u64,
    /// … and its lift is at least this.
    pub min_lift: f64,
    /// The bands of trends.
    pub bands: BandParams,
}

impl Default for FinishParams {
    fn default() -> Self {
        Self {
            unit: None,
            max_values: 50,
            alpha: 0.05,
            min_support: 5,
            min_lift: 1.2,
            bands: BandParams::default(),
        }
    }
}

impl FinishParams {
    /// # Errors
    /// [`Error::Param`] naming the setting outside its range.
    pub fn check(&self) -> Result<()> {
        let wrong = |name, got: String, wanted| Err(Error::Param { name, got, wanted });
        if self.max_values == 0 {
            return wrong("max_values", "0".into(), "at least 1");
        }
        if !(self.alpha > 0.0 && self.alpha < 1.0) {
            return wrong("alpha", self.alpha.to_string(), "between 0 and 1");
        }
        if !self.min_lift.is_finite() || self.min_lift < 1.0 {
            return wrong("min_lift", self.min_lift.to_string(), "at least 1");
        }
        Ok(())
    }
}

/// How bands are drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BandParams {
    /// Half-width of the band in standard deviations; 3.09 leaves 1 in 1,000 above it by chance.
    pub z: f64,
    /// Complete periods needed before any band is drawn.
    pub min_periods: usize,
}

impl Default for BandParams {
    fn default() -> Self {
        Self {
            z: 3.09,
            min_periods: 6,
        }
    }
}
