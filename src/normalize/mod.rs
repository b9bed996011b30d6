//! normalize: given raw text, gives comparable text and a map back to the source bytes.
//!
//! Two depths. *Character-local* ([`Depth::Exact`]): `normalize(substring)` is always part of
//! `normalize(text)`; the index finds exact strings in it. *Contextual* ([`Depth::Words`]): further
//! steps that depend on their context, for words and models. The steps, in order; lossy ones marked *:
//!
//! | step | depth | file |
//! |---|---|---|
//! | wrongly decoded text | Words | `mojibake` |
//! | entities, tags* | Words | `html` |
//! | pinyin glosses* | Words | `gloss` |
//! | simplified script by phrase | Words | `script` |
//! | removals*, NFKC, case, simplified script by character, white space* | both | `exact` |
//! | repeats* | Words | `repeats` |
//! | masks* | both | `mask` |
//!
//! The law of [`Depth::Exact`], masks aside: for a substring whose ends do not part a character from the combining
//! characters after it (marks, conjoining jamo, half-width sound marks; a removed character between does not
//! count), what the substring becomes lies inside what the text becomes.

mod edits;
mod exact;
mod gloss;
mod html;
pub mod mask;
mod mask_key;
mod mojibake;
mod repeats;
mod script;
mod table;

pub use mask::{Found, MaskKind, MaskParams};
pub use mask_key::mask_key;
pub use mojibake::Garbled;

use crate::types::Lang;
use edits::{Edit, Mapped};
use std::borrow::Cow;
use std::ops::Range;
use table::{Table, class};

/// Rises whenever any text may normalise differently than before, masks aside; bundles and indexes carry it.
pub const VERSION: u32 = 1;

/// How far to normalise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Character-local steps only.
    Exact,
    /// Character-local and contextual steps.
    Words,
}

/// Normalised text and where each of its bytes came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Normalized {
    /// The comparable text.
    pub text: String,
    map: Mapped,
}

impl Normalized {
    /// The smallest source range that produced `range` of the normalised text; on character boundaries.
    #[must_use]
    pub fn source(&self, range: Range<usize>) -> Range<usize> {
        self.map.source(range)
    }
}

/// A text as an index keeps it; see [`Normalizer::forms`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forms<'a> {
    /// The source, masks in place.
    pub source: Cow<'a, str>,
    /// It at [`Depth::Exact`].
    pub exact: String,
    /// It at [`Depth::Words`].
    pub words: String,
}

/// Settings of the normaliser.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NormalizeParams {
    /// Which personal data is masked, and how.
    pub mask: MaskParams,
}

/// The steps, with their settings. Cheap to clone; its tables are made once a process.
///
/// ```
/// use tousu::normalize::{Depth, Normalizer};
/// let normalizer = Normalizer::default();
/// assert_eq!(normalizer.text("ＡＢＣ　退  款", Depth::Exact), "abc 退款");
/// let mapped = normalizer.map("版權(quán)！！！", Depth::Words);
/// assert_eq!(mapped.text, "版权!");
/// assert_eq!(mapped.source(0..3), 0..3);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Normalizer {
    params: NormalizeParams,
    /// What [`Normalizer::shown`] writes masks in.
    lang: Lang,
}

impl Normalizer {
    /// A normaliser with these settings.
    #[must_use]
    pub fn new(params: NormalizeParams) -> Self {
        Self {
            params,
            lang: Lang::default(),
        }
    }

    /// The same, with masks for people in `lang`.
    #[must_use]
    pub fn speaking(self, lang: Lang) -> Self {
        Self { lang, ..self }
    }

    /// Normalised text alone; cheaper than [`Normalizer::map`].
    #[must_use]
    pub fn text(&self, source: &str, depth: Depth) -> String {
        let mut out = String::with_capacity(source.len());
        self.text_into(source, depth, &mut out);
        out
    }

    /// As [`Normalizer::text`], into a buffer that is cleared first.
    pub fn text_into(&self, source: &str, depth: Depth, out: &mut String) {
        out.clear();
        out.reserve(source.len());
        let mut text = Cow::Borrowed(source);
        if !self.names_at_blanks(source).is_empty() {
            text = self.mask_source(source);
        }
        for step in before(&text, depth) {
            let edits = step(&text);
            if !edits.is_empty() {
                text = Cow::Owned(edits::apply(&text, &edits));
            }
        }
        exact::run(&text, out);
        if depth == Depth::Words {
            let edits = repeats::edits(out);
            if !edits.is_empty() {
                *out = edits::apply(out, &edits);
            }
        }
        let found = mask::find(out, &self.params.mask);
        if !found.is_empty() {
            *out = edits::apply(out, &mask::edits(out, &found, &self.params.mask));
        }
    }

