//! A linear model made small: only the terms that decide, weights of two bytes, laid out so that a term costs one look-up and one
//! or two cache lines.

use super::calibrate::Curve;
use super::linear::{Linear, softmax};
use crate::vectorize::Table;

/// How often a term occurs in a text → its raw value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Occurrence {
    /// `1 + ln n`.
    #[default]
    Log,
    /// 1.
    Once,
}

impl Occurrence {
    /// The raw value of `n` occurrences, `n` at least 1.
    #[inline]
    #[must_use]
    pub fn value(self, n: f32) -> f32 {
        if self == Self::Once || n <= 1.0 {
            1.0
        } else {
            1.0 + n.ln()
        }
    }
}

/// How scores become probabilities.
#[derive(Clone, Debug, PartialEq)]
pub enum Link {
    /// A text has one type: the softmax of the scores, the largest led through a curve.
    Softmax(Curve),
    /// A text has any number of types: the logistic function of every score.
    Logistic,
}

impl Default for Link {
    fn default() -> Self {
        Self::Softmax(Curve::default())
    }
}

impl Link {
    /// Scores → probabilities, in place.
    pub(super) fn apply(&self, scores: &mut [f32]) {
        match self {
            Self::Softmax(curve) => {
                softmax(scores);
                curve.apply(scores);
            }
            Self::Logistic => scores
                .iter_mut()
                .for_each(|s| *s = 1.0 / (1.0 + (-*s).exp())),
        }
    }
}

/// The packed model. A text scores `Σ value · weight ÷ √Σ (value · length)² + bias`, over its known terms.
#[derive(Clone, Debug, Default)]
pub struct Packed {
    hashes: Vec<u64>,
    table: Table,
    /// For every term its length, then one weight a type, as bfloat16.
    rows: Vec<u16>,
    bias: Vec<f32>,
    occurrence: Occurrence,
    link: Link,
}

/// A text's scores and what they are made of.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    pub(super) hashes: Vec<u64>,
    /// Those of the text's lead.
    pub(super) leading: Vec<u64>,
    /// Terms that the text holds, each with its length as the model keeps it.
    pub(super) present: Vec<(u32, u16)>,
    /// How often the text at hand holds a term, for every term of the model; 0 between texts.
    pub(super) counts: Vec<u16>,
    /// The same within the text's lead; empty until a text has one.
    pub(super) of_lead: Vec<u16>,
    pub(super) scores: Vec<f32>,
}

impl Scratch {
    /// Begins a text.
    pub fn begin(&mut self) {
        self.hashes.clear();
        self.leading.clear();
    }

    /// Adds one occurrence of a term.
    #[inline]
    pub fn add(&mut self, hash: u64) {
        self.hashes.push(hash);
    }

    /// Says of an occurrence that was added that it belongs to the text's lead.
    #[inline]
    pub fn add_leading(&mut self, hash: u64) {
        self.leading.push(hash);
    }

    /// Counts the terms of the lead, after [`Scratch::gather`].
    pub(super) fn gather_leading(&mut self, table: &Table, terms: usize) {
        if self.leading.is_empty() {
            return;
        }
        if self.of_lead.len() < terms {
            self.of_lead.resize(terms, 0);
        }
        for id in self.leading.iter().filter_map(|h| table.get(*h)) {
            let count = &mut self.of_lead[id as usize];
            *count = count.saturating_add(1);
        }
    }

    /// Finds the terms of the text in a table of `terms`, and how often it holds each: each once, in the order of first occurrence. What
    /// `head` reads of a term's row is kept, so that the rows' cache misses overlap.
    #[inline]
    pub(super) fn gather(&mut self, table: &Table, terms: usize, head: impl Fn(u32) -> u16) {
        let Self {
            hashes,
            present,
            counts,
            ..
        } = self;
        if counts.len() < terms {
            counts.resize(terms, 0);
        }
        present.clear();
        table.each(hashes, |id| {
            let count = &mut counts[id as usize];
            if *count == 0 {
                present.push((id, head(id)));
            }
            *count = count.saturating_add(1);
        });
    }
}

impl Packed {
    /// Packs `linear` over the terms `hashes` with their term weights. `document_frequencies` is the number of training rows that hold
    /// each; at most `keep` terms stay, those that can move a score most, weighted by the root of their frequency. Terms keep
    /// their order: put frequent ones first.
    #[must_use]
    pub fn new(
        hashes: &[u64],
        term_weights: &[f32],
        document_frequencies: &[u32],
        linear: &Linear,
        (occurrence, link): (Occurrence, Link),
        keep: usize,
    ) -> Self {
        let kept = strongest(term_weights, document_frequencies, linear, (&link, keep));
        let mut rows = Vec::with_capacity(kept.len() * (1 + linear.bias.len()));
        for &id in &kept {
            rows.push(to_bf16(term_weights[id]));
            let folded = settled(folded(linear, term_weights, id), &link);
            rows.extend(folded.iter().map(|w| to_bf16(*w)));
        }
        let hashes = kept.iter().map(|&id| hashes[id]).collect();
        let bias = settled(linear.bias.to_vec(), &link);
        Self::from_parts(hashes, rows, bias, occurrence, link)
    }

