//! A file of labels or of answers, cell by cell.

use crate::columns::{self, Role, TextColumns};
use crate::ingest::{self, InputParams};
use crate::types::cell::cell_text;
use crate::{Error, Result};
use arrow_schema::SchemaRef;

/// The columns of a sheet that was drawn, and of a file of labels.
pub(super) const ID: &str = "id";
pub(super) const TEXT: &str = "text";
pub(super) const NOTE: &str = "note";

/// A table of cells; an absent cell is empty.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) file: String,
    pub(super) schema: SchemaRef,
    pub(super) rows: Vec<Vec<String>>,
    /// Columns of text, by name or guessed; none where there are no rows.
    pub(super) text: Vec<usize>,
    /// The column of ids, by name or guessed.
    pub(super) id: Option<usize>,
}

impl Table {
    /// Reads `file` in any format.
    ///
    /// # Errors
    /// Where it cannot be read, or holds rows that cannot be used: nobody could give these back.
    pub(super) fn read(file: &str) -> Result<Self> {
        Self::read_as(file, &InputParams::default())
    }

    /// The cells of a sheet of a workbook, all of them data.
    ///
    /// # Errors
    /// As [`Table::read`]; where there is no such sheet.
    pub(super) fn of_sheet(file: &str, sheet: &str) -> Result<Self> {
        let params = InputParams {
            sheets: vec![sheet.to_owned()],
            no_header: true,
            ..InputParams::default()
        };
        Self::read_as(file, &params)
    }

    fn read_as(file: &str, params: &InputParams) -> Result<Self> {
        let mut chunks = ingest::open(&[file.to_owned()], params)?;
        let schema = chunks.schema();
        let (mut rows, mut text, mut id) = (Vec::new(), Vec::new(), None);
        for chunk in chunks.by_ref() {
            let chunk = chunk?;
            if let Some(bad) = chunk.rejected.first() {
                let message = format!("row {} cannot be read: {}", bad.row, bad.detail);
                return Err(Error::invalid(
                    file,
                    message,
                    "Mend the row, or take it out.",
                ));
            }
            if rows.is_empty() {
                let guess = columns::guess(&chunk.batch);
                text = match columns::find(&schema, TEXT) {
                    Some(at) => vec![at],
                    None => TextColumns::choose(&schema, &guess, &[], None)?.columns,
                };
                id = columns::find(&schema, ID).or_else(|| guess.of(Role::Id));
            }
            for row in 0..chunk.batch.num_rows() {
                let cell = |c: usize| cell_text(chunk.batch.column(c).as_ref(), row);
                let cell = |c: usize| cell(c).unwrap_or_default().into_owned();
                rows.push((0..chunk.batch.num_columns()).map(cell).collect());
            }
        }
        Ok(Self {
            file: file.to_owned(),
            schema,
            rows,
            text,
            id,
        })
    }

    /// The place of the column `name`.
    ///
    /// # Errors
    /// Where there is none; `flag` names another.
    pub(super) fn column(&self, name: &str, flag: &'static str) -> Result<usize> {
        columns::resolve_one(&self.schema, name, flag).map_err(|e| match e {
            Error::Invalid {
                place,
                message,
                next,
            } => Error::invalid(format!("{}, {place}", self.file), message, next),
            e => e,
        })
    }

    /// The text of a row; its columns are joined.
    pub(super) fn text_of(&self, row: &[String]) -> String {
        let cells = self.text.iter().filter_map(|c| row.get(*c));
        crate::types::joined(cells.map(|c| c.as_str().into()))
            .unwrap_or_default()
            .into_owned()
    }
}
