//! Text files, one complaint each → rows of two columns, `file` and `text`.

use super::note::TableNote;
use super::text::TextSource;
use super::{InputParams, Part, Reason, Rejected, RowReader};
use crate::{Error, Result};
use arrow::array::{ArrayRef, StringBuilder};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

/// A text file longer than this (bytes) is no complaint.
const MAX_TEXT: usize = 64 << 20;

/// Reads files one after the other, a row each.
pub(super) struct TextFiles {
    paths: std::vec::IntoIter<PathBuf>,
    schema: SchemaRef,
    params: InputParams,
    row: u64,
    notes: TableNote,
}

impl TextFiles {
    pub(super) fn open(paths: Vec<PathBuf>, params: &InputParams) -> Self {
        let field = |name| Field::new(name, DataType::Utf8, true);
        Self {
            paths: paths.into_iter(),
            schema: Arc::new(Schema::new(vec![field("file"), field("text")])),
            params: params.clone(),
            row: 0,
            notes: TableNote::default(),
        }
    }
}

impl RowReader for TextFiles {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn next_part(&mut self) -> Result<Option<Part>> {
        let (mut names, mut texts) = (StringBuilder::new(), StringBuilder::new());
        let (mut rows, mut rejected, mut bytes) = (Vec::new(), Vec::new(), 0);
        while rows.len() + rejected.len() < self.params.batch_rows.max(1) && bytes < MAX_TEXT {
            let Some(path) = self.paths.next() else { break };
            self.row += 1;
            let name: Arc<str> = path.display().to_string().into();
            let file = File::open(&path).map_err(|e| Error::io(&path, "open", e))?;
            let mut source = TextSource::new(name.clone(), Box::new(file), self.params.encoding);
            while source.pending().len() < MAX_TEXT && source.more()? {}
            let length = source.pending().len();
            bytes += length;
            let bad = source.undecodable(length);
            let wrong = (length >= MAX_TEXT)
                .then(|| (Reason::Ragged, "a text of 64 MiB or more".to_owned()))
                .or_else(|| self.notes.undecodable(bad, self.params.lossy));
            if let Some((reason, detail)) = wrong {
                rejected.push(Rejected::new(&name, self.row, reason, detail, ""));
                continue;
            }
            names.append_value(&*name);
            texts.append_value(source.pending());
            rows.push(self.row);
        }
        if rows.is_empty() && rejected.is_empty() {
            return Ok(None);
        }
        let columns: Vec<ArrayRef> = vec![Arc::new(names.finish()), Arc::new(texts.finish())];
        let batch = super::batch("text files", self.schema.clone(), columns)?;
        Ok(Some(Part {
            rows,
            batch,
            rejected,
        }))
    }

    fn notes(&mut self) -> &mut TableNote {
        &mut self.notes
    }
}
