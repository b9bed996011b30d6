//! `train`: labelled rows → a model file.

use super::account::Account;
use super::dictionary::read_word_file;
use super::labelled::{LabelledParams, read_labelled};
use super::reading::ReadingParams;
use crate::bundle::Bundle;
use crate::export::AtomicFile;
use crate::train::{self, TrainParams};
use crate::types::{Level, Observer};
use crate::{Error, Result};
use std::io::Write;
use std::path::{Path, PathBuf};

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

/// The same parameters with the user dictionary and the stop words of these files.
///
/// # Errors
/// Where a file cannot be read.
pub fn with_word_files(
    params: TrainParams,
    dictionary: Option<&Path>,
    stop_words: Option<&Path>,
    observer: &dyn Observer,
) -> Result<TrainParams> {
    let read = |path: Option<&Path>| path.map(|p| read_word_file(p, observer)).transpose();
    Ok(TrainParams {
        dictionary: read(dictionary)?.unwrap_or_default(),
        stop_words: read(stop_words)?.unwrap_or_default(),
        ..params
    })
}

/// Trains a model and writes it.
///
/// # Errors
/// Where the file cannot be written (found out first), the rows cannot be read, or nothing can be trained on them.
pub fn train(request: &TrainRequest, observer: &dyn Observer) -> Result<Trained> {
    let path = &request.output;
    let replaces = path.exists();
    let mut file = AtomicFile::create(path)?;
    let (rows, account) = read_labelled(&request.reading, &request.columns, None, observer)?;
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
