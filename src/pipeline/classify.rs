//! Rows → rows with their types: reading, scoring and writing at the same time, in the order of the rows.

use super::masked::Masker;
use super::reading::AHEAD;
use super::score::Scorer;
use crate::bundle::{Bundle, OutOfFold};
use crate::export::Writer;
use crate::ingest::{Chunk, cell_text};
use crate::model::Prediction;
use crate::normalize::MaskParams;
use crate::types::joined;
use crate::{Error, Result};
use arrow::array::{Array, ArrayRef, Float32Builder, StringBuilder};
use arrow::datatypes::{DataType, Field, FieldRef, Schema, SchemaRef};
use arrow::record_batch::RecordBatch;
use std::borrow::Cow;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// What to append.
#[derive(Clone, Debug, Default)]
pub struct ClassifyParams {
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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows by type, in the order of [`Bundle::types`].
    pub types: Vec<u64>,
    /// Rows without a text, hence without a type.
    pub untyped: u64,
    /// Rows marked for review, the untyped ones included.
    pub review: u64,
    /// Personal numbers taken out of numeric columns.
    pub emptied: u64,
}

/// Appends types to batches of one schema.
#[derive(Debug)]
pub struct Classifier {
    scorer: Scorer,
    types: Vec<String>,
    params: ClassifyParams,
    masker: Option<Masker>,
    schema: SchemaRef,
}

/// The word in `decision` for a row to be taken as it is.
pub const ACCEPTED: &str = "accepted";
/// The word in `decision` for a row that a person should look at.
pub const REVIEW: &str = "review";

