//! Rows that a list of measures lacks → its file, or one beside it.

use crate::Result;
use crate::collect::small_table::SmallTable;
use crate::export::{OutputParams, Writer, append_rows};
use arrow_array::{ArrayRef, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use std::path::Path;
use std::sync::Arc;

/// Rows that a list of measures lacks.
#[derive(Debug)]
pub struct NewRows {
    pub(super) file: String,
    pub(super) header: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
    /// The list as it was read; absent where there is no such file yet.
    pub(super) table: Option<SmallTable>,
}

/// Where the rows went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    /// A list was begun in this file with so many rows.
    Begun(String, usize),
    /// So many rows were appended to the list.
    Added(String, usize),
    /// The list cannot be appended to; so many rows are in another file.
    Beside {
        /// The list, which is as it was.
        list: String,
        /// The file of the rows.
        file: String,
        /// How many.
        rows: usize,
    },
}

impl NewRows {
    /// Writes them: a list that is not there is begun; to one in delimited text or XLSX they are appended, and everything else in the file
    /// stays as it is; for another they are written beside it. Nothing is ever half written.
    ///
    /// # Errors
    /// Where a file cannot be written.
    pub fn save(&self) -> Result<Saved> {
        let rows = self.rows.len();
        let Some(table) = &self.table else {
            self.write(&self.file)?;
            return Ok(Saved::Begun(self.file.clone(), rows));
        };
        let whole: Vec<&Vec<String>> = table.rows.iter().chain(&self.rows).collect();
        let reads_back = |copy: &str| {
            let read = SmallTable::read(copy);
            read.is_ok_and(|t| t.header == self.header && t.rows.iter().eq(whole.iter().copied()))
        };
        if append_rows(&self.file, &table.layout, &self.rows, &reads_back)? {
            return Ok(Saved::Added(self.file.clone(), rows));
        }
        let beside = Path::new(&self.file).with_extension("new.xlsx");
        let file = beside.to_string_lossy().into_owned();
        self.write(&file)?;
        Ok(Saved::Beside {
            list: self.file.clone(),
            file,
            rows,
        })
    }

    fn write(&self, file: &str) -> Result<()> {
        let field = |name: &String| Field::new(name, DataType::Utf8, true);
        let schema = Arc::new(Schema::new(
            self.header.iter().map(field).collect::<Vec<_>>(),
        ));
        let cell = |row: &Vec<String>, at: usize| row.get(at).filter(|c| !c.is_empty()).cloned();
        let column = |at: usize| -> ArrayRef {
            let cells: StringArray = self.rows.iter().map(|row| cell(row, at)).collect();
            Arc::new(cells)
        };
        let columns = (0..self.header.len()).map(column).collect();
        let batch = RecordBatch::try_new(schema.clone(), columns)
            .map_err(|e| crate::Error::io(file, "write", std::io::Error::other(e.to_string())))?;
        // as Excel opens it
        let params = OutputParams {
            bom: true,
            ..OutputParams::default()
        };
        let mut writer = Writer::create(file, schema, &params)?;
        writer.write(&batch)?;
        writer.finish()?;
        Ok(())
    }
}
