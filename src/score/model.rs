//! Texts → types and probabilities, many at a time.

use crate::bundle::Bundle;
use crate::error::Result;
use crate::model::{Joint, Prediction, Scratch};
use crate::normalize::{Depth, MaskParams, Normalized, Normalizer};
use crate::segment::{Token, UserDictionary};
use crate::vectorize::{Analyzer, TermKind, Terms, VectorizeParams, lead};
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// A bundle made ready to give texts their types. Cheap to clone; safe to share between threads.
#[derive(Clone, Debug)]
pub struct Model {
    bundle: Bundle,
    analyzer: Analyzer,
    /// All axes in one, where there are several that see the same terms; made once it is needed.
    joint: Arc<OnceLock<Option<Joint>>>,
}

/// A type with its probability.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeProbability {
    /// Name of the type.
    pub name: String,
    /// Calibrated probability that it is right, 0..=1.
    pub probability: f32,
}

/// A term of the model that a text holds.
#[derive(Debug)]
pub(super) struct TermMatch {
    /// Its place in the model.
    pub(super) id: u32,
    pub(super) kind: TermKind,
    /// Where it is in the normalised text; a term of the lead once for every time it counts.
    pub(super) ranges: Vec<Range<usize>>,
}

/// What a model says of a text on one axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Scored {
    /// The best two types.
    pub prediction: Prediction,
    /// Probabilities of all types; empty where they are not wanted.
    pub probabilities: Vec<f32>,
}

/// Memory that one thread uses again for every text.
struct Work {
    /// One an axis.
    terms: Vec<Terms>,
    /// As all axes see them, but for the lead.
    shared: Terms,
    tokens: Vec<Token>,
    scratch: Scratch,
}

/// Texts scored by one task.
const CHUNK: usize = 256;

impl Model {
    /// For this bundle. Loads the dictionary.
    #[must_use]
    pub fn new(bundle: &Bundle) -> Self {
        Self {
            analyzer: Analyzer::new(
                // checked when the model was trained
                &UserDictionary::read(bundle.dictionary()).0,
                bundle.stop_words(),
                MaskParams::named(&bundle.card().settings.mask),
            ),
            joint: Arc::default(),
            bundle: bundle.clone(),
        }
    }

    /// Reads a model file; `demo` names the one that is built in.
    ///
    /// # Errors
    /// As [`Bundle::load`].
    pub fn load(path: impl AsRef<Path>) -> Result<Self> {
        Ok(Self::new(&Bundle::load(path)?))
    }

    /// The most probable type of a text; `None` for white space alone.
    ///
    /// ```
    /// let model = tousu::Model::load("demo")?;
    /// let predicted = model.predict("包裹三天没到").unwrap();
    /// assert_eq!(predicted.name, "物流配送");
    /// assert!(predicted.probability > 0.5);
    /// # Ok::<(), tousu::Error>(())
    /// ```
    #[must_use]
    pub fn predict(&self, text: &str) -> Option<TypeProbability> {
        self.rank(text).into_iter().next()
    }

    /// All types by falling probability; none for white space alone.
    #[must_use]
    pub fn rank(&self, text: &str) -> Vec<TypeProbability> {
        let probabilities = self.probabilities(&[Some(text.into())]);
        let of_text = probabilities.into_iter().flatten().flatten();
        let types = self.bundle.types().iter().zip(of_text);
        let mut ranked: Vec<TypeProbability> = types
            .map(|(name, probability)| TypeProbability {
                name: name.clone(),
                probability,
            })
            .collect();
        ranked.sort_by(|a, b| b.probability.total_cmp(&a.probability));
        ranked
    }

