//! Rows of an input → a random sample for a person to label.

use super::report::choose_columns;
use super::{Account, Reading, ReadingParams};
use crate::Result;
use crate::aggregate::{AuditSample, Encoder, NONE};
use crate::bundle::Bundle;
use crate::collect::{audit_choices, drawn_rows};
use crate::columns::NamedColumns;
use crate::export::{OutputParams, Writer};
use crate::normalize::{MaskParams, NormalizeParams, Normalizer};
use crate::score::{RowModel, row_texts};
use crate::types::Observer;
use crate::types::cell::cell_text;
use crate::types::format::Format;
use arrow_array::UInt32Array;
use arrow_select::take::take_record_batch;

/// What to draw.
#[derive(Clone, Debug, Default)]
pub struct AuditParams {
    /// Rows to draw.
    pub rows: usize,
    /// Columns by name; guessed where absent.
    pub columns: NamedColumns,
    /// What is masked before a model scores the rows.
    pub mask: MaskParams,
}

/// Draws rows at random, stratified by type, and writes them to `output` (`-` is stdout, as CSV) with their type, their probability
/// of being drawn, and an empty column to fill in; gives how many these are. With a `bundle` and no type column the bundle gives the
/// types.
///
/// # Errors
/// Where a column named is not there, nothing says which type a complaint has, or no row has one; where the output cannot be
/// written; as [`Reading`].
pub fn draw_audit(
    input: &ReadingParams,
    bundle: Option<&Bundle>,
    params: &AuditParams,
    output: &str,
    observer: &dyn Observer,
) -> Result<(u64, Account)> {
    let mut reading = Reading::open(input, "reading", observer)?;
    let columns = choose_columns(&reading, &params.columns, bundle, observer)?;
    let label = columns
        .label
        .map(|c| reading.schema().field(c).name().clone());
    let mut types = Encoder::new(label.as_deref().unwrap_or("predicted"));
    let model = bundle
        .filter(|_| columns.label.is_none())
        .map(|b| RowModel::new(b, columns.label, &columns.probabilities, &params.mask));
    let normalizer = Normalizer::new(NormalizeParams {
        mask: params.mask.clone(),
    });
    let mut sample = AuditSample::new(params.rows);
    for chunk in reading.by_ref() {
        let batch = chunk?.batch;
        let said = model
            .as_ref()
            .map(|m| m.read(&batch, &row_texts(&batch, &columns.text, &normalizer)));
        for row in 0..batch.num_rows() {
            let label = |c: usize| cell_text(batch.column(c).as_ref(), row);
            let cell = columns.label.and_then(label);
            types.push(cell.as_deref().or(said.as_ref().and_then(|s| s.name(row))));
            let code = types.codes().last().copied().filter(|c| *c != NONE);
            // one row alone, so that its batch can be let go
            let at = UInt32Array::from(vec![u32::try_from(row).unwrap_or(0)]);
            sample.offer(code, || take_record_batch(&batch, &at).ok());
        }
    }
    let mut account = reading.finish()?;
    account.close(observer)?;
    let rows = drawn_rows(&sample.finish(), types.values(), types.name())?;
    let format = OutputParams {
        format: (output == "-").then_some(Format::Csv),
        choices: Some(audit_choices(bundle.map_or(types.values(), Bundle::types))),
        ..OutputParams::default()
    };
    let mut writer = Writer::create(output, rows.schema(), &format)?;
    writer.write(&rows)?;
    Ok((writer.finish()?.rows, account))
}
