//! `train`: labelled rows → a model file.

use super::account::Account;
use super::labelled::{LabelledParams, read_labelled};
use super::reading::ReadingParams;
use crate::bundle::Bundle;
use crate::export::AtomicFile;
use crate::train::{self, TrainParams};
use crate::types::{Level, Observer};
use crate::{Error, Result};
use std::io::Write;
use std::path::PathBuf;

/// What to train on, how, and where the model goes.
#[derive(Clone, Debug)]
pub struct TrainRequest {
    /// The input.
    pub reading: ReadingParams,
    /// Its columns.
    pub columns: LabelledParams,
    /// How to train.
    pub params: TrainParams,
    /// The model file.
    pub output: PathBuf,
}

/// A model that was trained and written.
#[derive(Debug)]
pub struct Trained {
    /// The model.
    pub bundle: Bundle,
    /// Size of its file.
    pub bytes: usize,
    /// The account of the rows read.
    pub account: Account,
}

/// Trains a model and writes it.
///
/// # Errors
/// Where the file cannot be written (found out first), the rows cannot be read, or nothing can be trained on them.
pub fn train(request: &TrainRequest, observer: &dyn Observer) -> Result<Trained> {
    let path = &request.output;
    let replaces = path.exists();
    let mut file = AtomicFile::create(path)?;
    let (rows, account) = read_labelled(&request.reading, &request.columns, observer)?;
    let bundle = train::train(&rows, &request.params, observer)?;
    let bytes = bundle.to_bytes();
    file.write_all(&bytes)
        .map_err(|e| Error::io(path, "write", e))?;
    file.commit()?;
    if replaces {
        let line = format!("{} existed; it was replaced", path.display());
        observer.message(Level::Say, &line);
    }
    Ok(Trained {
        bundle,
        bytes: bytes.len(),
        account,
    })
}
