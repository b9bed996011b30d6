//! Passing chunks → labelled rows, and their times.

use crate::columns::time::{OrderVotes, TimeFormat};
use crate::columns::{is_missing, resolve_one};
use crate::ingest::Chunk;
use crate::train::LabelledRows;
use crate::types::cell::cell_text;
use crate::types::{Level, Observer, joined};
use crate::{Error, Result};
use arrow_schema::Schema;
use std::borrow::Cow;

/// Joins the levels of a path.
const PATH_SEPARATOR: &str = ">";
/// The column of a person's corrections: each takes the place of the label.
pub const CORRECTED: &str = "corrected";

/// Where the columns that hold labelled texts are.
#[derive(Debug)]
pub struct LabelledColumns {
    /// Columns of text, joined.
    pub text: Vec<usize>,
    /// Nobody named them.
    pub text_guessed: bool,
    /// Columns of labels, from the broadest to the narrowest: the levels of a path.
    pub label: Vec<usize>,
    /// A person's correction, which takes the place of the label.
    pub corrected: Option<usize>,
    /// What tells rows apart.
    pub id: Option<usize>,
    /// Times.
    pub time: Option<usize>,
    /// How these are read.
    pub time_format: TimeFormat,
    /// Conditions that a row must meet.
    pub only: Vec<(usize, String)>,
}

/// Takes labelled rows in.
#[derive(Debug, Default)]
pub struct LabelledCollector {
    /// The rows so far, their times apart.
    pub rows: LabelledRows,
    /// Cells of the time column.
    pub times: Vec<String>,
    /// Rows whose label a person corrected.
    pub corrected: u64,
}

impl LabelledCollector {
    /// Takes the rows of a chunk in; those without a label or a text are counted.
    pub fn take(&mut self, chunk: &Chunk, columns: &LabelledColumns) {
        for row in 0..chunk.batch.num_rows() {
            self.take_row(chunk, row, columns);
        }
    }

    fn take_row(&mut self, chunk: &Chunk, row: usize, columns: &LabelledColumns) {
        let cell = |column: usize| {
            let text = cell_text(chunk.batch.column(column), row);
            text.filter(|t| !t.trim().is_empty())
        };
        let fits = |(column, value): &(usize, String)| {
            cell(*column).is_some_and(|t| t.trim() == value.trim())
        };
        if !columns.only.iter().all(fits) {
            return;
        }
        let filled = |c: &usize| cell(*c).filter(|t| !is_missing(t, false));
        let corrected = columns.corrected.as_ref().and_then(filled);
        let label = match &corrected {
            Some(label) => label.trim().to_owned(),
            None => {
                let levels = columns.label.iter().map_while(filled);
                let levels: Vec<String> = levels.map(|l| l.trim().to_owned()).collect();
                levels.join(PATH_SEPARATOR)
            }
        };
        let has_label = match self.rows.separator {
            Some(separator) => separator.parts(&label).next().is_some(),
            None => !label.is_empty(),
        };
        let text = joined(columns.text.iter().filter_map(|&c| cell(c)));
        let Some(text) = text.filter(|_| has_label) else {
            self.rows.left_out += 1;
            return;
        };
        self.corrected += u64::from(corrected.is_some());
        self.rows.texts.push(text.into_owned());
        self.rows.labels.push(label);
        let number = || chunk.rows.get(row).map_or_else(String::new, u64::to_string);
        let id = columns.id.and_then(cell);
        self.rows.ids.push(id.map_or_else(number, Cow::into_owned));
        if let Some(time) = columns.time {
            self.times.push(cell(time).unwrap_or_default().into_owned());
        }
    }
}

/// `COL=VALUE` → the column's place and the value.
///
/// # Errors
/// [`Error::Usage`] without `=`; where there is no such column.
pub fn condition(schema: &Schema, text: &str) -> Result<(usize, String)> {
    let Some((column, value)) = text.split_once('=') else {
        return Err(Error::usage(
            format!("--where `{text}` has no `=`"),
            "Write it as --where COLUMN=VALUE.",
        ));
    };
    Ok((resolve_one(schema, column, "--where")?, value.to_owned()))
}

/// Times as seconds; tells how many cannot be read, and which order of day and month was assumed.
pub fn read_times(
    cells: &[String],
    format: &TimeFormat,
    observer: &dyn Observer,
) -> Vec<Option<i64>> {
    let mut votes = OrderVotes::default();
    for cell in cells {
        votes.add(cell);
    }
    let reader = votes.reader().with(format);
    let read = |cell: &String| reader.read(cell).map(|t| t.and_utc().timestamp());
    let times: Vec<Option<i64>> = cells.iter().map(read).collect();
    let unread = times.iter().filter(|t| t.is_none()).count();
    if unread > 0 {
        let line = format!("{unread} rows without a readable time were left out");
        observer.message(Level::Warn, &line);
    }
    if let Some(doubt) = votes.doubt(format) {
        observer.message(Level::Say, &doubt);
    }
    times
}
