//! What a model says of rows: types and posteriors from scoring, or from the columns that classifying has written.

use super::model::Model;
use crate::bundle::{Bundle, Multi, row_hash};
use crate::model::Prediction;
use crate::normalize::{Depth, MaskParams, Normalizer};
use crate::types::cell::cell_text;
use crate::types::joined;
use arrow_array::RecordBatch;
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::HashMap;

/// The text of a row, as it came and normalised.
#[derive(Clone, Debug)]
pub struct RowText {
    /// As it came.
    pub raw: Box<str>,
    /// Normalised.
    pub normalized: Box<str>,
}

/// The text of every row; several columns are joined as `joined` does. Empty without text columns.
#[must_use]
pub fn row_texts(batch: &RecordBatch, columns: &[usize], normalizer: &Normalizer) -> Vec<RowText> {
    if columns.is_empty() {
        return Vec::new();
    }
    let text = |row| {
        let cells = columns
            .iter()
            .filter_map(|&c| cell_text(batch.column(c).as_ref(), row));
        let raw = joined(cells).unwrap_or_default();
        RowText {
            normalized: normalizer.text(&raw, Depth::Words).into_boxed_str(),
            raw: raw.into_owned().into_boxed_str(),
        }
    };
    (0..batch.num_rows()).into_par_iter().map(text).collect()
}

/// A model and where it says what it says.
#[derive(Debug)]
pub struct RowModel {
    model: Model,
    /// The model's masks are those of the report: a text normalised once is normalised for both.
    same_masks: bool,
    /// The column of types; without it rows are scored.
    label: Option<usize>,
    /// A column of probabilities for every type.
    probabilities: Option<Vec<usize>>,
    /// Under which form two spellings of a type are one, and the types by it.
    fold: fn(&str) -> String,
    folded: HashMap<String, usize>,
}

/// What a model says of the rows of one chunk.
#[derive(Debug)]
pub struct ModelChunk<'a> {
    types: &'a [String],
    multi: Option<&'a Multi>,
    type_ids: Vec<Option<usize>>,
    trained: Vec<bool>,
    /// Probabilities of all types; absent where they are not known.
    pub posteriors: Vec<Option<Vec<f32>>>,
}

impl ModelChunk<'_> {
    /// The type of a row, among the model's.
    #[must_use]
    pub fn type_id(&self, row: usize) -> Option<usize> {
        self.type_ids.get(row).copied().flatten()
    }

    /// Its name.
    #[must_use]
    pub fn name(&self, row: usize) -> Option<&str> {
        self.types.get(self.type_id(row)?).map(String::as_str)
    }

    /// The types of a row as one cell, where the model gives several, else its type.
    #[must_use]
    pub fn cell(&self, row: usize) -> Option<Cow<'_, str>> {
        match self.multi {
            Some(multi) => Some(Cow::Owned(multi.cell(self.posterior(row)?, self.types))),
            None => self.name(row).map(Cow::Borrowed),
        }
    }

    /// The probabilities of a row.
    #[must_use]
    pub fn posterior(&self, row: usize) -> Option<&[f32]> {
        self.posteriors.get(row)?.as_deref()
    }

    /// Whether the model was trained on a row.
    #[must_use]
    pub fn trained(&self, row: usize) -> bool {
        self.trained.get(row).copied().unwrap_or(false)
    }
}

impl RowModel {
    /// For rows whose types are in the column `label`, if in any; `columns` are columns of probabilities with their types, `mask`
    /// what masked the texts. Loads the dictionary.
    #[must_use]
    pub fn new(
        bundle: &Bundle,
        label: Option<usize>,
        columns: &[(usize, String)],
        mask: &MaskParams,
    ) -> Self {
        let place = |name: &String| columns.iter().find(|(_, t)| t == name).map(|p| p.0);
        Self {
            model: Model::new(bundle),
            same_masks: mask.is_named(&bundle.card().settings.mask),
            label,
            probabilities: bundle.types().iter().map(place).collect(),
            fold: str::to_owned,
            folded: HashMap::new(),
        }
    }

    /// Takes types in the column of types for one that have the same form under `fold`.
    #[must_use]
    pub fn folding(mut self, fold: fn(&str) -> String) -> Self {
        let types = self.model.bundle().types().iter().enumerate();
        self.folded = types.map(|(at, t)| (fold(t), at)).collect();
        self.fold = fold;
        self
    }

    /// The normaliser of the texts that the model was trained on.
    #[must_use]
    pub fn normalizer(&self) -> &Normalizer {
        self.model.normalizer()
    }

    fn type_of(&self, cell: &str) -> Option<usize> {
        let types = self.model.bundle().types();
        let exact = types.iter().position(|t| t == cell);
        exact.or_else(|| self.folded.get(&(self.fold)(cell)).copied())
    }

    /// What the model says of the rows of `batch`, whose texts are `texts`.
    #[must_use]
    pub fn read(&self, batch: &RecordBatch, texts: &[RowText]) -> ModelChunk<'_> {
        let own: Option<Vec<String>> = (!self.same_masks).then(|| self.normalized(texts));
        let normalized = |row: usize| -> &str {
            match &own {
                Some(own) => own.get(row).map_or("", String::as_str),
                None => texts.get(row).map_or("", |t| &t.normalized),
            }
        };
        let bundle = self.model.bundle();
        let types = bundle.types();
        let rows = 0..batch.num_rows();
        let posteriors = match (self.label, &self.probabilities) {
            (None, _) => {
                let text = |(row, t): (usize, &RowText)| {
                    (!t.raw.trim().is_empty()).then(|| normalized(row))
                };
                let scored: Vec<Option<&str>> = texts.iter().enumerate().map(text).collect();
                self.model.probabilities_of_normalized(&scored)
            }
            (Some(_), Some(columns)) => probabilities(batch, columns),
            (Some(_), None) => Vec::new(),
        };
        let type_id = |row: usize| match self.label {
            Some(label) => {
                let cell = cell_text(batch.column(label).as_ref(), row)?;
                self.type_of(cell.trim())
            }
            None => posteriors
                .get(row)?
                .as_deref()
                .map(|p| Prediction::of(p).best as usize),
        };
        ModelChunk {
            types,
            multi: bundle.card().multi.as_ref(),
            type_ids: rows.clone().map(type_id).collect(),
            trained: (0..texts.len())
                .map(|row| bundle.trained_on(row_hash(normalized(row))))
                .collect(),
            posteriors,
        }
    }

    fn normalized(&self, texts: &[RowText]) -> Vec<String> {
        let normalizer = self.model.normalizer();
        let texts = texts.par_iter();
        texts
            .map(|t| normalizer.text(&t.raw, Depth::Words))
            .collect()
    }
}

fn probabilities(batch: &RecordBatch, columns: &[usize]) -> Vec<Option<Vec<f32>>> {
    let row = |row: usize| {
        let cell = |c: &usize| {
            cell_text(batch.column(*c).as_ref(), row)?
                .trim()
                .parse()
                .ok()
        };
        columns.iter().map(cell).collect()
    };
    (0..batch.num_rows()).into_par_iter().map(row).collect()
}
