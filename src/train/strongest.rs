//! The terms that a model of few terms keeps.

use crate::model::{Linear, Link, Occurrence, Packed};
use crate::vectorize::Counted;

/// Gives weight 0 to all terms but those that a packed model would keep, so that what is measured on held-out rows is what will be packed.
pub(super) fn keep_strongest(
    counted: &Counted,
    term_weights: &mut [f32],
    linear: &Linear,
    (link, keep): (Link, usize),
) {
    let packed = Packed::new(
        &counted.hashes,
        term_weights,
        &counted.frequencies,
        linear,
        (Occurrence::default(), link),
        keep,
    );
    let mut kept = packed.hashes().iter().peekable();
    for (weight, hash) in term_weights.iter_mut().zip(&counted.hashes) {
        if kept.next_if_eq(&hash).is_none() {
            *weight = 0.0;
        }
    }
}
