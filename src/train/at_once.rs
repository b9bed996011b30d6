//! How many models are fitted at the same time: as many as memory allows.

use crate::model::MANY_TYPES;
use rayon::prelude::*;

/// Weights (terms × types) up to which models are fitted at once: several larger ones would take too much memory.
const AT_ONCE: usize = 1 << 24;
/// The same where types are many.
const AT_ONCE_OF_MANY: usize = 1 << 22;

/// How many models of so many terms and types are fitted at once at most.
pub(crate) fn at_once(terms: usize, types: usize) -> usize {
    match (terms * types, types) {
        (..=AT_ONCE_OF_MANY, _) => usize::MAX,
        (..=AT_ONCE, ..MANY_TYPES) => usize::MAX,
        (..=AT_ONCE, _) => 2,
        _ => 1,
    }
}

/// What becomes of each of `from`, at most `most` of them at a time.
pub(crate) fn map_at_once<T: Sync, R: Send>(
    from: &[T],
    most: usize,
    of: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let some = from.chunks(most.clamp(1, from.len().max(1)));
    some.flat_map(|some| some.par_iter().map(&of).collect::<Vec<R>>())
        .collect()
}
