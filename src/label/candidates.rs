//! Passing complaints → those worth labelling: the ones a model is least sure of, or any where there is no model.

use super::labels::Labels;
use super::masked::Masked;
use crate::ingest::Chunk;
use crate::model::Prediction;
use crate::normalize::MaskParams;
use crate::score::Model;
use crate::similar;
use crate::types::Lang;
use crate::types::cell::cell_text;
use crate::types::{SplitMix, joined};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What to draw.
#[derive(Clone, Debug)]
pub struct DrawParams {
    /// Rows to draw.
    pub rows: usize,
    /// Seed of what is left to chance.
    pub seed: u64,
    /// What is masked in the texts.
    pub mask: MaskParams,
    /// Language of the masks.
    pub lang: Lang,
}

/// Rows that are looked at, for one to draw, and in all: grouping takes time that grows with their square.
const POOL: usize = 10;
const LEAST_POOL: usize = 200;
const MOST_POOL: usize = 4_000;
/// Of very many rows to draw, so many are looked at for one.
const LEAST_CHOICE: usize = 2;
/// A model that is right less often, 0..=1, knows too little to say which rows it is unsure of, and rows are drawn by chance: 400 labels of 15 kinds
/// of news titles taught less by its margins, and less spread by content, than as many by chance.
const TELLING: f64 = 0.4;
/// Rows that are kept for one that is looked at: near-duplicates among them are left out later.
const SPARE: usize = 4;

impl DrawParams {
    /// Rows among which the drawn ones are spread.
    pub(super) fn pool(&self) -> usize {
        let most = self.rows.saturating_mul(LEAST_CHOICE).max(MOST_POOL);
        self.rows.saturating_mul(POOL).clamp(LEAST_POOL, most)
    }
}

/// A complaint that may be drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// What tells it apart.
    pub id: String,
    /// Its text, masked.
    pub text: String,
    /// The most probable type and its probability, by the model.
    pub predicted: Option<(String, f32)>,
    /// Probability of the best type less that of the second, 0..=1; 0 without a model.
    pub margin: f32,
    /// The form under which texts are one.
    pub(super) key: String,
    /// A number by chance, the same for the same text.
    pub(super) chance: u64,
}

/// What became of the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct DrawCounts {
    /// Rows without a text.
    pub without_text: u64,
    /// Rows that are labelled: their id or their text is in the file of labels.
    pub labelled: u64,
    /// Rows of which a copy was there before.
    pub copies: u64,
    /// Rows that could be drawn.
    pub open: u64,
}

/// Where a candidate stands: the least margin first, then by chance, then in the order of the rows.
type Rank = (u32, u64, u64);

/// Takes complaints in and keeps the candidates.
#[derive(Debug)]
pub struct Candidates<'m> {
    params: DrawParams,
    masked: Masked,
    model: Option<&'m Model>,
    /// The model's margins are worth something.
    is_telling: bool,
    ids: FxHashSet<String>,
    pub(super) labelled_keys: Vec<String>,
    labelled: FxHashSet<String>,
    kept: BTreeMap<Rank, Candidate>,
    /// The rank of the candidate kept of every text.
    ranks: FxHashMap<u64, Rank>,
    seen: FxHashSet<u64>,
    counts: DrawCounts,
    row: u64,
}

impl<'m> Candidates<'m> {
    /// To draw from; rows in `labels` are left out.
    #[must_use]
    pub fn new(params: &DrawParams, model: Option<&'m Model>, labels: &Labels) -> Self {
        let masked = Masked::new(&params.mask, params.lang);
        let keys = labels.keys(&masked);
        let accuracy = model.and_then(|m| m.bundle().card().held_out.accuracy);
        Self {
            is_telling: accuracy.is_none_or(|a| a >= TELLING),
            params: params.clone(),
            masked,
            model,
            ids: labels.ids(),
            labelled: keys.iter().cloned().collect(),
            labelled_keys: keys,
            kept: BTreeMap::new(),
            ranks: FxHashMap::default(),
            seen: FxHashSet::default(),
            counts: DrawCounts::default(),
            row: 0,
        }
    }

    /// What these ids are: false where they name people and must not be shown.
    pub fn may_show<T: AsRef<str>>(&self, ids: impl Iterator<Item = T>) -> bool {
        !self.masked.names_people(ids)
    }

