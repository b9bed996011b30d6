//! Learning curves: score = a − b · rows^(−c), with a ≤ 1 the score that no number of rows exceeds (Cortes et al., NIPS 1994; Figueroa et al.,
//! BMC Medical Informatics 2012).

/// Exponents tried, in hundredths: outside of them curves bend as no learner's does.
const EXPONENTS: std::ops::RangeInclusive<u32> = 20..=120;
/// Points of a curve that a fit needs at least.
const LEAST_POINTS: usize = 3;

/// score = ceiling − drop · rows^(−exponent)
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Power {
    /// The score that no number of rows exceeds, at most 1.
    pub ceiling: f64,
    /// What one row alone is below it, 0 or more.
    pub drop: f64,
    /// How fast the difference shrinks, .2 to 1.2.
    pub exponent: f64,
}

impl Power {
    /// The one nearest to `points` (rows, score) by least squares, which never falls and never exceeds 1; `None` for fewer than three.
    #[must_use]
    pub fn fit(points: &[(f64, f64)]) -> Option<Self> {
        if points.len() < LEAST_POINTS {
            return None;
        }
        let fits = EXPONENTS.map(|c| Self::with_exponent(points, f64::from(c) / 100.0));
        fits.min_by(|a, b| a.1.total_cmp(&b.1)).map(|best| best.0)
    }

    /// The best of one exponent, and its squared error.
    fn with_exponent(points: &[(f64, f64)], exponent: f64) -> (Self, f64) {
        let n = points.len() as f64;
        let x = |rows: f64| rows.powf(-exponent);
        let mean_x = points.iter().map(|p| x(p.0)).sum::<f64>() / n;
        let mean_y = points.iter().map(|p| p.1).sum::<f64>() / n;
        let cross = |p: &(f64, f64)| (x(p.0) - mean_x) * (p.1 - mean_y);
        let square = |p: &(f64, f64)| (x(p.0) - mean_x).powi(2);
        let slope = points.iter().map(cross).sum::<f64>() / points.iter().map(square).sum::<f64>();
        let mut drop = if slope.is_finite() {
            (-slope).max(0.0)
        } else {
            0.0
        };
        let mut ceiling = mean_y + drop * mean_x;
        if ceiling > 1.0 {
            ceiling = 1.0;
            let squares: f64 = points.iter().map(|p| x(p.0).powi(2)).sum();
            drop = points.iter().map(|p| (1.0 - p.1) * x(p.0)).sum::<f64>() / squares;
        }
        let fit = Self {
            ceiling,
            drop,
            exponent,
        };
        let error = points.iter().map(|p| (fit.score(p.0) - p.1).powi(2)).sum();
        (fit, error)
    }

    /// The score with so many rows.
    #[must_use]
    pub fn score(&self, rows: f64) -> f64 {
        self.ceiling - self.drop * rows.powf(-self.exponent)
    }

    /// Rows more than `rows` that raise the score by `gain`; infinite where none do.
    #[must_use]
    pub fn more(&self, rows: f64, gain: f64) -> f64 {
        let missing = self.ceiling - (self.score(rows) + gain);
        if missing <= 0.0 || self.drop <= 0.0 {
            return f64::INFINITY;
        }
        (missing / self.drop).powf(-1.0 / self.exponent) - rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// score = .9 − 2 · n^(−.5): at 100 rows .7; .71 needs (2 / .19)² = 110.8 rows, .73 needs (2 / .17)² = 138.4.
    #[test]
    fn a_curve_that_is_a_power_law_is_found_again() {
        let truth = Power {
            ceiling: 0.9,
            drop: 2.0,
            exponent: 0.5,
        };
        let points: Vec<(f64, f64)> = [25.0, 50.0, 75.0, 100.0]
            .map(|n| (n, truth.score(n)))
            .to_vec();
        let fit = Power::fit(&points).unwrap();
        assert!(
            (fit.ceiling - 0.9).abs() < 1e-9 && (fit.exponent - 0.5).abs() < 1e-9,
            "{fit:?}"
        );
        assert!((fit.more(100.0, 0.01) - 10.803).abs() < 1e-2);
        assert!((fit.more(100.0, 0.03) - 38.408).abs() < 1e-2);
        assert!(fit.more(100.0, 0.21).is_infinite(), "above the ceiling");
        assert!(Power::fit(&points[..2]).is_none());
    }

    #[test]
    fn no_curve_falls_or_leaves_the_scale() {
        let falling = [(25.0, 0.8), (50.0, 0.7), (75.0, 0.75), (100.0, 0.7)];
        let fit = Power::fit(&falling).unwrap();
        assert!(
            fit.drop.abs() < 1e-12 && fit.more(100.0, 0.01).is_infinite(),
            "{fit:?}"
        );
        let steep = [(25.0, 0.5), (50.0, 0.7), (75.0, 0.85), (100.0, 0.97)];
        let fit = Power::fit(&steep).unwrap();
        assert!(fit.ceiling <= 1.0 && fit.score(1e9) <= 1.0, "{fit:?}");
    }
}
