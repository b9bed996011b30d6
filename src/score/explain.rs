//! Why one text gets its type: contributions that add up to the score difference between the best type and its runner-up.

use super::model::{Model, TermMatch};
use crate::model::{Prediction, from_bf16};
use crate::normalize::Normalized;
use crate::vectorize::TermKind;
use serde::{Deserialize, Serialize};

/// What one term gave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contribution {
    /// The term, as in the normalised text.
    pub term: String,
    /// `word`, `words`, `chars` or `letters`.
    pub kind: String,
    /// What it adds to the score difference, in logits.
    pub value: f64,
    /// Byte ranges of the source text where it stands.
    pub source: Vec<(usize, usize)>,
}

/// A decision split into what each term gave. `bias + Σ contributions = difference`, exactly as summed in `f64`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Explanation {
    /// The best type.
    pub best: String,
    /// Its probability.
    pub confidence: f32,
    /// The second best.
    pub runner_up: String,
    /// Its probability.
    pub runner_up_confidence: f32,
    /// Score of the best type less that of its runner-up, in logits.
    pub difference: f64,
    /// What the types' biases give.
    pub bias: f64,
    /// By falling size.
    pub contributions: Vec<Contribution>,
    /// For every byte of the source text what its terms give, each term's value spread evenly over the bytes it stands on.
    pub bytes: Vec<f64>,
}

impl Model {
    /// Explains the type of `text`; `None` where it is white space alone.
    #[must_use]
    pub fn explain(&self, text: &str) -> Option<Explanation> {
        let (prediction, normalized, matches) = self.matches(text)?;
        let model = self.bundle().model();
        let Prediction {
            best, runner_up, ..
        } = prediction;
        let (b, r) = (best as usize, runner_up as usize);
        let mut square = 0.0_f64;
        let mut raw: Vec<(f64, TermKind, Vec<std::ops::Range<usize>>)> = Vec::new();
        for TermMatch { id, kind, ranges } in matches {
            let (length, weights) = model.term(id);
            let value = f64::from(model.occurrence().value(ranges.len() as f32));
            square += (value * f64::from(length)).powi(2);
            let weight = |k: usize| weights.get(k).map_or(0.0, |w| f64::from(from_bf16(*w)));
            raw.push((value * (weight(b) - weight(r)), kind, ranges));
        }
        let inverse = if square > 0.0 {
            square.sqrt().recip()
        } else {
            0.0
        };
        let mut bytes = vec![0.0; text.len()];
        let mut contributions: Vec<Contribution> = raw
            .into_iter()
            .map(|(value, kind, ranges)| {
                let term = ranges.first().and_then(|r| normalized.text.get(r.clone()));
                Contribution {
                    term: term.unwrap_or_default().to_owned(),
                    kind: name(kind).to_owned(),
                    value: value * inverse,
                    source: places(&normalized, &ranges),
                }
            })
            .collect();
        contributions.sort_by(|a, b| {
            let size = b.value.abs().total_cmp(&a.value.abs());
            size.then_with(|| a.source.cmp(&b.source))
                .then_with(|| a.kind.cmp(&b.kind))
        });
        for c in &contributions {
            let covered: usize = c.source.iter().map(|s| s.1 - s.0).sum();
            for &(from, to) in &c.source {
                if let Some(part) = bytes.get_mut(from..to) {
                    part.iter_mut()
                        .for_each(|b| *b += c.value / covered.max(1) as f64);
                }
            }
        }
        let of = |k: usize| model.bias().get(k).map_or(0.0, |b| f64::from(*b));
        let bias = of(b) - of(r);
        let types = self.bundle().types();
        Some(Explanation {
            best: types.get(b).cloned().unwrap_or_default(),
            confidence: prediction.confidence,
            runner_up: types.get(r).cloned().unwrap_or_default(),
            runner_up_confidence: prediction.runner_up_confidence,
            difference: contributions.iter().fold(bias, |sum, c| sum + c.value),
            bias,
            contributions,
            bytes,
        })
    }
}

/// Where a term is in the source text; a term of the lead counts several times but is in one place.
fn places(normalized: &Normalized, ranges: &[std::ops::Range<usize>]) -> Vec<(usize, usize)> {
    let source = ranges.iter().map(|r| normalized.source(r.clone()));
    let mut places: Vec<(usize, usize)> = source.map(|r| (r.start, r.end)).collect();
    places.dedup();
    places
}

fn name(kind: TermKind) -> &'static str {
    match kind {
        TermKind::Word => "word",
        TermKind::Words => "words",
        TermKind::Chars => "chars",
        TermKind::Letters => "letters",
    }
}
