//! `dict`: checks a user dictionary against texts, or finds new words for one.

use super::{Account, Reading, ReadingParams};
use crate::export::AtomicFile;
use crate::ingest::cell_text;
use crate::normalize::{Depth, Normalizer};
use crate::segment::compare::{Changes, compare};
use crate::segment::suggest::{SuggestParams, suggest};
use crate::segment::{BadLine, Segmenter, UserDictionary, suggested_file};
use crate::similar;
use crate::types::{Level, Observer, joined};
use crate::{Error, Result};
use encoding_rs::GB18030;
use rayon::prelude::*;
use serde::Serialize;
use std::path::Path;

/// Texts to look at.
#[derive(Clone, Debug)]
pub struct TextParams {
    /// Where they are.
    pub reading: ReadingParams,
    /// The text columns; guessed where none is named.
    pub columns: Vec<String>,
}

/// What a check of a dictionary found.
#[derive(Debug, Serialize)]
pub struct DictionaryCheck {
    /// Words read.
    pub words: usize,
    /// Words the base dictionary holds already.
    pub known: usize,
    /// 16 hexadecimal digits; models and indexes carry it.
    pub hash: String,
    /// Lines that are not entries.
    pub bad_lines: Vec<BadLine>,
    /// What the dictionary changes; absent without texts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub against: Option<Changes>,
}

/// Reads the dictionary in `file` and tries it on `texts`, if any; keeps `examples` examples.
///
/// # Errors
/// Where the file or the texts cannot be read.
pub fn check_dictionary(
    file: &Path,
    texts: Option<&TextParams>,
    examples: usize,
    observer: &dyn Observer,
) -> Result<(DictionaryCheck, Account)> {
    let (dictionary, bad_lines) = UserDictionary::read(&read_word_file(file, observer)?);
    let normalizer = Normalizer::default();
    let dictionary = dictionary.normalized(|w| normalizer.text(w, Depth::Words));
    let base = Segmenter::default();
    let known = dictionary.words().iter().filter(|w| base.knows(&w.word));
    let mut check = DictionaryCheck {
        words: dictionary.words().len(),
        known: known.count(),
        hash: dictionary.hash(),
        bad_lines,
        against: None,
    };
    let mut account = Account::default();
    if let Some(params) = texts {
        let (texts, read) = read_texts(params, observer)?;
        check.against = Some(compare(&texts, &dictionary, examples));
        account = read;
    }
    Ok((check, account))
}

/// New words for a dictionary.
#[derive(Debug)]
pub struct NewWords {
    /// The dictionary as a file, each word with its evidence.
    pub file: String,
    /// How many words.
    pub words: usize,
    /// Texts read.
    pub texts: usize,
    /// Texts without near-duplicates.
    pub distinct: usize,
    /// Account of the rows.
    pub account: Account,
}

impl NewWords {
    /// Writes the dictionary.
    ///
    /// # Errors
    /// [`Error::Io`] where the system refuses; `path` is then as it was.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        AtomicFile::replace(path, self.file.as_bytes())
    }
}

/// Finds words that the base dictionary lacks.
///
/// # Errors
/// Where the texts cannot be read.
pub fn suggest_words(
    params: &TextParams,
    suggested: &SuggestParams,
    observer: &dyn Observer,
) -> Result<NewWords> {
    let (texts, account) = read_texts(params, observer)?;
    let groups = similar::groups(&texts);
    let firsts = texts.iter().zip(&groups).enumerate();
    let distinct: Vec<&str> = firsts
        .filter(|(i, (_, group))| u32::try_from(*i) == Ok(**group))
        .map(|(_, (text, _))| text.as_str())
        .collect();
    let words = suggest(&distinct, &Segmenter::default(), suggested);
    Ok(NewWords {
        file: suggested_file(&words, &distinct),
        words: words.len(),
        texts: texts.len(),
        distinct: distinct.len(),
        account,
    })
}

/// As UTF-8 or else as GB18030, which the observer is told.
pub(super) fn read_word_file(path: &Path, observer: &dyn Observer) -> Result<String> {
    let bytes = std::fs::read(path).map_err(|e| Error::io(path, "read", e))?;
    String::from_utf8(bytes).or_else(|e| {
        let line = format!("{}: not UTF-8, so read as GB18030", path.display());
        observer.message(Level::Say, &line);
        Ok(GB18030.decode(e.as_bytes()).0.into_owned())
    })
}

/// The texts, normalised for words; empty ones are left out.
fn read_texts(params: &TextParams, observer: &dyn Observer) -> Result<(Vec<String>, Account)> {
    let mut reading = Reading::open(&params.reading, "reading", observer)?;
    let columns = match reading.sample() {
        Some(_) => reading.text_columns(&params.columns, None)?.columns,
        None => Vec::new(),
    };
    let normalizer = Normalizer::default();
    let mut texts = Vec::new();
    for chunk in reading.by_ref() {
        let batch = chunk?.batch;
        let text = |row: usize| {
            let cells = columns
                .iter()
                .map(|&c| cell_text(batch.column(c).as_ref(), row));
            let text = joined(cells.flatten()).unwrap_or_default();
            normalizer.text(&text, Depth::Words)
        };
        let rows = 0..batch.num_rows();
        let normalized: Vec<String> = rows.into_par_iter().map(text).collect();
        texts.extend(normalized.into_iter().filter(|t| !t.is_empty()));
    }
    let mut account = reading.finish()?;
    account.close(observer)?;
    Ok((texts, account))
}