    /// Takes the rows of a chunk in; `text` and `id` are its columns.
    pub fn take(&mut self, chunk: &Chunk, text: &[usize], id: Option<usize>) {
        let cell = |column: usize, row| cell_text(chunk.batch.column(column).as_ref(), row);
        let raw = |row: usize| {
            let cells = text.iter().filter_map(|&c| cell(c, row));
            joined(cells)
        };
        let texts: Vec<Option<Cow<'_, str>>> = (0..chunk.batch.num_rows()).map(raw).collect();
        let predicted = match self.model {
            Some(model) => model.score(&texts),
            None => vec![None; texts.len()],
        };
        let masked = &self.masked;
        let forms: Vec<Option<(String, String)>> = texts
            .par_iter()
            .map(|t| {
                let shown = masked.shown(t.as_deref()?);
                let key = masked.key(&shown);
                (!key.is_empty()).then_some((shown, key))
            })
            .collect();
        for (row, (form, predicted)) in forms.into_iter().zip(predicted).enumerate() {
            self.row += 1;
            let id = id
                .and_then(|c| cell(c, row))
                .filter(|t| !t.trim().is_empty());
            match form {
                None => self.counts.without_text += 1,
                Some(form) => self.offer(id.map(|i| i.trim().to_owned()), form, predicted),
            }
        }
    }

    fn offer(&mut self, id: Option<String>, form: (String, String), predicted: Option<Prediction>) {
        let (text, key) = form;
        let known = id.as_ref().is_some_and(|id| self.ids.contains(id));
        if known || self.labelled.contains(&key) {
            self.counts.labelled += 1;
            return;
        }
        let signature = similar::signature(&key);
        match self.seen.insert(signature) {
            true => self.counts.open += 1,
            false => self.counts.copies += 1,
        }
        let chance = SplitMix::new(signature ^ self.params.seed.rotate_left(32)).next();
        let margin = predicted.map_or(0.0, |p| p.confidence - p.runner_up_confidence);
        let margin = margin.clamp(0.0, 1.0);
        let ranked = if self.is_telling { margin } else { 0.0 };
        // of floats that are not negative, the bits have their order
        let rank = (ranked.to_bits(), chance, self.row);
        if self.ranks.get(&signature).is_some_and(|had| *had <= rank) || self.is_beyond(rank) {
            return;
        }
        let id = id.unwrap_or_else(|| self.masked.text_id(&text));
        let name = |p: Prediction| {
            let types = self.model?.bundle().types();
            Some((types.get(p.best as usize)?.clone(), p.confidence))
        };
        let candidate = Candidate {
            id,
            predicted: predicted.and_then(name),
            margin,
            text,
            key,
            chance,
        };
        if let Some(had) = self.ranks.insert(signature, rank) {
            self.kept.remove(&had);
        }
        self.kept.insert(rank, candidate);
        if self.kept.len() > self.room()
            && let Some((_, last)) = self.kept.pop_last()
        {
            self.ranks.remove(&similar::signature(&last.key));
        }
    }

    fn room(&self) -> usize {
        self.params.pool().saturating_mul(SPARE)
    }

    fn is_beyond(&self, rank: Rank) -> bool {
        let last = self.kept.last_key_value();
        self.kept.len() >= self.room() && last.is_some_and(|(last, _)| *last < rank)
    }

    /// What became of the rows so far.
    #[must_use]
    pub fn counts(&self) -> DrawCounts {
        self.counts
    }

    /// The candidates, those with the least margin first; none is a near-duplicate of another or of a labelled row.
    pub(super) fn finish(self) -> (Vec<Candidate>, DrawParams) {
        let kept: Vec<Candidate> = self.kept.into_values().collect();
        let labelled = self.labelled_keys.len();
        let keys = self.labelled_keys.iter().chain(kept.iter().map(|c| &c.key));
        let keys: Vec<&str> = keys.map(String::as_str).collect();
        let groups = similar::groups(&keys);
        let leads =
            |at: usize| groups.get(labelled + at).map(|g| *g as usize) == Some(labelled + at);
        let kept = kept.into_iter().enumerate();
        let mut pool: Vec<Candidate> = kept.filter(|(at, _)| leads(*at)).map(|(_, c)| c).collect();
        pool.truncate(match self.is_telling {
            true => self.params.pool(),
            false => self.params.rows,
        });
        (pool, self.params)
    }
}
