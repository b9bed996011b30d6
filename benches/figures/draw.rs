//! Random numbers of the distributions that histories are drawn from.

use tousu::types::SplitMix;

/// A seeded source of draws.
pub(crate) struct Draw(SplitMix);

impl Draw {
    pub(crate) fn new(seed: u64) -> Self {
        Self(SplitMix::new(seed))
    }

    /// From 0 up to, but not, 1.
    pub(crate) fn unit(&mut self) -> f64 {
        self.0.unit()
    }

    /// A whole number below `n`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0.below(n)
    }

    /// A place, drawn by running sums of weights.
    pub(crate) fn one_of(&mut self, sums: &[f64]) -> usize {
        let at = self.unit() * sums.last().copied().unwrap_or(0.0);
        sums.partition_point(|&s| s <= at)
            .min(sums.len().saturating_sub(1))
    }

    pub(crate) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.unit()).cos()
    }

    /// Mean `shape`, scale 1: Marsaglia and Tsang's method.
    pub(crate) fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            return self.gamma(shape + 1.0) * (1.0 - self.unit()).powf(1.0 / shape);
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = (1.0 + c * x).powi(3);
            if v > 0.0 && (1.0 - self.unit()).ln() < 0.5 * x * x + d - d * v + d * v.ln() {
                return d * v;
            }
        }
    }

    /// Knuth's product of uniforms, in halves small enough for it.
    pub(crate) fn poisson(&mut self, mean: f64) -> u64 {
        if mean > 30.0 {
            return self.poisson(mean / 2.0) + self.poisson(mean / 2.0);
        }
        let end = (-mean).exp();
        let mut product = 1.0 - self.unit();
        let mut n = 0;
        while product > end {
            product *= 1.0 - self.unit();
            n += 1;
        }
        n
    }

    /// Trials until the first success, 1 at least.
    pub(crate) fn geometric(&mut self, p: f64) -> usize {
        1 + ((1.0 - self.unit()).ln() / (1.0 - p).ln()) as usize
    }
}