    /// All that an index keeps of `source`: the source with masks in place, and that at both depths.
    #[must_use]
    pub fn forms<'a>(&self, source: &'a str) -> Forms<'a> {
        let (exact, words) = bare_texts(source);
        let clean = |text: &str| mask::find(text, &self.params.mask).is_empty();
        let named = !self.names_at_blanks(source).is_empty();
        if !named && clean(&exact) && (words == exact || clean(&words)) {
            return Forms {
                source: Cow::Borrowed(source),
                exact,
                words,
            };
        }
        let source = self.mask_source(source);
        let (exact, words) = bare_texts(&source);
        Forms {
            source,
            exact,
            words,
        }
    }

    /// Normalised text with its map back to `source`.
    #[must_use]
    pub fn map(&self, source: &str, depth: Depth) -> Normalized {
        let mut text = Mapped::of(source);
        if !self.names_at_blanks(source).is_empty() {
            text = text.edited(&self.masks(source, &self.personal(source)));
        }
        let bare = bare_map(text, depth);
        let found = mask::find(&bare.text, &self.params.mask);
        let map = bare.edited(&mask::edits(&bare.text, &found, &self.params.mask));
        Normalized {
            text: map.text.clone(),
            map,
        }
    }

    /// Names before a blank that the character-local pass drops, and with it where they end, as byte ranges of `source`, in order.
    fn names_at_blanks(&self, source: &str) -> Vec<Found> {
        if !self.params.mask.on {
            return Vec::new();
        }
        let blanks = mask::marked_blanks(source);
        if blanks.is_empty() {
            return Vec::new();
        }
        let mut exact = String::with_capacity(source.len());
        exact::run(&edits::apply(source, &blanks), &mut exact);
        if mask::names(&exact).is_empty() {
            return Vec::new();
        }
        let map = bare_map(Mapped::of(source).edited(&blanks), Depth::Exact);
        in_source(mask::names(&map.text), &map)
    }

    /// Personal data in `source`, in order, as byte ranges of it; what either depth finds.
    #[must_use]
    pub fn personal(&self, source: &str) -> Vec<Found> {
        mask::until_none(source, |source| {
            let mut all = self.names_at_blanks(source);
            all.append(&mut self.search(source));
            all
        })
    }

    fn search(&self, source: &str) -> Vec<Found> {
        let mut exact = String::with_capacity(source.len());
        bare_text(source, Depth::Exact, &mut exact);
        let mut all = self.found(source, Depth::Exact, &exact);
        let folds = repeats::edits(&exact);
        let words = if before(source, Depth::Words).is_empty() {
            // nothing but repeated marks sets the depths apart
            (!folds.is_empty()).then(|| edits::apply(&exact, &folds))
        } else {
            let mut words = String::with_capacity(source.len());
            bare_text(source, Depth::Words, &mut words);
            Some(words)
        };
        if let Some(words) = words {
            all.append(&mut self.found(source, Depth::Words, &words));
        }
        all
    }

    /// What is found in `text`, the source at this depth, as byte ranges of the source.
    fn found(&self, source: &str, depth: Depth, text: &str) -> Vec<Found> {
        let found = mask::find(text, &self.params.mask);
        if found.is_empty() {
            return found;
        }
        in_source(found, &bare_map(Mapped::of(source), depth))
    }

    /// The source with its personal numbers masked, as people read it.
    #[must_use]
    pub fn shown<'a>(&self, source: &'a str) -> Cow<'a, str> {
        let lang = self.lang;
        match self.mask_source(source) {
            Cow::Borrowed(source) => mask::render_spans(source, &mut [], lang),
            Cow::Owned(masked) => {
                Cow::Owned(mask::render_spans(&masked, &mut [], lang).into_owned())
            }
        }
    }

    /// The source with masks in place and nothing else changed: what index, report and exemplars may hold.
    #[must_use]
    pub fn mask_source<'a>(&self, source: &'a str) -> Cow<'a, str> {
        if !self.params.mask.on {
            return Cow::Borrowed(source);
        }
        let found = self.personal(source);
        if found.is_empty() {
            return Cow::Borrowed(source);
        }
        Cow::Owned(edits::apply(source, &self.masks(source, &found)))
    }

    /// The edits that put masks in place of what was found in `source`.
    fn masks(&self, source: &str, found: &[Found]) -> Vec<Edit> {
        let edit = |f: &Found| {
            let mut value = String::new();
            bare_text(&source[f.range.clone()], Depth::Words, &mut value);
            let mask = mask::write(f.kind, &value, &self.params.mask);
            Edit::new(f.range.clone(), mask)
        };
        found.iter().map(edit).collect()
    }

    /// Whether a column of these values names people: most of those filled are nothing but somebody's number. Numbers that are
    /// only long do not count: tickets have them.
    #[must_use]
    pub fn names_people<T: AsRef<str>>(&self, values: impl Iterator<Item = T>) -> bool {
        let (mut filled, mut personal) = (0_usize, 0_usize);
        for value in values {
            let value = value.as_ref().trim();
            let found = self.personal(value);
            let whole = |f: &Found| f.kind != MaskKind::LongNumber && f.range == (0..value.len());
            filled += usize::from(!value.is_empty());
            personal += usize::from(found.first().is_some_and(whole));
        }
        personal * 2 > filled
    }

    /// Wrongly decoded pieces of `source`, as byte ranges of it, with the repair where it is certain.
    #[must_use]
    pub fn garbled(&self, source: &str) -> Vec<Garbled> {
        mojibake::find(source)
    }
}

