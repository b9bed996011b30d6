//! Drawn rows → a sheet to fill in.

use super::candidates::Candidate;
use super::labels::LABEL;
use super::table::{ID, NOTE, TEXT};
use crate::export::{Choices, OutputParams, Writer, Written};
use crate::score::PREDICTED;
use crate::{Error, Result};
use arrow_array::{ArrayRef, Float32Array, RecordBatch, StringArray};
use std::sync::Arc;

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
