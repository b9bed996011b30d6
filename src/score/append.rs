//! Record batches → the same with columns for the type, its probability, the runner-up and the decision.

use super::column_masker::ColumnMasker;
use super::confidences::Confidences;
use super::model::Model;
use crate::bundle::Bundle;
use crate::model::Prediction;
use crate::normalize::MaskParams;
use crate::types::cell::cell_text;
use crate::types::joined;
use crate::{Error, Result};
use arrow_array::RecordBatch;
use arrow_array::{Array, ArrayRef, Float32Array, StringArray};
use arrow_schema::{DataType, Field, FieldRef, Schema, SchemaRef};
use std::borrow::Cow;
use std::sync::Arc;

/// What to append.
#[derive(Clone, Debug, Default)]
pub struct AppendParams {
    /// Text columns by place; several are joined as sentences. At least one.
    pub text: Vec<usize>,
    /// Rows of a lower confidence (0..=1) get `decision=review`.
    pub review_below: Option<f32>,
    /// Append the probability of every type.
    pub probabilities: bool,
    /// How personal numbers are masked in the columns that came; `None` lets these through as they are.
    pub mask: Option<MaskParams>,
    /// The id column: ids that name nobody stay as they are.
    pub id: Option<usize>,
}

/// Rows counted while they pass.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TypeCounts {
    /// Rows by type, in the order of [`Bundle::types`].
    pub types: Vec<u64>,
    /// Rows without a text, hence without a type.
    pub untyped: u64,
    /// Rows marked for review, the untyped ones included.
    pub review: u64,
    /// Personal numbers that were removed from numeric columns.
    pub emptied: u64,
    /// Rows by confidence.
    pub confidences: Confidences,
}

/// Appends types to batches of one schema.
#[derive(Debug)]
pub struct Appender {
    model: Model,
    types: Vec<String>,
    params: AppendParams,
    masker: Option<ColumnMasker>,
    schema: SchemaRef,
}

/// The column of types that classifying appends.
pub const PREDICTED: &str = "predicted";
/// The word in `decision` for a row to be taken as it is.
pub const ACCEPTED: &str = "accepted";
/// The word in `decision` for a row that a person should look at.
pub const REVIEW: &str = "review";

impl Appender {
    /// Gets ready for batches of `schema`, of which `sample` is the first. Loads the dictionary.
    #[must_use]
    pub fn new(
        bundle: &Bundle,
        schema: &Schema,
        sample: Option<&RecordBatch>,
        params: AppendParams,
    ) -> Self {
        let mask = params.mask.clone().filter(|m| m.on);
        let masker = mask.map(|mask| ColumnMasker::new(schema, sample, params.id, mask));
        let own = masker
            .as_ref()
            .map_or_else(|| schema.clone(), |m| m.schema(schema));
        Self {
            model: Model::new(bundle),
            types: bundle.types().to_vec(),
            schema: Arc::new(appended(&own, bundle.types(), params.probabilities)),
            masker,
            params,
        }
    }

    /// The columns of the batches that come out.
    #[must_use]
    pub fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    /// Counts of no rows yet.
    #[must_use]
    pub fn no_counts(&self) -> TypeCounts {
        TypeCounts {
            types: vec![0; self.types.len()],
            ..TypeCounts::default()
        }
    }

    /// `batch` with the columns appended; counts its rows.
    ///
    /// # Errors
    /// Where `batch` is not of the schema given to [`Appender::new`].
    pub fn append(&self, batch: &RecordBatch, counts: &mut TypeCounts) -> Result<RecordBatch> {
        let texts = texts(batch, &self.params.text);
        let mut columns = match &self.masker {
            None => batch.columns().to_vec(),
            Some(masker) => {
                let (columns, emptied) = masker.columns(batch);
                counts.emptied += emptied;
                columns
            }
        };
        if self.params.probabilities {
            let rows = self.model.probabilities(&texts);
            let best: Vec<_> = rows
                .iter()
                .map(|r| r.as_deref().map(Prediction::of))
                .collect();
            columns.extend(self.prediction_columns(&best, counts));
            columns.extend(self.probability_columns(&rows));
        } else {
            columns.extend(self.prediction_columns(&self.model.score(&texts), counts));
        }
        RecordBatch::try_new(self.schema.clone(), columns)
            .map_err(|e| Error::invalid("appending columns", e.to_string(), ""))
    }

