//! The terms that a model of few terms keeps.

use crate::model::{Linear, Link, strongest};
use crate::vectorize::Counted;

/// Gives weight 0 to all terms but those that a packed model would keep, so that what is measured on held-out rows is what will be packed.
pub(super) fn keep_strongest(
    counted: &Counted,
    term_weights: &mut [f32],
    linear: &Linear,
    (link, keep): (&Link, usize),
) {
    let kept = strongest(term_weights, &counted.frequencies, linear, (link, keep));
    let mut kept = kept.into_iter().peekable();
    for (id, weight) in term_weights.iter_mut().enumerate() {
        if kept.next_if_eq(&id).is_none() {
            *weight = 0.0;
        }
    }
}
