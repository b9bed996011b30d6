//! Texts → types, many at a time.

use crate::bundle::Bundle;
use crate::model::{Prediction, Scratch};
use crate::normalize::{Depth, MaskParams, NormalizeParams, Normalized, Normalizer};
use crate::segment::{Kind, Segmenter, Token, UserDictionary};
use crate::vectorize::{TermKind, Terms};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// Scores texts with a bundle. Cheap to clone; safe to share between threads.
#[derive(Clone, Debug)]
pub struct Scorer {
    bundle: Bundle,
    reader: TextReader,
}

/// Text → normalised words, as training and scoring both see them.
#[derive(Clone, Debug)]
pub(crate) struct TextReader {
    pub(crate) normalizer: Normalizer,
    pub(crate) segmenter: Segmenter,
    stop_words: Arc<FxHashSet<String>>,
}

impl TextReader {
    /// `mask` as [`MaskParams::name`] says it.
    pub(crate) fn new(dictionary: &UserDictionary, stop_words: &str, mask: &str) -> Self {
        let lines = stop_words.lines().map(str::trim);
        let normalizer = Normalizer::new(NormalizeParams {
            mask: MaskParams::named(mask),
        });
        let mut segmenter = Segmenter::default();
        if !dictionary.words().is_empty() {
            let words = dictionary.normalized(|w| normalizer.text(w, Depth::Words));
            segmenter = segmenter.with_dictionary(&words);
        }
        Self {
            normalizer,
            segmenter,
            stop_words: Arc::new(lines.filter(|l| !l.is_empty()).map(str::to_owned).collect()),
        }
    }

    /// Words of a normalised text; stop words become spaces, which make no terms.
    pub(crate) fn words(&self, text: &str, out: &mut Vec<Token>) {
        out.clear();
        self.segmenter.segment(text, out);
        if !self.stop_words.is_empty() {
            for t in out.iter_mut() {
                if text
                    .get(t.span.range())
                    .is_some_and(|w| self.stop_words.contains(w))
                {
                    t.kind = Kind::Space;
                }
            }
        }
    }
}

/// A term of the model that a text holds, and where.
pub(super) type Met = (u32, TermKind, Vec<Range<usize>>);

/// Memory that one thread uses again for every text.
struct Work {
    terms: Terms,
    tokens: Vec<Token>,
    scratch: Scratch,
}

/// Texts scored by one task.
const CHUNK: usize = 256;

impl Scorer {
    /// For this bundle. Loads the dictionary.
    #[must_use]
    pub fn new(bundle: &Bundle) -> Self {
        Self {
            reader: TextReader::new(
                // checked when the model was trained
                &UserDictionary::read(bundle.dictionary()).0,
                bundle.stop_words(),
                &bundle.card().settings.mask,
            ),
            bundle: bundle.clone(),
        }
    }

    /// The best two types of every text, in order; `None` for a text that is absent or white space alone.
    #[must_use]
    pub fn score(&self, texts: &[Option<Cow<'_, str>>]) -> Vec<Option<Prediction>> {
        self.each(texts, Prediction::of)
    }

    /// Probabilities of all types for every text, in order.
    #[must_use]
    pub fn probabilities(&self, texts: &[Option<Cow<'_, str>>]) -> Vec<Option<Vec<f32>>> {
        self.each(texts, <[f32]>::to_vec)
    }

    fn each<T: Send>(
        &self,
        texts: &[Option<Cow<'_, str>>],
        make: impl Fn(&[f32]) -> T + Sync,
    ) -> Vec<Option<T>> {
        let scored = |chunk: &[Option<Cow<'_, str>>]| {
            let mut work = self.work();
            let one = |text: &Option<Cow<'_, str>>| {
                let text = text.as_deref().filter(|t| !t.trim().is_empty())?;
                Some(make(self.one(text, &mut work)))
            };
            chunk.iter().map(one).collect::<Vec<_>>()
        };
        texts.par_chunks(CHUNK).flat_map_iter(scored).collect()
    }

    /// The normaliser whose texts the model learnt from.
    #[must_use]
    pub fn normalizer(&self) -> &Normalizer {
        &self.reader.normalizer
    }

    /// The bundle it scores with.
    #[must_use]
    pub fn bundle(&self) -> &Bundle {
        &self.bundle
    }

    /// The prediction for one text, its normalised form, and every term the model knows in it with where it stands there.
    pub(super) fn terms_of(&self, text: &str) -> Option<(Prediction, Normalized, Vec<Met>)> {
        if text.trim().is_empty() {
            return None;
        }
        let normalized = self.reader.normalizer.map(text, Depth::Words);
        let mut work = self.work();
        self.reader.words(&normalized.text, &mut work.tokens);
        let model = self.bundle.model();
        let mut met: BTreeMap<u32, (TermKind, Vec<Range<usize>>)> = BTreeMap::new();
        model.begin(&mut work.scratch);
        work.terms
            .each(&normalized.text, &work.tokens, |hash, span, kind| {
                model.add(hash, &mut work.scratch);
                if let Some(id) = model.id(hash) {
                    met.entry(id)
                        .or_insert_with(|| (kind, Vec::new()))
                        .1
                        .push(span.range());
                }
            });
        let prediction = Prediction::of(model.probabilities(&mut work.scratch));
        let met = met
            .into_iter()
            .map(|(id, (kind, at))| (id, kind, at))
            .collect();
        Some((prediction, normalized, met))
    }

    fn work(&self) -> Work {
        Work {
            terms: Terms::new(self.bundle.card().settings.vectorize.clone()),
            tokens: Vec::new(),
            scratch: Scratch::default(),
        }
    }

    fn one<'w>(&self, text: &str, work: &'w mut Work) -> &'w [f32] {
        let text = self.reader.normalizer.text(text, Depth::Words);
        self.reader.words(&text, &mut work.tokens);
        let model = self.bundle.model();
        model.begin(&mut work.scratch);
        let scratch = &mut work.scratch;
        work.terms
            .each(&text, &work.tokens, |hash, _, _| model.add(hash, scratch));
        model.probabilities(&mut work.scratch)
    }
}