    /// The five columns that every row gets.
    fn prediction_columns(
        &self,
        predictions: &[Option<Prediction>],
        counts: &mut TypeCounts,
    ) -> Vec<ArrayRef> {
        let name = |type_id: u32| self.types.get(type_id as usize).map(String::as_str);
        let best = || predictions.iter().map(Option::as_ref);
        let second = || best().map(|p| p.filter(|p| p.runner_up != p.best));
        let review = || best().map(|p| self.is_review(p));
        let names: StringArray = best().map(|p| name(p?.best)).collect();
        let confidence: Float32Array = best().map(|p| Some(rounded(p?.confidence))).collect();
        let seconds: StringArray = second().map(|p| name(p?.runner_up)).collect();
        let of_second = second().map(|p| Some(rounded(p?.runner_up_confidence)));
        let decision = review().map(|r| Some(if r { REVIEW } else { ACCEPTED }));
        counts.review += review().map(u64::from).sum::<u64>();
        for prediction in best() {
            match prediction {
                None => counts.untyped += 1,
                Some(p) => {
                    counts.confidences.add(p.confidence, 1.0);
                    if let Some(n) = counts.types.get_mut(p.best as usize) {
                        *n += 1;
                    }
                }
            }
        }
        vec![
            Arc::new(names),
            Arc::new(confidence),
            Arc::new(seconds),
            Arc::new(of_second.collect::<Float32Array>()),
            Arc::new(decision.collect::<StringArray>()),
        ]
    }

    fn is_review(&self, prediction: Option<&Prediction>) -> bool {
        match (prediction, self.params.review_below) {
            (None, _) => true,
            (Some(p), Some(least)) => p.confidence < least,
            (Some(_), None) => false,
        }
    }

    /// One column of probabilities a type.
    fn probability_columns(&self, rows: &[Option<Vec<f32>>]) -> Vec<ArrayRef> {
        (0..self.types.len())
            .map(|type_id| {
                let of_type = |row: &Option<Vec<f32>>| row.as_ref()?.get(type_id).copied();
                let column = rows.iter().map(|row| of_type(row).map(rounded));
                Arc::new(column.collect::<Float32Array>()) as ArrayRef
            })
            .collect()
    }
}

/// Six decimals: what is beyond is noise, and costs bytes in every row.
pub(super) fn rounded(p: f32) -> f32 {
    (p * 1e6).round() / 1e6
}

/// The text of every row: the only column, or several [`joined`]; `None` where all are null.
fn texts<'a>(batch: &'a RecordBatch, columns: &[usize]) -> Vec<Option<Cow<'a, str>>> {
    let arrays: Vec<&'a dyn Array> = columns
        .iter()
        .filter_map(|c| Some(batch.columns().get(*c)?.as_ref()))
        .collect();
    (0..batch.num_rows())
        .map(|row| joined(arrays.iter().filter_map(|a| cell_text(*a, row))))
        .collect()
}

/// The schema with the new columns; a name already taken gets the suffix `_tousu`.
fn appended(schema: &Schema, types: &[String], probabilities: bool) -> Schema {
    let mut fields: Vec<FieldRef> = schema.fields().iter().cloned().collect();
    let mut add = |name: &str, data_type: DataType| {
        let mut name = name.to_owned();
        while fields.iter().any(|f| *f.name() == name) {
            name.push_str("_tousu");
        }
        fields.push(Arc::new(Field::new(name, data_type, true)));
    };
    add(PREDICTED, DataType::Utf8);
    add("confidence", DataType::Float32);
    add("runner_up", DataType::Utf8);
    add("runner_up_confidence", DataType::Float32);
    add("decision", DataType::Utf8);
    for name in types.iter().filter(|_| probabilities) {
        add(&format!("p:{name}"), DataType::Float32);
    }
    Schema::new_with_metadata(fields, schema.metadata().clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn taken_names_get_a_suffix() {
        let schema = Schema::new(vec![
            Field::new("predicted", DataType::Utf8, true),
            Field::new("predicted_tousu", DataType::Utf8, true),
            Field::new("p:退款", DataType::Utf8, true),
        ]);
        let out = appended(&schema, &["退款".into()], true);
        let names: Vec<&str> = out
            .fields()
            .iter()
            .skip(3)
            .map(|f| f.name().as_str())
            .collect();
        assert_eq!(
            names,
            [
                "predicted_tousu_tousu",
                "confidence",
                "runner_up",
                "runner_up_confidence",
                "decision",
                "p:退款_tousu"
            ]
        );
    }

    #[test]
    fn texts_of_several_columns_are_joined() {
        let cells = |v: Vec<Option<&str>>| Arc::new(StringArray::from(v)) as ArrayRef;
        let batch = RecordBatch::try_from_iter([
            ("a", cells(vec![Some("标题"), None, None, Some("")])),
            ("b", cells(vec![Some("正文"), Some("正文"), None, Some("")])),
        ])
        .unwrap();
        let joined = texts(&batch, &[0, 1]);
        let joined: Vec<Option<&str>> = joined.iter().map(Option::as_deref).collect();
        assert_eq!(joined, [Some("标题。\n正文"), Some("正文"), None, Some("")]);
    }
}
