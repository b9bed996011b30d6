//! Counts over periods, and the periods.

use super::History;
use super::structural::{Loading, loading};

/// Counts of the periods of one series.
#[derive(Clone, Debug)]
pub(crate) struct Series {
    pub(crate) counts: Vec<f64>,
    /// What each period counts for; 0 for none.
    pub(crate) exposure: Vec<f64>,
    /// Variance of a count in units of its mean.
    pub(crate) dispersion: f64,
    /// Variance of the logarithm of what each period counts for.
    pub(crate) uncertainty: Vec<f64>,
}

impl Series {
    /// The first `n` periods alone.
    pub(crate) fn cut(mut self, n: usize) -> Self {
        self.counts.truncate(n);
        self.exposure.truncate(n);
        self.uncertainty.truncate(n);
        self
    }
}

impl History {
    /// A series with one more span after it, and its count.
    pub(crate) fn with_known(
        &self,
        type_id: Option<usize>,
        mut series: Series,
        known: Option<((i32, i32), f64)>,
    ) -> Series {
        if let Some((span, count)) = known {
            series.counts.push(count);
            series.exposure.push(self.exposure(type_id, span));
            series.uncertainty.push(self.uncertainty(span));
        }
        series
    }

    /// A series with periods to come after it, for [`outlooks`].
    pub(crate) fn carried_on(
        &self,
        type_id: Option<usize>,
        mut series: Series,
        ahead: &[(i32, i32)],
    ) -> Series {
        for &span in ahead {
            let (days, apart) = self.exposure_ahead(type_id, span);
            series.counts.push(0.0);
            series.exposure.push(days);
            series.uncertainty.push(apart);
        }
        series
    }
}

/// The periods, the same for all series.
#[derive(Clone, Debug)]
pub(crate) struct Timeline {
    /// First and last day of each.
    pub(crate) spans: Vec<(i32, i32)>,
    /// Those that are covered to their ends.
    pub(crate) complete: Vec<bool>,
}

impl Timeline {
    /// Leaves the first `n` periods alone.
    pub(crate) fn cut(&mut self, n: usize) {
        self.spans.truncate(n);
        self.complete.truncate(n);
    }

    /// Adds a span that is known.
    pub(crate) fn add_known(&mut self, span: Option<(i32, i32)>) {
        self.spans.extend(span);
        self.complete.resize(self.spans.len(), true);
    }

    /// Adds periods to come.
    pub(crate) fn carry_on(&mut self, ahead: &[(i32, i32)]) {
        self.spans.extend(ahead);
        self.complete.resize(self.spans.len(), false);
    }

    /// Places of the periods a series is judged in.
    pub(super) fn used<'a>(&'a self, series: &'a Series) -> impl Iterator<Item = usize> + 'a {
        (0..self.spans.len()).filter(|&i| self.complete[i] && series.exposure[i] > 0.0)
    }

    /// What the middles of the periods load on.
    pub(super) fn loadings(&self) -> Vec<Loading> {
        let middle = |s: &(i32, i32)| f64::midpoint(f64::from(s.0), f64::from(s.1) + 1.0) / 365.25;
        let centre = self.spans.first().zip(self.spans.last());
        let centre = centre.map_or(0.0, |(a, b)| middle(&(a.0, b.1)));
        self.spans
            .iter()
            .map(|s| loading(middle(s) - centre))
            .collect()
    }
}
