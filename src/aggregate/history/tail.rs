//! What a period is expected to hold, and how rare a count is there.

use super::peaks::Tail;
use crate::aggregate::stats;

/// Counts expected below this are judged by exact negative-binomial tails.
const SMALL: f64 = 150.0;

/// What a period is expected to hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Expectation {
    pub(crate) mean: f64,
    /// Variance of a count here in units of the mean's square, that of the prediction included.
    pub(crate) spread: f64,
    /// Degrees of freedom that the spread is known with.
    pub(super) freedom: f64,
    /// How counts above it fall off where events are the rule; absent where chance is all that is seen.
    pub(super) tail: Option<Tail>,
    /// Two-sided p of the count.
    pub(crate) p: f64,
}

impl Expectation {
    /// One in which chance is all that is seen.
    pub(crate) fn of(mean: f64, spread: f64, freedom: f64) -> Self {
        Self {
            mean,
            spread,
            freedom,
            tail: None,
            p: 1.0,
        }
    }

    /// The same with a mean so many times as large.
    pub(crate) fn times(self, ratio: f64) -> Self {
        Self {
            mean: self.mean * ratio,
            ..self
        }
    }

    /// One-sided p of a count: of as many or more.
    pub(crate) fn upper(&self, count: f64) -> f64 {
        if count > self.mean {
            self.p_of(count) / 2.0
        } else {
            1.0
        }
    }

    /// Two-sided p of a count.
    pub(super) fn p_of(&self, count: f64) -> f64 {
        let p = stats::t_two_sided(z(count, self.mean, self.spread), self.freedom);
        match self.tail.filter(|_| count > self.mean) {
            Some(tail) => (2.0 * tail.p(p / 2.0)).min(1.0),
            None => p,
        }
    }

    /// The smallest and the largest count that are at least as probable as `p`, two-sided.
    pub(crate) fn band(&self, p: f64) -> (f64, f64) {
        let within = |count: f64| self.p_of(count) >= p;
        let reach = 40.0 * (self.mean * self.spread.sqrt() + 1.0);
        let low = edge(
            self.mean.floor(),
            (self.mean - reach).max(-1.0).floor(),
            within,
        );
        (
            low.max(0.0),
            edge(self.mean.ceil(), (self.mean + reach).ceil(), within),
        )
    }
}

/// The last whole number from `inside` towards `outside` that is within.
fn edge(mut inside: f64, mut outside: f64, within: impl Fn(f64) -> bool) -> f64 {
    while (outside - inside).abs() > 1.0 {
        let middle = f64::midpoint(inside, outside).round();
        if middle >= 0.0 && within(middle) {
            inside = middle;
        } else {
            outside = middle;
        }
    }
    inside
}

/// z of a count: exact for a negative binomial where counts are small, else by Wilson and Hilferty's cube root of a gamma variate.
pub(crate) fn z(count: f64, mean: f64, spread: f64) -> f64 {
    let variance = (spread * mean).max(1.001);
    if mean > SMALL {
        return nearly(count, mean, variance / mean);
    }
    let size = mean / (variance - 1.0);
    let p = size / (size + mean);
    let of_tail = |tail: f64| stats::normal_quantile_upper(tail.max(1e-300)).max(0.0);
    if count > mean {
        of_tail(stats::beta(count, size, 1.0 - p))
    } else {
        -of_tail(stats::beta(size, count + 1.0, p))
    }
}

/// The same, near enough to weigh residuals: the cube root of the count above the mean, of the mean below it.
pub(super) fn nearly(count: f64, mean: f64, spread: f64) -> f64 {
    let root =
        |shape: f64, ratio: f64| 3.0 * shape.sqrt() * (ratio.cbrt() - 1.0 + 1.0 / (9.0 * shape));
    if count > mean {
        root(1.0 / spread, (count - 0.5).max(mean) / mean).max(0.0)
    } else {
        let y = count + 1.0;
        -root(y / (spread * mean), mean / y).max(0.0)
    }
}

/// Logarithm of the density of a count, up to a constant: heavy-tailed, so that far counts do not decide.
pub(super) fn log_density(count: f64, mean: f64, spread: f64) -> f64 {
    let z = nearly(count, mean, spread);
    -0.5 * spread.ln() - 3.0 * (1.0 + z * z / 5.0).ln()
}
