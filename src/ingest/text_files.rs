//! Text files, one complaint each → rows of two columns, `file` and `text`.

use super::notes::TableNotes;
use super::params::InputParams;
use super::reader::{Part, Progress, RowReader};
use super::rejected::Reason;
use super::text_source::TextSource;
use crate::{Error, Result};
use arrow_schema::{DataType, Field, SchemaRef};
use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

/// A text file longer than this (bytes) is not a complaint.
const MAX_TEXT: usize = 64 << 20;

/// The text of a small file in UTF-8.
///
/// # Errors
/// [`Error::Io`] where it cannot be read.
pub(crate) fn read_text(path: &str) -> Result<String> {
    std::fs::read_to_string(path).map_err(|e| Error::io(path, "read", e))
}

/// Reads files one after the other, a row each.
pub(super) struct TextFiles {
    paths: std::vec::IntoIter<PathBuf>,
    progress: Progress,
    params: InputParams,
    notes: TableNotes,
}

impl TextFiles {
    pub(super) fn open(name: Arc<str>, paths: Vec<PathBuf>, params: &InputParams) -> Self {
        let fields = ["file", "text"].map(|name| Field::new(name, DataType::Utf8, true));
        Self {
            paths: paths.into_iter(),
            progress: Progress::new(name, fields.into(), params),
            params: params.clone(),
            notes: TableNotes::default(),
        }
    }
}

impl RowReader for TextFiles {
    fn schema(&self) -> SchemaRef {
        self.progress.schema()
    }

    fn next_part(&mut self) -> Result<Option<Part>> {
        let mut part = self.progress.part();
        for path in self.paths.by_ref() {
            let name: Arc<str> = path.display().to_string().into();
            let file = File::open(&path).map_err(|e| Error::io(&path, "open", e))?;
            let mut source = TextSource::new(name.clone(), Box::new(file), self.params.encoding);
            while source.pending().len() < MAX_TEXT && source.more()? {}
            let length = source.pending().len();
            let bad = source.undecodable(length);
            let misfit = (length >= MAX_TEXT)
                .then(|| (Reason::Ragged, "the text is 64 MiB or longer".to_owned()))
                .or_else(|| self.notes.undecodable(bad, self.params.lossy));
            match misfit {
                Some(why) => part.reject_in(name, why, ""),
                None => part.push([Some(&*name), Some(source.pending())]),
            }
            // an empty file is a row, too
            if part.is_full(length.max(1)) {
                break;
            }
        }
        self.progress.finish(part)
    }

    fn notes(&mut self) -> &mut TableNotes {
        &mut self.notes
    }
}
