//! Text with its personal numbers masked, as people read it.

use crate::normalize::{Normalizer, mask};

/// `text` with masks as people read them.
pub(super) fn shown(text: &str, normalizer: &Normalizer) -> String {
    mask::render(&normalizer.mask_source(text)).into_owned()
}
