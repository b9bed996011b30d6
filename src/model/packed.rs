//! A linear model made small: only the terms that decide, weights of one byte, laid out so that a term costs one look-up and one
//! cache line.

use super::linear::softmax;
use super::{Curve, Linear};
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

/// The packed model. A text scores `Σ value · scale · weight ÷ √Σ (value · length)² + bias`, over its known terms.
#[derive(Clone, Debug, Default)]
pub struct Packed {
    hashes: Vec<u64>,
    table: Table,
    /// For every term: `scale` and `length` (f32, little-endian), then one signed byte a type.
    rows: Vec<u8>,
    bias: Vec<f32>,
    occurrence: Occurrence,
    curve: Curve,
}

/// Bytes before a term's weights.
const HEAD: usize = 8;

/// A text's scores and what they are made of.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    ids: Vec<u32>,
    scores: Vec<f32>,
}

impl Packed {
    /// Packs `linear` over the terms `hashes` with their term weights. `found_in` is the number of training rows of every
    /// term; at most `keep` terms stay, those that can move a score most, weighted by the root of their frequency.
    #[must_use]
    pub fn new(
        hashes: &[u64],
        term_weights: &[f32],
        found_in: &[u32],
        linear: &Linear,
        (occurrence, curve): (Occurrence, Curve),
        keep: usize,
    ) -> Self {
        let folded: Vec<Vec<f32>> = linear
            .weights
            .rows()
            .into_iter()
            .zip(term_weights)
            .map(|(w, t)| centred(w.iter().map(|w| w * t).collect()))
            .collect();
        let strength = |id: usize| {
            let most = folded[id].iter().fold(0.0_f32, |a, w| a.max(w.abs()));
            most * (found_in[id] as f32).sqrt()
        };
        let mut kept: Vec<(usize, f32)> = (0..folded.len())
            .map(|id| (id, strength(id)))
            .filter(|e| e.1 > 0.0)
            .collect();
        kept.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        kept.truncate(keep);
        kept.sort_by_key(|e| e.0);
        let mut rows = Vec::with_capacity(kept.len() * (HEAD + linear.bias.len()));
        for &(id, _) in &kept {
            let scale = folded[id].iter().fold(0.0_f32, |a, w| a.max(w.abs())) / 127.0;
            rows.extend_from_slice(&scale.to_le_bytes());
            rows.extend_from_slice(&term_weights[id].to_le_bytes());
            rows.extend(folded[id].iter().map(|w| byte(w / scale)));
        }
        let hashes = kept.iter().map(|e| hashes[e.0]).collect();
        let bias = centred(linear.bias.to_vec());
        Self::from_parts(hashes, rows, bias, occurrence, curve)
    }

    /// From the parts that [`Packed::hashes`], [`Packed::rows`] and [`Packed::bias`] give.
    #[must_use]
    pub fn from_parts(
        hashes: Vec<u64>,
        rows: Vec<u8>,
        bias: Vec<f32>,
        occurrence: Occurrence,
        curve: Curve,
    ) -> Self {
        Self {
            table: Table::new(&hashes),
            hashes,
            rows,
            bias,
            occurrence,
            curve,
        }
    }

    /// Hashes of the terms, rising.
    #[must_use]
    pub fn hashes(&self) -> &[u64] {
        &self.hashes
    }

    /// The terms' scales, lengths and weights as bytes: 8 + types each.
    #[must_use]
    pub fn rows(&self) -> &[u8] {
        &self.rows
    }

    /// One a type.
    #[must_use]
    pub fn bias(&self) -> &[f32] {
        &self.bias
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

    /// Begins a text.
    pub fn begin(&self, scratch: &mut Scratch) {
        scratch.ids.clear();
    }

    /// Adds one occurrence of a term.
    #[inline]
    pub fn add(&self, hash: u64, scratch: &mut Scratch) {
        if let Some(id) = self.table.get(hash) {
            scratch.ids.push(id);
        }
    }

    /// Probabilities of the types, after all terms of a text were added.
    pub fn probabilities<'a>(&self, scratch: &'a mut Scratch) -> &'a [f32] {
        self.scores(scratch);
        softmax(&mut scratch.scores);
        self.curve.apply(&mut scratch.scores);
        &scratch.scores
    }

    /// Calibrated logits of the types, after all terms of a text were added.
    pub fn scores<'a>(&self, scratch: &'a mut Scratch) -> &'a [f32] {
        let Scratch { ids, scores } = scratch;
        ids.sort_unstable();
        scores.clear();
        scores.resize(self.bias.len(), 0.0);
        let mut square = 0.0_f32;
        for run in ids.chunk_by(|a, b| a == b) {
            let (scale, length, weights) = self.term(run[0]);
            let value = self.occurrence.value(run.len() as f32);
            square += (value * length) * (value * length);
            let factor = value * scale;
            for (s, w) in scores.iter_mut().zip(weights) {
                *s += factor * f32::from(w.cast_signed());
            }
        }
        let inverse = if square > 0.0 {
            1.0 / square.sqrt()
        } else {
            0.0
        };
        for (s, b) in scores.iter_mut().zip(&self.bias) {
            *s = *s * inverse + b;
        }
        scores
    }

    /// Scale, length and weights of a term.
    #[inline]
    pub(crate) fn term(&self, id: u32) -> (f32, f32, &[u8]) {
        let stride = HEAD + self.bias.len();
        let row = self
            .rows
            .get(id as usize * stride..)
            .and_then(|r| r.get(..stride));
        let Some((scale, rest)) = row.and_then(|r| r.split_first_chunk::<4>()) else {
            return (0.0, 0.0, &[]);
        };
        let Some((length, weights)) = rest.split_first_chunk::<4>() else {
            return (0.0, 0.0, &[]);
        };
        (
            f32::from_le_bytes(*scale),
            f32::from_le_bytes(*length),
            weights,
        )
    }
}

/// The values less their mean: a shift of all types' scores decides nothing.
fn centred(mut values: Vec<f32>) -> Vec<f32> {
    let mean = values.iter().sum::<f32>() / values.len().max(1) as f32;
    if values.len() > 1 {
        values.iter_mut().for_each(|v| *v -= mean);
    }
    values
}

#[expect(clippy::cast_possible_truncation, reason = "within −127..=127")]
fn byte(value: f32) -> u8 {
    (value.round().clamp(-127.0, 127.0) as i8).cast_unsigned()
}
