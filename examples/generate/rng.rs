//! What the corpus draws: integers only.

use tousu::types::SplitMix;

/// Draws the rows.
pub(crate) struct Rng(SplitMix);

impl Rng {
    /// A stream of its own for every `(seed, stream)`: a change in one row leaves the others as they were.
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut bits = SplitMix::new(seed ^ stream.wrapping_mul(0xA24B_AED4_963E_E407));
        bits.next();
        Self(bits)
    }

    /// A number below `n`; 0 where `n` is 0.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0.below(n)
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low + 1)
    }

    /// True in `permille` of 1,000 cases.
    pub(crate) fn chance(&mut self, permille: usize) -> bool {
        self.below(1000) < permille
    }

    /// One of the items.
    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// The place of one item, drawn by weight.
    pub(crate) fn weighted(&mut self, weights: &[usize]) -> usize {
        let mut left = self.below(weights.iter().sum());
        for (place, weight) in weights.iter().enumerate() {
            if left < *weight {
                return place;
            }
            left -= weight;
        }
        0
    }
}

/// One of the fragments.
pub(crate) fn pick(rng: &mut Rng, fragments: &[&'static str]) -> &'static str {
    fragments[rng.below(fragments.len())]
}
