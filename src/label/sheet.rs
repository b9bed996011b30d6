//! Drawn rows → a sheet to fill in.

use super::candidates::Candidate;
use super::labels::LABEL;
use super::table::{ID, NOTE, TEXT, Table};
use crate::export::{Choices, OutputParams, Writer, Written};
use crate::score::PREDICTED;
use crate::types::shell::command;
use crate::{Error, Result};
use arrow_array::{ArrayRef, Float32Array, RecordBatch, StringArray};
use std::path::Path;
use std::sync::Arc;

/// Refuses a sheet that a person has begun to fill in: a new one in its place would lose the answers. `to` is where they belong.
///
/// # Errors
/// [`Error::Usage`] where the file holds an answer.
pub fn refuse_answered(output: &str, to: &str) -> Result<()> {
    // a file that cannot be read as a table holds no answers
    let there = Path::new(output)
        .is_file()
        .then(|| Table::read(output).ok());
    let Some(table) = there.flatten() else {
        return Ok(());
    };
    let label = crate::columns::find(&table.schema, LABEL);
    let answer = |row: &Vec<String>| {
        label
            .and_then(|at| row.get(at))
            .is_some_and(|c| !c.trim().is_empty())
    };
    if !table.rows.iter().any(answer) {
        return Ok(());
    }
    let add = command(["tousu", "label", "add", output, "--to", to]);
    Err(Error::usage(
        format!("{output} already holds answers"),
        format!("Add them first (`{add}`), or give -o another name."),
    ))
}

/// Writes the rows drawn to `output` (`-` is stdout): id, text, an empty label and an empty note, with what the model says of them
/// where that is asked for. In a workbook the label is chosen from `types`.
///
/// # Errors
/// Where the output cannot be written.
pub fn write_sheet(
    drawn: &[Candidate],
    types: &[String],
    with_prediction: bool,
    output: &str,
    format: &OutputParams,
) -> Result<Written> {
    let text = |of: &dyn Fn(&Candidate) -> Option<String>| -> ArrayRef {
        Arc::new(drawn.iter().map(of).collect::<StringArray>())
    };
    let mut columns: Vec<(&str, ArrayRef)> = vec![
        (ID, text(&|c| Some(c.id.clone()))),
        (TEXT, text(&|c| Some(c.text.clone()))),
        (LABEL, text(&|_| None)),
        (NOTE, text(&|_| None)),
    ];
    if with_prediction {
        let predicted = |c: &Candidate| c.predicted.as_ref().map(|p| p.0.clone());
        let confidence = drawn.iter().map(|c| c.predicted.as_ref().map(|p| p.1));
        columns.push((PREDICTED, text(&predicted)));
        columns.push(("confidence", Arc::new(confidence.collect::<Float32Array>())));
    }
    let columns = columns.into_iter().map(|(name, array)| (name, array, true));
    let broken = |e| Error::io(output, "write", std::io::Error::other(e));
    let batch = RecordBatch::try_from_iter_with_nullable(columns).map_err(broken)?;
    let format = OutputParams {
        choices: Some(Choices {
            column: LABEL.to_owned(),
            values: types.to_vec(),
            read: vec![TEXT.to_owned()],
        }),
        ..format.clone()
    };
    let mut writer = Writer::create(output, batch.schema(), &format)?;
    writer.write(&batch)?;
    writer.finish()
}