impl Classifier {
    /// Gets ready for batches of `schema`, of which `sample` is the first. Loads the dictionary.
    #[must_use]
    pub fn new(
        bundle: &Bundle,
        schema: &Schema,
        sample: Option<&RecordBatch>,
        params: ClassifyParams,
    ) -> Self {
        let mask = params.mask.clone().filter(|m| m.on);
        let masker = mask.map(|mask| Masker::new(schema, sample, params.id, mask));
        let own = masker
            .as_ref()
            .map_or_else(|| schema.clone(), |m| m.schema(schema));
        Self {
            scorer: Scorer::new(bundle),
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

    /// `batch` with the columns appended; counts its rows.
    ///
    /// # Errors
    /// Where `batch` is not of the schema given to [`Classifier::new`].
    pub fn append(&self, batch: &RecordBatch, counts: &mut Counts) -> Result<RecordBatch> {
        counts.types.resize(self.types.len(), 0);
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
            let rows = self.scorer.probabilities(&texts);
            let best: Vec<_> = rows
                .iter()
                .map(|r| r.as_deref().map(Prediction::of))
                .collect();
            columns.extend(self.five(&best, counts));
            columns.extend(self.each_type(&rows));
        } else {
            columns.extend(self.five(&self.scorer.score(&texts), counts));
        }
        RecordBatch::try_new(self.schema.clone(), columns).map_err(|e| {
            Error::data(
                "classify",
                e.to_string(),
                "batches of one schema",
                "Report this as a bug.",
            )
        })
    }

    /// The five columns that every row gets.
    fn five(&self, predictions: &[Option<Prediction>], counts: &mut Counts) -> Vec<ArrayRef> {
        let rows = predictions.len();
        let text = || StringBuilder::with_capacity(rows, rows * 12);
        let (mut best, mut second, mut decision) = (text(), text(), text());
        let number = || Float32Builder::with_capacity(rows);
        let (mut confidence, mut second_confidence) = (number(), number());
        let name = |at: u32| self.types.get(at as usize).map(String::as_str);
        for prediction in predictions {
            let review = self.is_review(prediction.as_ref());
            decision.append_value(if review { REVIEW } else { ACCEPTED });
            counts.review += u64::from(review);
            let Some(p) = prediction else {
                counts.untyped += 1;
                best.append_null();
                second.append_null();
                confidence.append_null();
                second_confidence.append_null();
                continue;
            };
            if let Some(n) = counts.types.get_mut(p.best as usize) {
                *n += 1;
            }
            best.append_option(name(p.best));
            confidence.append_value(rounded(p.confidence));
            let other = p.runner_up != p.best;
            second.append_option(name(p.runner_up).filter(|_| other));
            second_confidence.append_option(other.then(|| rounded(p.runner_up_confidence)));
        }
        vec![
            Arc::new(best.finish()),
            Arc::new(confidence.finish()),
            Arc::new(second.finish()),
            Arc::new(second_confidence.finish()),
            Arc::new(decision.finish()),
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
    fn each_type(&self, rows: &[Option<Vec<f32>>]) -> Vec<ArrayRef> {
        (0..self.types.len())
            .map(|at| {
                let mut column = Float32Builder::with_capacity(rows.len());
                for row in rows {
                    let p = row.as_ref().and_then(|r| r.get(at));
                    column.append_option(p.map(|p| rounded(*p)));
                }
                Arc::new(column.finish()) as ArrayRef
            })
            .collect()
    }
}

/// Six decimals: what is beyond is noise, and costs bytes in every row.
fn rounded(p: f32) -> f32 {
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
    let mut add = |name: &str, kind: DataType| {
        let mut name = name.to_owned();
        while fields.iter().any(|f| *f.name() == name) {
            name.push_str("_tousu");
        }
        fields.push(Arc::new(Field::new(name, kind, true)));
    };
    add("predicted", DataType::Utf8);
    add("confidence", DataType::Float32);
    add("runner_up", DataType::Utf8);
    add("runner_up_confidence", DataType::Float32);
    add("decision", DataType::Utf8);
    for name in types.iter().filter(|_| probabilities) {
        add(&format!("p:{name}"), DataType::Float32);
    }
    Schema::new_with_metadata(fields, schema.metadata().clone())
}

/// Scores all `chunks` and writes them, in order, each step on threads of its own.
///
/// # Errors
/// The first that reading, scoring or writing meets.
pub fn classify(
    chunks: impl Iterator<Item = Result<Chunk>>,
    classifier: &Classifier,
    writer: Writer,
) -> Result<(Writer, Counts)> {
    let (send, batches) = sync_channel(AHEAD);
    let writing = std::thread::Builder::new()
        .spawn(move || write_all(writer, &batches))
        .map_err(|e| Error::io("a thread", "start", e))?;
    let mut counts = Counts::default();
    let scored = score_all(chunks, classifier, &send, &mut counts);
    drop(send);
    let writer = writing.join().map_err(|_| {
        Error::data(
            "output",
            "a writer that broke down",
            "none",
            "Report this as a bug.",
        )
    })?;
    // a writer that failed says why; the scoring only knows that nobody listens
    let writer = writer?;
    scored?;
    counts.types.resize(classifier.types.len(), 0);
    Ok((writer, counts))
}

fn score_all(
    chunks: impl Iterator<Item = Result<Chunk>>,
    classifier: &Classifier,
    send: &SyncSender<RecordBatch>,
    counts: &mut Counts,
) -> Result<()> {
    for chunk in chunks {
        let chunk = chunk?;
        if send.send(classifier.append(&chunk.batch, counts)?).is_err() {
            break;
        }
    }
    Ok(())
}

fn write_all(mut writer: Writer, batches: &Receiver<RecordBatch>) -> Result<Writer> {
    for batch in batches {
        writer.write(&batch)?;
    }
    Ok(writer)
}

/// A confidence above which predictions are right often enough, as measured on rows the model had not seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Threshold {
    /// Least confidence of an accepted row, 0..=1.
    pub confidence: f32,
    /// Share of the measured rows that are accepted, 0..=1.
    pub coverage: f64,
    /// Share of the accepted rows that are right, 0..=1.
    pub precision: f64,
    /// Rows measured.
    pub rows: usize,
}

/// The lowest confidence at which the accepted out-of-fold rows are right at least `target` (0..=1) of the time; `None` where
/// no confidence reaches that.
#[must_use]
pub fn threshold_for(measured: &OutOfFold, target: f64) -> Option<Threshold> {
    let mut rows: Vec<(f32, bool)> = measured
        .probabilities
        .rows()
        .into_iter()
        .zip(&measured.truth)
        .map(|(p, truth)| {
            let best = Prediction::of(&p.to_vec());
            (rounded(best.confidence), best.best == *truth)
        })
        .collect();
    rows.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let (mut right, mut found) = (0_usize, None);
    for (at, (confidence, is_right)) in rows.iter().enumerate() {
        right += usize::from(*is_right);
        let accepted = at + 1;
        let last_of_equals = rows.get(accepted).is_none_or(|next| next.0 < *confidence);
        let precision = right as f64 / accepted as f64;
        if last_of_equals && precision >= target {
            let coverage = accepted as f64 / rows.len() as f64;
            found = Some(Threshold {
                confidence: *confidence,
                coverage,
                precision,
                rows: rows.len(),
            });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::StringArray;

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

    #[test]
    fn the_threshold_is_the_lowest_that_is_right_often_enough() {
        let measured = OutOfFold {
            truth: vec![0, 0, 1, 1, 0],
            probabilities: ndarray::array![
                [0.9, 0.1],
                [0.8, 0.2],
                [0.7, 0.3],
                [0.4, 0.6],
                [0.45, 0.55]
            ],
        };
        // by confidence: .9 right, .8 right, .7 wrong, .6 right, .55 wrong
        let t = threshold_for(&measured, 0.75).unwrap();
        assert!((t.confidence - 0.6).abs() < 1e-6 && (t.coverage - 0.8).abs() < 1e-9);
        assert!((threshold_for(&measured, 1.0).unwrap().confidence - 0.8).abs() < 1e-6);
        let wrong = OutOfFold {
            truth: vec![1],
            probabilities: ndarray::array![[0.9, 0.1]],
        };
        assert_eq!(threshold_for(&wrong, 0.5), None);
    }
}
