//! The text of a complaint as a person reads it, and the form by which two of them are one.

use crate::bundle::row_hash;
use crate::normalize::{Depth, MaskParams, NormalizeParams, Normalizer, mask};

/// Masks and compares texts.
#[derive(Clone, Debug)]
pub(super) struct Masked {
    normalizer: Normalizer,
}

impl Masked {
    pub(super) fn new(mask: &MaskParams) -> Self {
        let mask = mask.clone();
        Self {
            normalizer: Normalizer::new(NormalizeParams { mask }),
        }
    }

    /// `text` with its personal numbers masked, as people read it.
    pub(super) fn shown(&self, text: &str) -> String {
        mask::render(&self.normalizer.mask_source(text)).into_owned()
    }

    /// The form under which texts that [`Masked::shown`] gave are one: a text read back from a file of labels has it as well.
    pub(super) fn key(&self, shown: &str) -> String {
        self.normalizer.text(shown, Depth::Words)
    }

    /// What tells a complaint apart that has no id: the same text has the same one in every export.
    pub(super) fn text_id(&self, shown: &str) -> String {
        format!("text-{:016x}", row_hash(&self.key(shown)))
    }

    /// Whether ids name people: they are not shown then.
    pub(super) fn names_people<T: AsRef<str>>(&self, ids: impl Iterator<Item = T>) -> bool {
        self.normalizer.names_people(ids)
    }
}
