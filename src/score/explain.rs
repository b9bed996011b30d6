//! Why one text gets its type: contributions that add up to the score difference between the best type and its runner-up.

use super::model::{Model, TermMatch};
use crate::model::from_bf16;
use crate::normalize::Normalized;
use crate::vectorize::TermKind;
use serde::{Deserialize, Serialize};

/// What one term gave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contribution {
    /// The term as it is written in the normalised text.
    pub term: String,
    /// `word`, `words`, `chars` or `letters`.
    pub kind: String,
    /// What it adds to the score difference, in logits.
    pub value: f64,
    /// Byte ranges of the source text where it occurs.
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
    /// For every byte of the source text what its terms give, each term's value spread evenly over its bytes.
    pub bytes: Vec<f64>,
}

impl Model {
    /// Explains the type of `text`; `None` where it is white space alone.
    #[must_use]
    pub fn explain(&self, text: &str) -> Option<Explanation> {
        let (prediction, normalized, matches) = self.matches(text)?;
        let model = self.bundle().model();
        let (best, runner_up) = (prediction.best as usize, prediction.runner_up as usize);
        let difference = |of: &dyn Fn(usize) -> Option<f32>| {
            let [best, runner_up] = [best, runner_up].map(|k| of(k).map_or(0.0, f64::from));
            best - runner_up
        };
        let mut square = 0.0_f64;
        let mut contributions: Vec<Contribution> = Vec::with_capacity(matches.len());
        for TermMatch { id, kind, ranges } in matches {
            let (length, weights) = model.term(id);
            let value = f64::from(model.occurrence().value(ranges.len() as f32));
            square += (value * f64::from(length)).powi(2);
            let term = ranges.first().and_then(|r| normalized.text.get(r.clone()));
            contributions.push(Contribution {
                term: term.unwrap_or_default().to_owned(),
                kind: name(kind).to_owned(),
                value: value * difference(&|k| weights.get(k).map(|w| from_bf16(*w))),
                source: places(&normalized, &ranges),
            });
        }
        if square > 0.0 {
            let inverse = square.sqrt().recip();
            contributions.iter_mut().for_each(|c| c.value *= inverse);
        }
        contributions.sort_by(|a, b| {
            let size = b.value.abs().total_cmp(&a.value.abs());
            size.then_with(|| a.source.cmp(&b.source))
                .then_with(|| a.kind.cmp(&b.kind))
        });
        let bias = difference(&|k| model.bias().get(k).copied());
        let type_name = |k: usize| self.bundle().types().get(k).cloned().unwrap_or_default();
        Some(Explanation {
            best: type_name(best),
            confidence: prediction.confidence,
            runner_up: type_name(runner_up),
            runner_up_confidence: prediction.runner_up_confidence,
            difference: contributions.iter().fold(bias, |sum, c| sum + c.value),
            bias,
            bytes: spread(&contributions, text.len()),
            contributions,
        })
    }
}

/// What the terms give to each of `length` bytes.
fn spread(contributions: &[Contribution], length: usize) -> Vec<f64> {
    let mut bytes = vec![0.0; length];
    for c in contributions {
        let covered: usize = c.source.iter().map(|s| s.1 - s.0).sum();
        let share = c.value / covered.max(1) as f64;
        for &(from, to) in &c.source {
            if let Some(part) = bytes.get_mut(from..to) {
                part.iter_mut().for_each(|b| *b += share);
            }
        }
    }
    bytes
}

/// Where a term occurs in the source text; a term of the lead counts several times but is in one place.
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
