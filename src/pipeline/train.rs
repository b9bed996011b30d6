//! `train`: labelled rows → a model file.

use super::dictionary::read_word_file;
use super::labelled::{LabelledParams, read_axes};
use crate::bundle::Bundle;
use crate::collect::Account;
use crate::collect::take_texts;
use crate::columns::{Role, TrainedColumns};
use crate::export::AtomicFile;
use crate::reading::{Reading, ReadingParams};
use crate::train::{LabelledRows, Taxonomy, TrainParams, Unlabelled, train_with};
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
    /// Inputs without labels.
    pub unlabelled: Vec<String>,
    /// Types known by words.
    pub taxonomy: Option<Taxonomy>,
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
    let (axes, texts, account) = read_rows(request, observer)?;
    let more = Unlabelled {
        texts: &texts,
        taxonomy: request.taxonomy.as_ref(),
    };
    let bundle = train_with(&axes, more, &request.params, observer)?;
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

/// Labelled rows by axis and texts without labels. With a taxonomy and no label column the input itself has no labels.
fn read_rows(
    request: &TrainRequest,
    observer: &dyn Observer,
) -> Result<(Vec<LabelledRows>, Vec<String>, Account)> {
    let TrainRequest {
        reading, columns, ..
    } = request;
    let described = reading.columns.as_deref();
    let described = described.is_some_and(|d| !d.names(Role::Label).is_empty());
    let has_labels = !columns.axes.is_empty() || described || request.taxonomy.is_none();
    let (mut axes, mut texts, mut account) = (vec![LabelledRows::default()], Vec::new(), None);
    if has_labels {
        let (labelled, of_labelled) = read_axes(reading, columns, None, observer)?;
        (axes, account) = (labelled, Some(of_labelled));
    }
    let input = (!has_labels).then_some(&reading.inputs).into_iter();
    let more = (!request.unlabelled.is_empty()).then_some(&request.unlabelled);
    for inputs in input.chain(more) {
        let unlabelled = ReadingParams {
            inputs: inputs.clone(),
            ..reading.clone()
        };
        let mut reading = Reading::open(&unlabelled, "reading", observer)?;
        let trained = axes.first().map(|rows| TrainedColumns {
            names: rows.text_columns.clone(),
            guessed: rows.text_guessed,
        });
        let trained = trained.as_ref().filter(|t| !t.names.is_empty());
        let text = reading.text_columns(&columns.text, trained)?;
        if trained.is_none() {
            let name = |at: &usize| reading.schema().field(*at).name().clone();
            for rows in &mut axes {
                rows.text_columns = text.columns.iter().map(name).collect();
                rows.text_guessed = text.guessed;
            }
        }
        for chunk in reading.by_ref() {
            take_texts(&chunk?, &text.columns, &mut texts);
        }
        let mut of_texts = reading.finish()?;
        of_texts.close(observer)?;
        account.get_or_insert(of_texts);
    }
    Ok((axes, texts, account.unwrap_or_default()))
}