/// What was found in the text of `map`, as byte ranges of its source.
fn in_source(found: Vec<Found>, map: &Mapped) -> Vec<Found> {
    let moved = |f: Found| Found {
        range: map.source(f.range),
        kind: f.kind,
    };
    found.into_iter().map(moved).collect()
}

/// Everything but masks.
fn bare_map(mut text: Mapped, depth: Depth) -> Mapped {
    for step in before(&text.text, depth) {
        let edits = step(&text.text);
        text = text.edited(&edits);
    }
    let mut pass = Mapped::default();
    exact::run(&text.text, &mut pass);
    let mapped = text.then(pass);
    match depth {
        Depth::Exact => mapped,
        Depth::Words => mapped.edited(&repeats::edits(&mapped.text)),
    }
}

/// Everything but masks, at both depths: most texts differ only in repeated marks.
fn bare_texts(source: &str) -> (String, String) {
    let (mut exact, mut words) = (String::new(), String::new());
    bare_text(source, Depth::Exact, &mut exact);
    if before(source, Depth::Words).is_empty() {
        let edits = repeats::edits(&exact);
        words = match edits.is_empty() {
            true => exact.clone(),
            false => edits::apply(&exact, &edits),
        };
    } else {
        bare_text(source, Depth::Words, &mut words);
    }
    (exact, words)
}

/// Everything but masks.
fn bare_text(source: &str, depth: Depth, out: &mut String) {
    let params = NormalizeParams {
        mask: MaskParams::off(),
    };
    Normalizer::new(params).text_into(source, depth, out);
}

type Step = fn(&str) -> Vec<Edit>;

/// The steps before the character-local pass that `source` calls for, in order.
fn before(source: &str, depth: Depth) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let private = memchr::memchr(mask::FIRST_BYTE, source.as_bytes()).is_some();
    if depth == Depth::Exact {
        if private {
            steps.push(mask::strays);
        }
        return steps;
    }
    let table = Table::get();
    let (mut seen, mut rare) = (0_u8, 0_u32);
    for c in source.chars() {
        let class = table.class(c);
        seen |= class;
        rare += u32::from(class & class::RARE);
    }
    if rare >= 2 || seen & class::GARBLED != 0 {
        steps.push(mojibake::edits);
    }
    if private {
        steps.push(mask::strays);
    }
    if seen & class::HTML != 0 {
        steps.push(html::entities);
        steps.push(html::tags);
    }
    if seen & (class::BRACKET | class::HTML) != 0 {
        steps.push(gloss::edits);
    }
    if seen & (class::SCRIPT | class::HTML | class::GARBLED) != 0 {
        steps.push(script::edits);
    }
    steps
}

#[cfg(test)]
mod tests;
