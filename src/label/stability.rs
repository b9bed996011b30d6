//! Two or more models, one after another → how many predictions a batch of labels changed, and whether to stop.

use crate::Result;
use crate::ingest::Chunk;
use crate::score::Model;
use crate::types::cell::cell_text;
use crate::types::joined;
use std::borrow::Cow;

/// Two batches in a row that leave this share of predictions unchanged end the labelling (Bloodgood & Vijay-Shanker, CoNLL 2009, stop
/// where models agree).
pub const UNCHANGED: f64 = 0.97;
/// Batches in a row.
const BATCHES: usize = 2;

/// How predictions changed from model to model.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
pub struct Stability {
    /// Rows with a text.
    pub rows: u64,
    /// From each model to the next, the share of rows that keep their type; absent without rows.
    pub unchanged: Vec<Option<f64>>,
    /// Whether the last two batches changed so little that more labels are not worth their while; absent where there was one batch.
    pub stop: Option<bool>,
}

/// Compares what `models`, the oldest first, say of the rows of `chunks`, whose texts are in the columns `text`.
///
/// # Errors
/// Where a chunk cannot be read.
pub fn compare(
    chunks: impl Iterator<Item = Result<Chunk>>,
    text: &[usize],
    models: &[Model],
) -> Result<Stability> {
    let steps = models.len().saturating_sub(1);
    let (mut rows, mut same) = (0_u64, vec![0_u64; steps]);
    for chunk in chunks {
        let batch = chunk?.batch;
        let raw = |row: usize| {
            let cells = text.iter();
            joined(cells.filter_map(|&c| cell_text(batch.column(c).as_ref(), row)))
        };
        let texts: Vec<Option<Cow<'_, str>>> = (0..batch.num_rows()).map(raw).collect();
        let said: Vec<Vec<Option<&str>>> = models.iter().map(|m| types_of(m, &texts)).collect();
        let first = said.first().map_or(&[][..], Vec::as_slice);
        rows += first.iter().flatten().count() as u64;
        for (count, pair) in same.iter_mut().zip(said.windows(2)) {
            let both = pair[0].iter().zip(&pair[1]);
            *count += both.filter(|(a, b)| a.is_some() && a == b).count() as u64;
        }
    }
    let share = |n: u64| (rows > 0).then(|| n as f64 / rows as f64);
    let unchanged: Vec<Option<f64>> = same.into_iter().map(share).collect();
    let last = unchanged.iter().rev().take(BATCHES);
    let stop = (unchanged.len() >= BATCHES)
        .then(|| last.flatten().filter(|s| **s >= UNCHANGED).count() == BATCHES);
    Ok(Stability {
        rows,
        unchanged,
        stop,
    })
}

fn types_of<'m>(model: &'m Model, texts: &[Option<Cow<'_, str>>]) -> Vec<Option<&'m str>> {
    let types = model.bundle().types();
    let name = |best: u32| types.get(best as usize).map(String::as_str);
    let predicted = model.score(texts).into_iter();
    predicted.map(|p| name(p?.best)).collect()
}
