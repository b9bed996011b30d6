//! Record batches → the same with columns for the type, its probability, the runner-up and the decision.

use super::column_masker::ColumnMasker;
use super::confidences::Confidences;
use super::model::{Model, Scored};
use crate::bundle::{Bundle, Multi};
use crate::normalize::MaskParams;
use crate::types::cell::cell_text;
use crate::types::shell::command;
use crate::types::{Level, Observer, TAKEN, joined};
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
    /// By axis, the model's own first: rows of a lower confidence (0..=1) get `decision=review`. None do on an axis without one.
    pub review_below: Vec<Option<f32>>,
    /// Append the probability of every type.
    pub probabilities: bool,
    /// How personal numbers are masked in the columns that came; `None` lets these through as they are.
    pub mask: Option<MaskParams>,
    /// The id column: ids that name nobody stay as they are.
    pub id: Option<usize>,
}

/// Rows counted while they pass, on one axis.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TypeCounts {
    /// Rows by type, in the order of [`Bundle::types`] of the axis. Rows of several types count under each.
    pub types: Vec<u64>,
    /// Rows without a text, hence without a type.
    pub untyped: u64,
    /// Rows marked for review, the untyped ones included.
    pub review: u64,
    /// Rows by confidence.
    pub confidences: Confidences,
}

/// What was counted while rows passed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AppendCounts {
    /// By axis, the model's own first.
    pub axes: Vec<TypeCounts>,
    /// Personal numbers that were removed from numeric columns.
    pub emptied: u64,
}

/// Appends types to batches of one schema.
#[derive(Debug)]
pub struct Appender {
    model: Model,
    axes: Vec<Axis>,
    params: AppendParams,
    masker: Option<ColumnMasker>,
    schema: SchemaRef,
}

/// A column of types that is appended.
#[derive(Debug)]
struct Axis {
    /// What its columns are called by; absent on the model's own.
    name: Option<String>,
    types: Vec<String>,
    review_below: Option<f32>,
    /// How several types a row are given; absent where every row has one.
    multi: Option<Multi>,
}

/// What a row is given.
struct Given {
    /// Places of its types, the most probable first; at least one.
    types: Vec<usize>,
    /// Probability of the least sure of these.
    confidence: f32,
    /// The most probable other type.
    runner_up: Option<(usize, f32)>,
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
        let axis = |(at, axis): (usize, &Bundle)| Axis {
            name: (at > 0).then(|| axis.axis_name()),
            types: axis.types().to_vec(),
            review_below: params.review_below.get(at).copied().flatten(),
            multi: axis.card().multi.clone(),
        };
        let axes: Vec<Axis> = bundle.all_axes().enumerate().map(axis).collect();
        Self {
            model: Model::new(bundle),
            schema: Arc::new(appended(&own, &axes, params.probabilities)),
            axes,
            masker,
            params,
        }
    }

    /// The columns of the batches that come out.
    #[must_use]
    pub fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    /// Warns where a column of types got another name, since an older one has its own: what counts types may count the older ones.
    pub fn warn_of_taken(&self, given: &Schema, observer: &dyn Observer) {
        let new = self.schema.fields().iter().skip(given.fields().len());
        let renamed = new.filter_map(|f| {
            let taken = f.name().strip_suffix(TAKEN)?;
            taken.starts_with(PREDICTED).then_some((taken, f.name()))
        });
        for (taken, name) in renamed {
            let command = command(["tousu", "report", "TYPED", "--type", name]);
            let line = format!(
                "the input has a column `{taken}`, so the types are in `{name}`. Next: {command}"
            );
            observer.message(Level::Warn, &line);
        }
    }

    /// Counts of no rows yet.
    #[must_use]
    pub fn no_counts(&self) -> AppendCounts {
        let none = |axis: &Axis| TypeCounts {
            types: vec![0; axis.types.len()],
            ..TypeCounts::default()
        };
        AppendCounts {
            axes: self.axes.iter().map(none).collect(),
            emptied: 0,
        }
    }

    /// `batch` with the columns appended; counts its rows.
    ///
    /// # Errors
    /// Where `batch` is not of the schema given to [`Appender::new`].
    pub fn append(&self, batch: &RecordBatch, counts: &mut AppendCounts) -> Result<RecordBatch> {
        let texts = texts(batch, &self.params.text);
        let mut columns = match &self.masker {
            None => batch.columns().to_vec(),
            Some(masker) => {
                let (columns, emptied) = masker.columns(batch);
                counts.emptied += emptied;
                columns
            }
        };
        let keep = self.params.probabilities;
        let several = self.axes.iter().any(|axis| axis.multi.is_some());
        let rows = self.model.score_axes(&texts, keep || several);
        for ((at, axis), counts) in self.axes.iter().enumerate().zip(&mut counts.axes) {
            let on_axis = rows.iter().map(|r| r.as_ref()?.get(at));
            let on_axis: Vec<Option<&Scored>> = on_axis.collect();
            let given = on_axis
                .iter()
                .map(|row| row.map(|scored| axis.given(scored)));
            let given: Vec<Option<Given>> = given.collect();
            axis.count(&given, counts);
            columns.extend(axis.prediction_columns(&given));
            if keep {
                columns.extend(axis.probability_columns(&on_axis));
            }
        }
        RecordBatch::try_new(self.schema.clone(), columns)
            .map_err(|e| Error::invalid("appending columns", e.to_string(), ""))
    }
}

