//! Labelled rows → where labelling stands: labels by type, the score on held-out rows, and what more labels would bring.

use super::curve::{Curve, curve};
use super::nested::nested;
use crate::Result;
use crate::evaluate::{Interval, bootstrap, macro_f1};
use crate::train::{LabelledRows, TrainParams};
use crate::types::Observer;
use std::collections::BTreeMap;

/// With fewer labelled rows nothing is measured.
pub const LEAST_ROWS: usize = 30;
/// Resamples behind an interval.
const DRAWS: u32 = 1_000;

/// How to measure.
#[derive(Clone, Debug)]
pub struct StatusParams {
    /// How models are trained.
    pub train: TrainParams,
    /// Folds, at least 2.
    pub folds: u32,
}

/// Labels of a type.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct TypeCount {
    /// Name of the type.
    #[serde(rename = "type")]
    pub name: String,
    /// Labelled rows.
    pub rows: u64,
}

/// Where labelling stands.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
pub struct Status {
    /// Labelled rows.
    pub rows: u64,
    /// The types, those with the fewest labels first.
    pub types: Vec<TypeCount>,
    /// macro-F1 on held-out rows; absent with fewer than 30 rows.
    pub macro_f1: Option<f64>,
    /// Its 95 % interval, by resampled rows.
    pub macro_f1_interval: Option<Interval>,
    /// The learning curve; absent with fewer than 30 rows.
    pub curve: Option<Curve>,
}

/// Only counts.
#[must_use]
pub fn counted(rows: &LabelledRows) -> Status {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for label in &rows.labels {
        *counts.entry(label).or_default() += 1;
    }
    let count = |(name, rows): (&str, u64)| TypeCount {
        name: name.to_owned(),
        rows,
    };
    let mut types: Vec<TypeCount> = counts.into_iter().map(count).collect();
    types.sort_by_key(|t| t.rows);
    Status {
        rows: rows.len() as u64,
        types,
        ..Status::default()
    }
}

/// Measures by cross-validation; with fewer than [`LEAST_ROWS`] rows it only counts.
///
/// # Errors
/// As [`crate::train()`].
pub fn status(
    rows: &LabelledRows,
    params: &StatusParams,
    observer: &dyn Observer,
) -> Result<Status> {
    let mut status = counted(rows);
    if rows.len() < LEAST_ROWS {
        return Ok(status);
    }
    let seed = params.train.seed;
    let nested = nested(rows, &params.train, params.folds, observer)?;
    if let Some((_, predicted)) = nested.parts.last() {
        let (n_types, truth) = (nested.n_types, &nested.truth);
        status.macro_f1 = macro_f1(n_types, truth, predicted);
        let interval = bootstrap(n_types, truth, predicted, DRAWS, seed);
        status.macro_f1_interval = interval.map(|i| i.1);
    }
    status.curve = Some(curve(&nested, rows.len(), seed));
    Ok(status)
}
