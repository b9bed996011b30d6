//! The text of a complaint as a person reads it, and the form by which two of them are one.

use crate::bundle::row_hash;
use crate::normalize::mask::MaskKind;
use crate::normalize::{Depth, MaskParams, NormalizeParams, Normalizer, mask};
use crate::types::Lang;
use std::borrow::Cow;

/// Masks and compares texts.
#[derive(Clone, Debug)]
pub(super) struct Masked {
    normalizer: Normalizer,
    /// Of the masks that people read.
    lang: Lang,
}

impl Masked {
    pub(super) fn new(mask: &MaskParams, lang: Lang) -> Self {
        let mask = mask.clone();
        Self {
            normalizer: Normalizer::new(NormalizeParams { mask }),
            lang,
        }
    }

    /// `text` with its personal numbers masked, as people read it.
    pub(super) fn shown(&self, text: &str) -> String {
        let masked = self.normalizer.mask_source(text);
        mask::render_spans(&masked, &mut [], self.lang).into_owned()
    }

    /// The form under which texts that [`Masked::shown`] gave are one: a text read back from a file of labels has it as well,
    /// in whatever language its masks are.
    pub(super) fn key(&self, shown: &str) -> String {
        let mut shown = Cow::Borrowed(shown);
        for kind in MaskKind::all() {
            let [english, chinese] = [kind.english(), kind.name()].map(|name| format!("[{name}"));
            for end in ["]", " "] {
                let english = format!("{english}{end}");
                if shown.contains(&english) {
                    shown = shown.replace(&english, &format!("{chinese}{end}")).into();
                }
            }
        }
        self.normalizer.text(&shown, Depth::Words)
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