    /// From the parts that [`Packed::hashes`], [`Packed::rows`] and [`Packed::bias`] give.
    #[must_use]
    pub fn from_parts(
        hashes: Vec<u64>,
        rows: Vec<u16>,
        bias: Vec<f32>,
        occurrence: Occurrence,
        link: Link,
    ) -> Self {
        Self {
            table: Table::new(&hashes),
            hashes,
            rows,
            bias,
            occurrence,
            link,
        }
    }

    /// Hashes of the terms; a term's id is its place here.
    #[must_use]
    pub fn hashes(&self) -> &[u64] {
        &self.hashes
    }

    /// For every term its length and one weight a type, as bfloat16.
    #[must_use]
    pub fn rows(&self) -> &[u16] {
        &self.rows
    }

    /// One a type.
    #[must_use]
    pub fn bias(&self) -> &[f32] {
        &self.bias
    }

    /// How scores become probabilities.
    pub(super) fn link(&self) -> &Link {
        &self.link
    }

    /// How occurrences count.
    #[must_use]
    pub fn occurrence(&self) -> Occurrence {
        self.occurrence
    }

    /// The id of the term with this hash, if the model knows it.
    #[inline]
    #[must_use]
    pub fn id(&self, hash: u64) -> Option<u32> {
        self.table.get(hash)
    }

    /// Probabilities of the types, after all terms of a text were added.
    pub fn probabilities<'a>(&self, scratch: &'a mut Scratch) -> &'a [f32] {
        self.scores(scratch);
        self.link.apply(&mut scratch.scores);
        &scratch.scores
    }

    /// Calibrated logits of the types, after all terms of a text were added.
    pub fn scores<'a>(&self, scratch: &'a mut Scratch) -> &'a [f32] {
        let stride = 1 + self.bias.len();
        scratch.gather(&self.table, self.hashes.len(), |id| {
            self.rows[id as usize * stride]
        });
        let Scratch {
            present,
            counts,
            scores,
            ..
        } = scratch;
        scores.clear();
        scores.resize(self.bias.len(), 0.0);
        let mut square = 0.0_f32;
        for &(id, length) in present.iter() {
            let count = std::mem::take(&mut counts[id as usize]);
            let value = self.occurrence.value(f32::from(count));
            square += (value * from_bf16(length)) * (value * from_bf16(length));
            let (_, weights) = self.term(id);
            for (s, w) in scores.iter_mut().zip(weights) {
                *s += value * from_bf16(*w);
            }
        }
        of_length_one(scores, square, &self.bias);
        scores
    }

    /// Length and weights of a term; see [`from_bf16`].
    #[inline]
    pub(crate) fn term(&self, id: u32) -> (f32, &[u16]) {
        let stride = 1 + self.bias.len();
        let row = self.rows.get(id as usize * stride..);
        match row.and_then(|r| r.get(..stride)) {
            Some([length, weights @ ..]) => (from_bf16(*length), weights),
            _ => (0.0, &[]),
        }
    }
}

/// The ids of at most `keep` terms, those that can move a score most, weighted by the root of their frequency; in their order.
#[must_use]
pub(crate) fn strongest(
    term_weights: &[f32],
    document_frequencies: &[u32],
    linear: &Linear,
    (link, keep): (&Link, usize),
) -> Vec<usize> {
    let strength = |id: usize| {
        let weights = settled(folded(linear, term_weights, id), link);
        let most = weights.iter().fold(0.0_f32, |a, w| a.max(w.abs()));
        most * (document_frequencies[id] as f32).sqrt()
    };
    let mut kept: Vec<(usize, f32)> = (0..linear.weights.nrows())
        .map(|id| (id, strength(id)))
        .filter(|e| e.1 > 0.0)
        .collect();
    if keep < kept.len() {
        kept.select_nth_unstable_by(keep, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        kept.truncate(keep);
        kept.sort_unstable_by_key(|e| e.0);
    }
    kept.into_iter().map(|e| e.0).collect()
}

/// Weights of a term times what it weighs.
fn folded(linear: &Linear, term_weights: &[f32], id: usize) -> Vec<f32> {
    let of_term = linear.weights.row(id);
    of_term.iter().map(|w| w * term_weights[id]).collect()
}

/// Values of all types; a shift of all of them decides nothing where one type is chosen.
fn settled(values: Vec<f32>, link: &Link) -> Vec<f32> {
    match link {
        Link::Softmax(_) => centred(values),
        Link::Logistic => values,
    }
}

/// Scores of a text whose values are divided by their length, the root of `square`.
#[inline]
pub(super) fn of_length_one(scores: &mut [f32], square: f32, bias: &[f32]) {
    let inverse = if square > 0.0 {
        1.0 / square.sqrt()
    } else {
        0.0
    };
    for (s, b) in scores.iter_mut().zip(bias) {
        *s = *s * inverse + b;
    }
}

/// The values less their mean.
fn centred(mut values: Vec<f32>) -> Vec<f32> {
    let mean = values.iter().sum::<f32>() / values.len().max(1) as f32;
    if values.len() > 1 {
        values.iter_mut().for_each(|v| *v -= mean);
    }
    values
}

/// The bfloat16 nearest to a finite number; of two as near the even one.
fn to_bf16(value: f32) -> u16 {
    let bits = value.to_bits();
    (bits.saturating_add(0x7fff + ((bits >> 16) & 1)) >> 16) as u16
}

/// The number that a bfloat16 stands for.
#[inline]
pub(crate) fn from_bf16(bits: u16) -> f32 {
    f32::from_bits(u32::from(bits) << 16)
}
