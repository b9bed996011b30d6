//! From values to places: a linear scale from zero, with ticks at round numbers.

/// A linear scale that starts at 0.
pub(super) struct Linear {
    top: f64,
    from: f64,
    to: f64,
    step: f64,
}

impl Linear {
    /// A scale that holds 0..=`max` between the places `from` and `to`, with about `ticks` steps.
    pub(super) fn new(max: f64, from: f64, to: f64, ticks: u32) -> Self {
        let max = if max.is_finite() && max > 0.0 {
            max
        } else {
            1.0
        };
        let step = nice(max / f64::from(ticks.max(1)));
        let top = (max / step).ceil() * step;
        Self {
            top,
            from,
            to,
            step,
        }
    }

    /// The same with the top left at `max`, so that the longest bar fills the room; the last tick may lie below it.
    pub(super) fn tight(max: f64, from: f64, to: f64, ticks: u32) -> Self {
        let top = if max.is_finite() && max > 0.0 {
            max
        } else {
            1.0
        };
        let step = nice(top / f64::from(ticks.max(1)));
        Self {
            top,
            from,
            to,
            step,
        }
    }

    pub(super) fn at(&self, value: f64) -> f64 {
        let part = (value / self.top).clamp(0.0, 1.0);
        self.from + (self.to - self.from) * part
    }

    /// Values at the ticks, 0 first.
    pub(super) fn ticks(&self) -> Vec<f64> {
        let mut ticks = Vec::new();
        let mut i = 0.0;
        while i * self.step <= self.top * 1.000_001 && ticks.len() < 50 {
            ticks.push(i * self.step);
            i += 1.0;
        }
        ticks
    }
}

/// 1, 2 or 5 times a power of ten, at least `step`.
pub(super) fn nice(step: f64) -> f64 {
    let power = 10f64.powf(step.log10().floor());
    let unit = step / power;
    let nice = [1.0, 2.0, 5.0].into_iter().find(|n| unit <= n * 1.000_001);
    nice.unwrap_or(10.0) * power
}

/// Every how many labels of `width` fit into bands of `band`: 1, 2, 3, 6, 12, …
pub(super) fn every(width: f64, band: f64) -> usize {
    [1, 2, 3, 4, 6, 12, 24, 48, 96, 192]
        .into_iter()
        .find(|&k| k as f64 * band >= width)
        .unwrap_or(384)
}

/// A period's label in two parts: what changes often, and the year.
pub(super) fn split(period: &str) -> (&str, &str) {
    match period.split_once('-') {
        Some((year, rest)) => (rest, year),
        None => (period, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_cover() {
        assert_eq!(
            Linear::new(437.0, 0.0, 100.0, 4).ticks(),
            [0.0, 200.0, 400.0, 600.0]
        );
        assert_eq!(Linear::new(0.18, 0.0, 1.0, 4).ticks().len(), 5);
        assert_eq!(Linear::new(0.0, 0.0, 1.0, 4).at(0.0), 0.0);
        assert!(Linear::new(f64::NAN, 0.0, 1.0, 4).at(3.0) <= 1.0);
        assert_eq!(split("2024-03"), ("03", "2024"));
    }
}