impl Axis {
    /// What a row of these scores is given.
    fn given(&self, scored: &Scored) -> Given {
        let Some(multi) = &self.multi else {
            let p = &scored.prediction;
            let runner_up = (p.runner_up as usize, p.runner_up_confidence);
            return Given {
                types: vec![p.best as usize],
                confidence: p.confidence,
                runner_up: (p.runner_up != p.best).then_some(runner_up),
            };
        };
        let probabilities = &scored.probabilities;
        let types = multi.given(probabilities);
        let others = probabilities.iter().copied().enumerate();
        let others = others.filter(|(k, _)| !types.contains(k));
        let least = types.last().and_then(|k| probabilities.get(*k));
        Given {
            confidence: least.copied().unwrap_or(0.0),
            runner_up: others.reduce(|a, b| if b.1 > a.1 { b } else { a }),
            types,
        }
    }

    /// The types as one cell.
    fn cell(&self, types: &[usize]) -> Cow<'_, str> {
        let name = |k: usize| self.types.get(k).map_or("", String::as_str);
        match (types, &self.multi) {
            (types, Some(multi)) => {
                let names = types.iter().map(|k| name(*k));
                Cow::Owned(multi.separator.joined(names))
            }
            (types, None) => Cow::Borrowed(types.first().map_or("", |k| name(*k))),
        }
    }

    /// The five columns that every row gets.
    fn prediction_columns(&self, rows: &[Option<Given>]) -> Vec<ArrayRef> {
        let given = || rows.iter().map(Option::as_ref);
        let second = || given().map(|g| g?.runner_up);
        let names: StringArray = given().map(|g| Some(self.cell(&g?.types))).collect();
        let confidence: Float32Array = given().map(|g| Some(rounded(g?.confidence))).collect();
        let seconds: StringArray = second()
            .map(|s| self.types.get(s?.0).map(String::as_str))
            .collect();
        let of_second = second().map(|s| Some(rounded(s?.1)));
        let word = |g| match self.is_review(g) {
            true => REVIEW,
            false => ACCEPTED,
        };
        let decision = given().map(|g| Some(word(g)));
        vec![
            Arc::new(names),
            Arc::new(confidence),
            Arc::new(seconds),
            Arc::new(of_second.collect::<Float32Array>()),
            Arc::new(decision.collect::<StringArray>()),
        ]
    }

    fn count(&self, rows: &[Option<Given>], counts: &mut TypeCounts) {
        for row in rows {
            counts.review += u64::from(self.is_review(row.as_ref()));
            let Some(given) = row else {
                counts.untyped += 1;
                continue;
            };
            counts.confidences.add(given.confidence, 1.0);
            for &k in &given.types {
                if let Some(n) = counts.types.get_mut(k) {
                    *n += 1;
                }
            }
        }
    }

    fn is_review(&self, given: Option<&Given>) -> bool {
        match (given, self.review_below) {
            (None, _) => true,
            (Some(g), Some(least)) => g.confidence < least,
            (Some(_), None) => false,
        }
    }

    /// One column of probabilities a type.
    fn probability_columns(&self, rows: &[Option<&Scored>]) -> Vec<ArrayRef> {
        (0..self.types.len())
            .map(|type_id| {
                let of_type = |row: &Option<&Scored>| (*row)?.probabilities.get(type_id).copied();
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

/// Appends a column; a name already taken gets the suffix `_tousu`.
pub fn push_field(fields: &mut Vec<FieldRef>, name: impl Into<String>, data_type: DataType) {
    let mut name = name.into();
    while fields.iter().any(|f| *f.name() == name) {
        name.push_str(TAKEN);
    }
    fields.push(Arc::new(Field::new(name, data_type, true)));
}

/// The schema with the new columns; see [`push_field`].
fn appended(schema: &Schema, axes: &[Axis], probabilities: bool) -> Schema {
    let mut fields: Vec<FieldRef> = schema.fields().iter().cloned().collect();
    let mut add = |name: String, data_type| push_field(&mut fields, name, data_type);
    for axis in axes {
        let named = |name: &str| match &axis.name {
            Some(axis) => format!("{name}:{axis}"),
            None => name.to_owned(),
        };
        add(named(PREDICTED), DataType::Utf8);
        add(named("confidence"), DataType::Float32);
        add(named("runner_up"), DataType::Utf8);
        add(named("runner_up_confidence"), DataType::Float32);
        add(named("decision"), DataType::Utf8);
        for name in axis.types.iter().filter(|_| probabilities) {
            add(format!("{}:{name}", named("p")), DataType::Float32);
        }
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
        let axis = |name: Option<&str>| Axis {
            name: name.map(str::to_owned),
            types: vec!["退款".into()],
            review_below: None,
            multi: None,
        };
        let out = appended(&schema, &[axis(None), axis(Some("部门"))], true);
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
                "p:退款_tousu",
                "predicted:部门",
                "confidence:部门",
                "runner_up:部门",
                "runner_up_confidence:部门",
                "decision:部门",
                "p:部门:退款"
            ]
        );
    }

    #[test]
    fn texts_of_several_columns_are_joined() {
        let cells = |v: Vec<Option<&str>>| Arc::new(StringArray::from(v)) as ArrayRef;
        let batch = RecordBatch::try_from_iter([
            ("a", cells(vec![Some("标题"), None, Some("N/A"), Some("-")])),
            ("b", cells(vec![Some("正文"), Some("正文"), None, Some("")])),
            ("c", cells(vec![Some("未填"), None, None, Some("NULL")])),
        ])
        .unwrap();
        let joined = texts(&batch, &[0, 1, 2]);
        let joined: Vec<Option<&str>> = joined.iter().map(Option::as_deref).collect();
        assert_eq!(joined, [Some("标题。\n正文"), Some("正文"), None, None]);
    }
}
