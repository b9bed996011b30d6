//! `evaluate`: labelled rows → scores of a model, or of the training itself.

use super::labelled::{LabelledParams, read_labelled};
use crate::bundle::Bundle;
use crate::collect::{Account, check_known};
use crate::evaluate::{Evaluation, MultiScores};
use crate::export::AtomicFile;
use crate::reading::ReadingParams;
use crate::train::{self, Split, TrainParams, evaluate_model, evaluate_training};
use crate::types::{Level, Observer};
use crate::{Error, Result};
use std::path::{Path, PathBuf};

/// What to score, and on which rows.
#[derive(Clone, Debug)]
pub struct EvaluateRequest {
    /// The input.
    pub reading: ReadingParams,
    /// Its columns.
    pub columns: LabelledParams,
    /// What is scored.
    pub subject: Subject,
    /// Where rows go whose label is probably wrong (CSV).
    pub suspects: Option<PathBuf>,
}

/// What is scored.
#[derive(Clone, Debug)]
pub enum Subject {
    /// A model.
    Model(Bundle),
    /// The training: models are trained without the rows that they are scored on.
    Training {
        /// How to train.
        params: Box<TrainParams>,
        /// Which rows are held out.
        split: Split,
        /// Score trainings on fewer rows as well.
        with_curve: bool,
    },
}

/// Scores a model or the training.
///
/// # Errors
/// Where the rows cannot be read or trained on, or the suspects cannot be written.
pub fn evaluate(
    request: &EvaluateRequest,
    observer: &dyn Observer,
) -> Result<(Evaluation, Account)> {
    let bundle = match &request.subject {
        Subject::Model(bundle) => Some(bundle),
        Subject::Training { .. } => None,
    };
    let (rows, account) = read_labelled(&request.reading, &request.columns, bundle, observer)?;
    if let Some(bundle) = bundle {
        check_known(&rows, bundle, observer)?;
    }
    let evaluation = match &request.subject {
        Subject::Model(bundle) => evaluate_model(bundle, &rows),
        Subject::Training {
            params,
            split,
            with_curve,
        } => evaluate_training(&rows, params, *split, *with_curve, observer)?,
    };
    warn_of_trained(evaluation.trained_on, evaluation.scores.rows, observer);
    if let Some(path) = &request.suspects {
        let count = write_suspects(&evaluation, path)?;
        let line = format!("{}: {count} rows to check", path.display());
        observer.message(Level::Say, &line);
    }
    Ok((evaluation, account))
}

/// Scores a model that gives several types on rows that may have several.
///
/// # Errors
/// Where the rows cannot be read, or the model gives one type.
pub fn evaluate_multi(
    bundle: &Bundle,
    (reading, columns): (&ReadingParams, &LabelledParams),
    observer: &dyn Observer,
) -> Result<(MultiScores, Account)> {
    let (rows, account) = read_labelled(reading, columns, Some(bundle), observer)?;
    let scores = train::evaluate_multi(bundle, &rows)?;
    check_known(&rows, bundle, observer)?;
    warn_of_trained(scores.trained_on, scores.rows, observer);
    Ok((scores, account))
}

fn warn_of_trained(trained_on: u64, rows: u64, observer: &dyn Observer) {
    if trained_on > 0 {
        let line = format!(
            "the model was trained on {trained_on} of these {rows} rows, so the scores are better than on new rows"
        );
        observer.message(Level::Warn, &line);
    }
}

/// Writes the suspects as CSV; gives how many.
fn write_suspects(evaluation: &Evaluation, path: &Path) -> Result<usize> {
    let fail = |e: csv::Error| Error::io(path, "write", e.into());
    let mut out = csv::Writer::from_writer(AtomicFile::create(path)?);
    let header = [
        "id",
        "given",
        "predicted",
        "confidence",
        "probability_of_given",
    ];
    out.write_record(header).map_err(fail)?;
    let suspects = evaluation.suspects();
    for s in &suspects {
        let (confidence, of_given) = (format!("{:.4}", s.confidence), format!("{:.4}", s.of_given));
        out.write_record([&s.id, &s.given, &s.predicted, &confidence, &of_given])
            .map_err(fail)?;
    }
    let file = out.into_inner();
    file.map_err(|e| Error::io(path, "write", e.into_error()))?
        .commit()?;
    Ok(suspects.len())
}