    /// The best two types of every text, in order; `None` for a text that is absent or white space alone.
    #[must_use]
    pub fn score(&self, texts: &[Option<Cow<'_, str>>]) -> Vec<Option<Prediction>> {
        self.each(texts, |text, work| {
            Some(Prediction::of(
                self.probabilities_of(&self.normalized(text)?, work),
            ))
        })
    }

    /// What every axis says of every text, in order, the model's own first; `None` for a text that is absent or white space alone. Texts are
    /// read once for all axes.
    #[must_use]
    pub fn score_axes(
        &self,
        texts: &[Option<Cow<'_, str>>],
        keep_probabilities: bool,
    ) -> Vec<Option<Vec<Scored>>> {
        let joint = self.joint.get_or_init(|| joint(&self.bundle)).as_ref();
        self.each(texts, |text, work| {
            let text = self.normalized(text)?;
            self.analyzer.words(&text, &mut work.tokens);
            let scored = |probabilities: &[f32]| Scored {
                prediction: Prediction::of(probabilities),
                probabilities: match keep_probabilities {
                    true => probabilities.to_vec(),
                    false => Vec::new(),
                },
            };
            if let Some(joint) = joint {
                let mut axes = Vec::new();
                work.gather_shared(&text, joint.sees_leads());
                joint.probabilities(&mut work.scratch, |p| axes.push(scored(p)));
                return Some(axes);
            }
            let axes = self.bundle.all_axes().enumerate();
            let of_axis = |axis| scored(axis_probabilities(axis, &text, work));
            Some(axes.map(of_axis).collect())
        })
    }

    /// Probabilities of all types for every text, in order.
    #[must_use]
    pub fn probabilities(&self, texts: &[Option<Cow<'_, str>>]) -> Vec<Option<Vec<f32>>> {
        self.each(texts, |text, work| {
            Some(
                self.probabilities_of(&self.normalized(text)?, work)
                    .to_vec(),
            )
        })
    }

    /// Probabilities of all types for every text, in order; zeros for a text that is white space alone.
    #[must_use]
    pub fn all_probabilities<'t>(&self, texts: impl Iterator<Item = &'t str>) -> Vec<Vec<f32>> {
        let texts: Vec<Option<Cow<'_, str>>> = texts.map(|t| Some(Cow::Borrowed(t))).collect();
        let none = vec![0.0; self.bundle.types().len()];
        let all = self.probabilities(&texts).into_iter();
        all.map(|p| p.unwrap_or_else(|| none.clone())).collect()
    }

    /// The same of texts that [`Model::normalizer`] has normalised.
    #[must_use]
    pub fn probabilities_of_normalized(&self, texts: &[Option<&str>]) -> Vec<Option<Vec<f32>>> {
        self.each(texts, |text, work| {
            Some(self.probabilities_of((*text)?, work).to_vec())
        })
    }

    fn each<S: Sync, T: Send>(
        &self,
        texts: &[S],
        score: impl Fn(&S, &mut Work) -> Option<T> + Sync,
    ) -> Vec<Option<T>> {
        let scored = |chunk: &[S]| {
            let mut work = self.work();
            let scored = chunk.iter().map(|text| score(text, &mut work));
            scored.collect::<Vec<_>>()
        };
        texts.par_chunks(CHUNK).flat_map_iter(scored).collect()
    }

    fn normalized(&self, text: &Option<Cow<'_, str>>) -> Option<String> {
        let text = text.as_deref().filter(|t| !t.trim().is_empty())?;
        Some(self.analyzer.normalize(text))
    }

    /// The normaliser of the texts it was trained on.
    #[must_use]
    pub fn normalizer(&self) -> &Normalizer {
        self.analyzer.normalizer()
    }

    /// The bundle it scores with.
    #[must_use]
    pub fn bundle(&self) -> &Bundle {
        &self.bundle
    }

    /// The prediction for one text, its normalised form, and every term of the model in it.
    pub(super) fn matches(&self, text: &str) -> Option<(Prediction, Normalized, Vec<TermMatch>)> {
        if text.trim().is_empty() {
            return None;
        }
        let normalized = self.analyzer.normalizer().map(text, Depth::Words);
        let mut work = self.work();
        self.analyzer.words(&normalized.text, &mut work.tokens);
        let model = self.bundle.model();
        let mut terms = terms_of(&self.bundle);
        let mut matches: BTreeMap<u32, TermMatch> = BTreeMap::new();
        work.scratch.begin();
        terms.each(&normalized.text, &work.tokens, |hash, span, kind| {
            work.scratch.add(hash);
            if let Some(id) = model.id(hash) {
                let new = || TermMatch {
                    id,
                    kind,
                    ranges: Vec::new(),
                };
                let found = matches.entry(id).or_insert_with(new);
                found.ranges.push(span.range());
            }
        });
        let prediction = Prediction::of(model.probabilities(&mut work.scratch));
        Some((prediction, normalized, matches.into_values().collect()))
    }

    fn work(&self) -> Work {
        Work {
            terms: self.bundle.all_axes().map(terms_of).collect(),
            shared: Terms::new(but_for_leads(&self.bundle)),
            tokens: Vec::new(),
            scratch: Scratch::default(),
        }
    }

    /// Probabilities of all types for a normalised text.
    fn probabilities_of<'w>(&self, text: &str, work: &'w mut Work) -> &'w [f32] {
        self.analyzer.words(text, &mut work.tokens);
        axis_probabilities((0, &self.bundle), text, work)
    }
}

/// What terms a model sees, those of the lead once.
fn but_for_leads(axis: &Bundle) -> VectorizeParams {
    VectorizeParams {
        lead: 1,
        ..axis.card().settings.vectorize.clone()
    }
}

fn terms_of(axis: &Bundle) -> Terms {
    Terms::new(axis.card().settings.vectorize.clone())
}

/// All axes as one model; absent where there is one only, and where the axes see other terms of a text, however often each counts those of its lead.
fn joint(bundle: &Bundle) -> Option<Joint> {
    let terms = but_for_leads(bundle);
    let mut axes = bundle.axes().iter();
    if axes.any(|axis| but_for_leads(axis) != terms) {
        return None;
    }
    let models = bundle.all_axes();
    let models = models.map(|axis| (axis.model(), axis.card().settings.vectorize.lead));
    Joint::of(&models.collect::<Vec<_>>())
}

impl Work {
    /// Finds the terms of a normalised text whose words were found, as the axis at this place sees them.
    fn gather(&mut self, text: &str, axis: usize) {
        self.scratch.begin();
        if let Some(terms) = self.terms.get_mut(axis) {
            terms.each(text, &self.tokens, |hash, _, _| self.scratch.add(hash));
        }
    }

    /// The same as all axes see them, and which of them stand in the lead where axes ask for that.
    fn gather_shared(&mut self, text: &str, with_lead: bool) {
        self.scratch.begin();
        let end = if with_lead { lead(text) } else { 0 };
        let scratch = &mut self.scratch;
        self.shared.each(text, &self.tokens, |hash, span, _| {
            scratch.add(hash);
            if span.range().end <= end {
                scratch.add_leading(hash);
            }
        });
    }
}

/// Probabilities of all types of an axis, by its place, for a normalised text whose words were found.
fn axis_probabilities<'w>(
    (at, axis): (usize, &Bundle),
    text: &str,
    work: &'w mut Work,
) -> &'w [f32] {
    work.gather(text, at);
    axis.model().probabilities(&mut work.scratch)
}
